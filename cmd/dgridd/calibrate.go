package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/calibrator"
	"github.com/dgrid-network/dgrid/verify"
)

// calibrating is the flags of calibrate.
type calibrating struct {
	model, samples, out string
	lie                 // of the dishonest build
	variants            []string
	jobs                int
	maxOutput           uint32
	temperature         float64
	margin              float64
	seed                int64
}

func newCalibrate(a *app) *cobra.Command {
	var f calibrating
	cmd := &cobra.Command{
		Use:   "calibrate",
		Short: "Measure how honest answers score, and write the thresholds that follow",
		Long: `Generate answers and re-compute them on the CPU variants of the runtime, each with each, with and without top-p and top-k.
The scores go to the file of samples, one line a job; a run that is stopped goes on where it was. When all jobs are there
the cell is written: the file of thresholds that dgridd audit judges by.`,
		Example: `  dgridd calibrate --temperature 0.8 --jobs 160 --samples t08.jsonl --out verify/cells/smollm2-t08.json
  dgridd calibrate --temperature 0 --variants haswell,sse42 --jobs 80 --samples t0.jsonl --out verify/cells/smollm2-t0.json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.calibrate(cmd, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.model, "model", "smollm2-135m-instruct-q4_1", "name or id of the model")
	fl.StringSliceVar(&f.variants, "variants", []string{"haswell", "sse42"}, "CPU variants of the runtime; each generates and each re-computes")
	fl.IntVar(&f.jobs, "jobs", 300, "answers to measure")
	fl.Uint32Var(&f.maxOutput, "max-tokens", 256, "longest answer; limits lie evenly between 64 and this, and shorter answers are drawn again")
	fl.Float64Var(&f.temperature, "temperature", 0.8, "sampling temperature")
	fl.Float64Var(&f.margin, "margin", 1, "factor on the largest honest score, at least 1")
	fl.Int64Var(&f.seed, "seed", 1, "decides prompts and draws")
	fl.StringVar(&f.samples, "samples", "samples.jsonl", "file of the jobs measured so far")
	fl.StringVar(&f.out, "out", "", "file of the cell; without it the jobs are judged by the cells that this program carries")
	settingFlags(cmd, "cache", "catalogue")
	f.lie.flags(fl)
	return cmd
}

// settings are the ways to sample that a calibration covers at one temperature. Without temperature nothing is filtered.
func settings(temperature float64) []calibrator.Setting {
	t := dgrid.Micro(temperature*float64(dgrid.One) + 0.5)
	plain := calibrator.Setting{Name: "none", Params: dgrid.Params{Temperature: t}}
	if t == 0 {
		return []calibrator.Setting{plain}
	}
	filtered := dgrid.Params{Temperature: t, TopP: dgrid.One * 95 / 100, TopK: 40}
	return []calibrator.Setting{plain, {Name: "top-p 0.95, top-k 40", Params: filtered}}
}

func (a *app) calibrate(cmd *cobra.Command, f *calibrating) (err error) {
	if f.jobs < 1 || len(f.variants) == 0 {
		return usageError(cmd, errors.New("--jobs must be above 0, and --variants must name one or more"))
	}
	c, _, err := a.settings(cmd)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(cmd.Context())
	defer stop()
	p := &parts{config: c, log: a.logger(c)}
	plan, closePlan, err := f.plan(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePlan()) }()
	samples, err := calibrator.OpenSamples(f.samples)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, samples.Close()) }()
	err = samples.Fill(ctx, plan, f.jobs, func(j *calibrator.Job) {
		s := j.Sample
		a.printf("%4d  %-24s → %-24s T %.2f  %-22s %3d + %3d tokens  S1 %.5f  window %.5f  S2 %.3f\n", j.Number, s.Provider, s.Validator,
			float64(s.Temperature)/float64(dgrid.One), s.Filters, j.Prompt, s.Tokens, s.S1, s.S1Window, s.S2)
	})
	if err != nil {
		return err
	}
	if f.out == "" {
		return a.judge(plan.Model, samples.Jobs()[:f.jobs])
	}
	return a.writeCell(f, p, samples.Jobs()[:f.jobs])
}

// plan starts an engine for each variant: it generates in some jobs and re-computes in others.
func (f *calibrating) plan(ctx context.Context, p *parts) (_ *calibrator.Plan, closePlan func() error, err error) {
	catalogue, files, err := node.OpenModels(p.config)
	if err != nil {
		return nil, nil, err
	}
	m, err := resolve(catalogue, files, f.model)
	if err != nil {
		return nil, nil, err
	}
	plan := &calibrator.Plan{Model: m.ID, Seed: f.seed, MaxOutput: f.maxOutput, MinOutput: verify.WindowTokens, Settings: settings(f.temperature)}
	var stops []func() error
	closeAll := func() error {
		var errs []error
		for _, s := range stops {
			errs = append(errs, s())
		}
		return errors.Join(errs...)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, closeAll())
		}
	}()
	for _, v := range f.variants {
		e, stop, err := startEngine(ctx, p, &config.ModelConfig{Name: m.Name, Context: 2048, Threads: 1, Variant: v})
		if err != nil {
			return nil, nil, err
		}
		stops = append(stops, stop)
		info, err := e.Worker.Ready(ctx)
		if err != nil {
			return nil, nil, err
		}
		generator, stop, err := f.lie.generator(ctx, p, e, v)
		if err != nil {
			return nil, nil, err
		}
		stops = append(stops, stop)
		class := info.Device + "/" + v
		plan.Providers = append(plan.Providers, calibrator.Provider{Class: class, Engine: generator})
		plan.Validators = append(plan.Validators, calibrator.Validator{Class: class, Engine: e.Worker})
	}
	return plan, closeAll, nil
}

func (a *app) writeCell(f *calibrating, p *parts, jobs []calibrator.Job) error {
	catalogue, files, err := node.OpenModels(p.config)
	if err != nil {
		return err
	}
	m, err := resolve(catalogue, files, f.model)
	if err != nil {
		return err
	}
	runtime, err := catalogue.Runtime()
	if err != nil {
		return err
	}
	meta := verify.Meta{
		Name: baseName(f.out), Model: m.ID, ModelName: m.Name, Margin: f.margin, Seed: f.seed,
		Command: fmt.Sprintf("dgridd calibrate --model %s --variants %s --temperature %v --jobs %d --max-tokens %d --seed %d --margin %v",
			m.Name, strings.Join(f.variants, ","), f.temperature, f.jobs, f.maxOutput, f.seed, f.margin),
		Tokens:  verify.Range{Min: verify.WindowTokens, Max: int64(f.maxOutput)},
		Digests: map[string]dgrid.Digest{"weights": m.Artifact.SHA256, "runtime": runtime.SHA256, "prompts": calibrator.CorpusDigest()},
	}
	samples := make([]verify.Sample, len(jobs))
	for i, j := range jobs {
		samples[i] = j.Sample
	}
	describe(&meta, samples)
	cell, err := verify.BuildCell(samples, meta)
	if err != nil {
		return err
	}
	b, err := cell.Encode()
	if err != nil {
		return err
	}
	if err := os.WriteFile(f.out, b, 0o644); err != nil {
		return fmt.Errorf("write cell: %w", err)
	}
	a.printf("%s: %d jobs, thresholds S1 %.5f, window %.5f nats; at most %.2f %% of honest jobs are suspected (confidence 95 %%)\n", f.out, len(jobs),
		cell.S1.Threshold, cell.S1Window.Threshold, 100*cell.FalsePositiveBound(0.95))
	return nil
}

// judge says how the cells that this program carries judge the jobs.
func (a *app) judge(model dgrid.ModelID, jobs []calibrator.Job) error {
	cells, err := verify.EmbeddedCells()
	if err != nil {
		return err
	}
	counts := make(map[verify.Result]int)
	whole, worst := make([]float64, len(jobs)), make([]float64, len(jobs))
	for i, j := range jobs {
		cell, err := cells.Find(model, j.Sample.Temperature, j.Sample.Tokens)
		if err != nil {
			cell = nil
		}
		counts[verify.Judge(cell, j.Sample.Scores, nil).Result]++
		whole[i], worst[i] = j.Sample.S1, j.Sample.S1Window
	}
	slices.Sort(whole)
	slices.Sort(worst)
	n := len(jobs)
	a.printf("%d jobs: %d honest, %d suspected, %d abstained; S1 %.5f to %.5f, median %.5f; window %.5f to %.5f, median %.5f\n", n,
		counts[verify.Honest], counts[verify.Suspected], counts[verify.Abstain], whole[0], whole[n-1], whole[n/2], worst[0], worst[n-1], worst[n/2])
	return nil
}

// describe says what the samples cover: their classes, temperatures and filters.
func describe(meta *verify.Meta, samples []verify.Sample) {
	first := samples[0]
	meta.Temperature = verify.Range{Min: int64(first.Temperature), Max: int64(first.Temperature)}
	for _, s := range samples {
		if !slices.Contains(meta.Classes, s.ClassPair) {
			meta.Classes = append(meta.Classes, s.ClassPair)
		}
		if !slices.Contains(meta.Filters, s.Filters) {
			meta.Filters = append(meta.Filters, s.Filters)
		}
	}
}

func baseName(path string) string { return strings.TrimSuffix(filepath.Base(path), ".json") }

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
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/calibrator"
	"github.com/dgrid-network/dgrid/verify"
)

// calibrating is the flags of calibrate.
type calibrating struct {
	model, samples, out string
	control             string // which jobs get one: all or suspected
	lie                        // of the dishonest build
	variants, devices   []string
	threads, jobs       int
	part                string
	maxOutput           uint32
	temperatures        []float64
	margin, excess      float64
	seed                int64
}

func newCalibrate(a *app) *cobra.Command {
	var f calibrating
	cmd := &cobra.Command{
		Use:   "calibrate",
		Short: "Measure how honest answers score, and write the thresholds that follow",
		Long: `Generate answers and re-compute them on CPU variants of the runtime and on GPUs, each with each, with and without top-p and
top-k. With GPUs, pairs of two CPU variants are left out: they have cells of their own. Beside each job a control decodes the same
tokens one by one once more: its scores say how hard the text is. The scores go to the file of samples, one line a job; a run that
is stopped goes on where it was. When all jobs are there the cell is written: the file of thresholds that dgridd audit judges by.
It covers the whole bucket that the temperatures lie in: 0, above 0 and up to 0.5, above 0.5 and up to 1, above 1.`,
		Example: `  dgridd calibrate --temperature 0.8,1 --jobs 300 --samples warm.jsonl --out verify/cells/smollm2-warm.json
  dgridd calibrate --temperature 0 --variants haswell,sse42 --jobs 80 --samples t0.jsonl --out verify/cells/smollm2-t0.json
  dgridd calibrate --devices CUDA0 --temperature 0.8,1 --jobs 120 --samples gpu.jsonl --out verify/cells/smollm2-cuda.json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.calibrate(cmd, &f) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.model, "model", "smollm2-135m-instruct-q4_1", "name or id of the model")
	fl.StringSliceVar(&f.variants, "variants", []string{"haswell", "ivybridge", "icelake"}, "CPU variants of the runtime; each generates and each re-computes")
	fl.StringSliceVar(&f.devices, "devices", nil, "GPUs that generate and re-compute beside the variants, as dgridd doctor names them: CUDA0")
	fl.IntVar(&f.threads, "threads", 1, "CPU threads of each engine; only one computes at a time")
	fl.IntVar(&f.jobs, "jobs", 300, "answers to measure")
	fl.Uint32Var(&f.maxOutput, "max-tokens", 256, "longest answer; limits lie evenly between 64 and this, and shorter answers are drawn again")
	fl.Float64SliceVar(&f.temperatures, "temperature", []float64{0.8}, "sampling temperatures, all in one bucket")
	fl.Float64Var(&f.margin, "margin", 1, "factor on the largest honest score, at least 1")
	fl.Float64Var(&f.excess, "excess", 3, "factor on the largest honest excess over a control, at least 1")
	fl.StringVar(&f.control, "control", "all", "which jobs get a control: all, or suspected, which a cell cannot be made of")
	fl.Int64Var(&f.seed, "seed", 1, "decides prompts and draws")
	fl.StringVar(&f.samples, "samples", "samples.jsonl", "file of the jobs measured so far")
	fl.StringVar(&f.part, "part", "0/1", "measure one part of the jobs only, for example 0/4 to 3/4; the files of all parts one after the other are the whole's")
	fl.StringVar(&f.out, "out", "", "file of the cell; without it the jobs are judged by the cells that this program carries")
	settingFlags(cmd, "cache", "catalogue")
	f.lie.flags(fl)
	return cmd
}

// settings are the ways to sample that a calibration covers. Without temperature nothing is filtered.
func settings(temperatures []float64) []calibrator.Setting {
	var all []calibrator.Setting
	for _, temperature := range temperatures {
		t := micro(temperature)
		all = append(all, calibrator.Setting{Name: "none", Params: dgrid.Params{Temperature: t}})
		if t > 0 {
			filtered := dgrid.Params{Temperature: t, TopP: dgrid.One * 95 / 100, TopK: 40}
			all = append(all, calibrator.Setting{Name: "top-p 0.95, top-k 40", Params: filtered})
		}
	}
	return all
}

func micro(v float64) dgrid.Micro { return dgrid.Micro(v*float64(dgrid.One) + 0.5) }

// bucket is the temperatures that a cell measured at these covers. Margins are in nats of logit and grow with the temperature, so
// that what was measured in the upper part of a bucket is safe for the lower one.
func bucket(temperatures []float64) (verify.Range, error) {
	buckets := []verify.Range{{Min: 0, Max: 0}, {Min: 1, Max: int64(dgrid.One) / 2}, {Min: int64(dgrid.One)/2 + 1, Max: int64(dgrid.One)},
		{Min: int64(dgrid.One) + 1, Max: 2 * int64(dgrid.One)}}
	for _, b := range buckets {
		if !slices.ContainsFunc(temperatures, func(t float64) bool { return !b.Contains(int64(micro(t))) }) {
			return b, nil
		}
	}
	return verify.Range{}, fmt.Errorf("temperatures %v are not all 0, all above 0 and up to 0.5, all above 0.5 and up to 1, or all above 1 and up to 2", temperatures)
}

func (a *app) calibrate(cmd *cobra.Command, f *calibrating) (err error) {
	if f.jobs < 1 || f.threads < 1 || len(f.variants)+len(f.devices) == 0 {
		return usageError(cmd, errors.New("--jobs and --threads must be above 0, and --variants or --devices must name one or more"))
	}
	if _, err := bucket(f.temperatures); err != nil || len(f.temperatures) == 0 {
		return usageError(cmd, errors.Join(errors.New("--temperature must name one or more of one bucket"), err))
	}
	if f.control != "all" && (f.control != "suspected" || f.out != "") {
		return usageError(cmd, errors.New("--control must be all, or suspected and then without --out"))
	}
	part, err := calibrator.ParsePart(f.part)
	if err != nil || part.Of > 1 && f.out != "" {
		return usageError(cmd, errors.Join(errors.New("--part must be INDEX/PARTS, and without --out if there are several"), err))
	}
	c, _, err := a.settings(cmd)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(cmd.Context())
	defer stop()
	p := &parts{config: c, log: a.logger(c)}
	catalogue, files, err := node.OpenModels(c)
	if err != nil {
		return err
	}
	m, err := node.ResolveModel(catalogue, files, f.model)
	if err != nil {
		return err
	}
	samples, err := calibrator.OpenSamples(f.samples)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, samples.Close()) }()
	if len(samples.Missing(part, f.jobs)) > 0 { // else no engine is needed
		if err := a.measure(ctx, f, part, p, m, samples); err != nil {
			return err
		}
	}
	if part.Of > 1 {
		return nil
	}
	jobs, err := samples.Jobs(f.jobs)
	if err != nil {
		return err
	}
	if f.out == "" {
		return a.judge(m.ID, jobs)
	}
	runtime, err := files.SelectedRuntime()
	if err != nil {
		return err
	}
	return a.writeCell(f, m, runtime.SHA256, jobs)
}

// measure fills the samples of a part up.
func (a *app) measure(ctx context.Context, f *calibrating, part calibrator.Part, p *parts, m models.Model, samples *calibrator.Samples) (err error) {
	plan, closePlan, err := f.plan(ctx, p, m)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closePlan()) }()
	return samples.Fill(ctx, plan, part, f.jobs, func(j *calibrator.Job) { a.printf("%s\n", describeJob(j)) })
}

// describeJob is one line: what was measured, and then the control's figures.
func describeJob(j *calibrator.Job) string {
	s := &j.Sample
	figures := func(s *verify.Scores) string {
		return fmt.Sprintf("S1 %.5f  window %.5f  S2 %.3f  window %.3f", s.S1, s.S1Window, s.S2, s.S2Window)
	}
	line := fmt.Sprintf("%4d  %-23s → %-23s T %.2f  %-20s %3d + %3d tokens  %s", j.Number, s.Provider, s.Validator,
		float64(s.Temperature)/float64(dgrid.One), s.Filters, j.Prompt, s.Tokens, figures(&s.Scores))
	if s.ControlClass != "" {
		line += fmt.Sprintf("  control on %s: %s", s.ControlClass, figures(&s.Control))
	}
	return line
}

// engines are what generates and re-computes: each variant on the CPU alone, and each GPU.
func (f *calibrating) engines(model string) (all []config.ModelConfig) {
	for _, v := range f.variants {
		all = append(all, config.ModelConfig{Name: model, Context: 2048, Threads: f.threads, Variant: v, Device: "cpu"})
	}
	for _, d := range f.devices {
		all = append(all, config.ModelConfig{Name: model, Context: 2048, Threads: f.threads, Device: d})
	}
	return all
}

// plan starts the engines: each generates in some jobs and re-computes in others.
func (f *calibrating) plan(ctx context.Context, p *parts, m models.Model) (_ *calibrator.Plan, closePlan func() error, err error) {
	plan := &calibrator.Plan{Model: m.ID, Seed: f.seed, MaxOutput: f.maxOutput, MinOutput: verify.WindowTokens, Settings: settings(f.temperatures)}
	if len(f.devices) > 0 {
		plan.Without = func(pair verify.ClassPair) bool {
			return verify.Kind(pair.Provider) == "cpu" && verify.Kind(pair.Validator) == "cpu"
		}
	}
	if f.control == "suspected" {
		cells, err := verify.EmbeddedCells()
		if err != nil {
			return nil, nil, err
		}
		plan.Suspected = func(s verify.Sample) bool { return verdict(cells, m.ID, &s).Result == verify.Suspected }
	}
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
	for _, c := range f.engines(m.Name) {
		e, stop, err := startEngine(ctx, p, &c)
		if err != nil {
			return nil, nil, err
		}
		stops = append(stops, stop)
		info, err := e.Worker.Ready(ctx)
		if err != nil {
			return nil, nil, err
		}
		generator, stop, err := f.lie.generator(ctx, p, e, &c)
		if err != nil {
			return nil, nil, err
		}
		stops = append(stops, stop)
		plan.Providers = append(plan.Providers, calibrator.Provider{Class: info.Class(), Engine: generator, Control: e.Worker})
		plan.Validators = append(plan.Validators, calibrator.Validator{Class: info.Class(), Engine: e.Worker})
	}
	return plan, closeAll, nil
}

func (a *app) writeCell(f *calibrating, m models.Model, runtime dgrid.Digest, jobs []calibrator.Job) (err error) {
	meta := verify.Meta{
		Name: baseName(f.out), Model: m.ID, ModelName: m.Name, Margin: f.margin, Excess: f.excess, Seed: f.seed,
		Command: fmt.Sprintf("dgridd calibrate --model %s --variants %s%s --temperature %s --jobs %d --max-tokens %d --seed %d --margin %v --excess %v",
			m.Name, strings.Join(f.variants, ","), f.onGPUs(), list(f.temperatures), f.jobs, f.maxOutput, f.seed, f.margin, f.excess),
		Tokens:  verify.Range{Min: verify.WindowTokens, Max: int64(f.maxOutput)},
		Digests: map[string]dgrid.Digest{"weights": m.Artifact.SHA256, "runtime": runtime, "prompts": calibrator.CorpusDigest()},
	}
	samples := make([]verify.Sample, len(jobs))
	for i, j := range jobs {
		samples[i] = j.Sample
	}
	if meta.Temperature, err = bucket(f.temperatures); err != nil {
		return err
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
	a.printf("%s: %d jobs, thresholds S1 %.5f, window %.5f nats, S2 %.3f, window %.3f; joint score %.2f, excess over a control %.2f; at most %.2f %% of honest jobs are suspected (confidence 95 %%)\n",
		f.out, len(jobs), cell.S1.Threshold, cell.S1Window.Threshold, cell.S2.Threshold, cell.S2Window.Threshold, cell.Joint, cell.Control, 100*cell.FalsePositiveBound(0.95))
	v, err := verify.CrossValidate(samples, meta)
	if err != nil {
		a.printf("too few jobs to judge each tenth by the others: %v\n", err)
		return nil
	}
	a.printf("each tenth judged by the others: %d of %d honest jobs suspected, %d failed after their controls\n", v.Suspected, v.Jobs, v.Failed)
	return nil
}

// judge says how the cells that this program carries judge the jobs, before and after their controls.
func (a *app) judge(model dgrid.ModelID, jobs []calibrator.Job) error {
	cells, err := verify.EmbeddedCells()
	if err != nil {
		return err
	}
	before, after := make(map[verify.Result]int), make(map[verify.Result]int)
	var joints, excesses []float64
	for _, j := range jobs {
		alone := j.Sample
		alone.ControlClass = ""
		before[verdict(cells, model, &alone).Result]++
		v := verdict(cells, model, &j.Sample)
		after[v.Result]++
		joints = append(joints, v.Joint)
		if v.Controls > 0 {
			excesses = append(excesses, v.Joint-v.ControlJoint)
			a.printf("%4d  %s: %s\n", j.Number, v.Result, v.Reason)
		}
	}
	a.printf("%d jobs: %d honest, %d suspected, %d abstained; joint scores %s\n", len(jobs),
		before[verify.Honest], before[verify.Suspected], before[verify.Abstain], spread(joints))
	a.printf("after the control: %d failed, %d honest, %d suspected without one; excesses of the suspected %s\n",
		after[verify.Failed], after[verify.Honest], after[verify.Suspected], spread(excesses))
	return nil
}

// verdict is what the cells say of a measured job, held against its control where it has one.
func verdict(cells verify.Cells, model dgrid.ModelID, s *verify.Sample) verify.Verdict {
	by, err := cells.Find(model, s.Temperature, s.Tokens, s.Validator)
	if err != nil {
		by = nil // abstains, with that reason
	}
	if s.ControlClass == "" {
		return verify.Judge(by, s.Scores, nil)
	}
	return verify.JudgeControlled(by, s.Scores, nil, []verify.Scores{s.Control})
}

// spread is the least, the median and the largest.
func spread(values []float64) string {
	if len(values) == 0 {
		return "(none)"
	}
	slices.Sort(values)
	return fmt.Sprintf("%.1f to %.1f, median %.1f", values[0], values[len(values)-1], values[(len(values)-1)/2])
}

// describe says what the samples cover: their classes and filters.
func describe(meta *verify.Meta, samples []verify.Sample) {
	for _, s := range samples {
		if !slices.Contains(meta.Classes, s.ClassPair) {
			meta.Classes = append(meta.Classes, s.ClassPair)
		}
		if !slices.Contains(meta.Filters, s.Filters) {
			meta.Filters = append(meta.Filters, s.Filters)
		}
	}
}

func list(values []float64) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprint(&b, v)
	}
	return b.String()
}

// onGPUs is the flag that names the GPUs, with a space before it.
func (f *calibrating) onGPUs() string {
	if len(f.devices) == 0 {
		return ""
	}
	return " --devices " + strings.Join(f.devices, ",")
}

func baseName(path string) string { return strings.TrimSuffix(filepath.Base(path), ".json") }

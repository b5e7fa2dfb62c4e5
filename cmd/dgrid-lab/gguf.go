package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
	"github.com/dgrid-network/dgrid/inference/models/gguf/corpus"
)

const (
	damagedModel = "smollm2-135m-instruct-q4_1"
	smallTokens  = 512              // of the small model's vocabulary
	realEvery    = 20               // one file in so many is the whole model
	fileTime     = time.Minute      // for a file to be refused, or to load and answer
	endTime      = 20 * time.Second // for the worker to be gone after that
)

// What can come of a damaged file.
const (
	byCheck   = "refused by the check"
	bySecond  = "refused by the second parser"
	byWorker  = "refused by the worker"
	diedLoad  = "died while loading"
	diedJob   = "died in the job"
	inJob     = "refused the job"
	answered  = "answered"
	outOfTime = "out of time"
)

var outcomes = []string{byCheck, bySecond, byWorker, diedLoad, diedJob, inJob, answered, outOfTime}

// damagedFile is what came of one.
type damagedFile struct {
	File    uint64  `json:"file"`
	Kind    string  `json:"kind"`
	Real    bool    `json:"real,omitempty"` // the whole model, not the small one
	Outcome string  `json:"outcome"`
	Says    string  `json:"says,omitempty"` // the error that the caller sees
	Took    float64 `json:"millis"`
	Problem string  `json:"problem,omitempty"` // what must not be
}

// damaging is the experiment.
type damaging struct {
	programs
	seed    uint64
	out     *journal
	files   []damagedFile
	runtime string
	small   *base
	whole   *base
}

func ggufs(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("gguf", flag.ContinueOnError)
	files := fl.Uint64("files", 10000, "damaged files")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/gguf.jsonl", "file of the results; it is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	d := &damaging{programs: p, seed: *seed}
	if d.out, err = openJournal(*out, map[string]any{"experiment": "gguf", "seed": *seed}, d.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.out.close()) }()
	if err := d.prepare(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.small.close(), d.whole.close()) }()
	fmt.Printf("gguf: %d files, seed %d, results in %s\n", *files, *seed, *out)
	routines, memory := runtime.NumGoroutine(), resident()
	for n := uint64(len(d.files)); n < *files && ctx.Err() == nil; n++ {
		one, err := d.one(ctx, n)
		if err != nil {
			return fmt.Errorf("file %d: %w", n, err)
		}
		if ctx.Err() != nil {
			break // it may have ended for that
		}
		d.files = append(d.files, *one)
		if one.Problem != "" {
			fmt.Printf("%5d  %s: %s: %s (%s)\n", n, one.Kind, one.Outcome, one.Problem, one.Says)
		}
		if err := d.out.add(one); err != nil {
			return err
		}
	}
	fmt.Printf("this program: %d goroutines before, %d behind; %d MiB before, %d MiB behind\n", routines, runtime.NumGoroutine(), memory>>20, resident()>>20)
	return d.summary()
}

func (d *damaging) read(line []byte) error {
	var one damagedFile
	err := json.Unmarshal(line, &one)
	d.files = append(d.files, one)
	return err
}

// prepare copies the model, makes the small one, and holds that both answer while they are sound.
func (d *damaging) prepare(ctx context.Context) error {
	files, m, err := cached(ctx, damagedModel)
	if err != nil {
		return err
	}
	path, err := files.Model(m)
	if err != nil {
		return err
	}
	if d.runtime, err = files.Runtime(); err != nil {
		return err
	}
	if d.whole, err = openBase(path, filepath.Join(d.dir, "whole.gguf")); err != nil {
		return err
	}
	b, err := d.whole.model.Small(d.whole.sound, smallTokens)
	if err != nil {
		return err
	}
	small := filepath.Join(d.dir, "sound.gguf")
	if err := os.WriteFile(small, b, 0o600); err != nil {
		return err
	}
	if d.small, err = openBase(small, filepath.Join(d.dir, "small.gguf")); err != nil {
		return err
	}
	for _, b := range []*base{d.small, d.whole} {
		if outcome, err := d.try(ctx, b.path); outcome != answered {
			return fmt.Errorf("the sound model %s does not answer, so nothing can be learned from damaged ones: %s: %w", b.path, outcome, err)
		}
	}
	return nil
}

// one makes file n and hands it to a worker.
func (d *damaging) one(ctx context.Context, n uint64) (*damagedFile, error) {
	b := d.small
	if n%realEvery == realEvery-1 {
		b = d.whole
	}
	damage := b.model.Damage(d.seed, n, b == d.whole)
	if err := b.apply(damage); err != nil {
		return nil, err
	}
	one := &damagedFile{File: n, Kind: damage.Kind, Real: b == d.whole}
	began := time.Now()
	outcome, err := d.try(ctx, b.path)
	one.Outcome, one.Took = outcome, float64(time.Since(began).Milliseconds())
	if err != nil {
		one.Says = err.Error()
	}
	switch left := children(); {
	case outcome != answered && one.Says == "":
		one.Problem = "no error says why"
	case outcome == outOfTime && time.Since(began) > fileTime+endTime:
		one.Problem = "it ended after its deadline"
	case len(left) > 0:
		one.Problem = fmt.Sprintf("processes %v are left", left)
	}
	return one, b.restore(damage)
}

// try runs a worker with the file at path, as a daemon does, until it has answered one token or failed.
func (d *damaging) try(ctx context.Context, path string) (outcome string, err error) {
	w, err := inference.New(inference.Config{Command: []string{d.honest, "worker"}, Runtime: d.runtime, Model: path, Context: 128, Batch: 64, Threads: 1,
		Heartbeat: 5 * time.Second}, slog.New(slog.DiscardHandler))
	if err != nil {
		return "", err
	}
	run, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = w.Run(run) // the call tells why it ended
	}()
	defer func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(endTime):
			outcome, err = outOfTime, errors.Join(err, errors.New("its worker does not end"))
		}
	}()
	ctx, stop := context.WithTimeout(ctx, fileTime)
	defer stop()
	return d.ask(ctx, w, path)
}

func (d *damaging) ask(ctx context.Context, w *inference.Worker, path string) (string, error) {
	if _, err := w.Ready(ctx); err != nil {
		return refusal(ctx, w, path), err
	}
	req := dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "Hello"}}}
	job := dgrid.Job{Prompt: []dgrid.TokenID{1, 20, 30}, MaxOutput: 1} // for a file whose template is damaged
	prompt, err := w.Prompt(ctx, &req, 0, nil)
	if err == nil {
		job.Prompt = prompt
	} else if !errors.Is(err, inference.ErrRefused) {
		return lost(ctx, err), err
	}
	tokens := 0
	if _, err := w.Generate(ctx, &job, func(c dgrid.Chunk) error { tokens += len(c.IDs); return nil }); err != nil {
		return lost(ctx, err), err
	}
	if tokens != 1 {
		return inJob, fmt.Errorf("%d tokens came", tokens)
	}
	return answered, nil
}

// refusal tells who refused the file.
func refusal(ctx context.Context, w *inference.Worker, path string) string {
	if ctx.Err() != nil {
		return outOfTime
	}
	layout, err := gguf.Check(path)
	switch {
	case err != nil:
		return byCheck
	case layout.Confirm(path) != nil:
		return bySecond
	case w.State().Restarts > 0:
		return diedLoad
	}
	return byWorker
}

func lost(ctx context.Context, err error) string {
	switch {
	case ctx.Err() != nil:
		return outOfTime
	case errors.Is(err, inference.ErrWorkerLost):
		return diedJob
	}
	return inJob
}

func (d *damaging) summary() error {
	table, totals, problems := make(map[string]map[string]int), make(map[string]int), 0
	var slowest damagedFile
	for _, f := range d.files {
		if table[f.Kind] == nil {
			table[f.Kind] = make(map[string]int)
		}
		table[f.Kind][f.Outcome]++
		totals[f.Outcome]++
		if f.Problem != "" {
			problems++
		}
		if f.Took > slowest.Took {
			slowest = f
		}
	}
	fmt.Printf("\n%-42s", "damage to")
	for i := range outcomes {
		fmt.Printf("%7s", string(rune('a'+i)))
	}
	fmt.Println()
	for _, kind := range corpus.Kinds() {
		printRow(kind, table[kind])
	}
	printRow("all", totals)
	for i, o := range outcomes {
		fmt.Printf("  %c: %s\n", 'a'+i, o)
	}
	fmt.Printf("%d files; the slowest (%d) took %.1f s; %d problems\n", len(d.files), slowest.File, slowest.Took/1000, problems)
	if problems > 0 {
		return fmt.Errorf("gguf: %d problems", problems)
	}
	return nil
}

func printRow(name string, counts map[string]int) {
	fmt.Printf("%-42s", name)
	for _, o := range outcomes {
		fmt.Printf("%7d", counts[o])
	}
	fmt.Println()
}

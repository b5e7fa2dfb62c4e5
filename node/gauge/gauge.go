package gauge

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Engine is what is measured: a model that is loaded.
type Engine interface {
	Prompt(ctx context.Context, req *dgrid.Request, templateTime dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error)
	Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error)
}

// Config is what is measured, and for how long.
type Config struct {
	Engine Engine
	// Recheck reads a job's prompt and answer in one pass, as an audit does.
	Recheck func(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) error
	Ends    []dgrid.TokenID // that end an answer
	Context uint32          // tokens of one job
	Streams []int           // how many answers at once, for each figure of decoding; 1 is always measured
	Rounds  int             // of which the medians are taken
	Each    time.Duration   // about how long all rounds of one figure take together
	// Began is told what is measured next; nil tells nobody.
	Began func(round int, what string)
}

// Result is what was found: medians of the rounds.
type Result struct {
	Prompt  int           // tokens of the prompts that prefill was measured with
	Answer  int           // tokens of each answer
	First   time.Duration // to the first token behind a prompt of ShortPrompt tokens
	Prefill float64       // tokens a second
	Decode  map[int]float64
	Recheck float64
}

// ShortPrompt is how many tokens are before the answers that decoding is measured with.
const ShortPrompt = 32

const (
	longestPrompt  = 1024 // tokens
	longestAnswer  = 128
	shortestAnswer = 8
	lookAnswer     = 4
)

func (c *Config) check() error {
	switch {
	case c.Engine == nil || c.Recheck == nil:
		return errors.New("no engine is given")
	case c.Context < 2*ShortPrompt+2*shortestAnswer:
		return fmt.Errorf("a context of %d tokens is too short to measure with: want at least %d", c.Context, 2*ShortPrompt+2*shortestAnswer)
	case c.Rounds < 1 || c.Each <= 0:
		return fmt.Errorf("%d rounds of %s: want at least one, and some time", c.Rounds, c.Each)
	case len(c.Streams) == 0 || slices.Min(c.Streams) < 1:
		return fmt.Errorf("streams %v: want numbers from 1", c.Streams)
	}
	return nil
}

// run is one measurement.
type run struct {
	Config
	text   []dgrid.TokenID // that prompts are cut from
	jobs   int             // made so far
	result Result
}

// Measure runs jobs on the engine until everything is measured. Nobody else should use it meanwhile.
func Measure(ctx context.Context, c Config) (*Result, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("measure: %w", err)
	}
	if c.Began == nil {
		c.Began = func(int, string) {}
	}
	if !slices.Contains(c.Streams, 1) { // what a re-check is held against
		c.Streams = append([]int{1}, c.Streams...)
	}
	r := &run{Config: c, result: Result{Decode: map[int]float64{}}}
	if err := r.measure(ctx); err != nil {
		return nil, fmt.Errorf("measure: %w", err)
	}
	return &r.result, nil
}

func (r *run) measure(ctx context.Context) (err error) {
	if r.text, err = corpus(ctx, r.Engine, int(r.Context)); err != nil {
		return err
	}
	r.Began(0, "warm-up")
	if err := r.look(ctx); err != nil {
		return err
	}
	var first, prefill, recheck []float64
	decode := map[int][]float64{}
	for round := 1; round <= r.Rounds; round++ {
		r.Began(round, "prefill")
		read, err := r.generate(ctx, r.job(r.result.Prompt, 1))
		if err != nil {
			return err
		}
		prefill = append(prefill, float64(r.result.Prompt)/read.first.Sub(read.began).Seconds())
		for _, n := range r.Streams {
			r.Began(round, fmt.Sprintf("%d at once", n))
			all, err := r.together(ctx, n)
			if err != nil {
				return err
			}
			decode[n] = append(decode[n], rate(all))
			if n > 1 {
				continue
			}
			first = append(first, all[0].first.Sub(all[0].began).Seconds())
			r.Began(round, "re-check")
			ratio, err := r.recheck(ctx, &all[0])
			if err != nil {
				return err
			}
			recheck = append(recheck, ratio)
		}
	}
	for n, all := range decode {
		r.result.Decode[n] = median(all)
	}
	r.result.First, r.result.Prefill, r.result.Recheck = time.Duration(median(first)*float64(time.Second)), median(prefill), median(recheck)
	return nil
}

// look generates a little, so that all is loaded and grown that will be, and sizes what follows by how fast that was.
func (r *run) look(ctx context.Context) error {
	var seen answered
	for range 2 {
		var err error
		if seen, err = r.generate(ctx, r.job(ShortPrompt, lookAnswer)); err != nil {
			return err
		}
	}
	each := r.Each.Seconds() / float64(r.Rounds)
	half := int(r.Context) / 2
	r.result.Prompt = bounded(each*ShortPrompt/seen.first.Sub(seen.began).Seconds(), ShortPrompt, min(longestPrompt, half))
	r.result.Answer = bounded(each*rate([]answered{seen}), shortestAnswer, min(longestAnswer, half))
	return nil
}

func bounded(v float64, least, most int) int { return max(least, int(min(v, float64(most)))) }

// answered is a job that was done.
type answered struct {
	job                       *dgrid.Job
	ids                       []dgrid.TokenID
	began, first, last, ended time.Time
}

func (r *run) generate(ctx context.Context, job *dgrid.Job) (answered, error) {
	a := answered{job: job, began: time.Now()}
	_, err := r.Engine.Generate(ctx, job, func(c dgrid.Chunk) error {
		if a.last = time.Now(); len(a.ids) == 0 {
			a.first = a.last
		}
		a.ids = append(a.ids, c.IDs...)
		return nil
	})
	a.ended = time.Now()
	if err == nil && len(a.ids) != int(job.MaxOutput) {
		err = fmt.Errorf("the engine ended after %d tokens of %d", len(a.ids), job.MaxOutput)
	}
	return a, err
}

// together generates n answers at the same time. The first that fails ends the others.
func (r *run) together(ctx context.Context, n int) ([]answered, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	all := make([]answered, n)
	var done sync.WaitGroup
	for i := range all {
		job := r.job(ShortPrompt, r.result.Answer)
		done.Go(func() {
			var err error
			if all[i], err = r.generate(ctx, job); err != nil {
				cancel(err) // the first one counts
			}
		})
	}
	done.Wait()
	return all, context.Cause(ctx)
}

// rate is the tokens a second of answers that ran at the same time.
func rate(all []answered) float64 {
	first, last, tokens := all[0].first, all[0].last, -1
	for _, a := range all {
		tokens += len(a.ids)
		if a.first.Before(first) {
			first = a.first
		}
		if a.last.After(last) {
			last = a.last
		}
	}
	return float64(tokens) / last.Sub(first).Seconds()
}

// recheck is how long a re-check of a takes, over how long a took.
func (r *run) recheck(ctx context.Context, a *answered) (float64, error) {
	began := time.Now()
	if err := r.Recheck(ctx, a.job, a.ids); err != nil {
		return 0, err
	}
	return time.Since(began).Seconds() / a.ended.Sub(a.began).Seconds(), nil
}

func median(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

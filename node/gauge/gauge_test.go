package gauge_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/gauge"
)

// clockwork is an engine whose every step takes a known time of the bubble's clock: what is measured is known to the unit.
type clockwork struct {
	read, step time.Duration // for a token of a prompt, and of an answer
	short      bool          // ends answers too early
	template   int           // tokens of which Prompt makes a prompt; 0 is as many as the text has words

	mu      sync.Mutex
	running int
	most    int
	jobs    []*dgrid.Job
	others  chan struct{} // one answer at a time where it is set
}

func (c *clockwork) Prompt(_ context.Context, req *dgrid.Request, _ dgrid.Time, _ []dgrid.TokenID) (ids []dgrid.TokenID, err error) {
	n := c.template
	if n == 0 {
		n = len(strings.Fields(req.Messages[0].Content))
	}
	for i := range n {
		ids = append(ids, dgrid.TokenID(i))
	}
	return ids, nil
}

func (c *clockwork) enter(ctx context.Context, job *dgrid.Job, by int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running += by
	c.most = max(c.most, c.running)
	if by > 0 {
		c.jobs = append(c.jobs, job)
	}
	return ctx.Err()
}

func (c *clockwork) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (u dgrid.Usage, err error) {
	if c.others != nil {
		c.others <- struct{}{}
		defer func() { <-c.others }()
	}
	if err := c.enter(ctx, job, 1); err != nil {
		return u, err
	}
	defer func() { err = errors.Join(err, c.enter(ctx, job, -1)) }()
	<-time.After(time.Duration(len(job.Prompt)) * c.read)
	for range job.MaxOutput {
		if err := emit(dgrid.Chunk{IDs: []dgrid.TokenID{7}}); err != nil {
			return u, err
		}
		if c.short {
			return u, nil
		}
		<-time.After(c.step)
	}
	return u, nil
}

func (c *clockwork) config() gauge.Config {
	return gauge.Config{
		Engine: c, Ends: []dgrid.TokenID{9, 2}, Context: 2048, Streams: []int{1, 4, 8}, Rounds: 3, Each: 30 * time.Second,
		Recheck: func(_ context.Context, job *dgrid.Job, output []dgrid.TokenID) error {
			<-time.After(time.Duration(len(job.Prompt)+len(output)) * c.read)
			return nil
		},
	}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6*b }

func TestMeasure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clockwork{read: time.Millisecond, step: 10 * time.Millisecond}
		cfg, told := c.config(), 0
		cfg.Began = func(int, string) { told++ }
		r, err := gauge.Measure(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if r.Prompt != 1024 || r.Answer != 128 || r.First != gauge.ShortPrompt*time.Millisecond {
			t.Errorf("prompts of %d tokens, answers of %d, the first token after %s", r.Prompt, r.Answer, r.First)
		}
		if !near(r.Prefill, 1000) {
			t.Errorf("prefill %.3f tokens/s, want 1000", r.Prefill)
		}
		// Answers that start together take the same time; 127 steps pass between the first token and the last.
		for n, tokens := range map[int]float64{1: 127, 4: 4*128 - 1, 8: 8*128 - 1} {
			if want := tokens / 1.27; !near(r.Decode[n], want) {
				t.Errorf("%d streams: %.3f tokens/s, want %.3f", n, r.Decode[n], want)
			}
		}
		if want := 0.160 / (0.032 + 1.280); !near(r.Recheck, want) {
			t.Errorf("re-check %.4f of its generation, want %.4f", r.Recheck, want)
		}
		if c.most != 8 || told != 1+3*5 {
			t.Errorf("%d answers ran at once, %d beginnings were told", c.most, told)
		}
		c.distinct(t)
	})
}

// distinct fails where two jobs that follow each other share a beginning, or one may end by itself.
func (c *clockwork) distinct(t *testing.T) {
	t.Helper()
	want := []dgrid.TokenBias{{Token: 2, Bias: -100 * dgrid.One}, {Token: 9, Bias: -100 * dgrid.One}}
	seeds := map[dgrid.Digest]bool{}
	for i, job := range c.jobs {
		if i > 0 && job.Prompt[0] == c.jobs[i-1].Prompt[0] {
			t.Errorf("jobs %d and %d begin alike", i-1, i)
		}
		if !slices.Equal(job.Params.LogitBias, want) {
			t.Errorf("job %d: biases %v", i, job.Params.LogitBias)
		}
		seeds[job.Seed] = true
	}
	if len(seeds) != len(c.jobs) {
		t.Errorf("%d jobs have %d seeds", len(c.jobs), len(seeds))
	}
}

// A slow engine is asked for less, so that a figure takes about as long as it may.
func TestMeasureSlowEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clockwork{read: 20 * time.Millisecond, step: 250 * time.Millisecond, others: make(chan struct{}, 1)}
		began := time.Now()
		r, err := gauge.Measure(t.Context(), c.config())
		if err != nil {
			t.Fatal(err)
		}
		if r.Prompt != 500 || r.Answer != 40 {
			t.Errorf("prompts of %d tokens and answers of %d, want those of 10 s", r.Prompt, r.Answer)
		}
		if took := time.Since(began); took > 10*time.Minute {
			t.Errorf("it took %s", took)
		}
		if r.Decode[8] > 1.1*r.Decode[1] {
			t.Errorf("an engine that answers one at a time has %.2f tokens/s alone and %.2f of 8", r.Decode[1], r.Decode[8])
		}
	})
}

func TestMeasureFails(t *testing.T) {
	broken := errors.New("the engine is gone")
	tests := []struct {
		name, says string
		change     func(*clockwork, *gauge.Config)
	}{
		{"no engine", "no engine", func(_ *clockwork, c *gauge.Config) { c.Engine = nil }},
		{"short context", "too short", func(_ *clockwork, c *gauge.Config) { c.Context = 64 }},
		{"no rounds", "rounds", func(_ *clockwork, c *gauge.Config) { c.Rounds = 0 }},
		{"no streams", "streams", func(_ *clockwork, c *gauge.Config) { c.Streams = nil }},
		{"answers that end early", "after 1 tokens of", func(e *clockwork, _ *gauge.Config) { e.short = true }},
		{"a template that drops the text", "makes only 9 tokens", func(e *clockwork, _ *gauge.Config) { e.template = 9 }},
		{"a re-check that fails", broken.Error(), func(_ *clockwork, c *gauge.Config) {
			c.Recheck = func(context.Context, *dgrid.Job, []dgrid.TokenID) error { return broken }
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := &clockwork{read: time.Millisecond, step: time.Millisecond}
				c := e.config()
				test.change(e, &c)
				if _, err := gauge.Measure(t.Context(), c); err == nil || !strings.Contains(err.Error(), test.says) {
					t.Errorf("error %v, want one with %q", err, test.says)
				}
			})
		})
	}
}

func TestMeasureEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &clockwork{read: time.Millisecond, step: time.Millisecond}
		ctx, cancel := context.WithCancel(t.Context())
		cfg := c.config()
		cfg.Began = func(round int, what string) {
			if what == "4 at once" {
				cancel()
			}
		}
		if _, err := gauge.Measure(ctx, cfg); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}

func TestBusy(t *testing.T) {
	const two = "cpu  %d 0 0 %d 0 0 0 0 0 0\ncpu0 1 0 0 1 0 0 0 0 0 0\ncpu1 1 0 0 1 0 0 0 0 0 0\nintr 5\n"
	line := func(busy, idle int) []byte { return fmt.Appendf(nil, two, busy, idle) }
	got, err := gauge.BusyBetween(line(100, 900), line(150, 1050))
	if err != nil || got != 0.5 {
		t.Errorf("%.3f cores are busy, %v; want 0.5", got, err)
	}
	for _, bad := range [][2][]byte{{line(1, 1), line(1, 1)}, {line(2, 1), line(1, 2)}, {line(1, 1), []byte("cpu  1 2\n")}, {[]byte("cpu  1 x 3 4 5 6\n"), line(1, 1)}, {nil, line(1, 1)}} {
		if got, err := gauge.BusyBetween(bad[0], bad[1]); err == nil {
			t.Errorf("%q then %q: %.3f cores are busy", bad[0], bad[1], got)
		}
	}
}

func TestPeak(t *testing.T) {
	if n, err := gauge.PeakOf([]byte("Name:\tx\nVmHWM:\t   900 kB\nVmRSS:\t   700 kB\n")); n != 900<<10 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	for _, bad := range []string{"", "VmRSS: 700 kB\n", "VmHWM: many kB\n"} {
		if n, err := gauge.PeakOf([]byte(bad)); err == nil {
			t.Errorf("%q: %d bytes", bad, n)
		}
	}
}

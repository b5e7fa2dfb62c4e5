package inference_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

// together answers jobs at the same time.
func together(t testing.TB, w *inference.Worker, jobs []*dgrid.Job) []*transcript {
	t.Helper()
	answers := make([]*transcript, len(jobs))
	var group sync.WaitGroup
	for i, job := range jobs {
		answers[i] = new(transcript)
		group.Go(func() {
			var err error
			if answers[i].usage, err = w.Generate(deadline(t), job, answers[i].take(t)); err != nil {
				t.Errorf("job %d: %v", i, err)
			}
		})
	}
	group.Wait()
	return answers
}

// honest re-checks an answer and returns its mean margin in nats. Answers are short, so the mean of one may be some times that of many: what
// is far above is refused here, and many together are judged by whoever has them.
func honest(t testing.TB, w *inference.Worker, name string, job *dgrid.Job, a *transcript) (mean float64) {
	t.Helper()
	e, err := w.Recheck(deadline(t), job, a.ids)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if mean = meanMargin(e.Margins); mean > 0.05 {
		t.Errorf("%s: mean margin is %.4f nat", name, mean)
	}
	if !slices.Equal(e.Pieces, a.pieces) {
		t.Errorf("%s: pieces %q, want %q", name, e.Pieces, a.pieces)
	}
	for i, s := range e.Sketches {
		if distance(s, a.sketches[i]) > 0.5 {
			t.Errorf("%s: sketch %d is %v, generated with %v", name, i, s, a.sketches[i])
		}
	}
	return mean
}

// parts is the first place where two answers differ.
func parts(a, b []dgrid.TokenID) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// TestAnswersDoNotDependOnTheBatch: the same job alone and among eight, with a cold and with a warm prefix, gives an answer that passes
// the same test, and where two of them part both tokens were nearly as good.
func TestAnswersDoNotDependOnTheBatch(t *testing.T) {
	w, info := start(t, config(t))
	if info.Sequences != 8 {
		t.Fatalf("%d sequences on this machine, the test wants 8", info.Sequences)
	}
	questions := []string{"Tell me a story about a fox.", "What is the capital of France?", "Explain how a refrigerator works.", "Write a poem about rain.",
		"Name five animals.", "Why is the sky blue?", "How do I bake bread?", "What is a prime number?"}
	var jobs []*dgrid.Job
	for i, q := range questions {
		params := warm
		if i%2 == 0 {
			params = dgrid.Params{}
		}
		jobs = append(jobs, &dgrid.Job{Prompt: prompt(t, w, q), MaxOutput: 20, Params: params, Seed: dgrid.Hash([]byte(q)), Payer: dgrid.Address{byte(i)}})
	}
	alone := make([]*transcript, len(jobs))
	for i, job := range jobs {
		alone[i] = generate(t, w, job)
	}
	rewarmed := together(t, w, jobs) // their prompts are in the cache
	cold, _ := start(t, config(t))
	fresh := together(t, cold, jobs)
	same, sum := 0, 0.0
	for i, job := range jobs {
		for name, a := range map[string]*transcript{"alone": alone[i], "among eight, warm": rewarmed[i], "among eight, cold": fresh[i]} {
			name = fmt.Sprintf("job %d %s", i, name)
			sum += honest(t, w, name, job, a)
			n := parts(a.ids, alone[i].ids)
			if n == len(a.ids) {
				same++
				continue
			}
			e, err := w.Recheck(deadline(t), job, a.ids[:n+1], alone[i].ids[:n+1])
			if err != nil {
				t.Fatal(err)
			}
			if worst := max(e.Margins[n].Value, e.Others[0][n]); worst > 65536/2 {
				t.Errorf("%s: parts at token %d from what it says alone, by a margin of %.2f nat", name, n, float64(worst)/65536)
			}
		}
	}
	mean := sum / float64(3*len(jobs))
	t.Logf("mean margin %.4f nat", mean)
	if mean > 0.01 {
		t.Errorf("the mean margin of all is %.4f nat", mean)
	}
	if same < len(jobs)*3/2 { // of 24, eight are alone themselves
		t.Errorf("%d of %d answers are what the job says alone", same, 3*len(jobs))
	}
}

// TestPrefixIsReused: a long prompt that was read before costs nothing the second time, whoever asks.
func TestPrefixIsReused(t *testing.T) {
	cfg := config(t)
	cfg.Heartbeat = 12 * time.Second // the figures come four times in it
	w, _ := start(t, cfg)
	long := "Summarize this: "
	for i := range 40 {
		long += fmt.Sprintf("In the year %d the river rose by %d feet and the mill stood still. ", 1800+i, i)
	}
	job := &dgrid.Job{Prompt: prompt(t, w, long), MaxOutput: 8, Params: warm}
	first := generate(t, w, job)
	again := *job
	again.Payer = dgrid.Address{1}
	second := generate(t, w, &again)
	honest(t, w, "cold", job, first)
	honest(t, w, "warm", job, second)
	n := uint64(len(job.Prompt))
	// The second answer finds all but the prompt's last token, and so do the two re-checks.
	if s := stats(t, w, func(s inference.Stats) bool { return s.Reused >= 3*(n-1) }); s.Read > n+n/2 {
		t.Errorf("a prompt of %d tokens, four times: %+v", n, s)
	}
}

// stats waits until the worker's figures are such.
func stats(t testing.TB, w *inference.Worker, such func(inference.Stats) bool) inference.Stats {
	t.Helper()
	ctx := deadline(t)
	for {
		if s := w.Stats(); such(s) {
			return s
		}
		select {
		case <-ctx.Done():
			t.Fatalf("the figures are %+v", w.Stats())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// TestSlowTakersStopNobody: whoever does not take its tokens stops its own answer only.
func TestSlowTakersStopNobody(t *testing.T) {
	w, _ := start(t, config(t))
	ids := prompt(t, w, "Tell me a very long story about a fox.")
	ctx, cancel := context.WithCancel(deadline(t))
	defer cancel()
	blocked := make(chan error, 1)
	taken := 0
	go func() {
		_, err := w.Generate(ctx, &dgrid.Job{Prompt: ids, MaxOutput: 1000, Params: warm}, func(dgrid.Chunk) error {
			taken++
			<-ctx.Done()
			return ctx.Err()
		})
		blocked <- err
	}()
	if a := generate(t, w, &dgrid.Job{Prompt: ids, MaxOutput: 40, Params: warm, Seed: dgrid.Hash([]byte("fast"))}); len(a.ids) != 40 {
		t.Errorf("the other answer has %d tokens, want 40", len(a.ids))
	}
	cancel()
	if err := <-blocked; !errors.Is(err, context.Canceled) || taken > 1 {
		t.Errorf("%d tokens taken, error %v", taken, err)
	}
}

// TestJobsWaitForCellsOfTheCache: more jobs than the cache holds are all answered, one after another where need be.
func TestJobsWaitForCellsOfTheCache(t *testing.T) {
	cfg := config(t)
	cfg.Context, cfg.Cells, cfg.Sequences = 256, 512, 8
	w, info := start(t, cfg)
	if info.Cells != 512 || info.Sequences != 8 {
		t.Fatalf("the model says of itself %+v", info)
	}
	var jobs []*dgrid.Job
	for i := range 12 {
		ids := prompt(t, w, fmt.Sprintf("%d. Tell me a story about a fox and %d geese.", i, i))
		jobs = append(jobs, &dgrid.Job{Prompt: ids, MaxOutput: uint32(200 - len(ids) - i), Params: warm, Seed: dgrid.Hash([]byte{byte(i)})})
		jobs[i].MaxOutput = min(jobs[i].MaxOutput, 60)
		jobs[i].Params.LogitBias = []dgrid.TokenBias{{Token: 2, Bias: -100 * dgrid.One}}
	}
	for i, a := range together(t, w, jobs) {
		if len(a.ids) != int(jobs[i].MaxOutput) {
			t.Errorf("answer %d has %d tokens, want %d", i, len(a.ids), jobs[i].MaxOutput)
		}
	}
	honest(t, w, "after all", jobs[0], generate(t, w, jobs[0]))
}

// TestDeadlineEndsAJob: the engine drops what is too late, and goes on with the rest.
func TestDeadlineEndsAJob(t *testing.T) {
	w, _ := start(t, config(t))
	ids := prompt(t, w, "Tell me a very long story about a fox.")
	ctx, cancel := context.WithCancel(deadline(t))
	first, cancelFirst := context.WithDeadline(ctx, time.Now().Add(time.Hour))
	defer cancel()
	defer cancelFirst()
	short, cancelShort := context.WithTimeout(ctx, 100*time.Millisecond)
	defer cancelShort()
	usage, err := w.Generate(short, &dgrid.Job{Prompt: ids, MaxOutput: 1900, Params: dgrid.Params{LogitBias: []dgrid.TokenBias{{Token: 2, Bias: -100 * dgrid.One}}}}, func(dgrid.Chunk) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) || usage.Finish != dgrid.FinishCancelled {
		t.Errorf("usage %+v, error %v: want that its time was over", usage, err)
	}
	if _, err := w.Generate(first, &dgrid.Job{Prompt: ids, MaxOutput: 4, Params: warm}, func(dgrid.Chunk) error { return nil }); err != nil {
		t.Error(err)
	}
	over, cancelOver := context.WithDeadline(ctx, time.Now().Add(-time.Second))
	defer cancelOver()
	if _, err := w.Recheck(over, &dgrid.Job{Prompt: ids, MaxOutput: 4}, []dgrid.TokenID{5}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a re-check after its time: %v", err)
	}
}

func TestTooManyJobsAreRefused(t *testing.T) {
	cfg := config(t)
	cfg.Sequences = 1
	w, _ := start(t, cfg)
	ids := prompt(t, w, "Tell me a story.")
	ctx, cancel := context.WithCancel(deadline(t))
	defer cancel()
	results, runs := make(chan error, 80), make(chan struct{}, 80)
	ask := func() {
		_, err := w.Generate(ctx, &dgrid.Job{Prompt: ids, MaxOutput: 1000, Params: warm}, func(dgrid.Chunk) error {
			runs <- struct{}{}
			<-ctx.Done()
			return ctx.Err()
		})
		results <- err
	}
	go ask()
	<-runs
	for range cap(results) - 1 {
		go ask()
	}
	// One runs and 64 wait; the others are told so at once.
	for range cap(results) - 65 {
		if err := <-results; !errors.Is(err, inference.ErrBusy) {
			t.Errorf("%v, want ErrBusy", err)
		}
	}
	cancel()
	for range 65 {
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("%v, want that it was cancelled", err)
		}
	}
}

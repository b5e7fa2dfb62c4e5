package inference_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

// ended is what came of a call.
type ended struct {
	what string
	err  error
}

// several makes six calls at once and returns their results in one channel.
func several(ctx context.Context, w *inference.Worker, job *dgrid.Job, answer []dgrid.TokenID) <-chan ended {
	results := make(chan ended, 6)
	for i := range 4 {
		go func() {
			_, err := w.Generate(ctx, job, func(dgrid.Chunk) error { return nil })
			results <- ended{fmt.Sprintf("answer %d", i), err}
		}()
	}
	go func() {
		_, err := w.Recheck(ctx, job, answer)
		results <- ended{"re-check", err}
	}()
	go func() {
		_, err := w.Control(ctx, job, answer)
		results <- ended{"control", err}
	}()
	return results
}

func TestKilledWorkerAmongSeveralCalls(t *testing.T) {
	w, info := start(t, config(t))
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 48, Params: warm}
	answer := generate(t, w, job).ids
	first := make(chan struct{})
	var once sync.Once
	go func() {
		_, _ = w.Generate(deadline(t), job, func(dgrid.Chunk) error { once.Do(func() { close(first) }); return nil }) // lost with the others
	}()
	results := several(deadline(t), w, job, answer)
	<-first
	if err := syscall.Kill(info.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for range cap(results) {
		// Those that had not begun run on the next child.
		if r := <-results; r.err != nil && !errors.Is(r.err, inference.ErrWorkerLost) {
			t.Errorf("%s: %v, want an answer or ErrWorkerLost", r.what, r.err)
		}
	}
	if again := generate(t, w, job).ids; len(again) == 0 {
		t.Error("the next job has no answer")
	}
}

// TestHungWorkerDoesNotKeepItsCallers stops a worker whose heart may miss beats for long: callers leave at their deadlines all the
// same, and where it was only slow, it is still there for others.
func TestHungWorkerDoesNotKeepItsCallers(t *testing.T) {
	cfg := config(t)
	cfg.Heartbeat = time.Hour
	w, info := start(t, cfg)
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 400, Params: warm}
	answer := generate(t, w, &dgrid.Job{Prompt: job.Prompt, MaxOutput: 8, Params: warm}).ids
	ctx, cancel := context.WithCancel(deadline(t))
	defer cancel()
	_, err := w.Generate(ctx, job, func(dgrid.Chunk) error {
		defer cancel()
		return syscall.Kill(info.PID, syscall.SIGSTOP)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a call of a hung worker: %v, want that it was cancelled", err)
	}
	short, cancel := context.WithTimeout(deadline(t), time.Second)
	defer cancel()
	results, end := several(short, w, job, answer), deadline(t)
	for range cap(results) {
		select {
		case r := <-results:
			if !errors.Is(r.err, context.DeadlineExceeded) {
				t.Errorf("%s of a hung worker: %v, want that its time is over", r.what, r.err)
			}
		case <-end.Done():
			t.Fatal("calls of a hung worker do not end")
		}
	}
	if err := syscall.Kill(info.PID, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	short8 := &dgrid.Job{Prompt: job.Prompt, MaxOutput: 8, Params: warm}
	usage, err := w.Generate(end, short8, func(dgrid.Chunk) error { return nil })
	for errors.Is(err, inference.ErrBusy) { // with what was left behind
		<-time.After(10 * time.Millisecond)
		usage, err = w.Generate(end, short8, func(dgrid.Chunk) error { return nil })
	}
	if again, lost := w.Ready(end); lost != nil || again.PID != info.PID || err != nil || usage.OutputTokens != 8 {
		t.Errorf("process %d, errors %v and %v, %d tokens: want that process %d goes on", again.PID, lost, err, usage.OutputTokens, info.PID)
	}
}

// TestNothingIsLeftOutOfAFinishedAnswer: where a job is cancelled whose last tokens the worker has sent and nobody has taken, it is
// cancelled: it did not reach its maximum length, whatever the worker says.
func TestNothingIsLeftOutOfAFinishedAnswer(t *testing.T) {
	w, _ := start(t, config(t))
	ctx, cancel := context.WithCancel(deadline(t))
	defer cancel()
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 4, Params: warm}
	other := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a bear."), MaxOutput: 24, Params: warm}
	usage, err := w.Generate(ctx, job, func(dgrid.Chunk) error {
		// Beside 24 tokens of another job the worker has come to the end of this one.
		if _, err := w.Generate(deadline(t), other, func(dgrid.Chunk) error { return nil }); err != nil {
			return err
		}
		cancel()
		return nil
	})
	if !errors.Is(err, context.Canceled) || usage.Finish != dgrid.FinishCancelled || usage.OutputTokens != 1 {
		t.Errorf("%d tokens, %s, %v", usage.OutputTokens, usage.Finish, err)
	}
}

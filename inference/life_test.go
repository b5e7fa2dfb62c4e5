package inference_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"syscall"
	"testing"

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

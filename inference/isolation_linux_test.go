package inference_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/jail"
)

// TestWorkerIsClosedInEveryThread looks at a worker that has answered: what jail's own tests show of an inmate holds for it.
func TestWorkerIsClosedInEveryThread(t *testing.T) {
	if missing := jail.Missing(); len(missing) > 0 {
		t.Skip(strings.Join(missing, "; "))
	}
	w, info := start(t, config(t))
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 8, Params: warm}
	answer := generate(t, w, job)
	if e, err := w.Recheck(deadline(t), job, answer.ids); err != nil || len(e.Margins) != len(answer.ids) {
		t.Fatalf("re-check in the jail: %v", err)
	}
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", info.PID))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/status", info.PID, thread.Name()))
		if os.IsNotExist(err) {
			continue // it ended
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"NoNewPrivs:\t1", "Seccomp:\t2"} {
			if !strings.Contains(string(status), want) {
				t.Errorf("thread %s lacks %q", thread.Name(), want)
			}
		}
	}
	env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", info.PID))
	if err != nil || !strings.Contains(string(env), "DGRID_JAILED=") {
		t.Errorf("the worker did not enter: environment %q, %v", env, err)
	}
}

func TestWorkerThatEatsMemoryIsReplaced(t *testing.T) {
	cfg := config(t)
	cfg.Command = append(cfg.Command, "glutton")
	cfg.Memory = 1 << 30
	w, info := start(t, cfg)
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 1500, Params: warm}
	taken, before := 0, resident(t)
	_, err := w.Generate(deadline(t), job, func(dgrid.Chunk) error {
		if taken++; taken == 3 {
			return syscall.Kill(info.PID, syscall.SIGUSR1)
		}
		return nil
	})
	if !errors.Is(err, inference.ErrWorkerLost) {
		t.Fatalf("error %v, want ErrWorkerLost", err)
	}
	if a := generate(t, w, &dgrid.Job{Prompt: job.Prompt, MaxOutput: 8, Params: warm}); len(a.ids) != 8 {
		t.Errorf("the next job has %d tokens, want 8", len(a.ids))
	}
	if after := resident(t); after > before+256<<20 {
		t.Errorf("the daemon's own memory grew from %d to %d MiB", before>>20, after>>20)
	}
}

func TestLimitBelowTheModelIsAnError(t *testing.T) {
	cfg := config(t)
	cfg.Context, cfg.Memory = 8192, 64<<20 // the KV cache alone takes 180 MiB
	w, _ := launch(t, cfg)
	_, err := w.Ready(deadline(t))
	var load *inference.LoadError
	if !errors.As(err, &load) || !strings.Contains(err.Error(), "memory") {
		t.Errorf("error %v, want a LoadError that speaks of memory", err)
	}
}

// resident is how much memory this process has.
func resident(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	var size, pages int
	if _, err := fmt.Sscan(string(b), &size, &pages); err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

package inference_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
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

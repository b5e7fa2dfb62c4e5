package main_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

const story = "Tell a very long story about a lighthouse, its keeper and the sea, with many people in it."

// The first signal lets a running job come to its end, and the payer gets its receipt.
func TestSigtermDrains(t *testing.T) {
	w := newWorld(t)
	w.up()
	worker := w.worker()
	a := w.ask(story, "--max-tokens", "96", "--seed", "1")
	w.until(a, 5)
	if err := w.daemon.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	code, tr := w.end(a)
	if code != 0 || tr == nil || tr.Receipt == nil || tr.Receipt.Object.Finish.Early() {
		t.Errorf("the running job: exit code %d\n%s", code, a.stderr.String())
	}
	if code := w.wait(w.daemon); code != 0 || !strings.Contains(w.daemon.stderr.String(), "draining") {
		t.Errorf("the provider: exit code %d\n%s", code, w.daemon.stderr.String())
	}
	w.gone(worker)
}

// The second signal ends at once: the job that runs is cut off, and settled by what was signed.
func TestSecondSignalEnds(t *testing.T) {
	w := newWorld(t)
	w.up()
	worker := w.worker()
	a := w.ask(story, "--max-tokens", "1500", "--temperature", "1.5", "--seed", "1")
	w.until(a, 5)
	for _, wait := range []func(){
		func() {
			w.eventually("it drains", func() bool { return strings.Contains(w.daemon.stderr.String(), "draining") })
		},
		func() { w.wait(w.daemon) },
	} {
		if err := w.daemon.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		wait()
	}
	w.gone(worker)
	code, tr := w.end(a)
	if code != 4 || tr == nil {
		t.Fatalf("the job that was cut off: exit code %d\n%s", code, a.stderr.String())
	}
	if tr.Receipt != nil && tr.Receipt.Object.Finish != dgrid.FinishInterrupted {
		t.Errorf("the receipt says %s", tr.Receipt.Object.Finish)
	}
	if failing := verify.Failing(verify.Signatures(tr, tr.Domain)); failing != nil {
		t.Errorf("rungs fail: %q", failing)
	}
}

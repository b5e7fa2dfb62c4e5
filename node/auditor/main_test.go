package auditor_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models"
)

// The test binary is its own worker: started with the argument "worker" it serves instead of testing.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		if err := inference.ServeWorker(context.Background(), os.NewFile(3, "daemon")); err != nil {
			fmt.Fprintln(os.Stderr, "worker:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// deadline is what a step of a test may take before it counts as hanging.
func deadline(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// artifacts are the real runtime and model.
func artifacts(t testing.TB) (cfg inference.Config, id dgrid.ModelID) {
	t.Helper()
	dir, err := models.DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	store, err := models.Open(dir)
	if err != nil {
		t.Fatalf("%v; run `make pull`", err)
	}
	catalogue, err := models.Load("")
	if err != nil {
		t.Fatal(err)
	}
	m, err := catalogue.Resolve("smollm2-135m-instruct-q4_1")
	if err != nil {
		t.Fatal(err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cfg = inference.Config{Command: []string{exe, "worker"}, Context: 1024, Threads: 1}
	if cfg.Runtime, err = store.Runtime(); err != nil {
		t.Fatalf("%v; run `make pull`", err)
	}
	if cfg.Model, err = store.Model(m); err != nil {
		t.Fatalf("%v; run `make pull`", err)
	}
	return cfg, m.ID
}

// worker runs until the test ends.
func worker(t testing.TB, cfg inference.Config) *inference.Worker {
	t.Helper()
	w, err := inference.New(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := w.Run(ctx); err != nil && ctx.Err() == nil {
			t.Errorf("worker: %v", err)
		}
	}()
	t.Cleanup(func() { cancel(); <-ended })
	if _, err := w.Ready(deadline(t)); err != nil {
		t.Fatal(err)
	}
	return w
}

// generator answers.
type generator interface {
	Prompt(ctx context.Context, req *dgrid.Request, at dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error)
	Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error)
}

package llama_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/llama"
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

// artifacts are the real runtime and the real model: those that the environment names, else those of the store.
func artifacts(t testing.TB) (runtime, model string) {
	t.Helper()
	runtime, model = os.Getenv("DGRID_RUNTIME"), os.Getenv("DGRID_MODEL")
	if runtime != "" && model != "" {
		return runtime, model
	}
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
	smol, err := catalogue.Resolve("smollm2-135m-instruct-q4_1")
	if err != nil {
		t.Fatal(err)
	}
	if runtime == "" {
		if runtime, err = store.Runtime(); err != nil {
			t.Fatalf("%v; run `make pull`", err)
		}
	}
	if model == "" {
		if model, err = store.Model(smol); err != nil {
			t.Fatalf("%v; run `make pull`", err)
		}
	}
	return runtime, model
}

func command(t testing.TB) []string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return []string{exe, "worker"}
}

var options = llama.Options{KVCache: "f16", Context: 2048, Threads: 1, Batch: 512, Outputs: 64}

// open opens the real model in this process.
func open(t testing.TB) *llama.Model {
	t.Helper()
	runtime, path := artifacts(t)
	rt, err := llama.Load(runtime, "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := rt.Open(path, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// worker runs a worker on the real model, or on the one at path, until the test ends. It returns the child's process id too.
func worker(t testing.TB, path string) (*inference.Worker, int) {
	t.Helper()
	runtime, model := artifacts(t)
	if path != "" {
		model = path
	}
	w, err := inference.New(inference.Config{Command: command(t), Runtime: runtime, Model: model, Context: options.Context}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	info, err := w.Ready(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	return w, info.PID
}

// deadline is what a step of a test may take before it counts as hanging.
func deadline(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// story is n tokens of an ordinary prompt.
func story(t testing.TB, m *llama.Model, n int) []dgrid.TokenID {
	t.Helper()
	var ids []dgrid.TokenID
	for i := 0; len(ids) < n; i++ {
		part, err := m.Tokenize(fmt.Sprintf("Chapter %d. The fox went down to the river, saw %d boats and thought about the winter. ", i+1, 3*i+2))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, part...)
	}
	return ids[:n]
}

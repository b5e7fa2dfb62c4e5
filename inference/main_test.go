package inference_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models"
)

// The test binary is its own worker: started with the argument "worker" it serves instead of testing.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		if len(os.Args) > 2 && os.Args[2] == "glutton" {
			go glutton()
		}
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

// config is that of the real model with a short context, on the CPU: that is what the tests' bounds hold for, also where the store's
// runtime is one for GPUs. DGRID_DEVICE names another device, to see how far off that is.
func config(t testing.TB) inference.Config {
	runtime, model := artifacts(t)
	return inference.Config{Command: command(t), Runtime: runtime, Model: model, Context: 2048, Threads: 1, Device: cmp.Or(os.Getenv("DGRID_DEVICE"), "cpu")}
}

// start runs a worker until the test ends and waits until its model is loaded.
func start(t testing.TB, cfg inference.Config) (*inference.Worker, inference.Info) {
	t.Helper()
	w, _ := launch(t, cfg)
	info, err := w.Ready(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	return w, info
}

// launch runs a worker until the test ends. What Run returns comes out of the channel.
func launch(t testing.TB, cfg inference.Config) (*inference.Worker, <-chan error) {
	t.Helper()
	w, err := inference.New(cfg, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if _, err := w.Ready(waitForEnd(t, w)); err == nil {
			t.Error("the worker is still ready after Run was told to end")
		}
	})
	return w, ended
}

// waitForEnd returns a context in which Ready can only tell that Run ended.
func waitForEnd(t testing.TB, w *inference.Worker) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	for ctx.Err() == nil {
		if _, err := w.Ready(ctx); err != nil {
			break
		}
	}
	return ctx
}

// deadline is what a step of a test may take before it counts as hanging.
func deadline(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// glutton makes this process, a worker, take all memory that it gets when SIGUSR1 comes.
func glutton() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGUSR1)
	<-told
	for all := [][]byte(nil); ; runtime.KeepAlive(all) {
		all = append(all, make([]byte, 64<<20)) // never touched: what counts is what it could touch
	}
}

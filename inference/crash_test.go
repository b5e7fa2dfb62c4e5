package inference_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

// lose sends sig to the worker's child once n tokens have come, and expects the job to be lost and the next one to work.
func lose(t *testing.T, cfg inference.Config, sig syscall.Signal, n int) {
	t.Helper()
	w, info := start(t, cfg)
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 1000, Params: warm}
	taken := 0
	usage, err := w.Generate(deadline(t), job, func(dgrid.Chunk) error {
		if taken++; taken == n {
			return syscall.Kill(info.PID, sig)
		}
		return nil
	})
	if !errors.Is(err, inference.ErrWorkerLost) || usage.Finish != dgrid.FinishInterrupted || int(usage.OutputTokens) != taken {
		t.Fatalf("after %d tokens: usage %+v, error %v: want ErrWorkerLost", taken, usage, err)
	}
	short := *job
	short.MaxOutput = 8
	if a := generate(t, w, &short); len(a.ids) != 8 {
		t.Errorf("the next job has %d tokens, want 8", len(a.ids))
	}
	again, err := w.Ready(deadline(t))
	if err != nil || again.PID == info.PID {
		t.Errorf("process %d, error %v: want another process than %d", again.PID, err, info.PID)
	}
}

func TestKilledWorkerLosesOneJob(t *testing.T) {
	for _, n := range []int{1, 13} {
		t.Run(fmt.Sprintf("after token %d", n), func(t *testing.T) { lose(t, config(t), syscall.SIGKILL, n) })
	}
}

func TestHungWorkerIsReplaced(t *testing.T) {
	cfg := config(t)
	cfg.Heartbeat = 2 * time.Second
	lose(t, cfg, syscall.SIGSTOP, 2)
}

func TestKilledWorkerLosesItsRecheck(t *testing.T) {
	w, info := start(t, config(t))
	job := &dgrid.Job{Prompt: prompt(t, w, "Hi"), MaxOutput: 1500}
	answer := make([]dgrid.TokenID, 1500)
	for i := range answer {
		answer[i] = dgrid.TokenID(100 + i)
	}
	// A stopped child still takes the call, so that the kill is sure to come in the middle of it.
	if err := syscall.Kill(info.PID, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := w.Recheck(deadline(t), job, answer)
		done <- err
	}()
	if err := syscall.Kill(info.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	// Where the kill was noticed before the call was made, the call has already run on the next child.
	if err := <-done; err != nil && !errors.Is(err, inference.ErrWorkerLost) {
		t.Fatal(err)
	}
	if e, err := w.Recheck(deadline(t), job, answer[:100]); err != nil || len(e.Margins) != 100 {
		t.Errorf("the next re-check: %v", err)
	}
}

func TestWorkThatCannotBeLoadedEndsWithTheReason(t *testing.T) {
	good := config(t)
	damaged := filepath.Join(t.TempDir(), "damaged.gguf")
	b, err := os.ReadFile(good.Model)
	if err != nil {
		t.Fatal(err)
	}
	truncated := filepath.Join(t.TempDir(), "truncated.gguf")
	if err := errors.Join(os.WriteFile(damaged, bytes.Repeat([]byte("no model "), 1000), 0o600), os.WriteFile(truncated, b[:len(b)/2], 0o600)); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*inference.Config)
		says   []string
	}{
		{"no model", func(c *inference.Config) { c.Model = filepath.Join(t.TempDir(), "none.gguf") }, []string{"none.gguf", "no such file", "dgridd pull"}},
		{"damaged model", func(c *inference.Config) { c.Model = damaged }, []string{"damaged.gguf", "dgridd pull"}},
		{"truncated model", func(c *inference.Config) { c.Model = truncated }, []string{"truncated.gguf", "dgridd pull"}},
		{"no runtime", func(c *inference.Config) { c.Runtime = t.TempDir() }, []string{"libggml", "dgridd pull"}},
		{"no such variant", func(c *inference.Config) { c.Variant = "abacus" }, []string{"abacus", "haswell"}},
		{"context beyond the model", func(c *inference.Config) { c.Context = 1 << 20 }, []string{"1048576", "8192"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cfg := good
			test.change(&cfg)
			w, ended := launch(t, cfg)
			_, err := w.Ready(deadline(t))
			var load *inference.LoadError
			if !errors.As(err, &load) {
				t.Fatalf("Ready: %v, want a LoadError", err)
			}
			for _, s := range test.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("error %q does not say %q", err, s)
				}
			}
			if err := <-ended; !errors.As(err, &load) {
				t.Errorf("Run: %v, want the LoadError", err)
			}
			if _, err := w.Generate(deadline(t), &dgrid.Job{Prompt: []dgrid.TokenID{1}, MaxOutput: 1}, nil); !errors.As(err, &load) {
				t.Errorf("Generate: %v, want the LoadError", err)
			}
		})
	}
}

func TestChildThatDiesWhileLoadingIsGivenUp(t *testing.T) {
	cfg := config(t)
	cfg.Command = []string{"/bin/false"}
	w, _ := launch(t, cfg)
	_, err := w.Ready(deadline(t))
	var load *inference.LoadError
	if !errors.As(err, &load) || !strings.Contains(err.Error(), "exit status 1") {
		t.Errorf("Ready: %v, want a LoadError with the exit status", err)
	}
}

// What no restart mends is said at once, with the reason that the GPU's driver gave and what to do.
func TestHopelessChildIsGivenUpAtOnce(t *testing.T) {
	cfg := config(t)
	lives := filepath.Join(t.TempDir(), "lives")
	cfg.Command = []string{"/bin/sh", "-c", "echo x >>" + lives + `; echo 'CUDA error: the provided PTX was compiled with an unsupported toolchain.' >&2; echo '  current device: 0' >&2; echo 'SIGABRT: abort' >&2; exit 2`}
	w, _ := launch(t, cfg)
	_, err := w.Ready(deadline(t))
	var load *inference.LoadError
	if !errors.As(err, &load) || !strings.Contains(load.Reason, "dgridd pull runtime --gpu cuda12") || !strings.Contains(load.Log, "unsupported toolchain") {
		t.Errorf("Ready: %v, want a LoadError that says which runtime fits", err)
	}
	if b, err := os.ReadFile(lives); err != nil || string(b) != "x\n" {
		t.Errorf("the child was started for %q, %v: want once", b, err)
	}
}

func TestChildSeesNoSecrets(t *testing.T) {
	t.Setenv("DGRID_SECRET_FOR_TEST", "key")
	_, info := start(t, config(t))
	env, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", info.PID))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(env, []byte("SECRET")) || bytes.Contains(env, []byte("PATH=/")) && !bytes.Contains(env, []byte("LD_LIBRARY_PATH")) {
		t.Errorf("the child's environment is %q", env)
	}
}

func TestChildEndsWithItsDaemon(t *testing.T) {
	w, err := inference.New(config(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	info, err := w.Ready(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v, want nil after it was told to end", err)
	}
	if err := syscall.Kill(info.PID, 0); !errors.Is(err, syscall.ESRCH) {
		t.Errorf("process %d: %v, want that it is gone when Run returns", info.PID, err)
	}
	if _, err := w.Ready(deadline(t)); !errors.Is(err, inference.ErrStopped) {
		t.Errorf("Ready: %v, want ErrStopped", err)
	}
	if err := w.Run(ctx); err == nil {
		t.Error("Run may be called twice")
	}
}

func TestConfigIsChecked(t *testing.T) {
	good := inference.Config{Command: []string{"x"}, Runtime: "r", Model: "m"}
	for name, change := range map[string]func(*inference.Config){
		"command":   func(c *inference.Config) { c.Command = nil },
		"runtime":   func(c *inference.Config) { c.Runtime = "" },
		"model":     func(c *inference.Config) { c.Model = "" },
		"KV cache":  func(c *inference.Config) { c.KVCache = "f8" },
		"threads":   func(c *inference.Config) { c.Threads = -1 },
		"batch":     func(c *inference.Config) { c.Batch = 1 << 20 },
		"heartbeat": func(c *inference.Config) { c.Heartbeat = 1 },
	} {
		cfg := good
		change(&cfg)
		if _, err := inference.New(cfg, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v does not name it", name, err)
		}
	}
	if _, err := inference.New(good, slog.New(slog.DiscardHandler)); err != nil {
		t.Error(err)
	}
}

func TestServeWorkerWantsASocket(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, conn := range []*os.File{nil, f} {
		if err := inference.ServeWorker(t.Context(), conn); err == nil || !strings.Contains(err.Error(), "started by dgridd") {
			t.Errorf("error %v does not say who starts it", err)
		}
	}
}

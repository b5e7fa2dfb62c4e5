package pool_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
	"github.com/dgrid-network/dgrid/node/pool"
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
	goleak.VerifyTestMain(m)
}

// deadline is what a step of a test may take before it counts as hanging.
func deadline(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// artifacts are the real runtime and model.
func artifacts(t testing.TB) inference.Config {
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
	cfg := inference.Config{Command: []string{exe, "worker"}, Context: 1024, Threads: 1, Sequences: 1}
	if cfg.Runtime, err = store.Runtime(); err != nil {
		t.Fatalf("%v; run `make pull`", err)
	}
	if cfg.Model, err = store.Model(m); err != nil {
		t.Fatalf("%v; run `make pull`", err)
	}
	return cfg
}

// estimate is that of a model's file.
func estimate(t testing.TB, cfg inference.Config) uint64 {
	t.Helper()
	h, err := gguf.ReadFile(cfg.Model)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(cfg.Model)
	if err != nil {
		t.Fatal(err)
	}
	size := pool.Size{File: uint64(info.Size()), Header: h, KVCache: "f16", Cells: uint64(cfg.Context), Batch: 512, Outputs: 64}
	return size.Estimate()
}

// Two models with memory for one answer in turn, each as it does alone, and no process is left behind.
func TestTwoModelsInTheMemoryOfOne(t *testing.T) {
	first := artifacts(t)
	second := first
	second.Model = filepath.Join(t.TempDir(), "q2.gguf")
	if err := inference.Quantize(deadline(t), first.Command, first.Runtime, first.Model, second.Model, "Q2_K", quiet); err != nil {
		t.Fatal(err)
	}
	notebook, err := pool.OpenNotebook(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cfg := pool.Config{Notebook: notebook, Stay: time.Millisecond}
	for i, c := range []inference.Config{first, second} {
		need := estimate(t, c)
		cfg.Budget.Bytes = max(cfg.Budget.Bytes, need+need/2)
		cfg.Models = append(cfg.Models, pool.Spec{ID: dgrid.ModelID{byte(i + 1)}, Name: filepath.Base(c.Model), Estimate: pool.Need{Memory: need}, Settings: "1",
			New: func() (pool.Worker, error) { return inference.New(c, quiet) }})
	}
	p, stop := start(t, cfg)
	var answers [2][]string
	pids := map[int]bool{}
	for range 2 {
		for i, m := range p.Models() {
			answers[i] = append(answers[i], answer(t, m))
			info, err := m.Ready(deadline(t))
			if err != nil {
				t.Fatal(err)
			}
			pids[info.PID] = true
			for j, other := range p.Models() {
				if st := other.Status(); j != i && st.State != pool.Absent {
					t.Errorf("%s is %d while %s answers: there is memory for one", other.Name(), st.State, m.Name())
				}
			}
		}
	}
	if answers[0][0] != answers[0][1] || answers[1][0] != answers[1][1] || answers[0][0] == answers[1][0] {
		t.Errorf("answers are %q: want each model's own, twice", answers)
	}
	if len(pids) != 4 {
		t.Errorf("%d processes for four loads", len(pids))
	}
	for i, m := range p.Models() {
		st := m.Status()
		if !st.Measured || st.Loads != 2 || !strings.HasPrefix(st.Class, "cpu-") {
			t.Errorf("%s stands like %+v", m.Name(), st)
		}
		t.Logf("%s: estimated %d MiB, measured %d MiB, loaded in %s", m.Name(), cfg.Models[i].Estimate.Memory>>20, st.Need>>20, st.Load)
		if e := cfg.Models[i].Estimate.Memory; st.Need > e+e/2 || st.Need < e/3 {
			t.Errorf("%s: estimated are %d MiB, measured %d", m.Name(), e>>20, st.Need>>20)
		}
	}
	stop()
	for pid := range pids {
		if pool.Resident(pid) != 0 {
			t.Errorf("process %d is left behind", pid)
		}
	}
}

// answer is what m says with the lowest temperature.
func answer(t *testing.T, m *pool.Model) string {
	t.Helper()
	w, release, err := m.Hold(deadline(t))
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	prompt, err := w.Prompt(deadline(t), &dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "Say something about rain."}}}, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	_, err = w.Generate(deadline(t), &dgrid.Job{Prompt: prompt, MaxOutput: 16}, func(c dgrid.Chunk) error { text.WriteString(c.Text); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// A file that is no model is an error with what to do, for whoever asks, and leaves no process.
func TestADamagedModel(t *testing.T) {
	c := artifacts(t)
	c.Model = filepath.Join(t.TempDir(), "damaged.gguf")
	if err := os.WriteFile(c.Model, []byte("GGUF and then nothing"), 0o644); err != nil {
		t.Fatal(err)
	}
	p, stop := start(t, pool.Config{Budget: pool.Budget{Bytes: 1 << 30}, Models: []pool.Spec{{ID: dgrid.ModelID{1}, Name: "damaged", Estimate: pool.Need{Memory: 1 << 20},
		New: func() (pool.Worker, error) { return inference.New(c, quiet) }}}})
	for range 2 { // the second one comes while it rests
		if _, err := p.Models()[0].Ready(deadline(t)); err == nil || !strings.Contains(err.Error(), "damaged.gguf") || !strings.Contains(err.Error(), "dgridd pull") {
			t.Errorf("%v: want the file and what to do", err)
		}
	}
	stop()
}

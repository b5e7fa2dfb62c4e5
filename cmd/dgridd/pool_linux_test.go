package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node/control"
)

// newPoolWorld is a world with a cache of its own, in which the provider has two models and memory for one of them.
func newPoolWorld(t *testing.T) (w *world, second models.Model) {
	t.Helper()
	shared, err := models.DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	w = newWorld(t) // which looks for the shared cache
	cache := t.TempDir()
	t.Setenv("DGRID_CACHE", cache)
	if err := os.Symlink(filepath.Join(shared, "runtimes"), filepath.Join(cache, "runtimes")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	from, to := stores(t, shared, cache)
	catalogue, err := models.Load("")
	if err != nil {
		t.Fatal(err)
	}
	first, err := catalogue.Resolve("smollm2-135m-instruct-q4_1")
	if err != nil {
		t.Fatal(err)
	}
	path, err := from.Model(first)
	if err != nil {
		t.Fatal(err)
	}
	runtime, err := to.Runtime()
	if err != nil {
		t.Fatal(err)
	}
	smaller := filepath.Join(t.TempDir(), "smaller.gguf")
	if err := inference.Quantize(ctx, []string{w.program, "worker"}, runtime, path, smaller, "Q2_K", slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{path, smaller} {
		if _, err := to.Import(ctx, p); err != nil {
			t.Fatal(err)
		}
	}
	if second, err = models.Describe(ctx, smaller); err != nil {
		t.Fatal(err)
	}
	w.set("# memory = \"0 B\"\n", "memory = \"400 MiB\"\n")
	// With one slot the KV cache is one context in any budget, so that what was measured of the models counts.
	w.set("threads = 1\n", fmt.Sprintf("threads = 1\nslots = 1\n\n[[models]]\nname = \"smaller\"\npath = %q\nthreads = 1\nslots = 1\n", smaller))
	return w, second
}

func stores(t *testing.T, a, b string) (*models.Store, *models.Store) {
	t.Helper()
	x, err := models.Open(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := models.Open(b)
	if err != nil {
		t.Fatal(err)
	}
	return x, y
}

// set puts new in the place of old in the provider's configuration.
func (w *world) set(old, new string) {
	w.t.Helper()
	name := filepath.Join(w.provider, "config.toml")
	b, err := os.ReadFile(name)
	if err != nil {
		w.t.Fatal(err)
	}
	if strings.Count(string(b), old) == 0 {
		w.t.Fatalf("the configuration does not hold %q:\n%s", old, b)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(b), old, new, 1)), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// loaded are the names of the models that the provider has loaded now.
func (w *world) loaded() (names []string) {
	w.t.Helper()
	s, err := w.view().Status(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range s.Models {
		if m.Loaded {
			names = append(names, m.Name)
		}
		if m.Down != "" || !strings.HasPrefix(m.Device, "cpu-") || m.Memory == 0 {
			w.t.Errorf("%s stands like %+v", m.Name, m)
		}
	}
	return names
}

// A node serves two models in the memory of one: it advertises both, loads what is asked for, and leaves no process behind.
func TestTwoModelsInTheMemoryOfOne(t *testing.T) {
	w, second := newPoolWorld(t)
	w.up()
	if got := strings.Join(w.loaded(), " "); got != "smollm2-135m-instruct-q4_1" {
		t.Errorf("at start %q is loaded: want the first model", got)
	}
	for _, step := range []struct{ ask, want string }{
		{second.ID.String(), "smaller"}, {"smollm2-135m-instruct-q4_1", "smollm2-135m-instruct-q4_1"},
	} {
		a := w.ask("Say a word.", "--model", step.ask, "--max-tokens", "4")
		if code, tr := w.end(a); code != 0 || tr == nil || tr.Receipt == nil {
			t.Fatalf("asking %s: exit code %d\n%s\n%s", step.ask, code, a.stderr.String(), w.daemon.stderr.String())
		}
		if got := strings.Join(w.loaded(), " "); got != step.want {
			t.Errorf("after a question to %s %q is loaded: want %q", step.ask, got, step.want)
		}
	}
	var list struct {
		Running bool
		Budget  uint64
		Models  []struct {
			Served, Loaded, Fits, Measured bool
			Needs                          uint64
			Class                          string
		}
	}
	if err := json.Unmarshal(w.mustRun("models", "--home", w.provider, "--json"), &list); err != nil {
		t.Fatal(err)
	}
	if !list.Running || list.Budget != 400<<20 || len(list.Models) != 2 {
		t.Fatalf("the list is %+v", list)
	}
	for i, m := range list.Models {
		if m.Loaded != (i == 0) || !m.Fits || !m.Measured || m.Needs < 100<<20 || m.Class == "" {
			t.Errorf("model %d is listed as %+v", i, m)
		}
	}
	w.down()

	// What was measured is remembered without the node, and a budget that nothing fits is refused with the numbers.
	if err := json.Unmarshal(w.mustRun("models", "--home", w.provider, "--json"), &list); err != nil {
		t.Fatal(err)
	}
	if m := list.Models[0]; list.Running || m.Loaded || !m.Measured || m.Class == "" {
		t.Errorf("of a node that does not run the first model is listed as %+v", m)
	}
	w.set("400 MiB", "100 MiB")
	_, code, stderr := w.run("up", "--home", w.provider)
	if code == 0 || !strings.Contains(stderr, "the memory budget is 100 MiB (engine.memory)") || !strings.Contains(stderr, "as measured here") {
		t.Errorf("with 100 MiB: exit code %d, %s", code, stderr)
	}
}

// A model file that is damaged is found when the node starts, also when the model would be loaded later.
func TestUpFailsOnADamagedModel(t *testing.T) {
	w, _ := newPoolWorld(t)
	bad := filepath.Join(t.TempDir(), "bad.gguf")
	if err := os.WriteFile(bad, []byte("GGUF"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.set("name = \"smaller\"\n", "name = \"smaller\"\nload = \"demand\"\n")
	w.set("\npath = ", fmt.Sprintf("\npath = %q # ", bad))
	_, code, stderr := w.run("up", "--home", w.provider)
	if code == 0 || !strings.Contains(stderr, "bad.gguf") {
		t.Errorf("exit code %d, %s: want the damaged file", code, stderr)
	}
	if _, ok := control.Dial(t.Context(), w.provider); ok {
		t.Error("the node runs all the same")
	}
}

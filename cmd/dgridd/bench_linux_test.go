package main_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid/inference/models"
)

// The real model is measured with the settings of a node's configuration. Forced, for tests run on machines that do other things,
// too: nothing is written down then. The cache is one of this test's own, with the user's files in it.
func TestBench(t *testing.T) {
	w := newWorld(t)
	shared, err := models.DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	for _, folder := range []string{"models", "runtimes"} {
		if err := os.Symlink(filepath.Join(shared, folder), filepath.Join(cache, folder)); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	p := w.start(&out, "bench", "smollm2", "--home", w.provider, "--cache", cache, "--force", "--rounds", "1", "--seconds", "0.1", "--json")
	select {
	case <-p.ended:
	case <-time.After(3 * patience): // some 700 tokens of a model that others may keep from its core
		p.kill()
		<-p.ended
	}
	if p.waitErr != nil {
		t.Fatalf("%v\n%s", p.waitErr, p.stderr.String())
	}
	var printed struct {
		Models []struct {
			Name, Class, Runtime, Book          string
			Threads, PromptTokens, AnswerTokens int
			Prefill, FirstTokenSeconds, Recheck float64
			RSS                                 uint64
			Streams                             []struct {
				Streams         int
				TokensPerSecond float64
			}
		}
	}
	if err := json.Unmarshal(out.Bytes(), &printed); err != nil || len(printed.Models) != 1 {
		t.Fatalf("%v in %s", err, out.Bytes())
	}
	m := printed.Models[0]
	if m.Name != "smollm2-135m-instruct-q4_1" || m.Class == "" || m.Runtime == "" || m.Threads != 1 || m.Book != "" {
		t.Errorf("measured %+v", m)
	}
	if m.PromptTokens < 32 || m.AnswerTokens < 8 || m.RSS < 50<<20 {
		t.Errorf("measured with %d and %d tokens, in %d bytes", m.PromptTokens, m.AnswerTokens, m.RSS)
	}
	if m.Prefill <= 0 || m.FirstTokenSeconds <= 0 || m.Recheck <= 0 || len(m.Streams) != 3 {
		t.Errorf("measured %+v", m)
	}
	for i, n := range []int{1, 4, 8} {
		if s := m.Streams[i]; s.Streams != n || s.TokensPerSecond <= 0 {
			t.Errorf("%d streams: %+v", n, s)
		}
	}
	if _, err := os.Stat(filepath.Join(cache, "speed.json")); err == nil {
		t.Error("figures of a measurement that was forced are written down")
	}
}

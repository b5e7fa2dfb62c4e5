package llama_test

import (
	"bytes"
	"errors"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/llama"
)

func best(logits []float32) dgrid.TokenID {
	b := 0
	for i, l := range logits {
		if l > logits[b] {
			b = i
		}
	}
	return dgrid.TokenID(b)
}

func TestTokensAndPieces(t *testing.T) {
	m := open(t)
	for _, text := range []string{"", "Hello, world.", "Grüße aus Köln, 東京 and 😀!\n\n", "<|im_start|>user\nhi<|im_end|>"} {
		ids, err := m.Tokenize(text)
		if err != nil {
			t.Fatal(err)
		}
		var b []byte
		for _, id := range ids {
			if !m.Valid(id) {
				t.Errorf("%q: token %d is not in the vocabulary", text, id)
			}
			b = m.Piece(b, id)
		}
		// Control tokens have no text of their own.
		want := strings.NewReplacer("<|im_start|>", "", "<|im_end|>", "").Replace(text)
		if string(b) != want {
			t.Errorf("%q comes back as %q", text, b)
		}
	}
	if got := m.Piece(nil, -5); len(got) != 0 {
		t.Errorf("an impossible token has the text %q", got)
	}
	if _, err := m.Tokenize("a\x00b"); err == nil {
		t.Error("a zero byte is accepted")
	}
	if ends := m.EndTokens(); !slices.Contains(ends, 2) || m.BOS() != "<|im_start|>" || m.EOS() != "<|im_end|>" {
		t.Errorf("end tokens %v, BOS %q, EOS %q", ends, m.BOS(), m.EOS())
	}
}

// Whether a prompt is read in one batch, in several, or token by token, the numbers behind it are those of the same sequence.
func TestReadingInPartsComputesTheSame(t *testing.T) {
	m := open(t)
	ids := story(t, m, 61)
	type numbers struct {
		best  dgrid.TokenID
		state []float32
	}
	last := len(ids) - 1
	ways := map[string]func() int{
		"at once": func() int { step(t, m, ids, 0); return last },
		"prompt without numbers, last token with": func() int {
			read(t, m, ids[:40], 0)
			read(t, m, ids[40:last], 40)
			step(t, m, ids[last:], last)
			return 0
		},
		"one by one": func() int {
			for i := range ids {
				step(t, m, ids[i:i+1], i)
			}
			return 0
		},
	}
	var first *numbers
	for name, way := range ways {
		if err := m.Reset(); err != nil {
			t.Fatal(err)
		}
		row := way()
		logits, err := m.Logits(row)
		if err != nil {
			t.Fatal(err)
		}
		state, err := m.State(row)
		if err != nil {
			t.Fatal(err)
		}
		n := &numbers{best(logits), slices.Clone(state)}
		if len(logits) != m.Vocabulary() || len(state) != m.Width() {
			t.Fatalf("%s: %d logits and a state of %d", name, len(logits), len(state))
		}
		if first == nil {
			first = n
		}
		if d := relative(first.state, n.state); n.best != first.best || d > 0.2 {
			t.Errorf("%s: best token %d, want %d; state is off by %.3f of its length", name, n.best, first.best, d)
		}
	}
}

func read(t *testing.T, m *llama.Model, ids []dgrid.TokenID, at int) {
	t.Helper()
	if err := m.Read(ids, at); err != nil {
		t.Fatal(err)
	}
}

func step(t *testing.T, m *llama.Model, ids []dgrid.TokenID, at int) {
	t.Helper()
	if err := m.Step(ids, at); err != nil {
		t.Fatal(err)
	}
}

// relative is |a-b| / |a|.
func relative(a, b []float32) float64 {
	var difference, length float64
	for i := range a {
		d := float64(a[i] - b[i])
		difference, length = difference+d*d, length+float64(a[i])*float64(a[i])
	}
	return math.Sqrt(difference / length)
}

func TestModelRefuses(t *testing.T) {
	m := open(t)
	for name, call := range map[string]func() error{
		"no token":               func() error { return m.Read(nil, 0) },
		"a negative position":    func() error { return m.Read([]dgrid.TokenID{1}, -1) },
		"beyond the context":     func() error { return m.Read([]dgrid.TokenID{1}, 2048) },
		"too many outputs":       func() error { return m.Step(make([]dgrid.TokenID, 65), 0) },
		"more than a batch":      func() error { return m.Read(make([]dgrid.TokenID, 513), 0) },
		"an unknown token":       func() error { return m.Read([]dgrid.TokenID{49152}, 0) },
		"a gap in the sequence":  func() error { return m.Step([]dgrid.TokenID{1}, 100) },
		"logits that are not":    func() error { _, err := m.Logits(63); return err },
		"a state that is not":    func() error { _, err := m.State(63); return err },
		"another runtime":        func() error { _, err := llama.Load(t.TempDir(), ""); return err },
		"another variant of it":  func() error { r, _ := artifacts(t); _, err := llama.Load(r, "x64"); return err },
		"an impossible KV cache": func() error { return reopen(t, func(o *llama.Options) { o.KVCache = "f8" }) },
	} {
		if err := m.Reset(); err != nil {
			t.Fatal(err)
		}
		step(t, m, []dgrid.TokenID{1}, 0)
		if err := call(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func reopen(t *testing.T, change func(*llama.Options)) error {
	runtime, path := artifacts(t)
	rt, err := llama.Load(runtime, "")
	if err != nil {
		return err
	}
	o := options
	change(&o)
	m, err := rt.Open(path, o)
	if err == nil {
		m.Close()
	}
	return err
}

func TestKVCachesOpen(t *testing.T) {
	for _, kv := range llama.KVCaches() {
		if err := reopen(t, func(o *llama.Options) { o.KVCache, o.Context = kv, 256 }); err != nil {
			t.Errorf("KV cache %s: %v", kv, err)
		}
	}
}

func TestQuantizeMakesAModelThatAnswers(t *testing.T) {
	runtime, path := artifacts(t)
	dir := t.TempDir()
	out := filepath.Join(dir, "cheap.gguf")
	if err := inference.Quantize(deadline(t), command(t), runtime, path, out, "Q4_0", slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(out)
	if err != nil {
		t.Fatal(err)
	}
	if after.Size() >= before.Size() {
		t.Errorf("Q4_0 has %d bytes, the Q4_1 that it was made from %d", after.Size(), before.Size())
	}
	w, _ := worker(t, out)
	ids, err := w.Prompt(deadline(t), &dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "What is gravity?"}}}, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if _, err := w.Generate(deadline(t), &dgrid.Job{Prompt: ids, MaxOutput: 24}, func(c dgrid.Chunk) error {
		text.WriteString(c.Text)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.ToLower(text.String()), "gravity") {
		t.Errorf("answer %q", text.String())
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, want only the result", left)
	}
}

func TestQuantizeRefuses(t *testing.T) {
	runtime, path := artifacts(t)
	out := filepath.Join(t.TempDir(), "out.gguf")
	garbage := filepath.Join(t.TempDir(), "garbage.gguf")
	if err := os.WriteFile(garbage, bytes.Repeat([]byte{7}, 4096), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][2]string{"Q9_9": {path, "Q9_9"}, "no such file": {path + ".none", "Q8_0"}, "garbage.gguf": {garbage, "Q8_0"}} {
		err := inference.Quantize(deadline(t), command(t), runtime, args[0], out, args[1], slog.New(slog.DiscardHandler))
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v does not say %q", err, name)
		}
		if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: a result is left behind", name)
		}
	}
}

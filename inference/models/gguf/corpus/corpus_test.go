package corpus_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
	"github.com/dgrid-network/dgrid/inference/models/gguf/corpus"
)

// small is the small model that is cut out of the real one.
func small(t *testing.T) []byte {
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
	path, err := store.Model(m)
	if err != nil {
		t.Fatalf("%v; run `make pull`", err)
	}
	return cut(t, path)
}

func open(t *testing.T, b []byte) *corpus.Model {
	t.Helper()
	l, err := gguf.CheckFrom(bytes.NewReader(b), uint64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	m, err := corpus.Map(bytes.NewReader(b), l)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSmallModelIsSoundAndSmall(t *testing.T) {
	m := open(t, small(t))
	if l := m.Layout; l.Header.Vocabulary != 512 || l.Numbers["llama.block_count"] != 1 || l.Size > 4<<20 || len(l.Tensors) != 11 || l.Header.Template == "" {
		t.Errorf("vocabulary %d, layers %d, %d bytes, %d tensors", l.Header.Vocabulary, l.Numbers["llama.block_count"], l.Size, len(l.Tensors))
	}
}

// TestDamage holds that a seed's files are the same each time, that each kind comes, that most are unlike the sound file, and that
// the check neither panics nor takes all of them.
func TestDamage(t *testing.T) {
	b := small(t)
	m := open(t, b)
	seen, refused, passed := make(map[string]int), 0, 0
	for n := range uint64(1500) {
		d, again := m.Damage(7, n, n%3 == 0), m.Damage(7, n, n%3 == 0)
		if d.Kind != again.Kind || !bytes.Equal(d.Head, again.Head) || d.Data != again.Data {
			t.Fatalf("file %d is not the same twice", n)
		}
		if n%3 == 0 && len(d.Head) != len(m.Head) {
			t.Fatalf("file %d, %s: a head of %d bytes, want the model's %d", n, d.Kind, len(d.Head), len(m.Head))
		}
		seen[d.Kind]++
		file := append(bytes.Clone(d.Head), b[len(m.Head):][:d.Data]...)
		if _, err := gguf.CheckFrom(bytes.NewReader(file), uint64(len(file))); err != nil {
			refused++
		} else {
			passed++
		}
	}
	for _, kind := range corpus.Kinds() {
		if seen[kind] == 0 {
			t.Errorf("no file has damage to %s", kind)
		}
	}
	if refused < 500 || passed < 100 {
		t.Errorf("the check refused %d and passed %d: want many of both", refused, passed)
	}
}

func cut(t *testing.T, path string) []byte {
	t.Helper()
	l, err := gguf.Check(path)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() // only read from
	m, err := corpus.Map(f, l)
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.Small(f, 512)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

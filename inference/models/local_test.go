package models_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models"
)

// TestImport: a local file becomes the model that a catalogue with the same bytes would name.
func TestImport(t *testing.T) {
	ctx, content := context.Background(), ggufFile(5000)
	path := write(t, "My Model (v2).GGUF.gguf", content)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	s := open(t)
	for range 2 { // twice is once
		digest, err := s.Import(ctx, link)
		if err != nil {
			t.Fatal(err)
		}
		if digest.String() != "0x"+sha(content) {
			t.Errorf("digest %s, want %s", digest, sha(content))
		}
	}
	m, err := models.Describe(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	named := resolve(t, modelCatalogue(t, content), "toy")
	if m.ID != named.ID || m.Name != "my-model-v2-.gguf" || m.Context != 512 {
		t.Errorf("described as %+v, want id %s", m, named.ID)
	}
	stored, err := s.Model(m)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(stored); err != nil || !info.Mode().IsRegular() {
		t.Errorf("stored as %v, %v, want a regular file", info, err)
	}
	if err := s.Verify(ctx, m); err != nil {
		t.Error(err)
	}
	c := modelCatalogue(t, []byte("another"))
	if err := c.Add(m); err != nil {
		t.Fatal(err)
	}
	if got := resolve(t, c, m.Name); got.ID != named.ID {
		t.Errorf("added as %s, want %s", got.ID, named.ID)
	}
	says(t, c.Add(m), "is taken")
	leftovers(t, s, 0)
}

func TestImportRefuses(t *testing.T) {
	ctx := context.Background()
	noTemplate := bytes.Replace(ggufFile(0), []byte("tokenizer.chat_template"), []byte("tokenizer.some_template"), 1)
	noContext := bytes.Replace(ggufFile(0), []byte("toy.context_length"), []byte("toy.context_leng__"), 1)
	tests := []struct {
		name, path string
		says       string
	}{
		{"nothing", filepath.Join(t.TempDir(), "none.gguf"), "no such file"},
		{"folder", t.TempDir(), "is not a file"},
		{"text", write(t, "a.txt", []byte("hello")), "not a sound GGUF file"},
		{"no template", write(t, "a.gguf", noTemplate), "holds no chat template"},
		{"no context", write(t, "a.gguf", noContext), "context of 0 tokens"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := open(t).Import(ctx, tt.path)
			says(t, err, "import model", tt.says)
		})
	}
}

// TestImportOverDamaged: a file of the store that was damaged is mended by importing a sound one.
func TestImportOverDamaged(t *testing.T) {
	ctx, content := context.Background(), ggufFile(100)
	path := write(t, "a.gguf", content)
	s := open(t)
	rewrite(t, filepath.Join(s.Dir(), "models", sha(content)+".gguf"), []byte("damaged"))
	digest, err := s.Import(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	stored, _ := s.Path(digest)
	if b, err := os.ReadFile(stored); err != nil || !bytes.Equal(b, content) {
		t.Errorf("the store holds %d bytes, %v", len(b), err)
	}
}

func TestStoreModels(t *testing.T) {
	ctx, first, other := context.Background(), ggufFile(100), ggufFile(200)
	s, c := open(t), modelCatalogue(t, first)
	if ms, err := s.Models(c); err != nil || len(ms) != 0 {
		t.Fatalf("an empty store holds %v, %v", ms, err)
	}
	for _, b := range [][]byte{first, other} {
		if _, err := s.Import(ctx, write(t, "a.gguf", b)); err != nil {
			t.Fatal(err)
		}
	}
	ms, err := s.Models(c)
	if err != nil || len(ms) != 2 {
		t.Fatalf("the store holds %v, %v, want 2 models", ms, err)
	}
	digest, err := dgrid.ParseDigest(sha(other))
	if err != nil {
		t.Fatal(err)
	}
	if ms[0].Name != "toy" || ms[1].Name != "toy-model-"+digest.Short() || ms[1].Artifact.SHA256 != digest {
		t.Errorf("the store holds %s and %s", ms[0].Name, ms[1].Name)
	}
}

// TestCancelledHash: hashing a large file ends with its context.
func TestCancelledHash(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := models.Describe(ctx, write(t, "a.gguf", ggufFile(100))); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

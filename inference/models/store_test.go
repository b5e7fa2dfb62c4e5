package models_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models"
)

func TestDefaultDir(t *testing.T) {
	want := filepath.Join(t.TempDir(), "here")
	t.Setenv("DGRID_CACHE", want)
	if got, err := models.DefaultDir(); err != nil || got != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	t.Setenv("DGRID_CACHE", "")
	t.Setenv("XDG_CACHE_HOME", filepath.Dir(want))
	t.Setenv("HOME", filepath.Dir(want))
	got, err := models.DefaultDir()
	if err != nil || filepath.Base(got) != "dgrid" || !strings.HasPrefix(got, filepath.Dir(want)) {
		t.Errorf("got %s, %v, want dgrid below %s", got, err, filepath.Dir(want))
	}
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	_, err = models.DefaultDir()
	says(t, err, "set DGRID_CACHE to a folder")
}

func TestOpenFails(t *testing.T) {
	file := write(t, "file", nil)
	_, err := models.Open(filepath.Join(file, "store"))
	says(t, err, "open store", "DGRID_CACHE")
}

// TestModel follows one model through missing, sound, cut short and damaged.
func TestModel(t *testing.T) {
	ctx, content := context.Background(), ggufFile(1000)
	s, m := open(t), resolve(t, modelCatalogue(t, content), "small")
	for name, err := range map[string]error{"Model": second(s.Model(m)), "Verify": s.Verify(ctx, m)} {
		if !errors.Is(err, models.ErrMissing) {
			t.Errorf("%s: error %v, want ErrMissing", name, err)
		}
		says(t, err, "run `dgridd pull toy`")
	}
	pulled(t, s, m.Artifact, models.PullOptions{From: write(t, "from", content)}, content)
	path, err := s.Model(m)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(ctx, m); err != nil {
		t.Fatal(err)
	}
	bad := append([]byte(nil), content...)
	bad[len(bad)-1] ^= 1
	rewrite(t, path, bad)
	if _, err := s.Model(m); err != nil {
		t.Errorf("Model reads the file: %v", err)
	}
	err = s.Verify(ctx, m)
	says(t, err, sha(bad), sha(content), "run `dgridd pull toy`")
	if !errors.Is(err, models.ErrDamaged) {
		t.Errorf("error %v, want ErrDamaged", err)
	}
	rewrite(t, path, content[:100])
	_, err = s.Model(m)
	says(t, err, "has 100 bytes", "run `dgridd pull toy`")
	if !errors.Is(err, models.ErrDamaged) {
		t.Errorf("error %v, want ErrDamaged", err)
	}
}

// TestVerifyTemplate: a catalogue that states another chat template than the file holds makes a ModelID that is not this model's.
func TestVerifyTemplate(t *testing.T) {
	content := ggufFile(10)
	c := parse(t, map[string]any{"version": 0, "models": []any{map[string]any{
		"name": "toy", "context": 512, "kvCache": "f16", "template": sha([]byte("another")),
		"file": map[string]any{"name": "toy.gguf", "size": len(content), "sha256": sha(content)},
	}}})
	s, m := open(t), resolve(t, c, "toy")
	pulled(t, s, m.Artifact, models.PullOptions{From: write(t, "from", content)}, content)
	says(t, s.Verify(context.Background(), m), sha([]byte(chatTemplate)), sha([]byte("another")), "correct the catalogue")
}

func second[T any](_ T, err error) error { return err }

func rewrite(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

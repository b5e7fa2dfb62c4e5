package models_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models"
)

// TestMessages holds docs/errors.md to what users see. In the page <store>, <file> and <n> stand for what differs.
func TestMessages(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "errors.md"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	c, err := models.Load("")
	if err != nil {
		t.Fatal(err)
	}
	m, wrong := resolve(t, c, "smollm2"), write(t, "other.gguf", make([]byte, 98_362_432))
	s := open(t)
	full, err := models.Open(s.Dir(), models.WithFree(func(string) (int64, error) { return 50 << 20, nil }))
	if err != nil {
		t.Fatal(err)
	}
	cut := open(t)
	rewrite(t, filepath.Join(cut.Dir(), "models", strings.TrimPrefix(m.Artifact.SHA256.String(), "0x")+".gguf"), make([]byte, 1000))
	damaged := open(t)
	rewrite(t, filepath.Join(damaged.Dir(), "models", strings.TrimPrefix(m.Artifact.SHA256.String(), "0x")+".gguf"), make([]byte, 98_362_432))
	t.Setenv("PATH", t.TempDir())
	messages := map[string]error{
		"no model file":            second(s.Model(m)),
		"damaged model, cut short": second(cut.Model(m)),
		"damaged model":            damaged.Verify(ctx, m),
		"wrong digest":             second(s.Pull(ctx, m.Artifact, models.PullOptions{From: wrong})),
		"no disk":                  second(full.Pull(ctx, m.Artifact, models.PullOptions{From: wrong})),
		"unknown model":            second(c.Resolve("llama-9")),
		"no pip":                   second(s.Pull(ctx, m.Artifact, models.PullOptions{})),
	}
	for name, err := range messages {
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		text := err.Error()
		for _, dir := range []string{s.Dir(), cut.Dir(), damaged.Dir()} {
			text = strings.ReplaceAll(text, dir, "<store>")
		}
		text = strings.ReplaceAll(text, wrong, "<file>")
		if !strings.Contains(string(page), "    "+text+"\n") {
			t.Errorf("%s: docs/errors.md does not hold\n    %s", name, text)
		}
	}
}

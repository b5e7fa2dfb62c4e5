package inference_test

import (
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
)

func ask(text string) *dgrid.Request {
	return &dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: text}}}
}

func TestGenerateAnswersOnTheRealModel(t *testing.T) {
	w, info := start(t, config(t))
	t.Logf("%+v", info)
	prompt, err := w.Prompt(deadline(t), ask("What is the capital of France?"), 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	job := &dgrid.Job{Prompt: prompt, MaxOutput: 64}
	var text strings.Builder
	usage, err := w.Generate(deadline(t), job, func(c dgrid.Chunk) error {
		text.WriteString(c.Text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v %q", usage, text.String())
	if !strings.Contains(text.String(), "Paris") {
		t.Errorf("answer %q does not name Paris", text.String())
	}
}

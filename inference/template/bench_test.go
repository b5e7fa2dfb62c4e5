package template_test

import (
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/template"
)

// BenchmarkNew is what an engine pays once for a model.
func BenchmarkNew(b *testing.B) {
	s := source(b, "HuggingFaceTB-SmolLM2-135M-Instruct")
	for b.Loop() {
		if _, err := template.New(s); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRender is what it pays for each job, here one of a single message and one of a hundred.
func BenchmarkRender(b *testing.B) {
	tmpl, err := template.New(source(b, "HuggingFaceTB-SmolLM2-135M-Instruct"))
	if err != nil {
		b.Fatal(err)
	}
	hundred := make([]dgrid.Message, 100)
	for i := range hundred {
		hundred[i] = dgrid.Message{Role: []string{"user", "assistant"}[i%2], Content: "What is the difference between a voucher and a receipt?"}
	}
	for name, messages := range map[string][]dgrid.Message{"one": hundred[:1], "hundred": hundred} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := tmpl.Render(template.Input{Messages: messages, AddGenerationPrompt: true}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

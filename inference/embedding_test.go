package inference_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

func embed(t testing.TB, w *inference.Worker, text string) []float32 {
	t.Helper()
	tokens, err := w.Tokens(deadline(t), text)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.Embed(deadline(t), tokens)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// cosine is how alike two vectors are: 1 for the same direction.
func cosine(a, b []float32) float64 {
	var ab, aa, bb float64
	for i := range a {
		ab, aa, bb = ab+float64(a[i])*float64(b[i]), aa+float64(a[i])*float64(a[i]), bb+float64(b[i])*float64(b[i])
	}
	return ab / math.Sqrt(aa*bb)
}

// TestEmbeddingsAreTheTexts: a text's vector is the same cold, warm, behind another with the same beginning, and while answers are made; and
// it is that text's alone.
func TestEmbeddingsAreTheTexts(t *testing.T) {
	w, info := start(t, config(t))
	const text = "A lighthouse is a tower with a light that guides ships at night."
	cold := embed(t, w, text)
	if len(cold) != int(info.Embedding) {
		t.Fatalf("%d numbers, the model has %d", len(cold), info.Embedding)
	}
	for name, v := range map[string][]float32{"warm": embed(t, w, text), "another": embed(t, w, text+" Bakers rise early.")} {
		if c := cosine(cold, v); (c > 0.999) != (name == "warm") {
			t.Errorf("%s: cosine %.4f", name, c)
		}
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 30, Params: warm, Seed: dgrid.Hash([]byte{byte(i)}), Payer: dgrid.Address{byte(i)}}
			if _, err := w.Generate(deadline(t), job, func(dgrid.Chunk) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	for _, other := range []string{text, strings.Repeat("The harbour is quiet. ", 60) + text, text} {
		v := embed(t, w, other)
		if c := cosine(cold, v); other == text && c < 0.999 {
			t.Errorf("beside answers: cosine %.4f", c)
		}
	}
	group.Wait()
}

func TestEmbeddingsAreRefusedWithTheReason(t *testing.T) {
	cfg := config(t)
	cfg.Context = 256
	w, info := start(t, cfg)
	for _, tokens := range [][]dgrid.TokenID{nil, {-1}, {5, 49152}} {
		if _, err := w.Embed(deadline(t), tokens); !errors.Is(err, inference.ErrRefused) {
			t.Errorf("%v: %v, want a refusal", tokens, err)
		}
	}
	var long *inference.ContextOverflowError
	if _, err := w.Embed(deadline(t), make([]dgrid.TokenID, info.Context+1)); !errors.As(err, &long) || long.Prompt != info.Context+1 || long.Context != info.Context {
		t.Errorf("a text of a token more than fits: %v", err)
	}
	if _, err := w.Embed(deadline(t), make([]dgrid.TokenID, info.Context)); err != nil {
		t.Errorf("a text that just fits: %v", err)
	}
	if _, err := w.Tokens(deadline(t), "a\x00b"); !errors.Is(err, inference.ErrRefused) {
		t.Errorf("a zero byte: %v, want a refusal", err)
	}
	ctx, cancel := context.WithCancel(deadline(t))
	cancel()
	if _, err := w.Embed(ctx, []dgrid.TokenID{5}); !errors.Is(err, context.Canceled) {
		t.Errorf("after its time: %v", err)
	}
}

// TestAuditsGoBeforeEmbeddings: however many embeddings wait, a re-check that comes then is done before them.
func TestAuditsGoBeforeEmbeddings(t *testing.T) {
	w, _ := start(t, config(t))
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 40, Params: warm, Seed: dgrid.Hash([]byte("fox"))}
	a := generate(t, w, job)
	tokens := make([]dgrid.TokenID, 400)
	for i := range tokens {
		tokens[i] = dgrid.TokenID(1000 + i)
	}
	const texts = 4
	ended := make(chan error, texts)
	for i := range texts {
		own := append([]dgrid.TokenID{dgrid.TokenID(500 + i)}, tokens...) // no two share a beginning
		go func() {
			_, err := w.Embed(deadline(t), own)
			ended <- err
		}()
	}
	if err := <-ended; err != nil { // so they run
		t.Fatal(err)
	}
	if _, err := w.Recheck(deadline(t), job, a.ids); err != nil {
		t.Fatal(err)
	}
	if n := len(ended); n > 0 { // the second has read a chunk when the re-check comes, and goes on behind it
		t.Errorf("%d further of %d embeddings ended before the re-check", n, texts)
	}
	for range texts - 1 {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

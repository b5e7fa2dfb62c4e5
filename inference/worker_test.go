package inference_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

func ask(text string) *dgrid.Request {
	return &dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: text}}}
}

// prompt is the real model's prompt for a question.
func prompt(t testing.TB, w *inference.Worker, text string) []dgrid.TokenID {
	t.Helper()
	ids, err := w.Prompt(deadline(t), ask(text), 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// transcript is what came out of one job.
type transcript struct {
	ids      []dgrid.TokenID
	pieces   []string
	sketches []dgrid.Sketch
	usage    dgrid.Usage
}

func (a *transcript) text() string { return strings.Join(a.pieces, "") }

func (a *transcript) take(t testing.TB) dgrid.Emit {
	return func(c dgrid.Chunk) error {
		if len(c.IDs) != 1 || len(c.Sketches) != 1 || !utf8.ValidString(c.Text) {
			t.Errorf("chunk %+v: want one token, one sketch and whole characters", c)
		}
		a.ids, a.pieces, a.sketches = append(a.ids, c.IDs...), append(a.pieces, c.Text), append(a.sketches, c.Sketches...)
		return nil
	}
}

func generate(t testing.TB, w *inference.Worker, job *dgrid.Job) *transcript {
	t.Helper()
	a := new(transcript)
	var err error
	if a.usage, err = w.Generate(deadline(t), job, a.take(t)); err != nil {
		t.Fatal(err)
	}
	if got, want := a.usage.OutputTokens, uint32(len(a.ids)); got != want {
		t.Errorf("usage says %d output tokens, %d came", got, want)
	}
	if got, want := a.usage.PromptTokens, uint32(len(job.Prompt)); got != want {
		t.Errorf("usage says %d prompt tokens, want %d", got, want)
	}
	return a
}

var warm = dgrid.Params{Temperature: 800_000, TopP: 950_000}

func TestGenerateAnswersOnTheRealModel(t *testing.T) {
	w, info := start(t, config(t))
	if info.Vocab != 49152 || info.Embedding != 576 || info.Context != 2048 || info.PID == 0 {
		t.Errorf("the model says of itself %+v", info)
	}
	if !strings.HasPrefix(info.Device, "cpu-") || !strings.Contains(info.Runtime, "llama.cpp") {
		t.Errorf("device %q and runtime %q", info.Device, info.Runtime)
	}
	a := generate(t, w, &dgrid.Job{Prompt: prompt(t, w, "What's the capital of France"), MaxOutput: 64})
	if want := "The capital of France is Paris."; a.text() != want {
		t.Errorf("answer %q, want %q", a.text(), want)
	}
	last := len(a.ids) - 1
	if a.usage.Finish != dgrid.FinishStop || !slices.Contains(info.EndTokens, a.ids[last]) || a.pieces[last] != "" {
		t.Errorf("ended by %s with token %d and text %q, want an end token without text", a.usage.Finish, a.ids[last], a.pieces[last])
	}
}

func TestGenerateEnds(t *testing.T) {
	w, _ := start(t, config(t))
	ids := prompt(t, w, "What's the capital of France")
	t.Run("at the maximum", func(t *testing.T) {
		a := generate(t, w, &dgrid.Job{Prompt: ids, MaxOutput: 3})
		if a.text() != "The capital of" || a.usage.Finish != dgrid.FinishLength {
			t.Errorf("answer %q ended by %s, want three words and length", a.text(), a.usage.Finish)
		}
	})
	t.Run("at a stop string", func(t *testing.T) {
		a := generate(t, w, &dgrid.Job{Prompt: ids, MaxOutput: 64, Params: dgrid.Params{Stop: []string{"nce is"}}})
		if a.text() != "The capital of Fra" || a.usage.Finish != dgrid.FinishStopString {
			t.Errorf("answer %q ended by %s, want it cut before the stop string", a.text(), a.usage.Finish)
		}
	})
	t.Run("with what was held back", func(t *testing.T) {
		a := generate(t, w, &dgrid.Job{Prompt: ids, MaxOutput: 3, Params: dgrid.Params{Stop: []string{" of Spain"}}})
		if a.text() != "The capital of" {
			t.Errorf("answer %q, want the begin of the stop string in it", a.text())
		}
	})
}

func TestRecheckFindsWhatGenerateDid(t *testing.T) {
	w, _ := start(t, config(t))
	for name, params := range map[string]dgrid.Params{
		"greedy": {}, "warm": warm,
		"all": {Temperature: 1_000_000, TopK: 40, MinP: 20_000, RepetitionPenalty: 1_100_000, FrequencyPenalty: 100_000, PresencePenalty: 100_000, Stop: []string{"\n\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox and a café."), MaxOutput: 120, Params: params, Seed: dgrid.Hash([]byte(name))}
			a := generate(t, w, job)
			e, err := w.Recheck(deadline(t), job, a.ids)
			if err != nil {
				t.Fatal(err)
			}
			if len(e.Margins) != len(a.ids) || len(e.Sketches) != len(a.ids) || !slices.Equal(e.Pieces, a.pieces) {
				t.Fatalf("pieces %q, want %q", e.Pieces, a.pieces)
			}
			// Reading at once is not bit for bit what decoding one by one is. Honest margins stay far below what a cheat shows.
			if mean := meanMargin(e.Margins); mean > 0.02 {
				t.Errorf("mean margin of an honest answer is %.4f nat", mean)
			}
			for i, s := range e.Sketches {
				if distance(s, a.sketches[i]) > 0.5 {
					t.Errorf("sketch %d is %v, generated with %v", i, s, a.sketches[i])
				}
			}
		})
	}
}

func TestRecheckSeesAnotherAnswer(t *testing.T) {
	w, _ := start(t, config(t))
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 100, Params: warm, Seed: dgrid.Hash([]byte("honest"))}
	honest := generate(t, w, job)
	other := *job
	other.Seed = dgrid.Hash([]byte("other"))
	e, err := w.Recheck(deadline(t), &other, honest.ids)
	if err != nil {
		t.Fatal(err)
	}
	if mean := meanMargin(e.Margins); mean < 0.05 {
		t.Errorf("mean margin under another seed is only %.4f nat", mean)
	}
}

func meanMargin(margins []inference.Margin) float64 {
	var sum float64
	for _, m := range margins {
		sum += float64(m.Value) / 65536
	}
	return sum / float64(len(margins))
}

// distance is the largest difference of two sketches in units of the state's typical size.
func distance(a, b dgrid.Sketch) float64 {
	var d int
	for i := range a {
		d = max(d, int(a[i])-int(b[i]), int(b[i])-int(a[i]))
	}
	return float64(d) / 1024
}

func TestGenerateResumes(t *testing.T) {
	w, _ := start(t, config(t))
	req := ask("Tell me a story about a fox and a café.")
	whole := &dgrid.Job{Prompt: prompt(t, w, req.Messages[0].Content), MaxOutput: 60, Params: warm, Seed: dgrid.Hash([]byte("resume"))}
	a := generate(t, w, whole)
	for _, n := range []int{1, 7, len(a.ids) - 1} {
		prefix := a.ids[:n]
		ids, err := w.Prompt(deadline(t), req, 0, prefix)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ids, slices.Concat(whole.Prompt, prefix)) {
			t.Fatalf("the prompt of a resumed job is not the prompt and then the answer so far")
		}
		rest := generate(t, w, &dgrid.Job{Prompt: ids, MaxOutput: whole.MaxOutput - uint32(n), Params: warm, Seed: whole.Seed, Start: uint32(n)})
		// Both parts together must be one answer under one seed. (Near ties may fall otherwise than without the interruption.)
		e, err := w.Recheck(deadline(t), whole, slices.Concat(prefix, rest.ids))
		if err != nil {
			t.Fatal(err)
		}
		if mean := meanMargin(e.Margins); mean > 0.02 {
			t.Errorf("resumed after %d tokens: mean margin is %.4f nat", n, mean)
		}
		if want := slices.Concat(a.pieces[:n], rest.pieces); !slices.Equal(e.Pieces, want) {
			t.Errorf("resumed after %d tokens: pieces %q, want %q", n, want, e.Pieces)
		}
	}
}

func TestGenerateStopsWhenCancelled(t *testing.T) {
	w, _ := start(t, config(t))
	ids := prompt(t, w, "Tell me a very long story about a fox.")
	ctx, cancel := context.WithCancel(deadline(t))
	taken := 0
	usage, err := w.Generate(ctx, &dgrid.Job{Prompt: ids, MaxOutput: 1500, Params: warm}, func(dgrid.Chunk) error {
		if taken++; taken == 5 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || usage.Finish != dgrid.FinishCancelled || usage.OutputTokens != 5 || taken != 5 {
		t.Errorf("%d tokens taken, usage %+v, error %v: want 5, cancelled", taken, usage, err)
	}
	enough := errors.New("enough")
	usage, err = w.Generate(deadline(t), &dgrid.Job{Prompt: ids, MaxOutput: 1500}, func(dgrid.Chunk) error { return enough })
	if !errors.Is(err, enough) || usage.Finish != dgrid.FinishInterrupted {
		t.Errorf("usage %+v, error %v: want emit's own", usage, err)
	}
	if a := generate(t, w, &dgrid.Job{Prompt: ids, MaxOutput: 4}); len(a.ids) != 4 {
		t.Errorf("the next job has %d tokens, want 4", len(a.ids))
	}
}

func TestJobsAreRefusedWithTheReason(t *testing.T) {
	w, _ := start(t, config(t))
	ids := prompt(t, w, "Hi")
	tests := []struct {
		name string
		job  dgrid.Job
		want error
		says string
	}{
		{"too long", dgrid.Job{Prompt: ids, MaxOutput: 2048}, inference.ErrContextOverflow, "was loaded for 2048"},
		{"sum beyond 32 bits", dgrid.Job{Prompt: ids, MaxOutput: 1<<32 - 1}, inference.ErrContextOverflow, "was loaded for 2048"},
		{"no prompt", dgrid.Job{MaxOutput: 1}, inference.ErrRefused, "prompt is empty"},
		{"no output", dgrid.Job{Prompt: ids}, inference.ErrRefused, "no output token"},
		{"token beyond the vocabulary", dgrid.Job{Prompt: []dgrid.TokenID{49152}, MaxOutput: 1}, inference.ErrRefused, "vocabulary has 49152"},
		{"negative token", dgrid.Job{Prompt: []dgrid.TokenID{-1}, MaxOutput: 1}, inference.ErrRefused, "vocabulary has 49152"},
		{"start beyond the prompt", dgrid.Job{Prompt: ids, MaxOutput: 1, Start: 4000}, inference.ErrRefused, "4000"},
		{"temperature", dgrid.Job{Prompt: ids, MaxOutput: 1, Params: dgrid.Params{Temperature: -1}}, inference.ErrRefused, "temperature"},
		{"empty stop string", dgrid.Job{Prompt: ids, MaxOutput: 1, Params: dgrid.Params{Stop: []string{""}}}, inference.ErrRefused, "stop string"},
		{"resuming what has ended", dgrid.Job{Prompt: append(slices.Clone(ids), 2), MaxOutput: 1, Start: 1}, inference.ErrRefused, "already ended"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := w.Generate(deadline(t), &test.job, func(dgrid.Chunk) error { return errors.New("a token came") })
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("Generate: %v, want %v with %q", err, test.want, test.says)
			}
			if _, err := w.Recheck(deadline(t), &test.job, []dgrid.TokenID{5}); !errors.Is(err, test.want) && test.job.MaxOutput > 0 {
				t.Errorf("Recheck: %v, want %v", err, test.want)
			}
		})
	}
	var overflow *inference.ContextOverflowError
	if _, err := w.Generate(deadline(t), &tests[0].job, nil); !errors.As(err, &overflow) || overflow.Prompt != uint32(len(ids)) || overflow.Output != 2048 {
		t.Errorf("overflow is %+v", overflow)
	}
	for _, output := range [][]dgrid.TokenID{nil, {-1}, {49152}, {1, 2, 3}} {
		if _, err := w.Recheck(deadline(t), &dgrid.Job{Prompt: ids, MaxOutput: 2}, output); !errors.Is(err, inference.ErrRefused) {
			t.Errorf("Recheck of %v: %v, want a refusal", output, err)
		}
	}
}

func TestPromptRefusesWhatItCannotRead(t *testing.T) {
	w, _ := start(t, config(t))
	if _, err := w.Prompt(deadline(t), ask("a\x00b"), 0, nil); !errors.Is(err, inference.ErrRefused) {
		t.Errorf("a zero byte: %v, want a refusal", err)
	}
	if _, err := w.Prompt(deadline(t), ask("a"), 0, []dgrid.TokenID{1 << 30}); !errors.Is(err, inference.ErrRefused) {
		t.Errorf("an impossible token: %v, want a refusal", err)
	}
	if ids := prompt(t, w, ""); len(ids) == 0 {
		t.Error("an empty message gives no prompt at all")
	}
}

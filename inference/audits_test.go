package inference_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

func control(t testing.TB, w *inference.Worker, job *dgrid.Job, output []dgrid.TokenID) *inference.Control {
	t.Helper()
	c, err := w.Control(deadline(t), job, output)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// differing is at how many places two answers have other tokens.
func differing(a, b []dgrid.TokenID) int {
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// TestControlDecodesWhatGenerateDid: an honest machine of the same class chooses and sees what the provider did, also in the
// second part of an answer and where penalties look back on what was said.
func TestControlDecodesWhatGenerateDid(t *testing.T) {
	w, _ := start(t, config(t))
	params := dgrid.Params{Temperature: 800_000, TopK: 40, TopP: 950_000, RepetitionPenalty: 1_100_000, FrequencyPenalty: 100_000, PresencePenalty: 100_000}
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox and a café."), MaxOutput: 40, Params: params, Seed: dgrid.Hash([]byte("control"))}
	a := generate(t, w, job)
	c := control(t, w, job, a.ids)
	if n := differing(c.Winners, a.ids); n > 1 {
		t.Errorf("%d of %d winners are not what was generated", n, len(a.ids))
	}
	for i := range c.Sketches {
		if distance(c.Sketches[i], a.sketches[i]) > 0.5 {
			t.Errorf("sketch %d is %v, generated with %v", i, c.Sketches[i], a.sketches[i])
		}
	}
	const head = 12
	rest := &dgrid.Job{Prompt: slices.Concat(job.Prompt, a.ids[:head]), MaxOutput: 40, Params: params, Seed: job.Seed, Start: head}
	if n := differing(control(t, w, rest, a.ids[head:]).Winners, a.ids[head:]); n > 3 {
		t.Errorf("%d of %d winners of the second part are not what was generated", n, len(a.ids)-head)
	}
}

// TestControlGoesByTheAnswer: a control of somebody else's tokens notes its own choices and goes on from theirs, so that one pass
// finds its choices nearly right and the answer's far off.
func TestControlGoesByTheAnswer(t *testing.T) {
	w, _ := start(t, config(t))
	params := dgrid.Params{Temperature: 1_000_000, FrequencyPenalty: 500_000}
	other := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 40, Params: params, Seed: dgrid.Hash([]byte("other"))}
	a := generate(t, w, other)
	job := *other
	job.Seed = dgrid.Hash([]byte("ordered"))
	c := control(t, w, &job, a.ids)
	e, err := w.Recheck(deadline(t), &job, a.ids, c.Winners, a.ids)
	if err != nil {
		t.Fatal(err)
	}
	winners := make([]dgrid.TokenID, len(a.ids))
	for i, m := range e.Margins {
		winners[i] = m.Winner
		if e.Others[1][i] != m.Value {
			t.Errorf("the answer's own token %d has margin %d beside %d", i, e.Others[1][i], m.Value)
		}
		if (e.Others[0][i] == 0) != (c.Winners[i] == m.Winner) {
			t.Errorf("place %d: margin %d of the control's %d, the pass chooses %d", i, e.Others[0][i], c.Winners[i], m.Winner)
		}
	}
	if n := differing(c.Winners, winners); n > len(winners)/5 {
		t.Errorf("decoding and reading at once choose differently at %d of %d places", n, len(winners))
	}
	var own, theirs float64
	for i := range e.Margins {
		own, theirs = own+float64(e.Others[0][i])/65536/40, theirs+float64(e.Margins[i].Value)/65536/40
	}
	if own > 0.05 || theirs < 0.1 {
		t.Errorf("the control's choices are off by %.4f nat, the answer's by %.4f", own, theirs)
	}
}

func TestAuditsAreRefusedWithTheReason(t *testing.T) {
	w, _ := start(t, config(t))
	job := &dgrid.Job{Prompt: prompt(t, w, "Hi"), MaxOutput: 2}
	for _, output := range [][]dgrid.TokenID{nil, {-1}, {49152}, {1, 2, 3}} {
		if _, err := w.Control(deadline(t), job, output); !errors.Is(err, inference.ErrRefused) {
			t.Errorf("Control of %v: %v, want a refusal", output, err)
		}
	}
	for _, column := range [][]dgrid.TokenID{nil, {1}, {1, 2, 3}, {1, -1}, {1, 49152}} {
		if _, err := w.Recheck(deadline(t), job, []dgrid.TokenID{5, 6}, column); !errors.Is(err, inference.ErrRefused) {
			t.Errorf("Recheck with %v beside two tokens: %v, want a refusal", column, err)
		}
	}
	ctx, cancel := context.WithCancel(deadline(t))
	cancel()
	if _, err := w.Control(ctx, job, []dgrid.TokenID{5, 6}); !errors.Is(err, context.Canceled) {
		t.Errorf("Control after its time: %v", err)
	}
}

// TestAuditsMakeWay: paid work that comes while an answer is controlled is done before the control is, and the control goes on.
func TestAuditsMakeWay(t *testing.T) {
	w, _ := start(t, config(t))
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 1500, Params: warm}
	output := slices.Repeat([]dgrid.TokenID{100}, 150)
	var c *inference.Control
	controlled := make(chan error, 1)
	go func() {
		var err error
		c, err = w.Control(deadline(t), job, output)
		controlled <- err
	}()
	paid := *job
	paid.MaxOutput = 2
	for range 3 { // whenever in the control they come
		generate(t, w, &paid)
	}
	select {
	case <-controlled:
		t.Error("three short jobs took longer than a control of 150 tokens")
	default:
	}
	if err := <-controlled; err != nil || len(c.Winners) != len(output) {
		t.Errorf("the control: %v", err)
	}
}

// TestAuditsAreDoneBesidePaidWork: a re-check and a control end while an answer is being made that takes longer than both.
func TestAuditsAreDoneBesidePaidWork(t *testing.T) {
	w, info := start(t, config(t))
	job := &dgrid.Job{Prompt: prompt(t, w, "Tell me a story about a fox."), MaxOutput: 24, Params: warm, Seed: dgrid.Hash([]byte("beside"))}
	a := generate(t, w, job)
	ctx, cancel := context.WithCancel(deadline(t))
	defer cancel()
	endless := &dgrid.Job{Prompt: prompt(t, w, "Count."), MaxOutput: 1900, Params: warm}
	for _, end := range info.EndTokens {
		endless.Params.LogitBias = append(endless.Params.LogitBias, dgrid.TokenBias{Token: end, Bias: -100 * dgrid.One})
	}
	running, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		first := true
		_, err := w.Generate(ctx, endless, func(dgrid.Chunk) error {
			if first {
				close(running)
			}
			first = false
			return nil
		})
		ended <- err
	}()
	<-running
	e, err := w.Recheck(ctx, job, a.ids)
	if err != nil {
		t.Fatal(err)
	}
	if mean := meanMargin(e.Margins); mean > 0.02 {
		t.Errorf("mean margin of an honest answer is %.4f nat beside other work", mean)
	}
	if n := differing(control(t, w, job, a.ids).Winners, a.ids); n > 1 {
		t.Errorf("%d of %d winners are not what was generated", n, len(a.ids))
	}
	select {
	case err := <-ended:
		t.Errorf("the long answer ended first: %v", err)
	default:
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

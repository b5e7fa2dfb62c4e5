package calibrator_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/calibrator"
	"github.com/dgrid-network/dgrid/verify"
)

// scripted answers with as many tokens as it is allowed, and re-computes with a margin that tells the job apart.
type scripted struct{ measured int }

func (s *scripted) Prompt(_ context.Context, req *dgrid.Request, _ dgrid.Time, _ []dgrid.TokenID) ([]dgrid.TokenID, error) {
	return make([]dgrid.TokenID, 1+len(req.Messages[0].Content)%7), nil
}

func (s *scripted) Generate(_ context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	s.measured++
	for range job.MaxOutput {
		if err := emit(dgrid.Chunk{IDs: []dgrid.TokenID{1}, Sketches: []dgrid.Sketch{{1}}}); err != nil {
			return dgrid.Usage{}, err
		}
	}
	return dgrid.Usage{OutputTokens: job.MaxOutput, Finish: dgrid.FinishLength}, nil
}

func (s *scripted) Ready(context.Context) (inference.Info, error) { return inference.Info{}, nil }

// Control chooses other tokens than the answer's.
func (s *scripted) Control(_ context.Context, _ *dgrid.Job, output []dgrid.TokenID) (*inference.Control, error) {
	c := &inference.Control{}
	for range output {
		c.Winners, c.Sketches = append(c.Winners, 2), append(c.Sketches, dgrid.Sketch{1})
	}
	return c, nil
}

func (s *scripted) Recheck(_ context.Context, job *dgrid.Job, output []dgrid.TokenID, others ...[]dgrid.TokenID) (*inference.Evidence, error) {
	e := &inference.Evidence{}
	for _, column := range others {
		var margins []int32
		for _, t := range column {
			margins = append(margins, int32(t)<<10)
		}
		e.Others = append(e.Others, margins)
	}
	for range output {
		e.Margins = append(e.Margins, inference.Margin{Value: int32(job.Seed[0])})
		e.Sketches = append(e.Sketches, dgrid.Sketch{1})
	}
	return e, nil
}

func plan(e *scripted) *calibrator.Plan {
	return &calibrator.Plan{
		Seed: 1, MinOutput: 64, MaxOutput: 96,
		Settings:   []calibrator.Setting{{Name: "none"}, {Name: "top-k 40", Params: dgrid.Params{TopK: 40}}},
		Providers:  []calibrator.Provider{{Class: "a", Engine: e, Control: e}, {Class: "b", Engine: e, Control: e}},
		Validators: []calibrator.Validator{{Class: "a", Engine: e}, {Class: "b", Engine: e}},
	}
}

func fill(t *testing.T, path string, e *scripted, n int) []calibrator.Job {
	t.Helper()
	s, err := calibrator.OpenSamples(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Fill(t.Context(), plan(e), n, func(*calibrator.Job) {}); err != nil {
		t.Fatal(err)
	}
	return append([]calibrator.Job{}, s.Jobs()...)
}

// A run that was stopped in the middle of a line goes on with that job, and ends with what an unbroken run has.
func TestStoppedRunGoesOn(t *testing.T) {
	whole := fill(t, filepath.Join(t.TempDir(), "whole"), &scripted{}, 12)
	path := filepath.Join(t.TempDir(), "samples")
	fill(t, path, &scripted{}, 5)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b[:len(b)-20], 0o600); err != nil {
		t.Fatal(err)
	}
	e := &scripted{}
	again := fill(t, path, e, 12)
	if e.measured != 8 {
		t.Errorf("%d jobs were measured, want 8", e.measured)
	}
	for i := range whole {
		if again[i] != whole[i] {
			t.Errorf("job %d is %+v, want %+v", i, again[i], whole[i])
		}
	}
}

func TestEveryCombinationComesEquallyOften(t *testing.T) {
	counts := make(map[string]int)
	lengths := make(map[int]bool)
	for _, j := range fill(t, filepath.Join(t.TempDir(), "samples"), &scripted{}, 32) {
		counts[j.Sample.Provider+j.Sample.Validator+j.Sample.Filters]++
		lengths[j.Sample.Tokens] = true
		if j.Sample.ControlClass == j.Sample.Provider || j.Sample.Control.S1 != 2.0/64 || j.Sample.Control.Tokens != j.Sample.Tokens {
			t.Errorf("job %d of class %s has control %+v of class %s", j.Number, j.Sample.Provider, j.Sample.Control, j.Sample.ControlClass)
		}
		if j.Sample.Tokens < 64 || j.Sample.Tokens > 96 {
			t.Errorf("job %d has %d tokens", j.Number, j.Sample.Tokens)
		}
	}
	if len(counts) != 8 || len(lengths) < 8 {
		t.Errorf("%d combinations, %d lengths", len(counts), len(lengths))
	}
	for c, n := range counts {
		if n != 4 {
			t.Errorf("%s came %d times", c, n)
		}
	}
}

func TestOnlySuspectedJobsGetControls(t *testing.T) {
	p := plan(&scripted{})
	p.Suspected = func(s verify.Sample) bool { return s.S1 > 0.5/256 }
	suspected := 0
	for n := range 16 {
		j, err := p.Measure(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		if p.Suspected(j.Sample) {
			suspected++
		}
		if p.Suspected(j.Sample) != (j.Sample.ControlClass != "") || p.Suspected(j.Sample) != (j.Sample.Control.Tokens > 0) || j.Sample.Tokens == 0 {
			t.Errorf("%+v", j.Sample)
		}
	}
	if suspected == 0 || suspected == 16 {
		t.Errorf("%d of 16 jobs were suspected: the test says nothing", suspected)
	}
}

func TestSamplesOfAnotherShapeAreRefused(t *testing.T) {
	for _, text := range []string{"{}\n{}\n", "{\"number\":1}\n", "{\"other\":1}\n", "nothing\n"} {
		path := filepath.Join(t.TempDir(), "samples")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := calibrator.OpenSamples(path); err == nil || !strings.Contains(err.Error(), "line ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestImpossiblePlan(t *testing.T) {
	p := plan(&scripted{})
	p.MinOutput = 100
	if _, err := p.Measure(t.Context(), 0); err == nil {
		t.Error("a plan of at most 96 and at least 100 tokens was measured")
	}
	if _, err := (&calibrator.Plan{}).Measure(t.Context(), 0); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("an empty plan: %v", err)
	}
}

package calibrator_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
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
	if err := s.Fill(t.Context(), plan(e), calibrator.Part{}, n, func(*calibrator.Job) {}); err != nil {
		t.Fatal(err)
	}
	jobs, err := s.Jobs(n)
	if err != nil {
		t.Fatal(err)
	}
	return jobs
}

// Several processes measure a part each, and their files together are what one process has.
func TestPartsMakeTheWhole(t *testing.T) {
	whole := fill(t, filepath.Join(t.TempDir(), "whole"), &scripted{}, 11)
	var all []byte
	for _, name := range []string{"2/3", "0/3", "1/3"} {
		part, err := calibrator.ParsePart(name)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "part")
		s, err := calibrator.OpenSamples(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Missing(part, 11)) == 0 {
			t.Errorf("nothing is missing of part %s at the beginning", name)
		}
		if err := s.Fill(t.Context(), plan(&scripted{}), part, 11, func(*calibrator.Job) {}); err != nil {
			t.Fatal(err)
		}
		if len(s.Missing(part, 11)) > 0 {
			t.Errorf("something is missing of part %s at the end", name)
		}
		if _, err := s.Jobs(11); err == nil || !strings.Contains(err.Error(), "of 11 jobs are not measured") {
			t.Errorf("part %s is taken for the whole: %v", name, err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	path := filepath.Join(t.TempDir(), "all")
	if err := os.WriteFile(path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	e := &scripted{}
	if got := fill(t, path, e, 11); !slices.Equal(got, whole) || e.measured != 0 {
		t.Errorf("%d jobs were measured again, and all are %+v, want %+v", e.measured, got, whole)
	}
}

func TestParsePart(t *testing.T) {
	for _, s := range []string{"", "1", "3/3", "-1/3", "0/0", "1/2/3", "a/b", "1/2 "} {
		if p, err := calibrator.ParsePart(s); err == nil {
			t.Errorf("%q is read as %+v", s, p)
		}
	}
}

// Pairs that are left out are not measured, the others equally often, and no control is of the provider's own class.
func TestPairsAreLeftOut(t *testing.T) {
	e := &scripted{}
	p := plan(e)
	p.Providers = append(p.Providers, calibrator.Provider{Class: "gpu", Engine: e, Control: e})
	p.Validators = append(p.Validators, calibrator.Validator{Class: "gpu", Engine: e})
	p.Without = func(c verify.ClassPair) bool { return c.Provider != "gpu" && c.Validator != "gpu" }
	pairs, controls := make(map[verify.ClassPair]int), make(map[string]int)
	for n := range 40 {
		j, err := p.Measure(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		pairs[j.Sample.ClassPair]++
		controls[j.Sample.Provider+" "+j.Sample.ControlClass]++
		if j.Sample.Provider == j.Sample.ControlClass {
			t.Errorf("job %d has a control of its own class: %+v", n, j.Sample)
		}
	}
	if len(pairs) != 5 || len(controls) != 6 {
		t.Errorf("pairs %v, controls %v", pairs, controls)
	}
	for pair, n := range pairs {
		if n != 8 || p.Without(pair) {
			t.Errorf("%+v was measured %d times", pair, n)
		}
	}
	p.Without = func(verify.ClassPair) bool { return true }
	if _, err := p.Measure(t.Context(), 0); err == nil {
		t.Error("a plan without any pair was measured")
	}
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
	for _, text := range []string{"{}\n{}\n", "{\"number\":-1}\n", "{\"other\":1}\n", "nothing\n"} {
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

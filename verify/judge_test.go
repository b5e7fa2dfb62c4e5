package verify_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
	"pgregory.net/rapid"
)

func exampleMeta() verify.Meta {
	return verify.Meta{Name: "example", Model: dgrid.ModelID(digest("model")), ModelName: "model",
		Classes: []verify.ClassPair{{Provider: "cpu-a", Validator: "cpu-b"}}, Temperature: verify.Range{Min: 500_001, Max: 1_000_000},
		Tokens: verify.Range{Min: 64, Max: 255}, Filters: []string{"none"}, Command: "calibrate", Seed: 1,
		Digests: map[string]dgrid.Digest{"weights": digest("weights")}, Margin: 1, Excess: 1.5}
}

func exampleSamples(n int) []verify.Sample {
	samples := make([]verify.Sample, n)
	for i := range samples {
		s1 := 0.001 + 0.0001*float64(i*7%n)
		samples[i] = verify.Sample{ClassPair: verify.ClassPair{Provider: "cpu-a", Validator: "cpu-b"}, Temperature: 800_000, Filters: "none",
			Scores:       verify.Scores{Tokens: 64 + i, S1: s1, S1Window: s1 + 0.0002*float64(i%5), Sketched: true, S2: -2.6 + 0.01*float64(i%7), S2Window: -2.5 + 0.01*float64(i%6)},
			ControlClass: "c",
			Control:      verify.Scores{Tokens: 64 + i, S1: s1 + 0.0001*float64(i%3), S1Window: s1 + 0.0002*float64(i%4), Sketched: true, S2: -2.61 + 0.01*float64(i%8), S2Window: -2.5}}
	}
	return samples
}

func exampleCell(t testing.TB) verify.Cell {
	t.Helper()
	c, err := verify.BuildCell(exampleSamples(40), exampleMeta())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestJudge(t *testing.T) {
	cell := exampleCell(t)
	over := func(f verify.Figure) float64 { return f.Threshold + 1e-9 }
	ok := verify.Scores{Tokens: 100, S1: cell.S1.Threshold, S1Window: cell.S1Window.Threshold, WorstFrom: 9,
		Sketched: true, S2: cell.S2.Threshold, S2Window: cell.S2Window.Threshold}
	with := func(change func(*verify.Scores)) verify.Scores {
		s := ok
		change(&s)
		return s
	}
	rung := func(state verify.State, name string, fault verify.Fault) []verify.Rung {
		return []verify.Rung{{Name: name, State: state, Fault: fault, Detail: "detail of " + name}}
	}
	for _, c := range []struct {
		name   string
		cell   *verify.Cell
		scores verify.Scores
		rungs  []verify.Rung
		want   verify.Result
		reason string
	}{
		{"exactly at all thresholds", &cell, ok, nil, verify.Honest, "within those of honest jobs"},
		{"whole answer above", &cell, with(func(s *verify.Scores) { s.S1 = over(cell.S1) }), nil, verify.Suspected, "honest answers: the whole answer; no control"},
		{"window above", &cell, with(func(s *verify.Scores) { s.S1Window = over(cell.S1Window) }), nil, verify.Suspected, "honest answers: the 64 tokens from token 10; no control"},
		{"both above", &cell, verify.Scores{Tokens: 64, S1: 1, S1Window: 1}, nil, verify.Suspected, "the whole answer, the 64 tokens from token 1"},
		{"sketches above", &cell, with(func(s *verify.Scores) { s.S2 = over(cell.S2) }), nil, verify.Suspected, "honest answers: the sketches; no control"},
		{"sketches of a window above", &cell, with(func(s *verify.Scores) { s.S2Window = over(cell.S2Window) }), nil, verify.Suspected, "the sketches of 64 tokens in a row"},
		{"no sketches", &cell, with(func(s *verify.Scores) { s.Sketched, s.S2 = false, 9 }), nil, verify.Honest, "within those of honest jobs"},
		{"spoiled sketches far off", &cell, with(func(s *verify.Scores) { s.S2 = 9 }), rung(verify.Fails, verify.RungSketches, verify.FaultTranscript), verify.Honest, "S2 says nothing"},
		{"too short", &cell, with(func(s *verify.Scores) { s.Tokens = 63 }), nil, verify.Abstain, "63 tokens are too few"},
		{"short and far off", &cell, verify.Scores{Tokens: 63, S1: 1, S1Window: 1}, nil, verify.Abstain, "63 tokens are too few"},
		{"no cell", nil, ok, nil, verify.Abstain, "no calibration cell"},
		{"nothing re-computed", &cell, verify.Scores{}, rung(verify.Absent, verify.RungRecomputed, ""), verify.Abstain, "detail of re-computed"},
		{"provider's fault", &cell, ok, rung(verify.Fails, "fees", verify.FaultProvider), verify.Failed, "fees"},
		{"provider's fault in a short answer without cell", nil, verify.Scores{Tokens: 1}, rung(verify.Fails, "fees", verify.FaultProvider), verify.Failed, "fees"},
		{"payer's fault", &cell, ok, rung(verify.Fails, "payment", verify.FaultPayer), verify.Honest, "honest"},
		{"forged", &cell, verify.Scores{Tokens: 64, S1: 1, S1Window: 1}, rung(verify.Fails, "roots", verify.FaultTranscript), verify.Abstain, "not what was signed (roots)"},
		{"forged to hide a fault", &cell, ok, append(rung(verify.Fails, "fees", verify.FaultProvider), rung(verify.Fails, "order", verify.FaultTranscript)...), verify.Abstain, "order"},
		{"spoiled sketches hide nothing", &cell, verify.Scores{Tokens: 64, S1: 1, S1Window: 1}, rung(verify.Fails, verify.RungSketches, verify.FaultTranscript), verify.Suspected, "S2 says nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := verify.Judge([]*verify.Cell{c.cell}, c.scores, c.rungs)
			if v.Result != c.want || !strings.Contains(v.Reason, c.reason) {
				t.Fatalf("%s (%s), want %s (%s)", v.Result, v.Reason, c.want, c.reason)
			}
			if c.cell != nil && (v.Cell != "example" || v.Threshold != cell.S1.Threshold || v.WindowThreshold != cell.S1Window.Threshold ||
				v.S2Threshold != cell.S2.Threshold || v.S2WindowThreshold != cell.S2Window.Threshold || v.JointThreshold != cell.Joint || !v.Advisory) {
				t.Errorf("the verdict does not show its cell: %+v", v)
			}
			var again verify.Verdict
			if b, err := json.Marshal(v); err != nil || json.Unmarshal(b, &again) != nil || again != v {
				t.Errorf("%s comes back as %+v (%v)", b, again, err)
			}
		})
	}
}

// TestJudgeIsMonotone: what is worse than a suspected answer is suspected.
func TestJudgeIsMonotone(t *testing.T) {
	cell := exampleCell(t)
	rapid.Check(t, func(t *rapid.T) {
		s := verify.Scores{Tokens: 100, S1: rapid.Float64Range(0, 0.02).Draw(t, "s1"), Sketched: rapid.Bool().Draw(t, "sketched")}
		s.S2, s.S2Window = rapid.Float64Range(-4, 0).Draw(t, "s2"), rapid.Float64Range(-4, 0).Draw(t, "s2 window")
		s.S1Window = rapid.Float64Range(s.S1, 0.04).Draw(t, "window")
		worse := s
		worse.S1 = rapid.Float64Range(s.S1, 1).Draw(t, "worse s1")
		worse.S1Window = rapid.Float64Range(max(s.S1Window, worse.S1), 1).Draw(t, "worse window")
		worse.S2 = rapid.Float64Range(s.S2, 1).Draw(t, "worse s2")
		worse.S2Window = rapid.Float64Range(s.S2Window, 1).Draw(t, "worse s2 window")
		first, second := verify.Judge([]*verify.Cell{&cell}, s, nil), verify.Judge([]*verify.Cell{&cell}, worse, nil)
		if first.Result == verify.Suspected && second.Result != verify.Suspected || second.Joint < first.Joint {
			t.Fatalf("%+v is %s with %v, the worse %+v is %s with %v", s, first.Result, first.Joint, worse, second.Result, second.Joint)
		}
		if second.Result == verify.Honest && second.Joint > second.JointThreshold+1e-2 {
			t.Fatalf("an honest verdict with a joint score of %v above %v", second.Joint, second.JointThreshold)
		}
	})
}

// TestControl: what a control makes of a suspicion.
func TestControl(t *testing.T) {
	cell := exampleCell(t)
	off := func(n float64) verify.Scores { // n spreads from the median, by the whole answer's margin alone
		return verify.Scores{Tokens: 100, S1: cell.S1.Median + n*cell.S1.Spread, Sketched: true, S2: -9, S2Window: -9}
	}
	limit := cell.Joint + cell.Control
	tests := []struct {
		name     string
		job      verify.Scores
		controls []verify.Scores
		want     verify.Result
		count    int
		reason   string
	}{
		{"nothing to confirm", off(cell.Joint - 0.1), []verify.Scores{off(-1)}, verify.Honest, 0, "everything holds"},
		{"a quiet control confirms", off(limit), []verify.Scores{off(0)}, verify.Failed, 1, "exceeds the median control's by"},
		{"a noisy control takes it back", off(limit), []verify.Scores{off(limit)}, verify.Honest, 1, "the text is hard"},
		{"just within the excess", off(limit), []verify.Scores{off(cell.Joint + 0.01)}, verify.Honest, 1, "the text is hard"},
		{"just beyond the excess", off(limit), []verify.Scores{off(cell.Joint - 0.01)}, verify.Failed, 1, "exceeds"},
		{"the median of three counts", off(limit), []verify.Scores{off(0), off(limit), off(limit + 9)}, verify.Honest, 3, "hard"},
		{"one noisy control of three changes nothing", off(limit), []verify.Scores{off(0), off(99), off(1)}, verify.Failed, 3, "exceeds"},
		{"of two the quieter counts", off(limit), []verify.Scores{off(0), off(limit)}, verify.Failed, 2, "exceeds"},
		{"a control of another answer is none", off(limit), []verify.Scores{{Tokens: 99}}, verify.Suspected, 0, "no control"},
		{"a control without sketches is none", off(limit), []verify.Scores{{Tokens: 100}}, verify.Suspected, 0, "no control"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v := verify.JudgeControlled([]*verify.Cell{&cell}, test.job, nil, test.controls)
			if v.Result != test.want || v.Controls != test.count || !strings.Contains(v.Reason, test.reason) {
				t.Errorf("%s with %d controls: %s; want %s with %d: %s", v.Result, v.Controls, v.Reason, test.want, test.count, test.reason)
			}
		})
	}
	t.Run("sketches of a control say nothing where the answer's are spoiled", func(t *testing.T) {
		noisy := off(0)
		noisy.S2 = 9
		spoiled := []verify.Rung{{Name: verify.RungSketches, State: verify.Fails, Fault: verify.FaultTranscript}}
		if v := verify.JudgeControlled([]*verify.Cell{&cell}, off(limit), spoiled, []verify.Scores{noisy}); v.Result != verify.Failed || v.T2 {
			t.Errorf("%s: %s", v.Result, v.Reason)
		}
	})
	t.Run("no control mends what is broken", func(t *testing.T) {
		broken := []verify.Rung{{Name: "fees", State: verify.Fails, Fault: verify.FaultProvider}}
		if v := verify.JudgeControlled([]*verify.Cell{&cell}, off(limit), broken, []verify.Scores{off(limit)}); v.Result != verify.Failed || v.Controls != 0 {
			t.Errorf("%s: %s", v.Result, v.Reason)
		}
	})
}

// TestSeveralCells: nobody knows what kind of machine answered, so an answer that an honest one of any kind might give is honest, and what
// no kind gives is not. The cell that is shown is the strictest that finds it honest.
func TestSeveralCells(t *testing.T) {
	quiet := exampleCell(t)
	meta, samples := exampleMeta(), exampleSamples(40)
	meta.Name = "noisy"
	for i := range samples {
		for _, s := range []*verify.Scores{&samples[i].Scores, &samples[i].Control} {
			s.S1, s.S1Window, s.S2, s.S2Window = 4*s.S1, 4*s.S1Window, s.S2+1, s.S2Window+1
		}
	}
	noisy, err := verify.BuildCell(samples, meta)
	if err != nil {
		t.Fatal(err)
	}
	in := func(c *verify.Cell, n float64) verify.Scores {
		return verify.Scores{Tokens: 100, Sketched: true, S1: c.S1.Median + n*c.S1.Spread, S1Window: c.S1Window.Median, S2: c.S2.Median, S2Window: c.S2Window.Median}
	}
	none := in(&quiet, 0)
	for _, test := range []struct {
		name     string
		job      verify.Scores
		controls []verify.Scores
		want     verify.Result
		cell     string
	}{
		{"as a quiet machine", in(&quiet, 0), nil, verify.Honest, "example"},
		{"as a noisy machine", in(&noisy, 0), nil, verify.Honest, "noisy"},
		{"as none", in(&noisy, noisy.Joint+1), nil, verify.Suspected, "noisy"},
		{"as none, and a control confirms it", in(&noisy, noisy.Joint+noisy.Control+1), []verify.Scores{none}, verify.Failed, "noisy"},
		{"as none, and the text is hard", in(&noisy, noisy.Joint+1), []verify.Scores{in(&noisy, noisy.Joint+1)}, verify.Honest, "noisy"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, cells := range [][]*verify.Cell{{&quiet, &noisy}, {&noisy, &quiet}} {
				if v := verify.JudgeControlled(cells, test.job, nil, test.controls); v.Result != test.want || v.Cell != test.cell {
					t.Errorf("%s by cell %s: %s; want %s by %s", v.Result, v.Cell, v.Reason, test.want, test.cell)
				}
			}
		})
	}
	if v := verify.JudgeControlled([]*verify.Cell{&quiet}, in(&noisy, 0), nil, []verify.Scores{none}); v.Result == verify.Honest {
		t.Errorf("a cell of quiet machines alone finds a noisy one honest: the test says nothing")
	}
}

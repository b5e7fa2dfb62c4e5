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
		Classes: []verify.ClassPair{{Provider: "a", Validator: "b"}}, Temperature: verify.Range{Min: 500_001, Max: 1_000_000},
		Tokens: verify.Range{Min: 64, Max: 255}, Filters: []string{"none"}, Command: "calibrate", Seed: 1,
		Digests: map[string]dgrid.Digest{"weights": digest("weights")}, Margin: 1}
}

func exampleSamples(n int) []verify.Sample {
	samples := make([]verify.Sample, n)
	for i := range samples {
		s1 := 0.001 + 0.0001*float64(i*7%n)
		samples[i] = verify.Sample{ClassPair: verify.ClassPair{Provider: "a", Validator: "b"}, Temperature: 800_000, Filters: "none",
			Scores: verify.Scores{Tokens: 64 + i, S1: s1, S1Window: s1 + 0.0002*float64(i%5)}}
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
	ok := verify.Scores{Tokens: 100, S1: cell.S1.Threshold, S1Window: cell.S1Window.Threshold, WorstFrom: 9}
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
		{"exactly at both thresholds", &cell, ok, nil, verify.Honest, "within those of honest jobs"},
		{"whole answer above", &cell, with(func(s *verify.Scores) { s.S1 = over(cell.S1) }), nil, verify.Suspected, "the whole answer is"},
		{"window above", &cell, with(func(s *verify.Scores) { s.S1Window = over(cell.S1Window) }), nil, verify.Suspected, "the 64 tokens from token 10 are"},
		{"both above", &cell, verify.Scores{Tokens: 64, S1: 1, S1Window: 1}, nil, verify.Suspected, "the whole answer and the 64 tokens from token 1 are"},
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
			v := verify.Judge(c.cell, c.scores, c.rungs)
			if v.Result != c.want || !strings.Contains(v.Reason, c.reason) {
				t.Fatalf("%s (%s), want %s (%s)", v.Result, v.Reason, c.want, c.reason)
			}
			if c.cell != nil && (v.Cell != "example" || v.Threshold != cell.S1.Threshold || v.WindowThreshold != cell.S1Window.Threshold || !v.Advisory) {
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
		s := verify.Scores{Tokens: 100, S1: rapid.Float64Range(0, 0.02).Draw(t, "s1")}
		s.S1Window = rapid.Float64Range(s.S1, 0.04).Draw(t, "window")
		worse := s
		worse.S1 = rapid.Float64Range(s.S1, 1).Draw(t, "worse s1")
		worse.S1Window = rapid.Float64Range(max(s.S1Window, worse.S1), 1).Draw(t, "worse window")
		first, second := verify.Judge(&cell, s, nil), verify.Judge(&cell, worse, nil)
		if first.Result == verify.Suspected && second.Result != verify.Suspected || second.Joint < first.Joint {
			t.Fatalf("%+v is %s with %v, the worse %+v is %s with %v", s, first.Result, first.Joint, worse, second.Result, second.Joint)
		}
		if second.Result == verify.Honest && second.Joint > second.JointThreshold+1e-2 {
			t.Fatalf("an honest verdict with a joint score of %v above %v", second.Joint, second.JointThreshold)
		}
	})
}

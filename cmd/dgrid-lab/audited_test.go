package main

import (
	"math"
	"testing"
)

// A stream of 10 tokens a second loses a fifth of them to re-checks that take, alone, a fifth of the whole time.
func TestFiguresOfRounds(t *testing.T) {
	gaps := make([]float64, 200)
	for i := range gaps {
		gaps[i] = 100
	}
	gaps[7], gaps[8], gaps[9] = 300, 300, 300
	round := loaded{
		Stage: onEngine, Alone: side{Tokens: 100, Seconds: 10, CPU: 5, Gaps: gaps[:5]}, Audited: side{Prompt: 20, Tokens: 100, Seconds: 12.5, CPU: 10, Gaps: gaps},
		Rechecks: []lookedAt{{Tokens: 30, Took: 4, Alone: 2.5}, {Tokens: 500, Took: 30, Late: true, Alone: 90}}, Equal: []float64{8, 10, 9},
	}
	better := round
	better.Equal, better.Rechecks = []float64{10, 10}, round.Rechecks[:1]
	f := figuresOf([]loaded{round, better})
	for name, v := range map[string][2]float64{
		"loss": {f.Loss, 0.2}, "share": {f.Share, 0.2}, "processor time": {f.CPULoss, 0.5}, "share of tokens": {f.TokenShare, 60.0 / 300}, "gap": {f.Gap, 3},
		"re-checks": {float64(f.Rechecks), 3}, "late": {float64(f.Late), 1}, "slowest": {f.Slowest, 30}, "fair": {f.Fair, 0.8}, "median": {f.FairMedian, 0.8},
	} {
		if math.Abs(v[0]-v[1]) > 1e-9 {
			t.Errorf("%s is %v, want %v", name, v[0], v[1])
		}
	}
}

func TestReChecksGetTheirShare(t *testing.T) {
	a := &auditing{loadFlags: loadFlags{Seed: 3, Answers: 4, Tokens: 384, Share: 0.05}}
	kept := []int{90, 110, 140, 95}
	paid, read, none := 0, 0, 0
	for n := 1; n <= 40; n++ {
		plan := a.plan(onEngine, kept, n)
		one := loaded{Stage: onEngine, Audited: side{Prompt: 4 * 45, Tokens: 4 * 384}}
		for _, d := range plan {
			if d.after < 1 || d.after > 3*384 {
				t.Errorf("round %d: a re-check is due behind token %d", n, d.after)
			}
			one.Rechecks = append(one.Rechecks, lookedAt{Tokens: kept[d.item]})
			read += kept[d.item]
		}
		if len(plan) == 0 {
			none++
		}
		paid += 4 * (384 + 45)
		a.rounds = append(a.rounds, one)
	}
	if share := float64(read) / float64(read+paid); math.Abs(share-0.05) > 0.002 || none > 20 {
		t.Errorf("%.4f of all tokens are re-checked, want 0.05; %d rounds have none", share, none)
	}
}

package verify_test

import (
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/verify"
)

func TestCombine(t *testing.T) {
	cell := exampleCell(t)
	off := func(n float64) verify.Scores {
		return verify.Scores{Tokens: 100, S1: cell.S1.Median + n*cell.S1.Spread}
	}
	limit := cell.Joint + cell.Control
	say := func(job float64, controls ...float64) verify.Verdict {
		var scores []verify.Scores
		for _, c := range controls {
			scores = append(scores, off(c))
		}
		return verify.JudgeControlled([]*verify.Cell{&cell}, off(job), nil, scores)
	}
	other := func(job float64, controls ...float64) verify.Verdict {
		v := say(job, controls...)
		v.Cell = "other"
		return v
	}
	broken := verify.JudgeControlled(nil, off(0), []verify.Rung{{Name: "fees", State: verify.Fails, Fault: verify.FaultProvider}}, nil)
	abstains := verify.Judge(nil, off(0), nil)
	for _, c := range []struct {
		name     string
		verdicts []verify.Verdict
		want     verify.Result
		reason   string
	}{
		{"one", []verify.Verdict{say(limit, 0)}, verify.Failed, "further off than"},
		{"one that is honest", []verify.Verdict{say(0)}, verify.Honest, "everything holds"},
		{"one without a control", []verify.Verdict{say(limit)}, verify.Suspected, "no control"},
		{"all failed", []verify.Verdict{say(limit, 0), say(limit+1, 0), say(limit+2, 0)}, verify.Failed, "3 of 3 validators say failed"},
		{"two of three", []verify.Verdict{say(limit, 0), say(limit, 0), say(0)}, verify.Failed, "2 of 3 validators say failed, 0 suspected, 1 honest"},
		{"one of three", []verify.Verdict{say(limit, 0), say(0), say(0)}, verify.Honest, "1 of 3"},
		{"one of two", []verify.Verdict{say(limit, 0), say(0)}, verify.Suspected, "1 of 2"},
		{"a made-up quiet control decides nothing", []verify.Verdict{say(limit, -99), say(limit, limit), say(limit, limit)}, verify.Honest, "0 of 3"},
		{"a made-up noisy control decides nothing", []verify.Verdict{say(limit, 0), say(limit, 0), say(limit, 999)}, verify.Failed, "3 of 3"},
		{"who has no control uses the others'", []verify.Verdict{say(limit), say(limit, 0), say(0)}, verify.Failed, "2 of 3"},
		{"a control that another cell scales is none", []verify.Verdict{say(limit), other(limit, 0), other(0)}, verify.Suspected, "1 of 3 validators say failed, 1 suspected"},
		{"structure needs no control", []verify.Verdict{broken, broken, say(0)}, verify.Failed, "2 of 3"},
		{"who abstains does not count", []verify.Verdict{abstains, abstains, say(limit, 0)}, verify.Failed, "1 of 3 validators say failed, 0 suspected, 0 honest, 2 abstain"},
		{"nobody says anything", []verify.Verdict{abstains, abstains}, verify.Abstain, "no calibration cell"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := verify.Combine(c.verdicts)
			if err != nil || v.Result != c.want || !strings.Contains(v.Reason, c.reason) {
				t.Errorf("%s: %s (%v); want %s: %s", v.Result, v.Reason, err, c.want, c.reason)
			}
		})
	}
	if _, err := verify.Combine(nil); err == nil {
		t.Error("nothing was combined")
	}
}

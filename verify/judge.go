package verify

import (
	"fmt"
	"strings"
)

// Result is what a verdict says.
type Result uint8

// The results.
const (
	Abstain   Result = iota // nothing can be said; the reason says why
	Honest                  // no rung fails by the provider's fault, and no score is above its threshold
	Suspected               // a score is above its threshold
	Failed                  // a rung fails by the provider's fault, which needs no statistics
)

var resultNames = [...]string{Abstain: "abstain", Honest: "honest", Suspected: "suspected", Failed: "failed"}

func (r Result) String() string {
	if int(r) < len(resultNames) {
		return resultNames[r]
	}
	return fmt.Sprintf("result %d", uint8(r))
}

// MarshalText writes the result's name.
func (r Result) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (r *Result) UnmarshalText(b []byte) error {
	for i, name := range resultNames {
		if name == string(b) {
			*r = Result(i)
			return nil
		}
	}
	return fmt.Errorf("parse result %.20q: want abstain, honest, suspected or failed", b)
}

// Verdict is what a validator says about one answer.
type Verdict struct {
	Result          Result  `json:"result"`
	Reason          string  `json:"reason"`
	Cell            string  `json:"cell,omitempty"` // name of the calibration cell
	Scores          Scores  `json:"scores"`
	Threshold       float64 `json:"threshold"`       // of S1, nats
	WindowThreshold float64 `json:"windowThreshold"` // of S1Window, nats
	Joint           float64 `json:"joint"`           // the larger of S1 and S1Window, scaled by the cell's medians and spreads
	JointThreshold  float64 `json:"jointThreshold"`
	FalsePositive   float64 `json:"falsePositive"` // bound on the rate at which honest jobs are suspected, with BoundConfidence
	Advisory        bool    `json:"advisory"`      // the cell has too few jobs for that bound to be small: reroute, do not punish
}

// maxAdvisoryBound is the false-positive bound above which a cell's verdicts only advise.
const maxAdvisoryBound = 0.005

// Judge says what follows from an answer's scores and its rungs, those of Signatures and of Structure together. cell may be nil.
func Judge(cell *Cell, s Scores, rungs []Rung) Verdict {
	v := Verdict{Scores: s}
	if cell != nil {
		v.Cell, v.Threshold, v.WindowThreshold = cell.Name, cell.S1.Threshold, cell.S1Window.Threshold
		v.Joint, v.JointThreshold = cell.joint(s), cell.Joint
		v.FalsePositive = cell.FalsePositiveBound(BoundConfidence)
		v.Advisory = v.FalsePositive > maxAdvisoryBound
	}
	var forged, broken []string
	spoiled := false
	for _, r := range rungs {
		switch {
		case r.State == Fails && r.Name == RungSketches:
			spoiled = true // they decide nothing, so that spoiling them is no way out of a verdict
		case r.State == Fails && r.Fault == FaultTranscript:
			forged = append(forged, r.Name)
		case r.State == Fails && r.Fault == FaultProvider:
			broken = append(broken, r.Name)
		case r.Name == RungRecomputed && r.State == Absent:
			v.Reason = r.Detail
		}
	}
	switch {
	case len(forged) > 0:
		v.Reason = "the transcript is not what was signed (" + strings.Join(forged, ", ") + "), so nothing in it can be held against the provider"
	case len(broken) > 0:
		v.Result, v.Reason = Failed, "what the provider signed is not so: "+strings.Join(broken, ", ")
	case v.Reason != "":
	case s.Tokens < WindowTokens:
		v.Reason = fmt.Sprintf("%d tokens are too few to judge alone: want %d", s.Tokens, WindowTokens)
	case cell == nil:
		v.Reason = ErrNoCell.Error()
	default:
		v.weigh()
	}
	if spoiled {
		v.Reason += "; the sketches are not those committed to, so S2 says nothing"
	}
	return v
}

// weigh compares both scores with their thresholds, each on its own, so that a cheap tail cannot hide behind an honest head.
func (v *Verdict) weigh() {
	whole, window := v.Scores.S1 > v.Threshold, v.Scores.S1Window > v.WindowThreshold
	where := fmt.Sprintf("the %d tokens from token %d", WindowTokens, v.Scores.WorstFrom+1)
	switch {
	case whole && window:
		v.Result, v.Reason = Suspected, "the whole answer and "+where+" are further off than honest ones"
	case whole:
		v.Result, v.Reason = Suspected, "the whole answer is further off than honest ones"
	case window:
		v.Result, v.Reason = Suspected, where+" are further off than honest ones"
	default:
		v.Result, v.Reason = Honest, "everything holds, and both scores are within those of honest jobs"
	}
}

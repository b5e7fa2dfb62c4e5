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
	Honest                  // the structure holds and no score is above its threshold
	Suspected               // a score is above its threshold
	Failed                  // the structure is broken, which needs no statistics
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

// Judge says what follows from an answer's scores and structure. cell may be nil.
func Judge(cell *Cell, s Scores, structure []Rung) Verdict {
	v := Verdict{Scores: s}
	if failing := Failing(structure); len(failing) > 0 {
		v.Result, v.Reason = Failed, "the structure is broken: "+strings.Join(failing, ", ")
		return v
	}
	for _, r := range structure {
		if r.Name == RungRecomputed && r.State != Holds {
			v.Reason = r.Detail
			return v
		}
	}
	if s.Tokens < WindowTokens {
		v.Reason = fmt.Sprintf("%d tokens are too few to judge alone: want %d", s.Tokens, WindowTokens)
		return v
	}
	if cell == nil {
		v.Reason = ErrNoCell.Error()
		return v
	}
	v.Cell, v.Threshold, v.WindowThreshold = cell.Name, cell.S1.Threshold, cell.S1Window.Threshold
	v.Joint, v.JointThreshold = cell.joint(s), cell.Joint
	v.FalsePositive = cell.FalsePositiveBound(BoundConfidence)
	v.Advisory = v.FalsePositive > maxAdvisoryBound
	switch whole, window := s.S1 > v.Threshold, s.S1Window > v.WindowThreshold; {
	case whole && window:
		v.Result, v.Reason = Suspected, fmt.Sprintf("the whole answer and the %d tokens from %d are further off than honest ones", WindowTokens, s.WorstFrom)
	case whole:
		v.Result, v.Reason = Suspected, "the whole answer is further off than honest ones"
	case window:
		v.Result, v.Reason = Suspected, fmt.Sprintf("the %d tokens from %d are further off than honest ones", WindowTokens, s.WorstFrom)
	default:
		v.Result, v.Reason = Honest, "structure holds, and both scores are within those of honest jobs"
	}
	return v
}

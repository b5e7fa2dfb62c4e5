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
	Honest                  // no rung fails by the provider's fault, and no score is above its threshold or its controls'
	Suspected               // a score is above its threshold, and no control says whether the text is hard
	Failed                  // a rung fails by the provider's fault, which needs no statistics, or controls confirm a suspicion
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
	Result            Result  `json:"result"`
	Reason            string  `json:"reason"`
	Cell              string  `json:"cell,omitempty"` // name of the calibration cell
	Scores            Scores  `json:"scores"`
	Threshold         float64 `json:"threshold"`         // of S1, nats
	WindowThreshold   float64 `json:"windowThreshold"`   // of S1Window, nats
	T2                bool    `json:"t2"`                // whether the sketches were weighed: the answer has them, they are those committed to, and the cell knows T2
	S2Threshold       float64 `json:"s2Threshold"`       // of S2
	S2WindowThreshold float64 `json:"s2WindowThreshold"` // of S2Window
	Joint             float64 `json:"joint"`             // the largest of the scores, scaled by the cell's medians and spreads
	JointThreshold    float64 `json:"jointThreshold"`
	Controls          int     `json:"controls"`        // that the joint score was held against; 0 unless it is above its threshold
	ControlJoint      float64 `json:"controlJoint"`    // their median joint score
	ExcessThreshold   float64 `json:"excessThreshold"` // how much more than that an honest job may have
	FalsePositive     float64 `json:"falsePositive"`   // bound on the rate at which honest jobs are suspected, with BoundConfidence
	Advisory          bool    `json:"advisory"`        // the cell has too few jobs for that bound to be small, or none as long: reroute, do not punish
}

// maxAdvisoryBound is the false-positive bound above which a cell's verdicts only advise.
const maxAdvisoryBound = 0.005

// Judge says what follows from an answer's scores and its rungs, those of Signatures and of Structure together, before any
// control. cells are those that Cells.Find gives, or none.
func Judge(cells []*Cell, s Scores, rungs []Rung) Verdict {
	return JudgeControlled(cells, s, rungs, nil)
}

// JudgeControlled is Judge with the scores of controls: what honest machines score on the very same tokens. A suspicion that
// they confirm is a failure; one that they share is none. Controls that were not scored by the tests that the answer was are
// left out, and without any a suspicion stays one.
//
// Of several cells, each of another kind of provider, the most lenient decides: nobody knows which kind it was, and an answer that
// is as far off as an honest one of any kind is no proof.
func JudgeControlled(cells []*Cell, s Scores, rungs []Rung, controls []Scores) Verdict {
	if len(cells) == 0 {
		return judge(nil, s, rungs, controls)
	}
	best := judge(cells[0], s, rungs, controls)
	for _, c := range cells[1:] {
		if v := judge(c, s, rungs, controls); v.milder(&best) {
			best = v
		}
	}
	return best
}

// milder reports whether v speaks more for the provider than other does, which another cell gave. Of two cells that find an answer
// honest the stricter one describes it better.
func (v *Verdict) milder(other *Verdict) bool {
	switch {
	case v.Result != other.Result:
		return v.Result < other.Result
	case (v.Controls > 0) != (other.Controls > 0):
		return v.Controls == 0
	}
	room, others := v.JointThreshold-v.Joint, other.JointThreshold-other.Joint
	if v.Result == Honest && v.Controls == 0 {
		return room < others
	}
	return room > others
}

// judge judges by one cell, or none.
func judge(cell *Cell, s Scores, rungs []Rung, controls []Scores) Verdict {
	v := Verdict{Scores: s}
	f := sortRungs(rungs)
	if f.spoiled {
		s.Sketched = false // they decide nothing, so that spoiling them is no way out of a verdict
	}
	if cell != nil {
		v.limits(cell, &s)
	}
	switch {
	case len(f.forged) > 0:
		v.Reason = "the transcript is not what was signed (" + strings.Join(f.forged, ", ") + "), so nothing in it can be held against the provider"
	case len(f.broken) > 0:
		v.Result, v.Reason = Failed, "what the provider signed is not so: "+strings.Join(f.broken, ", ")
	case f.unread != "":
		v.Reason = f.unread
	case s.Tokens < WindowTokens:
		v.Reason = fmt.Sprintf("%d tokens are too few to judge alone: want %d", s.Tokens, WindowTokens)
	case cell == nil:
		v.Reason = ErrNoCell.Error()
	default:
		v.weigh()
		v.confirm(cell, &s, controls)
	}
	if f.spoiled {
		v.Reason += "; the sketches are not those committed to, so S2 says nothing"
	}
	return v
}

// sorted is rungs by what follows from them.
type sorted struct {
	forged, broken []string
	unread         string // why the answer was not re-computed
	spoiled        bool   // the sketches are not those committed to
}

func sortRungs(rungs []Rung) sorted {
	var f sorted
	for _, r := range rungs {
		switch {
		case r.State == Fails && r.Name == RungSketches:
			f.spoiled = true
		case r.State == Fails && r.Fault == FaultTranscript:
			f.forged = append(f.forged, r.Name)
		case r.State == Fails && r.Fault == FaultProvider:
			f.broken = append(f.broken, r.Name)
		case r.Name == RungRecomputed && r.State == Absent:
			f.unread = r.Detail
		}
	}
	return f
}

func (v *Verdict) limits(c *Cell, s *Scores) {
	v.Cell, v.Threshold, v.WindowThreshold = c.Name, c.S1.Threshold, c.S1Window.Threshold
	v.T2, v.S2Threshold, v.S2WindowThreshold = s.Sketched && c.sketched(), c.S2.Threshold, c.S2Window.Threshold
	v.Joint, v.JointThreshold, v.ExcessThreshold = c.joint(s), c.Joint, c.Control
	v.FalsePositive = c.FalsePositiveBound(BoundConfidence)
	v.Advisory = v.FalsePositive > maxAdvisoryBound || !c.Tokens.Contains(int64(s.Tokens))
}

// weigh compares the scores with their thresholds, each on its own, so that a cheap tail cannot hide behind an honest head.
func (v *Verdict) weigh() {
	var off []string
	if v.Scores.S1 > v.Threshold {
		off = append(off, "the whole answer")
	}
	if v.Scores.S1Window > v.WindowThreshold {
		off = append(off, fmt.Sprintf("the %d tokens from token %d", WindowTokens, v.Scores.WorstFrom+1))
	}
	if v.T2 && v.Scores.S2 > v.S2Threshold {
		off = append(off, "the sketches")
	}
	if v.T2 && v.Scores.S2Window > v.S2WindowThreshold {
		off = append(off, fmt.Sprintf("the sketches of %d tokens in a row", WindowTokens))
	}
	if len(off) > 0 {
		v.Result, v.Reason = Suspected, "further off than honest answers: "+strings.Join(off, ", ")
		return
	}
	v.Result, v.Reason = Honest, "everything holds, and all scores are within those of honest jobs"
}

// confirm holds a suspicion against the controls.
func (v *Verdict) confirm(c *Cell, s *Scores, controls []Scores) {
	if v.Result != Suspected {
		return
	}
	var joints []float64
	for _, control := range controls {
		if control.Tokens != s.Tokens || v.T2 && !control.Sketched {
			continue
		}
		control.Sketched = v.T2
		joints = append(joints, c.joint(&control))
	}
	v.decide(joints)
}

// decide turns a suspicion into a failure, or takes it back.
func (v *Verdict) decide(controls []float64) {
	if v.Controls = len(controls); v.Controls == 0 {
		v.Result = Suspected
		v.Reason += "; no control has shown yet whether the text is hard"
		return
	}
	v.ControlJoint = median(controls)
	excess := v.Joint - v.ControlJoint
	if excess > v.ExcessThreshold {
		v.Result = Failed
		v.Reason += fmt.Sprintf("; its joint score of %.1f exceeds the median control's by %.1f, the limit is %.1f", v.Joint, excess, v.ExcessThreshold)
		return
	}
	v.Result = Honest
	v.Reason += fmt.Sprintf("; but controls are as noisy, the text is hard: its joint score of %.1f exceeds the median control's by %.1f, the limit is %.1f",
		v.Joint, excess, v.ExcessThreshold)
}

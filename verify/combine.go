package verify

import (
	"errors"
	"fmt"
)

// Combine makes one verdict of those that several validators came to on the same answer. Each suspicion is held against the
// median of all validators' controls, so that a validator with a control of its own making decides nothing alone; then more
// than half of those who do not abstain must say failed. Joint scores are scaled by a cell, so only controls of the same cell are
// compared. The verdict returned has the figures of the validator whose joint score is the median.
func Combine(verdicts []Verdict) (Verdict, error) {
	if len(verdicts) == 0 {
		return Verdict{}, errors.New("combine verdicts: there are none")
	}
	controls := make(map[string][]float64) // by cell
	for _, v := range verdicts {
		if v.Controls > 0 {
			controls[v.Cell] = append(controls[v.Cell], v.ControlJoint)
		}
	}
	var said []Verdict
	counts := make(map[Result]int)
	for _, v := range verdicts {
		if v.Result == Abstain {
			continue
		}
		// A failure without controls is one of structure, which needs none.
		if v.Controls > 0 || v.Result == Suspected {
			if v.weigh(); v.Result == Suspected {
				v.decide(controls[v.Cell])
			}
		}
		counts[v.Result]++
		said = append(said, v)
	}
	if len(said) == 0 {
		return verdicts[0], nil
	}
	result := Honest
	switch {
	case 2*counts[Failed] > len(said):
		result = Failed
	case 2*counts[Honest] <= len(said):
		result = Suspected
	}
	v := middle(said, result)
	if len(verdicts) > 1 {
		v.Reason = fmt.Sprintf("%d of %d validators say failed, %d suspected, %d honest, %d abstain; %s",
			counts[Failed], len(verdicts), counts[Suspected], counts[Honest], len(verdicts)-len(said), v.Reason)
	}
	v.Result = result
	return v, nil
}

// middle is the verdict with the median joint score among those with that result, or among all if none has it.
func middle(verdicts []Verdict, result Result) Verdict {
	var same []Verdict
	var joints []float64
	for _, v := range verdicts {
		if v.Result == result {
			same, joints = append(same, v), append(joints, v.Joint)
		}
	}
	if len(same) == 0 {
		return verdicts[0]
	}
	m := median(joints)
	for _, v := range same {
		if v.Joint == m {
			return v
		}
	}
	return same[0] // a score that is no number equals nothing
}

package verify

import "fmt"

// folds is how many parts CrossValidate makes of a cell's jobs.
const folds = 10

// Validation is how a cell judges honest jobs that did not make it.
type Validation struct {
	Jobs      int
	Suspected int // before the control
	Failed    int // after it
}

// CrossValidate judges each tenth of the jobs by the cell that the others make, each job with its control. It tells how often
// honest jobs are suspected better than the cell's own jobs can, none of which it suspects.
func CrossValidate(samples []Sample, meta Meta) (Validation, error) {
	v := Validation{Jobs: len(samples)}
	for fold := range folds {
		var in, out []Sample
		for i, s := range samples {
			if i%folds == fold {
				out = append(out, s)
			} else {
				in = append(in, s)
			}
		}
		cell, err := BuildCell(in, meta)
		if err != nil {
			return Validation{}, fmt.Errorf("cross-validate: %w", err)
		}
		for _, s := range out {
			if Judge([]*Cell{&cell}, s.Scores, nil).Result == Suspected {
				v.Suspected++
			}
			if JudgeControlled([]*Cell{&cell}, s.Scores, nil, []Scores{s.Control}).Result == Failed {
				v.Failed++
			}
		}
	}
	return v, nil
}

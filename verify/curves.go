package verify

import (
	"math"
	"slices"
)

// quantiles are the points of a cell's curves.
var quantiles = []float64{0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1}

// Curves show how the scores of a cell's honest jobs lie: each list is the scores at the quantiles of At, always ones that were
// measured.
type Curves struct {
	At       []float64 `json:"at"`
	S1       []float64 `json:"s1"`
	S1Window []float64 `json:"s1Window"`
	S2       []float64 `json:"s2"`
	S2Window []float64 `json:"s2Window"`
	Joint    []float64 `json:"joint"`
	Control  []float64 `json:"control"` // joint scores of the controls
	Excess   []float64 `json:"excess"`  // of a job's joint score over its control's
}

func curves(c *Cell) Curves {
	curve := func(value func(*Sample) float64) []float64 {
		values := make([]float64, len(c.Samples))
		for i := range c.Samples {
			values[i] = value(&c.Samples[i])
		}
		slices.Sort(values)
		points := make([]float64, len(quantiles))
		for i, q := range quantiles {
			points[i] = values[max(0, int(math.Ceil(q*float64(len(values))))-1)]
		}
		return points
	}
	return Curves{
		At:       slices.Clone(quantiles),
		S1:       curve(func(s *Sample) float64 { return s.S1 }),
		S1Window: curve(func(s *Sample) float64 { return s.S1Window }),
		S2:       curve(func(s *Sample) float64 { return s.S2 }),
		S2Window: curve(func(s *Sample) float64 { return s.S2Window }),
		Joint:    curve(func(s *Sample) float64 { return c.joint(&s.Scores) }),
		Control:  curve(func(s *Sample) float64 { return c.joint(&s.Control) }),
		Excess:   curve(func(s *Sample) float64 { return c.joint(&s.Scores) - c.joint(&s.Control) }),
	}
}

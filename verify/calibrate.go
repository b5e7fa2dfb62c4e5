package verify

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/dgrid-network/dgrid"
)

// minSamples is the fewest jobs that make a cell: with fewer, neither median nor spread means much.
const minSamples = 20

// spreadFloor keeps a cell of all but noiseless jobs from calling every rounding a suspicion: 1/4096 nat, a sixteenth of the
// step that the sampler rounds logits to.
const spreadFloor = 1.0 / 4096

// sketchSpreadFloor is the like for T2: distances that differ by 1/64.
const sketchSpreadFloor = 1.0 / 64

// controlFloor is the least excess over the control that confirms a suspicion: one spread. Below it, controls and jobs that
// happen to be all but equal would make a failure of any rounding.
const controlFloor = 1.0

// BuildCell computes a cell from the scores of honest jobs.
func BuildCell(samples []Sample, meta Meta) (Cell, error) {
	if err := checkMeta(meta); err != nil {
		return Cell{}, fmt.Errorf("build calibration cell %q: %w", meta.Name, err)
	}
	if len(samples) < minSamples {
		return Cell{}, fmt.Errorf("build calibration cell %q: %d jobs, want at least %d", meta.Name, len(samples), minSamples)
	}
	for i := range samples {
		err := checkSample(&samples[i], &meta)
		if err == nil && samples[i].Sketched != samples[0].Sketched {
			err = errors.New("some jobs have sketches and some have none")
		}
		if err != nil {
			return Cell{}, fmt.Errorf("build calibration cell %q: job %d: %w", meta.Name, i, err)
		}
	}
	cell := Cell{Version: CellVersion, Meta: meta, Samples: slices.Clone(samples)}
	cell.S1 = figure(samples, spreadFloor, func(s *Scores) float64 { return s.S1 })
	cell.S1Window = figure(samples, spreadFloor, func(s *Scores) float64 { return s.S1Window })
	if samples[0].Sketched {
		cell.S2 = figure(samples, sketchSpreadFloor, func(s *Scores) float64 { return s.S2 })
		cell.S2Window = figure(samples, sketchSpreadFloor, func(s *Scores) float64 { return s.S2Window })
	}
	joint, control := 0.0, 0.0
	for i := range samples {
		own := cell.joint(&samples[i].Scores)
		joint, control = max(joint, own), max(control, own-cell.joint(&samples[i].Control))
	}
	cell.Joint, cell.Control = roundUp(joint*meta.Margin), roundUp(max(controlFloor, control*meta.Excess))
	cell.limit()
	cell.Curves = curves(&cell)
	return cell, nil
}

// limit sets each test's threshold where it is as far out as the joint score's limit. The job that set a limit must pass it
// whatever was lost in between.
func (c *Cell) limit() {
	for _, t := range []struct {
		figure *Figure
		score  func(*Scores) float64
	}{
		{&c.S1, func(s *Scores) float64 { return s.S1 }}, {&c.S1Window, func(s *Scores) float64 { return s.S1Window }},
		{&c.S2, func(s *Scores) float64 { return s.S2 }}, {&c.S2Window, func(s *Scores) float64 { return s.S2Window }},
	} {
		if t.figure.Spread == 0 {
			continue
		}
		// The conversion keeps compilers from fusing product and sum, so that all machines find the same thresholds.
		t.figure.Threshold = roundUp(t.figure.Median + float64(c.Joint*t.figure.Spread))
		for i := range c.Samples {
			t.figure.Threshold = max(t.figure.Threshold, t.score(&c.Samples[i].Scores))
		}
	}
}

func checkMeta(m Meta) error {
	switch {
	case m.Name == "":
		return errors.New("no name")
	case m.Model == dgrid.ModelID{}:
		return errors.New("no model")
	case m.Command == "":
		return errors.New("no command: a cell must say how it was measured")
	case len(m.Classes) == 0:
		return errors.New("no runtime classes")
	case m.Temperature.Min < 0 || m.Temperature.Max < m.Temperature.Min:
		return fmt.Errorf("temperatures from %d to %d", m.Temperature.Min, m.Temperature.Max)
	case m.Tokens.Min < WindowTokens || m.Tokens.Max < m.Tokens.Min:
		return fmt.Errorf("tokens from %d to %d: want at least %d", m.Tokens.Min, m.Tokens.Max, WindowTokens)
	case !(m.Margin >= 1 && m.Margin <= 10):
		return fmt.Errorf("margin %v: want 1 to 10", m.Margin)
	case !(m.Excess >= 1 && m.Excess <= 10):
		return fmt.Errorf("factor %v on the excess over a control: want 1 to 10", m.Excess)
	}
	return nil
}

func checkSample(s *Sample, m *Meta) error {
	switch {
	case !m.Tokens.Contains(int64(s.Tokens)):
		return fmt.Errorf("%d tokens are outside the cell's %d to %d", s.Tokens, m.Tokens.Min, m.Tokens.Max)
	case !m.Temperature.Contains(int64(s.Temperature)):
		return fmt.Errorf("temperature %d is outside the cell's %d to %d", s.Temperature, m.Temperature.Min, m.Temperature.Max)
	case !slices.Contains(m.Classes, s.ClassPair):
		return fmt.Errorf("runtime classes %+v are not among the cell's", s.ClassPair)
	case !slices.Contains(m.Filters, s.Filters):
		return fmt.Errorf("filters %q are not among the cell's", s.Filters)
	case s.Control.Tokens != s.Tokens || s.Control.Sketched != s.Sketched:
		return fmt.Errorf("its control has %d tokens, it has %d; or one of them has sketches and one has none", s.Control.Tokens, s.Tokens)
	}
	for _, scores := range []*Scores{&s.Scores, &s.Control} {
		switch {
		case !(scores.S1 >= 0 && scores.S1 <= 1 && scores.S1Window >= 0 && scores.S1Window <= 1):
			return fmt.Errorf("scores %v whole and %v by window: want 0 to 1 nat", scores.S1, scores.S1Window)
		case !(math.Abs(scores.S2) <= maxLogDistance && math.Abs(scores.S2Window) <= maxLogDistance):
			return fmt.Errorf("scores of sketches %v whole and %v by window: want at most %v either way", scores.S2, scores.S2Window, maxLogDistance)
		}
	}
	return nil
}

// maxLogDistance is more than the logarithm of any distance of two sketches, and of its inverse.
const maxLogDistance = 10

// figure leaves the threshold open: that follows from the joint scores of all tests.
func figure(samples []Sample, floor float64, score func(*Scores) float64) Figure {
	values := make([]float64, len(samples))
	for i := range samples {
		values[i] = score(&samples[i].Scores)
	}
	f := Figure{Median: median(values)}
	for i, v := range values {
		values[i] = math.Abs(v - f.Median)
	}
	// 1.4826 makes the median deviation of a normal distribution its standard deviation.
	f.Spread = max(roundUp(1.4826*median(values)), floor)
	return f
}

// median is the lower of the two middle values, so that it is always one that was measured.
func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[(len(values)-1)/2]
}

// roundUp cuts to a millionth, upwards.
func roundUp(v float64) float64 { return math.Ceil(v*1e6) / 1e6 }

// joint is the largest score after scaling by the cell's medians and spreads. Sketches count where both the answer and the cell
// have some.
func (c *Cell) joint(s *Scores) float64 {
	j := max(c.S1.scale(s.S1), c.S1Window.scale(s.S1Window))
	if s.Sketched && c.sketched() {
		j = max(j, c.S2.scale(s.S2), c.S2Window.scale(s.S2Window))
	}
	return j
}

func (f *Figure) scale(v float64) float64 { return (v - f.Median) / f.Spread }

// sketched reports whether the cell's jobs had sketches.
func (c *Cell) sketched() bool { return c.S2.Spread > 0 }

// BoundConfidence is the confidence that FalsePositiveBound is asked for where a verdict is printed.
const BoundConfidence = 1 - 1e-6

// FalsePositiveBound is a rate that honest jobs are suspected at most at, with that confidence, if they are exchangeable with
// the cell's: with n samples and the threshold at the largest, 1 - (1-confidence)^(1/n).
func (c *Cell) FalsePositiveBound(confidence float64) float64 {
	return 1 - math.Pow(1-confidence, 1/float64(len(c.Samples)))
}

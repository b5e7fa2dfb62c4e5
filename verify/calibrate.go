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

// BuildCell computes a cell from the scores of honest jobs.
func BuildCell(samples []Sample, meta Meta) (Cell, error) {
	if err := checkMeta(meta); err != nil {
		return Cell{}, fmt.Errorf("build calibration cell %q: %w", meta.Name, err)
	}
	if len(samples) < minSamples {
		return Cell{}, fmt.Errorf("build calibration cell %q: %d jobs, want at least %d", meta.Name, len(samples), minSamples)
	}
	for i := range samples {
		if err := checkSample(&samples[i], &meta); err != nil {
			return Cell{}, fmt.Errorf("build calibration cell %q: job %d: %w", meta.Name, i, err)
		}
	}
	cell := Cell{Version: CellVersion, Meta: meta, Samples: slices.Clone(samples)}
	cell.S1 = figure(samples, func(s *Sample) float64 { return s.S1 })
	cell.S1Window = figure(samples, func(s *Sample) float64 { return s.S1Window })
	var joint, whole, window float64
	for i := range samples {
		joint = max(joint, cell.joint(samples[i].Scores))
		whole, window = max(whole, samples[i].S1), max(window, samples[i].S1Window)
	}
	cell.Joint = roundUp(joint * meta.Margin)
	// The conversion keeps compilers from fusing product and sum, so that all machines find the same thresholds. The job that set
	// a threshold must pass it whatever was lost in between.
	cell.S1.Threshold = max(whole, roundUp(cell.S1.Median+float64(cell.Joint*cell.S1.Spread)))
	cell.S1Window.Threshold = max(window, roundUp(cell.S1Window.Median+float64(cell.Joint*cell.S1Window.Spread)))
	return cell, nil
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
	case !(s.S1 >= 0 && s.S1 <= 1 && s.S1Window >= 0 && s.S1Window <= 1):
		return fmt.Errorf("scores %v whole and %v by window: want 0 to 1 nat", s.S1, s.S1Window)
	}
	return nil
}

// figure leaves the threshold open: that follows from the joint scores of both tests.
func figure(samples []Sample, score func(*Sample) float64) Figure {
	values := make([]float64, len(samples))
	for i := range samples {
		values[i] = score(&samples[i])
	}
	f := Figure{Median: median(values)}
	for i, v := range values {
		values[i] = math.Abs(v - f.Median)
	}
	// 1.4826 makes the median deviation of a normal distribution its standard deviation.
	f.Spread = max(roundUp(1.4826*median(values)), spreadFloor)
	return f
}

// median is the lower of the two middle values, so that it is always one that was measured.
func median(values []float64) float64 {
	return slices.Sorted(slices.Values(values))[(len(values)-1)/2]
}

// roundUp cuts to a millionth, upwards.
func roundUp(v float64) float64 { return math.Ceil(v*1e6) / 1e6 }

// joint is the larger of both scores after scaling by the cell's median and spread.
func (c *Cell) joint(s Scores) float64 {
	return max((s.S1-c.S1.Median)/c.S1.Spread, (s.S1Window-c.S1Window.Median)/c.S1Window.Spread)
}

// BoundConfidence is the confidence that FalsePositiveBound is asked for where a verdict is printed.
const BoundConfidence = 1 - 1e-6

// FalsePositiveBound is a rate that honest jobs are suspected at most at, with that confidence, if they are exchangeable with
// the cell's: with n samples and the threshold at the largest, 1 - (1-confidence)^(1/n).
func (c *Cell) FalsePositiveBound(confidence float64) float64 {
	return 1 - math.Pow(1-confidence, 1/float64(len(c.Samples)))
}

package verify

import (
	"math"

	"github.com/dgrid-network/dgrid"
)

// Finding is what a validator signs of a verdict. A cell with too few jobs advises only: what fails by its thresholds is not held
// against a provider, unless the network says that advice counts. A failure of structure needs no cell.
func Finding(v *Verdict, adviceCounts bool) dgrid.Finding {
	statistical := v.Controls > 0
	switch v.Result {
	case Honest:
		return dgrid.FindingPass
	case Suspected:
		return dgrid.FindingSuspect
	case Failed:
		if statistical && v.Advisory && !adviceCounts {
			return dgrid.FindingSuspect
		}
		return dgrid.FindingFail
	}
	return dgrid.FindingAbstain
}

// Millionths are scores as they are signed. Those of T2 are 0 where there were no sketches.
func Millionths(s *Scores) dgrid.Scores {
	out := dgrid.Scores{S1: millionths(s.S1), S1Window: millionths(s.S1Window)}
	if s.Sketched {
		out.S2, out.S2Window = millionths(s.S2), millionths(s.S2Window)
	}
	return out
}

// millionths is x in millionths, rounded to the nearest, half away from zero; it stays at the ends of what 32 bits hold.
func millionths(x float64) int32 {
	switch x = math.Round(x * float64(dgrid.One)); {
	case x >= math.MaxInt32:
		return math.MaxInt32
	case x <= math.MinInt32:
		return math.MinInt32
	case x != x:
		return 0
	}
	return int32(x)
}

package sampler

import (
	"fmt"
	"math"

	"github.com/dgrid-network/dgrid"
)

// survey is what one pass over the logits finds. Later passes skip the blocks that cannot matter.
type survey struct {
	logits  []float32
	peaks   []float32 // for each block of blockIDs ids, 0 or its highest logit, whichever is greater
	highest int32     // highest logit on the grid
	top     dgrid.TokenID
}

// take surveys logits, all of which must be finite or -Inf, and one finite.
func (s *survey) take(logits []float32) error {
	s.logits, s.peaks = logits, s.peaks[:0]
	var most int32
	var odd uint32
	for from := 0; from < len(logits); from += blockIDs {
		// The bits of floats that are not negative are ordered as the floats are, and those of negative ones are below 0.
		var peak int32
		for _, x := range logits[from:min(from+blockIDs, len(logits))] {
			b := math.Float32bits(x)
			peak = max(peak, int32(b))
			odd |= b&^signBit + (signBit - 1 - infBits) // sets the sign's bit for NaN
		}
		s.peaks = append(s.peaks, math.Float32frombits(uint32(peak)))
		most = max(most, peak)
	}
	if odd&signBit != 0 || most >= infBits {
		return s.fault()
	}
	return s.crown(math.Float32frombits(uint32(most)))
}

const (
	signBit = 1 << 31
	infBits = 0x7f800000
)

// fault names the number that is none.
func (s *survey) fault() error {
	for id, x := range s.logits {
		if !(x <= math.MaxFloat32) {
			return fmt.Errorf("logit of token %d is %v, want a finite number or -Inf", id, x)
		}
	}
	return nil
}

// crown finds the highest logit on the grid and the lowest id that has it. most is the highest peak.
func (s *survey) crown(most float32) error {
	if most == 0 { // no logit is above 0: the peaks say nothing
		most = float32(math.Inf(-1))
		for _, x := range s.logits {
			most = max(most, x)
		}
	}
	if most < -math.MaxFloat32 {
		return fmt.Errorf("none of %d tokens is allowed", len(s.logits))
	}
	s.highest = quantise(most)
	s.each(int64(s.highest), func(id int, _ int32) bool {
		s.top = dgrid.TokenID(id)
		return false
	})
	return nil
}

// each calls do for the ids whose logit is at least z, in order of id, until it returns false.
func (s *survey) each(z int64, do func(id int, z int32) bool) {
	floor := floatFloor(z)
	for at, peak := range s.peaks {
		if peak < floor {
			continue
		}
		from := at * blockIDs
		for i, x := range s.logits[from:min(from+blockIDs, len(s.logits))] {
			if x < floor {
				continue
			}
			if q := quantise(x); int64(q) >= z && !do(from+i, q) {
				return
			}
		}
	}
}

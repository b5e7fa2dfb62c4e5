package inference

import (
	"encoding/binary"
	"math"

	"github.com/dgrid-network/dgrid"
)

const rows = len(dgrid.Sketch{})

// Sketcher projects hidden states of one width to sketches; docs/sketch.md specifies every step.
type Sketcher struct {
	signs [][rows]float64 // +1 or -1, one column for each element of a state
}

// NewSketcher makes the projection for states of the given width. It is the same for every model of that width.
func NewSketcher(width int) *Sketcher {
	key := dgrid.Hash([]byte("dgrid/sketch/0"))
	s := &Sketcher{signs: make([][rows]float64, width)}
	for row := range rows {
		var block dgrid.Digest
		for j := range width {
			if j%256 == 0 {
				var counter [8]byte
				binary.BigEndian.PutUint32(counter[:4], uint32(row))
				binary.BigEndian.PutUint32(counter[4:], uint32(j/256))
				block = dgrid.Hash(key[:], counter[:])
			}
			bit := block[j%256/8] >> (7 - j%8) & 1
			s.signs[j][row] = 2*float64(bit) - 1
		}
	}
	return s
}

// Sketch projects state, whose length must be the sketcher's width. All sums are of float64 in the order of the elements, and
// every product in them is exact, so that all machines get the same sketch for the same state.
func (s *Sketcher) Sketch(state []float32) dgrid.Sketch {
	var squares float64
	for _, h := range state {
		squares += float64(h) * float64(h)
	}
	norm := math.Sqrt(squares)
	var sketch dgrid.Sketch
	if norm == 0 || math.IsInf(norm, 0) || math.IsNaN(norm) {
		return sketch
	}
	// All rows at once: eight sums that do not wait for each other, each still in the order of the elements.
	var sums [rows]float64
	for j, h := range state {
		column := &s.signs[j]
		for i := range sums {
			sums[i] += column[i] * float64(h)
		}
	}
	for i, sum := range sums {
		y := math.RoundToEven(1024 * (sum / norm))
		sketch[i] = int16(min(max(y, math.MinInt16), math.MaxInt16))
	}
	return sketch
}

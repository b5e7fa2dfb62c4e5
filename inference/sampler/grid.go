package sampler

import (
	"math"

	"github.com/dgrid-network/dgrid"
)

const (
	perNat    = 256     // grid steps in a nat
	perStep   = 256     // score units in a grid step
	gridLimit = 1 << 21 // steps; logits beyond ±8192 nats are taken as ±8192
)

// micros is the divisor of fixed-point parameters.
const micros = int64(dgrid.One)

// quantise is x in grid steps, halves to even. x is neither NaN nor -Inf.
//
// Times 256 is exact, and the sum with magic rounds to a whole number because floats of its size have no fraction bits; so
// it makes no difference whether a CPU fuses the two.
func quantise(x float32) int32 {
	const magic = 3 << 22
	v := x * perNat
	if v >= gridLimit {
		return gridLimit
	}
	if v <= -gridLimit {
		return -gridLimit
	}
	return int32(math.Float32bits(v+magic)) - int32(math.Float32bits(float32(magic)))
}

// dequantise is the float that quantise takes back to z.
func dequantise(z int32) float32 { return float32(z) / perNat }

// floatFloor is a float below which every finite float quantises to less than z. Comparing with it is a cheap first test.
func floatFloor(z int64) float32 {
	if z <= -gridLimit {
		return -math.MaxFloat32
	}
	return dequantise(int32(min(z, gridLimit+1)) - 1)
}

// floorDiv is a/b rounded down; b is positive.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// ceilDiv is a/b rounded up; b is positive.
func ceilDiv(a, b int64) int64 { return -floorDiv(-a, b) }

package sampler

import "math/bits"

// expBits[i] is exp(-2^i/65536) with 64 places, rounded down.
var expBits = [21]uint64{
	0xffff00007fffd555, 0xfffe0001fffeaaab, 0xfffc0007fff5555f, 0xfff8001fffaaab55, 0xfff0007ffd555fff, 0xffe001ffeaab5551, 0xffc007ff555fff77,
	0xff801ffaab554445, 0xff007fd55ffdde38, 0xfe01feab551127cb, 0xfc07f55ff77d2493, 0xf81fab5445aebc8a, 0xf07d5fde38151e72, 0xe1eb51276c110c3c,
	0xc75f7cf564105743, 0x9b4597e37cb04ff3, 0x5e2d58d8b3bcdf1a, 0x22a555477f03973f, 0x04b0556e084f3d1d, 0x0015fc21041027ac, 0x000001e355bbaee8,
}

// expNeg is exp(-x/65536) with 63 places for x >= 0, and 0 from x = 2^21 on, where it is under 2^-46.
func expNeg(x int64) uint64 {
	if x >= 1<<len(expBits) {
		return 0
	}
	w := uint64(1) << 63
	for ; x != 0; x &= x - 1 {
		w, _ = bits.Mul64(w, expBits[bits.TrailingZeros64(uint64(x))])
	}
	return w
}

const (
	weightOne   = 1 << 32 // weight of the highest logit
	weightMax   = 1 << 62 // of a raised token
	weightLeast = 1 << 8  // what would weigh less weighs nothing
)

// weightAt is the weight of an id whose logit is gap steps under the reference, at temperature t millionths: exp of minus
// the gap over the temperature, 32 places. Under a negative gap, which only a raised token has, it is above weightOne.
func weightAt(gap, t int64) uint64 {
	if gap >= 0 {
		w := expNeg(gap*perStep*micros/t) >> 31
		if w < weightLeast {
			return 0
		}
		return w
	}
	e := expNeg(-gap * perStep * micros / t)
	if e <= 1<<33 {
		return weightMax
	}
	w, _ := bits.Div64(1<<31, 0, e)
	return w
}

// share is p millionths of weight w, rounded up.
func share(w uint64, p int64) uint64 {
	hi, lo := bits.Mul64(w, uint64(p))
	lo, carry := bits.Add64(lo, uint64(micros)-1, 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(micros))
	return q
}

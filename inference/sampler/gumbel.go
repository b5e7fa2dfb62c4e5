package sampler

import (
	"math/bits"
	"sync"
)

// log2 is the binary logarithm of v > 0 with places binary places, rounded down. Every step of it rounds down and keeps the order
// of its arguments, so it never decreases: that is why a bound on a uniform number is a bound on its noise.
func log2(v uint64, places int) int64 {
	whole := bits.Len64(v) - 1
	m := v << (63 - whole) // in [1, 2), 63 places
	l := int64(whole)
	for range places {
		hi, lo := bits.Mul64(m, m)
		two := hi >> 63 // the square reached 2
		m = hi<<(1-two) | lo>>63&(1-two)
		l = l<<1 | int64(two)
	}
	return l
}

const (
	ln2      = 11_629_080 // ln 2, 24 places
	lnLn2    = -24_020    // ln(ln 2), 16 places
	minusLog = 56         // places of -log2 of a uniform number
)

// gumbel is -ln(-ln((2u+1)/2^33)) in units of 1/65536; it never decreases in u.
func gumbel(u uint32) int64 {
	a := 33<<minusLog - log2(uint64(u)<<1|1, minusLog) // -log2 of the uniform number, above 0
	b := minusLog<<32 - log2(uint64(a), 32)            // -log2 of that, 32 places
	return b*ln2>>40 - lnLn2
}

// The least and the greatest noise.
var (
	gumbelMin = gumbel(0)
	gumbelMax = gumbel(1<<32 - 1)
)

const boundStep = 1 << 12 // of noise, 1/16

// bounds holds for each i the least u whose noise is at least gumbelMin + i*boundStep.
type bounds []uint32

// noiseBounds is computed once for a process; it takes a millisecond.
var noiseBounds = sync.OnceValue(func() bounds {
	b := make(bounds, (gumbelMax-gumbelMin)/boundStep+1)
	for i := range b {
		want, low, high := gumbelMin+int64(i)*boundStep, uint64(0), uint64(1<<32-1)
		for low < high {
			if mid := (low + high) / 2; gumbel(uint32(mid)) >= want {
				high = mid
			} else {
				low = mid + 1
			}
		}
		b[i] = uint32(low)
	}
	return b
})

// least is a u below which no noise reaches want. want is at most gumbelMax.
func (b bounds) least(want int64) uint32 {
	if want <= gumbelMin {
		return 0
	}
	return b[(want-gumbelMin)/boundStep]
}

package sampler

import (
	"math"
	"sort"

	"github.com/dgrid-network/dgrid"
)

// filters are top-k, top-p and min-p together. Each keeps a prefix of the ids in order of falling logit, then rising id, so what
// is kept is a number of ids; and as logits are on a grid, counting the ids of each step ranks them without sorting.
type filters struct {
	topK       int64 // ids; math.MaxInt64 is off
	topP, minP int64 // millionths; topP of micros and minP of 0 are off
	t          int64 // temperature, millionths

	weight []uint64 // of an id by its gap: how many steps it is under the highest. Ids with a greater gap cannot win
	count  []uint32 // ids by gap
	upTo   []uint32 // ids of a gap up to this, the sum of count
	mass   []uint64 // their weight
}

// newFilters is nil where the parameters filter nothing.
func newFilters(p *dgrid.Params, h *heat) *filters {
	f := &filters{topK: int64(p.TopK), topP: int64(p.TopP), minP: int64(p.MinP), t: h.t}
	if f.topK == 0 {
		f.topK = math.MaxInt64
	}
	if f.topP == 0 {
		f.topP = micros
	}
	if f.topK == math.MaxInt64 && f.topP == micros && f.minP == 0 {
		return nil
	}
	n := h.span() + 1
	f.weight, f.count, f.upTo, f.mass = make([]uint64, n), make([]uint32, n), make([]uint32, n), make([]uint64, n)
	for gap := range f.weight {
		if f.weight[gap] = weightAt(int64(gap), f.t); f.weight[gap] == 0 {
			break // and all that follow
		}
	}
	return f
}

// tally counts the ids under the highest logit.
func (f *filters) tally(logits []float32, highest int32) {
	clear(f.count)
	floor := floatFloor(int64(highest) - int64(len(f.count)-1))
	for _, x := range logits {
		if x >= floor {
			if gap := int(highest - quantise(x)); gap < len(f.count) {
				f.count[gap]++
			}
		}
	}
	f.sum()
}

// sum brings upTo and mass into line with count.
func (f *filters) sum() {
	var n uint32
	var m uint64
	for gap, c := range f.count {
		n += c
		m += uint64(c) * f.weight[gap]
		f.upTo[gap], f.mass[gap] = n, m
	}
}

// total is how many ids are tallied.
func (f *filters) total() int64 { return int64(f.upTo[len(f.upTo)-1]) }

// above is how many tallied ids have a smaller gap than this.
func (f *filters) above(gap int64) int64 {
	if gap <= 0 {
		return 0
	}
	return int64(f.upTo[gap-1])
}

// massOf is the weight of the first n ids, n at most total.
func (f *filters) massOf(n int64) uint64 {
	gap, rest := f.place(n)
	if gap == 0 {
		return uint64(rest) * f.weight[0]
	}
	return f.mass[gap-1] + uint64(rest)*f.weight[gap]
}

// place is where a prefix of n ids, n at most total, ends: it holds all ids of a smaller gap, and the first rest ids of that gap.
func (f *filters) place(n int64) (gap int, rest int64) {
	gap = sort.Search(len(f.upTo)-1, func(g int) bool { return int64(f.upTo[g]) >= n })
	return gap, n - f.above(int64(gap))
}

// reaching is the least number of ids that weigh at least m, or total where all together do not.
func (f *filters) reaching(m uint64) int64 {
	if m == 0 {
		return 0
	}
	gap := sort.Search(len(f.mass), func(g int) bool { return f.mass[g] >= m })
	if gap == len(f.mass) {
		return f.total()
	}
	var before uint64
	if gap > 0 {
		before = f.mass[gap-1]
	}
	return f.above(int64(gap)) + int64((m-before+f.weight[gap]-1)/f.weight[gap])
}

// weighing is how many ids weigh at least m > 0 each.
func (f *filters) weighing(m uint64) int64 {
	return f.above(int64(sort.Search(len(f.weight), func(g int) bool { return f.weight[g] < m })))
}

// kept is how many ids pass.
func (f *filters) kept() int64 {
	n := min(f.topK, f.total())
	if f.topP < micros {
		n = min(n, f.reaching(share(f.massOf(n), f.topP)))
	}
	if f.minP > 0 {
		n = min(n, f.weighing(share(weightOne, f.minP)))
	}
	return n
}

// each calls do for every id of a prefix of n, in order of id.
func (f *filters) each(logits []float32, highest int32, n int64, do func(id int, z int32)) {
	end, rest := f.place(n)
	floor := floatFloor(int64(highest) - int64(end))
	for id, x := range logits {
		if !(x >= floor) {
			continue
		}
		z := quantise(x)
		gap := int(highest - z)
		if gap == end {
			rest--
		}
		if gap < end || gap == end && rest >= 0 {
			do(id, z)
		}
	}
}

package sampler

import (
	"math"
	"slices"
	"sort"

	"github.com/dgrid-network/dgrid"
)

// filters are top-k, top-p and min-p together. Each keeps a prefix of the ids in order of falling logit, then rising id, so what
// is kept is a number of ids; and as logits are on a grid, counting the ids of each step ranks them without sorting.
type filters struct {
	topK       int64 // ids; math.MaxInt64 is off
	topP, minP int64 // millionths; topP of micros and minP of 0 are off
	t          int64 // temperature, millionths
	span       int   // gaps that may win, one more than that of the last: a raise can be a part of a step too

	// By gap, which is how many steps an id is under the highest:
	weight []uint64 // of such an id; it has no end, but all that follow are 0
	count  []uint32 // such ids. What has a greater gap cannot pass, or cannot win
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
	for gap := int64(0); ; gap++ {
		w := weightAt(gap, f.t)
		if w == 0 {
			break
		}
		f.weight = append(f.weight, w)
	}
	f.span = int(h.span()) + 2
	return f
}

// weighs reports whether a filter looks at weights.
func (f *filters) weighs() bool { return f.topP < micros || f.minP > 0 }

// firstTally is how many steps are tallied at first where only top-k filters.
const firstTally = 8 * perNat

// tally counts the ids under the highest logit, as far down as matters. Under top-p and min-p that is as far as ids weigh
// something, since neither keeps an id of no weight; under top-k alone it is until there are k.
func (f *filters) tally(s *survey) {
	if f.weighs() {
		f.tallyTo(s, len(f.weight))
		return
	}
	for width := min(firstTally, f.span); ; width = min(2*width, f.span) {
		f.tallyTo(s, width)
		if f.total() >= f.topK || width == f.span {
			return
		}
	}
}

// tallyTo counts the ids whose gap is below width.
func (f *filters) tallyTo(s *survey, width int) {
	f.count = slices.Grow(f.count[:0], width)[:width]
	clear(f.count)
	floor := floatFloor(int64(s.highest) - int64(width-1))
	var near [blockIDs]int32
	for at, peak := range s.peaks {
		if peak < floor {
			continue
		}
		// Gathering first needs no branch on the range. Any share of the ids may be out of it, in no order that a CPU could predict.
		from, n := at*blockIDs, uint(0)
		for _, x := range s.logits[from:min(from+blockIDs, len(s.logits))] {
			gap := s.highest - quantise(x)
			near[n%blockIDs] = gap
			n += uint(uint32(gap-int32(width)) >> 31) // 1 if gap < width
		}
		for _, gap := range near[:n] {
			f.count[gap]++
		}
	}
	f.sum()
}

// sum brings upTo and mass into line with count.
func (f *filters) sum() {
	var n uint32
	var m uint64
	f.upTo, f.mass = f.upTo[:0], f.mass[:0]
	for gap, c := range f.count {
		n += c
		m += uint64(c) * f.weigh(gap)
		f.upTo, f.mass = append(f.upTo, n), append(f.mass, m)
	}
}

// weigh is the weight of an id with this gap.
func (f *filters) weigh(gap int) uint64 {
	if gap < len(f.weight) {
		return f.weight[gap]
	}
	return 0
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
		return uint64(rest) * f.weigh(0)
	}
	return f.mass[gap-1] + uint64(rest)*f.weigh(gap)
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
	return f.above(int64(sort.Search(len(f.count), func(g int) bool { return f.weigh(g) < m })))
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

// surelyPasses reports whether an id with this gap passes, as far as the ids show that are not much further down: they are few
// and quickly found. It may say no for an id that passes, never yes for one that does not.
func (f *filters) surelyPasses(s *survey, gap int) bool {
	width := gap + 1 + int(3*perNat*f.t/micros)
	if width > len(f.weight)/2 {
		return false
	}
	f.tallyTo(s, width)
	before := int64(f.upTo[gap]) - 1 // or fewer
	atLeast := f.massOf(min(f.topK, f.total()))
	return before < f.topK && f.massOf(before) < share(atLeast, f.topP) && f.weigh(gap) >= share(weightOne, f.minP)
}

// each calls do for the ids of a prefix of n, in order of id.
func (f *filters) each(s *survey, n int64, do func(id int, z int32)) {
	end, rest := f.place(n)
	least := s.highest - int32(end)
	s.each(int64(least), func(id int, z int32) bool {
		if z == least {
			rest--
		}
		if z > least || rest >= 0 {
			do(id, z)
		}
		return true
	})
}

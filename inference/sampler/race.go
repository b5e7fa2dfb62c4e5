package sampler

import (
	"math/bits"

	"github.com/dgrid-network/dgrid"
)

// heat is what follows from the temperature alone.
type heat struct {
	t      int64  // temperature, millionths, above 0
	bounds bounds // of the noise
	near   int64  // the most that temperature times noise comes to with a coarse byte under 255
	far    int64  // the most at all
	least  int64
}

func newHeat(t int64) heat {
	h := heat{t: t, bounds: noiseBounds()}
	h.near, h.far, h.least = h.noise(255<<24-1), h.noise(1<<32-1), h.noise(0)
	return h
}

// noise is temperature times the noise of u, in score units. It never decreases in u.
func (h *heat) noise(u uint32) int64 { return floorDiv(gumbel(u)*h.t, micros) }

// span is how many steps under the highest logit an id can be and still win.
func (h *heat) span() int64 { return (h.far - h.least) / perStep }

// race looks for the highest score among ids that are offered to it.
type race struct {
	*heat
	*survey
	key    key
	best   int64
	winner dgrid.TokenID

	// Floats below which no id can win: with a coarse byte under 255, and at all.
	nearFloor, farFloor float32

	block   [4]uint64 // coarse bytes of ids from blockAt*blockIDs
	blockAt int
}

// start begins a race with the id of the highest logit in the lead.
func (r *race) start(h *heat, k key, s *survey) {
	r.heat, r.survey, r.key, r.blockAt = h, s, k, -1
	r.lead(s.top, r.score(int(s.top), s.highest))
}

// score is what the arg max is taken of.
func (r *race) score(id int, z int32) int64 { return int64(z)*perStep + r.noise(r.key.uniform(id)) }

func (r *race) lead(id dgrid.TokenID, score int64) {
	r.winner, r.best = id, score
	r.nearFloor = floatFloor(ceilDiv(score-r.near, perStep))
	r.farFloor = floatFloor(ceilDiv(score-r.far, perStep))
}

// reaches computes the score of id with logit z and coarse byte c, unless a bound shows that it is below floor.
func (r *race) reaches(id int, z int32, c uint32, floor int64) (int64, bool) {
	want := ceilDiv((floor-int64(z)*perStep)*micros, r.t) // noise needed
	if want > gumbelMax {
		return 0, false
	}
	least := r.bounds.least(want)
	if c < least>>24 {
		return 0, false
	}
	u := c<<24 | r.key.fine(id)
	if u < least {
		return 0, false
	}
	score := int64(z)*perStep + r.noise(u)
	return score, score >= floor
}

// offer lets id, whose logit is z and coarse byte is c, take the lead.
func (r *race) offer(id int, z int32, c uint32) {
	if score, ok := r.reaches(id, z, c, r.best); ok && (score > r.best || dgrid.TokenID(id) < r.winner) {
		r.lead(dgrid.TokenID(id), score)
	}
}

// coarseOf is id's coarse byte. Ids that come in order share the work.
func (r *race) coarseOf(id int) uint32 {
	if at := id / blockIDs; at != r.blockAt {
		r.block, r.blockAt = r.key.coarse(id), at
	}
	return coarseByte(&r.block, id)
}

// all offers every id. An id can win only if its logit is near the best score or its coarse byte is 255, which one in 256 is;
// all others cost a glance at their block's peak and a 32nd of a Philox block.
func (r *race) all() {
	for at, peak := range r.peaks {
		if peak < r.farFloor {
			continue
		}
		a, b, c, d := r.key.philox(uint64(at), coarseDomain)
		block := [4]uint64{a, b, c, d}
		if peak >= r.nearFloor {
			r.offerBlock(at*blockIDs, &block)
		} else if full(a)|full(b)|full(c)|full(d) != 0 {
			r.offerFull(at*blockIDs, &block)
		}
	}
}

// offerBlock offers all ids of a block that may win.
func (r *race) offerBlock(from int, block *[4]uint64) {
	for i, x := range r.logits[from:min(from+blockIDs, len(r.logits))] {
		if x < r.farFloor {
			continue
		}
		if c := coarseByte(block, i); x >= r.nearFloor || c == 255 {
			r.offer(from+i, quantise(x), c)
		}
	}
}

// offerFull offers the ids of a block whose coarse byte is 255.
func (r *race) offerFull(from int, block *[4]uint64) {
	for w, word := range block {
		for f := full(word); f != 0; f &= f - 1 {
			i := w*8 + bits.TrailingZeros64(f)/8
			if from+i < len(r.logits) && r.logits[from+i] >= r.farFloor && coarseByte(block, i) == 255 {
				r.offer(from+i, quantise(r.logits[from+i]), 255)
			}
		}
	}
}

// full is not 0 where one of w's bytes is 255; the top bits of such bytes are set, and perhaps some of bytes further up.
func full(w uint64) uint64 {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	return (^w - ones) & w & tops
}

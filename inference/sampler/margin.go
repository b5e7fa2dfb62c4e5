package sampler

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/dgrid-network/dgrid"
)

// Margin says how far a token was from being chosen.
type Margin struct {
	Value     int32         // units of 1/65536 nat of logit, at most MarginOne
	Winner    dgrid.TokenID // what Sample chooses
	Forbidden bool          // the mask or a logit of -Inf forbids the token; Value is MarginOne
}

// MarginOne is a margin of 1 nat, where margins are clipped.
const MarginOne = 65536

// Margin is the least raise of token's logit that makes it the choice at the current position. It does not advance.
func (s *Sampler) Margin(logits []float32, mask Mask, token dgrid.TokenID) (Margin, error) {
	if token < 0 || int(token) >= len(logits) {
		return Margin{}, fmt.Errorf("margin at position %d: token %d, the model's tokens are 0 to %d", s.position, token, len(logits)-1)
	}
	winner, err := s.draw(logits, mask)
	if err != nil {
		return Margin{}, fmt.Errorf("margin at position %d: %w", s.position, err)
	}
	m := Margin{Winner: winner}
	x := s.survey.logits[token]
	switch {
	case token == winner:
		return m, nil
	case x < -math.MaxFloat32:
		m.Value, m.Forbidden = MarginOne, true
		return m, nil
	}
	z := quantise(x)
	var value int64
	switch {
	case s.heat == nil:
		value = deficit(int64(s.survey.highest)*perStep, winner, int64(z)*perStep, token)
	case s.filters == nil:
		value = deficit(s.race.best, winner, s.race.score(int(token), z), token)
	default:
		s.filters.tally(&s.survey)
		s.raise.token, s.raise.z, s.raise.score = token, z, s.race.score(int(token), z)
		value = s.raise.least(s.filters, &s.race)
	}
	m.Value = int32(min(value, MarginOne))
	return m, nil
}

// deficit is the least raise that lets token win over a rival with score best: equal scores go to the lower id.
func deficit(best int64, rival dgrid.TokenID, score int64, token dgrid.TokenID) int64 {
	if rival < token {
		return best - score + 1
	}
	return best - score
}

// raise finds the least raise of a token that lets it pass the filters and win. The filters see a raise in whole steps.
// docs/sampler.md shows why passing is never lost by a greater raise, and why the other ids that pass only become fewer:
// both are searched by halving.
type raise struct {
	token dgrid.TokenID
	z     int32
	score int64

	filters *filters
	gap     int64         // of the token, unraised
	lower   [perNat]int64 // by steps of raise: other ids of the same logit that come first
	rivals  []rival       // others that pass with a score no less than the token's, best first
	seen    []int64       // by gap: ids so far
}

// rival is another id that the token must beat where it passes; it does where more than rank ids pass.
type rival struct {
	rank  int64
	score int64
	id    dgrid.TokenID
}

func (r *raise) least(f *filters, d *race) int64 {
	r.filters, r.gap = f, int64(d.highest-r.z)
	if r.gap-(perNat-1) > int64(len(f.count)-1) {
		return MarginOne // even raised it is too far below to win
	}
	if r.gap < int64(len(f.count)) {
		f.count[r.gap]--
		f.sum()
	}
	r.countLower(d.survey)
	first := searchSteps(0, r.passes)
	if first == perNat {
		return MarginOne
	}
	r.findRivals(d, r.others(first))
	at := searchSteps(first, func(e int64) bool { return r.deficit(e) < (e+1)*perStep })
	if at == perNat {
		return MarginOne
	}
	return max(at*perStep, r.deficit(at))
}

// searchSteps is the least number of steps from first on for which ok holds, or perNat.
func searchSteps(first int64, ok func(int64) bool) int64 {
	low, high := first, int64(perNat)
	for low < high {
		if mid := (low + high) / 2; ok(mid) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}

// countLower fills lower.
func (r *raise) countLower(s *survey) {
	clear(r.lower[:])
	s.each(int64(r.z), func(id int, z int32) bool {
		if e := z - r.z; e < perNat && dgrid.TokenID(id) < r.token {
			r.lower[e]++
		}
		return dgrid.TokenID(id) < r.token
	})
}

// before is how many others come before the token when it is raised by e steps; ok is false where it is too far below to win.
func (r *raise) before(e int64) (n int64, ok bool) {
	gap := r.gap - e
	if gap >= int64(len(r.filters.count)) {
		return 0, false
	}
	return r.filters.above(gap) + r.lower[e], true
}

// weigh is the token's weight when raised by e steps, and what ids must weigh together and alone under top-p and min-p.
func (r *raise) weigh(e int64) (weight, together, alone uint64) {
	f := r.filters
	weight = weightAt(r.gap-e, f.t)
	together = share(f.massOf(min(f.topK-1, f.total()))+weight, f.topP)
	alone = share(max(weightOne, weight), f.minP)
	return weight, together, alone
}

// passes reports whether the token passes when raised by e steps.
func (r *raise) passes(e int64) bool {
	n, ok := r.before(e)
	if !ok || n >= r.filters.topK {
		return false
	}
	weight, together, alone := r.weigh(e)
	return weight >= alone && (r.filters.topP == micros || r.filters.massOf(n) < together)
}

// others is how many others pass beside the token when it is raised by e steps and passes.
func (r *raise) others(e int64) int64 {
	f := r.filters
	n := min(f.topK-1, f.total())
	weight, together, alone := r.weigh(e)
	if f.topP < micros {
		before, _ := r.before(e)
		n = min(n, max(before, f.reaching(together-min(together, weight))))
	}
	if f.minP > 0 {
		n = min(n, f.weighing(alone))
	}
	return n
}

// findRivals looks among the first n others.
func (r *raise) findRivals(d *race, n int64) {
	r.rivals = r.rivals[:0]
	if n == 0 {
		return
	}
	f := r.filters
	end, rest := f.place(n)
	r.seen = slices.Grow(r.seen[:0], end+1)[:end+1]
	clear(r.seen)
	d.survey.each(int64(d.highest)-int64(end), func(id int, z int32) bool {
		gap := d.highest - z
		if dgrid.TokenID(id) == r.token || int(gap) == end && r.seen[gap] >= rest {
			return true
		}
		rank := f.above(int64(gap)) + r.seen[gap]
		r.seen[gap]++
		if score, ok := d.reaches(id, z, d.coarseOf(id), r.score); ok {
			r.rivals = append(r.rivals, rival{rank, score, dgrid.TokenID(id)})
		}
		return true
	})
	slices.SortFunc(r.rivals, func(a, b rival) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
}

// deficit is what the token needs to win over the others that pass when it is raised by e steps.
func (r *raise) deficit(e int64) int64 {
	n := r.others(e)
	for _, v := range r.rivals {
		if v.rank < n {
			return deficit(v.score, v.id, r.score, r.token)
		}
	}
	return 0
}

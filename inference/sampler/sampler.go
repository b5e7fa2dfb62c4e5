package sampler

import (
	"fmt"
	"math"

	"github.com/dgrid-network/dgrid"
)

// Sampler chooses the tokens of one answer. Not safe for concurrent use.
type Sampler struct {
	keys     *keys // nil at temperature 0
	position uint64
	key      key // of position

	heat    *heat    // nil at temperature 0
	filters *filters // nil where nothing is filtered
	history *history // nil where no logit is changed

	changed []float32 // the logits as history and mask leave them
	survey  survey
	race    race
	raise   raise
}

// New makes the sampler of one answer. prompt is what the model reads; its last start tokens are the answer so far, and start
// is the position of the first token that will be chosen.
func New(params dgrid.Params, seed dgrid.Digest, prompt []dgrid.TokenID, start uint32) (*Sampler, error) {
	if err := check(&params); err != nil {
		return nil, err
	}
	if uint64(start) > uint64(len(prompt)) {
		return nil, fmt.Errorf("make sampler: start is %d, but the prompt has only %d tokens", start, len(prompt))
	}
	s := &Sampler{position: uint64(start), history: newHistory(&params, prompt, start)}
	if params.Temperature > 0 {
		h := newHeat(int64(params.Temperature))
		s.heat, s.filters = &h, newFilters(&params, &h)
		s.keys = newKeys(seed)
		s.key = s.keys.at(s.position)
	}
	return s, nil
}

// Sample is the choice at the current position among the ids that mask allows; a nil mask allows all. It does not advance.
// logits holds one number for each token of the vocabulary, in nats; -Inf forbids a token.
func (s *Sampler) Sample(logits []float32, mask Mask) (dgrid.TokenID, error) {
	winner, err := s.draw(logits, mask)
	if err != nil {
		return 0, fmt.Errorf("sample position %d: %w", s.position, err)
	}
	return winner, nil
}

// Advance moves to the next position; token is what stands at the current one.
func (s *Sampler) Advance(token dgrid.TokenID) {
	if s.history != nil {
		s.history.say(token)
	}
	s.position++
	if s.heat != nil {
		s.key = s.keys.at(s.position)
	}
}

// draw finds the choice and leaves what it was found from in survey, filters and race.
func (s *Sampler) draw(logits []float32, mask Mask) (dgrid.TokenID, error) {
	logits, err := s.change(logits, mask)
	if err != nil {
		return 0, err
	}
	if err := s.survey.take(logits); err != nil {
		return 0, err
	}
	if s.heat == nil {
		return s.survey.top, nil
	}
	r := &s.race
	r.start(s.heat, s.key, &s.survey)
	r.all()
	if s.filters == nil {
		return r.winner, nil
	}
	// What wins among all ids and passes wins among those that pass.
	if s.filters.surelyPasses(&s.survey, int(s.survey.highest-quantise(logits[r.winner]))) {
		return r.winner, nil
	}
	r.start(s.heat, s.key, &s.survey)
	s.filters.tally(&s.survey)
	s.filters.each(&s.survey, s.filters.kept(), func(id int, z int32) { r.offer(id, z, r.coarseOf(id)) })
	return r.winner, nil
}

// change is the logits after bias, penalties and mask: the caller's own where nothing changes them.
func (s *Sampler) change(logits []float32, mask Mask) ([]float32, error) {
	if s.history == nil && mask == nil {
		return logits, nil
	}
	s.changed = append(s.changed[:0], logits...)
	if s.history != nil {
		if err := s.history.apply(s.changed); err != nil {
			return nil, err
		}
	}
	if mask != nil {
		forbid(s.changed, mask)
	}
	return s.changed, nil
}

// forbid sets what mask does not allow to -Inf. NaN and +Inf stay, to be found by highest.
func forbid(logits []float32, mask Mask) {
	for i, x := range logits {
		if x <= math.MaxFloat32 && !mask.Allowed(dgrid.TokenID(i)) {
			logits[i] = float32(math.Inf(-1))
		}
	}
}

package sampler

import (
	"fmt"
	"math"

	"github.com/dgrid-network/dgrid"
)

// history is what changes logits before anything else does: the request's biases, and the penalties for what was read and
// said. It keeps one entry for each token concerned.
type history struct {
	repetition, frequency, presence int64 // millionths
	entries                         []entry
	index                           map[dgrid.TokenID]int32 // in entries

	window []dgrid.TokenID // the last tokens that repetition looks back on, a ring; empty if it looks back on all
	limit  uint32          // its size when full; 0 is no limit
	oldest int
}

// entry is what changes one token's logit.
type entry struct {
	token    dgrid.TokenID
	bias     int64  // steps
	inWindow uint32 // times that the token is in the window
	inAnswer uint32 // and in the answer
}

// newHistory is nil where the parameters change no logit.
func newHistory(p *dgrid.Params, prompt []dgrid.TokenID, start uint32) *history {
	h := &history{repetition: int64(p.RepetitionPenalty), frequency: int64(p.FrequencyPenalty), presence: int64(p.PresencePenalty), limit: p.RepetitionWindow}
	if h.repetition == 0 {
		h.repetition = micros
	}
	if !h.penalises() && len(p.LogitBias) == 0 {
		return nil
	}
	h.index = make(map[dgrid.TokenID]int32)
	for _, b := range p.LogitBias {
		h.entry(b.Token).bias = steps(int64(b.Bias))
	}
	read := len(prompt) - int(start)
	for _, t := range prompt[:read] {
		h.see(t)
	}
	for _, t := range prompt[read:] {
		h.say(t)
	}
	return h
}

func (h *history) penalises() bool {
	return h.repetition != micros || h.frequency != 0 || h.presence != 0
}

func (h *history) entry(t dgrid.TokenID) *entry {
	i, ok := h.index[t]
	if !ok {
		i = int32(len(h.entries))
		h.index[t] = i
		h.entries = append(h.entries, entry{token: t})
	}
	return &h.entries[i]
}

// see puts a token into the window.
func (h *history) see(t dgrid.TokenID) {
	if h.repetition == micros {
		return
	}
	h.entry(t).inWindow++
	switch {
	case h.limit == 0:
	case uint64(len(h.window)) < uint64(h.limit):
		h.window = append(h.window, t)
	default:
		h.entry(h.window[h.oldest]).inWindow--
		h.window[h.oldest] = t
		h.oldest = (h.oldest + 1) % len(h.window)
	}
}

// say adds a token to the answer, and so to the window.
func (h *history) say(t dgrid.TokenID) {
	if !h.penalises() {
		return
	}
	h.see(t)
	if h.frequency != 0 || h.presence != 0 {
		h.entry(t).inAnswer++
	}
}

// apply changes the logits. What is not finite stays as it is.
func (h *history) apply(logits []float32) error {
	for i := range h.entries {
		e := &h.entries[i]
		if e.token < 0 || int(e.token) >= len(logits) {
			return fmt.Errorf("the prompt, the answer or a bias names token %d, the model's tokens are 0 to %d", e.token, len(logits)-1)
		}
		x := logits[e.token]
		if x >= -math.MaxFloat32 && x <= math.MaxFloat32 {
			logits[e.token] = dequantise(h.changed(e, quantise(x)))
		}
	}
	return nil
}

// changed is the logit z of e's token after bias and penalties.
func (h *history) changed(e *entry, z int32) int32 {
	v := int64(z) + e.bias
	if e.inWindow > 0 {
		if v > 0 {
			v = floorDiv(v*micros, h.repetition)
		} else {
			v = floorDiv(v*h.repetition, micros)
		}
	}
	if e.inAnswer > 0 {
		v -= steps(h.frequency*int64(e.inAnswer)) + steps(h.presence)
	}
	return int32(min(max(v, -gridLimit), gridLimit))
}

// steps is m millionths of a nat in whole grid steps, halves upwards.
func steps(m int64) int64 { return floorDiv(m*perNat+micros/2, micros) }

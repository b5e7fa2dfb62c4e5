package sampler

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// Sampler chooses the tokens of one answer. Not safe for concurrent use.
type Sampler struct {
	params dgrid.Params
}

// Margin says how far a token was from being chosen.
type Margin struct {
	Value     int32         // units of 1/65536 nat of logit, at most MarginOne
	Winner    dgrid.TokenID // what Sample chooses
	Forbidden bool          // the mask or a logit of -Inf forbids the token; Value is MarginOne
}

// MarginOne is a margin of 1 nat, where margins are clipped.
const MarginOne = 65536

// New makes the sampler of one answer. prompt is what the model reads; its last start tokens are the answer so far, and start
// is the position of the first token that will be chosen.
func New(params dgrid.Params, seed dgrid.Digest, prompt []dgrid.TokenID, start uint32) (*Sampler, error) {
	if err := check(&params); err != nil {
		return nil, err
	}
	if uint64(start) > uint64(len(prompt)) {
		return nil, fmt.Errorf("make sampler: start is %d, but the prompt has only %d tokens", start, len(prompt))
	}
	return &Sampler{params: params}, nil
}

// Sample is the choice at the current position among the ids that mask allows; a nil mask allows all. It does not advance.
func (s *Sampler) Sample(logits []float32, mask Mask) (dgrid.TokenID, error) {
	return 0, fmt.Errorf("sample: %d logits", len(logits))
}

// Margin says how far token is from being the choice at the current position.
func (s *Sampler) Margin(logits []float32, mask Mask, token dgrid.TokenID) (Margin, error) {
	return Margin{}, fmt.Errorf("margin: %d logits", len(logits))
}

// Advance moves to the next position; token is what stands at the current one.
func (s *Sampler) Advance(token dgrid.TokenID) {}

package inference

import (
	"errors"
	"fmt"
	"slices"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/scheduler"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// How a model's file says that a text's tokens become one vector: the numbers of llama.cpp's enum llama_pooling_type.
const (
	poolingNone = 0 // or nothing is said
	poolingLast = 3
)

// embedding reads a text, whose vector is the hidden state at its last token: there alone a model that decodes has seen all of it.
type embedding struct {
	tokens []dgrid.TokenID
}

func (e *engine) embedding(c *workerpb.Embed) (task, error) {
	tokens := tokensFromWire(c.GetTokens())
	switch {
	case e.pooling != poolingNone && e.pooling != poolingLast:
		return nil, refusal{fmt.Errorf("the model makes vectors in another way (pooling type %d in its file) than from the last token: use a model that takes the last (type %d), or one that answers", e.pooling, poolingLast)}
	case len(tokens) == 0:
		return nil, refusal{errors.New("the text has no tokens: give one that is not empty")}
	case len(tokens) > int(e.model.Context()):
		return nil, &ContextOverflowError{Prompt: uint32(len(tokens)), Context: e.model.Context()}
	}
	if err := e.valid("text", tokens); err != nil {
		return nil, err
	}
	return &embedding{tokens}, nil
}

func (b *embedding) plan() scheduler.Job {
	return scheduler.Job{Class: scheduler.Spare, Way: scheduler.Listed, Tokens: b.tokens, Head: len(b.tokens) - 1, Rows: 1}
}

func (b *embedding) take(e *engine, i int) (*workerpb.Report, error) {
	state, err := e.model.State(i)
	if err != nil {
		return nil, err
	}
	return &workerpb.Report{Body: &workerpb.Report_Embedded{Embedded: &workerpb.Embedded{State: slices.Clone(state)}}}, nil
}

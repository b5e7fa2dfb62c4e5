package inference

import (
	"context"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// again begins to walk over an answer that somebody gave.
func (e *engine) again(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID, others [][]dgrid.TokenID) (*answer, error) {
	if len(output) == 0 || len(output) > int(job.MaxOutput) {
		return nil, refusal{fmt.Errorf("the answer has %d tokens: want 1 to %d, what its order allows", len(output), job.MaxOutput)}
	}
	for _, column := range append([][]dgrid.TokenID{output}, others...) {
		if len(column) != len(output) {
			return nil, refusal{fmt.Errorf("%d tokens beside an answer of %d", len(column), len(output))}
		}
		for i, t := range column {
			if !e.model.Valid(t) {
				return nil, refusal{fmt.Errorf("token %d of the answer is %d: the vocabulary has %d", i, t, e.model.Vocabulary())}
			}
		}
	}
	return e.begin(ctx, job)
}

// recheck reads the prompt and output in one pass. Token i of output was decided by what the model computed at the token
// before it, so the last one is never read. others are further tokens, one list of output's length each, whose margins at the
// same places are wanted as well.
func (e *engine) recheck(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID, others [][]dgrid.TokenID) (*workerpb.Evidence, error) {
	a, err := e.again(ctx, job, output, others)
	if err != nil {
		return nil, err
	}
	read := append([]dgrid.TokenID{job.Prompt[len(job.Prompt)-1]}, output[:len(output)-1]...)
	ev := &workerpb.Evidence{Margins: make([]*workerpb.Margin, 0, len(output)), Sketches: make([]byte, 0, sketchBytes*len(output)), Pieces: make([]string, 0, len(output))}
	for range others {
		ev.Others = append(ev.Others, &workerpb.Margins{Values: make([]int32, 0, len(output))})
	}
	for done := 0; done < len(read); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		chunk := read[done:min(len(read), done+min(recheckBatch, e.model.Batch()))]
		if err := e.model.Step(chunk, len(job.Prompt)-1+done); err != nil {
			return nil, err
		}
		e.steps.Add(1)
		for i := range chunk {
			if err := e.score(a, ev, i, done+i, output[done+i], others); err != nil {
				return nil, err
			}
		}
		done += len(chunk)
	}
	return ev, nil
}

// score adds to ev what token number n of the answer shows, and what others would at its place; the logits are row i of the
// last step.
func (e *engine) score(a *answer, ev *workerpb.Evidence, i, n int, t dgrid.TokenID, others [][]dgrid.TokenID) error {
	logits, err := e.model.Logits(i)
	if err != nil {
		return err
	}
	state, err := e.model.State(i)
	if err != nil {
		return err
	}
	m, err := a.sampler.Margin(logits, nil, t)
	if err != nil {
		return err
	}
	for column, tokens := range others {
		other := m
		if tokens[n] != t {
			if other, err = a.sampler.Margin(logits, nil, tokens[n]); err != nil {
				return err
			}
		}
		ev.Others[column].Values = append(ev.Others[column].Values, other.Value)
	}
	a.sampler.Advance(t)
	text, finish := e.release(a, t, n)
	ev.Margins = append(ev.Margins, &workerpb.Margin{Value: m.Value, Winner: int32(m.Winner), Forbidden: m.Forbidden, Stopped: finish == dgrid.FinishStopString})
	ev.Sketches = appendSketch(ev.Sketches, e.sketcher.Sketch(state))
	ev.Pieces = append(ev.Pieces, text)
	return nil
}

// control reads output one token after another, as whoever generated it did, and notes at each place what it would have said
// there. The sampler's penalties go by the answer's tokens and not by its own choices: they are what the answer goes on from.
func (e *engine) control(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) (*workerpb.Controlled, error) {
	a, err := e.again(ctx, job, output, nil)
	if err != nil {
		return nil, err
	}
	c := &workerpb.Controlled{Winners: make([]int32, 0, len(output)), Sketches: make([]byte, 0, sketchBytes*len(output))}
	next := [1]dgrid.TokenID{job.Prompt[len(job.Prompt)-1]}
	for n, t := range output {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		logits, state, err := e.step(next[:], len(job.Prompt)-1+n)
		if err != nil {
			return nil, err
		}
		winner, err := a.sampler.Sample(logits, nil)
		if err != nil {
			return nil, err
		}
		a.sampler.Advance(t)
		c.Winners = append(c.Winners, int32(winner))
		c.Sketches = appendSketch(c.Sketches, e.sketcher.Sketch(state))
		next[0] = t
	}
	return c, nil
}

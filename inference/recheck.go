package inference

import (
	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/scheduler"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// recheck reads the prompt and an answer in one pass. others are further tokens, one list of the answer's length each, whose margins
// at the same places are wanted as well.
type recheck struct {
	*given
	others [][]dgrid.TokenID
	found  *workerpb.Evidence
}

func (e *engine) recheck(c *workerpb.Recheck) (task, error) {
	r := &recheck{}
	for _, column := range c.GetOthers() {
		r.others = append(r.others, tokensFromWire(column.GetTokens()))
	}
	var err error
	if r.given, err = e.given(c.GetJob(), tokensFromWire(c.GetOutput()), r.others); err != nil {
		return nil, err
	}
	n := len(r.output)
	r.found = &workerpb.Evidence{Margins: make([]*workerpb.Margin, 0, n), Sketches: make([]byte, 0, sketchBytes*n), Pieces: make([]string, 0, n)}
	for range r.others {
		r.found.Others = append(r.found.Others, &workerpb.Margins{Values: make([]int32, 0, n)})
	}
	return r, nil
}

func (r *recheck) plan() scheduler.Job { return r.given.plan(scheduler.Listed) }

// take adds what the next token of the answer shows, and what others would at its place.
func (r *recheck) take(e *engine, i int) (*workerpb.Report, error) {
	logits, state, err := e.numbers(i)
	if err != nil {
		return nil, err
	}
	t := r.output[r.done]
	m, err := r.sampler.Margin(logits, nil, t)
	if err != nil {
		return nil, err
	}
	for column, tokens := range r.others {
		other := m
		if tokens[r.done] != t {
			if other, err = r.sampler.Margin(logits, nil, tokens[r.done]); err != nil {
				return nil, err
			}
		}
		values := &r.found.Others[column].Values
		*values = append(*values, other.Value)
	}
	r.sampler.Advance(t)
	text, finish := e.release(r.answer, t, r.done)
	ev := r.found
	ev.Margins = append(ev.Margins, &workerpb.Margin{Value: m.Value, Winner: int32(m.Winner), Forbidden: m.Forbidden, Stopped: finish == dgrid.FinishStopString})
	ev.Sketches = appendSketch(ev.Sketches, e.sketcher.Sketch(state))
	ev.Pieces = append(ev.Pieces, text)
	if r.done++; r.done < len(r.output) {
		return nil, nil
	}
	return &workerpb.Report{Body: &workerpb.Report_Evidence{Evidence: ev}}, nil
}

// control reads an answer one token after another, as whoever generated it did, and notes at each place what it would have said
// there. The sampler's penalties go by the answer's tokens and not by its own choices: they are what the answer goes on from.
type control struct {
	*given
	found *workerpb.Controlled
}

func (e *engine) control(c *workerpb.Control) (task, error) {
	g, err := e.given(c.GetJob(), tokensFromWire(c.GetOutput()), nil)
	if err != nil {
		return nil, err
	}
	n := len(g.output)
	return &control{given: g, found: &workerpb.Controlled{Winners: make([]int32, 0, n), Sketches: make([]byte, 0, sketchBytes*n)}}, nil
}

func (c *control) plan() scheduler.Job { return c.given.plan(scheduler.Alone) }

func (c *control) take(e *engine, i int) (*workerpb.Report, error) {
	logits, state, err := e.numbers(i)
	if err != nil {
		return nil, err
	}
	winner, err := c.sampler.Sample(logits, nil)
	if err != nil {
		return nil, err
	}
	c.sampler.Advance(c.output[c.done])
	c.found.Winners = append(c.found.Winners, int32(winner))
	c.found.Sketches = appendSketch(c.found.Sketches, e.sketcher.Sketch(state))
	if c.done++; c.done < len(c.output) {
		return nil, nil
	}
	return &workerpb.Report{Body: &workerpb.Report_Controlled{Controlled: c.found}}, nil
}

package inference

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/scheduler"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// task is a call that reads with the model.
type task interface {
	// plan is what the call asks of the scheduler.
	plan() scheduler.Job
	// take notes what the model computed at row i of its last batch, and returns the report that ends the call, or nil while it
	// goes on.
	take(e *engine, i int) (*workerpb.Report, error)
}

// generation answers a job, one row a token.
type generation struct {
	*answer
	made   int
	credit uint32          // tokens that may still be sent
	token  *workerpb.Token // the last
}

func (e *engine) generation(call uint64, c *workerpb.Generate) (task, error) {
	job, err := jobFromWire(c.GetJob())
	if err != nil {
		return nil, refusal{err}
	}
	a, err := e.begin(job)
	if err != nil {
		return nil, err
	}
	return &generation{answer: a, credit: c.GetCredit(), token: &workerpb.Token{Call: call}}, nil
}

func (g *generation) plan() scheduler.Job {
	p := &g.job.Prompt
	return scheduler.Job{Way: scheduler.Chosen, Payer: string(g.job.Payer[:]), Tokens: *p, Head: len(*p) - 1, Rows: int(g.job.MaxOutput)}
}

func (g *generation) take(e *engine, i int) (*workerpb.Report, error) {
	logits, state, err := e.numbers(i)
	if err != nil {
		return nil, err
	}
	t, err := g.sampler.Sample(logits, nil)
	if err != nil {
		return nil, err
	}
	g.sampler.Advance(t)
	text, finish := e.release(g.answer, t, g.made)
	g.made++
	g.credit--
	g.token.Id, g.token.Text, g.token.Sketch = int32(t), text, appendSketch(g.token.Sketch[:0], e.sketcher.Sketch(state))
	if finish == 0 {
		return nil, nil
	}
	return &workerpb.Report{Body: &workerpb.Report_Generated{Generated: &workerpb.Generated{Finish: uint32(finish), OutputTokens: uint32(g.made)}}}, nil
}

// given is an answer that somebody gave, walked over again. Token i of output was decided by what the model computed at the token
// before it, so the last one is never read.
type given struct {
	*answer
	output []dgrid.TokenID
	done   int
}

func (g *given) plan(way scheduler.Way) scheduler.Job {
	p := g.job.Prompt
	tokens := append(append(make([]dgrid.TokenID, 0, len(p)+len(g.output)), p...), g.output[:len(g.output)-1]...)
	return scheduler.Job{Class: scheduler.Spare, Way: way, Tokens: tokens, Head: len(p) - 1, Rows: len(g.output)}
}

// given begins to walk over output. others are lists of further tokens for the same places.
func (e *engine) given(j *workerpb.Job, output []dgrid.TokenID, others [][]dgrid.TokenID) (*given, error) {
	job, err := jobFromWire(j)
	if err != nil {
		return nil, refusal{err}
	}
	if len(output) == 0 || len(output) > int(job.MaxOutput) {
		return nil, refusal{fmt.Errorf("the answer has %d tokens: want 1 to %d, what its order allows", len(output), job.MaxOutput)}
	}
	for _, column := range append([][]dgrid.TokenID{output}, others...) {
		if len(column) != len(output) {
			return nil, refusal{fmt.Errorf("%d tokens beside an answer of %d", len(column), len(output))}
		}
		if err := e.valid("answer", column); err != nil {
			return nil, err
		}
	}
	a, err := e.begin(job)
	if err != nil {
		return nil, err
	}
	return &given{answer: a, output: output}, nil
}

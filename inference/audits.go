package inference

import (
	"context"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// Recheck reads job.Prompt and output in one pass. others are further tokens for each place of output, such as the winners of
// a Control, whose margins are wanted from the same pass. It is done in slices between the steps of paid work, in what time that leaves
// and a small share beside it; where it would miss ctx's deadline so, it is served like paid work.
func (w *Worker) Recheck(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID, others ...[]dgrid.TokenID) (*Evidence, error) {
	body := &workerpb.Recheck{Job: jobToWire(job), Output: tokensToWire(output), Left: left(ctx)}
	for _, column := range others {
		body.Others = append(body.Others, &workerpb.Column{Tokens: tokensToWire(column)})
	}
	r, err := w.audit(ctx, &workerpb.Command{Body: &workerpb.Command_Recheck{Recheck: body}})
	if err != nil {
		return nil, fmt.Errorf("re-check: %w", err)
	}
	evidence, err := evidenceFromWire(r.GetEvidence(), len(output), len(others))
	if err != nil {
		return nil, fmt.Errorf("re-check: %w", err)
	}
	evidence.PromptTokens = uint32(len(job.Prompt))
	return evidence, nil
}

// evidenceFromWire is the evidence on n tokens with that many others beside each.
func evidenceFromWire(e *workerpb.Evidence, n, others int) (*Evidence, error) {
	evidence := &Evidence{Pieces: e.GetPieces()}
	var err error
	if evidence.Sketches, err = parseSketches(e.GetSketches()); err != nil {
		return nil, err
	}
	for _, m := range e.GetMargins() {
		evidence.Margins = append(evidence.Margins, Margin{Value: m.GetValue(), Winner: dgrid.TokenID(m.GetWinner()), Forbidden: m.GetForbidden()})
		evidence.Stops = append(evidence.Stops, m.GetStopped())
	}
	if len(evidence.Margins) != n || len(evidence.Sketches) != n || len(evidence.Pieces) != n {
		return nil, fmt.Errorf("the worker's evidence has %d margins, %d sketches and %d pieces for %d tokens",
			len(evidence.Margins), len(evidence.Sketches), len(evidence.Pieces), n)
	}
	if len(e.GetOthers()) != others {
		return nil, fmt.Errorf("the worker's evidence has %d further lists of margins, want %d", len(e.GetOthers()), others)
	}
	for _, column := range e.GetOthers() {
		if len(column.GetValues()) != n {
			return nil, fmt.Errorf("the worker's evidence has %d further margins for %d tokens", len(column.GetValues()), n)
		}
		evidence.Others = append(evidence.Others, column.GetValues())
	}
	return evidence, nil
}

// Control is what decoding an answer's own tokens one by one gives, one element a token.
type Control struct {
	Winners  []dgrid.TokenID // what this machine would have said at each place
	Sketches []dgrid.Sketch
}

// Control reads job.Prompt at once and output one token after another, as it was made, and notes what this machine chooses and
// sees at each place. It is served like Recheck, but each token is a step of its own, so that what it sees is what a machine sees that
// runs nothing else.
func (w *Worker) Control(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) (*Control, error) {
	r, err := w.audit(ctx, &workerpb.Command{Body: &workerpb.Command_Control{Control: &workerpb.Control{
		Job: jobToWire(job), Output: tokensToWire(output), Left: left(ctx),
	}}})
	if err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	found := &Control{Winners: tokensFromWire(r.GetControlled().GetWinners())}
	if found.Sketches, err = parseSketches(r.GetControlled().GetSketches()); err != nil {
		return nil, fmt.Errorf("control: %w", err)
	}
	if n := len(output); len(found.Winners) != n || len(found.Sketches) != n {
		return nil, fmt.Errorf("control: the worker found %d winners and %d sketches for %d tokens", len(found.Winners), len(found.Sketches), n)
	}
	return found, nil
}

// audit makes a call that nobody pays for.
func (w *Worker) audit(ctx context.Context, command *workerpb.Command) (*workerpb.Report, error) {
	c, err := w.ready(ctx)
	if err != nil {
		return nil, err
	}
	return c.call(ctx, command, nil)
}

// Margin is how far one token of an answer was from being the sampler's choice.
type Margin struct {
	Value     int32         // 1/65536 nat of logit; 0 where the token is the choice
	Winner    dgrid.TokenID // the sampler's own choice
	Forbidden bool          // the grammar does not allow the token
}

// Evidence is what a re-check finds, one element a token of the answer.
type Evidence struct {
	Margins      []Margin
	Others       [][]int32 // margins of the further tokens, one list for each that was given, 1/65536 nat of logit
	Sketches     []dgrid.Sketch
	Pieces       []string // text that each token released
	Stops        []bool   // whether a stop string came out with the token
	PromptTokens uint32
}

package auditor

import (
	"context"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/verify"
)

// Controller decodes an answer's tokens one by one, as its provider did. inference.Worker is one.
type Controller interface {
	Ready(ctx context.Context) (inference.Info, error)
	Control(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) (*inference.Control, error)
}

// Checker reads an answer in one pass.
type Checker interface {
	Recheck(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID, others ...[]dgrid.TokenID) (*inference.Evidence, error)
}

// Run has every controller decode the answer, and scores what each chose and saw in one pass of e: how far off an honest
// machine is on these very tokens.
func Run(ctx context.Context, e Checker, job *dgrid.Job, output []dgrid.TokenID, controllers []Controller) ([]Control, error) {
	controls := make([]Control, len(controllers))
	found := make([]*inference.Control, len(controllers))
	winners := make([][]dgrid.TokenID, len(controllers))
	for i, c := range controllers {
		info, err := c.Ready(ctx)
		if err != nil {
			return nil, fmt.Errorf("control: %w", err)
		}
		begin := time.Now()
		if found[i], err = c.Control(ctx, job, output); err != nil {
			return nil, err
		}
		controls[i] = Control{Class: info.Class(), Seconds: time.Since(begin).Seconds()}
		winners[i] = found[i].Winners
	}
	read, err := e.Recheck(ctx, job, output, winners...)
	if err != nil {
		return nil, fmt.Errorf("re-compute the controls: %w", err)
	}
	for i := range controls {
		ev := &verify.Evidence{Margins: read.Others[i], Sketches: read.Sketches}
		if controls[i].Scores, err = verify.Score(ev, found[i].Sketches); err != nil {
			return nil, fmt.Errorf("score the control: %w", err)
		}
	}
	return controls, nil
}

func scoresOf(controls []Control) []verify.Scores {
	scores := make([]verify.Scores, len(controls))
	for i := range controls {
		scores[i] = controls[i].Scores
	}
	return scores
}

package inference

import (
	"errors"
	"fmt"
)

var (
	// ErrWorkerLost means that the child died or hung while the job ran. Another child is being started: the same job can be
	// tried again here or elsewhere.
	ErrWorkerLost = errors.New("the model's worker process was lost; it is being restarted, try again")
	// ErrBusy means that too many jobs wait for the model already.
	ErrBusy = errors.New("the model is busy; try again later or elsewhere")
	// ErrContextOverflow is what a *ContextOverflowError wraps.
	ErrContextOverflow = errors.New("the job does not fit the model's context")
)

// ContextOverflowError says by how much a job is too long. It is found before any work is done.
type ContextOverflowError struct {
	Prompt  uint32 // tokens, a resumed prefix included
	Output  uint32 // tokens that may be answered
	Context uint32 // tokens that the worker was loaded for
}

func (e *ContextOverflowError) Error() string {
	return fmt.Sprintf("%v: prompt of %d tokens and answer of up to %d need %d, the model was loaded for %d; shorten the prompt or ask for fewer tokens",
		ErrContextOverflow, e.Prompt, e.Output, uint64(e.Prompt)+uint64(e.Output), e.Context)
}

// Unwrap is ErrContextOverflow.
func (e *ContextOverflowError) Unwrap() error { return ErrContextOverflow }

package evm

import "context"

// round is what the goroutine of Run remembers from one look at the chain to the next.
type round struct {
	bound uint64 // one more than the highest nonce that was ever taken
}

// Run sends what is queued and follows what was sent, until ctx ends. A chain that is down is waited for. It returns early with an error of
// the outbox or ErrMismatch.
func (s *Sender) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

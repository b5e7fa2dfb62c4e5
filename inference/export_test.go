package inference

import "context"

// Turns opens the queue of a Worker to its tests.
type Turns struct{ turns }

// NewTurns makes a queue in which limit calls may wait.
func NewTurns(limit int) *Turns { return &Turns{turns{limit: limit}} }

// TakePaid waits for a turn as Generate does.
func (t *Turns) TakePaid(ctx context.Context) error { return t.take(ctx, paid) }

// TakeAudit waits for a turn as Recheck does.
func (t *Turns) TakeAudit(ctx context.Context) error { return t.take(ctx, audits) }

// Give ends a turn.
func (t *Turns) Give() { t.give() }

// Asked is closed once paid work waits for the turn.
func (t *Turns) Asked() <-chan struct{} { return t.asked() }

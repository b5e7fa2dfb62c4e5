package inference

import (
	"context"
	"slices"
	"sync"
)

// turns lets one call at a time have the model's sequence. Paid work goes before re-checks, else the first come is the first
// served.
type turns struct {
	limit int // of those who wait

	mu      sync.Mutex // guards the rest
	taken   bool
	waiting [classes][]chan struct{}
}

type class int

const (
	paid class = iota
	audits
	classes
)

// take waits for the turn, or fails with ErrBusy if too many wait already.
func (t *turns) take(ctx context.Context, c class) error {
	t.mu.Lock()
	if !t.taken {
		t.taken = true
		t.mu.Unlock()
		return nil
	}
	if len(t.waiting[paid])+len(t.waiting[audits]) >= t.limit {
		t.mu.Unlock()
		return ErrBusy
	}
	turn := make(chan struct{})
	t.waiting[c] = append(t.waiting[c], turn)
	t.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	i := slices.Index(t.waiting[c], turn)
	if i >= 0 {
		t.waiting[c] = slices.Delete(t.waiting[c], i, i+1)
	}
	t.mu.Unlock()
	if i < 0 {
		t.give() // the turn came while we gave up
	}
	return ctx.Err()
}

// give ends a turn.
func (t *turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for c, queue := range t.waiting {
		if len(queue) > 0 {
			t.waiting[c] = queue[1:]
			close(queue[0])
			return
		}
	}
	t.taken = false
}

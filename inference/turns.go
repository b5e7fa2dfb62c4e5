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
	wanted  chan struct{} // of the present turn; closed when paid work waits for it ...
	pressed bool          // ... which it is
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
		t.begin()
		t.mu.Unlock()
		return nil
	}
	if len(t.waiting[paid])+len(t.waiting[audits]) >= t.limit {
		t.mu.Unlock()
		return ErrBusy
	}
	if c == paid {
		t.press()
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

// begin begins a turn, and press asks for its end. The caller holds the mutex.
func (t *turns) begin() { t.taken, t.pressed, t.wanted = true, false, make(chan struct{}) }

func (t *turns) press() {
	if !t.pressed {
		t.pressed = true
		close(t.wanted)
	}
}

// asked is closed once paid work waits for the turn that the caller has.
func (t *turns) asked() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.wanted
}

// give ends a turn.
func (t *turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for c, queue := range t.waiting {
		if len(queue) > 0 {
			t.waiting[c] = queue[1:]
			t.begin()
			if len(t.waiting[paid]) > 0 {
				t.press()
			}
			close(queue[0])
			return
		}
	}
	t.taken = false
}

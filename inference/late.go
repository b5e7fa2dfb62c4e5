package inference

import (
	"context"
	"errors"
	"time"
)

// errOvertime means that a call's time is over and its worker goes on: native code reads a large batch, or hangs. The watchdog tells
// the two apart in its own time.
var errOvertime = errors.New("the model's worker has not stopped working on it yet")

// mostOvertime is how long a caller whose time is over waits for its worker to stop, so that the next call finds it idle.
const mostOvertime = 5 * time.Second

// overtime returns what is closed when a caller need not wait any longer after ctx's end.
func (c *child) overtime(ctx context.Context) (late <-chan struct{}, stop func()) {
	closed, returned := make(chan struct{}), make(chan struct{})
	release := context.AfterFunc(ctx, func() {
		t := time.NewTimer(min(c.silence/4, mostOvertime))
		defer t.Stop()
		select {
		case <-t.C:
			close(closed)
		case <-returned:
		}
	})
	return closed, func() { release(); close(returned) }
}

// await takes what still comes for a call that nobody waits for, until its end or the child's.
func (c *child) await(id uint64, messages <-chan message) {
	defer c.forget(id)
	for {
		select {
		case m := <-messages:
			if m.report != nil {
				return
			}
		case <-c.dead:
			return
		}
	}
}

func (c *child) forget(id uint64) {
	c.mu.Lock()
	delete(c.calls, id)
	c.mu.Unlock()
}

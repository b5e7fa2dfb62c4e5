package p2p

import "sync"

// tasks are the goroutines of a host. None starts once it waits for their end.
type tasks struct {
	mu     sync.Mutex
	closed bool // guarded by mu
	group  sync.WaitGroup
}

// enter counts the caller's goroutine in, until it calls leave. It is false when the host is closing.
func (t *tasks) enter() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return false
	}
	t.group.Add(1)
	return true
}

func (t *tasks) leave() { t.group.Done() }

// start runs f in a goroutine of its own, unless the host is closing.
func (t *tasks) start(f func()) bool {
	if !t.enter() {
		return false
	}
	go func() {
		defer t.leave()
		f()
	}()
	return true
}

// close lets no more in and reports whether it is the first to do so.
func (t *tasks) close() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	first := !t.closed
	t.closed = true
	return first
}

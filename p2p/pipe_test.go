package p2p_test

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
)

// half is one direction of a pipe: a buffer of limited size, as a stream's window is.
type half struct {
	mu      sync.Mutex
	change  *sync.Cond
	buf     []byte
	window  int
	closed  bool // by the writer: the reader gets io.EOF after the rest
	reset   *network.StreamError
	readBy  time.Time
	writeBy time.Time
	timers  [2]*time.Timer
}

func newHalf(window int) *half {
	h := &half{window: window}
	h.change = sync.NewCond(&h.mu)
	return h
}

// end is one end of a pipe in memory with deadlines, half-close and resets that overtake data, as yamux has them. Its
// conditions and timers are durably blocking, so it works inside a synctest bubble.
type end struct{ in, out *half }

func newPipe(window int) (a, b *end) {
	x, y := newHalf(window), newHalf(window)
	return &end{x, y}, &end{y, x}
}

func past(t time.Time) bool { return !t.IsZero() && !time.Now().Before(t) }

func (e *end) Read(p []byte) (int, error) {
	h := e.in
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.reset != nil:
			return 0, h.reset
		case len(h.buf) > 0:
			n := copy(p, h.buf)
			h.buf = h.buf[n:]
			h.change.Broadcast()
			return n, nil
		case h.closed:
			return 0, io.EOF
		case past(h.readBy):
			return 0, os.ErrDeadlineExceeded
		}
		h.change.Wait()
	}
}

func (e *end) Write(p []byte) (n int, err error) {
	h := e.out
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.reset != nil:
			return n, h.reset
		case h.closed:
			return n, io.ErrClosedPipe
		case past(h.writeBy):
			return n, os.ErrDeadlineExceeded
		case len(h.buf) < h.window:
			m := min(h.window-len(h.buf), len(p)-n)
			h.buf = append(h.buf, p[n:n+m]...)
			h.change.Broadcast()
			if n += m; n == len(p) {
				return n, nil
			}
		default:
			h.change.Wait()
		}
	}
}

func (h *half) deadline(which int, field *time.Time, t time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	*field = t
	if h.timers[which] != nil {
		h.timers[which].Stop()
	}
	h.timers[which] = time.AfterFunc(time.Until(t), func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.change.Broadcast()
	})
	return nil
}

func (e *end) SetReadDeadline(t time.Time) error  { return e.in.deadline(0, &e.in.readBy, t) }
func (e *end) SetWriteDeadline(t time.Time) error { return e.out.deadline(1, &e.out.writeBy, t) }

func (h *half) finish(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, t := range h.timers {
		if t != nil {
			t.Stop()
		}
	}
	f()
	h.change.Broadcast()
}

func (e *end) CloseWrite() error {
	e.out.finish(func() { e.out.closed = true })
	return nil
}

func (e *end) Close() error {
	_ = e.CloseWrite()
	e.in.finish(func() {
		if e.in.reset == nil {
			e.in.reset = &network.StreamError{}
		}
	})
	return nil
}

func (e *end) ResetWithError(code network.StreamErrorCode) error {
	for _, h := range []*half{e.in, e.out} {
		h.finish(func() {
			if h.reset == nil && !(h == e.out && h.closed) {
				h.reset = &network.StreamError{ErrorCode: code, Remote: true}
			}
		})
	}
	return nil
}

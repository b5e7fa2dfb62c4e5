package p2p

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
)

// JobStream carries one job. Any number of goroutines may Send; one at a time may Recv. It has to be ended with Close or Reset.
type JobStream struct {
	wire    wire
	reader  *reader
	remote  Hello
	limits  *Limits
	reserve func(bytes int) error // of the resource manager, for as long as the stream lives
	tasks   *tasks                // the host's

	ctx    context.Context // ends when the stream has failed, was reset, or was closed here
	cancel context.CancelFunc
	forget func() bool // of the host's end

	frames   chan Frame    // received and not asked for
	readDone chan struct{} // closed when nothing more will arrive
	readErr  error         // why; set before readDone is closed
	discard  chan struct{} // closed when nobody will ask for frames any more

	sending  chan struct{} // holds a token while somebody writes
	out      sequence      // guarded by sending
	closed   bool          // guarded by sending
	lastSent atomic.Int64  // of the monotonic clock since started, nanoseconds
	started  time.Time

	mu        sync.Mutex
	failure   *StreamError // the first
	writeErr  *StreamError
	expiry    *time.Timer // ends the stream when no header came or the job's deadline has passed
	cancelled bool        // a cancel frame was sent
	closing   bool        // Close was called
	ended     bool        // Close has returned
}

// newJobStream begins to read and to send heartbeats.
func newJobStream(ctx context.Context, r *reader, remote Hello, provider bool, reserve func(int) error, tasks *tasks) (*JobStream, error) {
	s := &JobStream{
		wire: r.wire, reader: r, remote: remote, limits: r.limits, reserve: reserve, tasks: tasks,
		frames: make(chan Frame, queueFrames), readDone: make(chan struct{}), discard: make(chan struct{}),
		sending: make(chan struct{}, 1), out: sequence{provider: provider}, started: time.Now(),
	}
	// The host's end ends the stream through fail alone, so that whoever sees ctx end finds the reason set.
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.forget = context.AfterFunc(ctx, func() { s.fail(&StreamError{Code: CodeShutdown}) })
	if provider {
		s.expire(s.limits.Header, &StreamError{Code: CodeHeader, Err: errors.New("no order came in time")})
	}
	s.reader.quiet = s.limits.Silence
	if !tasks.start(func() { s.read(!provider) }) || !tasks.start(s.beat) {
		s.fail(&StreamError{Code: CodeShutdown})
		return nil, s.failure
	}
	return s, nil
}

// Remote is who is on the other side.
func (s *JobStream) Remote() Hello { return s.remote }

// Recv waits for the next frame. It is io.EOF after the other side has closed, and a *StreamError where the stream has
// failed; frames that arrived before come first.
func (s *JobStream) Recv(ctx context.Context) (Frame, error) {
	select {
	case f := <-s.frames:
		return f, nil
	default:
	}
	select {
	case f := <-s.frames:
		return f, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("receive frame: %w", context.Cause(ctx))
	case <-s.readDone:
	case <-s.ctx.Done():
	}
	select {
	case f := <-s.frames:
		return f, nil
	default:
		return nil, s.endError()
	}
}

func (s *JobStream) endError() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure != nil {
		return s.failure
	}
	select {
	case <-s.readDone:
		return s.readErr
	default:
		return &StreamError{Err: net.ErrClosed}
	}
}

// Send sends f in one write. It is a *FrameError where f must not be sent (the stream goes on) and a *StreamError where the
// stream has failed. When ctx ends before anything of f was taken, the stream goes on, too.
func (s *JobStream) Send(ctx context.Context, f Frame) error {
	b, err := encodeFrame(f)
	if err != nil {
		return err
	}
	if order, ok := f.(*OrderFrame); ok && order.Deadline > s.limits.Lifetime {
		return &FrameError{"order", fmt.Errorf("deadline of %s, this node's limit is %s", order.Deadline, s.limits.Lifetime)}
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.unlock()
	before := s.out
	if err := s.out.next(f); err != nil {
		return &FrameError{frameName(f), err}
	}
	switch f := f.(type) {
	case *OrderFrame:
		s.expire(f.Deadline+grace, &StreamError{Code: CodeDeadline})
	case *CancelFrame:
		s.mu.Lock()
		s.cancelled = true
		s.mu.Unlock()
	}
	err = s.write(ctx, b)
	var broken *StreamError
	if err != nil && !errors.As(err, &broken) {
		s.out = before // nothing of it was sent
	}
	return err
}

// lock waits until nobody else writes.
func (s *JobStream) lock(ctx context.Context) error {
	select {
	case s.sending <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("send frame: %w", context.Cause(ctx))
	case <-s.ctx.Done():
		return s.endError()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.failure != nil:
		s.unlock()
		return s.failure
	case s.writeErr != nil:
		s.unlock()
		return s.writeErr
	case s.closed:
		s.unlock()
		return &StreamError{Err: net.ErrClosed}
	}
	return nil
}

func (s *JobStream) unlock() { <-s.sending }

// write hands b to the transport. The caller holds the lock.
func (s *JobStream) write(ctx context.Context, b []byte) error {
	over := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { _ = s.wire.SetWriteDeadline(time.Unix(1, 0)); close(over) })
	n, err := writeWithin(s.wire, s.limits, b)
	if !stop() {
		<-over // lest it cuts a later write short
	}
	if err == nil {
		s.lastSent.Store(int64(time.Since(s.started)))
		return nil
	}
	if n == 0 && ctx.Err() != nil && isTimeout(err) {
		return fmt.Errorf("send frame: %w", context.Cause(ctx))
	}
	failure := streamError(err)
	if isTimeout(err) {
		s.fail(failure)
		return failure
	}
	// The other side reads no more, but what it said before may still be on its way: a refusal, a receipt.
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.writeErr == nil {
		s.writeErr = failure
		timer := time.AfterFunc(s.limits.Silence, func() { s.fail(failure) })
		context.AfterFunc(s.ctx, func() { timer.Stop() })
	}
	return failure
}

// read receives until the other side closes or the stream fails.
func (s *JobStream) read(fromProvider bool) {
	in := sequence{provider: fromProvider}
	err := s.receive(&in)
	s.readErr = err
	if !errors.Is(err, io.EOF) {
		failure := streamError(err)
		s.readErr = failure
		s.fail(failure)
	}
	close(s.readDone)
}

func (s *JobStream) receive(in *sequence) error {
	for {
		limit := MaxControl
		if !in.provider && !in.begun {
			limit = MaxOrder
		}
		b, err := s.reader.next(limit, s.begun)
		if err != nil {
			return err
		}
		f, err := DecodeFrame(b)
		if err == nil && f != nil {
			err = in.next(f)
		}
		if err != nil {
			return &StreamError{Code: CodeProtocol, Err: err}
		}
		if f == nil {
			continue
		}
		if order, ok := f.(*OrderFrame); ok {
			s.expire(min(order.Deadline, s.limits.Lifetime)+grace, &StreamError{Code: CodeDeadline})
		}
		select {
		case s.frames <- f:
		case <-s.discard:
		case <-s.ctx.Done():
		}
	}
}

// begun is called at the start of each frame. Only an order is larger than a control frame: memory is reserved for it, and
// it has its own time instead of what is left of the header's.
func (s *JobStream) begun(size int) error {
	if size <= MaxControl {
		return nil
	}
	if err := s.reserve(size); err != nil {
		return &StreamError{Code: CodeBusy, Err: fmt.Errorf("reserve %d bytes for an order: %w", size, err)}
	}
	s.expire(s.limits.frameTime(size), &StreamError{Code: CodeSlow, Err: errors.New("the order took too long to arrive")})
	return nil
}

// expire ends the stream after d, in place of any earlier expiry.
func (s *JobStream) expire(d time.Duration, why *StreamError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.expiry != nil {
		s.expiry.Stop()
	}
	if s.ctx.Err() == nil {
		s.expiry = time.AfterFunc(d, func() { s.fail(why) })
	}
}

// beat sends a heartbeat whenever nothing else was sent for Limits.Heartbeat.
func (s *JobStream) beat() {
	timer := time.NewTimer(s.limits.Heartbeat)
	defer timer.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-timer.C:
		}
		wait := s.limits.Heartbeat - (time.Since(s.started) - time.Duration(s.lastSent.Load()))
		if wait <= 0 {
			if !s.tryHeartbeat() {
				return
			}
			wait = s.limits.Heartbeat
		}
		timer.Reset(wait)
	}
}

// tryHeartbeat reports whether heartbeats go on. Where somebody writes, that is sign of life enough.
func (s *JobStream) tryHeartbeat() bool {
	select {
	case s.sending <- struct{}{}:
		defer s.unlock()
		return !s.closed && s.write(context.Background(), heartbeat) == nil
	default:
		return true
	}
}

// fail ends the stream at once; the first failure counts.
func (s *JobStream) fail(e *StreamError) {
	if s.claim(e) {
		s.abandon(e.Code)
	}
}

// claim sets the failure and reports whether it is the first. A stream that was closed in good order cannot fail any more: a
// reset now would overtake what was sent last.
func (s *JobStream) claim(e *StreamError) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failure != nil || s.ended {
		return false
	}
	s.failure = e
	if s.expiry != nil {
		s.expiry.Stop()
	}
	s.forget()
	s.cancel()
	return true
}

func (s *JobStream) abandon(code ErrorCode) {
	if code == CodeGone {
		code = CodeNone
	}
	_ = s.wire.ResetWithError(network.StreamErrorCode(code))
}

// Close ends the stream in good order: it waits until the other side has read everything and closed, too, but no longer than
// Limits.Silence. It fails where the stream had failed before, so that what was sent last may not have arrived.
func (s *JobStream) Close() error {
	s.mu.Lock()
	again := s.closing
	s.closing = true
	s.mu.Unlock()
	if again {
		return nil
	}
	close(s.discard)
	if err := s.lock(context.Background()); err == nil { // a writer ends within its own deadline
		s.closed = true
		_ = s.wire.CloseWrite()
		s.unlock()
		timer := time.NewTimer(s.limits.Silence)
		defer timer.Stop()
		select {
		case <-s.readDone:
		case <-timer.C:
		case <-s.ctx.Done():
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.expiry != nil {
		s.expiry.Stop()
	}
	s.forget()
	s.cancel()
	s.ended = true
	if s.failure != nil {
		return s.failure
	}
	_ = s.wire.Close()
	return nil
}

// Reset ends the stream at once; behind Close it does nothing. A cancel frame that was sent before is given a moment to arrive, in the background, because
// a reset overtakes it.
func (s *JobStream) Reset(code ErrorCode) {
	if !s.claim(&StreamError{Code: code}) {
		return
	}
	s.mu.Lock()
	linger := s.cancelled
	s.mu.Unlock()
	if !linger || !s.tasks.start(func() { s.linger(code) }) {
		s.abandon(code)
	}
}

// linger lets what was sent arrive, and then resets.
func (s *JobStream) linger(code ErrorCode) {
	defer s.abandon(code)
	timer := time.NewTimer(cancelLinger)
	defer timer.Stop()
	select {
	case s.sending <- struct{}{}:
		_ = s.wire.CloseWrite()
		s.unlock()
	case <-timer.C:
		return
	}
	select {
	case <-s.readDone:
	case <-timer.C:
	}
}

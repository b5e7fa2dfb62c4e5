package p2p

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
)

// wire is the part of a libp2p stream that this package uses.
type wire interface {
	io.Reader
	io.Writer
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
	CloseWrite() error
	Close() error
	ResetWithError(network.StreamErrorCode) error
}

// reader takes length-delimited messages off a wire. It gives up when nothing has arrived for the time quiet, when a message
// that has begun is not complete in its time, and at the time cutoff where that is set.
type reader struct {
	wire   wire
	buf    *bufio.Reader
	limits *Limits
	quiet  time.Duration
	cutoff time.Time // zero is never
	until  time.Time // the end of the message being read; zero between two
}

func newReader(w wire, limits *Limits) *reader {
	r := &reader{wire: w, limits: limits, quiet: limits.Silence}
	r.buf = bufio.NewReader(source{r})
	return r
}

// source is what the reader's buffer is filled from: the wire, with a deadline set before each read.
type source struct{ *reader }

func (r source) Read(p []byte) (int, error) {
	deadline := time.Now().Add(r.quiet)
	late := &StreamError{Code: CodeSilent, Err: fmt.Errorf("nothing arrived for %s", r.quiet)}
	if !r.until.IsZero() && r.until.Before(deadline) {
		deadline = r.until
		late = &StreamError{Code: CodeSlow, Err: errors.New("a frame took too long to arrive")}
	}
	if !r.cutoff.IsZero() && r.cutoff.Before(deadline) {
		deadline = r.cutoff
		late = &StreamError{Code: CodeHeader, Err: errors.New("no hello came in time")}
	}
	if err := r.wire.SetReadDeadline(deadline); err != nil {
		return 0, err
	}
	n, err := r.wire.Read(p)
	switch {
	case isTimeout(err):
		err = late
	case errors.Is(err, network.ErrReset):
		// libp2p names the end of a connection that broke as the cause, which must not be taken for a stream that was closed.
		err = streamError(err)
	}
	return n, err
}

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

// next is the next message of at most max bytes. begun, where it is not nil, is called with the message's length before
// memory for it is taken, and may refuse. It is io.EOF where the other side closed between two messages.
func (r *reader) next(max int, begun func(size int) error) ([]byte, error) {
	r.until = time.Time{}
	size, err := r.length(max)
	if err != nil {
		return nil, err
	}
	r.until = time.Now().Add(r.limits.frameTime(size))
	if begun != nil {
		if err := begun(size); err != nil {
			return nil, err
		}
	}
	// A length is only a claim: memory beyond a control frame's is taken as the bytes arrive.
	b := make([]byte, min(size, MaxControl))
	for n := 0; ; {
		if _, err := io.ReadFull(r.buf, b[n:]); err != nil {
			return nil, unexpected(err)
		}
		if n = len(b); n == size {
			return b, nil
		}
		grown := make([]byte, min(size, 2*n))
		copy(grown, b)
		b = grown
	}
}

// length reads a varint of at most four bytes.
func (r *reader) length(max int) (size int, err error) {
	for shift := 0; shift < 28; shift += 7 {
		c, err := r.buf.ReadByte()
		if err != nil {
			if shift > 0 {
				err = unexpected(err)
			}
			return 0, err
		}
		if shift == 0 {
			r.until = time.Now().Add(r.limits.Write)
		}
		size |= int(c&0x7f) << shift
		if c < 0x80 {
			if size > max {
				break
			}
			return size, nil
		}
	}
	return 0, &StreamError{Code: CodeProtocol, Err: fmt.Errorf("a frame longer than %d bytes", max)}
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// streamError tells how a read or write failed.
func streamError(err error) *StreamError {
	var own *StreamError
	if errors.As(err, &own) {
		return own
	}
	var reset *network.StreamError
	if errors.As(err, &reset) {
		if reset.ErrorCode == 0 && errors.Is(err, io.EOF) {
			return &StreamError{Code: CodeGone, Remote: true, Err: errors.New("the connection was closed")}
		}
		return &StreamError{Code: codeOf(reset.ErrorCode), Remote: reset.Remote}
	}
	if isTimeout(err) {
		return &StreamError{Code: CodeSlow, Err: errors.New("the other side does not take what is sent")}
	}
	return &StreamError{Code: CodeGone, Remote: true, Err: err}
}

// codeOf reads a code off the wire: libp2p's own, where it ended the stream itself, and ours.
func codeOf(c network.StreamErrorCode) ErrorCode {
	switch c {
	case network.StreamResourceLimitExceeded, network.StreamRateLimited:
		return CodeBusy
	case network.StreamShutdown:
		return CodeShutdown
	}
	return ErrorCode(c)
}

// writeWithin writes b at once, or fails after the time that b may take.
func writeWithin(w wire, limits *Limits, b []byte) (int, error) {
	if err := w.SetWriteDeadline(time.Now().Add(limits.frameTime(len(b)))); err != nil {
		return 0, err
	}
	return w.Write(b)
}

// dismiss ends a stream on which the last word has been said. It reads on for a moment, because a reset overtakes what was
// said before it: the other side must have the time to read why.
func dismiss(w wire, code ErrorCode) {
	if w.CloseWrite() == nil && w.SetReadDeadline(time.Now().Add(dismissLinger)) == nil {
		_, _ = io.CopyN(io.Discard, w, MaxControl)
	}
	_ = w.ResetWithError(network.StreamErrorCode(code))
}

package node

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/dgrid-network/dgrid/p2p"
)

// localFrames is how many frames one side of a local stream may be ahead of the other's reading.
const localFrames = 64

// localStream is one side of a job stream between this node's payer and its own provider, which no network could carry: a host
// does not dial itself. It keeps the promises of p2p.JobStream, but for heartbeats, which nobody needs in one process.
type localStream struct {
	remote p2p.Hello
	in     <-chan p2p.Frame
	out    chan<- p2p.Frame
	closed chan struct{} // by this side
	gone   <-chan struct{}
	once   sync.Once
}

// newLocalStream is both sides of a stream on which each side sees remote.
func newLocalStream(remote p2p.Hello) (payer, provider *localStream) {
	orders, answers := make(chan p2p.Frame, localFrames), make(chan p2p.Frame, localFrames)
	a, b := make(chan struct{}), make(chan struct{})
	return &localStream{remote: remote, in: answers, out: orders, closed: a, gone: b},
		&localStream{remote: remote, in: orders, out: answers, closed: b, gone: a}
}

func (s *localStream) Remote() p2p.Hello { return s.remote }

func (s *localStream) Send(ctx context.Context, f p2p.Frame) error {
	select {
	case <-s.gone:
		return &p2p.StreamError{Code: p2p.CodeGone, Remote: true, Err: io.ErrClosedPipe}
	case <-s.closed:
		return &p2p.StreamError{Err: errors.New("the stream was closed here")}
	default:
	}
	select {
	case s.out <- f:
		return nil
	case <-s.gone:
		return &p2p.StreamError{Code: p2p.CodeGone, Remote: true, Err: io.ErrClosedPipe}
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Recv gives what was sent before the other side closed, and then io.EOF.
func (s *localStream) Recv(ctx context.Context) (p2p.Frame, error) {
	select {
	case f := <-s.in:
		return f, nil
	default:
	}
	select {
	case f := <-s.in:
		return f, nil
	case <-s.gone:
		select {
		case f := <-s.in:
			return f, nil
		default:
			return nil, io.EOF
		}
	case <-s.closed:
		return nil, &p2p.StreamError{Err: errors.New("the stream was closed here")}
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (s *localStream) Close() error {
	s.once.Do(func() { close(s.closed) })
	return nil
}

func (s *localStream) Reset(p2p.ErrorCode) { _ = s.Close() }

package node_test

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/p2p"
)

// errCut is what both ends of a cut stream see.
var errCut = errors.New("the stream was cut")

// pipe is a job stream in memory. Frames are counted over both directions; the cut-th is lost, and the stream with it.
type pipe struct {
	mu     sync.Mutex
	frames int
	cut    int // 0 never cuts
	filter func(p2p.Frame) p2p.Frame

	broken chan struct{}
	once   sync.Once
}

// end is one side of a pipe.
type end struct {
	*pipe
	remote  p2p.Hello
	in, out chan p2p.Frame
	closed  chan struct{} // by this side
	gone    chan struct{} // closed by the other
	once    *sync.Once
}

func newPipe(cut int, atPayer, atProvider p2p.Hello) (payerEnd, providerEnd *end) {
	p := &pipe{cut: cut, broken: make(chan struct{})}
	a, b := make(chan p2p.Frame, 4096), make(chan p2p.Frame, 4096)
	x, y := make(chan struct{}), make(chan struct{})
	return &end{p, atPayer, a, b, x, y, new(sync.Once)}, &end{p, atProvider, b, a, y, x, new(sync.Once)}
}

func (p *pipe) breakOff() { p.once.Do(func() { close(p.broken) }) }

func (e *end) Remote() p2p.Hello { return e.remote }

func (e *end) Send(ctx context.Context, f p2p.Frame) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.frames++
	if e.cut > 0 && e.frames >= e.cut {
		e.breakOff()
	}
	if e.filter != nil {
		if f = e.filter(f); f == nil {
			return nil
		}
	}
	select {
	case <-e.broken:
		return errCut
	case <-e.gone:
		return io.ErrClosedPipe
	default:
	}
	select {
	case e.out <- f:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (e *end) Recv(ctx context.Context) (p2p.Frame, error) {
	select {
	case f := <-e.in:
		return f, nil
	default:
	}
	select {
	case f := <-e.in:
		return f, nil
	case <-e.broken:
		return nil, errCut
	case <-e.gone:
		select { // what was sent before the other side closed arrives
		case f := <-e.in:
			return f, nil
		default:
			return nil, io.EOF
		}
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (e *end) Close() error        { e.once.Do(func() { close(e.closed) }); return nil }
func (e *end) Reset(p2p.ErrorCode) { _ = e.Close() }

// link is the payer's way to one provider in the same process.
type link struct {
	fetching func() // called before a transcript is fetched; nil is nothing
	side     *side
	payer    p2p.Hello
	cut      int // of the next stream
	filter   func(p2p.Frame) p2p.Frame
	served   sync.WaitGroup
}

func (l *link) OpenJob(ctx context.Context, _ string) (payer.Stream, error) {
	atPayer, atProvider := newPipe(l.cut, l.side.hello(), l.payer)
	atPayer.filter = l.filter
	l.served.Add(1)
	go func() {
		defer l.served.Done()
		defer atProvider.Close()
		l.side.provider.Serve(context.WithoutCancel(ctx), atProvider)
	}()
	return atPayer, nil
}

func (l *link) FetchTranscript(ctx context.Context, _ string, job dgrid.JobID) (*dgrid.Transcript, error) {
	if l.fetching != nil {
		l.fetching()
	}
	return l.side.provider.Transcript(ctx, l.payer, job, true)
}

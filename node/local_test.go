package node_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/p2p"
)

// What was sent before a side closed arrives, in order, and then the end.
func TestLocalStreamDrains(t *testing.T) {
	payer, provider := node.NewLocalStream(p2p.Hello{Owner: dgrid.Address{1}})
	if got := payer.Remote().Owner; got != (dgrid.Address{1}) {
		t.Errorf("remote is %s", got)
	}
	for i := range 3 {
		if err := provider.Send(t.Context(), &p2p.ChunkFrame{IDs: []dgrid.TokenID{dgrid.TokenID(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := provider.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		f, err := payer.Recv(t.Context())
		if chunk, ok := f.(*p2p.ChunkFrame); err != nil || !ok || chunk.IDs[0] != dgrid.TokenID(i) {
			t.Fatalf("frame %d: %v, %v", i, f, err)
		}
	}
	if _, err := payer.Recv(t.Context()); !errors.Is(err, io.EOF) {
		t.Errorf("behind the last frame: %v, want EOF", err)
	}
	var gone *p2p.StreamError
	if err := payer.Send(t.Context(), &p2p.MeetFrame{}); !errors.As(err, &gone) || gone.Code != p2p.CodeGone || !gone.Remote {
		t.Errorf("sent to a side that closed: %v", err)
	}
	if err := provider.Send(t.Context(), &p2p.MeetFrame{}); !errors.As(err, &gone) {
		t.Errorf("sent from a side that closed: %v", err)
	}
}

// Whoever waits is let go: by the context, by the other side's end, and by its own.
func TestLocalStreamLetsGo(t *testing.T) {
	payer, provider := node.NewLocalStream(p2p.Hello{})
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	cancel(reason)
	if _, err := payer.Recv(ctx); !errors.Is(err, reason) {
		t.Errorf("receive with a context that ended: %v", err)
	}
	var err error
	for err == nil { // nobody reads
		err = payer.Send(ctx, &p2p.MeetFrame{})
	}
	if !errors.Is(err, reason) {
		t.Errorf("send with a context that ended: %v", err)
	}
	waiting := make(chan error, 1)
	go func() { _, err := payer.Recv(t.Context()); waiting <- err }()
	provider.Reset(p2p.CodeShutdown)
	if err := <-waiting; !errors.Is(err, io.EOF) {
		t.Errorf("receive from a side that went away: %v", err)
	}
}

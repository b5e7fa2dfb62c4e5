package control_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/dgrid-network/dgrid/node/control"
)

// oneConn is a listener with one connection.
type oneConn struct {
	conn   chan net.Conn
	closed chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case c := <-l.conn:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *oneConn) Close() error   { close(l.closed); return nil }
func (l *oneConn) Addr() net.Addr { return &net.UnixAddr{} }

// A client that keeps its connection and asks nothing more does not hold a goroutine and a file of the daemon for ever.
func TestIdleConnectionsAreClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		l := &oneConn{conn: make(chan net.Conn, 1), closed: make(chan struct{})}
		l.conn <- there
		ctx, stop := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- control.Serve(ctx, l, nil) }()
		r, err := http.NewRequest(http.MethodGet, "http://node/nothing", nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Write(here); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewReader(here)
		answer, err := http.ReadResponse(in, r)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusNotFound || answer.Close {
			t.Fatalf("%v, %v", answer.Status, err)
		}
		if _, err := in.ReadByte(); !errors.Is(err, io.EOF) { // a deadlock, where nobody ever closes it
			t.Errorf("the connection ends with %v", err)
		}
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

package p2p_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// wall is what stands between a payer and its provider: QUIC goes through it until it is shut, and a TCP port opens until it is closed.
type wall struct {
	udp    *net.UDPConn
	tcp    net.Listener
	knocks chan struct{} // one for each that the port opened to
	mu     sync.Mutex
	shut   bool // guarded by mu
}

// build puts a wall before provider, and tells payer of the port.
func build(t *testing.T, provider, payer *p2p.Host) *wall {
	t.Helper()
	_, port, _ := strings.Cut(addr(t, provider), "/udp/")
	port, _, _ = strings.Cut(port, "/")
	behind, err := net.ResolveUDPAddr("udp4", "127.0.0.1:"+port)
	check(t, err)
	w := &wall{knocks: make(chan struct{}, 64)}
	w.udp, err = net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	check(t, err)
	w.tcp, err = net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	check(t, p2p.Tell(payer, provider.ID(), "/ip4/127.0.0.1/tcp/"+portOf(w.tcp.Addr())))
	var group sync.WaitGroup
	group.Go(func() { w.relay(behind) })
	group.Go(w.accept)
	t.Cleanup(func() { _, _ = w.udp.Close(), w.tcp.Close(); group.Wait() })
	return w
}

func portOf(a net.Addr) string {
	_, port, _ := net.SplitHostPort(a.String())
	return port
}

// relay hands packets from the payer on to behind, and back.
func (w *wall) relay(behind *net.UDPAddr) {
	var payer *net.UDPAddr
	buf := make([]byte, 64<<10)
	for {
		n, from, err := w.udp.ReadFromUDP(buf)
		if err != nil {
			return
		}
		w.mu.Lock()
		shut := w.shut
		w.mu.Unlock()
		to := behind
		if from.Port == behind.Port {
			to = payer
		} else {
			payer = from
		}
		if !shut && to != nil {
			_, _ = w.udp.WriteToUDP(buf[:n], to)
		}
	}
}

func (w *wall) accept() {
	for {
		c, err := w.tcp.Accept()
		if err != nil {
			return
		}
		_ = c.Close()
		w.knocks <- struct{}{}
	}
}

// close lets nothing of QUIC through any more.
func (w *wall) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shut = true
}

// through is the provider's address behind the wall.
func (w *wall) through(provider *p2p.Host) string {
	return "/ip4/127.0.0.1/udp/" + portOf(w.udp.LocalAddr()) + "/quic-v1/p2p/" + string(provider.ID())
}

// walled is a payer's job stream through a wall. The payer gives a peer up for silence after an hour.
func walled(t *testing.T) (w *wall, provider, payer *p2p.Host, s *p2p.JobStream) {
	t.Helper()
	provider, payer = pair(t, quic, func(_, payer *p2p.Config) {
		payer.Limits.Heartbeat, payer.Limits.Silence = 100*time.Millisecond, time.Hour
	})
	provider.ServeJobs(func(ctx context.Context, _ *p2p.JobStream) { <-ctx.Done() })
	w = build(t, provider, payer)
	s, err := payer.OpenJob(testContext(t), w.through(provider))
	check(t, err)
	t.Cleanup(func() { s.Reset(p2p.CodeNone) })
	knocked(t, w.knocks)
	for ctx := testContext(t); p2p.Doors(payer) == 0; {
		if ctx.Err() != nil {
			t.Fatal("the payer does not remember that the port opens")
		}
		<-time.After(time.Millisecond)
	}
	return w, provider, payer, s
}

func knocked(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-testContext(t).Done():
		t.Fatal("nobody knocked")
	}
}

func TestGoneOverQUIC(t *testing.T) {
	w, _, payer, s := walled(t)
	w.close()
	check(t, w.tcp.Close())
	_, err := s.Recv(testContext(t))
	var failure *p2p.StreamError
	if !errors.As(err, &failure) || failure.Code != p2p.CodeGone {
		t.Fatalf("Recv: %v, want an end with code %q", err, p2p.CodeGone)
	}
	for ctx := testContext(t); p2p.Connections(payer) > 0; {
		if ctx.Err() != nil {
			t.Fatal("the dead connection is kept")
		}
		<-time.After(10 * time.Millisecond)
	}
}

func TestSilentButThereOverQUIC(t *testing.T) {
	w, _, _, s := walled(t)
	w.close()
	for range 3 {
		knocked(t, w.knocks)
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Recv(ended); !errors.Is(err, context.Canceled) {
		t.Fatalf("Recv: %v, want the end of its context: the peer's port opens, so it may be slow", err)
	}
}

func TestOpenToTheGoneOverQUIC(t *testing.T) {
	w, provider, payer, s := walled(t)
	s.Reset(p2p.CodeNone)
	w.close()
	check(t, w.tcp.Close())
	_, err := payer.OpenJob(testContext(t), string(provider.ID()))
	var unreachable *p2p.UnreachableError
	if !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "nobody listens") {
		t.Fatalf("OpenJob: %v, want that nobody listens any more", err)
	}
	if _, _, err := payer.Quote(testContext(t), provider.ID(), dgrid.ModelID{1}); err == nil {
		t.Fatal("a peer that is gone gave a quote")
	}
}

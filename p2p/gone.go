package p2p

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
)

// Over TCP the kernel of a machine says at once that a process there has died. Over QUIC nobody says so: its connection looks alive
// for half a minute, and whatever is opened on it waits in vain, even when the peer is long back on another one.

const (
	knockTime = 500 * time.Millisecond // for a TCP port to open or to refuse
	doorsKept = 1024
)

// errNobodyListens is how it is known that a peer is gone.
var errNobodyListens = errors.New("nobody listens at its address any more")

// doors remembers, of connections over QUIC, the peer's TCP port where it opened when all was well. Only such a port says something
// when it refuses: that of a peer behind a router always does.
type doors struct {
	mu   sync.Mutex
	open map[string]string // connection to host:port; guarded by mu
}

// watch ends s when its peer's process is gone, and takes the connection down with it: what is opened next dials anew. A connection on
// which the peer has gone silent is taken down, too.
func (h *Host) watch(s *JobStream, c network.Conn) {
	defer func() {
		if s.lost() {
			h.log.Debug("connection closed: the peer on it is gone", "peer", c.RemotePeer().String())
			_ = c.Close()
		}
	}()
	door, patience := h.door(s.ctx, c), s.limits.overdue()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-timer.C:
		}
		wait := patience - s.quiet()
		if wait <= 0 && door != "" && errors.Is(knock(s.ctx, door), syscall.ECONNREFUSED) {
			s.fail(&StreamError{Code: CodeGone, Remote: true, Err: errNobodyListens})
			return
		}
		timer.Reset(max(wait, knockTime))
	}
}

// overdue is after how much quiet a peer may be gone: a heartbeat should have come.
func (l *Limits) overdue() time.Duration { return l.Heartbeat + l.Heartbeat/4 }

// doubt takes a connection down if the peer does not say hello on it and its process is gone. The caller calls gone when it knows how
// the hello went.
func (h *Host) doubt(ctx context.Context, c network.Conn) (gone func() bool) {
	var found atomic.Bool
	timer := time.AfterFunc(h.cfg.Limits.overdue(), func() {
		if door := h.knownDoor(c); door != "" && errors.Is(knock(ctx, door), syscall.ECONNREFUSED) {
			found.Store(true)
			_ = c.Close()
		}
	})
	return func() bool {
		timer.Stop()
		return found.Load()
	}
}

// lost reports whether the stream has failed because nothing came any more.
func (s *JobStream) lost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failure != nil && !s.failure.Remote && s.failure.Code == CodeSilent || s.failure != nil && errors.Is(s.failure.Err, errNobodyListens)
}

// quiet is for how long nothing has arrived.
func (s *JobStream) quiet() time.Duration {
	return time.Since(s.started) - time.Duration(s.lastReceived.Load())
}

// door is where the peer of a QUIC connection listens for TCP, or "" where that is not known or does not open.
func (h *Host) door(ctx context.Context, c network.Conn) string {
	if _, err := c.RemoteMultiaddr().ValueForProtocol(ma.P_QUIC_V1); err != nil {
		return ""
	}
	if door := h.knownDoor(c); door != "" {
		return door
	}
	door := h.findDoor(ctx, c)
	h.doors.mu.Lock()
	defer h.doors.mu.Unlock()
	if h.doors.open == nil || len(h.doors.open) >= doorsKept {
		h.doors.open = map[string]string{}
	}
	if door != "" {
		h.doors.open[c.ID()] = door
	}
	return door
}

func (h *Host) knownDoor(c network.Conn) string {
	h.doors.mu.Lock()
	defer h.doors.mu.Unlock()
	return h.doors.open[c.ID()]
}

func (h *Host) findDoor(ctx context.Context, c network.Conn) string {
	here, err := manet.ToIP(c.RemoteMultiaddr())
	if err != nil {
		return ""
	}
	for _, a := range h.host.Peerstore().Addrs(c.RemotePeer()) {
		ip, err := manet.ToIP(a)
		if err != nil || !ip.Equal(here) {
			continue
		}
		n, err := manet.ToNetAddr(a)
		if tcp, ok := n.(*net.TCPAddr); err == nil && ok && knock(ctx, tcp.String()) == nil {
			return tcp.String()
		}
	}
	return ""
}

// knock sees whether a TCP port opens.
func knock(ctx context.Context, door string) error {
	conn, err := (&net.Dialer{Timeout: knockTime}).DialContext(ctx, "tcp", door)
	if err != nil {
		return err
	}
	return conn.Close()
}

package p2p

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/core/sec"
	ma "github.com/multiformats/go-multiaddr"
	"github.com/multiformats/go-multistream"

	"github.com/dgrid-network/dgrid"
)

var errRelayed = errors.New("only a connection over a relay came about, which is too narrow for this: the node needs a port that others can dial")

// Greet asks the peer at addr who it is. addr is as OpenJob takes it.
func (h *Host) Greet(ctx context.Context, addr string) (Hello, error) {
	c, err := h.open(network.WithAllowLimitedConn(ctx, protocolHello), addr, protocolHello)
	if err != nil {
		return Hello{}, fmt.Errorf("greet: %w", err)
	}
	_ = c.stream.Close()
	return c.remote, nil
}

// open connects to the peer at addr, opens a stream of a protocol and exchanges hellos on it.
func (h *Host) open(ctx context.Context, addr, protocolName string) (*conversation, error) {
	cutoff := time.Now().Add(h.cfg.Limits.Dial)
	ctx, cancel := context.WithDeadline(ctx, cutoff)
	defer cancel()
	p, err := h.connect(ctx, addr)
	if err != nil {
		return nil, err
	}
	s, err := h.host.NewStream(ctx, p, protocolFor(h.cfg.Network, protocolName))
	if err != nil && h.host.Network().Connectedness(p) == network.Limited {
		err = errRelayed
	}
	if err != nil {
		return nil, h.openError(p, addr, protocolName, err)
	}
	c := &conversation{stream: s, reader: newReader(s, &h.cfg.Limits)}
	if err := s.Scope().SetService(service(protocolName)); err != nil {
		c.reset(CodeNone)
		return nil, fmt.Errorf("open a %s stream to %s: this node has too many: %w", protocolName, p, err)
	}
	stop := context.AfterFunc(ctx, func() { c.reset(CodeCancelled) })
	said := time.Now()
	c.remote, err = h.exchange(c.reader, p, cutoff)
	if err == nil {
		h.host.Peerstore().RecordLatency(p, time.Since(said)) // both say hello at once: one way there, one back
		h.acquainted(p, c.remote.Owner)
	}
	if !stop() && ctx.Err() != nil {
		return nil, fmt.Errorf("open a %s stream to %s: %w", protocolName, p, context.Cause(ctx))
	}
	if err != nil {
		c.reset(CodeNone)
		return nil, h.openError(p, addr, protocolName, err)
	}
	return c, nil
}

// acquainted keeps for whom a peer acts, for as long as the peer book knows it.
func (h *Host) acquainted(p peer.ID, owner dgrid.Address) {
	if err := h.host.Peerstore().Put(p, keyOwner, owner); err != nil {
		h.log.Debug("cannot keep a peer's owner", "peer", p.String(), "err", err)
	}
}

// connect makes sure of a connection to the peer at addr.
func (h *Host) connect(ctx context.Context, addr string) (peer.ID, error) {
	info, err := parseAddr(addr)
	if err != nil {
		return "", err
	}
	if info.ID == h.host.ID() {
		return "", fmt.Errorf("dial %s: that is this node itself", addr)
	}
	if connected(ctx, h.host.Network(), info.ID) {
		return info.ID, nil
	}
	if m := h.member.Load(); len(info.Addrs) == 0 && m != nil {
		found, err := m.seek(ctx, info.ID)
		if err != nil {
			return "", &UnreachableError{Addr: addr, Err: fmt.Errorf("it is not connected, advertises nothing, and the DHT does not find it: %w", err)}
		}
		info.Addrs = found.Addrs
	}
	if len(info.Addrs) == 0 {
		return "", &UnreachableError{Addr: addr, Err: errors.New("no connection to this peer, and no address of it is given")}
	}
	err = h.host.Connect(ctx, info)
	if err == nil {
		return info.ID, nil
	}
	var other sec.ErrPeerIDMismatch
	if errors.As(err, &other) {
		return "", &WrongPeerError{Addr: addr, Want: dgrid.PeerID(info.ID.String()), Actual: dgrid.PeerID(other.Actual.String())}
	}
	return "", &UnreachableError{Addr: addr, Err: shortest(err)}
}

// parseAddr reads a multiaddr that ends in /p2p/<peer id>, or a bare peer id.
func parseAddr(addr string) (peer.AddrInfo, error) {
	const want = "want /ip4/<address>/tcp/<port>/p2p/<peer id>, as `dgridd up` prints it, or the id of a connected peer"
	if !strings.HasPrefix(addr, "/") {
		id, err := peer.Decode(addr)
		if err != nil {
			return peer.AddrInfo{}, fmt.Errorf("address %.200q: %w: %s", addr, err, want)
		}
		return peer.AddrInfo{ID: id}, nil
	}
	m, err := ma.NewMultiaddr(addr)
	if err != nil {
		return peer.AddrInfo{}, fmt.Errorf("address %.200q: %w: %s", addr, err, want)
	}
	info, err := peer.AddrInfoFromP2pAddr(m)
	if err != nil {
		return peer.AddrInfo{}, fmt.Errorf("address %.200q: %w: %s", addr, err, want)
	}
	return *info, nil
}

// openError says why no stream came about: another network, another version, no provider, no dgrid node, or a broken stream.
func (h *Host) openError(p peer.ID, addr, protocolName string, err error) error {
	var unsupported multistream.ErrNotSupported[protocol.ID]
	var reset *network.StreamError
	switch {
	case errors.As(err, &unsupported):
		return h.unsupported(p, protocolName)
	case errors.As(err, &reset):
		return fmt.Errorf("open a %s stream to %s: %w", protocolName, p, streamError(err))
	}
	var failure *StreamError
	var wrong *WrongNetworkError
	if errors.As(err, &failure) || errors.As(err, &wrong) {
		return fmt.Errorf("open a %s stream to %s: %w", protocolName, p, err)
	}
	return &UnreachableError{Addr: addr, Err: err}
}

// unsupported looks at what the peer has announced instead of the protocol.
func (h *Host) unsupported(p peer.ID, protocolName string) error {
	announced, err := h.host.Peerstore().GetProtocols(p)
	if err != nil {
		return fmt.Errorf("read what peer %s announced: %w", p, err)
	}
	var network string // of the peer, where it is one of dgrid
	for _, id := range announced {
		m := protocolID.FindStringSubmatch(string(id))
		if m == nil {
			continue
		}
		if m[1] == h.cfg.Network && m[2] == protocolName && m[3] != protocolVersion {
			return &VersionError{Protocol: protocolName, Ours: protocolVersion, Theirs: m[3]}
		}
		if network != h.cfg.Network {
			network = m[1]
		}
	}
	switch network {
	case "":
		return fmt.Errorf("peer %s: %w", p, ErrNotDgrid)
	case h.cfg.Network:
		return fmt.Errorf("open a %s stream to %s: %w", protocolName, p, ErrNotServing)
	}
	return &WrongNetworkError{Ours: h.cfg.Network, Theirs: network, OursID: h.cfg.NetworkID}
}

// shortest is the innermost of err's single causes: libp2p lists every address that it tried on lines of their own, which
// is one address here.
func shortest(err error) error {
	var dial interface{ Unwrap() []error }
	if errors.As(err, &dial) {
		if causes := dial.Unwrap(); len(causes) > 0 {
			return causes[len(causes)-1]
		}
	}
	return err
}

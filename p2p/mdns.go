package p2p

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/discovery/mdns"

	"github.com/dgrid-network/dgrid"
)

// neighbours dials what answers on the local network, one at a time: whoever floods it with answers gets no more than that.
type neighbours struct {
	found chan peer.AddrInfo
}

// HandlePeerFound is called by mDNS. What comes while the queue is full comes again.
func (n *neighbours) HandlePeerFound(info peer.AddrInfo) {
	select {
	case n.found <- info:
	default:
	}
}

// mdnsName is what nodes of a network ask the local network for. A DNS label has 63 bytes at most, so a long name is shortened
// and told apart by its hash.
func mdnsName(name string) string {
	const most = 40
	if len(name) > most {
		h := dgrid.Hash([]byte(name))
		name = name[:most-9] + "-" + hex.EncodeToString(h[:4])
	}
	return "_dgrid-" + name + "._udp"
}

// neighbourhood finds nodes on the local network until ctx ends.
func (m *mesh) neighbourhood(ctx context.Context) {
	n := &neighbours{found: make(chan peer.AddrInfo, 16)}
	service := mdns.NewMdnsService(m.host, mdnsName(m.cfg.Network), n)
	if err := service.Start(); err != nil {
		m.log.Warn("local network is not searched", "err", fmt.Errorf("start mDNS: %w: bootstrap addresses still work", err))
		return
	}
	defer func() {
		if err := service.Close(); err != nil {
			m.log.Debug("mDNS ended", "err", err)
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case info := <-n.found:
			m.meet(ctx, info)
		}
	}
}

// meet connects to a node of the local network.
func (m *mesh) meet(ctx context.Context, info peer.AddrInfo) {
	if info.ID == m.host.ID() || m.host.Network().Connectedness(info.ID) == network.Connected {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, m.cfg.Limits.Dial)
	defer cancel()
	if err := m.host.Connect(ctx, info); err != nil {
		m.log.Debug("neighbour not reached", "peer", info.ID.String(), "err", shortest(err))
	}
}

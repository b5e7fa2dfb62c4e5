package p2p

import (
	"cmp"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/dgrid-network/dgrid"
)

// Peer is a connected peer, or one whose advert this node holds.
type Peer struct {
	ID        dgrid.PeerID
	Owner     dgrid.Address // zero where neither advert nor hello of the peer has come
	Connected bool
	Inbound   bool          // the peer dialled
	Relayed   bool          // no direct connection is there
	Transport string        // "tcp" or "quic"
	Addrs     []string      // where it is connected, or else where it says that it can be dialled
	Agent     string        // what it says that it runs
	RTT       time.Duration // 0 where nothing was measured
	Bootstrap bool
	Gossip    bool    // it hears adverts
	Score     float64 // of gossip
	Advert    *dgrid.Advert
	Skew      time.Duration // its clock before ours
	SkewKnown bool
}

// keyOwner is where the peer book keeps whom a peer's hello named.
const keyOwner = "dgrid/owner"

// Peers are the connected peers and those that advertise, in the order of their ids.
func (h *Host) Peers() []Peer {
	found := map[peer.ID]*Peer{}
	for _, c := range h.host.Network().Conns() {
		id := c.RemotePeer()
		p := found[id]
		if p == nil {
			p = h.describe(id)
			p.Connected, p.Relayed, p.Inbound = true, true, c.Stat().Direction == network.DirInbound
			p.Transport = transport(c.RemoteMultiaddr())
			found[id] = p
		}
		p.Relayed = p.Relayed && c.Stat().Limited
		p.Addrs = append(p.Addrs, c.RemoteMultiaddr().String())
	}
	if m := h.member.Load(); m != nil {
		m.describe(found)
	}
	out := make([]Peer, 0, len(found))
	for _, p := range found {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Peer) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// describe is what the peer book knows of id.
func (h *Host) describe(id peer.ID) *Peer {
	p := &Peer{ID: dgrid.PeerID(id.String()), RTT: h.host.Peerstore().LatencyEWMA(id)}
	if v, err := h.host.Peerstore().Get(id, keyOwner); err == nil {
		p.Owner, _ = v.(dgrid.Address)
	}
	if v, err := h.host.Peerstore().Get(id, "AgentVersion"); err == nil {
		s, _ := v.(string)
		p.Agent = line(s, maxAgent)
	}
	return p
}

// describe adds what only a member knows.
func (m *mesh) describe(found map[peer.ID]*Peer) {
	now := m.now()
	for _, a := range m.table.live(now) {
		id, err := peer.Decode(string(a.Peer))
		if err != nil || id == m.host.ID() {
			continue
		}
		p := found[id]
		if p == nil {
			p = m.Host.describe(id)
			p.Addrs = a.Addrs
			found[id] = p
		}
		p.Owner, p.Agent, p.Advert = a.Owner, a.Agent, &a
	}
	for _, id := range m.topic.ListPeers() {
		if p := found[id]; p != nil {
			p.Gossip = true
		}
	}
	for _, b := range m.bootstrapPeers() {
		if p := found[b.ID]; p != nil {
			p.Bootstrap = true
		}
	}
	for id, p := range found {
		p.Score = m.score(id)
		p.Skew, p.SkewKnown = m.table.skew(p.ID)
	}
}

func transport(a ma.Multiaddr) string {
	if _, err := a.ValueForProtocol(ma.P_QUIC_V1); err == nil {
		return "quic"
	}
	return "tcp"
}

package p2p

import (
	"sync"
	"sync/atomic"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
)

// Stats count what a host has done since it was made, and what it holds now.
type Stats struct {
	Adverts          map[Verdict]uint64 // that came in, by gossip and pulled
	Published        uint64             // adverts of this node
	ProvidersRefused uint64             // provider records above a peer's share
	Gossip           GossipStats
	Served           map[string]uint64 // streams, by protocol
	Refused          map[string]uint64 // streams, by protocol: too many, no good hello, or closing
	Peers            int               // connected
	Subscribers      int               // of them in the topic of adverts
	Table            int               // adverts that this node holds
	TableBytes       int
	DHT              int // peers in the DHT's table
}

// GossipStats count what gossip does without a word.
type GossipStats struct {
	Delivered     uint64
	Duplicates    uint64
	Rejected      map[string]uint64 // messages, by gossip's reason
	Dropped       uint64            // sends for which a peer's queue was full
	Undeliverable uint64
	Throttled     uint64
}

// counters are what Stats copies.
type counters struct {
	mu               sync.Mutex
	verdicts         map[Verdict]uint64 // guarded by mu
	served, refused  map[string]uint64  // guarded by mu
	published        atomic.Uint64
	providersRefused atomic.Uint64
	gossip           gossipTracer
}

func (c *counters) verdict(v Verdict) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.verdicts == nil {
		c.verdicts = map[Verdict]uint64{}
	}
	c.verdicts[v]++
}

func (c *counters) serve(protocol string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.served == nil {
		c.served = map[string]uint64{}
	}
	c.served[protocol]++
}

func (c *counters) refuse(protocol string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refused == nil {
		c.refused = map[string]uint64{}
	}
	c.refused[protocol]++
}

func copied[K comparable](m map[K]uint64) map[K]uint64 {
	out := map[K]uint64{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// Stats are the host's counters.
func (h *Host) Stats() Stats {
	c := &h.count
	s := Stats{Published: c.published.Load(), ProvidersRefused: c.providersRefused.Load(), Gossip: c.gossip.stats(), Peers: len(h.host.Network().Peers())}
	c.mu.Lock()
	s.Adverts, s.Served, s.Refused = copied(c.verdicts), copied(c.served), copied(c.refused)
	c.mu.Unlock()
	if m := h.member.Load(); m != nil {
		s.Subscribers, s.DHT = len(m.topic.ListPeers()), m.dht.RoutingTable().Size()
		s.Table, s.TableBytes = m.table.size()
	}
	return s
}

// gossipTracer counts gossip's events. Most of them mean nothing here.
type gossipTracer struct {
	delivered, duplicates, dropped, undeliverable, throttled atomic.Uint64

	mu       sync.Mutex
	rejected map[string]uint64 // guarded by mu
}

func (t *gossipTracer) stats() GossipStats {
	t.mu.Lock()
	defer t.mu.Unlock()
	return GossipStats{Delivered: t.delivered.Load(), Duplicates: t.duplicates.Load(), Rejected: copied(t.rejected), Dropped: t.dropped.Load(),
		Undeliverable: t.undeliverable.Load(), Throttled: t.throttled.Load()}
}

func (t *gossipTracer) RejectMessage(_ *pubsub.Message, reason string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.rejected == nil {
		t.rejected = map[string]uint64{}
	}
	t.rejected[reason]++ // one of some ten constants
}

func (t *gossipTracer) DeliverMessage(*pubsub.Message)           { t.delivered.Add(1) }
func (t *gossipTracer) DuplicateMessage(*pubsub.Message)         { t.duplicates.Add(1) }
func (t *gossipTracer) ThrottlePeer(peer.ID)                     { t.throttled.Add(1) }
func (t *gossipTracer) DropRPC(*pubsub.RPC, peer.ID)             { t.dropped.Add(1) }
func (t *gossipTracer) UndeliverableMessage(*pubsub.Message)     { t.undeliverable.Add(1) }
func (t *gossipTracer) OnNewOutboundStream(peer.ID, protocol.ID) {}
func (t *gossipTracer) OnClosedOutboundStream(peer.ID)           {}
func (t *gossipTracer) Join(string)                              {}
func (t *gossipTracer) Leave(string)                             {}
func (t *gossipTracer) Graft(peer.ID, string)                    {}
func (t *gossipTracer) Prune(peer.ID, string)                    {}
func (t *gossipTracer) ValidateMessage(*pubsub.Message)          {}
func (t *gossipTracer) RecvRPC(*pubsub.RPC)                      {}
func (t *gossipTracer) SendRPC(*pubsub.RPC, peer.ID)             {}

package p2p

import (
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	rcmgr "github.com/libp2p/go-libp2p/p2p/host/resource-manager"
	"github.com/libp2p/go-libp2p/x/rate"
)

// Connections are trimmed to the low mark when there are more than the high one; young ones are spared for the grace.
const (
	connectionsLow   = 96
	connectionsHigh  = 128
	connectionsGrace = 30 * time.Second
)

// Memory that a service may reserve, in bytes: some twenty of the largest orders at once, three of one peer.
const (
	serviceMemory     = 192 << 20
	servicePeerMemory = 32 << 20
)

// streamsOfDHT are the streams of the DHT, and of gossip, that one peer may have open to this node.
const streamsOfDHT = 8

// resources is the resource manager of a host of the network name. Its limits stand behind the host's own: a stream above StreamsPerPeer is told so in a
// frame, and one of a peer that does not stop at that is reset by libp2p before it costs a goroutine.
func resources(l *Limits, name string) (network.ResourceManager, error) {
	scaling := rcmgr.DefaultLimits
	libp2p.SetDefaultServiceLimits(&scaling)

	// A stream counts as transient until its protocol is agreed on. With libp2p's defaults one peer may hold 256 of them
	// and all peers together 128 inbound ones, so that a peer that agrees on nothing keeps everybody else out.
	scaling.PeerBaseLimit.StreamsInbound = 4 * l.StreamsPerPeer
	scaling.PeerLimitIncrease.StreamsInbound = 0
	scaling.TransientBaseLimit.Streams = 2048
	scaling.TransientBaseLimit.StreamsInbound = 1024
	// On a machine with little memory the defaults would allow fewer connections than the connection manager keeps.
	for _, b := range []*rcmgr.BaseLimit{&scaling.SystemBaseLimit, &scaling.TransientBaseLimit} {
		b.ConnsInbound, b.Conns, b.FD = 2*connectionsHigh, 4*connectionsHigh, 4*connectionsHigh
	}

	all := rcmgr.BaseLimit{StreamsInbound: 2 * l.Streams, StreamsOutbound: 2 * l.Streams, Streams: 4 * l.Streams, Memory: serviceMemory}
	one := rcmgr.BaseLimit{StreamsInbound: 2 * l.StreamsPerPeer, StreamsOutbound: 8 * l.StreamsPerPeer, Streams: 10 * l.StreamsPerPeer, Memory: servicePeerMemory}
	for _, p := range protocols {
		scaling.AddServiceLimit(service(p), all, rcmgr.BaseLimitIncrease{})
		scaling.AddServicePeerLimit(service(p), one, rcmgr.BaseLimitIncrease{})
	}
	// The DHT and gossip keep a stream or two of each peer for as long as they need them.
	talk := rcmgr.BaseLimit{StreamsInbound: 8 * connectionsHigh, StreamsOutbound: 8 * connectionsHigh, Streams: 16 * connectionsHigh, Memory: serviceMemory}
	few := rcmgr.BaseLimit{StreamsInbound: streamsOfDHT, StreamsOutbound: 4 * streamsOfDHT, Streams: 5 * streamsOfDHT, Memory: servicePeerMemory}
	for _, id := range append([]protocol.ID{protocol.ID("/dgrid/" + name + "/kad/1.0.0")}, pubsub.GossipSubDefaultProtocols...) {
		scaling.AddProtocolLimit(id, talk, rcmgr.BaseLimitIncrease{})
		scaling.AddProtocolPeerLimit(id, few, rcmgr.BaseLimitIncrease{})
	}
	m, err := rcmgr.NewResourceManager(rcmgr.NewFixedLimiter(scaling.AutoScale()), rcmgr.WithMetricsDisabled(),
		rcmgr.WithLimitPerSubnet(perAddress(l.ConnectionsPerAddress)), rcmgr.WithConnRateLimiters(connectionRate(l.ConnectionsPerAddress)))
	if err != nil {
		return nil, fmt.Errorf("start resource manager: %w", err)
	}
	return m, nil
}

// perAddress allows n connections from an IPv4 address, so that many daemons behind one router can all connect, and from an
// IPv6 /56, which is what one customer gets.
func perAddress(n int) (v4, v6 []rcmgr.ConnLimitPerSubnet) {
	return []rcmgr.ConnLimitPerSubnet{{PrefixLength: 32, ConnCount: n}},
		[]rcmgr.ConnLimitPerSubnet{{PrefixLength: 56, ConnCount: n}, {PrefixLength: 48, ConnCount: 8 * n}}
}

// connectionRate matches perAddress: all n may come at once and once more after a restart, and then one in 40/n seconds.
func connectionRate(n int) *rate.Limiter {
	limit := rate.Limit{RPS: float64(n) / 40, Burst: 2 * n}
	return &rate.Limiter{
		NetworkPrefixLimits: []rate.PrefixLimit{{Prefix: netip.MustParsePrefix("127.0.0.0/8")}, {Prefix: netip.MustParsePrefix("::1/128")}},
		SubnetRateLimiter: rate.SubnetLimiter{
			IPv4SubnetLimits: []rate.SubnetLimit{{PrefixLength: 32, Limit: limit}},
			IPv6SubnetLimits: []rate.SubnetLimit{{PrefixLength: 56, Limit: limit}, {PrefixLength: 48, Limit: rate.Limit{RPS: 5 * limit.RPS, Burst: 8 * limit.Burst}}},
			GracePeriod:      time.Minute,
		},
	}
}

// service is a protocol's name in the resource manager.
func service(protocol string) string { return "dgrid." + protocol }

// admission counts the streams that are being served.
type admission struct {
	limits *Limits
	mu     sync.Mutex
	total  int             // guarded by mu
	peers  map[peer.ID]int // guarded by mu; no entry where 0
}

// admit takes a place for a stream of p. Where there is none, have and want are the count and its limit.
func (a *admission) admit(p peer.ID) (have, want int, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if n := a.peers[p]; n >= a.limits.StreamsPerPeer {
		return n, a.limits.StreamsPerPeer, false
	}
	if a.total >= a.limits.Streams {
		return a.total, a.limits.Streams, false
	}
	a.total++
	a.peers[p]++
	return 0, 0, true
}

// release gives the place back.
func (a *admission) release(p peer.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total--
	if a.peers[p]--; a.peers[p] == 0 {
		delete(a.peers, p)
	}
}

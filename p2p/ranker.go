package p2p

import (
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	ma "github.com/multiformats/go-multiaddr"
)

// quicDelay is how long TCP has before QUIC is tried, too.
const quicDelay = 250 * time.Millisecond

// tcpFirst ranks a peer's addresses the other way round than libp2p does. When a process dies, its system ends its TCP connections in
// the same moment, and whoever waits for an answer goes on elsewhere at once; of a QUIC connection nobody hears anything, and
// three seconds of silence have to pass. docs/adr/0050 has the figures.
func tcpFirst(addrs []ma.Multiaddr) []network.AddrDelay {
	var first, second []ma.Multiaddr
	for _, a := range addrs {
		if _, err := a.ValueForProtocol(ma.P_QUIC_V1); err == nil {
			second = append(second, a)
		} else {
			first = append(first, a)
		}
	}
	ranked := swarm.DefaultDialRanker(first)
	var delay time.Duration
	if len(first) > 0 {
		delay = quicDelay
	}
	for _, d := range swarm.DefaultDialRanker(second) {
		d.Delay += delay
		ranked = append(ranked, d)
	}
	return ranked
}

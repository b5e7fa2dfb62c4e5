package p2p

import (
	"context"
	"math/rand/v2"
	"net"
	"slices"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
)

// paths are the options that get a member of the mesh through routers: what tells whether others can dial it, a port mapped by
// the router, a relay where nothing else helps, and the way from there to a direct connection. A host that listens on loopback
// alone has no router to get through, and asks the network nothing.
func (h *Host) paths() []libp2p.Option {
	m := h.cfg.Mesh
	if m == nil {
		return []libp2p.Option{libp2p.DisableRelay()}
	}
	out := []libp2p.Option{libp2p.EnableRelay(), libp2p.AddrsFactory(advertise(m.Loopback))}
	if m.Relay {
		out = append(out, libp2p.EnableRelayService(), libp2p.ForceReachabilityPublic())
	}
	if onLoopback(h.cfg.Listen) {
		return append(out, libp2p.DisableIdentifyAddressDiscovery())
	}
	out = append(out, libp2p.EnableAutoNATv2(), libp2p.NATPortMap(), libp2p.EnableHolePunching())
	if !m.Relay {
		out = append(out, libp2p.EnableAutoRelayWithPeerSource(h.relays))
	}
	return out
}

// relays offers up to n peers of the DHT's table, all of which others can dial.
func (h *Host) relays(ctx context.Context, n int) <-chan peer.AddrInfo {
	out := make(chan peer.AddrInfo)
	if !h.tasks.start(func() {
		defer close(out)
		m := h.member.Load()
		if m == nil { // libp2p may ask before New has ended, and asks again
			return
		}
		peers := m.dht.RoutingTable().ListPeers()
		rand.Shuffle(len(peers), func(i, j int) { peers[i], peers[j] = peers[j], peers[i] })
		for _, p := range peers[:min(n, len(peers))] {
			select {
			case out <- peer.AddrInfo{ID: p, Addrs: h.host.Peerstore().Addrs(p)}:
			case <-ctx.Done():
				return
			case <-h.ctx.Done():
				return
			}
		}
	}) {
		close(out)
	}
	return out
}

// onLoopback reports whether every address is one that only this machine can dial.
func onLoopback(listen []string) bool {
	return !slices.ContainsFunc(listen, func(s string) bool {
		a, err := ma.NewMultiaddr(s)
		return err == nil && !manet.IsIPLoopback(a)
	})
}

// advertise leaves out what others cannot dial: loopback addresses, unless there are no others or the whole network is on one
// machine.
func advertise(loopback bool) func([]ma.Multiaddr) []ma.Multiaddr {
	return func(all []ma.Multiaddr) []ma.Multiaddr {
		if loopback {
			return all
		}
		far := slices.DeleteFunc(slices.Clone(all), func(a ma.Multiaddr) bool {
			ip, err := manet.ToIP(a)
			return err == nil && (ip.IsLoopback() || ip.Equal(net.IPv4zero) || ip.Equal(net.IPv6unspecified))
		})
		if len(far) == 0 {
			return all
		}
		return far
	}
}

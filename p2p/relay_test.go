package p2p_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/circuitv2/client"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// TestOverARelay: a node that nobody can dial answers small questions through a relay; a job waits for a direct path, and says
// that there is none.
func TestOverARelay(t *testing.T) {
	leakCheck(t)
	cfg := meshConfig(t, newIdentity(t), tcp)
	cfg.Mesh.Relay = true
	relay := startMember(t, cfg)
	hidden := meshConfig(t, newIdentity(t), tcp, relay.Host)
	hidden.Listen = nil
	provider := startMember(t, hidden)
	provider.ServeQuotes(func(context.Context, p2p.Hello, dgrid.ModelID) (dgrid.Quote, error) {
		return dgrid.Quote{Slots: 1}, nil
	})
	provider.ServeJobs(ignoreJobs)
	info, err := peer.AddrInfoFromP2pAddr(ma.StringCast(addr(t, relay.Host)))
	check(t, err)
	inner := p2p.Inner(provider.Host)
	check(t, inner.Connect(testContext(t), *info))
	_, err = client.Reserve(testContext(t), inner, *info)
	check(t, err)
	check(t, inner.Network().Listen(ma.StringCast("/p2p-circuit")))

	asker := meshConfig(t, newIdentity(t), tcp)
	asker.Limits.Dial = time.Second
	payer := startMember(t, asker)
	through := addr(t, relay.Host) + "/p2p-circuit/p2p/" + string(provider.ID())
	hello, err := payer.Greet(testContext(t), through)
	check(t, err)
	if hello.Peer != provider.ID() {
		t.Fatalf("greeted %s", hello.Peer)
	}
	_, _, err = payer.Quote(testContext(t), provider.ID(), dgrid.ModelID{1})
	check(t, err)
	if i := payer.Peers(); len(i) == 0 || !relayed(payer.Peers(), provider.ID()) {
		t.Errorf("peers %+v", i)
	}
	_, err = payer.OpenJob(testContext(t), through)
	var unreachable *p2p.UnreachableError
	if !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "only a connection over a relay") {
		t.Fatalf("OpenJob over a relay: %v", err)
	}
}

func relayed(peers []p2p.Peer, id dgrid.PeerID) bool {
	for _, p := range peers {
		if p.ID == id {
			return p.Relayed
		}
	}
	return false
}

package p2p_test

import (
	"os"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/p2p"
)

// TestNeighboursMeet: two members that know no address meet on the local network. It needs an interface with multicast, and so
// is run in a network namespace of its own: DGRID_MDNS=1.
func TestNeighboursMeet(t *testing.T) {
	if os.Getenv("DGRID_MDNS") == "" {
		t.Skip("sends multicast: set DGRID_MDNS=1 where that may be")
	}
	// No leak check: the search for a router that maps ports goes on for some seconds after a host has closed.
	start := func() *member {
		cfg := newIdentity(t).config(t, "/ip4/0.0.0.0/tcp/0")
		cfg.Mesh = &p2p.Mesh{Server: true, MDNS: true}
		return startMember(t, cfg)
	}
	a, b := start(), start()
	check(t, a.Announce(listing(1)))
	await(t, b.Host, "the neighbour's advert", has(a.ID()))
}

func TestServiceNameFitsDNS(t *testing.T) {
	long := "a-network-whose-name-is-as-long-as-a-network-name-can-ever-be-xx"
	if got := p2p.MDNSName("dev"); got != "_dgrid-dev._udp" {
		t.Errorf("service name of dev is %s", got)
	}
	if got := p2p.MDNSName(long); len(got) > 63 || !strings.HasPrefix(got, "_dgrid-a-network-whose-") {
		t.Errorf("service name of a long name is %s", got)
	}
	if p2p.MDNSName(long) == p2p.MDNSName(long[:len(long)-1]+"y") {
		t.Error("two long names share a service")
	}
}

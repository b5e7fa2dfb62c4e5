package p2p_test

import (
	"testing"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/dgrid-network/dgrid/p2p"
)

func TestReach(t *testing.T) {
	for r, want := range map[network.Reachability]string{network.ReachabilityPublic: "public", network.ReachabilityPrivate: "private", network.ReachabilityUnknown: ""} {
		if got := p2p.Reachability(r); got != want {
			t.Errorf("%s is %q, want %q", r, got, want)
		}
	}
	h, err := p2p.New(newIdentity(t).config(t, "/ip4/127.0.0.1/tcp/0"), quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	if got := h.Reach(); got != "" {
		t.Errorf("a node that nobody has dialled says that it is %q", got)
	}
	if !h.KnowsReach() {
		t.Error("the host does not say what AutoNAT finds")
	}
}

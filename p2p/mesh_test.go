package p2p_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// member is a host of the mesh that runs until the test ends.
type member struct {
	*p2p.Host
	stop func() // ends Run and closes the host
}

// meshConfig is a member's on loopback that bootstraps from others.
func meshConfig(t testing.TB, id identity, listen string, bootstrap ...*p2p.Host) p2p.Config {
	t.Helper()
	cfg := id.config(t, listen)
	cfg.Mesh = &p2p.Mesh{Server: true, Loopback: true, Boot: 1}
	for _, b := range bootstrap {
		cfg.Mesh.Bootstrap = append(cfg.Mesh.Bootstrap, addr(t, b))
	}
	return cfg
}

func startMember(t testing.TB, cfg p2p.Config) *member {
	t.Helper()
	h, err := p2p.New(cfg, quiet)
	check(t, err)
	return runMember(t, h)
}

func runMember(t testing.TB, h *p2p.Host) *member {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	m := &member{Host: h}
	var stopped bool
	m.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		check(t, <-ended)
		check(t, h.Close())
	}
	t.Cleanup(m.stop)
	return m
}

// offers is what a provider of one model announces.
func listing(n byte) dgrid.Advert {
	return dgrid.Advert{Models: []dgrid.Listing{{Model: dgrid.ModelID{n, 1}, Name: "smol", Class: "cpu", Lane: "L1", Context: 2048, Slots: 2,
		Price: dgrid.Price{Input: dgrid.NewAmount(1), Output: dgrid.NewAmount(uint64(n))}}}, Hardware: dgrid.Hardware{Device: "cpu", Threads: 2, Memory: 1 << 30}}
}

// await waits until ok is true of h's adverts.
func await(t testing.TB, h *p2p.Host, what string, ok func([]dgrid.Advert) bool) {
	t.Helper()
	ctx := testContext(t)
	for {
		changed := h.Changed()
		if ok(h.Adverts()) {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("%s never came about; adverts: %+v", what, h.Adverts())
		}
	}
}

// eventually waits for what nothing tells of.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	ctx := testContext(t)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s never came about", what)
		}
	}
}

func has(p dgrid.PeerID) func([]dgrid.Advert) bool {
	return func(all []dgrid.Advert) bool {
		return slices.ContainsFunc(all, func(a dgrid.Advert) bool { return a.Peer == p })
	}
}

func lacks(p dgrid.PeerID) func([]dgrid.Advert) bool {
	return func(all []dgrid.Advert) bool { return !has(p)(all) }
}

func count(n int) func([]dgrid.Advert) bool {
	return func(all []dgrid.Advert) bool { return len(all) == n }
}

// TestAllFindAll: members that know one bootstrap address learn of each other, over both transports, and of one that comes late.
func TestAllFindAll(t *testing.T) {
	leakCheck(t)
	const n = 6
	boot := startMember(t, meshConfig(t, newIdentity(t), tcp))
	var all []*member
	for i := range n {
		m := startMember(t, meshConfig(t, newIdentity(t), []string{tcp, quic}[i%2], boot.Host))
		check(t, m.Announce(listing(byte(i))))
		all = append(all, m)
	}
	for _, m := range append(all, boot) {
		await(t, m.Host, "knowing all", count(n))
	}
	late := startMember(t, meshConfig(t, newIdentity(t), tcp, boot.Host))
	check(t, late.Announce(listing(9)))
	await(t, late.Host, "the late one's knowing all", count(n+1))
	for _, m := range append(all, boot) {
		await(t, m.Host, "knowing the late one", has(late.ID()))
	}
	a, ok := boot.Advert(late.ID())
	if !ok || a.Owner == (dgrid.Address{}) || a.Agent != "dgridd/test" || len(a.Addrs) != 1 || a.Boot != 1 || a.Sequence == 0 || a.TTL != 180_000 || a.Serves(dgrid.ModelID{9, 1}) == nil {
		t.Fatalf("the late one's advert is %+v", a)
	}
	// They meet without the bootstrap peer.
	boot.stop()
	if _, err := late.Greet(testContext(t), string(all[0].ID())); err != nil {
		t.Fatal(err)
	}
}

func TestWithdrawnAdvertIsGoneAtOnce(t *testing.T) {
	leakCheck(t)
	boot := startMember(t, meshConfig(t, newIdentity(t), tcp))
	id := newIdentity(t)
	cfg := meshConfig(t, id, tcp, boot.Host)
	m := startMember(t, cfg)
	check(t, m.Announce(listing(1)))
	await(t, boot.Host, "the advert", has(m.ID()))
	check(t, m.Withdraw(testContext(t)))
	await(t, boot.Host, "the withdrawal", lacks(m.ID()))
	m.stop()
	// The next run begins again with sequence 1, and counts because of its higher boot.
	cfg.Mesh.Boot = 2
	m = startMember(t, cfg)
	check(t, m.Announce(listing(2)))
	await(t, boot.Host, "the advert of the second run", has(m.ID()))
}

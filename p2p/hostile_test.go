package p2p_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pubsubpb "github.com/libp2p/go-libp2p-pubsub/pb"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

const topic = "/dgrid/test/adverts/1"

// gossiper is a plain host that publishes what it likes.
type gossiper struct {
	host  host.Host
	topic *pubsub.Topic
}

// startGossiper connects a plain host to h and waits until both know of each other's topic.
func startGossiper(t testing.TB, id identity, h *p2p.Host) *gossiper {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	g := &gossiper{host: plainHost(t, id.key, "")}
	ps, err := pubsub.NewGossipSub(ctx, g.host, pubsub.WithMessageSignaturePolicy(pubsub.StrictNoSign), pubsub.WithNoAuthor(), pubsub.WithFloodPublish(true),
		pubsub.WithPeerOutboundQueueSize(1<<14), pubsub.WithMessageIdFn(func(m *pubsubpb.Message) string { return string(m.Data) }))
	check(t, err)
	g.topic, err = ps.Join(topic)
	check(t, err)
	_, err = g.topic.Relay()
	check(t, err)
	info, err := peer.AddrInfoFromP2pAddr(ma.StringCast(addr(t, h)))
	check(t, err)
	check(t, g.host.Connect(testContext(t), *info))
	eventually(t, "the gossiper's seeing the topic", func() bool { return len(g.topic.ListPeers()) > 0 })
	return g
}

// advertOf is id's advert, well signed.
func advertOf(t testing.TB, id identity, edit func(*dgrid.Advert)) []byte {
	t.Helper()
	cfg := id.config(t)
	a := listing(1)
	a.Network, a.Owner, a.Binding, a.Boot, a.Sequence, a.Issued, a.TTL = cfg.NetworkID, cfg.Owner, cfg.Binding, 1, 1, dgrid.Time(time.Now().UnixMilli()), 180_000
	edit(&a)
	return must(p2p.SealAdvert(id.key, &a))
}

// publishRaw publishes an advert of another network's id to h.
func publishRaw(t testing.TB, h *p2p.Host, _ p2p.Config, network dgrid.Digest) error {
	t.Helper()
	id := newIdentity(t)
	g := startGossiper(t, id, h)
	return g.topic.Publish(testContext(t), advertOf(t, id, func(a *dgrid.Advert) { a.Network = network }))
}

// TestVerdicts: each message of a gossiper gets the verdict that it deserves, and only proof of a fault costs it.
func TestVerdicts(t *testing.T) {
	leakCheck(t)
	h := startMember(t, meshConfig(t, newIdentity(t), tcp))
	id, other := newIdentity(t), newIdentity(t)
	forged := advertOf(t, id, func(*dgrid.Advert) {})
	forged[len(forged)-1] ^= 1
	for _, c := range []struct {
		want p2p.Verdict
		data []byte
	}{
		{p2p.Accepted, advertOf(t, id, func(a *dgrid.Advert) { a.Sequence = 9 })},
		{p2p.IgnoredStale, advertOf(t, id, func(a *dgrid.Advert) { a.Sequence = 8 })},
		{p2p.IgnoredClock, advertOf(t, id, func(a *dgrid.Advert) { a.Sequence = 10; a.Issued += 3600_000 })},
		{p2p.IgnoredExpired, advertOf(t, other, func(a *dgrid.Advert) { a.Issued -= 3600_000 })},
		{p2p.RejectedMalformed, []byte("nonsense")},
		{p2p.RejectedMalformed, make([]byte, 60<<10)},
		{p2p.RejectedSignature, advertTampered(t, other)},
		{p2p.RejectedBinding, advertOf(t, newIdentity(t), func(a *dgrid.Advert) { a.Binding = other.config(t).Binding; a.Owner = a.Binding.Object.Owner })},
		{p2p.RejectedNetwork, advertOf(t, other, func(a *dgrid.Advert) { a.Network = dgrid.Digest{9} })},
	} {
		before := h.Stats().Adverts[c.want]
		g := startGossiper(t, id, h.Host)
		check(t, g.topic.Publish(testContext(t), c.data))
		eventually(t, string(c.want), func() bool { return h.Stats().Adverts[c.want] == before+1 })
		check(t, g.host.Close())
	}
	s := h.Stats()
	if s.Gossip.Rejected["validation failed"] != 5 || s.Gossip.Rejected["validation ignored"] != 3 {
		t.Errorf("gossip rejected %v", s.Gossip.Rejected)
	}
}

func advertTampered(t testing.TB, id identity) []byte {
	t.Helper()
	b := advertOf(t, id, func(*dgrid.Advert) {})
	b[len(b)-1] ^= 1
	return b
}

// TestInvalidMessagesSilenceTheirSender: after some rejected messages nothing of the peer is heard any more.
func TestInvalidMessagesSilenceTheirSender(t *testing.T) {
	leakCheck(t)
	h := startMember(t, meshConfig(t, newIdentity(t), tcp))
	id := newIdentity(t)
	g := startGossiper(t, id, h.Host)
	eventually(t, "the peer's score to fall", func() bool {
		check(t, g.topic.Publish(testContext(t), fmt.Appendf(nil, "nonsense at %d", time.Now().UnixNano())))
		for _, p := range h.Peers() {
			if string(p.ID) == g.host.ID().String() && p.Score < -2500 {
				return true
			}
		}
		return false
	})
	before := h.Stats().Adverts
	check(t, g.topic.Publish(testContext(t), advertOf(t, id, func(*dgrid.Advert) {})))
	honest := startMember(t, meshConfig(t, newIdentity(t), tcp, h.Host))
	check(t, honest.Announce(listing(2)))
	await(t, h.Host, "an honest advert", has(honest.ID()))
	if has(dgrid.PeerID(g.host.ID().String()))(h.Adverts()) {
		t.Errorf("the silenced peer was heard; verdicts %v, then %v", before, h.Stats().Adverts)
	}
}

package p2p_test

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	dhtpb "github.com/libp2p/go-libp2p-kad-dht/pb"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	pubsubpb "github.com/libp2p/go-libp2p-pubsub/pb"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	ma "github.com/multiformats/go-multiaddr"
	"google.golang.org/protobuf/encoding/protodelim"

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

// heap is what is in use after garbage was collected.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapInuse)
}

// besieged is a member that quotes, an honest one that asks it, and what a plain host does to it meanwhile. It returns how much
// the heap has grown, which holds all three.
func besieged(t *testing.T, attack func(attacker host.Host, h *p2p.Host)) (grown int) {
	t.Helper()
	leakCheck(t)
	h := startMember(t, meshConfig(t, newIdentity(t), tcp))
	h.ServeQuotes(func(context.Context, p2p.Hello, dgrid.ModelID) (dgrid.Quote, error) {
		return dgrid.Quote{Slots: 1}, nil
	})
	honest := startMember(t, meshConfig(t, newIdentity(t), tcp, h.Host))
	check(t, honest.Announce(listing(2)))
	await(t, h.Host, "the honest advert", has(honest.ID()))
	attacker := plainHost(t, nil, "")
	dial(t, attacker, h.Host, "/dgrid/test/hello/0")
	before := heap()
	over := make(chan struct{})
	go func() {
		defer close(over)
		attack(attacker, h.Host)
	}()
	asked := 0
	for done := false; !done; asked++ {
		select {
		case <-over:
			done = true
		default:
		}
		if _, _, err := honest.Quote(testContext(t), h.ID(), dgrid.ModelID{1}); err != nil {
			t.Fatalf("honest question %d: %v", asked, err)
		}
	}
	grown = heap() - before
	t.Logf("%d honest questions answered; the heap has grown by %d KiB", asked, grown>>10)
	return grown
}

func subscriptions(from, n int) *pubsubpb.RPC {
	rpc, yes := &pubsubpb.RPC{}, true
	for i := range n {
		name := fmt.Sprintf("/dgrid/test/flood/%d", from+i)
		rpc.Subscriptions = append(rpc.Subscriptions, &pubsubpb.RPC_SubOpts{Subscribe: &yes, Topicid: &name})
	}
	return rpc
}

// TestFloodOfTopicNames: a peer that subscribes to 200,000 topics, half in large messages and half in small ones, costs nothing that
// stays.
func TestFloodOfTopicNames(t *testing.T) {
	grown := besieged(t, func(attacker host.Host, h *p2p.Host) {
		for _, n := range []int{1000, 16} {
			s := dial(t, attacker, h, pubsub.GossipSubID_v11)
			for from := 0; from < 100_000; from += n {
				if _, err := protodelim.MarshalTo(s, subscriptions(from, n)); err != nil {
					break // it was cut off, which is as good
				}
			}
			_ = s.Reset()
		}
	})
	if grown > 16<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
}

// TestFloodOfStreams: a peer that opens streams of every kind and says nothing on them keeps no other out.
func TestFloodOfStreams(t *testing.T) {
	grown := besieged(t, func(attacker host.Host, h *p2p.Host) {
		id, err := peer.Decode(string(h.ID()))
		check(t, err)
		for range 100 {
			for _, p := range []protocol.ID{"/dgrid/test/quote/0", "/dgrid/test/check/0", "/dgrid/test/advert/0", "/dgrid/test/hello/0", "/dgrid/test/kad/1.0.0", pubsub.GossipSubID_v11} {
				if s, err := attacker.NewStream(testContext(t), id, p); err == nil {
					_, _ = s.Write([]byte{0x20})
				}
			}
		}
	})
	if grown > 64<<20 {
		t.Errorf("the heap has grown by %d bytes", grown)
	}
}

// TestFloodOfProviderRecords: one peer may put some keys into this node's part of the DHT, not any number.
func TestFloodOfProviderRecords(t *testing.T) {
	leakCheck(t)
	h := startMember(t, meshConfig(t, newIdentity(t), tcp))
	attacker := plainHost(t, nil, tcp)
	self := dhtpb.RawPeerInfosToPBPeers([]peer.AddrInfo{{ID: attacker.ID(), Addrs: attacker.Addrs()}})
	for i := range 200 {
		s := dial(t, attacker, h.Host, "/dgrid/test/kad/1.0.0")
		m := dhtpb.NewMessage(dhtpb.Message_ADD_PROVIDER, fmt.Appendf(nil, "key %d", i), 0)
		m.ProviderPeers = self
		_, _ = protodelim.MarshalTo(s, m)
		_ = s.CloseWrite()
		_, _ = io.Copy(io.Discard, s) // until it is handled, or refused
		_ = s.Reset()
	}
	if n := h.Stats().ProvidersRefused; n < 130 {
		t.Errorf("%d of 200 records were refused, want all but the first 64", n)
	}
}

// TestFloodOfAdverts: a peer that renews its advert without end, and one that invents peers without end, are slowed down, and an
// honest advert comes through.
func TestFloodOfAdverts(t *testing.T) {
	leakCheck(t)
	h := startMember(t, meshConfig(t, newIdentity(t), tcp))
	id := newIdentity(t)
	g := startGossiper(t, id, h.Host)
	for i := range 300 {
		check(t, g.topic.Publish(testContext(t), advertOf(t, id, func(a *dgrid.Advert) { a.Sequence = uint64(i + 1) })))
	}
	honest := startMember(t, meshConfig(t, newIdentity(t), tcp, h.Host))
	check(t, honest.Announce(listing(2)))
	await(t, h.Host, "the honest advert", has(honest.ID()))
	eventually(t, "the flood's end", func() bool {
		s := h.Stats()
		return s.Adverts[p2p.IgnoredRate]+s.Adverts[p2p.IgnoredStale]+s.Adverts[p2p.Accepted] >= 300
	})
	// Which of the others were too many and which came behind a later one depends on the order in which they were checked.
	if n := h.Stats().Adverts[p2p.Accepted]; n > 100 {
		t.Errorf("%d of 300 adverts of one peer were taken: %v", n, h.Stats().Adverts)
	}
}

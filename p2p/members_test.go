package p2p_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// journal keeps what a host logs.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) says(text string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Contains(j.buf.String(), text)
}

// TestAdvertOfAnotherNetwork: a node with our network's name and another id is refused by its adverts, and the log names both ids.
func TestAdvertOfAnotherNetwork(t *testing.T) {
	leakCheck(t)
	var log journal
	cfg := meshConfig(t, newIdentity(t), tcp)
	boot, err := p2p.New(cfg, slog.New(slog.NewTextHandler(&log, nil)))
	check(t, err)
	m := runMember(t, boot)
	honest := startMember(t, meshConfig(t, newIdentity(t), tcp, m.Host))
	check(t, honest.Announce(listing(1)))
	other := newIdentity(t).config(t, tcp)
	other.NetworkID = dgrid.Digest{0xab}
	other.Mesh = &p2p.Mesh{Server: true, Bootstrap: []string{addr(t, m.Host)}}
	stranger := startMember(t, other)
	check(t, stranger.Announce(listing(2)))
	// Its hello already tells it apart; the advert reaches those who accept the connection for gossip.
	eventually(t, "the other network's being seen", func() bool {
		_, err := stranger.Greet(testContext(t), addr(t, m.Host))
		return err != nil && strings.Contains(err.Error(), other.NetworkID.String()) && strings.Contains(err.Error(), cfg.NetworkID.String())
	})
	check(t, publishRaw(t, m.Host, cfg, other.NetworkID))
	eventually(t, "the refusal", func() bool {
		return m.Stats().Adverts[p2p.RejectedNetwork] > 0 && log.says("advert of another network")
	})
	if !log.says(other.NetworkID.String()) || !log.says(cfg.NetworkID.String()) {
		t.Error("the log does not name both ids")
	}
	await(t, m.Host, "the honest one's advert", has(honest.ID()))
	if has(stranger.ID())(m.Adverts()) {
		t.Error("the stranger is in the table")
	}
}

// TestClockAnHourOff: a node whose clock is an hour ahead is not listened to, and both sides can tell why.
func TestClockAnHourOff(t *testing.T) {
	leakCheck(t)
	boot := startMember(t, meshConfig(t, newIdentity(t), tcp))
	check(t, boot.Announce(listing(1)))
	honest := startMember(t, meshConfig(t, newIdentity(t), tcp, boot.Host))
	check(t, honest.Announce(listing(2)))
	await(t, honest.Host, "the honest adverts", count(2))
	cfg := meshConfig(t, newIdentity(t), tcp, boot.Host)
	p2p.WithClock(&cfg, func() time.Time { return time.Now().Add(time.Hour) })
	wrong := startMember(t, cfg)
	check(t, wrong.Announce(listing(3)))
	eventually(t, "the skew's being noticed", func() bool {
		i := slices.IndexFunc(boot.Peers(), func(p p2p.Peer) bool { return p.ID == wrong.ID() })
		if i < 0 {
			return false
		}
		p := boot.Peers()[i]
		return p.SkewKnown && p.Skew > 59*time.Minute && p.Skew < 61*time.Minute
	})
	eventually(t, "the wrong clock's own view", func() bool {
		median, n := wrong.ClockSkew()
		return n == 2 && median < -59*time.Minute && median > -61*time.Minute
	})
	if median, n := honest.ClockSkew(); n == 0 || median > time.Second || median < -time.Second {
		t.Errorf("the honest node sees a skew of %s of %d peers", median, n)
	}
	if has(wrong.ID())(boot.Adverts()) || boot.Stats().Adverts[p2p.IgnoredClock] == 0 || boot.Stats().Adverts[p2p.RejectedMalformed] != 0 {
		t.Errorf("stats %+v", boot.Stats().Adverts)
	}
}

// TestRestoredStore: a node whose boot counter went back takes the lead over its own earlier adverts.
func TestRestoredStore(t *testing.T) {
	leakCheck(t)
	boot := startMember(t, meshConfig(t, newIdentity(t), tcp))
	id := newIdentity(t)
	cfg := meshConfig(t, id, tcp, boot.Host)
	cfg.Mesh.Boot = 7
	m := startMember(t, cfg)
	check(t, m.Announce(listing(1)))
	await(t, boot.Host, "the first run's advert", has(m.ID()))
	m.stop() // without a word
	cfg.Mesh.Boot = 3
	m = startMember(t, cfg)
	check(t, m.Announce(listing(2)))
	await(t, boot.Host, "the restored run's advert", func(all []dgrid.Advert) bool {
		return len(all) == 1 && all[0].Serves(listing(2).Models[0].Model) != nil
	})
}

// TestBootstrapThatComesBack: members dial a bootstrap peer again that was away.
func TestBootstrapThatComesBack(t *testing.T) {
	leakCheck(t)
	id := newIdentity(t)
	boot := startMember(t, meshConfig(t, id, tcp))
	at := addr(t, boot.Host)
	m := startMember(t, meshConfig(t, newIdentity(t), tcp, boot.Host))
	check(t, m.Announce(listing(1)))
	await(t, boot.Host, "the advert", has(m.ID()))
	boot.stop()
	again := meshConfig(t, id, at[:strings.Index(at, "/p2p/")])
	again.Mesh.Boot = 2
	boot = startMember(t, again)
	await(t, boot.Host, "the advert after the restart", has(m.ID()))
	if p := m.Peers(); len(p) != 1 || !p[0].Bootstrap || !p[0].Connected || p[0].Inbound || p[0].Transport != "tcp" || p[0].Agent != "dgridd/test" {
		t.Errorf("peers %+v", p)
	}
}

// TestFindProviders: a node that has missed every advert finds a provider by the DHT.
func TestFindProviders(t *testing.T) {
	leakCheck(t)
	boot := startMember(t, meshConfig(t, newIdentity(t), tcp))
	provider := startMember(t, meshConfig(t, newIdentity(t), tcp, boot.Host))
	check(t, provider.Announce(listing(1)))
	model := listing(1).Models[0].Model
	// It hears nothing by gossip, because it does not run.
	cfg := meshConfig(t, newIdentity(t), tcp, boot.Host)
	seeker := startHost(t, cfg)
	if err := seeker.FindProviders(testContext(t), model); err == nil || !strings.Contains(err.Error(), "check the bootstrap addresses") {
		t.Fatalf("FindProviders without a peer: %v", err)
	}
	_, err := seeker.Greet(testContext(t), addr(t, boot.Host))
	check(t, err)
	eventually(t, "the provider's being found", func() bool {
		_ = seeker.FindProviders(testContext(t), model)
		a, ok := seeker.Advert(provider.ID())
		return ok && a.Serves(model) != nil
	})
	check(t, seeker.FindProviders(testContext(t), dgrid.ModelID{9})) // nobody serves it
}

// TestDialByPeerID: a member that knows nothing but a peer's id finds where it is.
func TestDialByPeerID(t *testing.T) {
	leakCheck(t)
	boot := startMember(t, meshConfig(t, newIdentity(t), tcp))
	provider := startMember(t, meshConfig(t, newIdentity(t), tcp, boot.Host)) // advertises nothing
	provider.ServeJobs(ignoreJobs)
	payer := startHost(t, meshConfig(t, newIdentity(t), tcp, boot.Host))
	_, err := payer.Greet(testContext(t), addr(t, boot.Host))
	check(t, err)
	eventually(t, "the provider's being found", func() bool {
		s, err := payer.OpenJob(testContext(t), string(provider.ID()))
		if err != nil {
			return false
		}
		s.Reset(p2p.CodeNone)
		return true
	})
}

func TestKnownPeersAreDialledAndRemembered(t *testing.T) {
	leakCheck(t)
	first := startMember(t, meshConfig(t, newIdentity(t), tcp))
	check(t, first.Announce(listing(1)))
	cfg := meshConfig(t, newIdentity(t), tcp)
	var remembered []string
	cfg.Mesh.Known, cfg.Mesh.Remember = []string{addr(t, first.Host)}, func(addrs []string) { remembered = addrs }
	m := startMember(t, cfg)
	await(t, m.Host, "the advert of a known peer", has(first.ID()))
	m.stop()
	if want := []string{addr(t, first.Host)}; !slices.Equal(remembered, want) {
		t.Errorf("remembered %v, want %v", remembered, want)
	}
}

func TestStatsAndCollector(t *testing.T) {
	leakCheck(t)
	boot := startMember(t, meshConfig(t, newIdentity(t), tcp))
	m := startMember(t, meshConfig(t, newIdentity(t), tcp, boot.Host))
	check(t, m.Announce(listing(1)))
	await(t, boot.Host, "the advert", has(m.ID()))
	s := m.Stats()
	if s.Published == 0 || s.Peers != 1 || s.Table != 1 || s.TableBytes == 0 {
		t.Errorf("stats %+v", s)
	}
	eventually(t, "the count of a stream and an advert", func() bool {
		s := boot.Stats()
		served := uint64(0) // by hello or by the pull of its adverts, whichever came first
		for _, n := range s.Served {
			served += n
		}
		return s.Adverts[p2p.Accepted] > 0 && served > 0
	})
	registry := prometheus.NewPedanticRegistry()
	check(t, registry.Register(boot.Collector()))
	families, err := registry.Gather()
	check(t, err)
	var names []string
	for _, f := range families {
		names = append(names, f.GetName())
	}
	for _, want := range []string{"dgrid_p2p_adverts_received_total", "dgrid_p2p_peers", "dgrid_p2p_dht_peers", "dgrid_p2p_streams_served_total"} {
		if !slices.Contains(names, want) {
			t.Errorf("no metric %s in %v", want, names)
		}
	}
}

func TestHostWithoutMesh(t *testing.T) {
	leakCheck(t)
	h := startHost(t, newIdentity(t).config(t))
	ctx := context.Background()
	for what, err := range map[string]error{"Run": h.Run(ctx), "Announce": h.Announce(listing(1)), "Withdraw": h.Withdraw(ctx), "FindProviders": h.FindProviders(ctx, dgrid.ModelID{1})} {
		if err == nil || !strings.Contains(err.Error(), p2p.ErrNoMesh.Error()) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if h.Adverts() != nil || h.Changed() != nil || len(h.Peers()) != 0 {
		t.Error("a host without a mesh has adverts or peers")
	}
}

func TestMeshRefuses(t *testing.T) {
	leakCheck(t)
	for _, c := range []struct {
		text string
		edit func(*p2p.Mesh)
	}{
		{"interval", func(m *p2p.Mesh) { m.Interval = time.Millisecond }},
		{"interval", func(m *p2p.Mesh) { m.Interval = time.Hour }},
		{"want /ip4", func(m *p2p.Mesh) { m.Bootstrap = []string{"localhost:4700"} }},
		{"peer id alone", func(m *p2p.Mesh) { m.Known = []string{fixedPeer} }},
	} {
		cfg := meshConfig(t, newIdentity(t), tcp)
		c.edit(cfg.Mesh)
		h, err := p2p.New(cfg, quiet)
		if err == nil {
			_ = h.Close()
		}
		if err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("New: %v, want %q", err, c.text)
		}
	}
	m := startMember(t, meshConfig(t, newIdentity(t), tcp))
	long := listing(1)
	long.Models[0].Name = strings.Repeat("n", 65)
	if err := m.Announce(long); err == nil || !strings.Contains(err.Error(), "name") {
		t.Errorf("Announce: %v", err)
	}
}

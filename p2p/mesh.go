package p2p

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	dht "github.com/libp2p/go-libp2p-kad-dht"
	dhtpb "github.com/libp2p/go-libp2p-kad-dht/pb"
	"github.com/libp2p/go-libp2p-kad-dht/records"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/dgrid-network/dgrid"
)

// Mesh makes a host a member of the mesh: it finds others by the DHT and by the peers it knows, hears their adverts, and may
// advertise itself.
type Mesh struct {
	Bootstrap []string                   // multiaddrs that end in /p2p/<peer id>: dialled, dialled again after a loss, never trimmed
	Known     []string                   // the same of good peers of earlier runs: dialled, too
	Server    bool                       // serves the DHT whatever its reachability: bootstraps, and every node of a network on one machine
	Relay     bool                       // relays for nodes that nobody can dial; for hosts with a public address
	MDNS      bool                       // looks for nodes on the local network, and answers there
	Loopback  bool                       // advertises loopback addresses beside others: a network on one machine
	Boot      uint64                     // how many times the node's store has been opened
	Interval  time.Duration              // between two adverts of this node; 0 is 60 s. An advert counts for three intervals
	Score     func(dgrid.PeerID) float64 // what this node thinks of a peer, from -100 (spare it) to 100; nil is 0 for all
	Remember  func(addrs []string)       // is called now and then, and at the end, with the addresses of at most 50 good peers; may be nil
	Client    bool                       // never serves the DHT, whatever its reachability
}

// Timing of the mesh.
const (
	defaultInterval = time.Minute
	shortestAdverts = 100 * time.Millisecond
	longestAdverts  = maxTTL / 3
	provideFor      = 45 * time.Minute // a provider record counts
	provideEvery    = 15 * time.Minute
)

// ErrNoMesh says that a host has no Config.Mesh.
var ErrNoMesh = errors.New("this node is no member of the mesh: it only dials addresses that it is given")

// mesh is what a host has beside its streams where it is a member.
type mesh struct {
	*Host
	mesh    Mesh
	dht     *dht.IpfsDHT
	pubsub  *pubsub.PubSub
	topic   *pubsub.Topic
	table   *table
	speaker speaker
	pace    forwarders
	pulls   pulls
	scores  sync.Map // peer.ID to float64, from gossip's last inspection
	warned  warnings
	running sync.Mutex // held while Run runs
}

// validate fills the interval and checks what would fail later.
func (m *Mesh) validate() error {
	if m.Interval == 0 {
		m.Interval = defaultInterval
	}
	if m.Interval < shortestAdverts || m.Interval > longestAdverts {
		return fmt.Errorf("interval of adverts is %s: give %s to %s, or 0 for %s", m.Interval, shortestAdverts, longestAdverts, defaultInterval)
	}
	for _, list := range [][]string{m.Bootstrap, m.Known} {
		for _, s := range list {
			if info, err := parseAddr(s); err != nil {
				return err
			} else if len(info.Addrs) == 0 {
				return fmt.Errorf("address %q holds a peer id alone: write /ip4/<address>/tcp/<port>/p2p/<peer id>", s)
			}
		}
	}
	return nil
}

// join makes h a member of the mesh. libp2p's goroutines start here; Close ends them.
func join(h *Host) (*mesh, error) {
	m := &mesh{Host: h, mesh: *h.cfg.Mesh, table: newTable(), pace: forwarders{}, speaker: speaker{wake: make(chan struct{}, 1), boot: h.cfg.Mesh.Boot}}
	mode := dht.ModeAuto
	switch {
	case m.mesh.Server:
		mode = dht.ModeServer
	case m.mesh.Client:
		mode = dht.ModeClient
	}
	var err error
	m.dht, err = dht.New(h.host, dht.ProtocolPrefix(protocol.ID("/dgrid/"+h.cfg.Network)), dht.Mode(mode), dht.DisableValues(),
		dht.ProviderManagerOpts(records.ProvideValidity(provideFor), records.CleanupInterval(provideEvery)),
		dht.BootstrapPeersFunc(m.bootstrapPeers), dht.OnRequestHook(m.paceProviders))
	if err != nil {
		return nil, fmt.Errorf("start the DHT: %w", err)
	}
	if err := m.startGossip(); err != nil {
		_ = m.dht.Close()
		return nil, err
	}
	h.serve(protocolAdvert, refuseNothing, m.serveAdverts)
	return m, nil
}

// close leaves the mesh. Gossip has ended with the host's context.
func (m *mesh) close() error { return m.dht.Close() }

// bootstrapPeers are those of Mesh.Bootstrap, without this node itself.
func (m *mesh) bootstrapPeers() []peer.AddrInfo { return m.infos(m.mesh.Bootstrap) }

// infos gathers addresses by their peer.
func (m *mesh) infos(addrs []string) []peer.AddrInfo {
	var out []peer.AddrInfo
	for _, s := range addrs {
		info, err := parseAddr(s) // validated by New
		if err != nil || info.ID == m.host.ID() {
			continue
		}
		if i := slices.IndexFunc(out, func(o peer.AddrInfo) bool { return o.ID == info.ID }); i >= 0 {
			out[i].Addrs = append(out[i].Addrs, info.Addrs...)
		} else {
			out = append(out, info)
		}
	}
	return out
}

// Bounds of what others may have this node keep in the DHT.
const (
	providerBurst      = 64 // records of one peer at once
	providerEvery      = 10 * time.Second
	providersBurst     = 4096 // records of all peers at once
	providersEvery     = 50 * time.Millisecond
	mostAdvertsForward = 2048 // adverts that one peer may hand on at once
	advertForwardEvery = 5 * time.Millisecond
	forwardersKept     = 1024
)

// paceProviders makes provider records above a peer's share invalid. The DHT keeps every record for its whole time, so
// without it one peer could fill the memory with keys.
func (m *mesh) paceProviders(_ context.Context, s network.Stream, req *dhtpb.Message) {
	if req.GetType() != dhtpb.Message_ADD_PROVIDER {
		return
	}
	if !m.pace.take(&m.pace.providers, s.Conn().RemotePeer(), m.now(), providerBurst, providerEvery) ||
		!m.pace.all(m.now()) {
		m.count.providersRefused.Add(1)
		req.Key = nil // the handler refuses it and closes the stream
	}
}

// forwarders counts what peers hand on to this node.
type forwarders struct {
	mu        sync.Mutex
	providers map[peer.ID]*bucket
	adverts   map[peer.ID]*bucket
	records   bucket
}

// take takes one from p's bucket. Where too many peers are known all begin anew: each still has its burst, and no more than
// connections allow at once.
func (f *forwarders) take(of *map[peer.ID]*bucket, p peer.ID, now time.Time, burst int, every time.Duration) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := (*of)[p]
	if b == nil {
		if *of == nil || len(*of) >= forwardersKept {
			*of = map[peer.ID]*bucket{}
		}
		b = &bucket{tokens: float64(burst), at: now}
		(*of)[p] = b
	}
	return b.take(now, burst, every)
}

func (f *forwarders) all(now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.records.at.IsZero() {
		f.records = bucket{tokens: providersBurst, at: now}
	}
	return f.records.take(now, providersBurst, providersEvery)
}

// warnings lets one warning of a kind through in a while.
type warnings struct {
	mu   sync.Mutex
	last map[string]time.Time
}

const warnEvery = time.Minute

func (w *warnings) due(kind string, now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.last == nil {
		w.last = map[string]time.Time{}
	}
	if now.Sub(w.last[kind]) < warnEvery {
		return false
	}
	w.last[kind] = now
	return true
}

// jitter is d, more or less a fifth, so that nodes that began together do not go on together.
func jitter(d time.Duration) time.Duration {
	return d - d/5 + rand.N(2*d/5+1)
}

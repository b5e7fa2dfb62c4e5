package p2p

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/ipfs/go-cid"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	"github.com/multiformats/go-multihash"

	"github.com/dgrid-network/dgrid"
)

const (
	redialFirst    = 500 * time.Millisecond
	redialMost     = 30 * time.Second
	fewPeers       = 4 // below it this node looks for more
	lookEvery      = 10 * time.Second
	sweepEvery     = time.Second
	rememberFirst  = time.Minute
	rememberEvery  = 5 * time.Minute
	rememberMost   = 50
	providersMost  = 16
	tagBootstrap   = "bootstrap"
	provideTimeout = time.Minute
)

// Run keeps this node in the mesh until ctx ends: it dials the bootstrap peers and those known from earlier, keeps the DHT and
// the table of adverts in order and publishes what was announced. It returns after its goroutines have ended.
func (h *Host) Run(ctx context.Context) error {
	m := h.member.Load()
	if m == nil {
		return fmt.Errorf("run: %w", ErrNoMesh)
	}
	if !m.running.TryLock() {
		return errors.New("run: this host runs already")
	}
	defer m.running.Unlock()
	if !h.tasks.enter() {
		return errors.New("run: the host is closed")
	}
	defer h.tasks.leave()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(h.ctx, cancel)()
	events, err := m.topic.EventHandler()
	if err != nil {
		return fmt.Errorf("run: %w", err)
	}
	defer events.Cancel()
	lost := m.watchLosses()
	defer lost.stop()
	loops := []func(context.Context){m.speak, m.look, m.provide, m.sweep, m.remember,
		func(ctx context.Context) { m.welcome(ctx, events) }}
	if m.mesh.MDNS {
		loops = append(loops, m.neighbourhood)
	}
	for _, b := range m.bootstrapPeers() {
		loops = append(loops, func(ctx context.Context) { m.keep(ctx, b, lost) })
	}
	var group sync.WaitGroup
	for _, f := range loops {
		group.Go(func() { f(ctx) })
	}
	group.Wait()
	return nil
}

// welcome pulls the adverts of peers that join the topic and has this node's own published for them.
func (m *mesh) welcome(ctx context.Context, events *pubsub.TopicEventHandler) {
	var group sync.WaitGroup
	defer group.Wait()
	slots := make(chan struct{}, pullsAtOnce)
	for {
		e, err := events.NextPeerEvent(ctx)
		if err != nil {
			return
		}
		if e.Type != pubsub.PeerJoin {
			continue
		}
		m.again()
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		group.Go(func() {
			defer func() { <-slots }()
			m.pullFrom(ctx, e.Peer)
		})
	}
}

// losses wakes who waits for the loss of a connection.
type losses struct {
	network.NotifyBundle
	mu      sync.Mutex
	changed chan struct{}
	stop    func()
}

func (m *mesh) watchLosses() *losses {
	l := &losses{changed: make(chan struct{})}
	l.DisconnectedF = func(network.Network, network.Conn) {
		l.mu.Lock()
		defer l.mu.Unlock()
		close(l.changed)
		l.changed = make(chan struct{})
	}
	m.host.Network().Notify(l)
	l.stop = func() { m.host.Network().StopNotify(l) }
	return l
}

func (l *losses) next() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

// keep stays connected to a bootstrap peer.
func (m *mesh) keep(ctx context.Context, b peer.AddrInfo, lost *losses) {
	m.host.ConnManager().Protect(b.ID, tagBootstrap)
	defer m.host.ConnManager().Unprotect(b.ID, tagBootstrap)
	wait := redialFirst
	for ctx.Err() == nil {
		changed := lost.next() // before looking, so that no loss is missed
		if m.host.Network().Connectedness(b.ID) == network.Connected {
			select {
			case <-ctx.Done():
				return
			case <-changed:
				continue
			}
		}
		if err := m.reach(ctx, b); err == nil {
			wait = redialFirst
			continue
		} else if ctx.Err() == nil && m.warned.due("bootstrap "+b.ID.String(), m.now()) {
			m.log.Warn("bootstrap peer does not answer", "peer", b.ID.String(), "err", err)
		}
		if !sleep(ctx, jitter(wait)) {
			return
		}
		wait = min(2*wait, redialMost)
	}
}

// reach connects to a bootstrap peer and greets it: one of another network is of no use, and its operator has to know.
func (m *mesh) reach(ctx context.Context, b peer.AddrInfo) error {
	ctx, cancel := context.WithTimeout(ctx, m.cfg.Limits.Dial)
	defer cancel()
	m.host.Peerstore().AddAddrs(b.ID, b.Addrs, peerstore.PermanentAddrTTL)
	if err := m.host.Connect(network.WithForceDirectDial(ctx, "bootstrap"), b); err != nil {
		return &UnreachableError{Addr: b.Addrs[0].String() + "/p2p/" + b.ID.String(), Err: shortest(err)}
	}
	_, err := m.Greet(ctx, b.ID.String())
	var wrong *WrongNetworkError
	if errors.As(err, &wrong) || errors.Is(err, ErrNotDgrid) {
		_ = m.host.Network().ClosePeer(b.ID)
		return err
	}
	return nil // what else can go wrong, goes wrong for peers that are busy, too
}

// sleep is false where ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// look dials peers of earlier runs and refreshes the DHT for as long as there are few peers.
func (m *mesh) look(ctx context.Context) {
	if err := m.dht.Bootstrap(ctx); err != nil && ctx.Err() == nil {
		m.log.Error("cannot start the DHT's refresh", "err", err)
	}
	known := m.infos(m.mesh.Known)
	for wait := sweepEvery; ; wait = min(2*wait, lookEvery) {
		if n := len(m.topic.ListPeers()); n < fewPeers {
			rand.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
			m.connectSome(ctx, known)
			select {
			case err := <-m.dht.RefreshRoutingTable():
				if err != nil { // nobody is known: the next look tries again
					m.log.Debug("table of the DHT not refreshed", "err", err)
				}
			case <-ctx.Done():
				return
			}
			m.connectSome(ctx, m.advertisers())
		}
		if !sleep(ctx, jitter(wait)) {
			return
		}
	}
}

// advertisers are peers of the table that this node is not connected to.
func (m *mesh) advertisers() []peer.AddrInfo {
	var out []peer.AddrInfo
	for _, a := range m.table.live(m.now()) {
		if info, err := m.locate(a.Peer); err == nil && info.ID != m.host.ID() {
			out = append(out, info)
		}
	}
	rand.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// connectSome dials until there are not few peers any more; peers of list that are connected cost nothing.
func (m *mesh) connectSome(ctx context.Context, list []peer.AddrInfo) {
	var group sync.WaitGroup
	missing := 2 * fewPeers
	for _, info := range list {
		if missing == 0 || ctx.Err() != nil {
			break
		}
		if m.host.Network().Connectedness(info.ID) == network.Connected {
			continue
		}
		missing--
		group.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, m.cfg.Limits.Dial)
			defer cancel()
			if err := m.host.Connect(ctx, info); err != nil {
				m.log.Debug("peer not reached", "peer", info.ID.String(), "err", shortest(err))
			}
		})
	}
	group.Wait()
}

// sweep forgets what has expired.
func (m *mesh) sweep(ctx context.Context) {
	for sleep(ctx, sweepEvery) {
		m.table.expire(m.now())
	}
}

// remember tells the caller now and then whom to dial after a restart.
func (m *mesh) remember(ctx context.Context) {
	if m.mesh.Remember == nil {
		return
	}
	for wait := rememberFirst; sleep(ctx, wait); wait = rememberEvery {
		m.mesh.Remember(m.good())
	}
	if good := m.good(); len(good) > 0 {
		m.mesh.Remember(good)
	}
}

// good are addresses of peers of this network that answer and have done no wrong: the address that was dialled, or else the
// first that the peer advertises.
func (m *mesh) good() []string {
	var out []string
	peers := m.topic.ListPeers()
	slices.SortFunc(peers, func(a, b peer.ID) int { return int(m.score(b)*1e3) - int(m.score(a)*1e3) })
	for _, p := range peers {
		if len(out) == rememberMost || m.score(p) < 0 {
			break
		}
		var addr string
		for _, c := range m.host.Network().ConnsToPeer(p) {
			if c.Stat().Direction == network.DirOutbound && !c.Stat().Limited {
				addr = c.RemoteMultiaddr().String()
			}
		}
		if a, ok := m.table.get(dgrid.PeerID(p.String())); addr == "" && ok && len(a.Addrs) > 0 {
			addr = a.Addrs[0]
		}
		if addr != "" {
			out = append(out, addr+"/p2p/"+p.String())
		}
	}
	return out
}

func (m *mesh) score(p peer.ID) float64 {
	s, _ := m.scores.Load(p)
	f, _ := s.(float64)
	return f
}

// providerKey is where the DHT keeps who serves a model.
func providerKey(network string, model dgrid.ModelID) cid.Cid {
	h := sha256.Sum256(append([]byte("dgrid/model/"+network+"/"), model[:]...))
	mh, err := multihash.Encode(h[:], multihash.SHA2_256)
	if err != nil {
		panic("p2p: impossible: encode a SHA-256 digest: " + err.Error())
	}
	return cid.NewCidV1(cid.Raw, mh)
}

// provide keeps provider records of the announced models in the DHT.
func (m *mesh) provide(ctx context.Context) {
	done := map[dgrid.ModelID]time.Time{}
	for wait := time.Second; sleep(ctx, wait); {
		wait = min(2*wait, lookEvery)
		for _, model := range m.speaker.models() {
			if m.now().Sub(done[model]) < provideEvery || m.dht.RoutingTable().Size() == 0 {
				continue
			}
			err := m.provideOne(ctx, model)
			if err == nil {
				done[model] = m.now()
			} else if ctx.Err() == nil {
				m.log.Debug("model not provided in the DHT", "model", model.String(), "err", err)
			}
		}
	}
}

func (m *mesh) provideOne(ctx context.Context, model dgrid.ModelID) error {
	ctx, cancel := context.WithTimeout(ctx, provideTimeout)
	defer cancel()
	return m.dht.Provide(ctx, providerKey(m.cfg.Network, model), true)
}

// FindProviders asks the DHT who serves a model, dials them and puts their adverts into the table. It is for a node that has
// just come, or looks for a model that no advert names. It returns when the search has ended.
func (h *Host) FindProviders(ctx context.Context, model dgrid.ModelID) error {
	m := h.member.Load()
	if m == nil {
		return fmt.Errorf("find providers: %w", ErrNoMesh)
	}
	if m.dht.RoutingTable().Size() == 0 {
		return fmt.Errorf("find providers of model %s: no peer of the DHT is known yet: check the bootstrap addresses", model)
	}
	var group sync.WaitGroup
	defer group.Wait()
	for info := range m.dht.FindProvidersAsync(ctx, providerKey(m.cfg.Network, model), providersMost) {
		if info.ID == m.host.ID() {
			continue
		}
		m.host.Peerstore().AddAddrs(info.ID, info.Addrs, peerstore.TempAddrTTL)
		group.Go(func() {
			if err := m.pull(ctx, info.ID, 0); err != nil {
				m.log.Debug("provider does not answer", "peer", info.ID.String(), "err", err)
			}
		})
	}
	if ctx.Err() != nil {
		return fmt.Errorf("find providers of model %s: %w", model, context.Cause(ctx))
	}
	return nil
}

// locate is where p says that it can be dialled.
func (m *mesh) locate(p dgrid.PeerID) (info peer.AddrInfo, err error) {
	if info.ID, err = peer.Decode(string(p)); err != nil {
		return info, err
	}
	a, ok := m.table.get(p)
	if !ok {
		return info, nil
	}
	for _, s := range a.Addrs {
		one, err := parseAddr(s + "/p2p/" + string(p))
		if err == nil && one.ID == info.ID {
			info.Addrs = append(info.Addrs, one.Addrs...)
		}
	}
	return info, nil
}

// seek finds addresses of a peer that is not connected: those that it advertises, or else what the DHT knows.
func (m *mesh) seek(ctx context.Context, p peer.ID) (peer.AddrInfo, error) {
	info, err := m.locate(dgrid.PeerID(p.String()))
	if err == nil && len(info.Addrs) > 0 {
		return info, nil
	}
	if info.Addrs = m.host.Peerstore().Addrs(p); len(info.Addrs) > 0 {
		return info, nil
	}
	return m.dht.FindPeer(ctx, p)
}

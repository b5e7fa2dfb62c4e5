package p2p

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/net/connmgr"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	quic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// Config is what a host is made of.
type Config struct {
	Key       crypto.PrivKey // Ed25519
	Listen    []string       // multiaddrs, for example /ip4/0.0.0.0/tcp/4700 and /ip4/0.0.0.0/udp/4700/quic-v1; none is a host that only dials
	Network   string         // name of the network, lower-case letters, digits and hyphens; it stands in the protocol ids
	NetworkID dgrid.Digest
	Domain    dgrid.Domain
	Session   dgrid.Digest // this run of the provider; zero where the node serves nothing
	Owner     dgrid.Address
	Binding   dgrid.Signed[dgrid.Binding] // Owner's word that Key's peer acts for it; PeerDigest gives its Peer
	Agent     string                      // "dgridd/0.1.0"
	Offers    []Offer                     // the models that this node serves, at most MaxOffers
	Limits    Limits                      // zero fields mean the defaults
	Mesh      *Mesh                       // nil is a host that only dials addresses that it is given

	now func() time.Time // the clock of what is signed; nil is time.Now
}

// Limits bound what others can make this host spend.
type Limits struct {
	StreamsPerPeer        int           // streams of one peer served at once; 8
	Streams               int           // streams served at once; 256
	ConnectionsPerAddress int           // connections from one IPv4 address or IPv6 /56; 64
	Dial                  time.Duration // to connect and to exchange hellos; 10 s
	Header                time.Duration // until the hello and then the start of the order; 10 s
	Write                 time.Duration // for a frame to arrive or to be taken, and 1 s more per 512 KiB; 10 s
	Heartbeat             time.Duration // of quiet, after which a heartbeat is sent; 1 s
	Silence               time.Duration // of quiet, after which the other side is given up; 3 s
	Lifetime              time.Duration // the longest deadline that an order may have; 1 h
}

// Hello is what the other side of a stream has said and proved about itself.
type Hello struct {
	Network   string
	NetworkID dgrid.Digest
	Owner     dgrid.Address
	Session   dgrid.Digest
	Agent     string
	Offers    []Offer
	Time      dgrid.Time // by its clock; 0 is not said
	Peer      dgrid.PeerID
	Binding   dgrid.Signed[dgrid.Binding]
}

// Host is a node's libp2p host. Its methods are safe for concurrent use.
type Host struct {
	cfg       Config
	log       *slog.Logger
	host      host.Host
	hello     *pb.Hello // what it says of itself on every stream
	admission admission
	tasks     tasks
	count     counters
	vouched   bindings
	member    atomic.Pointer[mesh] // nil without Config.Mesh, and until New has joined
	ctx       context.Context      // ends when the host closes
	cancel    context.CancelFunc
}

// New is a host that listens and is connected to nobody. libp2p starts its goroutines here; Close ends them all.
func New(cfg Config, log *slog.Logger) (*Host, error) {
	id, err := cfg.validate()
	if err != nil {
		return nil, fmt.Errorf("configure host: %w", err)
	}
	h := &Host{cfg: cfg, log: log.With("self", id.String())}
	h.admission = admission{limits: &h.cfg.Limits, peers: map[peer.ID]int{}}
	if h.hello, err = packHello(&h.cfg); err != nil {
		return nil, fmt.Errorf("configure host: encode hello: %w", err)
	}
	h.ctx, h.cancel = context.WithCancel(context.Background())
	if h.host, err = h.start(); err != nil {
		h.cancel()
		return nil, err
	}
	h.serve(protocolHello, nil, func(context.Context, *conversation) {})
	if cfg.Mesh != nil {
		m, err := join(h)
		if err != nil {
			return nil, errors.Join(err, h.Close())
		}
		h.member.Store(m)
	}
	return h, nil
}

// validate fills the limits and checks what a peer would otherwise refuse later.
func (cfg *Config) validate() (peer.ID, error) {
	if cfg.Key == nil || cfg.Key.Type() != crypto.Ed25519 {
		return "", errors.New("the peer key is not an Ed25519 key")
	}
	id, err := peer.IDFromPrivateKey(cfg.Key)
	if err != nil {
		return "", fmt.Errorf("peer key: %w", err)
	}
	if !networkName.MatchString(cfg.Network) {
		return "", fmt.Errorf("network name %q: use up to %d lower-case letters, digits and hyphens", cfg.Network, maxName)
	}
	if err := checkLine("agent", cfg.Agent, maxAgent); err != nil {
		return "", err
	}
	if cfg.Binding.Object.Owner != cfg.Owner {
		return "", fmt.Errorf("the binding is of owner %s, not of %s: sign a new one with the owner's key", cfg.Binding.Object.Owner, cfg.Owner)
	}
	if err := verifyBinding(cfg.Domain, cfg.Binding, id); err != nil {
		return "", fmt.Errorf("%w: sign a new one with the owner's key", err)
	}
	if cfg.Mesh != nil {
		mesh := *cfg.Mesh // the caller's stays as it is
		cfg.Mesh = &mesh
		if err := mesh.validate(); err != nil {
			return "", fmt.Errorf("mesh: %w", err)
		}
	}
	cfg.Limits, err = cfg.Limits.withDefaults()
	return id, err
}

// start makes the libp2p host: TCP and QUIC, Noise and TLS.
func (h *Host) start() (host.Host, error) {
	cfg := &h.cfg
	manager, err := resources(&cfg.Limits, cfg.Network)
	if err != nil {
		return nil, err
	}
	connections, err := connmgr.NewConnManager(connectionsLow, connectionsHigh, connmgr.WithGracePeriod(connectionsGrace))
	if err != nil {
		_ = manager.Close()
		return nil, fmt.Errorf("start connection manager: %w", err)
	}
	options := append(h.paths(), libp2p.Identity(cfg.Key), libp2p.NoListenAddrs, libp2p.UserAgent(cfg.Agent),
		libp2p.Transport(tcp.NewTCPTransport), libp2p.Transport(quic.NewTransport),
		libp2p.ResourceManager(manager), libp2p.ConnectionManager(connections),
		libp2p.DisableMetrics(), libp2p.WithDialTimeout(cfg.Limits.Dial), libp2p.SwarmOpts(swarm.WithDialRanker(tcpFirst)))
	l, err := libp2p.New(options...)
	if err != nil {
		_ = connections.Close()
		_ = manager.Close()
		return nil, fmt.Errorf("start libp2p: %w", err)
	}
	if err := listen(l, cfg.Listen); err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

// listen fails where any of the addresses fails. libp2p itself is content with one that works, and a node whose TCP port is
// taken would be half deaf.
func listen(h host.Host, addrs []string) error {
	for _, s := range addrs {
		a, err := ma.NewMultiaddr(s)
		if err != nil {
			return fmt.Errorf("listen on %q: %w: write it like /ip4/0.0.0.0/tcp/4700 or /ip4/0.0.0.0/udp/4700/quic-v1", s, err)
		}
		if err := h.Network().Listen(a); err != nil {
			return fmt.Errorf("listen on %s: %w: choose another port, or stop what uses this one", s, err)
		}
	}
	return nil
}

// now is the time that this host signs and judges by.
func (h *Host) now() time.Time {
	if h.cfg.now != nil {
		return h.cfg.now()
	}
	return time.Now()
}

// ID is the host's peer id.
func (h *Host) ID() dgrid.PeerID { return dgrid.PeerID(h.host.ID().String()) }

// Addrs are the full multiaddrs that others dial, with /p2p/ at the end.
func (h *Host) Addrs() []string {
	var out []string
	for _, a := range h.host.Addrs() {
		out = append(out, a.String()+"/p2p/"+h.host.ID().String())
	}
	return out
}

// Close ends every stream and connection and waits for the handlers to return.
func (h *Host) Close() error {
	if !h.tasks.close() {
		return nil
	}
	h.cancel()
	h.tasks.group.Wait()
	var err error
	if m := h.member.Load(); m != nil {
		err = m.close()
	}
	if err = errors.Join(err, h.host.Close()); err != nil {
		return fmt.Errorf("close host: %w", err)
	}
	return nil
}

package p2p

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// The protocols, as they stand in the protocol id /dgrid/<network>/<protocol>/<version>. Every host serves hello; by it others
// tell a dgrid node from any other libp2p host.
const (
	protocolHello   = "hello"
	protocolJob     = "job"
	protocolReceipt = "receipt"
	protocolAudit   = "audit"
	protocolQuote   = "quote"
	protocolCheck   = "check"
	protocolAdvert  = "advert"
	protocolBatch   = "batch"
	protocolSeat    = "seat"

	protocolVersion = "0"
)

var protocols = [...]string{protocolHello, protocolJob, protocolReceipt, protocolAudit, protocolQuote, protocolCheck, protocolAdvert, protocolBatch, protocolSeat}

var (
	networkName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)
	protocolID  = regexp.MustCompile(`^/dgrid/([a-z0-9][a-z0-9-]{0,63})/([a-z]+)/([0-9a-z.]+)$`)
)

func protocolFor(network, name string) protocol.ID {
	return protocol.ID("/dgrid/" + network + "/" + name + "/" + protocolVersion)
}

// PeerDigest is what a binding says of a peer: Keccak-256 of the peer id's bytes.
func PeerDigest(id dgrid.PeerID) (dgrid.Digest, error) {
	p, err := peer.Decode(string(id))
	if err != nil {
		return dgrid.Digest{}, fmt.Errorf("peer id %q: %w", id, err)
	}
	return dgrid.Hash([]byte(p)), nil
}

// packHello is what the host says of itself, but for the time.
func packHello(cfg *Config) (*pb.Hello, error) {
	offers, err := packOffers(cfg.Offers)
	if err != nil {
		return nil, err
	}
	h := &pb.Hello{Network: cfg.Network, NetworkId: cfg.NetworkID[:], Session: digestBytes(cfg.Session), Agent: cfg.Agent,
		Binding: pack(cfg.Binding), Offers: offers}
	_, err = delimited(h) // whatever cannot be encoded shows now
	return h, err
}

// greeting is the hello that this host says now.
func (h *Host) greeting() []byte {
	now := &pb.Hello{Network: h.hello.Network, NetworkId: h.hello.NetworkId, Session: h.hello.Session, Agent: h.hello.Agent,
		Binding: h.hello.Binding, Offers: h.hello.Offers, Time: uint64(h.now().UnixMilli())}
	return must(delimited(now))
}

// DecodeHello reads the encoding of a hello without its length. It checks the form; who the peer is, the caller knows.
func DecodeHello(b []byte) (Hello, error) {
	var m pb.Hello
	if err := unmarshal(b, helloShape, &m); err != nil {
		return Hello{}, fmt.Errorf("decode hello: %w", err)
	}
	h := Hello{Network: m.Network, Agent: m.Agent, Time: m.Time}
	var err error
	if !networkName.MatchString(m.Network) {
		return h, fmt.Errorf("decode hello: network %q is no network's name", line(m.Network, maxName))
	}
	if err := checkLine("agent", m.Agent, maxAgent); err != nil {
		return h, fmt.Errorf("decode hello: %w", err)
	}
	if h.NetworkID, err = digest(m.NetworkId); err != nil {
		return h, fmt.Errorf("decode hello: network id: %w", err)
	}
	if h.Session, err = digest(m.Session); err != nil {
		return h, fmt.Errorf("decode hello: session: %w", err)
	}
	if err := unpack(m.Binding, &h.Binding); err != nil {
		return h, fmt.Errorf("decode hello: binding: %w", err)
	}
	if h.Offers, err = unpackOffers(m.Offers); err != nil {
		return h, fmt.Errorf("decode hello: %w", err)
	}
	h.Owner = h.Binding.Object.Owner
	return h, nil
}

// verifyHello fails unless h is of our network and its binding ties p to its owner.
func verifyHello(cfg *Config, vouched *bindings, h *Hello, p peer.ID) error {
	if h.Network != cfg.Network || h.NetworkID != cfg.NetworkID {
		return &WrongNetworkError{Ours: cfg.Network, Theirs: h.Network, OursID: cfg.NetworkID, TheirsID: h.NetworkID}
	}
	h.Peer = dgrid.PeerID(p.String())
	return vouched.verify(cfg.Domain, h.Binding, p)
}

func verifyBinding(domain dgrid.Domain, b dgrid.Signed[dgrid.Binding], p peer.ID) error {
	if got, want := b.Object.Peer, dgrid.Hash([]byte(p)); got != want {
		return fmt.Errorf("the binding of owner %s is for another peer (%s) than %s (%s)", b.Object.Owner, got, p, want)
	}
	if err := domain.Verify(&b.Object, b.Signature, b.Object.Owner); err != nil {
		return fmt.Errorf("the binding of peer %s: %w", p, err)
	}
	return nil
}

// bindings remembers which binding of a peer was verified last, because a peer shows the same one on every stream and in every
// advert, and its signature is the dearest check of all.
type bindings struct {
	mu   sync.Mutex
	last map[peer.ID]dgrid.Signed[dgrid.Binding]
}

const bindingsKept = 4096

func (k *bindings) verify(domain dgrid.Domain, b dgrid.Signed[dgrid.Binding], p peer.ID) error {
	k.mu.Lock()
	last, ok := k.last[p]
	k.mu.Unlock()
	if ok && last == b {
		return nil
	}
	if err := verifyBinding(domain, b, p); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.last == nil || len(k.last) >= bindingsKept {
		k.last = map[peer.ID]dgrid.Signed[dgrid.Binding]{}
	}
	k.last[p] = b
	return nil
}

// exchange says our hello and hears theirs, until cutoff.
func (h *Host) exchange(r *reader, p peer.ID, cutoff time.Time) (Hello, error) {
	if _, err := writeWithin(r.wire, r.limits, h.greeting()); err != nil {
		return Hello{}, err
	}
	r.cutoff, r.quiet = cutoff, time.Until(cutoff)
	b, err := r.next(maxHello, nil)
	r.cutoff = time.Time{}
	if err != nil {
		return Hello{}, unexpected(err)
	}
	theirs, err := DecodeHello(b)
	if err != nil {
		return theirs, &StreamError{Code: CodeProtocol, Err: err}
	}
	if err := verifyHello(&h.cfg, &h.vouched, &theirs, p); err != nil {
		var wrong *WrongNetworkError
		if errors.As(err, &wrong) {
			return theirs, err
		}
		return theirs, &StreamError{Code: CodeUnverified, Err: err}
	}
	h.compareClocks(&theirs)
	return theirs, nil
}

// compareClocks keeps by how much the clock of who said hello is ahead of ours.
func (h *Host) compareClocks(theirs *Hello) {
	m := h.member.Load()
	if m == nil || theirs.Time == 0 {
		return
	}
	now := h.now()
	m.table.observe(theirs.Peer, skew{difference(theirs.Time, now), now})
}

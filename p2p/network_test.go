package p2p_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	ethcrypto "github.com/ethereum/go-ethereum/crypto"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"
	"go.uber.org/goleak"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

const (
	tcp  = "/ip4/127.0.0.1/tcp/0"
	quic = "/ip4/127.0.0.1/udp/0/quic-v1"
)

var domain = dgrid.Domain{ChainID: 31337, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}}

// identity is a peer and its owner.
type identity struct {
	key   crypto.PrivKey
	owner *ecdsa.PrivateKey
}

func newIdentity(t testing.TB) identity {
	t.Helper()
	key, _, err := crypto.GenerateEd25519Key(rand.Reader)
	check(t, err)
	owner, err := ethcrypto.GenerateKey()
	check(t, err)
	return identity{key, owner}
}

func (id identity) config(t testing.TB, listen ...string) p2p.Config {
	t.Helper()
	p, err := peer.IDFromPrivateKey(id.key)
	check(t, err)
	d, err := p2p.PeerDigest(dgrid.PeerID(p.String()))
	check(t, err)
	owner := ethcrypto.PubkeyToAddress(id.owner.PublicKey)
	return p2p.Config{
		Key: id.key, Listen: listen, Network: "test", NetworkID: dgrid.Hash([]byte("test")), Domain: domain, Owner: owner,
		Session: dgrid.Hash([]byte(p)), Binding: sign(t, id.owner, dgrid.Binding{Owner: owner, Peer: d}), Agent: "dgridd/test",
	}
}

// sign signs an object of any kind.
func sign[T any, P interface {
	*T
	dgrid.Object
}](t testing.TB, key *ecdsa.PrivateKey, o T) dgrid.Signed[T] {
	t.Helper()
	sig, err := domain.Sign(P(&o), key)
	check(t, err)
	return dgrid.Signed[T]{Object: o, Signature: sig}
}

func startHost(t testing.TB, cfg p2p.Config) *p2p.Host {
	t.Helper()
	h, err := p2p.New(cfg, quiet)
	check(t, err)
	t.Cleanup(func() { check(t, h.Close()) })
	return h
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// pair is a provider that listens and a payer that does not. The leak check runs after both have closed.
func pair(t testing.TB, listen string, change ...func(provider, payer *p2p.Config)) (provider, payer *p2p.Host) {
	t.Helper()
	leakCheck(t)
	a, b := newIdentity(t).config(t, listen), newIdentity(t).config(t)
	for _, f := range change {
		f(&a, &b)
	}
	return startHost(t, a), startHost(t, b)
}

func leakCheck(t testing.TB) {
	t.Helper()
	ignore := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, ignore) })
}

func addr(t testing.TB, h *p2p.Host) string {
	t.Helper()
	addrs := h.Addrs()
	if len(addrs) != 1 || !strings.HasSuffix(addrs[0], "/p2p/"+string(h.ID())) {
		t.Fatalf("Addrs() = %v, want one that ends in the peer id %s", addrs, h.ID())
	}
	return addrs[0]
}

func testContext(t testing.TB) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open opens a job stream and ends it with the test.
func open(t testing.TB, from, to *p2p.Host) *p2p.JobStream {
	t.Helper()
	s, err := from.OpenJob(testContext(t), addr(t, to))
	check(t, err)
	t.Cleanup(func() { s.Reset(p2p.CodeNone) })
	return s
}

// recv receives a frame of the wanted kind.
func recv[F p2p.Frame](t testing.TB, s *p2p.JobStream) F {
	t.Helper()
	f, err := s.Recv(testContext(t))
	check(t, err)
	want, ok := f.(F)
	if !ok {
		t.Fatalf("received %T %+v, want %T", f, f, want)
	}
	return want
}

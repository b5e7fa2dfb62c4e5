package node_test

import (
	"context"
	"crypto/ed25519"
	"slices"
	"testing"
	"time"

	libp2pcrypto "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/p2p"
)

// meshed is a payer's way over real hosts.
type meshed struct{ host *p2p.Host }

func (m meshed) OpenJob(ctx context.Context, addr string) (payer.Stream, error) {
	return m.host.OpenJob(ctx, addr)
}

func (m meshed) FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	return m.host.FetchTranscript(ctx, addr, job)
}

func (s *side) host(b *testing.B, listen ...string) *p2p.Host {
	b.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	key, err := libp2pcrypto.UnmarshalEd25519PrivateKey(private)
	if err != nil {
		b.Fatal(err)
	}
	id, err := peer.IDFromPrivateKey(key)
	if err != nil {
		b.Fatal(err)
	}
	binding := dgrid.Binding{Owner: s.owner(), Peer: dgrid.Hash([]byte(id))}
	sig, err := domain.Sign(&binding, s.key)
	if err != nil {
		b.Fatal(err)
	}
	cfg := p2p.Config{Key: key, Listen: listen, Network: "test", Domain: domain, Session: s.session, Owner: s.owner(), Agent: "bench",
		Binding: dgrid.Signed[dgrid.Binding]{Object: binding, Signature: sig}}
	if s.provider != nil {
		cfg.Offers = s.provider.Offers()
	}
	h, err := p2p.New(cfg, quiet)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = h.Close() })
	return h
}

// BenchmarkFirstToken is the time from a question to its first token where the model takes none: stream, hello, order, both
// stores, acceptance, and the first frame back, over TCP on loopback with the connection open. It is what the mesh adds.
func BenchmarkFirstToken(b *testing.B) {
	seller, buyer := newSide(b), newSide(b)
	seller.engine = &scripted{length: 1, prompt: 40}
	seller.serve(b)
	host := seller.host(b, "/ip4/127.0.0.1/tcp/0")
	host.ServeJobs(func(ctx context.Context, s *p2p.JobStream) { seller.provider.Serve(ctx, s) })
	asker, err := payer.New(payer.Config{Network: "test", Domain: domain, Key: buyer.key, Accept: time.Minute}, meshed{buyer.host(b)}, buyer.store, quiet)
	if err != nil {
		b.Fatal(err)
	}
	q := question(8)
	q.Addr = host.Addrs()[0]
	var firsts []time.Duration
	for b.Loop() {
		started := time.Now()
		if _, err := asker.Ask(b.Context(), q, func(dgrid.Chunk) error { firsts = append(firsts, time.Since(started)); return nil }); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(firsts)
	b.ReportMetric(float64(firsts[len(firsts)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(firsts[len(firsts)*9/10].Microseconds())/1000, "p90-ms")
}

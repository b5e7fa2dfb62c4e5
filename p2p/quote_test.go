package p2p_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// TestQuote: a node without any connection to a provider gets a quote by the address in the provider's advert.
func TestQuote(t *testing.T) {
	leakCheck(t)
	boot := startMember(t, meshConfig(t, newIdentity(t), tcp))
	provider, payer := startMember(t, meshConfig(t, newIdentity(t), tcp, boot.Host)), startMember(t, meshConfig(t, newIdentity(t), quic, boot.Host))
	model := listing(1).Models[0].Model
	provider.ServeQuotes(func(_ context.Context, remote p2p.Hello, id dgrid.ModelID) (dgrid.Quote, error) {
		switch {
		case remote.Peer != payer.ID():
			return dgrid.Quote{}, errors.New("of somebody else")
		case id == model:
			return dgrid.Quote{Price: dgrid.Price{Input: dgrid.NewAmount(3), Output: dgrid.MaxAmount}, Context: 2048, Slots: 4, Free: 1, Waiting: 2, Prefill: 900, Decode: 30}, nil
		case id == dgrid.ModelID{1}:
			return dgrid.Quote{}, p2p.ErrDraining
		case id == dgrid.ModelID{2}:
			return dgrid.Quote{}, errors.New("disk on fire")
		}
		return dgrid.Quote{}, p2p.ErrNoModel
	})
	check(t, provider.Announce(listing(1)))
	await(t, payer.Host, "the advert", has(provider.ID()))
	q, rtt, err := payer.Quote(testContext(t), provider.ID(), model)
	check(t, err)
	now := dgrid.Time(time.Now().UnixMilli())
	if q.Peer != provider.ID() || q.Model != model || q.Price.Output != dgrid.MaxAmount || q.Free != 1 || q.Waiting != 2 || q.Prefill != 900 || q.Decode != 30 || q.Issued > now || q.Expiry <= now || rtt <= 0 {
		t.Fatalf("quote %+v after %s", q, rtt)
	}
	if _, _, err := payer.Quote(testContext(t), provider.ID(), dgrid.ModelID{1}); !errors.Is(err, p2p.ErrDraining) {
		t.Errorf("of a node that shuts down: %v", err)
	}
	if _, _, err := payer.Quote(testContext(t), provider.ID(), dgrid.ModelID{7}); !errors.Is(err, p2p.ErrNoModel) {
		t.Errorf("of another model: %v", err)
	}
	if _, _, err := payer.Quote(testContext(t), provider.ID(), dgrid.ModelID{2}); err == nil || !strings.Contains(err.Error(), "could not make a quote") {
		t.Errorf("of a failing provider: %v", err)
	}
	if _, _, err := payer.Quote(testContext(t), boot.ID(), model); !errors.Is(err, p2p.ErrNotServing) {
		t.Errorf("of a node that quotes nothing: %v", err)
	}
}

// TestQuoteThatDoesNotCount: whatever a provider puts into its quote, the payer takes only what is of this provider and now.
func TestQuoteThatDoesNotCount(t *testing.T) {
	id, other := newIdentity(t), newIdentity(t)
	cfg := id.config(t)
	model := dgrid.ModelID{5}
	clock := time.Now()
	now := dgrid.Time(clock.UnixMilli())
	good := dgrid.Quote{Network: cfg.NetworkID, Owner: cfg.Owner, Model: model, Slots: 1, Issued: now, Expiry: now + 10_000}
	edit := func(f func(*dgrid.Quote)) dgrid.Quote { q := good; f(&q); return q }
	for _, c := range []struct {
		name string
		key  identity
		q    dgrid.Quote
		text string // "" is a quote that counts
	}{
		{"good", id, good, ""},
		{"a minute behind", id, edit(func(q *dgrid.Quote) { q.Issued -= 60_000; q.Expiry -= 60_000 }), ""},
		{"an hour ahead", id, edit(func(q *dgrid.Quote) { q.Issued += 3600_000; q.Expiry += 3600_000 }), "is 1h0m0s ahead of ours (or ours is behind)"},
		{"an hour behind", id, edit(func(q *dgrid.Quote) { q.Issued -= 3600_000; q.Expiry -= 3600_000 }), "is 1h0m0s behind ours (or ours is ahead)"},
		{"another signer", other, good, "the quote is of peer"},
		{"another owner", id, edit(func(q *dgrid.Quote) { q.Owner = dgrid.Address{9} }), "the quote is of peer"},
		{"another model", id, edit(func(q *dgrid.Quote) { q.Model = dgrid.ModelID{6} }), "the quote is of peer"},
		{"another network", id, edit(func(q *dgrid.Quote) { q.Network = dgrid.Digest{7} }), "0x0700"},
	} {
		t.Run(c.name, func(t *testing.T) {
			leakCheck(t)
			envelope, err := p2p.SealQuote(c.key.key, &c.q)
			check(t, err)
			h := plainHost(t, id.key, tcp)
			announce(t, h, "/dgrid/test/quote/0", func(s network.Stream) {
				_, _ = protodelim.MarshalTo(s, &pb.Hello{Network: cfg.Network, NetworkId: cfg.NetworkID[:],
					Binding: &pb.Signed{Object: dgrid.Encode(&cfg.Binding.Object), Signature: cfg.Binding.Signature[:]}})
				_, _ = protodelim.MarshalTo(s, &pb.QuoteReply{Envelope: envelope})
			})
			mine := meshConfig(t, newIdentity(t), tcp)
			p2p.WithClock(&mine, func() time.Time { return clock }) // however slow this machine is
			payer := startMember(t, mine)
			_, err = payer.Greet(testContext(t), plainAddr(h))
			if !errors.Is(err, p2p.ErrNotServing) { // it connects, and serves quotes alone
				t.Fatalf("Greet: %v", err)
			}
			q, _, err := payer.Quote(testContext(t), dgrid.PeerID(h.ID().String()), model)
			if c.text == "" {
				check(t, err)
				if q.Issued != c.q.Issued {
					t.Fatalf("quote %+v", q)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("Quote: %v, want %q", err, c.text)
			}
		})
	}
}

func TestDecodeQuoteRefuses(t *testing.T) {
	id := newIdentity(t)
	good := dgrid.Quote{Network: dgrid.Digest{1}, Model: dgrid.ModelID{2}, Issued: 1000, Expiry: 2000}
	b, err := p2p.SealQuote(id.key, &good)
	check(t, err)
	_, err = p2p.DecodeQuote(b)
	check(t, err)
	flipped := append([]byte(nil), b...)
	flipped[len(flipped)-1] ^= 1
	for _, c := range []struct {
		name, text string
		b          []byte
	}{
		{"nothing", "envelope", nil},
		{"cut short", "envelope", b[:len(b)-1]},
		{"a flipped bit", "signature", flipped},
		{"too large", "at most 1024", protowire.AppendBytes(protowire.AppendTag(b[:len(b):len(b)], 99, protowire.BytesType), make([]byte, 1024))},
	} {
		if _, err := p2p.DecodeQuote(c.b); err == nil || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %q", c.name, err, c.text)
		}
	}
	for _, f := range []func(*dgrid.Quote){
		func(q *dgrid.Quote) { q.Network = dgrid.Digest{} },
		func(q *dgrid.Quote) { q.Model = dgrid.ModelID{} },
		func(q *dgrid.Quote) { q.Expiry = q.Issued },
		func(q *dgrid.Quote) { q.Expiry = q.Issued + 31_000 },
	} {
		q := good
		f(&q)
		if _, err := p2p.SealQuote(id.key, &q); err == nil {
			t.Errorf("sealed %+v", q)
		}
	}
}

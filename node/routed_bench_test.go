package node_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/p2p"
)

// known is a directory of one provider that is always free.
type known struct {
	advert dgrid.Advert
	quote  dgrid.Quote
}

func (k known) Adverts() []dgrid.Advert { return []dgrid.Advert{k.advert} }

func (k known) Quote(context.Context, dgrid.PeerID, dgrid.ModelID) (dgrid.Quote, time.Duration, error) {
	return k.quote, time.Millisecond, nil
}

// BenchmarkRouted is BenchmarkFirstToken with and without the router, the questions taking turns: what choosing and the record of the
// answer add to the first token, and to the whole.
func BenchmarkRouted(b *testing.B) {
	seller, buyer := newSide(b), newSide(b)
	seller.engine = &scripted{length: 1, prompt: 40}
	seller.serve(b)
	host := seller.host(b, "/ip4/127.0.0.1/tcp/0")
	host.ServeJobs(func(ctx context.Context, s *p2p.JobStream) { seller.provider.Serve(ctx, s) })
	asker, err := payer.New(payer.Config{Network: "test", Domain: domain, Key: buyer.key, Accept: time.Minute}, meshed{buyer.host(b)}, buyer.store, quiet)
	if err != nil {
		b.Fatal(err)
	}
	book, err := reputation.Open(buyer.store, quiet)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = book.Close() })
	peer := host.ID()
	k := known{
		dgrid.Advert{Peer: peer, Owner: seller.owner(), Models: []dgrid.Listing{{Model: model, Context: 1024, Slots: 4, Price: price}}},
		dgrid.Quote{Peer: peer, Owner: seller.owner(), Model: model, Price: price, Context: 1024, Slots: 4, Free: 4},
	}
	r, err := router.New(router.Config{}, router.Deps{Directory: k, Quoter: k, Asker: asker, Book: book, Notes: buyer.store, Jobs: buyer.store,
		Standing: func(dgrid.Listing, dgrid.Address) (bool, string) { return true, "" }}, quiet)
	if err != nil {
		b.Fatal(err)
	}
	direct, routed := question(8), wanted(8)
	direct.Addr = host.Addrs()[0]
	var times [4][]time.Duration // direct first and whole, routed first and whole
	note := func(i int, since time.Time) { times[i] = append(times[i], time.Since(since)) }
	for b.Loop() {
		started := time.Now()
		if _, err := asker.Ask(b.Context(), direct, func(dgrid.Chunk) error { note(0, started); return nil }); err != nil {
			b.Fatal(err)
		}
		note(1, started)
		started = time.Now()
		if _, err := r.Answer(b.Context(), routed, func(router.Piece) error { note(2, started); return nil }); err != nil {
			b.Fatal(err)
		}
		note(3, started)
	}
	for i, name := range []string{"direct-first-ms", "direct-whole-ms", "routed-first-ms", "routed-whole-ms"} {
		slices.Sort(times[i])
		b.ReportMetric(float64(times[i][len(times[i])/2].Microseconds())/1000, name)
	}
}

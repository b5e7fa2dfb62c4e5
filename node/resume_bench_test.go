package node_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/provider"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/p2p"
)

// lane is a TCP proxy to a node. A frozen one carries nothing more, and keeps its connections: like a cable that was pulled.
type lane struct {
	net.Listener
	target string

	mu     sync.Mutex
	frozen bool
	conns  []net.Conn
}

func newLane(b *testing.B, target string) *lane {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	p := &lane{Listener: l, target: target}
	b.Cleanup(func() { _ = l.Close(); p.thaw() })
	go p.run()
	return p
}

func (p *lane) run() {
	for {
		in, err := p.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = in.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, in, out)
		p.mu.Unlock()
		go p.carry(in, out)
		go p.carry(out, in)
	}
}

func (p *lane) carry(to, from net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		p.mu.Lock()
		frozen := p.frozen
		p.mu.Unlock()
		if frozen {
			_, _ = io.Copy(io.Discard, from)
			return
		}
		if n > 0 {
			_, err = to.Write(buffer[:n])
		}
		if err != nil {
			_ = to.Close()
			return
		}
	}
}

func (p *lane) freeze() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.frozen = true
}

// thaw breaks the connections and carries new ones.
func (p *lane) thaw() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
	p.conns, p.frozen = nil, false
}

// choices is a directory of several providers, the first the nearest.
type choices []known

func (c choices) Adverts() (out []dgrid.Advert) {
	for _, k := range c {
		out = append(out, k.advert)
	}
	return out
}

func (c choices) Quote(_ context.Context, p dgrid.PeerID, _ dgrid.ModelID) (dgrid.Quote, time.Duration, error) {
	for i, k := range c {
		if k.advert.Peer == p {
			return k.quote, time.Duration(i) * time.Millisecond, nil
		}
	}
	return dgrid.Quote{}, 0, p2p.ErrNotServing
}

// located dials a peer id at the address that its advert names.
type located struct {
	meshed
	choices
}

func (l *located) at(peer string) string {
	for _, a := range l.Adverts() {
		if string(a.Peer) == peer {
			return a.Addrs[0] + "/p2p/" + peer
		}
	}
	return peer
}

func (l *located) OpenJob(ctx context.Context, peer string) (payer.Stream, error) {
	return l.meshed.OpenJob(ctx, l.at(peer))
}

func (l *located) FetchTranscript(ctx context.Context, peer string, job dgrid.JobID) (*dgrid.Transcript, error) {
	return l.meshed.FetchTranscript(ctx, l.at(peer), job)
}

// BenchmarkResume pulls the cable of a provider at a random token and measures the gap in the answer: from the last token that came
// from it to the first of the next provider. Over TCP on loopback, real hosts, an engine of 5 ms a token.
func BenchmarkResume(b *testing.B) {
	const length = 120
	var cutAt uint32
	engines := []*speaker{{length: length, prompt: 40}, {length: length, prompt: 40}}
	var directory choices
	var cable *lane
	for i, e := range engines {
		s := newSide(b)
		s.slots = 4
		s.session = dgrid.Digest{byte(i + 1)}
		p, err := provider.New(provider.Config{Network: "test", Domain: domain, Session: s.session, Key: s.key, Credit: s.credit, PayWait: s.payWait, Accept: time.Minute,
			Offers: []provider.Offer{{Model: model, Name: "speaker", Context: 1024, Slots: 4, Price: price, Engine: e}}}, s.store, quiet)
		if err != nil {
			b.Fatal(err)
		}
		s.provider = p
		h := s.host(b, "/ip4/127.0.0.1/tcp/0")
		h.ServeJobs(func(ctx context.Context, s *p2p.JobStream) { p.Serve(ctx, s) })
		h.ServeTranscripts(p.Transcript)
		addr := strings.TrimSuffix(h.Addrs()[0], "/p2p/"+string(h.ID()))
		if i == 0 {
			port := addr[strings.LastIndexByte(addr, '/')+1:]
			cable = newLane(b, "127.0.0.1:"+port)
			addr = fmt.Sprintf("/ip4/127.0.0.1/tcp/%d", cable.Addr().(*net.TCPAddr).Port)
		}
		directory = append(directory, known{
			dgrid.Advert{Peer: h.ID(), Owner: s.owner(), Addrs: []string{addr}, Models: []dgrid.Listing{{Model: model, Context: 1024, Slots: 4, Price: price}}},
			dgrid.Quote{Peer: h.ID(), Owner: s.owner(), Model: model, Price: price, Context: 1024, Slots: 4, Free: 4, Prefill: 500, Decode: 50},
		})
	}
	for i, e := range engines {
		e.pause = func(ctx context.Context, n uint32) {
			if i == 0 && n == cutAt {
				cable.freeze()
				<-ctx.Done()
				return
			}
			select {
			case <-time.After(5 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	}
	buyer := newSide(b)
	dial := located{choices: directory}
	asker, err := payer.New(payer.Config{Network: "test", Domain: domain, Key: buyer.key, Accept: time.Minute}, &dial, buyer.store, quiet)
	if err != nil {
		b.Fatal(err)
	}
	book, err := reputation.Open(buyer.store, quiet)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = book.Close() })
	r, err := router.New(router.Config{}, router.Deps{Directory: directory, Quoter: directory, Asker: asker, Book: forgiving{book}, Notes: buyer.store, Jobs: buyer.store,
		Standing: func(dgrid.Listing, dgrid.Address) (bool, string) { return true, "" }}, quiet)
	if err != nil {
		b.Fatal(err)
	}
	var gaps []time.Duration
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		dial.host = buyer.host(b) // one that has met the first provider knows a way around the cable
		b.StartTimer()
		cutAt = 1 + rand.Uint32N(length-2)
		q := wanted(500)
		q.Request.Messages[0].Content = fmt.Sprintf("speak of %d", i)
		var last time.Time
		var from dgrid.JobID
		var text strings.Builder
		a, err := r.Answer(b.Context(), q, func(p router.Piece) error {
			if !from.IsZero() && p.Job != from {
				gaps = append(gaps, time.Since(last))
			}
			last, from = time.Now(), p.Job
			text.WriteString(p.Text)
			return nil
		})
		if err != nil || text.String() != whole(q.ClientSeed, length) || len(a.Parts) != 2 {
			b.Fatalf("cut at %d: %v: %+v", cutAt, err, a)
		}
		cable.thaw()
		_ = dial.host.Close()
	}
	slices.Sort(gaps)
	b.ReportMetric(gaps[len(gaps)/2].Seconds(), "p50-s")
	b.ReportMetric(gaps[len(gaps)*99/100].Seconds(), "p99-s")
	b.ReportMetric(gaps[len(gaps)-1].Seconds(), "max-s")
}

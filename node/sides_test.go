package node_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/provider"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

var (
	domain = dgrid.Domain{ChainID: 1337, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}}
	model  = dgrid.ModelID{7}
	price  = dgrid.Price{Input: dgrid.NewAmount(2_000_000), Output: dgrid.NewAmount(5_000_000)}
	quiet  = slog.New(slog.DiscardHandler)
)

// scripted is an engine whose answer follows from the job alone, so that money and frames can be tested without a model.
type scripted struct {
	length int   // tokens that it would answer
	prompt int   // tokens of every prompt
	fail   int   // fails before this token; 0 never
	err    error // with this
	unread error // what reading a prompt fails with; nil never
}

func (s *scripted) Prompt(_ context.Context, _ *dgrid.Request, _ dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error) {
	if s.unread != nil {
		return nil, fmt.Errorf("prepare prompt: %w", s.unread)
	}
	ids := make([]dgrid.TokenID, s.prompt)
	for i := range ids {
		ids[i] = dgrid.TokenID(i)
	}
	return append(ids, prefix...), nil
}

func (s *scripted) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	u := dgrid.Usage{PromptTokens: uint32(len(job.Prompt)), Finish: dgrid.FinishLength}
	for n := job.Start; u.OutputTokens < job.MaxOutput; n++ {
		if int(n) == s.length {
			u.Finish = dgrid.FinishStop
			return u, nil
		}
		if s.err != nil && int(n) == s.fail {
			return u, s.err
		}
		if err := ctx.Err(); err != nil {
			return u, err
		}
		if err := emit(token(job.Seed, n)); err != nil {
			return u, err
		}
		u.OutputTokens++
	}
	return u, nil
}

func token(seed dgrid.Digest, n uint32) dgrid.Chunk {
	id := dgrid.TokenID(uint32(seed[n%32])<<8 | n&0xff)
	return dgrid.Chunk{IDs: []dgrid.TokenID{id}, Text: fmt.Sprintf(" %d", id), Sketches: []dgrid.Sketch{{int16(n), int16(id)}}}
}

// side is a node's half of an exchange, with what survives a restart.
type side struct {
	key      *ecdsa.PrivateKey
	dir      string
	store    *store.Store
	session  dgrid.Digest
	provider *provider.Provider
	engine   *scripted
	credit   dgrid.Amount
	slots    int
	payWait  time.Duration
	chain    provider.Chain
	latest   func() (uint64, error) // block that a payer takes at the latest
	offer    func(*provider.Offer)  // changes what is offered; nil changes nothing
}

func (s *side) owner() dgrid.Address { return crypto.PubkeyToAddress(s.key.PublicKey) }

func (s *side) hello() p2p.Hello {
	h := p2p.Hello{Network: "test", Owner: s.owner(), Session: s.session}
	if s.provider != nil {
		h.Offers = s.provider.Offers()
	}
	return h
}

func newSide(t testing.TB) *side {
	t.Helper()
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	s := &side{key: key, dir: t.TempDir(), credit: dgrid.NewAmount(1_000_000), slots: 1, payWait: 10 * time.Second}
	s.open(t)
	return s
}

func (s *side) open(t testing.TB) {
	t.Helper()
	st, err := store.Open(s.dir, domain, store.Options{MinFree: 1 << 20, Ballast: 1 << 20}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	s.store = st
	t.Cleanup(func() { _ = st.Close() })
}

// serve starts a new session of the provider.
func (s *side) serve(t testing.TB) {
	t.Helper()
	_, _ = rand.Read(s.session[:])
	offer := provider.Offer{Model: model, Name: "scripted", Context: 1024, Slots: s.slots, Price: price, Engine: s.engine}
	if s.offer != nil {
		s.offer(&offer)
	}
	p, err := provider.New(provider.Config{
		Network: "test", Domain: domain, Session: s.session, Key: s.key, Credit: s.credit, PayWait: s.payWait, Accept: time.Minute, Chain: s.chain,
		Offers: []provider.Offer{offer},
	}, s.store, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.provider = p
}

// restart is a crash: the store is opened again, and the provider has another session.
func (s *side) restart(t *testing.T) {
	t.Helper()
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	s.open(t)
	if s.provider != nil {
		s.serve(t)
	}
}

// pair is a payer and a provider that can reach each other.
type pair struct {
	payer, provider *side
	link            *link
	ask             *payer.Payer
}

func newPair(t *testing.T, e *scripted) *pair {
	t.Helper()
	p := &pair{payer: newSide(t), provider: newSide(t)}
	p.provider.engine = e
	p.provider.serve(t)
	p.connect(t)
	return p
}

func (p *pair) connect(t *testing.T) {
	t.Helper()
	p.link = &link{side: p.provider, payer: p.payer.hello()}
	var err error
	p.ask, err = payer.New(payer.Config{Network: "test", Domain: domain, Key: p.payer.key, Accept: time.Minute, AnchorBy: p.payer.latest}, p.link, p.payer.store, quiet)
	if err != nil {
		t.Fatal(err)
	}
}

func (p *pair) pair() dgrid.Pair {
	return dgrid.Pair{Payer: p.payer.owner(), Provider: p.provider.owner(), Model: model}
}

func question(max uint32) payer.Question {
	return payer.Question{
		Addr: "provider", Model: model, ModelName: "scripted", MaxPrompt: 100, MaxOutput: max, MaxFee: dgrid.NewAmount(1 << 40), Patience: 20 * time.Second,
		Request: dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "count"}}},
	}
}

func (p *pair) question(t *testing.T, q payer.Question) (*dgrid.Transcript, error) {
	t.Helper()
	tr, err := p.ask.Ask(t.Context(), q, func(dgrid.Chunk) error { return nil })
	p.link.served.Wait()
	return tr, err
}

func (p *pair) accounts(t *testing.T) (atPayer, atProvider store.Account) {
	t.Helper()
	var err error
	if atPayer, err = p.payer.store.Account(store.AsPayer, p.pair()); err != nil {
		t.Fatal(err)
	}
	if atProvider, err = p.provider.store.Account(store.AsProvider, p.pair()); err != nil {
		t.Fatal(err)
	}
	return atPayer, atProvider
}

func amountOf(v *dgrid.Signed[dgrid.Voucher]) dgrid.Amount {
	if v == nil {
		return dgrid.Amount{}
	}
	return v.Object.Amount
}

// snapshot is a copy of the store's folder, made while it is closed.
func (s *side) snapshot(t *testing.T) string {
	t.Helper()
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(s.dir)); err != nil {
		t.Fatal(err)
	}
	s.open(t)
	if s.provider != nil {
		s.serve(t)
	}
	return dir
}

// restore puts a snapshot in the store's place.
func (s *side) restore(t *testing.T, snapshot string) {
	t.Helper()
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	s.dir = snapshot
	s.open(t)
	if s.provider != nil {
		s.serve(t)
	}
}

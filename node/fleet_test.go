package node_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/provider"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

// speaker is an engine whose answer follows from the seed alone and that treats text, ends and resumed answers as the real one does:
// characters are split between tokens, the last token is the end token, and an answer that has ended is not resumed.
type speaker struct {
	length int // tokens, the end token included
	prompt int

	mu     sync.Mutex
	fails  int   // before this token of the answer; 0 never
	err    error // with this
	resume int   // answers that were resumed here
	pause  func(ctx context.Context, n uint32)
}

func (s *speaker) Prompt(_ context.Context, _ *dgrid.Request, _ dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error) {
	return append(make([]dgrid.TokenID, s.prompt), prefix...), nil
}

// spoken is the bytes of token n: three tokens make " ü", a number, and the first byte of the next "ü".
func spoken(seed dgrid.Digest, n uint32) []byte {
	switch n % 3 {
	case 0:
		return []byte{' ', 0xc3}
	case 1:
		return []byte{0xbc}
	}
	return fmt.Appendf(nil, "%d", uint32(seed[n%32])<<8|n)
}

func (s *speaker) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (u dgrid.Usage, err error) {
	u = dgrid.Usage{PromptTokens: uint32(len(job.Prompt)), Finish: dgrid.FinishInterrupted}
	s.mu.Lock()
	fails, failure, pause := s.fails, s.err, s.pause
	if job.Start > 0 {
		s.resume++
	}
	s.mu.Unlock()
	text, err := inference.NewText(job.Params.Stop)
	if err != nil {
		return u, err
	}
	for n := range job.Start {
		if _, stopped := text.Push(spoken(job.Seed, n)); stopped || int(n) == s.length-1 {
			return u, fmt.Errorf("%w: the answer so far has already ended", inference.ErrRefused)
		}
	}
	for n := job.Start; ; n++ {
		if failure != nil && int(n) >= fails {
			return u, failure
		}
		if pause != nil {
			pause(ctx, n)
		}
		if err := ctx.Err(); err != nil {
			return u, err
		}
		out, stopped := text.Push(spoken(job.Seed, n))
		finish := dgrid.Finish(0)
		switch {
		case stopped:
			finish = dgrid.FinishStopString
		case int(n) == s.length-1:
			finish = dgrid.FinishStop
		case u.OutputTokens+1 == job.MaxOutput:
			finish = dgrid.FinishLength
		}
		if finish != 0 && !stopped {
			rest, _ := text.Flush()
			out += rest
		}
		id := dgrid.TokenID(uint32(job.Seed[n%32])<<16 | n)
		if err := emit(dgrid.Chunk{IDs: []dgrid.TokenID{id}, Text: out, Sketches: []dgrid.Sketch{{int16(n)}}}); err != nil {
			return u, err
		}
		if u.OutputTokens++; finish != 0 {
			u.Finish = finish
			return u, nil
		}
	}
}

// whole is the text of an unbroken answer of n tokens.
func whole(seed dgrid.Digest, n int, stop ...string) string {
	text, err := inference.NewText(stop)
	if err != nil {
		panic(err)
	}
	var b strings.Builder
	for i := range uint32(n) {
		out, stopped := text.Push(spoken(dgrid.JobSeed(model, seed), i))
		if b.WriteString(out); stopped {
			return b.String()
		}
	}
	rest, _ := text.Flush()
	return b.String() + rest
}

// member is one provider of a fleet.
type member struct {
	*side
	peer   dgrid.PeerID
	engine *speaker
	price  dgrid.Price
	rtt    time.Duration // by which members are told apart: the nearest is asked first

	mu      sync.Mutex
	cuts    []int // at which frame each of the next streams is cut; 0 and beyond the last never
	filter  func(p2p.Frame) p2p.Frame
	lose    func(p2p.Frame) bool // the frame is lost, and the stream with it
	refuse  *p2p.RefusalFrame
	gone    bool // cannot be reached
	mute    bool // gives no quote
	hidden  bool // advertises nothing; guarded by mu
	context uint32
	free    uint32
	asked   int
}

// fleet is a payer with a router, and the providers that it knows.
type fleet struct {
	payer    *side
	ask      *payer.Payer
	book     *reputation.Book
	router   *router.Router
	members  []*member
	served   sync.WaitGroup
	standing router.Standing
	cfg      router.Config
}

func newFleet(t *testing.T, engines ...*speaker) *fleet {
	t.Helper()
	f := &fleet{payer: newSide(t), standing: func(dgrid.Listing, dgrid.Address) (bool, string) { return true, "calibrated" }}
	for i, e := range engines {
		m := &member{side: newSide(t), peer: dgrid.PeerID(fmt.Sprintf("12D3KooWmember%d", i)), engine: e, price: price, rtt: time.Duration(i+1) * time.Millisecond, context: 1024, free: 4}
		m.slots = 4
		m.start(t)
		f.members = append(f.members, m)
	}
	f.open(t)
	return f
}

// open makes the payer's half anew, as after a start of the process.
func (f *fleet) open(t *testing.T) {
	t.Helper()
	var err error
	if f.ask, err = payer.New(payer.Config{Network: "test", Domain: domain, Key: f.payer.key, Accept: time.Minute}, f, f.payer.store, quiet); err != nil {
		t.Fatal(err)
	}
	if f.book, err = reputation.Open(f.payer.store, quiet); err != nil {
		t.Fatal(err)
	}
	book := f.book
	t.Cleanup(func() { _ = book.Close() })
	f.route(t, f.book)
}

func (f *fleet) route(t *testing.T, book router.Book) {
	t.Helper()
	var err error
	f.router, err = router.New(f.cfg, router.Deps{Directory: f, Quoter: f, Asker: f.ask, Book: book, Notes: f.payer.store, Jobs: f.payer.store, Standing: f.standing}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.router.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (m *member) start(t *testing.T) {
	t.Helper()
	_, _ = rand.Read(m.session[:])
	p, err := provider.New(provider.Config{
		Network: "test", Domain: domain, Session: m.session, Key: m.key, Credit: m.credit, PayWait: m.payWait, Accept: time.Minute,
		Offers: []provider.Offer{{Model: model, Name: "speaker", Context: m.context, Slots: m.slots, Price: m.price, Engine: m.engine}},
	}, m.store, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.provider = p
}

func (f *fleet) Adverts() (out []dgrid.Advert) {
	for _, m := range f.members {
		m.mu.Lock()
		hidden := m.hidden
		m.mu.Unlock()
		if hidden {
			continue
		}
		out = append(out, dgrid.Advert{Peer: m.peer, Owner: m.owner(), Addrs: []string{"/ip4/127.0.0.1/tcp/1"},
			Models: []dgrid.Listing{{Model: model, Name: "speaker", Class: "cpu", Context: m.context, Slots: uint32(m.slots), Price: m.price}}})
	}
	return out
}

func (f *fleet) member(peer dgrid.PeerID) *member {
	for _, m := range f.members {
		if m.peer == peer {
			return m
		}
	}
	return nil
}

func (f *fleet) Quote(ctx context.Context, peer dgrid.PeerID, id dgrid.ModelID) (dgrid.Quote, time.Duration, error) {
	m := f.member(peer)
	m.mu.Lock()
	mute, free := m.mute, m.free
	m.mu.Unlock()
	if mute {
		<-ctx.Done()
		return dgrid.Quote{}, 0, ctx.Err()
	}
	return dgrid.Quote{Peer: peer, Owner: m.owner(), Model: id, Price: m.price, Context: m.context, Slots: uint32(m.slots), Free: free, Prefill: 500, Decode: 50}, m.rtt, nil
}

func (f *fleet) at(addr string) *member {
	return f.member(dgrid.PeerID(addr[strings.LastIndexByte(addr, '/')+1:]))
}

func (f *fleet) OpenJob(ctx context.Context, addr string) (payer.Stream, error) {
	m := f.at(addr)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gone {
		return nil, &p2p.UnreachableError{Addr: addr, Err: errors.New("connection refused")}
	}
	cut := 0
	if len(m.cuts) > 0 {
		cut, m.cuts = m.cuts[0], m.cuts[1:]
	}
	m.asked++
	atPayer, atProvider := newPipe(cut, m.hello(), f.payer.hello())
	atPayer.filter = m.filter
	if lose := m.lose; lose != nil {
		atPayer.filter = func(f p2p.Frame) p2p.Frame {
			if !lose(f) {
				return f
			}
			atPayer.breakOff()
			return nil
		}
	}
	f.served.Add(1)
	serve, refusal := m.provider, m.refuse
	go func() {
		defer f.served.Done()
		defer atProvider.Close()
		if refusal != nil {
			refuseOrder(ctx, atProvider, refusal)
			return
		}
		if serve != nil {
			serve.Serve(context.WithoutCancel(ctx), atProvider)
		}
	}()
	return atPayer, nil
}

// refuseOrder is a provider that meets and then takes no order.
func refuseOrder(ctx context.Context, s *end, r *p2p.RefusalFrame) {
	for {
		f, err := s.Recv(ctx)
		if err != nil {
			return
		}
		switch f := f.(type) {
		case *p2p.MeetFrame:
			err = s.Send(ctx, &p2p.MeetFrame{Model: f.Model})
		case *p2p.OrderFrame:
			_ = s.Send(ctx, r)
			return
		}
		if err != nil {
			return
		}
	}
}

func (f *fleet) FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	m := f.at(addr)
	m.mu.Lock()
	serve, gone := m.provider, m.gone
	m.mu.Unlock()
	if gone {
		return nil, &p2p.UnreachableError{Addr: addr, Err: errors.New("connection refused")}
	}
	return serve.Transcript(ctx, f.payer.hello(), job, true)
}

func (m *member) set(change func(*member)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(m)
}

func wanted(max uint32) router.Question {
	return router.Question{
		Model: model, ModelName: "speaker", MaxOutput: max, MaxFee: dgrid.NewAmount(1 << 40), Patience: 30 * time.Second, ClientSeed: dgrid.UserSeed(7),
		Request: dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "speak"}}},
	}
}

// heard is an answer as the caller saw it.
type heard struct {
	*router.Answer
	text   string
	tokens int
}

func (f *fleet) answer(t *testing.T, q router.Question) (heard, error) {
	t.Helper()
	var h heard
	var err error
	h.Answer, err = f.router.Answer(t.Context(), q, func(p router.Piece) error {
		h.text += p.Text
		h.tokens += p.Tokens
		return nil
	})
	f.served.Wait()
	return h, err
}

// settled checks that payer and provider agree on what every job cost, and returns both accounts.
func (f *fleet) settled(t *testing.T, m *member) (mine, theirs store.Account) {
	t.Helper()
	pair := dgrid.Pair{Payer: f.payer.owner(), Provider: m.owner(), Model: model}
	mine, err := f.payer.store.Account(store.AsPayer, pair)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err = m.store.Account(store.AsProvider, pair)
	if err != nil {
		t.Fatal(err)
	}
	if mine.Settled != theirs.Settled || len(mine.OpenJobs)+len(theirs.OpenJobs) != 0 {
		t.Errorf("settled %s at the payer, %s at %s; open %v and %v", mine.Settled, theirs.Settled, m.peer, mine.OpenJobs, theirs.OpenJobs)
	}
	return mine, theirs
}

// paid is settled, and checks that all of it is promised. The two have met since anything broke off.
func (f *fleet) paid(t *testing.T, m *member) {
	t.Helper()
	mine, theirs := f.settled(t, m)
	if v := amountOf(mine.Voucher); v != amountOf(theirs.Voucher) || v.Cmp(theirs.Settled) < 0 {
		t.Errorf("vouchers %s and %s, settled %s", v, amountOf(theirs.Voucher), theirs.Settled)
	}
}

// forgiving is a book in which nothing that a provider did counts, so that every question begins with the same choice.
type forgiving struct{ router.Book }

func (b forgiving) Record(owner dgrid.Address, id dgrid.ModelID) reputation.Record {
	return reputation.Record{Owner: owner, Model: id}
}

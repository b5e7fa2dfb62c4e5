package router_test

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
)

var (
	quiet = slog.New(slog.DiscardHandler)
	model = dgrid.ModelID{7}
)

// world is everything that a router works with, in memory. Each provider answers with one token.
type world struct {
	mu      sync.Mutex
	adverts []dgrid.Advert
	late    []dgrid.Advert // that FindProviders brings
	finds   int
	quotes  map[dgrid.PeerID]int
	slow    map[dgrid.PeerID]bool // gives no quote
	asked   []dgrid.PeerID
	notes   map[string]map[string][]byte
	jobs    uint64
	book    *reputation.Book
}

func newWorld(t *testing.T, providers int, cfg router.Config) (*world, *router.Router) {
	t.Helper()
	w := &world{quotes: map[dgrid.PeerID]int{}, slow: map[dgrid.PeerID]bool{}, notes: map[string]map[string][]byte{}}
	for i := range providers {
		w.adverts = append(w.adverts, advert(i))
	}
	var err error
	if w.book, err = reputation.Open(w, quiet); err != nil {
		t.Fatal(err)
	}
	r, err := router.New(cfg, router.Deps{Directory: w, Finder: w, Quoter: w, Asker: w, Book: ledger{w.book}, Notes: w, Jobs: w,
		Standing: func(dgrid.Listing, dgrid.Address) (bool, string) { return true, "calibrated" }}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Recover(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w, r
}

// ledger is a book in which good answers do not count, so that equal providers stay equal.
type ledger struct{ *reputation.Book }

func (l ledger) Add(owner dgrid.Address, m dgrid.ModelID, e reputation.Event) error {
	if e.Kind == reputation.Answered {
		return nil
	}
	return l.Book.Add(owner, m, e)
}

func advert(i int) dgrid.Advert {
	return dgrid.Advert{Peer: dgrid.PeerID(fmt.Sprintf("peer%03d", i)), Owner: dgrid.Address{1, byte(i)},
		Models: []dgrid.Listing{{Model: model, Name: "tiny", Context: 2048, Slots: 4, Price: price(1e6, 1e6)}}}
}

func (w *world) Adverts() []dgrid.Advert {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.adverts)
}

func (w *world) FindProviders(context.Context, dgrid.ModelID) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.finds++
	w.adverts, w.late = append(w.adverts, w.late...), nil
	return nil
}

func (w *world) owner(p dgrid.PeerID) dgrid.Address {
	for _, a := range w.Adverts() {
		if a.Peer == p {
			return a.Owner
		}
	}
	return dgrid.Address{}
}

func (w *world) Quote(ctx context.Context, p dgrid.PeerID, m dgrid.ModelID) (dgrid.Quote, time.Duration, error) {
	w.mu.Lock()
	w.quotes[p]++
	slow := w.slow[p]
	w.mu.Unlock()
	if slow {
		<-ctx.Done()
		return dgrid.Quote{}, 0, ctx.Err()
	}
	return dgrid.Quote{Peer: p, Owner: w.owner(p), Model: m, Price: price(1e6, 1e6), Context: 2048, Slots: 4, Free: 4, Prefill: 500, Decode: 50}, time.Millisecond, nil
}

// job is a job's id that is n.
func job(n uint64) (id dgrid.JobID) {
	binary.BigEndian.PutUint64(id[:], n)
	return id
}

func (w *world) Ask(ctx context.Context, q payer.Question, emit dgrid.Emit) (*dgrid.Transcript, error) {
	w.mu.Lock()
	w.jobs++
	id := job(w.jobs)
	w.asked = append(w.asked, dgrid.PeerID(q.Addr))
	w.mu.Unlock()
	if err := w.PutNotes(ctx, q.Notes(id)...); err != nil {
		return nil, err
	}
	if err := emit(dgrid.Chunk{IDs: []dgrid.TokenID{1}, Text: "yes"}); err != nil {
		return nil, err
	}
	t := &dgrid.Transcript{Receipt: &dgrid.Signed[dgrid.Receipt]{Object: dgrid.Receipt{Job: id, PromptTokens: 5, OutputTokens: 1, Finish: dgrid.FinishStop}}}
	t.Acceptance.Object = dgrid.Acceptance{Job: id, PromptTokens: 5}
	return t, nil
}

func (w *world) PutNotes(_ context.Context, notes ...store.Note) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, n := range notes {
		if w.notes[n.Kind] == nil {
			w.notes[n.Kind] = map[string][]byte{}
		}
		if w.notes[n.Kind][n.Key] = n.Value; n.Value == nil {
			delete(w.notes[n.Kind], n.Key)
		}
	}
	return nil
}

func (w *world) Note(kind, key string) ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if v, ok := w.notes[kind][key]; ok {
		return v, nil
	}
	return nil, store.ErrNotFound
}

func (w *world) Notes(kind string) (out []store.Note, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for k, v := range w.notes[kind] {
		out = append(out, store.Note{Kind: kind, Key: k, Value: v})
	}
	return out, nil
}

func (w *world) Record(store.Role, dgrid.JobID) (*store.Record, error) { return nil, store.ErrNotFound }

func question(text ...string) router.Question {
	q := router.Question{Model: model, ModelName: "tiny", MaxOutput: 10, MaxFee: dgrid.NewAmount(1 << 40), Patience: time.Minute}
	for _, s := range text {
		q.Request.Messages = append(q.Request.Messages, dgrid.Message{Role: "user", Content: s})
	}
	return q
}

func ask(t *testing.T, r *router.Router, q router.Question) *router.Answer {
	t.Helper()
	a, err := r.Answer(t.Context(), q, func(router.Piece) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Of many providers four are drawn, each with a chance that grows with its weight; nobody else is asked for a quote.
func TestDraw(t *testing.T) {
	random := uint64(1)
	next := func() float64 { // a generator that is the same each time
		random = random*6364136223846793005 + 1442695040888963407
		return float64(random>>11) / (1 << 53)
	}
	w, r := newWorld(t, 20, router.Config{Random: next})
	for range 10 { // weight 0.17 instead of 0.8
		if err := w.book.Add(dgrid.Address{1, 3}, model, reputation.Event{Kind: reputation.Unkept}); err != nil {
			t.Fatal(err)
		}
	}
	drawn := map[dgrid.PeerID]int{}
	for range 1000 {
		d, err := r.Decide(t.Context(), question("who?"))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, c := range d.Candidates {
			if c.Excluded == "" {
				n++
				drawn[c.Peer]++
			} else if !strings.HasPrefix(c.Excluded, "not drawn: 4 of 20") {
				t.Fatalf("%s: %s", c.Peer, c.Excluded)
			}
		}
		if n != 4 || len(d.Candidates) > 16 {
			t.Fatalf("%d are drawn, %d kept", n, len(d.Candidates))
		}
	}
	for p, n := range drawn {
		if p == "peer003" && (n < 20 || n > 90) || p != "peer003" && (n < 150 || n > 270) {
			t.Errorf("%s was drawn %d times of 1000", p, n)
		}
	}
}

// Providers of a model that no advert names are looked for once.
func TestColdStart(t *testing.T) {
	w, r := newWorld(t, 0, router.Config{})
	w.late = []dgrid.Advert{advert(1)}
	if a := ask(t, r, question("who?")); a.Parts[0].Peer != "peer001" || w.finds != 1 {
		t.Errorf("answer %+v after %d searches", a, w.finds)
	}
	ask(t, r, question("who?"))
	if w.finds != 1 {
		t.Errorf("%d searches for a model that is known", w.finds)
	}
	if _, err := r.Decide(t.Context(), router.Question{Model: dgrid.ModelID{8}}); !router.Is(err, router.NoProvider) || w.finds != 2 {
		t.Errorf("%d searches, %v", w.finds, err)
	}
}

// Many questions at once pull one quote of each provider; later questions pull a new one.
func TestQuotesAreShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := newWorld(t, 3, router.Config{})
		defer w.book.Close()
		w.slow["peer002"] = true
		var running sync.WaitGroup
		for range 50 {
			running.Go(func() { ask(t, r, question("who?")) })
		}
		running.Wait()
		for p, n := range w.quotes {
			if n != 1 {
				t.Errorf("%s was asked for %d quotes", p, n)
			}
		}
		<-time.After(3 * time.Second)
		ask(t, r, question("who?"))
		if w.quotes["peer000"] != 2 {
			t.Errorf("%d quotes after three seconds", w.quotes["peer000"])
		}
	})
}

// A conversation goes on where it was served last, all else being equal.
func TestAffinity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := newWorld(t, 4, router.Config{})
		defer w.book.Close()
		q := question("first")
		q.Provider = "peer002"
		ask(t, r, q)
		if a := ask(t, r, question("first", "answer", "second")); a.Parts[0].Peer != "peer002" {
			t.Errorf("%s goes on", a.Parts[0].Peer)
		}
		if a := ask(t, r, question("another", "answer", "second")); a.Parts[0].Peer != "peer000" {
			t.Errorf("%s answers what nobody knows", a.Parts[0].Peer)
		}
		<-time.After(11 * time.Minute)
		if a := ask(t, r, question("first", "answer", "second")); a.Parts[0].Peer != "peer000" {
			t.Errorf("%s is still familiar", a.Parts[0].Peer)
		}
	})
}

// Records go when they are older than they are kept, all of their notes, and no earlier.
func TestExpire(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, r := newWorld(t, 1, router.Config{Keep: 2 * time.Hour})
		defer w.book.Close()
		var answers []*router.Answer
		for range 5 {
			answers = append(answers, ask(t, r, question("who?")))
			<-time.After(time.Hour)
			if _, err := r.Expire(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for i, a := range answers {
			age := time.Duration(len(answers)-i) * time.Hour
			_, err := r.Find(t.Context(), a.ID)
			if gone := errors.Is(err, store.ErrNotFound); gone != (age > 3*time.Hour) && age != 3*time.Hour {
				t.Errorf("an answer of %s ago: %v", age, err)
			}
		}
		<-time.After(24 * time.Hour)
		if _, err := r.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		for kind, notes := range w.notes {
			if len(notes) > 0 && kind != "answer expiry" && kind != "reputation" {
				t.Errorf("%d notes of kind %q are left", len(notes), kind)
			}
		}
	})
}

// A provider that failed an audit is not asked any more, and the decision says why.
func TestBanned(t *testing.T) {
	w, r := newWorld(t, 2, router.Config{})
	var id dgrid.JobID
	binary.BigEndian.PutUint64(id[:], 0xabcd<<48)
	if err := w.book.Add(dgrid.Address{1, 0}, model, reputation.Event{Kind: reputation.AuditFailed, Job: id, Reason: "score 9.1, control 1.2"}); err != nil {
		t.Fatal(err)
	}
	a := ask(t, r, question("who?"))
	if a.Parts[0].Peer != "peer001" || a.Parts[0].Decision.Candidates[1].Excluded != "banned for this model: audit failed (job abcd0000): score 9.1, control 1.2" {
		t.Errorf("decision %+v", a.Parts[0].Decision)
	}
}

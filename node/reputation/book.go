package reputation

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

const (
	noteKind   = "reputation"
	writePause = time.Second     // between two writes of one record
	writeTime  = 5 * time.Second // that one write may take
	maxRecords = 10_000          // beyond, the one that was quiet longest is forgotten, unless it is banned
)

// Notes keeps values durably. The store does.
type Notes interface {
	PutNotes(context.Context, ...store.Note) error
	Notes(kind string) ([]store.Note, error)
}

// Book is all records. It is safe for concurrent use.
type Book struct {
	notes Notes
	log   *slog.Logger

	mu      sync.Mutex
	pages   map[key]*page
	closed  bool
	writing sync.WaitGroup
}

type key struct {
	owner dgrid.Address
	model dgrid.ModelID
}

func (k key) String() string { return fmt.Sprintf("%s %s", k.owner, k.model) }

// page is a record with what has to be written of it.
type page struct {
	record  Record
	timer   *time.Timer // of the next write, or nil
	writing sync.Mutex  // held by a write, so that an older state never overtakes a newer one
}

// Open reads the records that are stored. One that cannot be read is left out, with a warning.
func Open(notes Notes, log *slog.Logger) (*Book, error) {
	b := &Book{notes: notes, log: log, pages: make(map[key]*page)}
	stored, err := notes.Notes(noteKind)
	if err != nil {
		return nil, fmt.Errorf("open reputation: %w", err)
	}
	for _, n := range stored {
		var r Record
		if err := json.Unmarshal(n.Value, &r); err != nil {
			log.Warn("a record of a provider is damaged and forgotten", "key", n.Key, "err", err)
			continue
		}
		b.pages[key{r.Owner, r.Model}] = &page{record: r}
	}
	return b, nil
}

// Record is what is known of a provider; the zero record of one that is new.
func (b *Book) Record(owner dgrid.Address, model dgrid.ModelID) Record {
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.pages[key{owner, model}]; p != nil {
		return p.record
	}
	return Record{Owner: owner, Model: model}
}

// Begin says that a question is being sent to peer. Where the peer's circuit has just closed, the question is its probe, and
// others keep away until it ended.
func (b *Book) Begin(owner dgrid.Address, model dgrid.ModelID, peer dgrid.PeerID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.pages[key{owner, model}]
	if p == nil {
		return
	}
	if s, ok := p.record.Peers[peer]; ok {
		s.Probe = now()
		peers := make(map[dgrid.PeerID]Streak, len(p.record.Peers))
		for id, other := range p.record.Peers {
			peers[id] = other
		}
		peers[peer] = s
		p.record.Peers = peers
	}
}

// Add records what a provider did; a zero time is now. It is written soon, and a failed audit at once: Add then returns after it
// is durable, or says why it is not.
func (b *Book) Add(owner dgrid.Address, model dgrid.ModelID, e Event) error {
	if e.Time == 0 {
		e.Time = now()
	}
	k := key{owner, model}
	b.mu.Lock()
	p := b.pages[k]
	if p == nil {
		p = &page{record: Record{Owner: owner, Model: model}}
		b.pages[k] = p
		b.forget(k)
	}
	p.record = p.record.With(e)
	switch {
	case e.Kind == AuditFailed || e.Kind == Acknowledged || b.closed:
		b.mu.Unlock()
		return b.write(k)
	case p.timer == nil:
		b.writing.Add(1)
		p.timer = time.AfterFunc(writePause, func() {
			defer b.writing.Done()
			if err := b.write(k); err != nil {
				b.log.Warn("what a provider did is not written", "provider", owner, "err", err)
			}
		})
	}
	b.mu.Unlock()
	return nil
}

// forget makes room for a new record. The caller holds the lock.
func (b *Book) forget(but key) {
	if len(b.pages) <= maxRecords {
		return
	}
	var oldest *key
	for k, p := range b.pages {
		if k != but && p.timer == nil && p.record.Ban == nil && (oldest == nil || p.record.Last < b.pages[*oldest].record.Last) {
			oldest = &k
		}
	}
	if oldest == nil {
		return
	}
	gone := *oldest
	delete(b.pages, gone)
	b.writing.Add(1)
	go func() {
		defer b.writing.Done()
		ctx, cancel := context.WithTimeout(context.Background(), writeTime)
		defer cancel()
		if err := b.notes.PutNotes(ctx, store.Note{Kind: noteKind, Key: gone.String()}); err != nil {
			b.log.Warn("an old record of a provider is not removed", "provider", gone.owner, "err", err)
		}
	}()
}

func (b *Book) write(k key) error {
	b.mu.Lock()
	p := b.pages[k]
	b.mu.Unlock()
	if p == nil {
		return nil
	}
	p.writing.Lock()
	defer p.writing.Unlock()
	b.mu.Lock()
	p.timer = nil
	r := p.record
	b.mu.Unlock()
	v, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write record of %s: %w", k.owner, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	if err := b.notes.PutNotes(ctx, store.Note{Kind: noteKind, Key: k.String(), Value: v}); err != nil {
		return fmt.Errorf("write record of %s: %w", k.owner, err)
	}
	return nil
}

// Close writes what is not written yet.
func (b *Book) Close() error {
	b.mu.Lock()
	b.closed = true
	var due []key
	for k, p := range b.pages {
		if p.timer != nil && p.timer.Stop() {
			due = append(due, k)
			b.writing.Done()
		}
	}
	b.mu.Unlock()
	b.writing.Wait()
	var first error
	for _, k := range due {
		if err := b.write(k); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Why is what `dgridd why` tells of a provider, one entry a model.
type Why struct {
	Record  Record        `json:"record"`
	Weight  float64       `json:"weight"`
	Banned  string        `json:"banned,omitempty"`
	Watched bool          `json:"watched"`
	Open    []OpenCircuit `json:"open,omitempty"` // circuits
	Now     dgrid.Time    `json:"now"`
}

// OpenCircuit is a peer to which nobody is sent until it closes.
type OpenCircuit struct {
	Peer    dgrid.PeerID `json:"peer"`
	Until   dgrid.Time   `json:"until"`
	Because string       `json:"because"`
}

// Why tells what is known of the providers that match who: an owner's address, a peer id, or the beginning of either.
func (b *Book) Why(who string) []Why {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := now()
	var out []Why
	for _, p := range b.pages {
		if matches(&p.record, who) {
			out = append(out, explain(p.record, at))
		}
	}
	slices.SortFunc(out, func(x, y Why) int {
		if c := x.Record.Owner.Cmp(y.Record.Owner); c != 0 {
			return c
		}
		return strings.Compare(x.Record.Model.String(), y.Record.Model.String())
	})
	return out
}

func matches(r *Record, who string) bool {
	if who == "" {
		return false
	}
	if strings.HasPrefix(strings.ToLower(r.Owner.Hex()), strings.ToLower(who)) {
		return true
	}
	return slices.ContainsFunc(r.Recent, func(e Event) bool { return strings.HasPrefix(string(e.Peer), who) })
}

func explain(r Record, at dgrid.Time) Why {
	w := Why{Record: r, Weight: Weight(r, at), Banned: Banned(r, at), Watched: Watched(r, at), Now: at}
	for p := range r.Peers {
		if until, because := Circuit(r, p, at); until != 0 {
			w.Open = append(w.Open, OpenCircuit{p, until, because})
		}
	}
	slices.SortFunc(w.Open, func(x, y OpenCircuit) int { return strings.Compare(string(x.Peer), string(y.Peer)) })
	return w
}

func now() dgrid.Time { return dgrid.Time(max(0, time.Now().UnixMilli())) }

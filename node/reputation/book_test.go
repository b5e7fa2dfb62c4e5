package reputation_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/store"
)

var (
	quiet = slog.New(slog.DiscardHandler)
	owner = dgrid.Address{1}
	model = dgrid.ModelID{7}
)

// memory keeps notes as the store does.
type memory struct {
	mu     sync.Mutex
	notes  map[string][]byte
	writes int
	err    error
}

func (m *memory) PutNotes(_ context.Context, notes ...store.Note) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	m.writes++
	for _, n := range notes {
		if m.notes[n.Kind+" "+n.Key] = n.Value; n.Value == nil {
			delete(m.notes, n.Kind+" "+n.Key)
		}
	}
	return nil
}

func (m *memory) Notes(string) (out []store.Note, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, v := range m.notes {
		out = append(out, store.Note{Key: k, Value: v})
	}
	return out, m.err
}

func open(t *testing.T, m *memory) *reputation.Book {
	t.Helper()
	b, err := reputation.Open(m, quiet)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func add(t *testing.T, b *reputation.Book, k reputation.Kind) {
	t.Helper()
	if err := b.Add(owner, model, reputation.Event{Kind: k, Peer: "12D3KooWpeer", Reason: "so it was"}); err != nil {
		t.Fatal(err)
	}
}

// Many events are one write a second, a failed audit is durable when Add returns, and Close writes the rest.
func TestBookWritesBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &memory{notes: map[string][]byte{}}
		b := open(t, m)
		for range 300 {
			add(t, b, reputation.Answered)
			<-time.After(10 * time.Millisecond)
		}
		synctest.Wait()
		if m.writes < 2 || m.writes > 3 {
			t.Errorf("300 events in 3 s took %d writes", m.writes)
		}
		before := m.writes
		add(t, b, reputation.AuditFailed)
		if m.writes != before+1 || reputation.Banned(open(t, m).Record(owner, model), now()) == "" {
			t.Error("the failed audit was not written at once")
		}
		add(t, b, reputation.Busy)
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		if r := open(t, m).Record(owner, model); r.Counts[reputation.Answered] != 300 || r.Counts[reputation.Busy] != 1 || len(r.Recent) != 50 {
			t.Errorf("after Close the record holds %v", r.Counts)
		}
		m.err = errors.New("the disk is full")
		if err := b.Add(owner, model, reputation.Event{Kind: reputation.AuditFailed}); err == nil {
			t.Error("a failed audit that was not stored is no error")
		}
	})
}

func now() dgrid.Time { return dgrid.Time(time.Now().UnixMilli()) }

// When the circuit closes, one question probes the peer; the others wait for how that ends, but not for ever.
func TestProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := open(t, &memory{notes: map[string][]byte{}})
		isOpen := func() bool {
			until, _ := reputation.Circuit(b.Record(owner, model), "12D3KooWpeer", now())
			return until != 0
		}
		add(t, b, reputation.Unreachable)
		if !isOpen() {
			t.Error("closed behind a failure")
		}
		<-time.After(time.Second)
		if isOpen() {
			t.Error("open when the probe is due")
		}
		b.Begin(owner, model, "12D3KooWpeer")
		if !isOpen() {
			t.Error("a second probe is let through")
		}
		<-time.After(10 * time.Second)
		if isOpen() {
			t.Error("a probe that nobody reported keeps the circuit open")
		}
		b.Begin(owner, model, "12D3KooWpeer")
		add(t, b, reputation.Answered)
		if isOpen() {
			t.Error("open behind an answer")
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhy(t *testing.T) {
	b := open(t, &memory{notes: map[string][]byte{}})
	defer b.Close()
	add(t, b, reputation.Unreachable)
	add(t, b, reputation.AuditFailed)
	for _, who := range []string{owner.Hex(), owner.Hex()[:6], "12D3KooWpeer"} {
		w := b.Why(who)
		if len(w) != 1 || w[0].Banned == "" || !w[0].Watched || len(w[0].Open) != 1 || w[0].Open[0].Because == "" || len(w[0].Record.Recent) != 2 || w[0].Weight > 0.2 {
			t.Errorf("why %s: %+v", who, w)
		}
	}
	for _, who := range []string{"", "0x02", "12D3KooWelse"} {
		if w := b.Why(who); w != nil {
			t.Errorf("why %q: %+v", who, w)
		}
	}
}

// Many goroutines use the book at once, and a stored record never goes back to an older state.
func TestBookIsConcurrent(t *testing.T) {
	m := &memory{notes: map[string][]byte{}}
	b := open(t, m)
	var running sync.WaitGroup
	kinds := []reputation.Kind{reputation.Answered, reputation.Unreachable, reputation.AuditFailed, reputation.Busy}
	for _, k := range slices.Repeat(kinds, 4) {
		running.Go(func() {
			for range 50 {
				add(t, b, k)
				b.Begin(owner, model, "12D3KooWpeer")
				_ = b.Record(owner, model)
			}
		})
	}
	running.Wait()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if r := open(t, m).Record(owner, model); r.Counts[reputation.AuditFailed] != 200 || r.Counts[reputation.Answered] != 200 {
		t.Errorf("the stored record counts %v", r.Counts)
	}
}

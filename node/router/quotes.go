package router

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
)

const (
	quoteAge  = 3 * time.Second        // how long a quote, or that none came, is believed
	busyAge   = 500 * time.Millisecond // the same of one that says that no slot is free
	maxQuotes = 1024
)

// quotes pulls quotes, each place at most once at a time, and keeps them for a moment: many questions at once share one.
type quotes struct {
	quoter Quoter
	wait   time.Duration

	mu  sync.Mutex
	all map[place]*quoted
}

// quoted is a quote that has come or is on its way.
type quoted struct {
	asked time.Time
	done  chan struct{} // closed when what follows is set
	quote dgrid.Quote
	rtt   time.Duration
	err   error
}

func newQuotes(q Quoter, wait time.Duration) *quotes {
	return &quotes{quoter: q, wait: wait, all: make(map[place]*quoted)}
}

// pull begins to ask for a quote unless one is at hand or on its way.
func (q *quotes) pull(p place, owner dgrid.Address) *quoted {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	if old := q.all[p]; old != nil && now.Sub(old.asked) < old.age() {
		return old
	}
	if len(q.all) >= maxQuotes {
		for k, v := range q.all {
			if now.Sub(v.asked) >= quoteAge {
				delete(q.all, k)
			}
		}
	}
	e := &quoted{asked: now, done: make(chan struct{})}
	q.all[p] = e
	go func() {
		defer close(e.done)
		ctx, cancel := context.WithTimeout(context.Background(), q.wait)
		defer cancel()
		e.quote, e.rtt, e.err = q.quoter.Quote(ctx, p.peer, p.model)
		if g := &e.quote; e.err == nil && (g.Peer != p.peer || g.Model != p.model || g.Owner != owner) {
			e.err = fmt.Errorf("the quote of %s is for another peer, owner or model", shortPeer(p.peer))
		}
	}()
	return e
}

// age is how long the quote is believed.
func (e *quoted) age() time.Duration {
	select {
	case <-e.done:
		if e.err == nil && e.quote.Free == 0 {
			return busyAge
		}
	default:
	}
	return quoteAge
}

// forget makes the next pull ask anew.
func (q *quotes) forget(p place) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.all, p)
}

// await returns the quote, or nil where none came in time.
func (e *quoted) await(ctx context.Context, wait time.Duration) *quoted {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-e.done:
	case <-timer.C:
	case <-ctx.Done():
	}
	select {
	case <-e.done: // perhaps at the same moment
	default:
		return nil
	}
	if e.err != nil {
		return nil
	}
	return e
}

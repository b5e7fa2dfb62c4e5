// Package ledger shares the books of a pair between all jobs of that pair that run at once: books are read from the store
// when the first job needs them and let go with the last, so that no copy is ever older than what is stored.
package ledger

import (
	"context"
	"sync"

	"github.com/dgrid-network/dgrid"
)

// Ledger hands out accounts. B is settlement.PayerAccount or settlement.ProviderAccount. It is safe for concurrent use.
type Ledger[B any] struct {
	load func(dgrid.Pair) (*B, error)

	mu    sync.Mutex
	pairs map[dgrid.Pair]*Account[B]
}

// New is a ledger that reads books with load.
func New[B any](load func(dgrid.Pair) (*B, error)) *Ledger[B] {
	return &Ledger[B]{load: load, pairs: make(map[dgrid.Pair]*Account[B])}
}

// Account is the books of one pair. It is safe for concurrent use.
type Account[B any] struct {
	ledger *Ledger[B]
	pair   dgrid.Pair
	users  int // guarded by ledger.mu

	mu      sync.Mutex // guards what follows
	books   *B
	changed chan struct{} // closed and replaced at each change
}

// Take is the account of pair. Each Take is paired with a Drop.
func (l *Ledger[B]) Take(pair dgrid.Pair) *Account[B] {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.pairs[pair]
	if a == nil {
		a = &Account[B]{ledger: l, pair: pair, changed: make(chan struct{})}
		l.pairs[pair] = a
	}
	a.users++
	return a
}

// Drop lets the account go.
func (a *Account[B]) Drop() {
	a.ledger.mu.Lock()
	defer a.ledger.mu.Unlock()
	if a.users--; a.users == 0 {
		delete(a.ledger.pairs, a.pair)
	}
}

// Do runs f on the books. f may write to the store: nobody else sees the books before it returns.
func (a *Account[B]) Do(f func(*B) error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.books == nil {
		books, err := a.ledger.load(a.pair)
		if err != nil {
			return err
		}
		a.books = books
	}
	err := f(a.books)
	close(a.changed)
	a.changed = make(chan struct{})
	return err
}

// Await returns when ready says so of the books, or with ctx's cause when ctx ends first. ready must not change them. Do must
// have run before.
func (a *Account[B]) Await(ctx context.Context, ready func(*B) bool) error {
	for {
		a.mu.Lock()
		ok, changed := ready(a.books), a.changed
		a.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

package store

import (
	"context"
	"testing"

	"github.com/dgraph-io/badger/v4"
)

// The stages of a commit, for tests that let it fail after its data is durable.
const (
	AfterContent = int(afterContent)
	AfterJournal = int(afterJournal)
	AfterIndex   = int(afterIndex)
)

// SetFault makes every later commit call f after each stage. It is for the time before the first write.
func (s *Store) SetFault(f func(stage int) error) {
	s.fault = func(st stage) error { return f(int(st)) }
}

// Tend is what Run does every few seconds.
func (s *Store) Tend() error { return s.tend() }

// Sweep is what Run does every few minutes.
func (s *Store) Sweep(ctx context.Context) error { return s.sweep(ctx) }

// ContentKeys counts the keys of content and of its expiry.
func (s *Store) ContentKeys(t testing.TB) (n int) {
	t.Helper()
	err := s.view(func(x index) error {
		count := func(*badger.Item) (bool, error) { n++; return true, nil }
		if err := x.scan([]byte{keyContent}, false, count); err != nil {
			return err
		}
		return x.scan([]byte{keyExpiry}, false, count)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

package store

import (
	"errors"
	"fmt"
	"os"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

// replay puts journal records behind a given one into the index, some hundred a transaction. After its first error it
// does nothing more: an index that cannot take a record has lost something and is made anew.
type replay struct {
	s     *Store
	after uint64
	txn   *badger.Txn
	n     int
	bytes int // of long entries among them
	last  journal.Position
	err   error
}

const replayGroup = 512

func (s *Store) newReplay(after uint64) *replay { return &replay{s: s, after: after} }

func (r *replay) take(e journal.Entry, at journal.Position) {
	if at.Seq <= r.after || r.err != nil {
		return
	}
	if r.txn == nil {
		r.txn = r.s.db.NewTransaction(true)
	}
	if err := (index{r.txn, r.s.domain}).take(e, at.Seq, r.s.time()); err != nil {
		r.err = fmt.Errorf("apply journal record %d: %w", at.Seq, err)
		return
	}
	r.n, r.bytes, r.last = r.n+1, r.bytes+long(e), at
	if r.n == replayGroup || r.bytes > groupLong {
		r.finish()
	}
}

// finish commits what take left.
func (r *replay) finish() {
	if r.txn == nil || r.err != nil {
		return
	}
	if r.err = (index{r.txn, r.s.domain}).setApplied(r.last); r.err != nil {
		return
	}
	if r.err = r.txn.Commit(); r.err != nil {
		return
	}
	r.txn, r.n, r.bytes = nil, 0, 0
}

func (r *replay) discard() {
	if r.txn != nil {
		r.txn.Discard()
	}
}

// checkIndex compares the index with the books and, where they differ or the replay failed, makes the index anew once.
func (s *Store) checkIndex(path string, books *ledger, err error) error {
	if err == nil {
		err = s.compare(books)
	}
	if err == nil {
		return nil
	}
	s.log.Warn("the index does not agree with the journal and is made anew", "difference", err)
	if err := s.rebuild(path); err != nil {
		return err
	}
	if err := s.compare(books); err != nil {
		return fmt.Errorf("%w: the index made anew does not agree with the journal: %w", ErrDamaged, err)
	}
	return nil
}

func (s *Store) rebuild(path string) error {
	// First forget the position: a crash in the middle then makes the next Open begin again.
	if err := s.update(func(x index) error { return x.setApplied(journal.Position{}) }); err != nil {
		return err
	}
	if err := s.dropDerived(); err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	defer f.Close() // read only
	r := s.newReplay(0)
	defer r.discard()
	_, _, err = journal.Read(f, func(e journal.Entry, at journal.Position) error {
		r.take(e, at)
		return r.err
	})
	if r.finish(); err == nil {
		err = r.err
	}
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	return nil
}

// dropDerived removes what follows from the journal. Asking first is worth it: to drop nothing takes long, too.
func (s *Store) dropDerived() error {
	for _, k := range derived {
		var found bool
		err := s.view(func(x index) error {
			return x.scan([]byte{k}, false, func(*badger.Item) (bool, error) { found = true; return false, nil })
		})
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		if err := s.db.DropPrefix([]byte{k}); err != nil {
			return fmt.Errorf("rebuild index: %w", err)
		}
	}
	return nil
}

func (s *Store) update(f func(index) error) error {
	return s.db.Update(func(txn *badger.Txn) error { return f(index{txn, s.domain}) })
}

// compare fails unless the index holds as many objects and open jobs as the books, and the same accounts.
func (s *Store) compare(books *ledger) error {
	return s.view(func(x index) error {
		for _, c := range []struct {
			what string
			key  byte
			want uint64
		}{{"signed objects", keyObject, books.objects}, {"open jobs", keyOpen, books.open()}, {"accounts", keyAccount, uint64(len(books.accounts))},
			{"leaves", keyLeaf, books.batches.state.Next}, {"batches", keyBatch, uint64(len(books.batches.sealed))}, {"lines", keyLine, uint64(len(books.batches.lines))},
			{"waiting jobs", keyWaiting, books.batches.waiting},
			{"items", keyItem, uint64(len(books.items))}, {"items in its list", keyItems, uint64(len(books.items))}, {"open items", keyUnsent, books.unsent()}} {
			var n uint64
			err := x.scan([]byte{c.key}, false, func(*badger.Item) (bool, error) { n++; return true, nil })
			if err != nil {
				return err
			}
			if n != c.want {
				return fmt.Errorf("index has %d %s, journal %d", n, c.what, c.want)
			}
		}
		for ref, want := range books.accounts {
			have, err := x.account(ref)
			if err != nil {
				return err
			}
			if have.Settled != want.Settled || have.Jobs != want.Jobs || promised(have) != promised(want) {
				return fmt.Errorf("account of payer %s, provider %s, model %s: index has voucher %s, settled %s, %d jobs, journal %s, %s, %d", ref.pair.Payer,
					ref.pair.Provider, ref.pair.Model, promised(have), have.Settled, have.Jobs, promised(want), want.Settled, want.Jobs)
			}
		}
		return errors.Join(x.compareBatches(&books.batches), x.compareItems(books))
	})
}

func promised(a *accountState) dgrid.Amount {
	if a.Voucher == nil {
		return dgrid.Amount{}
	}
	return a.Voucher.Object.Amount
}

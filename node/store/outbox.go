package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Outbox is what a store keeps of the transactions that the node sends to the chain. All of it is journalled, the signed bytes, too: an
// index that is made anew sends the same bytes again.
type Outbox struct {
	s *Store
}

var _ evm.Outbox = Outbox{}

// Outbox is the store's one outbox; accounts share it.
func (s *Store) Outbox() Outbox { return Outbox{s} }

// PutItem stores an item in place of the one of the same account and id. What is stored already is no change. It is ErrConflict for an
// item whose number is another one's: two senders of one account are at work.
func (o Outbox) PutItem(ctx context.Context, item evm.Item) error {
	b, err := evm.EncodeItem(&item)
	if err != nil {
		return fmt.Errorf("store item: %w", err)
	}
	key := evm.Key(item.From, item.ID)
	return o.s.do(ctx, func(g *group) error {
		old, err := g.get(itemKey(key))
		if err == nil && string(old) == string(b) {
			return nil
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := g.numberFits(&item, old); err != nil {
			return err
		}
		g.record(&journal.Outbox{Item: b})
		return nil
	})
}

// numberFits fails unless the item has the number that it had, or one that no item has.
func (g *group) numberFits(item *evm.Item, old []byte) error {
	if old != nil {
		before, err := evm.DecodeItem(old)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		if before.Seq != item.Seq {
			return fmt.Errorf("store item %s: %w: its number is %d, not %d", item.ID, ErrConflict, before.Seq, item.Seq)
		}
		return nil
	}
	_, err := g.get(itemsKey(keyItems, item.From, item.Seq))
	switch {
	case err == nil:
		return fmt.Errorf("store item %s: %w: number %d of account %s is taken: does another process send from this account?", item.ID, ErrConflict, item.Seq, item.From)
	case errors.Is(err, ErrNotFound):
		return nil
	}
	return err
}

// Item is the item of that account and id; false where there is none.
func (o Outbox) Item(_ context.Context, from dgrid.Address, id string) (item evm.Item, ok bool, err error) {
	err = o.s.view(func(x index) error {
		item, err = x.item(evm.Key(from, id))
		return err
	})
	if errors.Is(err, ErrNotFound) {
		return evm.Item{}, false, nil
	}
	if err != nil {
		return evm.Item{}, false, fmt.Errorf("read item %.80q: %w", id, err)
	}
	return item, true, nil
}

// Items is an account's items, the newest first: the open ones, or all up to a limit; 0 is no limit.
func (o Outbox) Items(ctx context.Context, from dgrid.Address, open bool, limit int) (out []evm.Item, err error) {
	first := byte(keyItems)
	if open {
		first = keyUnsent
	}
	err = o.s.view(func(x index) error {
		return x.scan(append([]byte{first}, from[:]...), true, func(it *badger.Item) (bool, error) {
			if err := ctx.Err(); err != nil {
				return false, err
			}
			var key dgrid.Digest
			err := it.Value(func(v []byte) error {
				if copy(key[:], v) != len(key) {
					return fmt.Errorf("%w: the key of an item has %d bytes", ErrDamaged, len(v))
				}
				return nil
			})
			if err != nil {
				return false, err
			}
			item, err := x.item(key)
			out = append(out, item)
			return limit <= 0 || len(out) < limit, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list the outbox: %w", err)
	}
	return out, nil
}

func (x index) item(key dgrid.Digest) (evm.Item, error) {
	b, err := x.get(itemKey(key))
	if err != nil {
		return evm.Item{}, err
	}
	item, err := evm.DecodeItem(b)
	if err != nil {
		return evm.Item{}, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return item, nil
}

// takeItem replaces an item and keeps the two lists in step with it.
func (x index) takeItem(b []byte) error {
	item, err := evm.DecodeItem(b)
	if err != nil {
		return err
	}
	key := evm.Key(item.From, item.ID)
	if err := errors.Join(x.set(itemKey(key), b), x.set(itemsKey(keyItems, item.From, item.Seq), key[:])); err != nil {
		return err
	}
	unsent := itemsKey(keyUnsent, item.From, item.Seq)
	if item.State.Open() {
		return x.set(unsent, key[:])
	}
	if err := x.txn.Delete(unsent); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}

// compareItems fails unless every item is the journal's newest of it.
func (x index) compareItems(books *ledger) error {
	for key, want := range books.items {
		b, err := x.get(itemKey(key))
		if err != nil {
			return fmt.Errorf("item %s of the outbox: %w", key, err)
		}
		if have := dgrid.Hash(b); have != want.hash {
			return fmt.Errorf("item %s of the outbox is not the journal's", key)
		}
	}
	return nil
}

// long is the length of an entry that may be too long for many of its kind to share a transaction.
func long(e journal.Entry) int {
	if o, ok := e.(*journal.Outbox); ok {
		return len(o.Item)
	}
	return 0
}

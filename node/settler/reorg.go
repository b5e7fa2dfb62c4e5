package settler

import (
	"context"
	"errors"
	"sync"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// watched is how many blocks deep a reorganisation below the final block is followed. The outbox watches what it sent for as many.
const watched = 64

// trail remembers the final block of the last look, to notice that the chain has replaced it. A process that has just begun cannot say,
// and takes it as replaced.
type trail struct {
	mu   sync.Mutex // guards last
	last evm.Block
}

// replaced reports whether the block of the last look is on the chain no more.
func (t *trail) replaced(ctx context.Context, chain Chain) (bool, error) {
	t.mu.Lock()
	last := t.last
	t.mu.Unlock()
	if last.Hash.IsZero() {
		return true, nil
	}
	now, err := chain.Block(ctx, last.Number)
	if errors.Is(err, evm.ErrNotFound) { // the chain is shorter for now
		return true, nil
	}
	return err == nil && now.Hash != last.Hash, err
}

func (t *trail) set(b evm.Block) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = b
}

// follow corrects where this node's own batches stand, after a reorganisation that went deeper than what counts as final. A batch that is
// out of the chain keeps its old block until the outbox has brought it back: nothing can be proven by it meanwhile.
func (s *Settler) follow(ctx context.Context, final evm.Block) error {
	moved, err := s.own.replaced(ctx, s.chain)
	if err != nil {
		return err
	}
	if moved {
		st, err := s.store.Batches()
		if err != nil {
			return err
		}
		complete := true
		for epoch := st.Anchored; epoch > 0 && complete; epoch-- {
			info, err := s.store.Batch(epoch)
			if errors.Is(err, store.ErrNotFound) {
				continue // lost with a backup
			}
			if err != nil {
				return err
			}
			if info.Batch.Block+watched < final.Number {
				break
			}
			if complete, err = s.followBatch(ctx, info, final); err != nil {
				return err
			}
		}
		if !complete {
			return nil // looked at again in the next round
		}
	}
	s.own.set(final)
	return nil
}

// followBatch looks for one batch. It says whether the chain has it.
func (s *Settler) followBatch(ctx context.Context, info store.BatchInfo, final evm.Block) (found bool, err error) {
	b := info.Batch
	on, err := s.place(ctx, b, final)
	if errors.Is(err, errNoAnchor) || (err == nil && on == nil) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if on.batch.Block == b.Block && on.tx == info.Tx {
		return true, nil
	}
	s.log.Warn("a reorganisation of the chain moved a batch that was final", "epoch", b.Epoch, "from", b.Block, "to", on.batch.Block)
	return true, s.store.SetAnchored(ctx, b.Epoch, on.batch.Block, on.tx)
}

// goBack has this node ask once more for the inclusions of the last blocks, after a reorganisation that went deeper than what counts as
// final: their batches may stand in other blocks now.
func (s *Settler) goBack(ctx context.Context, final evm.Block) error {
	moved, err := s.paid.replaced(ctx, s.chain)
	if err != nil {
		return err
	}
	if moved {
		accounts, err := s.store.Accounts(store.AsPayer)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if err := s.goBackWith(ctx, a.Pair.Provider); err != nil {
				return err
			}
		}
	}
	s.paid.set(final)
	return nil
}

// goBackWith moves the place back by as many epochs as so many blocks can hold.
func (s *Settler) goBackWith(ctx context.Context, owner dgrid.Address) error {
	at, err := s.placeOf(owner)
	if err != nil || at == (place{}) {
		return err
	}
	s.mu.Lock()
	s.again[owner] = true
	s.mu.Unlock()
	return s.putPlace(ctx, owner, place{Epoch: at.Epoch - min(at.Epoch, watched)})
}

// sameLeaf reports whether an inclusion shows what is known already, but for the block in which its batch stands.
func sameLeaf(have, got *dgrid.Inclusion) bool {
	b := have.Batch
	b.Block = got.Batch.Block
	return have.Leaf == got.Leaf && have.Index == got.Index && b == got.Batch
}

package settler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// maxAttempts is how often the anchor of one epoch is given to the outbox anew, because the contract refused it or because the key is
// taken by an anchor that is void.
const maxAttempts = 1000

// batch brings this node's batches one step on: what is anchored becomes final, what is sealed is anchored, what is due is sealed.
func (s *Settler) batch(ctx context.Context, final evm.Block) error {
	// First what the chain knows: jobs of a store that was restored must not be counted before that is noticed.
	if err := s.reconcile(ctx, final); err != nil {
		return err
	}
	if err := s.follow(ctx, final); err != nil {
		return err
	}
	for n := 1; n > 0; {
		var err error
		if n, err = s.store.AddLeaves(ctx); err != nil {
			return err
		}
	}
	st, err := s.store.Batches()
	if err != nil {
		return err
	}
	s.mu.Lock()
	latest := s.head
	s.mu.Unlock()
	head, err := s.see.Head(ctx, latest.Number, s.cfg.Owner)
	if err != nil {
		return err
	}
	switch {
	case head.Epoch > st.Epoch:
		return nil // not final yet: reconcile says what it is when it is
	case head.Epoch < st.Epoch:
		return s.anchor(ctx, head.Epoch+1)
	}
	now, last := s.cfg.Now(), time.Time{}
	if head.Time > 0 { // by the chain's clock, which need not be this node's
		last = now.Add(-time.Duration(latest.Time-min(latest.Time, head.Time)) * time.Second)
	}
	w := settlement.Waiting{Count: st.Next - st.Sealed, Value: st.Value, Oldest: time.UnixMilli(int64(st.Oldest)), Last: last}
	if due, _ := settlement.Due(s.cfg.Limits, w, now); !due {
		return nil
	}
	if err := s.seal(ctx, st); err != nil {
		return err
	}
	return s.anchor(ctx, st.Epoch+1)
}

// seal makes the next batch of the leaves that wait.
func (s *Settler) seal(ctx context.Context, st store.Batches) error {
	count := min(st.Next-st.Sealed, settlement.MaxBatch)
	hashes, err := s.store.LeafHashes(st.Sealed, count)
	if err != nil {
		return err
	}
	proofs, err := settlement.NewProofs(hashes)
	if err != nil {
		return err
	}
	b := dgrid.Batch{Node: s.cfg.Owner, Epoch: st.Epoch + 1, Root: proofs.Root(), Count: count}
	if err := s.store.SealBatch(ctx, b, st.Sealed); err != nil {
		return err
	}
	s.log.Info("sealed a batch", "epoch", b.Epoch, "leaves", b.Count, "value", st.Value, "root", b.Root)
	return nil
}

// AnchorKey is the outbox's key of an epoch's anchor at an attempt, from 1.
func AnchorKey(epoch uint64, attempt int) string {
	if attempt == 1 {
		return fmt.Sprintf("anchor/%d", epoch)
	}
	return fmt.Sprintf("anchor/%d/%d", epoch, attempt)
}

// anchor gives a sealed batch to the outbox, unless it is there and may still take effect. An attempt that failed, or that was of a batch
// which is void since, makes way for the next.
func (s *Settler) anchor(ctx context.Context, epoch uint64) error {
	info, err := s.store.Batch(epoch)
	if err != nil {
		return err
	}
	b := &info.Batch
	data := s.anchors.PackAnchor(b.Epoch, b.Root, b.Count)
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		item, err := s.sender.Item(ctx, AnchorKey(epoch, attempt))
		switch {
		case errors.Is(err, evm.ErrUnknownItem):
			_, err := s.sender.Send(ctx, evm.Intent{ID: AnchorKey(epoch, attempt), Kind: "anchor", To: s.see.Anchors, Data: data,
				Note: fmt.Sprintf("epoch %d, %d leaves", b.Epoch, b.Count)})
			return err
		case err != nil:
			return err
		case string(item.Data) != string(data):
			continue
		case item.State.Open():
			return nil
		case item.State == evm.Final && !item.Reverted:
			return nil // the chain that we read lags, or a reorganisation is under way
		}
	}
	return fmt.Errorf("anchor epoch %d: %d attempts failed: look at `dgridd tx list`", epoch, maxAttempts)
}

// reconcile compares what is sealed with what the chain has in its final state. A batch that stands there becomes final here; one in whose
// place another stands is void, because this store was restored from a backup and the chain knows better.
func (s *Settler) reconcile(ctx context.Context, final evm.Block) error {
	head, err := s.see.Head(ctx, final.Number, s.cfg.Owner)
	if err != nil {
		return err
	}
	st, err := s.store.Batches()
	if err != nil {
		return err
	}
	list, err := s.store.BatchList(st.Anchored+1, 0)
	if err != nil {
		return err
	}
	known := st.Anchored
	for _, b := range list {
		if b.Batch.Epoch > head.Epoch {
			break
		}
		on, err := s.place(ctx, b.Batch, final)
		if err != nil {
			return err
		}
		if on == nil {
			return s.restored(ctx, known, head.Epoch)
		}
		if err := s.store.SetAnchored(ctx, b.Batch.Epoch, on.batch.Block, on.tx); err != nil {
			return err
		}
		known = b.Batch.Epoch
		s.log.Info("a batch is anchored for good", "epoch", known, "block", on.batch.Block, "leaves", b.Batch.Count)
	}
	if head.Epoch > st.Epoch {
		return s.restored(ctx, known, head.Epoch)
	}
	return nil
}

func (s *Settler) restored(ctx context.Context, known, head uint64) error {
	s.log.Error("the chain holds batches of this node that its store does not know: it was restored from a backup, or the key is used twice. "+
		"Jobs of before are included again without being counted, unless their payers show what was lost", "known", known, "chain", head)
	return s.store.SetRestored(ctx, known, head)
}

// place is where one of this node's batches was anchored, nil where another stands in its place. The outbox knows most often.
func (s *Settler) place(ctx context.Context, b dgrid.Batch, final evm.Block) (*anchored, error) {
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		item, err := s.sender.Item(ctx, AnchorKey(b.Epoch, attempt))
		if errors.Is(err, evm.ErrUnknownItem) {
			break
		}
		if err != nil {
			return nil, err
		}
		if item.Block == 0 || item.Reverted {
			continue
		}
		b.Block = item.Block
		if ok, err := s.isAnchored(ctx, b, final); err != nil || ok {
			return &anchored{b, item.Hash}, err
		}
	}
	found, err := s.anchorIn(ctx, b.Node, b.Epoch, 0, final.Number)
	if err != nil {
		return nil, err
	}
	if found.batch.Root != b.Root || found.batch.Count != b.Count {
		return nil, nil
	}
	return found, nil
}

package settler

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// cachedBatches is how many batches' proofs are kept at hand.
const cachedBatches = 8

// proofCache keeps the trees of the batches that were asked for last.
type proofCache struct {
	mu    sync.Mutex // guards what follows
	order []uint64   // epochs, the one that was used last behind
	trees map[uint64]*settlement.Proofs
}

// proofsOf is the tree of a batch.
func (s *Settler) proofsOf(info *store.BatchInfo) (*settlement.Proofs, error) {
	c := &s.proofs
	c.mu.Lock()
	defer c.mu.Unlock()
	epoch := info.Batch.Epoch
	if p := c.trees[epoch]; p != nil && p.Root() == info.Batch.Root {
		return p, nil
	}
	hashes, err := s.store.LeafHashes(info.First, info.Batch.Count)
	if err != nil {
		return nil, err
	}
	p, err := settlement.NewProofs(hashes)
	if err != nil {
		return nil, err
	}
	if p.Root() != info.Batch.Root {
		return nil, fmt.Errorf("%w: the leaves of epoch %d have root %s, sealed was %s", store.ErrDamaged, epoch, p.Root(), info.Batch.Root)
	}
	if c.trees == nil {
		c.trees = map[uint64]*settlement.Proofs{}
	}
	if c.trees[epoch] == nil {
		c.order = append(c.order, epoch)
	}
	c.trees[epoch] = p
	if len(c.order) > cachedBatches {
		delete(c.trees, c.order[0])
		c.order = c.order[1:]
	}
	return p, nil
}

// include is a leaf with its path.
func (s *Settler) include(l *store.Leaf) (i dgrid.Inclusion, err error) {
	info, err := s.store.Batch(l.Epoch)
	if err != nil {
		return i, err
	}
	p, err := s.proofsOf(&info)
	if err != nil {
		return i, err
	}
	i = dgrid.Inclusion{Batch: info.Batch, Leaf: l.BatchLeaf, Index: l.Index}
	i.Path, err = p.Path(l.Index)
	return i, err
}

// Included is where a job that this node served is included for good. It is store.ErrNotFound before that.
func (s *Settler) Included(job dgrid.JobID) (dgrid.Inclusion, error) {
	leaf, err := s.store.LeafOf(job)
	if err != nil {
		return dgrid.Inclusion{}, err
	}
	if !leaf.Final {
		return dgrid.Inclusion{}, fmt.Errorf("the batch of job %s is not anchored for good yet: %w", job, store.ErrNotFound)
	}
	return s.include(&leaf)
}

// Whole is for p2p.BatchServer: a batch that is anchored for good.
func (s *Settler) Whole(_ context.Context, epoch uint64) (dgrid.Batch, func(give func(dgrid.BatchEntry) error) error, error) {
	info, err := s.store.Batch(epoch)
	if errors.Is(err, store.ErrNotFound) || (err == nil && info.Batch.Block == 0) {
		return dgrid.Batch{}, nil, fmt.Errorf("epoch %d: %w", epoch, p2p.ErrNoBatch)
	}
	if err != nil {
		return dgrid.Batch{}, nil, err
	}
	return info.Batch, func(give func(dgrid.BatchEntry) error) error {
		return s.store.Entries(info.First, info.Batch.Count, give)
	}, nil
}

// Own is for p2p.BatchServer: where the jobs of remote's owner are included. What it shows is gone on from where this node was restored
// from a backup and knows less.
func (s *Settler) Own(ctx context.Context, remote p2p.Hello, q *p2p.InclusionQuery) (list []p2p.Included, more bool, err error) {
	if err := s.takeShown(ctx, remote.Owner, q.Shown); err != nil {
		return nil, false, err
	}
	leaves, err := s.store.LeavesOf(remote.Owner, q.AfterEpoch, q.AfterIndex, p2p.MaxIncluded+1)
	if err != nil {
		return nil, false, err
	}
	if more = len(leaves) > p2p.MaxIncluded; more {
		leaves = leaves[:p2p.MaxIncluded]
	}
	for i := range leaves {
		x := p2p.Included{}
		if x.Inclusion, err = s.include(&leaves[i]); err != nil {
			return nil, false, err
		}
		err := s.store.Entries(leaves[i].Seq, 1, func(e dgrid.BatchEntry) error {
			x.Receipt, x.Step = e.Receipt, e.Step
			return nil
		})
		if err != nil {
			return nil, false, err
		}
		list = append(list, x)
	}
	return list, more, nil
}

// takeShown adopts leaves of this node that it has lost: those of its own batches that stand on the chain.
func (s *Settler) takeShown(ctx context.Context, payer dgrid.Address, shown []p2p.Included) error {
	if len(shown) == 0 {
		return nil
	}
	st, err := s.store.Batches()
	if err != nil || !st.Restored {
		return err
	}
	final, err := s.chain.Final(ctx)
	if err != nil {
		return err
	}
	for i := range shown {
		x := &shown[i]
		if x.Batch.Node != s.cfg.Owner || x.Leaf.Payer != payer || x.Leaf.Kind == dgrid.LeafVerdict || x.Verify() != nil {
			continue
		}
		info, err := s.store.Batch(x.Batch.Epoch)
		if err == nil && info.Batch == x.Batch {
			continue // not lost
		}
		if ok, err := s.isAnchored(ctx, x.Batch, final); err != nil || !ok {
			if err != nil {
				return err
			}
			continue
		}
		if err := s.store.PutInclusion(ctx, store.AsProvider, x.Job(), x.Inclusion); err != nil {
			return err
		}
		s.log.Info("a payer showed a leaf that was lost", "job", x.Job().Short(), "payer", payer, "epoch", x.Batch.Epoch, "pairFee", x.Leaf.PairFee)
	}
	return nil
}

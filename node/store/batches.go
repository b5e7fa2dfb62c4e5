package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
	"github.com/dgrid-network/dgrid/settlement"
)

// leafGroup is the most leaves that one write makes, so that its derived keys fit one transaction.
const leafGroup = 128

// Batches is how far this node's leaves and batches have come.
type Batches struct {
	Next     uint64       // leaves made
	Sealed   uint64       // of them in batches
	Final    uint64       // of them in batches that are anchored for good
	Epoch    uint64       // the last one sealed here, or known to be on the chain; the next batch is Epoch+1
	Anchored uint64       // the last one of this store that is anchored for good
	Value    dgrid.Amount // fees that the leaves behind Sealed add
	Oldest   dgrid.Time   // when the first of them was made by this node's clock
	Restored bool         // the chain was found to hold epochs that this store does not know
}

// BatchInfo is a sealed batch.
type BatchInfo struct {
	Batch dgrid.Batch  // its Block is 0 until it is anchored for good
	First uint64       // number of its first leaf
	Tx    dgrid.Digest // of the anchor, zero where it is not known
}

// Batches is where this node stands.
func (s *Store) Batches() (b Batches, err error) {
	err = s.view(func(x index) error {
		st, err := x.batches()
		if err != nil {
			return err
		}
		b = Batches{Next: st.Next, Sealed: st.Sealed, Final: st.Final, Epoch: st.Epoch, Anchored: st.Anchored, Value: st.Value, Restored: st.Doubt > 0}
		if st.Sealed == st.Next {
			return nil
		}
		l, err := x.leaf(st.Sealed)
		if err == nil {
			b.Oldest = l.at
		}
		return err
	})
	if err != nil {
		return b, fmt.Errorf("read batches: %w", err)
	}
	return b, nil
}

// AddLeaves makes leaves of jobs of the provider's side that ended by a receipt or a step and have none yet, in the order in which
// they ended. It returns how many it made; where it is not 0 there may be more to make.
func (s *Store) AddLeaves(ctx context.Context) (n int, err error) {
	err = s.do(ctx, func(g *group) error {
		n = 0
		jobs, err := g.waiting(AsProvider, leafGroup)
		if err != nil {
			return err
		}
		for _, ref := range jobs {
			if err := g.addLeaf(ref); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("make leaves: %w", err)
	}
	return n, nil
}

func (g *group) addLeaf(ref jobRef) error {
	j, err := g.job(ref)
	if err != nil {
		return err
	}
	item, err := g.itemOf(ref, j)
	if err != nil {
		return err
	}
	st, err := g.batches()
	if err != nil {
		return err
	}
	line, err := g.line(settlement.Lined{Payer: item.Payer, Model: item.Model})
	if err != nil {
		return err
	}
	item.Doubtful = j.Seq < st.Doubt
	leaf, _ := line.Next(st.Next, item)
	g.record(&journal.Leafed{Leaf: leaf, Job: ref.job})
	return g.err
}

// itemOf is a job as it goes into a batch.
func (x index) itemOf(ref jobRef, j *jobState) (settlement.Item, error) {
	item := settlement.Item{Kind: dgrid.LeafStep, Payer: j.Pair.Payer, Model: j.Pair.Model, Fee: j.Fee, Counted: j.Counted.Fee}
	kind, number := dgrid.KindStep, j.LastStep
	var o dgrid.Object = new(dgrid.Step)
	if j.HasReceipt {
		item.Kind, kind, number, o = dgrid.LeafReceipt, dgrid.KindReceipt, 0, new(dgrid.Receipt)
	}
	b, err := x.get(ref.object(kind, number))
	if err != nil {
		return item, jobError(ref, err)
	}
	if err := dgrid.Decode(b[len(dgrid.Signature{}):], o); err != nil {
		return item, jobError(ref, fmt.Errorf("%w: %w", ErrDamaged, err))
	}
	item.Object = x.domain.HashObject(o)
	return item, nil
}

// waiting are jobs that ended by an object that is in no batch, in the order in which they ended.
func (x index) waiting(role Role, most int) (out []jobRef, err error) {
	err = x.scan([]byte{keyWaiting, byte(role)}, false, func(it *badger.Item) (bool, error) {
		key := it.Key()
		if len(key) != 2+8+32 {
			return false, fmt.Errorf("%w: a waiting job's key has %d bytes", ErrDamaged, len(key))
		}
		out = append(out, jobRef{role, dgrid.JobID(key[10:])})
		return most <= 0 || len(out) < most, nil
	})
	return out, err
}

// Waiting lists jobs that ended by a receipt or a step of which no batch is known, those that ended first first; most 0 is all. As
// provider AddLeaves makes leaves of them, as payer they wait for what PutInclusion brings.
func (s *Store) Waiting(role Role, most int) (jobs []dgrid.JobID, err error) {
	err = s.view(func(x index) error {
		refs, err := x.waiting(role, most)
		for _, r := range refs {
			jobs = append(jobs, r.job)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list jobs that wait for a batch: %w", err)
	}
	return jobs, nil
}

// AddVerdict makes a leaf of a verdict of this node's. The same verdict again is no change.
func (s *Store) AddVerdict(ctx context.Context, v dgrid.Signed[dgrid.Verdict]) error {
	object := v.Object // a copy, because encoding touches what it encodes
	item := settlement.Item{Kind: dgrid.LeafVerdict, Object: s.domain.HashObject(&object), Model: object.Model}
	err := s.do(ctx, func(g *group) error {
		if _, err := g.get(append([]byte{keyVerdict}, item.Object[:]...)); !errors.Is(err, ErrNotFound) {
			return err
		}
		st, err := g.batches()
		if err != nil {
			return err
		}
		line, err := g.line(settlement.Lined{Model: item.Model})
		if err != nil {
			return err
		}
		leaf, _ := line.Next(st.Next, item)
		g.record(&journal.Leafed{Leaf: leaf, Job: object.Job, Verdict: &dgrid.Signed[dgrid.Verdict]{Object: object, Signature: v.Signature}})
		return g.err
	})
	if err != nil {
		return fmt.Errorf("store verdict on job %s: %w", object.Job, err)
	}
	return nil
}

// SealBatch makes the leaves from number first on the batch b, which is the next. The same batch again is no change; one that does not
// go on from what is sealed, for example because another call sealed in between, is ErrConflict.
func (s *Store) SealBatch(ctx context.Context, b dgrid.Batch, first uint64) error {
	err := s.do(ctx, func(g *group) error {
		if have, err := g.batch(b.Epoch); err == nil && have.First == first && have.Batch.Root == b.Root && have.Batch.Count == b.Count && have.Batch.Node == b.Node {
			return nil
		} else if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		st, err := g.batches()
		if err != nil {
			return err
		}
		if b.Epoch != st.Epoch+1 || first != st.Sealed || b.Count == 0 || b.Count > settlement.MaxBatch || first+b.Count > st.Next {
			return fmt.Errorf("%w: epoch %d of %d leaves from %d; the next is epoch %d from leaf %d of %d", ErrConflict, b.Epoch, b.Count, first, st.Epoch+1, st.Sealed, st.Next)
		}
		g.record(&journal.Sealed{Node: b.Node, Epoch: b.Epoch, First: first, Count: b.Count, Root: b.Root})
		return g.err
	})
	if err != nil {
		return fmt.Errorf("seal batch: %w", err)
	}
	return nil
}

// SetAnchored says in which block a sealed batch is anchored, once that is final. Batches come in the order of their epochs. The same
// again is no change.
func (s *Store) SetAnchored(ctx context.Context, epoch, block uint64, tx dgrid.Digest) error {
	err := s.do(ctx, func(g *group) error {
		b, err := g.batch(epoch)
		if err != nil {
			return err
		}
		if b.Batch.Block == block && b.Tx == tx {
			return nil
		}
		st, err := g.batches()
		if err != nil {
			return err
		}
		if epoch > st.Anchored && b.First != st.Final {
			return fmt.Errorf("%w: batch %d begins with leaf %d, anchored are %d", ErrConflict, epoch, b.First, st.Final)
		}
		g.record(&journal.Anchored{Epoch: epoch, Block: block, Tx: tx})
		return g.err
	})
	if err != nil {
		return fmt.Errorf("store anchor: %w", err)
	}
	return nil
}

// SetRestored says that the chain holds epochs up to head, of which this store knows those up to known: it was restored from a
// backup. Batches sealed behind known are void, their leaves go into the next batch, which is head+1. Jobs that were ordered before
// are doubtful from now on.
func (s *Store) SetRestored(ctx context.Context, known, head uint64) error {
	err := s.do(ctx, func(g *group) error {
		st, err := g.batches()
		if err != nil {
			return err
		}
		if head < known || known < st.Anchored {
			return fmt.Errorf("%w: chain's last epoch %d, known up to %d, anchored here is %d", ErrConflict, head, known, st.Anchored)
		}
		sealed := uint64(0)
		for n := known; n > 0; n-- {
			b, err := g.batch(n)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			sealed = b.end()
			break
		}
		g.record(&journal.Restored{Known: known, Head: head, Sealed: sealed})
		return g.err
	})
	if err != nil {
		return fmt.Errorf("store that this node was restored: %w", err)
	}
	return nil
}

// PutInclusion keeps where a job is included, as the other side showed it and the caller has checked it: on the payer's side what its
// provider handed over, on a restored provider's what a payer showed, be it of a job that was lost. The same again is no change.
func (s *Store) PutInclusion(ctx context.Context, role Role, job dgrid.JobID, i dgrid.Inclusion) error {
	err := s.do(ctx, func(g *group) error {
		if len(i.Path) > 32 {
			return fmt.Errorf("a path of %d digests", len(i.Path))
		}
		have, err := g.get(shownLineKey(pairRef{role, pairOf(&i)}, i.Batch.Epoch, i.Index))
		if err == nil && bytes.Equal(have, journal.AppendInclusion(job[:], &i)) {
			return nil
		} else if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		settles, err := g.settles(jobRef{role, job}, &i)
		if err == nil {
			err = g.shown(&journal.Shown{Role: role, Job: job, Settles: settles, Inclusion: i})
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("store inclusion: %w", err)
	}
	return nil
}

// shown records an inclusion. Where a restored provider goes on from it, jobs that it has put behind its own last leaf of that line go into a
// batch once more: only one branch of a line is ever paid. Those of which it does not know whether they were counted do not.
func (g *group) shown(e *journal.Shown) error {
	line, err := g.line(settlement.LineOf(&e.Inclusion.Leaf))
	if err != nil {
		return err
	}
	g.record(e)
	if g.err != nil || e.Role != AsProvider || line.Adopt(&e.Inclusion.Leaf) == line {
		return g.err
	}
	st, err := g.batches()
	if err != nil {
		return err
	}
	numbers, err := g.lineNumbers(lineKey(keyLined, settlement.LineOf(&e.Inclusion.Leaf)), st.Forked, st.Next, recountMost)
	if err != nil {
		return err
	}
	again := map[dgrid.JobID]bool{}
	for _, n := range numbers {
		l, err := g.leaf(n)
		if err != nil {
			return err
		}
		j, err := g.job(jobRef{AsProvider, l.entry.Job})
		if err != nil {
			return err
		}
		if j.Seq >= st.Doubt && j.Closed && !j.waits() && !again[l.entry.Job] {
			again[l.entry.Job] = true
			g.record(&journal.Recount{Job: l.entry.Job})
		}
	}
	return g.err
}

// recountMost is the most jobs that are counted once more, so that it fits one transaction.
const recountMost = 512

// settles reports whether the job waits for a leaf of just this object.
func (x index) settles(ref jobRef, i *dgrid.Inclusion) (bool, error) {
	j, err := x.job(ref)
	if errors.Is(err, ErrNotFound) && ref.role == AsProvider {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if pairOf(i) != j.Pair {
		return false, jobError(ref, errors.New("the inclusion is of another pair"))
	}
	if !j.waits() {
		return false, nil
	}
	item, err := x.itemOf(ref, j)
	return item.Object == i.Leaf.Object, err
}

// Batch is a sealed batch. It is ErrNotFound for an epoch that is void or not of this store.
func (s *Store) Batch(epoch uint64) (info BatchInfo, err error) {
	err = s.view(func(x index) error {
		b, err := x.batch(epoch)
		if err == nil {
			info = BatchInfo(*b)
		}
		return err
	})
	if err != nil {
		return info, fmt.Errorf("read %w", err)
	}
	return info, nil
}

// BatchList lists batches from an epoch on, at most so many; 0 is all.
func (s *Store) BatchList(from uint64, most int) (out []BatchInfo, err error) {
	err = s.view(func(x index) error {
		for n := from; ; n++ {
			b, err := x.nextBatch(n)
			if errors.Is(err, ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			if out = append(out, BatchInfo(*b)); most > 0 && len(out) == most {
				return nil
			}
			n = b.Batch.Epoch
		}
	})
	if err != nil {
		return nil, fmt.Errorf("list batches: %w", err)
	}
	return out, nil
}

// nextBatch is the first one of an epoch or a later one.
func (x index) nextBatch(epoch uint64) (*batchRecord, error) {
	opt := badger.DefaultIteratorOptions
	opt.Prefix, opt.PrefetchValues = []byte{keyBatch}, false
	it := x.txn.NewIterator(opt)
	defer it.Close()
	it.Seek(numberKey(keyBatch, epoch))
	if !it.Valid() {
		return nil, ErrNotFound
	}
	return x.batch(binary.BigEndian.Uint64(it.Item().Key()[1:]))
}

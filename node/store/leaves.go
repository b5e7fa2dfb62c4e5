package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
	"github.com/dgrid-network/dgrid/settlement"
)

// Leaf is a leaf of this node's with what is known of its place.
type Leaf struct {
	dgrid.BatchLeaf
	Job   dgrid.JobID
	Hash  dgrid.Digest
	Epoch uint64 // of the batch that it is in; 0 before it is sealed
	Index uint64 // in that batch
	Final bool   // the batch is anchored for good
}

// LeafHashes are the hashes of a batch's leaves.
func (s *Store) LeafHashes(first, count uint64) (hashes []dgrid.Digest, err error) {
	err = s.view(func(x index) error {
		hashes = make([]dgrid.Digest, 0, count)
		return x.eachLeaf(first, count, func(l *leafRecord) error {
			hashes = append(hashes, l.hash)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read leaves: %w", err)
	}
	return hashes, nil
}

func (x index) eachLeaf(first, count uint64, f func(*leafRecord) error) error {
	for n := first; n < first+count; n++ {
		l, err := x.leaf(n)
		if err != nil {
			return err
		}
		if err := f(l); err != nil {
			return err
		}
	}
	return nil
}

// Entries calls f with each of so many leaves and the objects behind it, in order, until f fails.
func (s *Store) Entries(first, count uint64, f func(dgrid.BatchEntry) error) error {
	for n := first; n < first+count; n++ {
		var e dgrid.BatchEntry
		err := s.view(func(x index) error { // one view a leaf: f may take as long as it likes
			l, err := x.leaf(n)
			if err == nil {
				e, err = x.entry(l.entry)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("read batch: %w", err)
		}
		if err := f(e); err != nil {
			return err
		}
	}
	return nil
}

// entry adds the objects that a leaf stands for.
func (x index) entry(l *journal.Leafed) (dgrid.BatchEntry, error) {
	e := dgrid.BatchEntry{Leaf: l.Leaf, Verdict: l.Verdict}
	if l.Verdict != nil {
		return e, nil
	}
	ref := jobRef{AsProvider, l.Job}
	r, _, err := x.record(ref)
	if err != nil {
		return e, err
	}
	e.Order = &r.Order
	if l.Leaf.Kind == dgrid.LeafReceipt {
		e.Receipt = r.Receipt
		return e, nil
	}
	e.Acceptance = r.Acceptance
	for i := len(r.Steps) - 1; i >= 0; i-- {
		if step := r.Steps[i].Object; x.domain.HashObject(&step) == l.Leaf.Object {
			e.Step = &r.Steps[i]
			return e, nil
		}
	}
	return e, jobError(ref, fmt.Errorf("%w: the step of leaf %d is missing", ErrDamaged, l.Leaf.Seq))
}

// LeafOf is the last leaf of a job of the provider's side. It is ErrNotFound where the job has none.
func (s *Store) LeafOf(job dgrid.JobID) (leaf Leaf, err error) {
	ref := jobRef{AsProvider, job}
	err = s.view(func(x index) error {
		j, err := x.job(ref)
		if err != nil {
			return err
		}
		if j.Counted.Leaf == 0 {
			return jobError(ref, fmt.Errorf("its leaf is %w", ErrNotFound))
		}
		leaf, err = x.placed(j.Counted.Leaf - 1)
		return err
	})
	if err != nil {
		return leaf, fmt.Errorf("read leaf: %w", err)
	}
	return leaf, nil
}

// placed is a leaf with its batch.
func (x index) placed(seq uint64) (leaf Leaf, err error) {
	l, err := x.leaf(seq)
	if err != nil {
		return leaf, err
	}
	leaf = Leaf{BatchLeaf: l.entry.Leaf, Job: l.entry.Job, Hash: l.hash}
	st, err := x.batches()
	if err != nil || seq >= st.Sealed {
		return leaf, err
	}
	_, epoch, err := x.lastUnder([]byte{keyFirst}, numberKey(keyFirst, seq))
	if err != nil {
		return leaf, fmt.Errorf("batch of leaf %d: %w", seq, err)
	}
	b, err := x.batch(binary.BigEndian.Uint64(epoch))
	if err != nil {
		return leaf, err
	}
	leaf.Epoch, leaf.Index, leaf.Final = b.Batch.Epoch, seq-b.First, seq < st.Final
	return leaf, nil
}

// LeavesOf are leaves of one payer's jobs in batches that are anchored for good and stand behind a place, in the order of the batches,
// at most so many.
func (s *Store) LeavesOf(payer dgrid.Address, afterEpoch, afterIndex uint64, most int) (leaves []Leaf, err error) {
	err = s.view(func(x index) error {
		st, err := x.batches()
		if err != nil {
			return err
		}
		from, err := x.behind(afterEpoch, afterIndex)
		if err != nil {
			return err
		}
		numbers, err := x.numbersOf(payer, from, st.Final, most)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			leaf, err := x.placed(n)
			if err != nil {
				return err
			}
			leaves = append(leaves, leaf)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read leaves of payer %s: %w", payer, err)
	}
	return leaves, nil
}

// behind is the number of the first leaf that stands behind a place. An epoch that this store lost is passed over.
func (x index) behind(epoch, index uint64) (uint64, error) {
	b, err := x.nextBatch(epoch)
	switch {
	case errors.Is(err, ErrNotFound):
		st, err := x.batches()
		return st.Next, err
	case err != nil:
		return 0, err
	case b.Batch.Epoch == epoch && index < b.Batch.Count:
		return b.First + index + 1, nil
	case b.Batch.Epoch == epoch:
		return b.end(), nil
	}
	return b.First, nil
}

// numbersOf are the numbers of a payer's leaves from one to before another, at most so many.
func (x index) numbersOf(payer dgrid.Address, from, to uint64, most int) (numbers []uint64, err error) {
	prefix := append([]byte{keyLined}, payer[:]...)
	opt := badger.DefaultIteratorOptions
	opt.Prefix, opt.PrefetchValues = prefix, false
	it := x.txn.NewIterator(opt)
	defer it.Close()
	for it.Rewind(); it.Valid(); {
		key := it.Item().KeyCopy(nil)
		if len(key) != 1+20+32+8 {
			return nil, fmt.Errorf("%w: a line's key has %d bytes", ErrDamaged, len(key))
		}
		line := key[:1+20+32]
		it.Seek(binary.BigEndian.AppendUint64(slices.Clone(line), from))
		for n := 0; it.ValidForPrefix(line) && (most <= 0 || n < most); it.Next() {
			seq := binary.BigEndian.Uint64(it.Item().Key()[len(line):])
			if seq >= to {
				break
			}
			numbers = append(numbers, seq)
			n++
		}
		it.Seek(append(slices.Clone(line), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))
	}
	slices.Sort(numbers)
	if most > 0 && len(numbers) > most {
		numbers = numbers[:most]
	}
	return numbers, nil
}

// lineNumbers are the numbers of a line's leaves from one to before another, at most so many.
func (x index) lineNumbers(line []byte, from, to uint64, most int) (numbers []uint64, err error) {
	opt := badger.DefaultIteratorOptions
	opt.Prefix, opt.PrefetchValues = line, false
	it := x.txn.NewIterator(opt)
	defer it.Close()
	for it.Seek(binary.BigEndian.AppendUint64(slices.Clone(line), from)); it.Valid() && len(numbers) < most; it.Next() {
		seq := binary.BigEndian.Uint64(it.Item().Key()[len(line):])
		if seq >= to {
			break
		}
		numbers = append(numbers, seq)
	}
	return numbers, nil
}

// Claimable is the leaf by which a pair's fees can be redeemed: the last one of this node's in a batch that is anchored for good, or
// the inclusion that the payer showed where that counts more. Both are nil where there is none.
func (s *Store) Claimable(payer dgrid.Address, provider dgrid.Address, model dgrid.ModelID) (own *Leaf, shown *dgrid.Inclusion, err error) {
	err = s.view(func(x index) error {
		st, err := x.batches()
		if err != nil {
			return err
		}
		line := lineKey(keyLined, settlement.Lined{Payer: payer, Model: model})
		if st.Final > 0 {
			key, _, err := x.lastUnder(line, binary.BigEndian.AppendUint64(slices.Clone(line), st.Final-1))
			if err == nil {
				leaf, err := x.placed(binary.BigEndian.Uint64(key[len(line):]))
				if err != nil {
					return err
				}
				own = &leaf
			} else if !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		adopted, err := x.lastShown(pairRef{AsProvider, dgrid.Pair{Payer: payer, Provider: provider, Model: model}}, 1)
		if err != nil || len(adopted) == 0 {
			return err
		}
		if i := adopted[0].inclusion; own == nil || i.Leaf.PairFee.Cmp(own.PairFee) > 0 {
			own, shown = nil, &i
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read what can be redeemed: %w", err)
	}
	return own, shown, nil
}

// shownJob is an inclusion that was shown, and of which job.
type shownJob struct {
	job       dgrid.JobID
	inclusion dgrid.Inclusion
}

// lastShown are the last inclusions of a pair that were shown, the last first.
func (x index) lastShown(ref pairRef, most int) (out []shownJob, err error) {
	prefix := appendPair([]byte{keyShownLine, byte(ref.role)}, ref.pair)
	opt := badger.DefaultIteratorOptions
	opt.Reverse, opt.Prefix, opt.PrefetchValues = true, prefix, false
	it := x.txn.NewIterator(opt)
	defer it.Close()
	for it.Seek(shownLineKey(ref, ^uint64(0), ^uint64(0))); it.Valid() && len(out) < most; it.Next() {
		b, err := it.Item().ValueCopy(nil)
		if err != nil {
			return nil, fmt.Errorf("read index: %w", err)
		}
		if len(b) < 32 {
			return nil, fmt.Errorf("%w: an inclusion of %d bytes", ErrDamaged, len(b))
		}
		i, err := journal.DecodeInclusion(b[32:])
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		out = append(out, shownJob{dgrid.JobID(b[:32]), i})
	}
	return out, nil
}

func (x index) shown(ref jobRef) (*dgrid.Inclusion, error) {
	b, err := x.get(ref.under(keyShown))
	if err != nil {
		return nil, jobError(ref, fmt.Errorf("its inclusion is %w", err))
	}
	i, err := journal.DecodeInclusion(b)
	if err != nil {
		return nil, jobError(ref, fmt.Errorf("%w: %w", ErrDamaged, err))
	}
	return &i, nil
}

// Inclusion is where a job is included, as the other side showed it last. It is ErrNotFound where it did not.
func (s *Store) Inclusion(role Role, job dgrid.JobID) (i *dgrid.Inclusion, err error) {
	err = s.view(func(x index) error {
		i, err = x.shown(jobRef{role, job})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read inclusion: %w", err)
	}
	return i, nil
}

// LastShown is the last inclusion of a pair that the other side showed, and of which job. It is ErrNotFound where it showed none.
func (s *Store) LastShown(role Role, pair dgrid.Pair) (i *dgrid.Inclusion, job dgrid.JobID, err error) {
	err = s.view(func(x index) error {
		last, err := x.lastShown(pairRef{role, pair}, 1)
		if err == nil && len(last) == 0 {
			err = ErrNotFound
		}
		if err == nil {
			i, job = &last[0].inclusion, last[0].job
		}
		return err
	})
	if err != nil {
		return nil, job, fmt.Errorf("read the last inclusion of a pair: %w", err)
	}
	return i, job, nil
}

// Held is what a payer knows of a job and its line, to check an inclusion by; it looks at the last so many leaves that were shown.
func (s *Store) Held(job dgrid.JobID, last int) (h settlement.Held, err error) {
	ref := jobRef{AsPayer, job}
	err = s.view(func(x index) error {
		j, err := x.job(ref)
		if err != nil {
			return err
		}
		item, err := x.itemOf(ref, j)
		if err != nil {
			return err
		}
		h = settlement.Held{Pair: j.Pair, Object: item.Object, Fee: item.Fee, Counted: item.Counted}
		r, _, err := x.record(ref)
		if err != nil {
			return err
		}
		for i := range r.Steps {
			step := r.Steps[i].Object
			h.Earlier = append(h.Earlier, settlement.Standing{Object: x.domain.HashObject(&step), Fee: step.Fee})
		}
		before, err := x.lastShown(pairRef{AsPayer, j.Pair}, last)
		for i := len(before) - 1; i >= 0; i-- {
			h.Before = append(h.Before, settlement.SeenLeaf{BatchLeaf: before[i].inclusion.Leaf, OfJob: before[i].job == job})
		}
		return err
	})
	if err != nil {
		return h, fmt.Errorf("read what is known of a job: %w", err)
	}
	return h, nil
}

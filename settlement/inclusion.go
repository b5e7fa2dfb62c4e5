package settlement

import (
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// Errors of CheckInclusion on which callers branch.
var (
	// ErrGap: the leaf follows one that the payer has not seen. It asks for the leaves before.
	ErrGap = errors.New("the leaf follows one that was not shown")
	// ErrOvercharged: the leaf counts more than the one before and the job's fee. With both leaves it can be proven on chain.
	ErrOvercharged = errors.New("the leaf counts more than its job costs")
)

// Held is what a payer knows, by its own books, of a job and of the line that its leaf is on.
type Held struct {
	Pair    dgrid.Pair
	Object  dgrid.Digest // EIP-712 hash of its receipt or, without one, of its last step
	Fee     dgrid.Amount // of the job, by that object
	Earlier []Standing   // its steps: a leaf that was made before the job was raised stands for one of them
	Counted dgrid.Amount // what leaves seen before have counted for this job
	Before  []SeenLeaf   // leaves of this line that were seen and checked; they fork only where a provider was restored
}

// Standing is a step that a job may be counted by, and what the job costs by it.
type Standing struct {
	Object dgrid.Digest // EIP-712 hash
	Fee    dgrid.Amount
}

// fee is what the job costs by the object that a leaf stands for. It is not ok where the payer holds no such object.
func (h *Held) fee(l *dgrid.BatchLeaf) (fee dgrid.Amount, ok bool) {
	if l.Object == h.Object {
		return h.Fee, true
	}
	for _, s := range h.Earlier {
		if l.Kind == dgrid.LeafStep && l.Object == s.Object {
			return s.Fee, true
		}
	}
	return fee, false
}

// SeenLeaf is a leaf that a payer has seen.
type SeenLeaf struct {
	dgrid.BatchLeaf
	OfJob bool // it is of the job that is checked
}

// CheckInclusion is what a payer checks of a leaf that it is handed: that it stands for the payer's own receipt or step, that the path
// leads to the root, that it follows a leaf seen before and counts no more than that one and the job. Too little is the provider's own
// loss. That the batch is on the chain is checked by the caller.
func CheckInclusion(h Held, i *dgrid.Inclusion) error {
	if err := checkInclusion(h, i); err != nil {
		return fmt.Errorf("check leaf %d of epoch %d: %w", i.Index, i.Batch.Epoch, err)
	}
	return nil
}

func checkInclusion(h Held, i *dgrid.Inclusion) error {
	l := &i.Leaf
	fee, ok := h.fee(l)
	switch {
	case i.Batch.Node != h.Pair.Provider:
		return fmt.Errorf("the batch is of node %s, the job's provider is %s", i.Batch.Node, h.Pair.Provider)
	case l.Kind != dgrid.LeafReceipt && l.Kind != dgrid.LeafStep:
		return fmt.Errorf("it is of kind %d, want a receipt or a step", l.Kind)
	case l.Payer != h.Pair.Payer || l.Model != h.Pair.Model:
		return fmt.Errorf("it is of payer %s and model %s, the job's are %s and %s", l.Payer, l.Model, h.Pair.Payer, h.Pair.Model)
	case !ok:
		return fmt.Errorf("it stands for %s, the job's receipt or last step is %s", l.Object, h.Object)
	}
	if err := i.Verify(); err != nil {
		return err
	}
	before, counted, err := h.before(l)
	if err != nil {
		return err
	}
	if most := before.Add(fee.Sub(counted)); l.PairFee.Cmp(most) > 0 {
		return fmt.Errorf("%w: pairFee is %s, before it was %s, the job costs %s of which %s was counted", ErrOvercharged, l.PairFee, before, fee, counted)
	}
	return nil
}

// before is what the leaf that l follows has counted, in all and of this job. A provider that was restored may have forked the line:
// then only what stands on l's own branch is counted twice. Where the branch goes back behind what is known, any leaf counts.
func (h *Held) before(l *dgrid.BatchLeaf) (all, ofJob dgrid.Amount, err error) {
	if l.Previous.IsZero() {
		return all, ofJob, nil
	}
	seen := make(map[dgrid.Digest]*SeenLeaf, len(h.Before))
	for i := range h.Before {
		seen[h.Before[i].Hash()] = &h.Before[i]
	}
	last := seen[l.Previous]
	if last == nil {
		return all, ofJob, fmt.Errorf("%w: it names %s", ErrGap, l.Previous)
	}
	for at := last; ; {
		before := seen[at.Previous]
		if before == nil && !at.Previous.IsZero() {
			return last.PairFee, h.Counted, nil
		}
		if at.OfJob && before != nil {
			ofJob = ofJob.Add(at.PairFee.Sub(before.PairFee))
		} else if at.OfJob {
			ofJob = ofJob.Add(at.PairFee)
		}
		if before == nil {
			return last.PairFee, ofJob, nil
		}
		at = before
	}
}

// CheckFollows fails unless next may follow prev on one line, where next's job costs fee: the rule that the contract slashes by.
func CheckFollows(prev, next *dgrid.BatchLeaf, fee dgrid.Amount) error {
	if next.Previous != prev.Hash() || LineOf(prev) != LineOf(next) {
		return fmt.Errorf("leaf %d does not follow leaf %d", next.Seq, prev.Seq)
	}
	if most := prev.PairFee.Add(fee); next.PairFee.Cmp(most) > 0 {
		return fmt.Errorf("leaf %d: %w: pairFee is %s, at most %s follows from leaf %d", next.Seq, ErrOvercharged, next.PairFee, most, prev.Seq)
	}
	return nil
}

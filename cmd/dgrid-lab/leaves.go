package main

import (
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"path/filepath"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement"
)

// openStore opens the store of a node that does not run.
func (l *lab) openStore(name string) (*store.Store, error) {
	return store.Open(filepath.Join(l.home(name), "store"), l.chain.network.Domain, store.Options{MinFree: 1}, slog.New(slog.DiscardHandler))
}

// debts is the independent ledger: what each job costs by the payer's own signed objects.
type debts struct {
	fees map[dgrid.JobID]dgrid.Amount
	sum  *big.Int
}

// owed reads a payer's store.
func owed(s *store.Store) (*debts, error) {
	d := &debts{map[dgrid.JobID]dgrid.Amount{}, new(big.Int)}
	jobs, err := s.Jobs(store.AsPayer, 0)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		r, err := s.Record(store.AsPayer, j.ID)
		if err != nil {
			return nil, err
		}
		if fee, ok := settledBy(r); ok {
			d.fees[j.ID] = fee
			d.sum.Add(d.sum, fee.Big())
		}
	}
	return d, nil
}

// settledBy is the fee of a job by its receipt or last step. A job of which neither was signed costs nothing.
func settledBy(r *store.Record) (fee dgrid.Amount, ok bool) {
	t := dgrid.Transcript{Steps: r.Steps, Receipt: r.Receipt}
	_, _, fee = t.Settled()
	return fee, r.Receipt != nil || len(r.Steps) > 0
}

// counted is what the batches that stand on the chain count of each job.
type counted struct {
	leaves map[dgrid.JobID]int
	fees   map[dgrid.JobID]*big.Int
	last   map[settlement.Lined]*dgrid.BatchLeaf
}

// count reads the batches of a provider's store against those of the chain: the store only says what is behind the roots, which the
// chain holds.
func count(s *store.Store, onChain []dgrid.Batch) (*counted, error) {
	c := &counted{map[dgrid.JobID]int{}, map[dgrid.JobID]*big.Int{}, map[settlement.Lined]*dgrid.BatchLeaf{}}
	for _, want := range onChain {
		info, err := s.Batch(want.Epoch)
		if err != nil {
			return nil, fmt.Errorf("epoch %d is on the chain: %w", want.Epoch, err)
		}
		b := info.Batch
		if b.Block = want.Block; b != want {
			return nil, fmt.Errorf("epoch %d is %+v on the chain, %+v in the store", want.Epoch, want, b)
		}
		if info.Batch.Block != want.Block {
			return nil, fmt.Errorf("epoch %d stands in block %d, the store says %d", want.Epoch, want.Block, info.Batch.Block)
		}
		var hashes []dgrid.Digest
		err = s.Entries(info.First, b.Count, func(e dgrid.BatchEntry) error {
			hashes = append(hashes, e.Leaf.Hash())
			return c.take(e)
		})
		if err != nil {
			return nil, fmt.Errorf("epoch %d: %w", want.Epoch, err)
		}
		p, err := settlement.NewProofs(hashes)
		if err != nil {
			return nil, err
		}
		if p.Root() != want.Root {
			return nil, fmt.Errorf("epoch %d: the leaves in the store have another root than the chain", want.Epoch)
		}
	}
	return c, nil
}

func (c *counted) take(e dgrid.BatchEntry) error {
	if e.Leaf.Kind == dgrid.LeafVerdict {
		return nil
	}
	job, err := jobOf(e)
	if err != nil {
		return err
	}
	key, leaf := settlement.LineOf(&e.Leaf), e.Leaf
	before := new(big.Int)
	if last := c.last[key]; last != nil {
		if before = last.PairFee.Big(); leaf.Previous != last.Hash() {
			return fmt.Errorf("leaf %d does not follow the one before it", leaf.Seq)
		}
	} else if !leaf.Previous.IsZero() {
		return fmt.Errorf("leaf %d is the first and follows another", leaf.Seq)
	}
	if c.fees[job] == nil {
		c.fees[job] = new(big.Int)
	}
	if c.fees[job].Add(c.fees[job], leaf.PairFee.Big()).Sub(c.fees[job], before); leaf.PairFee.Big().Cmp(before) > 0 {
		c.leaves[job]++
	}
	c.last[key] = &leaf
	return nil
}

func jobOf(e dgrid.BatchEntry) (dgrid.JobID, error) {
	switch {
	case e.Receipt != nil:
		return e.Receipt.Object.Job, nil
	case e.Step != nil:
		return e.Step.Object.Job, nil
	}
	return dgrid.JobID{}, errors.New("a leaf has neither receipt nor step")
}

// compare says where the leaves count another fee than the payer's own objects, or count a job in more than one leaf.
func (c *counted) compare(d *debts) (wrong []string, raised int) {
	for job, fee := range d.fees {
		got := c.fees[job]
		switch {
		case got == nil:
			wrong = append(wrong, fmt.Sprintf("job %s is in no batch", job.Short()))
		case got.Cmp(fee.Big()) != 0:
			wrong = append(wrong, fmt.Sprintf("job %s costs %s, %d leaves count %s", job.Short(), fee, c.leaves[job], got))
		case c.leaves[job] > 1:
			raised++ // by a step and, for the rest, by the receipt
		}
	}
	for job := range c.fees {
		if _, ok := d.fees[job]; !ok {
			wrong = append(wrong, fmt.Sprintf("job %s is in a batch, and the payer has neither receipt nor step of it", job.Short()))
		}
	}
	return wrong, raised
}

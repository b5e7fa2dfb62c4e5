package record

import (
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

// place names a batch.
type place struct {
	node  dgrid.Address
	epoch uint64
}

// filing names one anchored inclusion of an object.
type filing struct {
	object dgrid.Digest
	epoch  uint64
}

// jobLeaf is what the record needs of a job in a batch.
type jobLeaf struct {
	index  uint64
	kind   dgrid.LeafKind
	job    dgrid.JobID
	object dgrid.Digest
	payer  dgrid.Address
	model  dgrid.ModelID
	fee    dgrid.Amount
}

type verdictLeaf struct {
	index   uint64
	verdict dgrid.Verdict
}

// batch is an anchor with what has been fetched behind it.
type batch struct {
	Anchored
	randomness dgrid.Digest // zero until it is pinned
	fetched    bool
	totals     verify.Totals
	jobs       []jobLeaf
	verdicts   []verdictLeaf

	fetching bool
	pause    time.Duration // before the next try
	due      time.Time     // of the next try
}

func (b *batch) place() place { return place{b.Batch.Node, b.Batch.Epoch} }

// take reads what entries say. They were checked.
func (b *batch) take(entries []dgrid.BatchEntry) {
	b.fetched = true
	for i := range entries {
		e := &entries[i]
		switch {
		case e.Leaf.Kind == dgrid.LeafVerdict && e.Verdict != nil:
			b.verdicts = append(b.verdicts, verdictLeaf{uint64(i), e.Verdict.Object})
		case e.Leaf.Kind == dgrid.LeafReceipt || e.Leaf.Kind == dgrid.LeafStep:
			b.totals.Add(e.Fee())
			b.jobs = append(b.jobs, jobLeaf{uint64(i), e.Leaf.Kind, e.Job(), e.Leaf.Object, e.Leaf.Payer, e.Leaf.Model, e.Fee()})
		}
	}
}

// checkEntries fails unless entries are the whole batch: as many as are anchored, under the anchored root, and each with the objects that
// its leaf stands for. Whose signatures these carry does not matter to the record: who anchored them has vouched for them, and nobody
// else's standing depends on them. Escrow and Disputes check the signatures that they need.
func checkEntries(d dgrid.Domain, b *dgrid.Batch, entries []dgrid.BatchEntry) error {
	if uint64(len(entries)) != b.Count {
		return fmt.Errorf("it has %d leaves, anchored are %d", len(entries), b.Count)
	}
	var tree dgrid.Tree
	vouched := func(dgrid.Address, dgrid.Object, dgrid.Signature) error { return nil }
	for i := range entries {
		tree.Append(entries[i].Leaf.Hash())
		if err := entries[i].Check(d, b.Node, vouched); err != nil {
			return err
		}
	}
	if root := tree.Root(); root != b.Root {
		return fmt.Errorf("its root is %s, anchored is %s", root, b.Root)
	}
	return nil
}

// exhibit is a job of b, without seats.
func (b *batch) exhibit(j *jobLeaf) *verify.Exhibit {
	return &verify.Exhibit{Job: j.job, Object: j.object, Provider: b.Batch.Node, Payer: j.payer, Model: j.model, Fee: j.fee, Epoch: b.Batch.Epoch,
		Block: b.Batch.Block, Randomness: b.randomness, Batch: b.totals}
}

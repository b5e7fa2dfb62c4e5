package settlement

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// Line is how far the leaves of one payer and model, or of one model's verdicts, have come with a node. Its zero value is a line
// without leaves.
type Line struct {
	Fee  dgrid.Amount `json:"fee"`  // pairFee of the last leaf
	Last dgrid.Digest `json:"last"` // its hash, or zero
}

// Lined names a line.
type Lined struct {
	Payer dgrid.Address // zero for verdicts
	Model dgrid.ModelID
}

// LineOf is the line that a leaf is on.
func LineOf(l *dgrid.BatchLeaf) Lined { return Lined{l.Payer, l.Model} }

// Item is what becomes a leaf: a closed job by its receipt or last step, or a verdict.
type Item struct {
	Kind    dgrid.LeafKind `json:"kind"`
	Object  dgrid.Digest   `json:"object"` // EIP-712 hash of receipt, step or verdict
	Payer   dgrid.Address  `json:"payer"`
	Model   dgrid.ModelID  `json:"model"`
	Fee     dgrid.Amount   `json:"fee"`     // of the job
	Counted dgrid.Amount   `json:"counted"` // what earlier leaves of this job have counted: it was raised since
	// Doubtful is a job of which a restored node does not know whether a leaf of its lost batches counts it. Its leaf counts nothing:
	// too little is never a fault, twice is one.
	Doubtful bool `json:"doubtful,omitempty"`
}

// Next is the leaf of number seq for item, and how the line stands behind it.
func (l Line) Next(seq uint64, item Item) (dgrid.BatchLeaf, Line) {
	leaf := dgrid.BatchLeaf{Kind: item.Kind, Seq: seq, Object: item.Object, Payer: item.Payer, Model: item.Model, Previous: l.Last}
	if item.Kind != dgrid.LeafVerdict {
		leaf.PairFee = l.Fee
		if !item.Doubtful {
			leaf.PairFee = l.Fee.Add(item.Fee.Sub(item.Counted))
		}
	}
	return leaf, Line{Fee: leaf.PairFee, Last: leaf.Hash()}
}

// Adopt is the line after a payer has shown a leaf of this node's that stands on the chain: a node that was restored from a backup
// goes on behind it, where it counts more than what the node still knows.
func (l Line) Adopt(shown *dgrid.BatchLeaf) Line {
	if shown.PairFee.Cmp(l.Fee) <= 0 {
		return l
	}
	return Line{Fee: shown.PairFee, Last: shown.Hash()}
}

// Batcher makes leaves in order and keeps the lines in memory.
type Batcher struct {
	seq   uint64
	lines map[Lined]Line
}

// NewBatcher begins with leaf 0.
func NewBatcher() *Batcher { return &Batcher{lines: map[Lined]Line{}} }

// Add is the next leaf.
func (b *Batcher) Add(item Item) dgrid.BatchLeaf {
	key := Lined{item.Payer, item.Model}
	if item.Kind == dgrid.LeafVerdict {
		key.Payer, item.Payer = dgrid.Address{}, dgrid.Address{}
	}
	leaf, next := b.lines[key].Next(b.seq, item)
	b.lines[key] = next
	b.seq++
	return leaf
}

// Follow takes over a leaf that was made before, for example by the process that ended. It fails where seq or previous does not go on
// from what is known.
func (b *Batcher) Follow(leaf *dgrid.BatchLeaf) error {
	key := LineOf(leaf)
	if leaf.Seq != b.seq {
		return fmt.Errorf("follow leaf %d: the next one is %d", leaf.Seq, b.seq)
	}
	if have := b.lines[key].Last; leaf.Previous != have {
		return fmt.Errorf("follow leaf %d: it names %s as the leaf before, the line's last is %s", leaf.Seq, leaf.Previous, have)
	}
	b.lines[key] = Line{Fee: leaf.PairFee, Last: leaf.Hash()}
	b.seq++
	return nil
}

// Line is how far a line has come.
func (b *Batcher) Line(key Lined) Line { return b.lines[key] }

// Seq is the number of the next leaf.
func (b *Batcher) Seq() uint64 { return b.seq }

package dgrid

import "encoding/binary"

// LeafKind says what a leaf of a batch stands for.
type LeafKind uint8

// The kinds of leaves. A number is never used again.
const (
	LeafReceipt LeafKind = iota + 1 // a job that ended by its receipt
	LeafVerdict                     // a validator's verdict; it moves no money
	LeafStep                        // a job that ended without a receipt, by its last step
)

// BatchLeaf is one entry of a batch: a node's leaves stand in the order in which it made them, over all its batches.
type BatchLeaf struct {
	Kind     LeafKind `json:"kind"`
	Seq      uint64   `json:"seq"`    // number among all leaves of the node, from 0 without gaps
	Object   Digest   `json:"object"` // EIP-712 hash of the receipt, verdict or step
	Payer    Address  `json:"payer"`  // zero for a verdict
	Model    ModelID  `json:"model"`
	PairFee  Amount   `json:"pairFee"`  // fees of this payer and model with this node, this leaf's included; 0 for a verdict
	Previous Digest   `json:"previous"` // hash of the leaf before of the same payer and model (of the same model for verdicts), or zero
}

// Hash is keccak256(0x00 || abi.encode(kind, seq, object, payer, model, pairFee, previous)).
func (l *BatchLeaf) Hash() Digest {
	c := coder{mode: encoding, buf: []byte{0}}
	c.uint8("kind", (*uint8)(&l.Kind))
	c.uint64("seq", &l.Seq)
	c.digest("object", (*[32]byte)(&l.Object))
	c.address("payer", &l.Payer)
	c.digest("model", (*[32]byte)(&l.Model))
	c.amount("pairFee", &l.PairFee)
	c.digest("previous", (*[32]byte)(&l.Previous))
	return Hash(c.buf)
}

// Batch is a batch as the chain holds it: everything that is needed to prove that a leaf is in it.
type Batch struct {
	Node  Address `json:"node"`
	Epoch uint64  `json:"epoch"` // the node's batches count from 1 without gaps
	Root  Digest  `json:"root"`  // of the tree over the leaves' hashes
	Count uint64  `json:"count"` // leaves, at least 1
	Block uint64  `json:"block"` // in which it was anchored
}

// Inclusion proves that a leaf is number Index of a batch.
type Inclusion struct {
	Batch Batch     `json:"batch"`
	Leaf  BatchLeaf `json:"leaf"`
	Index uint64    `json:"index"`
	Path  []Digest  `json:"path"` // from the leaf upwards
}

// Verify fails unless the path leads from the leaf to the batch's root. That the batch is on the chain is for others to say.
func (i *Inclusion) Verify() error {
	return VerifyInclusion(i.Batch.Root, i.Leaf.Hash(), i.Index, i.Batch.Count, i.Path)
}

// Randomness is what a batch's jobs and seats are drawn by: keccak256(hash of a later block || root).
func Randomness(blockHash, root Digest) Digest { return Hash(blockHash[:], root[:]) }

// SeatDraw is the number that a seat of a job's committee draws at an attempt: keccak256(randomness || job || seat || attempt), the
// last two as 8 bytes each. The ticket is the number modulo how many there are.
func SeatDraw(randomness Digest, job JobID, seat, attempt uint64) Digest {
	return Hash(randomness[:], job[:], binary.BigEndian.AppendUint64(nil, seat), binary.BigEndian.AppendUint64(nil, attempt))
}

// JobDraw is the number that decides whether a job is audited: keccak256("dgrid/draw/0" || randomness || job).
func JobDraw(randomness Digest, job JobID) Digest {
	return Hash([]byte("dgrid/draw/0"), randomness[:], job[:])
}

// Anchor is a node's word about one of its batches. Two of one epoch with different roots or counts are a fault.
type Anchor struct {
	Node  Address `json:"node"`
	Epoch uint64  `json:"epoch"`
	Root  Digest  `json:"root"`
	Count uint64  `json:"count"`
}

// Kind is KindAnchor.
func (*Anchor) Kind() Kind { return KindAnchor }

func (a *Anchor) fields(c *coder) {
	c.address("node", &a.Node)
	c.uint64("epoch", &a.Epoch)
	c.digest("root", (*[32]byte)(&a.Root))
	c.uint64("count", &a.Count)
}

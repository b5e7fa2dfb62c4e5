package journal

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// kindBatch is the first byte of every entry about batches; the second is one of the sorts.
const kindBatch = 5

// The second byte of an entry about batches. A number is never used again.
const (
	sortLeaf     = 1
	sortSealed   = 2
	sortAnchored = 3
	sortRestored = 4
	sortShown    = 5
	sortRecount  = 6
)

// Leafed says that a leaf was made: it will be in the node's next batch.
type Leafed struct {
	Leaf    dgrid.BatchLeaf
	Job     dgrid.JobID                  // whose receipt or step it stands for, or of which the verdict speaks
	Verdict *dgrid.Signed[dgrid.Verdict] // of a verdict's leaf, else nil
}

// Sealed says that leaves First to First+Count-1 are the node's batch Epoch.
type Sealed struct {
	Node  dgrid.Address
	Epoch uint64
	First uint64 // number of the first leaf
	Count uint64
	Root  dgrid.Digest
}

// Anchored says that a sealed batch stands on the chain in a block that is final.
type Anchored struct {
	Epoch uint64
	Block uint64
	Tx    dgrid.Digest // hash of the transaction, zero where it is not known
}

// Restored says that the chain holds epochs of this node up to Head of which this journal knows those up to Known only: it was restored
// from a backup. Batches that were sealed here behind Known are void, and no job that was ordered before this record is counted.
type Restored struct {
	Known  uint64
	Head   uint64
	Sealed uint64 // leaves in the batches up to Known
}

// Shown says that the other side showed where a job is included: to a payer its provider, to a restored provider the payer.
type Shown struct {
	Role      Role
	Job       dgrid.JobID
	Settles   bool // the job waited for it
	Inclusion dgrid.Inclusion
}

// Recount says that a job of the provider's side goes into a batch once more, because its leaf does not stand behind the one that the payer
// showed.
type Recount struct {
	Job dgrid.JobID
}

const (
	leafSize   = 1 + 8 + 32 + 20 + 32 + 16 + 32
	batchSize  = 20 + 8 + 32 + 8 + 8
	maxPath    = 32 // digests: a batch has fewer than 2^32 leaves
	sealedSize = 20 + 8 + 8 + 8 + 32
)

func (l *Leafed) append(b []byte) []byte {
	b = appendLeaf(append(b, kindBatch, sortLeaf), &l.Leaf)
	b = append(b, l.Job[:]...)
	if l.Verdict != nil {
		v := l.Verdict.Object // a copy, because encoding touches what it encodes
		b = append(b, l.Verdict.Signature[:]...)
		b = append(b, dgrid.Encode(&v)...)
	}
	return b
}

func (s *Sealed) append(b []byte) []byte {
	b = append(append(b, kindBatch, sortSealed), s.Node[:]...)
	for _, n := range []uint64{s.Epoch, s.First, s.Count} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return append(b, s.Root[:]...)
}

func (a *Anchored) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(append(b, kindBatch, sortAnchored), a.Epoch)
	return append(binary.BigEndian.AppendUint64(b, a.Block), a.Tx[:]...)
}

func (r *Restored) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(append(b, kindBatch, sortRestored), r.Known)
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, r.Head), r.Sealed)
}

func (s *Shown) append(b []byte) []byte {
	settles := byte(0)
	if s.Settles {
		settles = 1
	}
	b = append(append(b, kindBatch, sortShown, byte(s.Role)), s.Job[:]...)
	return AppendInclusion(append(b, settles), &s.Inclusion)
}

func (r *Recount) append(b []byte) []byte {
	return append(append(b, kindBatch, sortRecount), r.Job[:]...)
}

// AppendInclusion adds to b the bytes of i: batch, leaf, index, and the path to the end.
func AppendInclusion(b []byte, i *dgrid.Inclusion) []byte {
	b = append(b, i.Batch.Node[:]...)
	b = binary.BigEndian.AppendUint64(b, i.Batch.Epoch)
	b = append(b, i.Batch.Root[:]...)
	b = binary.BigEndian.AppendUint64(b, i.Batch.Count)
	b = binary.BigEndian.AppendUint64(b, i.Batch.Block)
	b = appendLeaf(b, &i.Leaf)
	b = binary.BigEndian.AppendUint64(b, i.Index)
	for _, d := range i.Path {
		b = append(b, d[:]...)
	}
	return b
}

// DecodeInclusion reads what AppendInclusion adds, to the last byte of b.
func DecodeInclusion(b []byte) (i dgrid.Inclusion, err error) {
	const fixed = batchSize + leafSize + 8
	if len(b) < fixed || (len(b)-fixed)%32 != 0 || (len(b)-fixed)/32 > maxPath {
		return i, fmt.Errorf("decode inclusion: %d bytes, want %d and 32 for each of at most %d digests", len(b), fixed, maxPath)
	}
	r := cut{b}
	copy(i.Batch.Node[:], r.next(20))
	i.Batch.Epoch = r.uint64()
	copy(i.Batch.Root[:], r.next(32))
	i.Batch.Count, i.Batch.Block = r.uint64(), r.uint64()
	if i.Leaf, err = decodeLeaf(r.next(leafSize)); err != nil {
		return i, fmt.Errorf("decode inclusion: %w", err)
	}
	i.Index = r.uint64()
	if n := len(r.b) / 32; n > 0 {
		i.Path = make([]dgrid.Digest, n)
	}
	for k := range i.Path {
		copy(i.Path[k][:], r.next(32))
	}
	return i, nil
}

func appendLeaf(b []byte, l *dgrid.BatchLeaf) []byte {
	b = binary.BigEndian.AppendUint64(append(b, byte(l.Kind)), l.Seq)
	b = append(b, l.Object[:]...)
	b = append(b, l.Payer[:]...)
	b = append(b, l.Model[:]...)
	var fee [16]byte
	l.PairFee.Big().FillBytes(fee[:])
	b = append(b, fee[:]...)
	return append(b, l.Previous[:]...)
}

func decodeLeaf(b []byte) (l dgrid.BatchLeaf, err error) {
	r := cut{b}
	l.Kind = dgrid.LeafKind(r.next(1)[0])
	if l.Kind < dgrid.LeafReceipt || l.Kind > dgrid.LeafStep {
		return l, fmt.Errorf("a leaf of kind %d", l.Kind)
	}
	l.Seq = r.uint64()
	copy(l.Object[:], r.next(32))
	copy(l.Payer[:], r.next(20))
	copy(l.Model[:], r.next(32))
	l.PairFee = r.amount()
	copy(l.Previous[:], r.next(32))
	return l, nil
}

// cut takes fields off the front of b, whose length was checked.
type cut struct{ b []byte }

func (c *cut) next(n int) []byte {
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cut) uint64() uint64 { return binary.BigEndian.Uint64(c.next(8)) }

func (c *cut) amount() dgrid.Amount {
	hi, lo := c.uint64(), c.uint64()
	a := dgrid.NewAmount(hi)
	for range 64 { // 2^64 times hi: an amount has no product
		a = a.Add(a)
	}
	return a.Add(dgrid.NewAmount(lo))
}

func decodeBatch(b []byte) (Entry, error) {
	if len(b) == 0 {
		return nil, errors.New("decode batch entry: no sort")
	}
	sort, b := b[0], b[1:]
	want, known := map[byte]int{sortSealed: sealedSize, sortAnchored: 8 + 8 + 32, sortRestored: 8 + 8 + 8, sortRecount: 32}[sort]
	if known && len(b) != want {
		return nil, fmt.Errorf("decode batch entry of sort %d: %d bytes, want %d", sort, len(b), want)
	}
	r := cut{b}
	switch sort {
	case sortLeaf:
		return decodeLeafed(b)
	case sortSealed:
		s := &Sealed{Node: dgrid.Address(r.next(20)), Epoch: r.uint64(), First: r.uint64(), Count: r.uint64()}
		s.Root = dgrid.Digest(r.next(32))
		return s, nil
	case sortAnchored:
		a := &Anchored{Epoch: r.uint64(), Block: r.uint64()}
		a.Tx = dgrid.Digest(r.next(32))
		return a, nil
	case sortRestored:
		return &Restored{Known: r.uint64(), Head: r.uint64(), Sealed: r.uint64()}, nil
	case sortShown:
		return decodeShown(b)
	case sortRecount:
		return &Recount{Job: dgrid.JobID(b)}, nil
	}
	return nil, fmt.Errorf("decode batch entry: sort %d, this program knows 1 to 6", sort)
}

func decodeLeafed(b []byte) (*Leafed, error) {
	const head = leafSize + 32
	if len(b) < head {
		return nil, fmt.Errorf("decode leaf entry: %d bytes, want at least %d", len(b), head)
	}
	leaf, err := decodeLeaf(b[:leafSize])
	if err != nil {
		return nil, fmt.Errorf("decode leaf entry: %w", err)
	}
	l, rest := &Leafed{Leaf: leaf, Job: dgrid.JobID(b[leafSize:head])}, b[head:]
	if leaf.Kind != dgrid.LeafVerdict {
		if len(rest) != 0 {
			return nil, fmt.Errorf("decode leaf entry: %d bytes left over", len(rest))
		}
		return l, nil
	}
	const signature = len(dgrid.Signature{})
	if len(rest) < signature {
		return nil, errors.New("decode leaf entry: the verdict is missing")
	}
	l.Verdict = &dgrid.Signed[dgrid.Verdict]{Signature: dgrid.Signature(rest[:signature])}
	if err := dgrid.Decode(rest[signature:], &l.Verdict.Object); err != nil {
		return nil, fmt.Errorf("decode leaf entry: %w", err)
	}
	if l.Verdict.Object.Job != l.Job {
		return nil, errors.New("decode leaf entry: the verdict is of another job")
	}
	return l, nil
}

func decodeShown(b []byte) (*Shown, error) {
	const head = 1 + 32 + 1
	if len(b) < head {
		return nil, fmt.Errorf("decode shown entry: %d bytes, want at least %d", len(b), head)
	}
	s := &Shown{Role: Role(b[0]), Job: dgrid.JobID(b[1:33]), Settles: b[33] == 1}
	if !s.Role.Valid() || b[33] > 1 {
		return nil, fmt.Errorf("decode shown entry: unknown %s or flag %d", s.Role, b[33])
	}
	var err error
	if s.Inclusion, err = DecodeInclusion(b[head:]); err != nil {
		return nil, fmt.Errorf("decode shown entry: %w", err)
	}
	return s, nil
}

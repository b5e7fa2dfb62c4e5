package p2p

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

const (
	// MaxLeaves is the most leaves of a batch that is handed out or read.
	MaxLeaves = 1 << 16
	// MaxIncluded is the most inclusions of one answer.
	MaxIncluded = 256
	// MaxShown is the most inclusions that a question shows.
	MaxShown = 16

	maxPath        = 32  // digests
	maxPartEntries = 128 // of a batch
)

var (
	batchPartShape    = shape{1: {name: "entries", max: maxPartEntries}}
	includedPartShape = shape{1: {name: "inclusions", max: maxPartEntries}}
	batchRequestShape = shape{4: {name: "inclusions shown", max: MaxShown}}
)

// Included is where a job is included, with the receipt or step that its leaf stands for.
type Included struct {
	dgrid.Inclusion
	Receipt *dgrid.Signed[dgrid.Receipt]
	Step    *dgrid.Signed[dgrid.Step]
}

// Job is the job that is included; zero where no object says.
func (i *Included) Job() dgrid.JobID {
	e := dgrid.BatchEntry{Receipt: i.Receipt, Step: i.Step}
	return e.Job()
}

// InclusionQuery asks for inclusions of the asker's own jobs.
type InclusionQuery struct {
	AfterEpoch uint64 // inclusions behind this place are wanted
	AfterIndex uint64
	Shown      []Included // the asker's last ones, for a node that was restored from a backup; at most MaxShown
}

func packBatch(b *dgrid.Batch) *pb.Batch {
	return &pb.Batch{Node: b.Node[:], Epoch: b.Epoch, Root: digestBytes(b.Root), Count: b.Count, Block: b.Block}
}

func unpackBatch(m *pb.Batch) (b dgrid.Batch, err error) {
	if m == nil {
		return b, errAbsent
	}
	if len(m.Node) != common.AddressLength || m.Epoch == 0 || m.Count == 0 || m.Count > MaxLeaves {
		return b, fmt.Errorf("node of %d bytes, epoch %d, %d leaves: want %d, 1 or more, 1 to %d", len(m.Node), m.Epoch, m.Count, common.AddressLength, MaxLeaves)
	}
	b = dgrid.Batch{Node: dgrid.Address(m.Node), Epoch: m.Epoch, Count: m.Count, Block: m.Block}
	if b.Root, err = digest(m.Root); err != nil {
		return b, fmt.Errorf("root: %w", err)
	}
	return b, nil
}

func packLeaf(l *dgrid.BatchLeaf) *pb.BatchLeaf {
	m := &pb.BatchLeaf{Kind: uint32(l.Kind), Seq: l.Seq, Object: l.Object[:], Model: l.Model[:], PairFee: amountText(l.PairFee), Previous: digestBytes(l.Previous)}
	if (l.Payer != dgrid.Address{}) {
		m.Payer = l.Payer[:]
	}
	return m
}

func unpackLeaf(m *pb.BatchLeaf) (l dgrid.BatchLeaf, err error) {
	if m == nil {
		return l, errAbsent
	}
	if k := dgrid.LeafKind(m.Kind); m.Kind > 255 || k < dgrid.LeafReceipt || k > dgrid.LeafStep {
		return l, fmt.Errorf("kind %d, this program knows 1 to 3", m.Kind)
	}
	if n := len(m.Payer); n != 0 && n != common.AddressLength {
		return l, fmt.Errorf("payer of %d bytes, want %d or none", n, common.AddressLength)
	}
	l = dgrid.BatchLeaf{Kind: dgrid.LeafKind(m.Kind), Seq: m.Seq}
	copy(l.Payer[:], m.Payer)
	var model dgrid.Digest
	for _, f := range []struct {
		name string
		from []byte
		to   *dgrid.Digest
	}{{"object", m.Object, &l.Object}, {"model", m.Model, &model}, {"previous", m.Previous, &l.Previous}} {
		if *f.to, err = digest(f.from); err != nil {
			return l, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	l.Model = dgrid.ModelID(model)
	if l.PairFee, err = amount(m.PairFee); err != nil {
		return l, fmt.Errorf("pair fee: %w", err)
	}
	return l, nil
}

func packEntry(e *dgrid.BatchEntry) *pb.BatchEntry {
	return &pb.BatchEntry{Leaf: packLeaf(&e.Leaf), Order: packOptional(e.Order), Acceptance: packOptional(e.Acceptance), Receipt: packOptional(e.Receipt), Step: packOptional(e.Step),
		Verdict: packOptional(e.Verdict)}
}

func unpackEntry(m *pb.BatchEntry) (e dgrid.BatchEntry, err error) {
	if e.Leaf, err = unpackLeaf(m.Leaf); err != nil {
		return e, fmt.Errorf("leaf: %w", err)
	}
	for _, f := range []struct {
		name string
		err  error
	}{
		{"order", unpackOptional(m.Order, &e.Order)}, {"acceptance", unpackOptional(m.Acceptance, &e.Acceptance)}, {"receipt", unpackOptional(m.Receipt, &e.Receipt)},
		{"step", unpackOptional(m.Step, &e.Step)}, {"verdict", unpackOptional(m.Verdict, &e.Verdict)},
	} {
		if f.err != nil {
			return e, fmt.Errorf("%s: %w", f.name, f.err)
		}
	}
	return e, nil
}

func packIncluded(i *Included) (*pb.Included, error) {
	if len(i.Path) > maxPath {
		return nil, fmt.Errorf("a path of %d digests, at most %d", len(i.Path), maxPath)
	}
	m := &pb.Included{Batch: packBatch(&i.Batch), Leaf: packLeaf(&i.Leaf), Index: i.Index, Receipt: packOptional(i.Receipt), Step: packOptional(i.Step)}
	for _, d := range i.Path {
		m.Path = append(m.Path, d[:]...)
	}
	return m, nil
}

func unpackIncluded(m *pb.Included) (i Included, err error) {
	if i.Batch, err = unpackBatch(m.Batch); err != nil {
		return i, fmt.Errorf("batch: %w", err)
	}
	if i.Leaf, err = unpackLeaf(m.Leaf); err != nil {
		return i, fmt.Errorf("leaf: %w", err)
	}
	if i.Index = m.Index; i.Index >= i.Batch.Count {
		return i, fmt.Errorf("leaf %d of %d", i.Index, i.Batch.Count)
	}
	if len(m.Path)%32 != 0 || len(m.Path) > 32*maxPath {
		return i, fmt.Errorf("path of %d bytes, want 32 for each of at most %d digests", len(m.Path), maxPath)
	}
	for b := m.Path; len(b) > 0; b = b[32:] {
		i.Path = append(i.Path, dgrid.Digest(b[:32]))
	}
	if err := unpackOptional(m.Receipt, &i.Receipt); err != nil {
		return i, fmt.Errorf("receipt: %w", err)
	}
	if err := unpackOptional(m.Step, &i.Step); err != nil {
		return i, fmt.Errorf("step: %w", err)
	}
	return i, nil
}

// EncodeBatchRequest is a question without its length: for the batch of an epoch, or, where that is 0, by q.
func EncodeBatchRequest(epoch uint64, q *InclusionQuery) ([]byte, error) {
	m := &pb.BatchRequest{Epoch: epoch}
	if q != nil {
		m.AfterEpoch, m.AfterIndex = q.AfterEpoch, q.AfterIndex
		if len(q.Shown) > MaxShown {
			return nil, fmt.Errorf("encode batch request: %d inclusions are shown, at most %d", len(q.Shown), MaxShown)
		}
		for k := range q.Shown {
			i, err := packIncluded(&q.Shown[k])
			if err != nil {
				return nil, fmt.Errorf("encode batch request: %w", err)
			}
			m.Shown = append(m.Shown, i)
		}
	}
	b, err := proto.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode batch request: %w", err)
	}
	return b, nil
}

// DecodeBatchRequest reads what EncodeBatchRequest writes. q is nil where a batch is asked for.
func DecodeBatchRequest(b []byte) (epoch uint64, q *InclusionQuery, err error) {
	var m pb.BatchRequest
	if err := unmarshal(b, batchRequestShape, &m); err != nil {
		return 0, nil, fmt.Errorf("decode batch request: %w", err)
	}
	if m.Epoch != 0 {
		if m.AfterEpoch != 0 || m.AfterIndex != 0 || len(m.Shown) > 0 {
			return 0, nil, errors.New("decode batch request: it asks for a batch and for inclusions")
		}
		return m.Epoch, nil, nil
	}
	q = &InclusionQuery{AfterEpoch: m.AfterEpoch, AfterIndex: m.AfterIndex}
	for n, s := range m.Shown {
		i, err := unpackIncluded(s)
		if err != nil {
			return 0, nil, fmt.Errorf("decode batch request: inclusion %d: %w", n, err)
		}
		q.Shown = append(q.Shown, i)
	}
	return 0, q, nil
}

// DecodeBatchReply reads the encoding of a reply without its length. whole says whether a batch was asked for. It is ErrNoBatch where the
// other side has none.
func DecodeBatchReply(b []byte, whole bool) (batch dgrid.Batch, count int, more bool, err error) {
	var m pb.BatchReply
	if err := unmarshal(b, nil, &m); err != nil {
		return batch, 0, false, fmt.Errorf("decode batch reply: %w", err)
	}
	switch m.Status {
	case statusFound:
	case statusUnknown:
		return batch, 0, false, ErrNoBatch
	case batchBusy:
		return batch, 0, false, ErrBusy
	default:
		return batch, 0, false, &StreamError{Code: CodeInternal, Remote: true, Err: errors.New("the peer could not read the batch")}
	}
	if whole {
		if batch, err = unpackBatch(m.Batch); err != nil {
			return batch, 0, false, fmt.Errorf("decode batch reply: batch: %w", err)
		}
		return batch, int(batch.Count), false, nil
	}
	if m.Batch != nil || m.Count > MaxIncluded || (m.More && m.Count == 0) {
		return batch, 0, false, fmt.Errorf("decode batch reply: %d inclusions, at most %d, or a batch that was not asked for", m.Count, MaxIncluded)
	}
	return batch, int(m.Count), m.More, nil
}

// DecodeBatchPart reads the encoding of a part without its length. It checks the form of what is in it.
func DecodeBatchPart(b []byte) ([]dgrid.BatchEntry, error) {
	var m pb.BatchPart
	if err := unmarshal(b, batchPartShape, &m); err != nil {
		return nil, fmt.Errorf("decode batch part: %w", err)
	}
	if len(m.Entries) == 0 {
		return nil, errors.New("decode batch part: it is empty")
	}
	entries := make([]dgrid.BatchEntry, len(m.Entries))
	for i, e := range m.Entries {
		var err error
		if entries[i], err = unpackEntry(e); err != nil {
			return nil, fmt.Errorf("decode batch part: entry %d: %w", i, err)
		}
	}
	return entries, nil
}

// DecodeIncludedPart reads the encoding of a part without its length. It checks the form of what is in it.
func DecodeIncludedPart(b []byte) ([]Included, error) {
	var m pb.IncludedPart
	if err := unmarshal(b, includedPartShape, &m); err != nil {
		return nil, fmt.Errorf("decode included part: %w", err)
	}
	if len(m.Included) == 0 {
		return nil, errors.New("decode included part: it is empty")
	}
	list := make([]Included, len(m.Included))
	for i, x := range m.Included {
		var err error
		if list[i], err = unpackIncluded(x); err != nil {
			return nil, fmt.Errorf("decode included part: inclusion %d: %w", i, err)
		}
	}
	return list, nil
}

// partOf is the size of an element of a part: its tag, its length and itself.
func partOf(m proto.Message) int {
	n := proto.Size(m)
	return 1 + protowire.SizeVarint(uint64(n)) + n
}

package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
	"github.com/dgrid-network/dgrid/settlement"
)

// batchState is how far this node's leaves and batches have come. All of it follows from the journal.
type batchState struct {
	Next     uint64       `json:"next"`     // leaves made
	Sealed   uint64       `json:"sealed"`   // of them in batches
	Final    uint64       `json:"final"`    // of them in batches that are anchored for good
	Epoch    uint64       `json:"epoch"`    // the last one that is sealed here, or known to be on the chain
	Anchored uint64       `json:"anchored"` // the last one of this store that is anchored for good
	Doubt    uint64       `json:"doubt"`    // journal record by which this store was found to be a restored one; jobs ordered before are doubtful
	Forked   uint64       `json:"forked"`   // leaves made before that
	Value    dgrid.Amount `json:"value"`    // fees that the leaves behind Sealed add
}

// batchRecord is a sealed batch.
type batchRecord struct {
	Batch dgrid.Batch  `json:"batch"` // its block is 0 until it is anchored for good
	First uint64       `json:"first"`
	Tx    dgrid.Digest `json:"tx"`
}

func (b *batchRecord) end() uint64 { return b.First + b.Batch.Count }

// leafRecord is a leaf as the index keeps it: when it was made by this node's clock (8), the fee that it adds (16), its hash (32), and
// the journal's entry.
type leafRecord struct {
	at    dgrid.Time
	worth dgrid.Amount
	hash  dgrid.Digest
	entry *journal.Leafed
}

const leafHead = 8 + 16 + 32

func (l *leafRecord) bytes() []byte {
	b := binary.BigEndian.AppendUint64(nil, l.at)
	var worth [16]byte
	l.worth.Big().FillBytes(worth[:])
	b = append(append(b, worth[:]...), l.hash[:]...)
	return append(b, journal.EncodeEntry(l.entry)...)
}

func (l *leafRecord) decode(b []byte) error {
	if len(b) < leafHead {
		return fmt.Errorf("%w: a leaf of %d bytes", ErrDamaged, len(b))
	}
	e, err := journal.DecodeEntry(b[leafHead:])
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	entry, ok := e.(*journal.Leafed)
	if !ok {
		return fmt.Errorf("%w: a leaf's key holds a %T", ErrDamaged, e)
	}
	l.at, l.hash, l.entry = binary.BigEndian.Uint64(b), dgrid.Digest(b[24:56]), entry
	l.worth = amountOf(b[8:24])
	return nil
}

func amountOf(b []byte) dgrid.Amount {
	a := dgrid.NewAmount(binary.BigEndian.Uint64(b))
	for range 64 { // 2^64 times the upper half: an amount has no product
		a = a.Add(a)
	}
	return a.Add(dgrid.NewAmount(binary.BigEndian.Uint64(b[8:])))
}

func (x index) batches() (st batchState, err error) {
	if err = x.getJSON([]byte{keyBatches}, &st); errors.Is(err, ErrNotFound) {
		return batchState{}, nil
	}
	return st, err
}

func (x index) setBatches(st *batchState) error { return x.setJSON([]byte{keyBatches}, st) }

func (x index) line(key settlement.Lined) (l settlement.Line, err error) {
	if err = x.getJSON(lineKey(keyLine, key), &l); errors.Is(err, ErrNotFound) {
		return settlement.Line{}, nil
	}
	return l, err
}

func (x index) leaf(seq uint64) (*leafRecord, error) {
	b, err := x.get(numberKey(keyLeaf, seq))
	if err != nil {
		return nil, fmt.Errorf("leaf %d: %w", seq, err)
	}
	l := new(leafRecord)
	if err := l.decode(b); err != nil {
		return nil, fmt.Errorf("leaf %d: %w", seq, err)
	}
	return l, nil
}

func (x index) batch(epoch uint64) (*batchRecord, error) {
	b := new(batchRecord)
	if err := x.getJSON(numberKey(keyBatch, epoch), b); err != nil {
		return nil, fmt.Errorf("batch %d: %w", epoch, err)
	}
	return b, nil
}

func (x index) takeLeaf(e *journal.Leafed, seq uint64, now dgrid.Time) error {
	l := &e.Leaf
	st, err := x.batches()
	if err != nil {
		return err
	}
	if l.Seq != st.Next {
		return fmt.Errorf("%w: leaf %d comes after %d others", ErrDamaged, l.Seq, st.Next)
	}
	key := settlement.LineOf(l)
	line, err := x.line(key)
	if err != nil {
		return err
	}
	record := &leafRecord{at: now, worth: l.PairFee.Sub(line.Fee), hash: l.Hash(), entry: e}
	st.Next, st.Value = st.Next+1, st.Value.Add(record.worth)
	err = errors.Join(
		x.setBatches(&st),
		x.set(numberKey(keyLeaf, l.Seq), record.bytes()),
		x.setJSON(lineKey(keyLine, key), settlement.Line{Fee: l.PairFee, Last: record.hash}),
		x.set(binary.BigEndian.AppendUint64(lineKey(keyLined, key), l.Seq), nil),
	)
	if err != nil {
		return err
	}
	if e.Verdict != nil {
		return x.set(append([]byte{keyVerdict}, l.Object[:]...), binary.BigEndian.AppendUint64(nil, l.Seq))
	}
	return x.change(jobRef{AsProvider, e.Job}, seq, now, func(j *jobState) {
		j.count()
		j.Counted.Leaf = l.Seq + 1
	})
}

func (x index) takeSealed(e *journal.Sealed) error {
	st, err := x.batches()
	if err != nil {
		return err
	}
	b := &batchRecord{Batch: dgrid.Batch{Node: e.Node, Epoch: e.Epoch, Root: e.Root, Count: e.Count}, First: e.First}
	if st.Epoch, st.Sealed = e.Epoch, b.end(); e.First > b.end() || st.Sealed > st.Next {
		return fmt.Errorf("%w: batch %d ends with leaf %d of %d", ErrDamaged, e.Epoch, st.Sealed, st.Next)
	}
	if st.Value, err = x.value(st.Sealed, st.Next); err != nil {
		return err
	}
	return errors.Join(
		x.setBatches(&st),
		x.setJSON(numberKey(keyBatch, e.Epoch), b),
		x.set(numberKey(keyFirst, e.First), binary.BigEndian.AppendUint64(nil, e.Epoch)),
	)
}

// value is what the leaves from one number to before another add.
func (x index) value(from, to uint64) (sum dgrid.Amount, err error) {
	for n := from; n < to; n++ {
		l, err := x.leaf(n)
		if err != nil {
			return sum, err
		}
		sum = sum.Add(l.worth)
	}
	return sum, nil
}

func (x index) takeAnchored(e *journal.Anchored) error {
	b, err := x.batch(e.Epoch)
	if err != nil {
		return err
	}
	st, err := x.batches()
	if err != nil {
		return err
	}
	b.Batch.Block, b.Tx = e.Block, e.Tx
	if e.Epoch > st.Anchored {
		st.Anchored, st.Final = e.Epoch, b.end()
	}
	return errors.Join(x.setBatches(&st), x.setJSON(numberKey(keyBatch, e.Epoch), b))
}

// takeRestored makes the batches void that the chain has others for.
func (x index) takeRestored(e *journal.Restored, seq uint64) error {
	st, err := x.batches()
	if err != nil {
		return err
	}
	for n := e.Known + 1; n <= st.Epoch; n++ {
		b, err := x.batch(n)
		if errors.Is(err, ErrNotFound) {
			continue // never sealed here
		}
		if err != nil {
			return err
		}
		if err := errors.Join(x.remove(numberKey(keyBatch, n)), x.remove(numberKey(keyFirst, b.First))); err != nil {
			return err
		}
	}
	st.Epoch, st.Sealed, st.Doubt, st.Forked = e.Head, e.Sealed, seq, st.Next
	if st.Value, err = x.value(st.Sealed, st.Next); err != nil {
		return err
	}
	return x.setBatches(&st)
}

func (x index) takeShown(e *journal.Shown, seq uint64, now dgrid.Time) error {
	ref, i := jobRef{e.Role, e.Job}, &e.Inclusion
	err := errors.Join(
		x.set(ref.under(keyShown), journal.AppendInclusion(nil, i)),
		x.set(shownLineKey(pairRef{e.Role, pairOf(i)}, i.Batch.Epoch, i.Index), journal.AppendInclusion(e.Job[:], i)),
	)
	if err != nil {
		return err
	}
	if e.Role == AsProvider {
		key := settlement.LineOf(&i.Leaf)
		line, err := x.line(key)
		if err != nil {
			return err
		}
		if err := x.setJSON(lineKey(keyLine, key), line.Adopt(&i.Leaf)); err != nil {
			return err
		}
	}
	if !e.Settles {
		return nil
	}
	return x.change(ref, seq, now, (*jobState).count)
}

// pairOf is the pair whose fees an inclusion counts.
func pairOf(i *dgrid.Inclusion) dgrid.Pair {
	return dgrid.Pair{Payer: i.Leaf.Payer, Provider: i.Batch.Node, Model: i.Leaf.Model}
}

// lastUnder is the last key under prefix that is not behind upTo.
func (x index) lastUnder(prefix, upTo []byte) (key, value []byte, err error) {
	opt := badger.DefaultIteratorOptions
	opt.Reverse, opt.Prefix, opt.PrefetchValues = true, prefix, false
	it := x.txn.NewIterator(opt)
	defer it.Close()
	it.Seek(upTo)
	if !it.ValidForPrefix(prefix) {
		return nil, nil, ErrNotFound
	}
	if value, err = it.Item().ValueCopy(nil); err != nil {
		return nil, nil, fmt.Errorf("read index: %w", err)
	}
	return it.Item().KeyCopy(nil), value, nil
}

// batchBooks is what a ledger knows of batches.
type batchBooks struct {
	state   batchState
	lines   map[settlement.Lined]settlement.Line
	sealed  []journal.Sealed
	waiting uint64 // jobs, in both roles
}

func newBatchBooks() batchBooks { return batchBooks{lines: map[settlement.Lined]settlement.Line{}} }

// takeBatch is take for what is said of batches. A job that ended by a receipt is no longer among l.jobs: it waits until its leaf.
func (l *ledger) takeBatch(e journal.Entry, seq uint64) {
	b := &l.batches
	switch e := e.(type) {
	case *journal.Leafed:
		b.lines[settlement.LineOf(&e.Leaf)] = settlement.Line{Fee: e.Leaf.PairFee, Last: e.Leaf.Hash()}
		b.state.Next++
		if e.Verdict == nil {
			l.count(jobRef{AsProvider, e.Job})
		}
	case *journal.Sealed:
		b.sealed = append(b.sealed, *e)
		b.state.Epoch, b.state.Sealed = e.Epoch, e.First+e.Count
	case *journal.Anchored:
		for i := len(b.sealed) - 1; i >= 0 && e.Epoch > b.state.Anchored; i-- {
			if s := b.sealed[i]; s.Epoch == e.Epoch {
				b.state.Anchored, b.state.Final = e.Epoch, s.First+s.Count
			}
		}
	case *journal.Restored:
		for len(b.sealed) > 0 && b.sealed[len(b.sealed)-1].Epoch > e.Known {
			b.sealed = b.sealed[:len(b.sealed)-1]
		}
		b.state.Epoch, b.state.Sealed, b.state.Doubt, b.state.Forked = e.Head, e.Sealed, seq, b.state.Next
	case *journal.Shown:
		if key := settlement.LineOf(&e.Inclusion.Leaf); e.Role == AsProvider {
			b.lines[key] = b.lines[key].Adopt(&e.Inclusion.Leaf)
		}
		if e.Settles {
			l.count(jobRef{e.Role, e.Job})
		}
	case *journal.Recount:
		if ref := (jobRef{AsProvider, e.Job}); l.jobs[ref] == nil {
			b.waiting++
		} else {
			l.change(ref, (*jobState).uncount)
		}
	}
}

func (l *ledger) count(ref jobRef) {
	if l.jobs[ref] == nil {
		l.batches.waiting--
		return
	}
	l.change(ref, (*jobState).count)
}

// compareBatches fails unless the index says of batches what the books say.
func (x index) compareBatches(books *batchBooks) error {
	st, err := x.batches()
	if err != nil {
		return err
	}
	if st.Value = books.state.Value; st != books.state { // the value only decides when a batch is closed
		return fmt.Errorf("batches: index has %+v, journal %+v", st, books.state)
	}
	for key, want := range books.lines {
		have, err := x.line(key)
		if err != nil {
			return err
		}
		if have != want {
			return fmt.Errorf("line of payer %s, model %s: index has %+v, journal %+v", key.Payer, key.Model, have, want)
		}
	}
	return nil
}

package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

// index is one transaction on the database. Writing and replaying the journal change derived keys by take alone, so what
// a replay leaves is what the writing left.
type index struct {
	txn    *badger.Txn
	domain dgrid.Domain
}

func (x index) get(key []byte) ([]byte, error) {
	item, err := x.txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	v, err := item.ValueCopy(nil)
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	return v, nil
}

func (x index) getJSON(key []byte, v any) error {
	b, err := x.get(key)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("read index key %q: %w", key[:1], err)
	}
	return nil
}

func (x index) set(key, value []byte) error {
	if err := x.txn.Set(key, value); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}

func (x index) setJSON(key []byte, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return x.set(key, b)
}

// scan calls f with every key under prefix, in order, until f says false. Values are fetched only if withValues.
func (x index) scan(prefix []byte, withValues bool, f func(item *badger.Item) (bool, error)) error {
	opt := badger.DefaultIteratorOptions
	opt.Prefix, opt.PrefetchValues, opt.PrefetchSize = prefix, withValues, 16
	it := x.txn.NewIterator(opt)
	defer it.Close()
	for it.Rewind(); it.Valid(); it.Next() {
		more, err := f(it.Item())
		if err != nil || !more {
			return err
		}
	}
	return nil
}

func (x index) job(ref jobRef) (*jobState, error) {
	j := new(jobState)
	if err := x.getJSON(ref.under(keyJob), j); err != nil {
		return nil, jobError(ref, err)
	}
	return j, nil
}

func jobError(ref jobRef, err error) error {
	return fmt.Errorf("job %s (as %s): %w", ref.job, ref.role, err)
}

// account is the zero state for a pair that nothing is known of.
func (x index) account(ref pairRef) (*accountState, error) {
	a := new(accountState)
	if err := x.getJSON(ref.key(), a); err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	return a, nil
}

// applied is the zero position in an index that has taken in nothing.
func (x index) applied() (seq uint64, link dgrid.Digest, err error) {
	b, err := x.get(keyApplied)
	if errors.Is(err, ErrNotFound) {
		return 0, link, nil
	}
	if err != nil {
		return 0, link, err
	}
	if len(b) != 8+32 {
		return 0, link, fmt.Errorf("read index: its journal position has %d bytes, want 40", len(b))
	}
	return binary.BigEndian.Uint64(b), dgrid.Digest(b[8:]), nil
}

func (x index) setApplied(at journal.Position) error {
	return x.set(keyApplied, append(binary.BigEndian.AppendUint64(nil, at.Seq), at.Link[:]...))
}

// take changes the derived keys by record number seq.
func (x index) take(e journal.Entry, seq uint64, now dgrid.Time) error {
	switch e := e.(type) {
	case *journal.Closed:
		return x.change(jobRef{e.Role, e.Job}, seq, now, func(j *jobState) { j.Closed = true })
	case *journal.Signed:
		return x.takeSigned(e, seq, now)
	case *journal.Leafed:
		return x.takeLeaf(e, seq, now)
	case *journal.Sealed:
		return x.takeSealed(e)
	case *journal.Anchored:
		return x.takeAnchored(e)
	case *journal.Restored:
		return x.takeRestored(e, seq)
	case *journal.Shown:
		return x.takeShown(e, seq, now)
	case *journal.Recount:
		return x.change(jobRef{AsProvider, e.Job}, seq, now, (*jobState).uncount)
	case *journal.Outbox:
		return x.takeItem(e.Item)
	}
	return nil
}

func (x index) takeSigned(e *journal.Signed, seq uint64, now dgrid.Time) error {
	switch o := e.Object.(type) {
	case *dgrid.Voucher:
		return x.takeVoucher(e, o)
	case *dgrid.Order:
		return x.takeOrder(e, o, seq)
	}
	job, number := jobOf(e.Object)
	ref := jobRef{e.Role, job}
	if err := x.set(ref.object(e.Object.Kind(), number), objectValue(e)); err != nil {
		return err
	}
	return x.change(ref, seq, now, func(j *jobState) { j.take(e.Object) })
}

func objectValue(e *journal.Signed) []byte {
	return append(append([]byte(nil), e.Signature[:]...), dgrid.Encode(e.Object)...)
}

func (x index) takeVoucher(e *journal.Signed, v *dgrid.Voucher) error {
	ref := pairRef{e.Role, v.Pair()}
	a, err := x.account(ref)
	if err != nil {
		return err
	}
	a.Voucher = &dgrid.Signed[dgrid.Voucher]{Object: *v, Signature: e.Signature}
	return x.setJSON(ref.key(), a)
}

func (x index) takeOrder(e *journal.Signed, o *dgrid.Order, seq uint64) error {
	ref := jobRef{e.Role, dgrid.JobID(x.domain.HashObject(o))}
	pair := pairRef{e.Role, o.Pair()}
	a, err := x.account(pair)
	if err != nil {
		return err
	}
	a.Jobs++
	return errors.Join(
		x.setJSON(pair.key(), a),
		x.setJSON(ref.under(keyJob), &jobState{Seq: seq, Pair: o.Pair(), Created: o.Created}),
		x.set(ref.object(dgrid.KindOrder, 0), objectValue(e)),
		x.set(ref.under(keyOpen), appendPair(nil, o.Pair())),
		x.set(recentKey(e.Role, seq), ref.job[:]),
	)
}

// change applies f to a job's state and keeps the pair's sum, the lists of open and waiting jobs and the expiry in step with it.
func (x index) change(ref jobRef, seq uint64, now dgrid.Time, f func(*jobState)) error {
	j, err := x.job(ref)
	if err != nil {
		return err
	}
	before, wasClosed := j.charged(), j.Closed
	f(j)
	if j.Closed && !wasClosed {
		j.Ended = now
		if err := x.txn.Delete(ref.under(keyOpen)); err != nil {
			return fmt.Errorf("write index: %w", err)
		}
		if err := x.set(ref.expiry(now), nil); err != nil {
			return err
		}
	}
	if after := j.charged(); after != before {
		pair := pairRef{ref.role, j.Pair}
		a, err := x.account(pair)
		if err != nil {
			return err
		}
		a.recharge(before, after)
		if err := x.setJSON(pair.key(), a); err != nil {
			return err
		}
	}
	if err := x.wait(ref, j, seq); err != nil {
		return err
	}
	return x.setJSON(ref.under(keyJob), j)
}

// wait keeps the list of jobs that wait for a leaf in step with j. A job that waits keeps its place.
func (x index) wait(ref jobRef, j *jobState, seq uint64) error {
	switch waits := j.waits(); {
	case waits && j.Waiting == 0:
		j.Waiting = seq
		return x.set(waitingKey(ref, seq), nil)
	case !waits && j.Waiting != 0:
		key := waitingKey(ref, j.Waiting)
		j.Waiting = 0
		return x.remove(key)
	}
	return nil
}

func (x index) remove(key []byte) error {
	if err := x.txn.Delete(key); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}

package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

const (
	groupOps   = 256       // writes of one group: their derived keys must fit one transaction
	groupBytes = 4 << 20   // content of one group, above which nothing more joins it
	groupLong  = 256 << 10 // long journal entries of one group or transaction, likewise: the database takes 1.2 MiB at once
)

// ErrClosed is what a store that was closed says to everybody.
var ErrClosed = errors.New("store is closed")

// op is one caller's write.
type op struct {
	ctx   context.Context
	apply func(*group) error
	done  chan error
}

// group is the writes that share one commit. Each op looks first and stages then; it sees what the ops before it staged.
type group struct {
	index
	now     dgrid.Time
	seq     uint64 // of the last record, staged ones included
	entries []journal.Entry
	content []item
	bytes   int
	long    int   // bytes of entries that are long
	err     error // of staging: the whole group is given up
}

// item is one key of the content; a nil value removes it.
type item struct{ key, value []byte }

// keep stages content. It becomes durable before the journal does.
func (g *group) keep(items ...item) {
	g.content = append(g.content, items...)
	for _, i := range items {
		g.bytes += len(i.key) + len(i.value)
	}
}

// record stages a journal record and its effect on the index.
func (g *group) record(e journal.Entry) {
	if g.err != nil {
		return
	}
	g.seq++
	g.entries = append(g.entries, e)
	g.long += long(e)
	g.err = g.take(e, g.seq, g.now)
}

// do runs apply as part of a group and returns after its effect is durable. Where ctx ends while the group is being
// written, the write may or may not have happened: repeating it is always safe.
func (s *Store) do(ctx context.Context, apply func(*group) error) error {
	o := &op{ctx: ctx, apply: apply, done: make(chan error, 1)}
	select {
	case s.ops <- o:
	case <-s.closing:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("wait for the store: %w", ctx.Err())
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for the store, which may still do it: %w", ctx.Err())
	}
}

// write is the one goroutine that changes anything.
func (s *Store) write() {
	defer close(s.ended)
	for {
		select {
		case <-s.closing:
			return
		case o := <-s.ops:
			s.serve(o)
		}
	}
}

// serve makes a group of first and of whoever waits already, commits it and answers all.
func (s *Store) serve(first *op) {
	if err := s.Failed(); err != nil {
		first.done <- err
		return
	}
	if err := s.disk.room(); err != nil {
		first.done <- err
		return
	}
	txn := s.db.NewTransaction(true)
	defer txn.Discard()
	g := &group{index: index{txn, s.domain}, now: s.time(), seq: s.journal.Position().Seq}
	answers := s.gather(g, first)
	err := g.err
	if err == nil {
		err = s.commit(g)
	}
	for _, a := range answers {
		if err != nil {
			a.err = err
		}
		a.op.done <- a.err
	}
}

// answer is what an op will hear unless the commit fails. Even a refusal waits for the commit: what it ran into may have
// been staged a moment before by the same group.
type answer struct {
	op  *op
	err error
}

// gather stages ops until nobody waits or the group is full.
func (s *Store) gather(g *group, o *op) (answers []answer) {
	for {
		err := o.ctx.Err()
		if err == nil {
			err = o.apply(g)
		}
		answers = append(answers, answer{o, err})
		if g.err != nil || len(answers) == groupOps || g.bytes > groupBytes || g.long > groupLong {
			return answers
		}
		select {
		case o = <-s.ops:
		default:
			return answers
		}
	}
}

// commit makes a group durable: content, journal, index.
//
// Crash windows. Before or within the content: nothing was promised; what is left of it belongs to no order, or to a step
// that has no signed object, and is overwritten or expires. Between content and journal: the same. Within the journal: a
// torn tail, which Open cuts off, or whole records that nobody acknowledged. Between journal and index, and within the
// index's transaction: Open applies the records. Only after all three does a caller hear of success.
func (s *Store) commit(g *group) error {
	if len(g.content) > 0 {
		if err := s.flush(g.content); err != nil {
			return fmt.Errorf("store content: %w", err)
		}
		if err := s.at(afterContent); err != nil {
			return fmt.Errorf("store content: %w", err)
		}
	}
	if len(g.entries) == 0 {
		return nil
	}
	if err := s.journal.Append(g.entries...); err != nil {
		if errors.Is(err, journal.ErrBroken) {
			return s.fail(err)
		}
		return err
	}
	if err := s.at(afterJournal); err != nil {
		return s.fail(err)
	}
	// From here on the journal has promised what the index does not know. An index that fell behind would let a second
	// receipt or a lower voucher pass, so every error is fatal; opening again brings the index up to the journal.
	if err := g.setApplied(s.journal.Position()); err != nil {
		return s.fail(err)
	}
	if err := g.txn.Commit(); err != nil {
		return s.fail(fmt.Errorf("commit index: %w", err))
	}
	if err := s.at(afterIndex); err != nil {
		return s.fail(err)
	}
	return nil
}

func (s *Store) flush(items []item) error {
	wb := s.db.NewWriteBatch()
	defer wb.Cancel()
	for _, i := range items {
		var err error
		if i.value == nil {
			err = wb.Delete(i.key)
		} else {
			err = wb.SetEntry(badger.NewEntry(i.key, i.value))
		}
		if err != nil {
			return err
		}
	}
	return wb.Flush()
}

// fail makes the store refuse every later write.
func (s *Store) fail(cause error) error {
	err := fmt.Errorf("%w: restart the node, which checks and repairs it: %w", ErrFailed, cause)
	if s.failure.CompareAndSwap(nil, &err) {
		close(s.failed)
	}
	return err
}

// Failed is nil while the store takes writes.
func (s *Store) Failed() error {
	if err := s.failure.Load(); err != nil {
		return *err
	}
	return nil
}

// stage is a point of a commit at which a test may make the store fail although the data is already durable.
type stage int

// The stages, in order.
const (
	afterContent stage = iota + 1
	afterJournal
	afterIndex
)

func (s *Store) at(st stage) error {
	if s.fault == nil {
		return nil
	}
	return s.fault(st)
}

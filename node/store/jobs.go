package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

// Begin stores a job's order, its acceptance if the transcript holds one, and its request and prefix. It is ErrExists for an
// order that is stored already in this role, and ErrNoSpace when the disk has no room for another job. Like all methods
// here it takes signatures as they are: whoever calls has checked them. notes are durable before the order is, so that what
// they say of the job is there wherever the job is.
func (s *Store) Begin(ctx context.Context, role Role, t *dgrid.Transcript, notes ...Note) error {
	if err := s.checkBegin(role, t); err != nil {
		return fmt.Errorf("begin job: %w", err)
	}
	order := t.Order // copies, because encoding touches what it encodes
	acceptance := t.Acceptance
	ref := jobRef{role, dgrid.JobID(s.domain.HashObject(&order.Object))}
	accepted := acceptance != dgrid.Signed[dgrid.Acceptance]{}
	if accepted && acceptance.Object.Job != ref.job {
		return fmt.Errorf("begin job %s: the acceptance is of job %s", ref.job, acceptance.Object.Job)
	}
	items, err := beginContent(ref, t, s.time())
	if err != nil {
		return fmt.Errorf("begin job %s: %w", ref.job, err)
	}
	kept, err := noteItems(notes)
	if err != nil {
		return fmt.Errorf("begin job %s: %w", ref.job, err)
	}
	return s.do(ctx, func(g *group) error {
		if _, err := g.job(ref); err == nil {
			return fmt.Errorf("begin: %w", jobError(ref, ErrExists))
		} else if !errors.Is(err, ErrNotFound) {
			return err
		}
		if err := s.disk.admit(); err != nil {
			return fmt.Errorf("begin job: %w", err)
		}
		g.keep(items...)
		g.keep(kept...)
		g.record(&journal.Signed{Role: role, Signature: order.Signature, Object: &order.Object})
		if accepted {
			g.record(&journal.Signed{Role: role, Signature: acceptance.Signature, Object: &acceptance.Object})
		}
		return nil
	})
}

func (s *Store) checkBegin(role Role, t *dgrid.Transcript) error {
	if !role.Valid() {
		return fmt.Errorf("unknown %s", role)
	}
	if t.Domain != s.domain {
		return fmt.Errorf("%w: the transcript is of domain %+v, this store of %+v", ErrWrongNetwork, t.Domain, s.domain)
	}
	if len(t.Leaves)+len(t.Steps)+len(t.Sketches) > 0 || t.Cancel != nil || t.Receipt != nil {
		return errors.New("the transcript holds an answer already: begin without it and add its steps one by one")
	}
	return nil
}

// Accept stores the provider's acceptance of a job. The same again is no change, another one is ErrConflict.
func (s *Store) Accept(ctx context.Context, role Role, a dgrid.Signed[dgrid.Acceptance]) error {
	return s.putOnce(ctx, role, &a.Object, a.Signature)
}

// SetCancel stores the payer's cancel of a job. The same again is no change, another one is ErrConflict.
func (s *Store) SetCancel(ctx context.Context, role Role, c dgrid.Signed[dgrid.Cancel]) error {
	return s.putOnce(ctx, role, &c.Object, c.Signature)
}

// AdoptStep stores a step that the other side showed and that this side lost, without its leaf. It is welcome at any time,
// after the job was closed, too: the highest step counts.
func (s *Store) AdoptStep(ctx context.Context, role Role, step dgrid.Signed[dgrid.Step]) error {
	if step.Object.Number == 0 {
		return fmt.Errorf("store step of job %s: number 0, the first step has number 1", step.Object.Job)
	}
	return s.putOnce(ctx, role, &step.Object, step.Signature)
}

func (s *Store) putOnce(ctx context.Context, role Role, o dgrid.Object, sig dgrid.Signature) error {
	entry := &journal.Signed{Role: role, Signature: sig, Object: o}
	return s.do(ctx, func(g *group) error {
		have, err := g.have(entry)
		if err == nil && !have {
			g.record(entry)
		}
		return err
	})
}

// have reports whether the entry's object is stored already. A different one in its place is ErrConflict: whoever signed
// both has contradicted itself, and the first is what was acted on. An unknown job is ErrNotFound.
func (g *group) have(e *journal.Signed) (bool, error) {
	job, number := jobOf(e.Object)
	ref := jobRef{e.Role, job}
	if _, err := g.job(ref); err != nil {
		return false, fmt.Errorf("store %s: %w", e.Object.Kind(), err)
	}
	old, err := g.get(ref.object(e.Object.Kind(), number))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	// Another signature of the same object says nothing new.
	if !bytes.Equal(old[len(e.Signature):], dgrid.Encode(e.Object)) {
		return false, fmt.Errorf("store %s %d: %w", e.Object.Kind(), number, jobError(ref, ErrConflict))
	}
	return true, nil
}

// AddStep stores the next step of a job together with its leaf and, on the provider's side, the leaf's sketches. The same
// step again is no change; another one of the same number is ErrConflict.
func (s *Store) AddStep(ctx context.Context, role Role, step dgrid.Signed[dgrid.Step], leaf dgrid.Leaf, sketches []dgrid.Sketch) error {
	o := &step.Object
	ref := jobRef{role, o.Job}
	content, err := encodeLeaf(&leaf, sketches)
	if err != nil {
		return fmt.Errorf("add step: %w", jobError(ref, err))
	}
	entry := &journal.Signed{Role: role, Signature: step.Signature, Object: o}
	return s.do(ctx, func(g *group) error {
		if have, err := g.have(entry); err != nil || have {
			return err
		}
		j, err := g.job(ref)
		if err != nil {
			return err
		}
		if j.Closed {
			return fmt.Errorf("add step %d: %w", o.Number, jobError(ref, fmt.Errorf("the job is closed: %w", ErrConflict)))
		}
		if o.Number == 0 || o.Number > j.LastStep+1 {
			return fmt.Errorf("add step %d: the last one of job %s is %d", o.Number, ref.job, j.LastStep)
		}
		g.keepLeaf(ref, o.Number, content)
		g.record(entry)
		return nil
	})
}

// Finish ends a job by its receipt or, without one, by its last step, and adds its fee to what the pair owes in the same
// transaction. The same again is no change. A receipt may follow after the job was closed without one, and takes the place
// of its last step; another receipt is ErrConflict.
func (s *Store) Finish(ctx context.Context, role Role, job dgrid.JobID, e Ending) error {
	ref := jobRef{role, job}
	var entry journal.Entry = &journal.Closed{Role: role, Job: job}
	var receipt *journal.Signed
	if e.Receipt != nil {
		r := *e.Receipt
		if r.Object.Job != job {
			return fmt.Errorf("finish job %s: the receipt is of job %s", job, r.Object.Job)
		}
		receipt = &journal.Signed{Role: role, Signature: r.Signature, Object: &r.Object}
		entry = receipt
	}
	tail, err := encodeTail(e.Tail, e.Sketches)
	if err != nil {
		return fmt.Errorf("finish: %w", jobError(ref, err))
	}
	return s.do(ctx, func(g *group) error {
		j, err := g.job(ref)
		if err != nil {
			return fmt.Errorf("finish: %w", err)
		}
		done := j.Closed
		if receipt != nil {
			if done, err = g.have(receipt); err != nil {
				return err
			}
			if r := receipt.Object.(*dgrid.Receipt); (dgrid.Pair{Payer: r.Payer, Provider: r.Provider, Model: r.Model}) != j.Pair {
				return fmt.Errorf("finish job %s: the receipt names another payer, provider or model than the order", job)
			}
		}
		if done {
			return nil
		}
		if err := g.keepTail(ref, j.LastStep, tail); err != nil {
			return fmt.Errorf("finish: %w", jobError(ref, err))
		}
		g.record(entry)
		return nil
	})
}

// keepTail leaves the tail away where the rest of the content has expired: nothing would ever remove it.
func (g *group) keepTail(ref jobRef, last uint32, tail []leafBytes) error {
	if len(tail) == 0 {
		return nil
	}
	if _, err := g.head(ref); errors.Is(err, ErrExpired) {
		return nil
	} else if err != nil {
		return err
	}
	for i, l := range tail {
		g.keepLeaf(ref, last+1+uint32(i), l)
	}
	return nil
}

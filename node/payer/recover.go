package payer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// recovery is how long one open job's transcript is waited for.
const recovery = 5 * time.Second

// maxForgotten is how many steps one meeting shows.
const maxForgotten = 64

// Recover settles the open jobs with provider, which answers at addr: it fetches what the provider signed after the stream
// broke, checks it as if it had just arrived, and closes each job by its receipt or else by its last step. A job whose
// provider does not answer stays open, and all is false; so it is where another call is settling a job just now. forgotten are the
// last steps of jobs of which the provider has shown less.
func (p *Payer) Recover(ctx context.Context, addr string, provider dgrid.Address) (forgotten []dgrid.Signed[dgrid.Step], all bool) {
	open, err := p.store.OpenJobs(store.AsPayer)
	if err != nil {
		p.log.Warn("open jobs not read", "err", err)
		return nil, false
	}
	all = true
	for _, id := range open {
		r, err := p.store.Record(store.AsPayer, id)
		if err != nil {
			p.log.Warn("open job not read", "job", id.Short(), "err", err)
			all = false
			continue
		}
		if r.Order.Object.Provider != provider || p.isRunning(id) {
			continue
		}
		shown, err := p.recoverAlone(ctx, addr, id)
		if err != nil {
			p.log.Info("job not recovered", "job", id.Short(), "err", err)
			all = false
		} else if n := len(r.Steps); shown < n && len(forgotten) < maxForgotten {
			forgotten = append(forgotten, r.Steps[n-1])
		}
	}
	return forgotten, all
}

// errRecovering says that another call settles the job.
var errRecovering = errors.New("it is being settled already")

// recoverAlone is recoverJob by one call at a time: what the first has settled is open no more, and the second would find fault with a
// transcript that is sound.
func (p *Payer) recoverAlone(ctx context.Context, addr string, id dgrid.JobID) (shown int, err error) {
	p.mu.Lock()
	_, taken := p.closing[id]
	p.closing[id] = struct{}{}
	p.mu.Unlock()
	if taken {
		return 0, errRecovering
	}
	defer func() {
		p.mu.Lock()
		delete(p.closing, id)
		p.mu.Unlock()
	}()
	r, err := p.store.Record(store.AsPayer, id)
	if err != nil {
		return 0, err
	}
	if !r.Open {
		return len(r.Steps), nil
	}
	return p.recoverJob(ctx, addr, id, r)
}

// recoverJob returns how many steps the provider showed.
func (p *Payer) recoverJob(ctx context.Context, addr string, id dgrid.JobID, r *store.Record) (shown int, err error) {
	ctx, cancel := context.WithTimeout(ctx, recovery)
	defer cancel()
	acct := p.ledger.Take(r.Order.Object.Pair())
	defer acct.Drop()
	theirs, err := p.dialer.FetchTranscript(ctx, addr, id)
	switch {
	case errors.Is(err, p2p.ErrNoTranscript):
		theirs = nil // it never took the order, or lost it: settled by what is here
	case err != nil:
		return 0, err
	}
	if theirs != nil {
		shown = len(theirs.Steps)
		if err := p.adoptTranscript(ctx, acct, id, r, theirs); err != nil {
			p.log.Warn("the provider's transcript does not hold; the job is settled by the last step that does", "job", id.Short(), "err", err)
		} else if theirs.Receipt != nil {
			return shown, nil
		}
	}
	return shown, acct.Do(func(b *settlement.PayerAccount) error {
		if err := b.Close(id, nil); err != nil && !errors.Is(err, settlement.ErrUnknownJob) {
			return err
		}
		return p.store.Finish(context.WithoutCancel(ctx), store.AsPayer, id, store.Ending{})
	})
}

// adoptTranscript runs the provider's stored frames through the same checks as a live stream.
func (p *Payer) adoptTranscript(ctx context.Context, acct *account, id dgrid.JobID, r *store.Record, theirs *dgrid.Transcript) error {
	j := &job{p: p, id: id, t: &dgrid.Transcript{Order: r.Order, Cancel: r.Cancel}, acct: acct}
	if r.Acceptance == nil {
		if err := j.accepted(ctx, acceptFrame(theirs)); err != nil {
			return err
		}
	} else {
		j.t.Acceptance = *r.Acceptance
	}
	for i := range theirs.Leaves {
		l := &theirs.Leaves[i]
		if i >= len(theirs.Steps) {
			j.leaf = *l
			break
		}
		var known *dgrid.Signed[dgrid.Step]
		if i < len(r.Steps) {
			known = &r.Steps[i]
		}
		if err := j.adoptStep(ctx, l, &theirs.Steps[i], known); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	if theirs.Receipt == nil {
		return nil
	}
	return j.receipt(ctx, receiptFrame(theirs))
}

// adoptStep takes one stored leaf and its step. known is the step of that number that came before the stream broke: its leaf
// is needed again for the tree, but only the very one that it commits to.
func (j *job) adoptStep(ctx context.Context, l *dgrid.Leaf, s, known *dgrid.Signed[dgrid.Step]) error {
	if known == nil {
		j.received += uint32(len(l.IDs))
		j.leaf = dgrid.Leaf{IDs: l.IDs, Text: l.Text}
		return j.takeStep(ctx, &p2p.StepFrame{Step: *s, SketchHash: l.SketchHash}, func(store func() error) error {
			return j.acct.Do(func(b *settlement.PayerAccount) error {
				if err := b.Verify(j.id, &s.Object); err != nil {
					return err
				}
				return store()
			})
		})
	}
	j.tree.Append(l.Hash())
	if got := j.tree.Root(); got != known.Object.Root {
		return fmt.Errorf("the leaf shown has root %s, the step received before %s", got, known.Object.Root)
	}
	j.t.Leaves, j.t.Steps = append(j.t.Leaves, *l), append(j.t.Steps, *known)
	j.received += uint32(len(l.IDs))
	return nil
}

func acceptFrame(t *dgrid.Transcript) *p2p.AcceptFrame {
	return &p2p.AcceptFrame{Acceptance: t.Acceptance}
}

func receiptFrame(t *dgrid.Transcript) *p2p.ReceiptFrame {
	f := &p2p.ReceiptFrame{Receipt: *t.Receipt}
	if n := len(t.Leaves); n > len(t.Steps) {
		f.SketchHash = t.Leaves[n-1].SketchHash
	}
	return f
}

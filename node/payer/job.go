package payer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// farewell is how long a cancelled job's receipt is waited for.
const farewell = 3 * time.Second

// job is one order under way. One goroutine uses it.
type job struct {
	p    *Payer
	id   dgrid.JobID
	s    Stream // nil while recovering
	t    *dgrid.Transcript
	emit dgrid.Emit
	acct *account

	tree     dgrid.Tree
	leaf     dgrid.Leaf // being filled
	received uint32     // output tokens
	failed   *p2p.FailureFrame
}

// begin stores the order, with what its asker notes of it, and then sends it.
func (j *job) begin(ctx context.Context, notes []store.Note) error {
	o := &j.t.Order.Object
	err := j.acct.Do(func(b *settlement.PayerAccount) error {
		if err := b.Open(j.id, o); err != nil {
			return err
		}
		return j.p.store.Begin(context.WithoutCancel(ctx), store.AsPayer, j.t, notes...)
	})
	if err != nil {
		return fmt.Errorf("store the order: %w", err)
	}
	of := &p2p.OrderFrame{Order: j.t.Order, Request: j.t.Request, Prefix: j.t.Prefix}
	if deadline, ok := ctx.Deadline(); ok {
		of.Deadline = time.Until(deadline)
	}
	if err := j.s.Send(ctx, of); err != nil {
		var unfit *p2p.FrameError
		if errors.As(err, &unfit) {
			return j.close(ctx, fmt.Errorf("send the order: %w", err))
		}
		j.p.part(o.Pair()) // the job stays open: the order may have arrived all the same, and Recover asks
		return fmt.Errorf("send the order: %w: %w", ErrNoAnswer, err)
	}
	return nil
}

// run reads the job to its end. Every way out leaves the job settled or open in the store.
func (j *job) run(ctx context.Context) (*dgrid.Transcript, error) {
	cancelled, recvCtx := false, ctx
	parting, stop := context.WithCancel(context.WithoutCancel(ctx)) // outlives ctx by the farewell
	defer stop()
	for {
		if !cancelled && ctx.Err() != nil && j.isAccepted() {
			cancelled, recvCtx = true, parting
			defer time.AfterFunc(farewell, stop).Stop()
			if err := j.cancel(recvCtx); err != nil {
				return j.broken(ctx, err, false)
			}
		}
		frame, err := j.s.Recv(recvCtx)
		if err != nil && !cancelled && ctx.Err() != nil && j.isAccepted() {
			continue // cancelled while it waited
		}
		if err != nil {
			return j.lost(ctx, err)
		}
		done, err := j.take(recvCtx, frame)
		if err != nil {
			return j.broken(ctx, err, false)
		}
		if done {
			if err := j.s.Close(); err != nil {
				j.p.log.Debug("stream not closed", "job", j.id.Short(), "err", err)
			}
			return j.finished()
		}
	}
}

// take handles one frame; done is true behind the receipt.
func (j *job) take(ctx context.Context, frame p2p.Frame) (done bool, err error) {
	if _, ok := frame.(*p2p.AcceptFrame); !ok && !j.isAccepted() {
		if r, ok := frame.(*p2p.RefusalFrame); ok {
			return false, &RefusedError{*r}
		}
		return false, fmt.Errorf("the provider sent %T before it accepted", frame)
	}
	switch f := frame.(type) {
	case *p2p.AcceptFrame:
		return false, j.accepted(ctx, f)
	case *p2p.ChunkFrame:
		return false, j.chunk(ctx, f)
	case *p2p.StepFrame:
		return false, j.step(ctx, f)
	case *p2p.ReceiptFrame:
		return true, j.receipt(ctx, f)
	case *p2p.FailureFrame:
		j.failed = f
		return false, nil
	default:
		return false, fmt.Errorf("the provider sent an unexpected %T", frame)
	}
}

// isAccepted reports whether the provider has taken the job.
func (j *job) isAccepted() bool { return j.t.Acceptance.Object.Job == j.id }

func (j *job) accepted(ctx context.Context, f *p2p.AcceptFrame) error {
	a, o := &f.Acceptance, &j.t.Order.Object
	if j.isAccepted() {
		return errors.New("the provider accepted twice")
	}
	if a.Object.Job != j.id {
		return errors.New("the provider accepted another job")
	}
	if err := j.p.cfg.Domain.Verify(&a.Object, a.Signature, o.Provider); err != nil {
		return err
	}
	if err := j.p.checkAnchorBy(a.Object.AnchorBy); err != nil {
		return err
	}
	err := j.acct.Do(func(b *settlement.PayerAccount) error { return b.Accepted(j.id, a.Object.PromptTokens) })
	if err != nil {
		return err
	}
	if err := j.p.store.Accept(context.WithoutCancel(ctx), store.AsPayer, *a); err != nil {
		return err
	}
	j.t.Acceptance = *a
	return nil
}

// checkAnchorBy refuses an acceptance that promises no block, or one so late that nobody would ask for it.
func (p *Payer) checkAnchorBy(block uint64) error {
	if p.cfg.AnchorBy == nil {
		return nil
	}
	if block == 0 {
		return errors.New("the provider promises no block by which the job is anchored, on a network with a chain")
	}
	if latest, err := p.cfg.AnchorBy(); err == nil && block > latest {
		return fmt.Errorf("the provider promises to anchor the job by block %d, this network allows %d", block, latest)
	}
	return nil
}

func (j *job) chunk(ctx context.Context, f *p2p.ChunkFrame) error {
	first := j.received == 0
	if n := len(j.leaf.IDs) + len(f.IDs); n > dgrid.LeafTokens {
		return fmt.Errorf("the provider sent %d tokens of a leaf of %d", n, dgrid.LeafTokens)
	}
	if len(j.leaf.IDs)+len(f.IDs) == 0 || len(j.leaf.Text)+len(f.Text) > p2p.MaxTokens {
		return fmt.Errorf("the provider sent text of %d bytes with %d tokens of a leaf", len(j.leaf.Text)+len(f.Text), len(j.leaf.IDs))
	}
	if j.received += uint32(len(f.IDs)); j.received > j.t.Order.Object.MaxOutput {
		return fmt.Errorf("the provider sent %d tokens, the order allows %d", j.received, j.t.Order.Object.MaxOutput)
	}
	j.leaf.IDs = append(j.leaf.IDs, f.IDs...)
	j.leaf.Text += f.Text
	if err := j.emit(dgrid.Chunk{IDs: f.IDs, Text: f.Text}); err != nil {
		return err
	}
	if !first || len(f.IDs) == 0 {
		return nil
	}
	// Behind the token: whoever waits for it need not wait for the store, and the provider may send a whole step meanwhile.
	return j.promise(ctx, func(b *settlement.PayerAccount) (dgrid.Amount, error) { return b.FirstToken(j.id) })
}

// step checks that the root commits to what was read, stores the step, and pays for the next.
func (j *job) step(ctx context.Context, f *p2p.StepFrame) error {
	return j.takeStep(ctx, f, func(store func() error) error {
		return j.promise(ctx, func(b *settlement.PayerAccount) (dgrid.Amount, error) {
			amount, err := b.Step(j.id, &f.Step.Object)
			if err != nil {
				return amount, err
			}
			return amount, store()
		})
	})
}

// takeStep checks a step against what was read; count has the books check it too, and calls store between that and any payment.
func (j *job) takeStep(ctx context.Context, f *p2p.StepFrame, count func(store func() error) error) error {
	s := &f.Step
	if s.Object.Job != j.id || len(j.leaf.IDs) != dgrid.LeafTokens {
		return fmt.Errorf("the provider sent step %d of job %s after %d tokens of a leaf", s.Object.Number, s.Object.Job.Short(), len(j.leaf.IDs))
	}
	if err := j.p.cfg.Domain.Verify(&s.Object, s.Signature, j.t.Order.Object.Provider); err != nil {
		return err
	}
	j.leaf.SketchHash = f.SketchHash
	tree := j.tree.Clone()
	tree.Append(j.leaf.Hash())
	if got := tree.Root(); got != s.Object.Root {
		return fmt.Errorf("step %d commits to %s, what was received has root %s", s.Object.Number, s.Object.Root, got)
	}
	// The books count the step as soon as they have checked it: a cancel that comes meanwhile must not keep it from the store.
	if err := count(func() error { return j.p.store.AddStep(context.WithoutCancel(ctx), store.AsPayer, *s, j.leaf, nil) }); err != nil {
		return err
	}
	j.t.Leaves, j.t.Steps = append(j.t.Leaves, j.leaf), append(j.t.Steps, *s)
	j.tree, j.leaf = tree, dgrid.Leaf{}
	return nil
}

// promise signs a voucher for the amount that next names, stores it and sends it, if it is higher than the last.
func (j *job) promise(ctx context.Context, next func(*settlement.PayerAccount) (dgrid.Amount, error)) error {
	signed, err := j.p.promise(ctx, j.acct, j.t.Order.Object.Pair(), next)
	if err != nil || signed == nil {
		return err
	}
	j.t.Voucher = signed
	if err := j.s.Send(ctx, &p2p.VoucherFrame{Voucher: *signed}); err != nil {
		// Not yet the job's end: the provider may have said its last word before it stopped listening. Recv finds out.
		// But it does not hold this voucher, and no equal one is ever sent again: the next order begins with a meeting.
		j.p.part(signed.Object.Pair())
		j.p.log.Debug("voucher not sent", "job", j.id.Short(), "err", err)
	}
	return nil
}

func (j *job) cancel(ctx context.Context) error {
	c := dgrid.Cancel{Job: j.id, OutputTokens: j.received}
	sig, err := j.p.cfg.Domain.Sign(&c, j.p.cfg.Key)
	if err != nil {
		return err
	}
	j.t.Cancel = &dgrid.Signed[dgrid.Cancel]{Object: c, Signature: sig}
	if err := j.p.store.SetCancel(context.WithoutCancel(ctx), store.AsPayer, *j.t.Cancel); err != nil {
		return err
	}
	return j.s.Send(ctx, &p2p.CancelFrame{Cancel: *j.t.Cancel})
}

// lost is a stream that ended before the receipt. The job stays open in the store: the provider may have signed more.
func (j *job) lost(ctx context.Context, err error) (*dgrid.Transcript, error) {
	var gone *p2p.StreamError
	switch {
	case errors.Is(err, io.EOF):
		err = errors.New("the provider closed the stream")
	case errors.As(err, &gone):
		j.p.log.Debug("stream failed", "job", j.id.Short(), "err", err)
		err = fmt.Errorf("the provider is gone (%s)", gone.Code)
	}
	if j.failed != nil {
		err = errors.New(j.failed.Message)
	}
	if !j.isAccepted() {
		j.p.part(j.t.Order.Object.Pair())
		return nil, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	return j.broken(ctx, err, j.failed == nil || j.failed.Retryable)
}

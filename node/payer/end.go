package payer

import (
	"context"
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// receipt checks the provider's last word against what was read, and settles the job by it.
func (j *job) receipt(ctx context.Context, f *p2p.ReceiptFrame) error {
	r := &f.Receipt
	if err := j.p.cfg.Domain.Verify(&r.Object, r.Signature, j.t.Order.Object.Provider); err != nil {
		return err
	}
	early := r.Object.Finish.Early()
	if !early && len(j.leaf.IDs) > 0 {
		j.leaf.SketchHash = f.SketchHash
		j.tree.Append(j.leaf.Hash())
	}
	tail, covered := j.tail(), len(j.t.Leaves)
	j.t.Leaves, j.leaf = append(j.t.Leaves, tail...), dgrid.Leaf{}
	if !early {
		covered = len(j.t.Leaves)
	}
	if err := j.checkReceipt(&r.Object, covered); err != nil {
		return err
	}
	err := j.acct.Do(func(b *settlement.PayerAccount) error {
		if err := b.Close(j.id, &r.Object); err != nil {
			return err
		}
		return j.p.store.Finish(context.WithoutCancel(ctx), store.AsPayer, j.id, store.Ending{Receipt: r, Tail: tail})
	})
	if err != nil {
		return err
	}
	j.t.Receipt = r
	return nil
}

func (j *job) tail() []dgrid.Leaf {
	if len(j.leaf.IDs) == 0 {
		return nil
	}
	return []dgrid.Leaf{j.leaf}
}

// checkReceipt compares what the books do not know: names, root, and the output hash of the first covered leaves.
func (j *job) checkReceipt(r *dgrid.Receipt, covered int) error {
	o := &j.t.Order.Object
	ids, text := j.t.Output(covered)
	switch {
	case r.Job != j.id || r.Payer != o.Payer || r.Provider != o.Provider || r.Model != o.Model || r.RequestHash != o.RequestHash:
		return errors.New("the receipt is not for this order")
	case r.Finish == dgrid.FinishCancelled && j.t.Cancel == nil:
		return errors.New("the receipt says that the payer cancelled, which it did not")
	case r.PromptTokens != j.t.Acceptance.Object.PromptTokens:
		return fmt.Errorf("the receipt counts %d prompt tokens, the acceptance %d", r.PromptTokens, j.t.Acceptance.Object.PromptTokens)
	case int(r.OutputTokens) != len(ids):
		return fmt.Errorf("the receipt counts %d output tokens, %d came and are covered", r.OutputTokens, len(ids))
	case r.Root != j.tree.Root():
		return fmt.Errorf("the receipt commits to %s, what was received has root %s", r.Root, j.tree.Root())
	case r.OutputHash != dgrid.OutputHash(ids, text):
		return errors.New("the receipt's output hash is not that of what was received")
	}
	return nil
}

// finished is the job's result when its receipt has come.
func (j *job) finished() (*dgrid.Transcript, error) {
	r := &j.t.Receipt.Object
	if r.Finish != dgrid.FinishInterrupted {
		return j.t, nil
	}
	e := &BrokenError{Job: j.id, Received: j.received, Signed: r.OutputTokens, Err: errors.New("the provider interrupted it")}
	if j.failed != nil {
		e.Retryable, e.Failure, e.Err = j.failed.Retryable, j.failed.Code, errors.New(j.failed.Message)
	}
	return j.t, e
}

// broken is the job's result when no receipt came, or one that does not hold. The job stays open: the provider may have
// signed a step whose frame was lost, which Recover fetches.
func (j *job) broken(ctx context.Context, err error, retryable bool) (*dgrid.Transcript, error) {
	var refused *RefusedError
	if errors.As(err, &refused) {
		return nil, j.close(ctx, err)
	}
	j.p.part(j.t.Order.Object.Pair())
	signed, _, _ := j.t.Settled()
	j.t.Leaves = append(j.t.Leaves, j.tail()...)
	e := &BrokenError{Job: j.id, Received: j.received, Signed: signed, Retryable: retryable, Err: err}
	if j.failed != nil {
		e.Failure = j.failed.Code
	}
	return j.t, e
}

// close settles a job that no provider took, and returns cause.
func (j *job) close(ctx context.Context, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	err := j.acct.Do(func(b *settlement.PayerAccount) error {
		if err := b.Close(j.id, nil); err != nil {
			return err
		}
		return j.p.store.Finish(ctx, store.AsPayer, j.id, store.Ending{})
	})
	return errors.Join(cause, err)
}

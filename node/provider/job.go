package provider

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// Why a job ended before the model ended it.
var (
	errCancelled = errors.New("the payer cancelled")
	errPayerGone = errors.New("the payer went away")
	errUnpaid    = errors.New("the payer does not pay")
	errNotStored = errors.New("the job could not be stored")
)

// lingering is how long a finished job's stream is kept for the payer's last voucher, which may still be on its way.
const lingering = 3 * time.Second

// job is an admitted order. Its fields are used by the goroutine in run; the one that receives uses acct, which locks.
type job struct {
	p      *Provider
	id     dgrid.JobID
	order  *dgrid.Order
	offer  *offer
	acct   *account
	engine Engine
	prompt []dgrid.TokenID
	accept p2p.AcceptFrame
	frame  *p2p.OrderFrame
	opened func() error // waits for open

	letEngine func() // lets engine go

	started  time.Time
	first    time.Time // when the first token was made
	tree     dgrid.Tree
	leaf     dgrid.Leaf     // the one being filled
	sketches []dgrid.Sketch // of leaf
	ids      []dgrid.TokenID
	text     []byte
	textAt   int // length of text at the last step
}

func (j *job) release() {
	j.letEngine()
	<-j.offer.slots
	j.acct.Drop()
}

// begin signs the acceptance.
func (j *job) begin(of *p2p.OrderFrame, prompt []dgrid.TokenID) error {
	acceptance := dgrid.Acceptance{Job: j.id, PromptHash: dgrid.HashTokens(prompt), PromptTokens: uint32(len(prompt))}
	if c := j.p.cfg.Chain; c != nil {
		block, err := c.AnchorBy()
		if err != nil {
			j.p.log.Warn("cannot promise an anchor", "err", err)
			r := refuse(p2p.Busy, "this provider has not seen the chain yet")
			r.frame.Retry = retryChain
			return r
		}
		acceptance.AnchorBy = block
	}
	sig, err := j.p.cfg.Domain.Sign(&acceptance, j.p.cfg.Key)
	if err != nil {
		return err
	}
	j.prompt, j.frame, j.started = prompt, of, time.Now()
	j.accept.Acceptance = dgrid.Signed[dgrid.Acceptance]{Object: acceptance, Signature: sig}
	return nil
}

// open makes the job durable and then accepts it: from here on it is settled, whatever happens. It runs while the engine reads
// the prompt, which is at our own risk in any case; no token is sent before it has returned.
func (j *job) open(ctx context.Context, s Stream) error {
	// A payer that leaves meanwhile must not leave a job that is stored and that nobody settles.
	err := j.p.store.Begin(context.WithoutCancel(ctx), store.AsProvider, &dgrid.Transcript{
		Version: dgrid.Version, Network: j.p.cfg.Network, Domain: j.p.cfg.Domain, ModelName: j.offer.Name,
		Request: j.frame.Request, Prefix: j.frame.Prefix, Order: j.frame.Order, Acceptance: j.accept.Acceptance,
	})
	if err != nil {
		return fmt.Errorf("%w: %w", errNotStored, err)
	}
	if err := s.Send(ctx, &j.accept); err != nil {
		return fmt.Errorf("%w: %w", errPayerGone, err)
	}
	return nil
}

// run generates the answer, and settles whatever came of it even when the payer is gone.
func (j *job) run(ctx context.Context, s Stream, log *slog.Logger) error {
	genCtx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	payerLeft := make(chan struct{})
	go func() {
		defer close(payerLeft)
		stop(j.listen(genCtx, s))
	}()
	finish, genErr := j.generate(genCtx, s)
	if err := j.opened(); errors.Is(err, errNotStored) {
		stop(nil)
		<-payerLeft
		return j.abandon(err)
	}
	err := j.end(ctx, s, finish, genErr, log)
	if err == nil && !errors.Is(genErr, errPayerGone) {
		select { // the last voucher may be on its way
		case <-payerLeft:
		case <-time.After(lingering):
		}
	}
	stop(nil)
	<-payerLeft // a voucher that is being stored is in the account's books before this job lets them go
	return err
}

// abandon ends a job that could not be stored: nothing of it was sent.
func (j *job) abandon(err error) error {
	if _, _, closeErr := j.closeBooks(dgrid.FinishInterrupted); closeErr != nil {
		err = errors.Join(err, closeErr)
	}
	return j.p.storeRefusal(err)
}

// listen takes the payer's vouchers and its cancel until the stream ends, and says why the job should stop.
func (j *job) listen(ctx context.Context, s Stream) error {
	for {
		frame, err := s.Recv(ctx)
		if err != nil {
			return fmt.Errorf("%w: %w", errPayerGone, err)
		}
		switch f := frame.(type) {
		case *p2p.VoucherFrame:
			if err := j.p.takeVoucher(ctx, j.acct, j.order.Pair(), &f.Voucher); err != nil {
				return fmt.Errorf("%w: %w", errPayerGone, err)
			}
		case *p2p.CancelFrame:
			c := &f.Cancel
			if c.Object.Job != j.id {
				return fmt.Errorf("%w: its cancel names another job", errPayerGone)
			}
			if err := j.p.cfg.Domain.Verify(&c.Object, c.Signature, j.order.Payer); err != nil {
				return fmt.Errorf("%w: %w", errPayerGone, err)
			}
			if err := j.p.store.SetCancel(context.WithoutCancel(ctx), store.AsProvider, *c); err != nil {
				return err
			}
			return errCancelled
		default:
			return fmt.Errorf("%w: it sent an unexpected %T", errPayerGone, frame)
		}
	}
}

func (j *job) generate(ctx context.Context, s Stream) (dgrid.Finish, error) {
	ended := make(chan struct{})
	var openErr error
	j.opened = func() error { <-ended; return openErr }
	go func() {
		defer close(ended)
		openErr = j.open(ctx, s)
	}()
	usage, err := j.engine.Generate(ctx, &dgrid.Job{
		ID: j.id, Prompt: j.prompt, Params: j.frame.Request.Params, Seed: dgrid.JobSeed(j.order.Model, j.order.ClientSeed),
		Start: j.order.Start, MaxOutput: settlement.OutputLimit(j.order, uint32(len(j.prompt))), Payer: j.order.Payer,
	}, func(c dgrid.Chunk) error { return j.emit(ctx, s, c) })
	if cause := context.Cause(ctx); cause != nil && err != nil {
		err = cause
	}
	switch {
	case err == nil:
		return usage.Finish, nil
	case errors.Is(err, errCancelled):
		return dgrid.FinishCancelled, err
	default:
		return dgrid.FinishInterrupted, err
	}
}

// emit sends one chunk when it is paid for, and a step behind every full leaf.
func (j *job) emit(ctx context.Context, s Stream, c dgrid.Chunk) error {
	if len(c.IDs) != 1 || len(c.Sketches) != 1 {
		return fmt.Errorf("engine emitted %d tokens with %d sketches, want one of each", len(c.IDs), len(c.Sketches))
	}
	if len(j.ids) == 0 {
		j.first = time.Now()
	}
	if err := j.opened(); err != nil {
		return err
	}
	if err := j.awaitPayment(ctx); err != nil {
		return err
	}
	j.ids = append(j.ids, c.IDs...)
	j.text = append(j.text, c.Text...)
	j.leaf.IDs = append(j.leaf.IDs, c.IDs...)
	j.leaf.Text += c.Text
	j.sketches = append(j.sketches, c.Sketches...)
	if err := s.Send(ctx, &p2p.ChunkFrame{IDs: c.IDs, Text: c.Text}); err != nil {
		return fmt.Errorf("%w: %w", errPayerGone, err)
	}
	if len(j.leaf.IDs) < dgrid.LeafTokens {
		return nil
	}
	return j.step(ctx, s)
}

// awaitPayment returns when the next token may be sent, and is counted as sent. Of several jobs of one pair that wait for the same
// voucher, one takes what it pays for; the others wait on.
func (j *job) awaitPayment(ctx context.Context) error {
	sent := uint32(len(j.ids))
	allowed := func(b *settlement.ProviderAccount) bool { return sent < b.Allowed(j.id) }
	ctx, cancel := context.WithTimeoutCause(ctx, j.p.cfg.PayWait, fmt.Errorf("%w: nothing came for %s after token %d", errUnpaid, j.p.cfg.PayWait, sent))
	defer cancel()
	for {
		if err := j.acct.Await(ctx, allowed); err != nil {
			return err
		}
		taken := false
		err := j.acct.Do(func(b *settlement.ProviderAccount) error {
			if !allowed(b) {
				return nil
			}
			taken = true
			return b.Sent(j.id, sent+1)
		})
		if taken || err != nil {
			return err
		}
	}
}

// step commits to the leaf that is full. It is durable before it is sent: otherwise a crash could make us sign another one
// of the same number. A cancel that comes meanwhile must neither keep it from the store, whose books already count it, nor from
// the payer, whose receipt will.
func (j *job) step(ctx context.Context, s Stream) error {
	ctx = context.WithoutCancel(ctx)
	j.closeLeaf()
	var step dgrid.Step
	err := j.acct.Do(func(b *settlement.ProviderAccount) (err error) {
		step, err = b.Step(j.id, j.tree.Root())
		return err
	})
	if err != nil {
		return err
	}
	sig, err := j.p.cfg.Domain.Sign(&step, j.p.cfg.Key)
	if err != nil {
		return err
	}
	signed := dgrid.Signed[dgrid.Step]{Object: step, Signature: sig}
	if err := j.p.store.AddStep(ctx, store.AsProvider, signed, j.leaf, j.sketches); err != nil {
		return fmt.Errorf("store step %d: %w", step.Number, err)
	}
	hash := j.leaf.SketchHash
	j.leaf, j.sketches, j.textAt = dgrid.Leaf{}, nil, len(j.text)
	if err := s.Send(ctx, &p2p.StepFrame{Step: signed, SketchHash: hash}); err != nil {
		return fmt.Errorf("%w: %w", errPayerGone, err)
	}
	return nil
}

func (j *job) closeLeaf() {
	j.leaf.SketchHash = dgrid.HashSketches(j.sketches)
	j.tree.Append(j.leaf.Hash())
}

// end signs the receipt, stores it and then sends it. A job that ended early is settled by its last step; the tokens after
// it are unsigned and unpaid, and are not kept.
func (j *job) end(ctx context.Context, s Stream, finish dgrid.Finish, cause error, log *slog.Logger) error {
	ctx = context.WithoutCancel(ctx) // the payer may be gone: the job is settled all the same
	var ending store.Ending
	ids, text := j.ids, string(j.text)
	if finish.Early() {
		ids, text = ids[:len(ids)-len(j.leaf.IDs)], text[:j.textAt]
	} else if len(j.leaf.IDs) > 0 {
		j.closeLeaf()
		ending.Tail, ending.Sketches = []dgrid.Leaf{j.leaf}, j.sketches
	}
	tokens, fee, err := j.closeBooks(finish)
	if err != nil {
		return err
	}
	if int(tokens) != len(ids) {
		return fmt.Errorf("end job: the books say %d tokens, %d were sent", tokens, len(ids))
	}
	r := dgrid.Receipt{
		Job: j.id, Payer: j.order.Payer, Provider: j.order.Provider, Model: j.order.Model, RequestHash: j.order.RequestHash,
		PromptTokens: uint32(len(j.prompt)), OutputTokens: tokens, Root: j.tree.Root(), OutputHash: dgrid.OutputHash(ids, text),
		Fee: fee, Started: dgrid.Time(j.started.UnixMilli()), Ended: dgrid.Time(time.Now().UnixMilli()), Finish: finish,
	}
	sig, err := j.p.cfg.Domain.Sign(&r, j.p.cfg.Key)
	if err != nil {
		return err
	}
	ending.Receipt = &dgrid.Signed[dgrid.Receipt]{Object: r, Signature: sig}
	if err := j.p.store.Finish(ctx, store.AsProvider, j.id, ending); err != nil {
		return fmt.Errorf("store receipt: %w", err)
	}
	if n := len(j.ids); n > 0 {
		j.offer.speed.saw(len(j.prompt), j.first.Sub(j.started), n, time.Since(j.first))
	}
	log.Info("job ended", "finish", finish, "prompt", r.PromptTokens, "output", r.OutputTokens, "fee", r.Fee, "cause", cause)
	return j.sendReceipt(ctx, s, ending, cause)
}

func (j *job) sendReceipt(ctx context.Context, s Stream, ending store.Ending, cause error) error {
	ctx, cancel := context.WithTimeout(ctx, lingering)
	defer cancel()
	if errors.Is(cause, errPayerGone) {
		return nil // it gets the receipt when it sends the order again
	}
	if ending.Receipt.Object.Finish == dgrid.FinishInterrupted {
		if err := s.Send(ctx, failure(cause)); err != nil {
			return nil
		}
	}
	rf := &p2p.ReceiptFrame{Receipt: *ending.Receipt}
	if len(ending.Tail) > 0 {
		rf.SketchHash = ending.Tail[0].SketchHash
	}
	if err := s.Send(ctx, rf); err != nil {
		return fmt.Errorf("send receipt: %w", err)
	}
	return nil
}

// failure tells the payer why the job broke off, without the engine's inner words.
func failure(cause error) *p2p.FailureFrame {
	switch {
	case errors.Is(cause, errUnpaid):
		return &p2p.FailureFrame{Code: p2p.FailurePayment, Message: cause.Error()}
	case errors.Is(cause, store.ErrNoSpace):
		return &p2p.FailureFrame{Code: p2p.FailureInternal, Message: "the provider's disk is nearly full", Retryable: true}
	case errors.Is(cause, inference.ErrRefused): // no engine of this model would run it; the words are about the payer's own request
		return &p2p.FailureFrame{Code: p2p.FailureEngine, Message: cause.Error()}
	default:
		return &p2p.FailureFrame{Code: p2p.FailureEngine, Message: "the provider's engine stopped", Retryable: true}
	}
}

func (j *job) closeBooks(finish dgrid.Finish) (tokens uint32, fee dgrid.Amount, err error) {
	err = j.acct.Do(func(b *settlement.ProviderAccount) (err error) {
		tokens, fee, err = b.Close(j.id, finish)
		return err
	})
	return tokens, fee, err
}

package settlement

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// PayerAccount is the payer's side of one pair. It says which amount to promise and refuses whatever a provider claims that
// the order does not allow. Not safe for concurrent use.
type PayerAccount struct {
	pair     dgrid.Pair
	promised dgrid.Amount
	settled  dgrid.Amount
	jobs     map[dgrid.JobID]*payerJob
}

// payerJob is a job that is running, or that was closed by its last verified step and may still be closed by a receipt.
type payerJob struct {
	order    dgrid.Order
	accepted bool
	started  bool // its first token came
	closed   bool // its fee is in the account's settled
	prompt   uint32
	limit    uint32 // output tokens that the order pays for
	steps    uint32 // verified
	fee      dgrid.Amount
}

// NewPayerAccount continues an account: promised is the highest voucher ever signed for pair, settled the fees of its closed
// jobs, both 0 for a new pair. Jobs that were running come back by Reopen.
func NewPayerAccount(pair dgrid.Pair, promised, settled dgrid.Amount) *PayerAccount {
	return &PayerAccount{pair: pair, promised: promised, settled: settled, jobs: map[dgrid.JobID]*payerJob{}}
}

// Open adds a job before its order is sent. One that was closed by its last step runs again, and its fee is out of settled.
func (a *PayerAccount) Open(id dgrid.JobID, o *dgrid.Order) error {
	if err := checkOrder(a.pair, o); err != nil {
		return fmt.Errorf("open job %s: %w", id.Short(), err)
	}
	if j := a.jobs[id]; j != nil {
		if !j.closed {
			return fmt.Errorf("open job %s: the account has it already", id.Short())
		}
		a.settled = a.settled.Sub(j.fee)
	}
	a.jobs[id] = &payerJob{order: *o}
	return nil
}

// Recall says that settled holds fee for a job that was closed before this account was made, so that opening it again does not
// count it twice.
func (a *PayerAccount) Recall(id dgrid.JobID, fee dgrid.Amount) {
	a.jobs[id] = &payerJob{closed: true, fee: fee}
}

// Reopen is Open for a job that was accepted: one that ran when the process ended, or one that was closed by its last step while
// the provider has more to show. last is its last verified step, nil if there was none.
func (a *PayerAccount) Reopen(id dgrid.JobID, o *dgrid.Order, promptTokens uint32, last *dgrid.Step) error {
	if err := a.Open(id, o); err != nil {
		return err
	}
	if err := a.Accepted(id, promptTokens); err != nil {
		return err
	}
	if last == nil {
		return nil
	}
	j := a.jobs[id]
	if err := j.checkTotals(last.OutputTokens, last.Fee); err != nil {
		return fmt.Errorf("reopen job %s: %w", id.Short(), err)
	}
	j.started, j.steps, j.fee = true, last.Number, last.Fee
	return nil
}

// Accepted takes over how many tokens the provider's acceptance says the prompt has.
func (a *PayerAccount) Accepted(id dgrid.JobID, promptTokens uint32) error {
	j, err := a.running(id)
	if err != nil {
		return fmt.Errorf("accept job %s: %w", id.Short(), err)
	}
	if j.accepted && j.prompt != promptTokens {
		return fmt.Errorf("accept job %s: %d prompt tokens, accepted before with %d: %w", id.Short(), promptTokens, j.prompt, ErrContradiction)
	}
	if err := checkPrompt(&j.order, promptTokens); err != nil {
		return fmt.Errorf("accept job %s: %w", id.Short(), err)
	}
	j.accepted, j.prompt, j.limit = true, promptTokens, OutputLimit(&j.order, promptTokens)
	return nil
}

// FirstToken is called when a job's first token came. It returns the amount to promise now, over all jobs of the pair: it
// covers the job's prompt and first step. No voucher has to be signed where it equals Promised before the call.
func (a *PayerAccount) FirstToken(id dgrid.JobID) (dgrid.Amount, error) {
	j, err := a.running(id)
	if err != nil {
		return dgrid.Amount{}, fmt.Errorf("pay first step of job %s: %w", id.Short(), err)
	}
	if !j.accepted {
		return dgrid.Amount{}, fmt.Errorf("pay first step of job %s: the provider sent a token before its acceptance", id.Short())
	}
	j.started = true
	return a.promise(), nil
}

// Step checks a step against the order and the steps before; the caller has checked its signature and its root. It returns
// the amount to promise for the next step, over all jobs of the pair.
func (a *PayerAccount) Step(id dgrid.JobID, s *dgrid.Step) (dgrid.Amount, error) {
	if j := a.jobs[id]; j != nil && !j.started {
		return dgrid.Amount{}, fmt.Errorf("check step %d of job %s: it came before the first token", s.Number, id.Short())
	}
	if err := a.Verify(id, s); err != nil {
		return dgrid.Amount{}, err
	}
	return a.promise(), nil
}

// Verify checks a step as Step does but promises nothing: for the stored frames of a job that does not run any more.
func (a *PayerAccount) Verify(id dgrid.JobID, s *dgrid.Step) error {
	j, err := a.running(id)
	if err != nil {
		return fmt.Errorf("check step %d of job %s: %w", s.Number, id.Short(), err)
	}
	if err := j.checkStep(id, s); err != nil {
		return fmt.Errorf("check step %d of job %s: %w", s.Number, id.Short(), err)
	}
	j.steps, j.fee = s.Number, s.Fee
	return nil
}

func (j *payerJob) checkStep(id dgrid.JobID, s *dgrid.Step) error {
	switch {
	case !j.accepted:
		return fmt.Errorf("it came before the acceptance")
	case s.Job != id:
		return fmt.Errorf("it is of job %s", s.Job)
	case s.Number != j.steps+1:
		return fmt.Errorf("step %d must come next", j.steps+1)
	case uint64(s.OutputTokens) != uint64(s.Number)*dgrid.LeafTokens:
		return fmt.Errorf("it counts %d output tokens, want %d", s.OutputTokens, uint64(s.Number)*dgrid.LeafTokens)
	}
	return j.checkTotals(s.OutputTokens, s.Fee)
}

// checkTotals refuses more tokens than the order pays for and any fee but the exact one.
func (j *payerJob) checkTotals(outputTokens uint32, fee dgrid.Amount) error {
	if outputTokens > j.limit {
		return fmt.Errorf("%d output tokens, the order pays for %d", outputTokens, j.limit)
	}
	if want := j.order.Price.Fee(j.prompt, outputTokens); fee != want {
		return fmt.Errorf("fee is %s base units, %d prompt and %d output tokens cost %s", fee, j.prompt, outputTokens, want)
	}
	return nil
}

// Close ends a job by its receipt, or by its last verified step where r is nil. The caller has checked the receipt's
// signature, root and output hash, and that as many tokens came as it counts. A job that was closed by its last step may be
// closed again by the receipt that comes to light later.
func (a *PayerAccount) Close(id dgrid.JobID, r *dgrid.Receipt) error {
	j := a.jobs[id]
	if j == nil || (j.closed && r == nil) {
		return fmt.Errorf("close job %s: %w", id.Short(), ErrUnknownJob)
	}
	fee := j.fee
	if r != nil {
		if err := j.checkReceipt(id, r); err != nil {
			return fmt.Errorf("close job %s: %w", id.Short(), err)
		}
		fee = r.Fee
	}
	if j.closed {
		a.settled = a.settled.Sub(j.fee)
	}
	a.settled = a.settled.Add(fee)
	j.closed, j.fee = true, fee
	if r != nil {
		delete(a.jobs, id)
	}
	return nil
}

func (j *payerJob) checkReceipt(id dgrid.JobID, r *dgrid.Receipt) error {
	o := &j.order
	verified := j.steps * dgrid.LeafTokens
	switch {
	case !j.accepted:
		return fmt.Errorf("its receipt came before its acceptance")
	case r.Job != id || r.Payer != o.Payer || r.Provider != o.Provider || r.Model != o.Model || r.RequestHash != o.RequestHash:
		return fmt.Errorf("its receipt names another order")
	case r.PromptTokens != j.prompt:
		return fmt.Errorf("its receipt counts %d prompt tokens, the acceptance %d", r.PromptTokens, j.prompt)
	case r.Finish.Early() && r.OutputTokens != verified:
		return fmt.Errorf("its receipt counts %d output tokens of an answer that ended early, the last step %d", r.OutputTokens, verified)
	case r.OutputTokens < verified || r.OutputTokens-verified >= dgrid.LeafTokens:
		return fmt.Errorf("its receipt counts %d output tokens, want %d and less than one leaf more", r.OutputTokens, verified)
	}
	return j.checkTotals(r.OutputTokens, r.Fee)
}

// Adopt takes over a voucher that the provider shows and that carries our signature; one of an earlier life of this account,
// if it is higher than what we know.
func (a *PayerAccount) Adopt(amount dgrid.Amount) error {
	if amount.Cmp(a.promised) > 0 {
		a.promised = amount
	}
	return nil
}

// Promised is the highest amount that a voucher was or is to be signed for.
func (a *PayerAccount) Promised() dgrid.Amount { return a.promised }

// Settled is the fees of the pair's closed jobs.
func (a *PayerAccount) Settled() dgrid.Amount { return a.settled }

// Ahead is what is promised beyond settled fees and the verified steps of running jobs.
func (a *PayerAccount) Ahead() dgrid.Amount {
	due := a.settled
	for _, j := range a.jobs {
		if !j.closed {
			due = due.Add(j.fee)
		}
	}
	return a.promised.Sub(due)
}

// Due is the amount to promise now although no token came: settled fees and the next step of each running job, or Promised where
// that is higher. A payer signs it at each meeting, so that a voucher covers every settled fee when the two part.
func (a *PayerAccount) Due() dgrid.Amount { return a.promise() }

// promise raises promised to what all jobs need: settled fees, and of each running job its verified steps and the next one.
func (a *PayerAccount) promise() dgrid.Amount {
	need := a.settled
	for _, j := range a.jobs {
		if !j.closed && j.started {
			next := min(uint64(j.steps+1)*dgrid.LeafTokens, uint64(j.limit))
			need = need.Add(j.order.Price.Fee(j.prompt, uint32(next)))
		}
	}
	if need.Cmp(a.promised) > 0 {
		a.promised = need
	}
	return a.promised
}

func (a *PayerAccount) running(id dgrid.JobID) (*payerJob, error) {
	j := a.jobs[id]
	if j == nil || j.closed {
		return nil, ErrUnknownJob
	}
	return j, nil
}

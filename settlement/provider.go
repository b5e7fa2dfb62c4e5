package settlement

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// ProviderAccount is the provider's side of one pair. It says how far a job may go before more is promised, what to sign, and
// what a job costs. Not safe for concurrent use.
type ProviderAccount struct {
	pair    dgrid.Pair
	voucher dgrid.Amount
	settled dgrid.Amount
	jobs    map[dgrid.JobID]*providerJob
	closed  map[dgrid.JobID]dgrid.Amount // fees in settled of the jobs that may still be raised
}

type providerJob struct {
	order  dgrid.Order
	prompt uint32
	limit  uint32 // output tokens that the order pays for
	sent   uint32
	steps  uint32
}

// NewProviderAccount continues an account: voucher is the highest that is held of pair, settled the fees of its closed jobs,
// both 0 for a new pair. Jobs of an earlier session are not continued; CloseAt settles them.
func NewProviderAccount(pair dgrid.Pair, voucher, settled dgrid.Amount) *ProviderAccount {
	return &ProviderAccount{pair: pair, voucher: voucher, settled: settled, jobs: map[dgrid.JobID]*providerJob{}, closed: map[dgrid.JobID]dgrid.Amount{}}
}

// Admit adds a job before its acceptance is signed. The error is *ErrNoCredit where the job could leave more than credit
// unpaid, together with everything that the pair owes or may come to owe.
func (a *ProviderAccount) Admit(id dgrid.JobID, o *dgrid.Order, promptTokens uint32, credit dgrid.Amount) error {
	_, done := a.closed[id]
	if a.jobs[id] != nil || done {
		return fmt.Errorf("admit job %s: the account has it already", id.Short())
	}
	if err := checkOrder(a.pair, o); err != nil {
		return fmt.Errorf("admit job %s: %w", id.Short(), err)
	}
	if err := checkPrompt(o, promptTokens); err != nil {
		return fmt.Errorf("admit job %s: %w", id.Short(), err)
	}
	j := &providerJob{order: *o, prompt: promptTokens, limit: OutputLimit(o, promptTokens)}
	if exposure := a.exposureWith(j); exposure.Cmp(credit) > 0 {
		return fmt.Errorf("admit job %s: %w", id.Short(), &ErrNoCredit{Exposure: exposure, Credit: credit})
	}
	a.jobs[id] = j
	return nil
}

// Exposure is what the pair may come to owe beyond its voucher without paying anything more.
func (a *ProviderAccount) Exposure() dgrid.Amount {
	sum := a.due().Sub(a.voucher)
	for _, j := range a.jobs {
		sum = sum.Add(j.slack())
	}
	return sum
}

// exposureWith is Exposure once j runs too. What is paid ahead counts for it only where no other job runs that may use it up.
func (a *ProviderAccount) exposureWith(j *providerJob) dgrid.Amount {
	if len(a.jobs) > 0 {
		return a.Exposure().Add(j.slack())
	}
	owed := a.settled.Add(j.firstStep()).Sub(a.voucher)
	if j.limit > dgrid.LeafTokens {
		owed = higher(owed, a.settled.Sub(a.voucher).Add(j.laterStep()))
	}
	return owed
}

// due is what vouchers must cover before any job goes further: settled fees, and of each job all but its last step.
func (a *ProviderAccount) due() dgrid.Amount {
	sum := a.settled
	for _, j := range a.jobs {
		sum = sum.Add(j.due(j.sent))
	}
	return sum
}

// due is the part of the fee for n tokens that must be covered when they are sent.
func (j *providerJob) due(n uint32) dgrid.Amount {
	if n <= dgrid.LeafTokens {
		return dgrid.Amount{}
	}
	return j.order.Price.Fee(j.prompt, n-dgrid.LeafTokens)
}

// slack is the most that the job can come to cost beyond due: prompt and first step, later one step.
func (j *providerJob) slack() dgrid.Amount {
	switch {
	case j.sent > dgrid.LeafTokens:
		return j.laterStep()
	case j.limit > dgrid.LeafTokens:
		return higher(j.firstStep(), j.laterStep())
	}
	return j.firstStep()
}

func (j *providerJob) firstStep() dgrid.Amount {
	return j.order.Price.Fee(j.prompt, min(dgrid.LeafTokens, j.limit))
}

// laterStep is the most that any step but the first costs: fees are rounded down at the totals, so 32 tokens may cost one base
// unit more than they would alone.
func (j *providerJob) laterStep() dgrid.Amount {
	return j.order.Price.Fee(0, dgrid.LeafTokens).Add(dgrid.NewAmount(1))
}

// Allowed is how many output tokens, in total, the job may have sent by now: its first step at the provider's risk, and then
// one step beyond what vouchers cover. It is 0 for a job that is not running.
func (a *ProviderAccount) Allowed(id dgrid.JobID) uint32 {
	j := a.jobs[id]
	if j == nil {
		return 0
	}
	others := a.due().Sub(j.due(j.sent))
	covered := mostTokens(j.limit, func(n uint32) bool { return others.Add(j.due(n)).Cmp(a.voucher) <= 0 })
	return max(covered, j.sent, min(dgrid.LeafTokens, j.limit))
}

// Sent says that the job has now sent n output tokens in total.
func (a *ProviderAccount) Sent(id dgrid.JobID, n uint32) error {
	j := a.jobs[id]
	switch {
	case j == nil:
		return fmt.Errorf("send tokens of job %s: %w", id.Short(), ErrUnknownJob)
	case n < j.sent:
		return fmt.Errorf("send tokens of job %s: total %d is below %d before", id.Short(), n, j.sent)
	case n > a.Allowed(id):
		return fmt.Errorf("send tokens of job %s: total %d, vouchers and order allow %d by now", id.Short(), n, a.Allowed(id))
	}
	j.sent = n
	return nil
}

// Step is the next step to sign, over root. The error is ErrNoLeaf while its leaf is not full.
func (a *ProviderAccount) Step(id dgrid.JobID, root dgrid.Digest) (dgrid.Step, error) {
	j := a.jobs[id]
	if j == nil {
		return dgrid.Step{}, fmt.Errorf("take step of job %s: %w", id.Short(), ErrUnknownJob)
	}
	if j.sent/dgrid.LeafTokens <= j.steps {
		return dgrid.Step{}, fmt.Errorf("take step %d of job %s: %d tokens sent: %w", j.steps+1, id.Short(), j.sent, ErrNoLeaf)
	}
	j.steps++
	tokens := j.steps * dgrid.LeafTokens
	return dgrid.Step{Job: id, Number: j.steps, Root: root, OutputTokens: tokens, Fee: j.order.Price.Fee(j.prompt, tokens)}, nil
}

// Pay takes a voucher of the pair; the caller has checked its signature and stored it. The same amount again changes nothing.
// The error is *ErrLowerVoucher for a lower one.
func (a *ProviderAccount) Pay(amount dgrid.Amount) error {
	if amount.Cmp(a.voucher) < 0 {
		return fmt.Errorf("take voucher: %w", &ErrLowerVoucher{Shown: amount, Held: a.voucher})
	}
	a.voucher = amount
	return nil
}

// Close ends a job of this session and returns what its receipt says: all tokens, or those of the last step where the answer
// ended early.
func (a *ProviderAccount) Close(id dgrid.JobID, finish dgrid.Finish) (outputTokens uint32, fee dgrid.Amount, err error) {
	j := a.jobs[id]
	if j == nil {
		return 0, dgrid.Amount{}, fmt.Errorf("close job %s: %w", id.Short(), ErrUnknownJob)
	}
	outputTokens = j.sent
	if finish.Early() {
		outputTokens = j.steps * dgrid.LeafTokens
	} else if j.sent/dgrid.LeafTokens > j.steps {
		return 0, dgrid.Amount{}, fmt.Errorf("close job %s: step %d is not signed yet, sign it before the receipt", id.Short(), j.steps+1)
	}
	fee = j.order.Price.Fee(j.prompt, outputTokens)
	delete(a.jobs, id)
	a.closed[id] = fee
	a.settled = a.settled.Add(fee)
	return outputTokens, fee, nil
}

// Recall says that settled holds fee for a job that was closed before this account was made, so that later evidence raises it
// instead of counting it again.
func (a *ProviderAccount) Recall(id dgrid.JobID, fee dgrid.Amount) { a.closed[id] = fee }

// CloseAt settles a job of an earlier session by the highest of its steps: own ones, and those that the payer shows and that
// carry our signature. Without any step the job costs nothing. It returns the fee that then counts: a job that was settled
// lower before is raised, never counted twice.
func (a *ProviderAccount) CloseAt(id dgrid.JobID, steps ...*dgrid.Step) (dgrid.Amount, error) {
	last, err := LastStep(id, steps...)
	if err != nil {
		return dgrid.Amount{}, fmt.Errorf("settle job %s by its last step: %w", id.Short(), err)
	}
	var fee dgrid.Amount
	if last != nil {
		fee = last.Fee
	}
	return a.raise(id, fee)
}

// CloseBy settles a job of an earlier session by the receipt that that session signed and that was lost here; the payer shows
// it. It returns the fee that then counts.
func (a *ProviderAccount) CloseBy(id dgrid.JobID, r *dgrid.Receipt) (dgrid.Amount, error) {
	if r.Job != id || r.Payer != a.pair.Payer || r.Provider != a.pair.Provider || r.Model != a.pair.Model {
		return dgrid.Amount{}, fmt.Errorf("settle job %s by a shown receipt: it is of job %s or of another pair", id.Short(), r.Job.Short())
	}
	return a.raise(id, r.Fee)
}

func (a *ProviderAccount) raise(id dgrid.JobID, fee dgrid.Amount) (dgrid.Amount, error) {
	if a.jobs[id] != nil {
		return dgrid.Amount{}, fmt.Errorf("settle job %s: it is running in this session, end it by its receipt", id.Short())
	}
	counted := a.closed[id]
	a.settled = a.settled.Add(fee.Sub(counted))
	a.closed[id] = higher(fee, counted)
	return a.closed[id], nil
}

// Voucher is the highest amount that the payer promised.
func (a *ProviderAccount) Voucher() dgrid.Amount { return a.voucher }

// Settled is the fees of the pair's closed jobs.
func (a *ProviderAccount) Settled() dgrid.Amount { return a.settled }

package store

import (
	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store/journal"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// jobState is what the index keeps of a job for quick answers. Everything but Ended follows from the journal.
type jobState struct {
	Seq          uint64       `json:"seq"` // of the order in the journal
	Pair         dgrid.Pair   `json:"pair"`
	Created      dgrid.Time   `json:"created"`
	PromptTokens uint32       `json:"promptTokens,omitempty"`
	LastStep     uint32       `json:"lastStep,omitempty"`
	Tokens       uint32       `json:"tokens,omitempty"` // of the receipt, else of the last step
	Fee          dgrid.Amount `json:"fee"`              // likewise
	Closed       bool         `json:"closed,omitempty"`
	HasReceipt   bool         `json:"hasReceipt,omitempty"`
	Finish       dgrid.Finish `json:"finish,omitempty"`
	Ended        dgrid.Time   `json:"ended,omitempty"`   // by this node's clock
	Waiting      uint64       `json:"waiting,omitempty"` // journal record since which it waits for a leaf; 0: it does not
	Counted      counted      `json:"counted,omitzero"`
}

// counted is by what a job is in a batch.
type counted struct {
	Receipt bool         `json:"receipt,omitempty"`
	Step    uint32       `json:"step,omitempty"`
	Fee     dgrid.Amount `json:"fee"`
	Leaf    uint64       `json:"leaf,omitempty"` // number of its last leaf and 1, on the provider's side
}

// waits reports whether the job ended by an object that is in no batch yet. Without receipt and step there is nothing to include.
func (j *jobState) waits() bool {
	if j.HasReceipt {
		return !j.Counted.Receipt
	}
	return j.Closed && j.LastStep > j.Counted.Step
}

// uncount says that no leaf counts the job.
func (j *jobState) uncount() { j.Counted = counted{} }

// count says that the object by which the job ended is in a batch.
func (j *jobState) count() {
	if j.Counted.Fee = j.Fee; j.HasReceipt {
		j.Counted.Receipt = true
	} else {
		j.Counted.Step = j.LastStep
	}
}

// charged is what the job adds to its pair's Settled: nothing while it is open.
func (j *jobState) charged() dgrid.Amount {
	if !j.Closed {
		return dgrid.Amount{}
	}
	return j.Fee
}

// take changes the state by one signed object of the job. A receipt counts more than any step, whichever came first; among
// steps the highest counts, because a step that was lost in an old backup may come back after later ones.
func (j *jobState) take(o dgrid.Object) {
	switch o := o.(type) {
	case *dgrid.Acceptance:
		j.PromptTokens = o.PromptTokens
	case *dgrid.Step:
		if o.Number <= j.LastStep {
			return
		}
		j.LastStep = o.Number
		if !j.HasReceipt {
			j.Tokens, j.Fee = o.OutputTokens, o.Fee
		}
	case *dgrid.Receipt:
		j.HasReceipt, j.Closed = true, true
		j.Tokens, j.Fee, j.Finish = o.OutputTokens, o.Fee, o.Finish
	}
}

// accountState is what the index keeps of a pair.
type accountState struct {
	Voucher *dgrid.Signed[dgrid.Voucher] `json:"voucher,omitempty"`
	Settled dgrid.Amount                 `json:"settled"`
	Jobs    uint64                       `json:"jobs"`
}

// recharge replaces what one job added to Settled.
func (a *accountState) recharge(before, after dgrid.Amount) {
	a.Settled = a.Settled.Sub(before).Add(after)
}

// jobOf is the job that a signed object speaks of, and the number that tells it from others of its kind; an order's and a
// voucher's job is zero.
func jobOf(o dgrid.Object) (dgrid.JobID, uint32) {
	switch o := o.(type) {
	case *dgrid.Acceptance:
		return o.Job, 0
	case *dgrid.Step:
		return o.Job, o.Number
	case *dgrid.Cancel:
		return o.Job, 0
	case *dgrid.Receipt:
		return o.Job, 0
	}
	return dgrid.JobID{}, 0
}

// ledger recomputes from the journal alone what the index says about money. Open compares the two: a database that lost
// records without noticing (one changed byte in its log is enough) must not decide what was paid.
type ledger struct {
	domain   dgrid.Domain
	jobs     map[jobRef]*jobState // without receipt; with one, only steps could follow, and they change no sum
	accounts map[pairRef]*accountState
	objects  uint64 // signed objects but vouchers
	boot     uint64
	batches  batchBooks
	items    map[dgrid.Digest]itemState // of the outbox, by evm.Key
}

func newLedger(domain dgrid.Domain) *ledger {
	return &ledger{domain: domain, jobs: map[jobRef]*jobState{}, accounts: map[pairRef]*accountState{}, batches: newBatchBooks(), items: map[dgrid.Digest]itemState{}}
}

func (l *ledger) account(ref pairRef) *accountState {
	a := l.accounts[ref]
	if a == nil {
		a = new(accountState)
		l.accounts[ref] = a
	}
	return a
}

func (l *ledger) take(e journal.Entry, seq uint64) {
	switch e := e.(type) {
	case *journal.Started:
		l.boot = e.Boot
	case *journal.Closed:
		l.change(jobRef{e.Role, e.Job}, func(j *jobState) { j.Closed = true })
	case *journal.Signed:
		l.takeSigned(e)
	case *journal.Outbox:
		if i, err := evm.DecodeItem(e.Item); err == nil { // the journal has decoded it before
			l.items[evm.Key(i.From, i.ID)] = itemState{dgrid.Hash(e.Item), i.State.Open()}
		}
	default:
		l.takeBatch(e, seq)
	}
}

func (l *ledger) takeSigned(e *journal.Signed) {
	switch o := e.Object.(type) {
	case *dgrid.Voucher:
		l.account(pairRef{e.Role, o.Pair()}).Voucher = &dgrid.Signed[dgrid.Voucher]{Object: *o, Signature: e.Signature}
		return
	case *dgrid.Order:
		l.objects++
		l.jobs[jobRef{e.Role, dgrid.JobID(l.domain.HashObject(o))}] = &jobState{Pair: o.Pair()}
		l.account(pairRef{e.Role, o.Pair()}).Jobs++
		return
	}
	l.objects++
	job, _ := jobOf(e.Object)
	ref := jobRef{e.Role, job}
	l.change(ref, func(j *jobState) { j.take(e.Object) })
	if e.Object.Kind() == dgrid.KindReceipt {
		delete(l.jobs, ref)
	}
}

func (l *ledger) change(ref jobRef, f func(*jobState)) {
	j := l.jobs[ref]
	if j == nil {
		return
	}
	before, waited := j.charged(), j.waits()
	f(j)
	l.account(pairRef{ref.role, j.Pair}).recharge(before, j.charged())
	if waits := j.waits(); waits && !waited {
		l.batches.waiting++
	} else if waited && !waits {
		l.batches.waiting--
	}
}

// itemState is what the books keep of an item of the outbox.
type itemState struct {
	hash dgrid.Digest // of its newest bytes
	open bool
}

// unsent counts the open items.
func (l *ledger) unsent() (n uint64) {
	for _, i := range l.items {
		if i.open {
			n++
		}
	}
	return n
}

// open counts the open jobs.
func (l *ledger) open() (n uint64) {
	for _, j := range l.jobs {
		if !j.Closed {
			n++
		}
	}
	return n
}

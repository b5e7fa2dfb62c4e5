package settlement_test

import (
	"crypto/ecdsa"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

// payerActor is a payer with a disk and a memory, and an account with each provider.
type payerActor struct {
	w       *world
	key     *ecdsa.PrivateKey
	address dgrid.Address

	disk    payerDisk
	backups []payerDisk

	// Memory.
	up      bool
	account []*settlement.PayerAccount
	session []dgrid.Digest
	met     []bool // with the provider's present session
	live    map[dgrid.JobID]*answer
}

type payerDisk struct {
	jobs     map[dgrid.JobID]*payerRecord
	promised [2]dgrid.Amount
	base     [2]dgrid.Amount // settled fees that were adopted without knowing their jobs
	adopted  [2]dgrid.Time   // when base was last raised: jobs ordered before are in it
	books    payerBooks
}

type payerRecord struct {
	order      dgrid.Signed[dgrid.Order]
	provider   int
	acceptance *dgrid.Signed[dgrid.Acceptance]
	ids        []dgrid.TokenID // of verified leaves, and all once there is a receipt
	steps      []dgrid.Signed[dgrid.Step]
	receipt    *dgrid.Signed[dgrid.Receipt]
	final      bool
	acked      bool
	fee        dgrid.Amount
}

func (d payerDisk) clone() payerDisk {
	c := d
	c.jobs = map[dgrid.JobID]*payerRecord{}
	for id, r := range d.jobs {
		copied := *r
		copied.ids, copied.steps = slices.Clone(r.ids), slices.Clone(r.steps)
		c.jobs[id] = &copied
	}
	c.books = d.books.clone()
	return c
}

func sortedIDs[T any](m map[dgrid.JobID]T) []dgrid.JobID {
	ids := make([]dgrid.JobID, 0, len(m))
	for id := range m {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b dgrid.JobID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

func newPayerActor(w *world, key *ecdsa.PrivateKey) *payerActor {
	return &payerActor{w: w, key: key, address: crypto.PubkeyToAddress(key.PublicKey), disk: payerDisk{jobs: map[dgrid.JobID]*payerRecord{}}, met: make([]bool, 2)}
}

func (y *payerActor) String() string { return "payer" }

func (y *payerActor) crash() {
	y.up, y.account, y.live, y.met = false, nil, nil, make([]bool, 2)
}

func (y *payerActor) must(err error) bool {
	if err != nil && !y.w.roles.payer.any() && !y.w.roles.provider.any() {
		y.w.fail("payer: an honest peer was refused: %v", err)
	}
	return err == nil
}

func (y *payerActor) start() {
	y.up, y.live, y.account, y.session = true, map[dgrid.JobID]*answer{}, nil, make([]dgrid.Digest, 2)
	for i, p := range y.w.providers {
		settled := y.disk.base[i]
		for _, r := range y.disk.jobs {
			if r.provider == i && r.final {
				settled = settled.Add(r.fee)
			}
		}
		promised := y.disk.promised[i]
		if y.w.faults.voucherForgets {
			promised = dgrid.Amount{}
		}
		y.account = append(y.account, settlement.NewPayerAccount(p.pair, promised, settled))
	}
	for _, id := range sortedIDs(y.disk.jobs) {
		if r := y.disk.jobs[id]; !r.final {
			y.reopen(id)
		} else {
			y.account[r.provider].Recall(id, r.fee)
		}
	}
}

// reopen brings an unfinished job from disk to memory.
func (y *payerActor) reopen(id dgrid.JobID) {
	r := y.disk.jobs[id]
	y.live[id] = &answer{ids: slices.Clone(r.ids)}
	acct := y.account[r.provider]
	if r.acceptance == nil {
		y.must(acct.Open(id, &r.order.Object))
		return
	}
	var last *dgrid.Step
	if n := len(r.steps); n > 0 {
		last = &r.steps[n-1].Object
	}
	y.must(acct.Reopen(id, &r.order.Object, r.acceptance.Object.PromptTokens, last))
}

// order opens a job at provider i, resuming parent where that is not zero.
func (y *payerActor) order(i int, o dgrid.Order) {
	p := y.w.providers[i]
	o.Payer, o.Provider, o.Model = y.address, p.address, p.pair.Model
	o.Session, o.Nonce = y.session[i], y.w.random()
	o.Created = y.w.counter
	id := dgrid.JobID(y.w.domain.HashObject(&o))
	signed := dgrid.Signed[dgrid.Order]{Object: o, Signature: y.w.sign(&o, y.key)}
	y.w.effect(y, func() { y.disk.jobs[id] = &payerRecord{order: signed, provider: i} })
	y.must(y.account[i].Open(id, &o))
	y.live[id] = &answer{}
	y.w.send(y, objectFrame(false, i, id, signed))
}

// resend sends the order and the latest voucher again; the provider answers with the job's frames.
func (y *payerActor) resend(id dgrid.JobID) {
	r := y.disk.jobs[id]
	y.w.send(y, objectFrame(false, r.provider, id, r.order))
	y.sendVoucher(r.provider)
}

func (y *payerActor) cancel(id dgrid.JobID) {
	c := dgrid.Cancel{Job: id, OutputTokens: uint32(len(y.live[id].ids))}
	y.w.send(y, objectFrame(false, y.disk.jobs[id].provider, id, dgrid.Signed[dgrid.Cancel]{Object: c, Signature: y.w.sign(&c, y.key)}))
}

func (y *payerActor) take(f frame) {
	a, r := y.live[f.job], y.disk.jobs[f.job]
	if a == nil {
		return
	}
	p := y.w.providers[f.provider]
	switch f.kind {
	case dgrid.KindAcceptance:
		y.takeAcceptance(f, r, p)
	case 0:
		y.takeChunk(f, r, a)
	case dgrid.KindStep:
		y.takeStep(f, r, a, p)
	case dgrid.KindReceipt:
		y.takeReceipt(f, r, a, p)
	}
}

func (y *payerActor) takeAcceptance(f frame, r *payerRecord, p *providerActor) {
	s, ok := open[dgrid.Acceptance](y.w, f, p.address)
	if !ok || r.acceptance != nil {
		return
	}
	if !y.must(y.account[f.provider].Accepted(f.job, s.Object.PromptTokens)) {
		y.quit(f.job)
		return
	}
	y.w.effect(y, func() { r.acceptance = &s })
}

func (y *payerActor) takeChunk(f frame, r *payerRecord, a *answer) {
	have, end := uint32(len(a.ids)), f.start+uint32(len(f.ids))
	if r.acceptance == nil || f.start > have || end <= have || have >= uint32(len(r.steps)+1)*dgrid.LeafTokens {
		return // repeated, or something before it was lost: the frames come again
	}
	a.ids = append(a.ids, f.ids[have-f.start:]...)
	y.w.received[f.job] = max(y.w.received[f.job], end)
	if have == 0 && !a.dead {
		amount, err := y.account[f.provider].FirstToken(f.job)
		if y.must(err) {
			y.pay(f.provider, f.job, amount, func() {})
		}
	}
}

func (y *payerActor) takeStep(f frame, r *payerRecord, a *answer, p *providerActor) {
	s, ok := open[dgrid.Step](y.w, f, p.address)
	if !ok {
		return
	}
	n, end := int(s.Object.Number), s.Object.Number*dgrid.LeafTokens
	if n <= len(r.steps) && n > 0 && r.steps[n-1] != s && !y.w.roles.provider.any() {
		y.w.fail("payer holds two different steps %d of job %s", n, f.job.Short())
	}
	if n != len(r.steps)+1 || uint32(len(a.ids)) < end {
		return
	}
	if s.Object.Root != rootOf(a.ids[:end]) {
		y.must(fmt.Errorf("root of step %d of job %s is of other tokens", n, f.job.Short()))
		y.quit(f.job)
		return
	}
	store := func() { r.steps, r.ids = append(r.steps, s), slices.Clone(a.ids[:end]) }
	acct := y.account[f.provider]
	if a.dead {
		if y.must(acct.Verify(f.job, &s.Object)) {
			y.w.effect(y, store)
		}
		return
	}
	amount, err := acct.Step(f.job, &s.Object)
	if !y.must(err) {
		y.quit(f.job)
		return
	}
	y.pay(f.provider, f.job, amount, store)
}

// pay stores the amount, together with what it is paid for, and then sends the voucher.
func (y *payerActor) pay(i int, id dgrid.JobID, amount dgrid.Amount, store func()) {
	if y.w.faults.paysAhead {
		o := y.w.orders[id]
		amount = amount.Add(o.Price.Fee(0, dgrid.LeafTokens+1))
	}
	y.note(i, amount)
	write := func() { store(); y.disk.promised[i] = amount }
	if y.w.faults.sendsFirst {
		y.disk.promised[i], amount = amount, y.disk.promised[i]
		y.sendVoucher(i)
		y.disk.promised[i], amount = amount, y.disk.promised[i]
	}
	y.w.effect(y, write)
	y.sendVoucher(i)
}

// note lets the observer know what an honest payer may risk from now on, if amount is a new height: one step a running job.
func (y *payerActor) note(i int, amount dgrid.Amount) {
	rec := y.w.pairs[y.w.providers[i].pair]
	if amount.Cmp(rec.highest) <= 0 {
		return
	}
	rec.risk = rec.atRisk
	for id, a := range y.live {
		if r := y.disk.jobs[id]; r.provider == i && len(a.ids) > 0 && !a.dead {
			rec.risk = sum(rec.risk, r.order.Object.Price.Fee(0, dgrid.LeafTokens), dgrid.NewAmount(1))
		}
	}
}

func (y *payerActor) voucher(i int) dgrid.Signed[dgrid.Voucher] {
	pair := y.w.providers[i].pair
	v := dgrid.Voucher{Payer: pair.Payer, Provider: pair.Provider, Model: pair.Model, Amount: y.disk.promised[i]}
	return dgrid.Signed[dgrid.Voucher]{Object: v, Signature: y.w.sign(&v, y.key)}
}

func (y *payerActor) sendVoucher(i int) {
	if y.disk.promised[i].IsZero() || y.w.roles.payer.withholds {
		return
	}
	y.w.send(y, objectFrame(false, i, dgrid.JobID{}, y.voucher(i)))
}

func (y *payerActor) takeReceipt(f frame, r *payerRecord, a *answer, p *providerActor) {
	s, ok := open[dgrid.Receipt](y.w, f, p.address)
	n := s.Object.OutputTokens
	if !ok || r.acceptance == nil || uint32(len(a.ids)) < n || uint32(len(r.steps)) < n/dgrid.LeafTokens {
		return
	}
	if s.Object.Root != rootOf(a.ids[:n]) || s.Object.OutputHash != dgrid.HashTokens(a.ids[:n]) {
		y.must(fmt.Errorf("receipt of job %s is over other tokens", f.job.Short()))
		y.quit(f.job)
		return
	}
	if !y.must(y.account[f.provider].Close(f.job, &s.Object)) {
		y.quit(f.job)
		return
	}
	delete(y.live, f.job)
	y.w.effect(y, func() { r.receipt, r.final, r.fee, r.ids = &s, true, s.Object.Fee, slices.Clone(a.ids[:n]) })
}

// quit leaves a job at its last verified step.
func (y *payerActor) quit(id dgrid.JobID) {
	r := y.disk.jobs[id]
	y.must(y.account[r.provider].Close(id, nil))
	delete(y.live, id)
	var fee dgrid.Amount
	if n := len(r.steps); n > 0 {
		fee = r.steps[n-1].Object.Fee
	}
	y.w.effect(y, func() { r.final, r.fee = true, fee })
}

package settlement_test

import (
	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

// modelAction is one of them.
type modelAction[W any] struct {
	name   string
	weight int
	do     func(W)
}

// actions are what may happen next, and how often against each other. An action that does not apply does nothing.
var actions = []modelAction[*world]{
	{"order", 3, (*world).doOrder},
	{"work", 6, (*world).doWork},
	{"deliver", 2, (*world).doDeliver},
	{"deliver all", 6, (*world).doDeliverAll},
	{"lose", 1, (*world).doLose},
	{"repeat", 1, (*world).doRepeat},
	{"resend", 2, (*world).doResend},
	{"cancel", 1, (*world).doCancel},
	{"finish", 1, (*world).doFinish},
	{"cut", 1, (*world).doCut},
	{"meet", 4, (*world).doMeet},
	{"crash", 1, (*world).doCrash},
	{"start", 3, (*world).doStart},
	{"back up", 2, (*world).doBackup},
	{"restore", 1, (*world).doRestore},
	{"redeem", 1, (*world).doRedeem},
	{"prune", 1, (*world).doPrune},
}

// mayCrash lights a fuse for one action in six.
func (w *world) mayCrash() {
	if w.dice.Intn("crashes", 6) == 0 {
		w.fuse = w.dice.Intn("effects until the crash", 6)
	}
}

func (w *world) anyProvider() *providerActor {
	return w.providers[w.dice.Intn("provider", len(w.providers))]
}

func pick[T any](w *world, label string, list []T) (T, bool) {
	if len(list) == 0 {
		var zero T
		return zero, false
	}
	return list[w.dice.Intn(label, len(list))], true
}

func (w *world) doOrder() {
	p := w.anyProvider()
	if !w.payer.up || !w.payer.met[p.index] || (w.chain != nil && !w.chain.funded()) {
		return
	}
	o := dgrid.Order{
		MaxPrompt: uint32(1 + w.dice.Intn("prompt", 100)),
		MaxOutput: uint32(1 + w.dice.Intn("output", 150)),
		Price:     dgrid.Price{Input: dgrid.NewAmount(uint64(w.dice.Intn("input price", 1_500_000))), Output: dgrid.NewAmount(uint64(w.dice.Intn("output price", 3_000_000)))},
	}
	o.MaxFee = o.Price.Fee(o.MaxPrompt, 1+uint32(w.dice.Intn("fee for", int(o.MaxOutput))))
	var parents []dgrid.JobID
	for id, r := range w.payer.disk.jobs {
		if r.provider != p.index && !r.final && r.order.Object.Parent.IsZero() && len(r.steps) > 0 {
			parents = append(parents, id)
		}
	}
	if len(parents) == 1 { // the other provider is gone: this one goes on with the answer
		r := w.payer.disk.jobs[parents[0]]
		o.Parent, o.PrefixHash, o.Start = parents[0], dgrid.HashTokens(r.ids), uint32(len(r.ids))
		o.MaxPrompt += o.Start
		o.MaxFee = o.Price.Fee(o.MaxPrompt, o.MaxOutput)
	}
	w.mayCrash()
	w.act(func() { w.payer.order(p.index, o) })
}

func (w *world) doWork() {
	p := w.anyProvider()
	if len(p.live) == 0 {
		p = w.providers[1-p.index]
	}
	if id, ok := pick(w, "job", sortedIDs(p.live)); ok {
		n := uint32(1 + w.dice.Intn("tokens", 40))
		w.mayCrash()
		w.act(func() { p.work(id, n) })
	}
}

// deliver hands a frame to its receiver, if that is there.
func (w *world) deliver(f frame) {
	p := w.providers[f.provider]
	if !w.payer.up || !p.up || !w.payer.met[f.provider] {
		w.fuse = -1
		return
	}
	w.act(func() {
		if f.toPayer {
			w.payer.take(f)
		} else {
			p.take(f)
		}
	})
}

func (w *world) doDeliver() {
	if len(w.link) == 0 {
		return
	}
	i := w.dice.Intn("frame", len(w.link))
	f := w.link[i]
	w.link = append(w.link[:i:i], w.link[i+1:]...)
	w.mayCrash()
	w.deliver(f)
}

// doDeliverAll delivers in order what is in flight now, so that lives get far; a receiver may crash at one of the frames.
func (w *world) doDeliverAll() {
	w.deliverAll(w.dice.Intn("frame with a crash", 4*len(w.link)+1))
}

func (w *world) deliverAll(crashes int) {
	all := w.link
	w.link = nil
	for i, f := range all {
		if i == crashes {
			w.fuse = w.dice.Intn("effects until the crash", 3)
		}
		w.deliver(f)
	}
}

func (w *world) doLose() {
	if len(w.link) > 0 {
		i := w.dice.Intn("frame", len(w.link))
		w.link = append(w.link[:i:i], w.link[i+1:]...)
	}
}

// doRepeat brings back any frame that was ever sent: the link repeats it, or somebody replays it.
func (w *world) doRepeat() {
	if f, ok := pick(w, "frame", w.history); ok {
		w.mayCrash()
		w.deliver(f)
	}
}

func (w *world) doResend() {
	if !w.payer.up {
		return
	}
	if id, ok := pick(w, "job", sortedIDs(w.payer.live)); ok && w.payer.met[w.payer.disk.jobs[id].provider] {
		w.mayCrash()
		w.act(func() { w.payer.resend(id) })
	}
}

func (w *world) doCancel() {
	if !w.payer.up {
		return
	}
	if id, ok := pick(w, "job", sortedIDs(w.payer.live)); ok && w.payer.met[w.payer.disk.jobs[id].provider] {
		w.act(func() { w.payer.cancel(id) })
	}
}

// doFinish ends an answer: the model stops, or the provider gives up on a payer that is gone.
func (w *world) doFinish() {
	p := w.anyProvider()
	if !p.up {
		return
	}
	id, ok := pick(w, "job", sortedIDs(p.live))
	if !ok {
		return
	}
	f := []dgrid.Finish{dgrid.FinishStop, dgrid.FinishStopString, dgrid.FinishInterrupted}[w.dice.Intn("finish", 3)]
	if len(p.live[id].ids) == 0 {
		f = dgrid.FinishInterrupted
	}
	w.mayCrash()
	w.act(func() { p.finish(id, f) })
}

func (w *world) doCut() {
	p := w.anyProvider()
	w.dropLink(p.index)
	w.payer.met[p.index] = false
}

func (w *world) doMeet() {
	p := w.anyProvider()
	if w.payer.up && p.up {
		w.payer.met[p.index] = false
		w.mayCrash()
		w.act(func() { w.meet(w.payer, p) })
	}
}

func (w *world) doCrash() {
	if w.dice.Intn("payer or provider", 2) == 0 {
		w.payer.crash()
		return
	}
	w.anyProvider().crash()
}

func (w *world) doStart() {
	if !w.payer.up {
		w.mayCrash()
		w.act(w.payer.start)
	}
	for _, p := range w.providers {
		if !p.up {
			w.mayCrash()
			w.act(p.start)
		}
	}
}

func (w *world) doBackup() {
	if w.dice.Intn("payer or provider", 2) == 0 {
		w.payer.backups = append(w.payer.backups, w.payer.disk.clone())
		return
	}
	p := w.anyProvider()
	p.backups = append(p.backups, p.disk.clone())
}

func (w *world) doRestore() {
	if w.dice.Intn("payer or provider", 2) == 0 {
		if d, ok := pick(w, "backup", w.payer.backups); ok {
			w.restorePayer(d)
		}
		return
	}
	p := w.anyProvider()
	if d, ok := pick(w, "backup", p.backups); ok {
		w.note("  %s is restored", p)
		p.crash()
		p.disk = d.clone()
		p.restored++
		w.pairs[p.pair].restores++
	}
}

func (w *world) restorePayer(d payerDisk) {
	w.note("  payer is restored")
	w.payer.crash()
	w.payer.disk = d.clone()
	for _, r := range w.pairs {
		r.payerRestores++
		r.restores++
		// An honest provider shows the lost voucher, a dishonest one may take it all: what was at risk then stays at risk.
		r.atRisk = r.risk
	}
}

func (w *world) doRedeem() {
	p := w.anyProvider()
	for _, id := range p.sortedJobs() {
		if r := p.disk.jobs[id]; r.closed {
			w.ledger.anchor(p, id, r)
		}
	}
	w.ledger.redeem(p)
}

// doPrune deletes what a provider keeps of old jobs for a while only.
func (w *world) doPrune() {
	for _, r := range w.anyProvider().disk.jobs {
		r.pruned = r.pruned || r.acked
	}
}

// check holds the invariants after every action.
func (w *world) check() {
	for _, p := range w.providers {
		w.checkPayerRisk(p)
		if w.ledger != nil {
			w.checkLedger(p)
		}
		if !w.roles.provider.any() && p.up {
			w.checkCredit(p)
			w.checkBooks(p)
		}
	}
}

// checkPayerRisk: what an honest payer ever promised exceeds the tokens that it got by one step a running job at most.
func (w *world) checkPayerRisk(p *providerActor) {
	if w.roles.payer.any() {
		return
	}
	rec := w.pairs[p.pair]
	var got dgrid.Amount
	for _, id := range w.jobsOf(p.pair) {
		got = got.Add(w.value(id, w.received[id]))
	}
	if over := rec.highest.Sub(got); over.Cmp(rec.risk) > 0 {
		w.fail("payer promised %s to %s and got tokens worth %s: %s at risk, want at most %s", rec.highest, p, got, over, rec.risk)
	}
}

// checkCredit: what an honest provider delivered without a stored voucher is within the credit that it gave. A debt that a
// restart or a meeting brings to light counts from there.
func (w *world) checkCredit(p *providerActor) {
	bound := w.pairs[p.pair].credit
	if !p.floor.IsZero() {
		debt := p.floor
		for id := range p.live {
			o := w.orders[id]
			debt = sum(debt, w.value(id, min(dgrid.LeafTokens, settlement.OutputLimit(&o, w.prompts[id]))), o.Price.Fee(0, dgrid.LeafTokens), dgrid.NewAmount(1))
		}
		bound = higherOf(bound, debt)
	}
	if u := p.unpaid(); u.Cmp(bound) > 0 {
		w.fail("%s delivered %s unpaid, want at most %s", p, u, bound)
	}
}

// checkAhead: whenever a provider sends more than a job's first step, vouchers cover all that is settled, and of each running job
// all but its last 32 tokens.
func (w *world) checkAhead(p *providerActor, sent uint32) {
	if sent <= dgrid.LeafTokens || w.roles.provider.any() {
		return
	}
	due := p.account.Settled()
	for id, a := range p.live {
		if n := uint32(len(a.ids)); n > dgrid.LeafTokens {
			due = due.Add(w.value(id, n-dgrid.LeafTokens))
		}
	}
	if due.Cmp(p.held()) > 0 {
		w.fail("%s sent tokens with %s due and a voucher over %s", p, due, p.held())
	}
}

// checkBooks: the account says what the disk says; a closed job lost at most its last step, and its prompt if it had none.
func (w *world) checkBooks(p *providerActor) {
	settled := p.disk.base
	for id, r := range p.disk.jobs {
		if !r.closed {
			continue
		}
		settled = settled.Add(r.fee)
		k := uint32(len(r.steps))
		lost := w.value(id, w.sent[id]).Sub(r.fee)
		if most := w.value(id, (k+1)*dgrid.LeafTokens).Sub(w.value(id, k*dgrid.LeafTokens)); p.restored == 0 && lost.Cmp(most) > 0 {
			w.fail("%s lost %s on job %s, want at most %s", p, lost, id.Short(), most)
		}
	}
	rec := w.pairs[p.pair]
	if settled.Cmp(rec.settled) < 0 && p.restored == 0 {
		w.fail("%s has %s settled, before it was %s", p, settled, rec.settled)
	}
	rec.settled = settled
	if p.account.Settled() != settled {
		w.fail("%s counts %s settled, its records say %s", p, p.account.Settled(), settled)
	}
}

// checkLedger: nothing is paid twice or beyond a voucher, no balance comes from nowhere.
func (w *world) checkLedger(p *providerActor) {
	l := w.ledger
	total := l.balances[w.payer.address]
	for _, q := range w.providers {
		total = total.Add(l.balances[q.address])
	}
	if total != l.total {
		w.fail("balances sum to %s, want %s", total, l.total)
	}
	paid := l.paid[p.pair]
	if paid.Cmp(w.pairs[p.pair].highest) > 0 || paid.Cmp(l.pairFee[p.pair]) > 0 {
		w.fail("%s was paid %s, highest voucher %s, anchored fees %s", p, paid, w.pairs[p.pair].highest, l.pairFee[p.pair])
	}
	if w.roles.provider.any() {
		return
	}
	var worth dgrid.Amount
	for _, id := range w.jobsOf(p.pair) {
		worth = worth.Add(w.value(id, w.sent[id]))
	}
	if paid.Cmp(worth) > 0 {
		w.fail("%s was paid %s for tokens worth %s", p, paid, worth)
	}
}

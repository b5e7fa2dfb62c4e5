package settlement_test

import (
	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

// meet connects payer and provider: what was in flight is gone, unfinished jobs of ended sessions are closed alike on both
// sides, and then both adopt the higher totals. docs/money.md has the order of it and why.
func (w *world) meet(y *payerActor, p *providerActor) {
	w.note("  payer and %s meet", p)
	w.dropLink(p.index)
	y.session[p.index] = p.session
	// A voucher that the payer does not know: it lost records, so no job of the pair goes on.
	lost := p.held().Cmp(y.account[p.index].Promised()) > 0 && !w.roles.provider.hides
	for _, id := range sortedIDs(p.live) {
		if lost && !w.roles.provider.any() {
			p.finish(id, dgrid.FinishInterrupted)
		}
	}
	for _, id := range sortedIDs(y.disk.jobs) {
		if y.disk.jobs[id].provider == p.index && !y.disk.jobs[id].final {
			w.closeAtPayer(y, p, id, lost)
		}
	}
	// A lower voucher on one side may be lost frames or lost records: then all is shown.
	all := y.account[p.index].Promised() != p.held()
	if !w.roles.provider.hides {
		for _, id := range p.sortedJobs() {
			if r := p.disk.jobs[id]; r.closed && !r.pruned && (all || !r.acked) {
				w.showToPayer(y, p, id)
			}
		}
	}
	if !w.roles.payer.forgets {
		for _, id := range sortedIDs(y.disk.jobs) {
			if r := y.disk.jobs[id]; r.provider == p.index && r.final && (all || !r.acked) {
				w.showToProvider(y, p, id)
			}
		}
	}
	w.adoptTotals(y, p)
	w.acknowledge(y, p)
	if w.chain != nil {
		w.chain.showLeaves(y, p)
	}
	p.floor = p.unpaid()
	y.met[p.index] = true
	w.checkMeeting(y, p)
}

func (w *world) dropLink(i int) {
	var kept []frame
	for _, f := range w.link {
		if f.provider != i {
			kept = append(kept, f)
		}
	}
	w.link = kept
}

// closeAtPayer closes the payer's unfinished job, unless it runs on in the provider's present session.
func (w *world) closeAtPayer(y *payerActor, p *providerActor, id dgrid.JobID, lost bool) {
	r := p.disk.jobs[id]
	if !lost && y.disk.jobs[id].order.Object.Session == p.session && (r == nil || !r.closed) {
		return
	}
	y.live[id].dead = true
	if r != nil && !w.roles.provider.hides {
		for _, f := range p.frames(id) {
			y.take(f)
		}
	}
	if !y.disk.jobs[id].final {
		y.quit(id)
	}
}

// showToPayer shows a closed job that the payer may not know, or may have closed lower. The order carries its own signature.
func (w *world) showToPayer(y *payerActor, p *providerActor, id dgrid.JobID) {
	shown, known := p.disk.jobs[id], y.disk.jobs[id]
	switch {
	case shown.order.Object.Created < y.disk.adopted[p.index] && !w.faults.countsAdopted:
		return
	case known == nil:
		if !w.verify(&shown.order.Object, shown.order.Signature, y.address) {
			return
		}
		w.effect(y, func() { y.disk.jobs[id] = &payerRecord{order: shown.order, provider: p.index} })
	case known.fee.Cmp(shown.fee) >= 0:
		return
	default:
		w.effect(y, func() { known.final, known.fee = false, dgrid.Amount{} })
	}
	y.reopen(id)
	y.live[id].dead = true
	for _, f := range p.frames(id) {
		y.take(f)
	}
	if !y.disk.jobs[id].final {
		y.quit(id)
	}
}

// showToProvider shows what the payer holds of a job: steps and receipt carry the provider's own signature.
func (w *world) showToProvider(y *payerActor, p *providerActor, id dgrid.JobID) {
	shown, r := y.disk.jobs[id], p.disk.jobs[id]
	if shown.acceptance == nil || p.live[id] != nil || (r != nil && r.fee.Cmp(shown.fee) >= 0) {
		return
	}
	if w.faults.countsTwice {
		p.account.Recall(id, dgrid.Amount{})
	}
	var fee dgrid.Amount
	var err error
	if shown.receipt != nil {
		fee, err = p.account.CloseBy(id, &shown.receipt.Object)
	} else {
		fee, err = p.account.CloseAt(id, stepsOf(shown.steps)...)
	}
	p.must(err)
	if err == nil {
		w.effect(p, func() {
			p.disk.jobs[id] = &providerRecord{order: shown.order, acceptance: *shown.acceptance, ids: shown.ids, steps: shown.steps,
				receipt: shown.receipt, closed: true, fee: fee}
		})
	}
}

// adoptTotals is for what cannot be shown job by job any more.
func (w *world) adoptTotals(y *payerActor, p *providerActor) {
	i := p.index
	acct := y.account[i]
	fromProvider := settlement.Shown{Voucher: p.held(), Settled: p.account.Settled()}
	switch {
	case w.roles.provider.hides:
		fromProvider = settlement.Shown{}
	case w.roles.provider.claims:
		fromProvider.Settled = dgrid.MaxAmount
	}
	if w.faults.trustsClaims { // as if the voucher proved that records were lost
		fromProvider.Voucher = higherOf(fromProvider.Voucher, acct.Promised()).Add(dgrid.NewAmount(1))
	}
	var raised dgrid.Amount
	if !w.faults.voucherForgets {
		raised = acct.Meet(fromProvider)
	}
	if !w.faults.leavesDebts {
		y.note(i, acct.Due())
	}
	w.effect(y, func() {
		y.disk.promised[i] = acct.Promised()
		if !raised.IsZero() {
			w.counter++
			y.disk.base[i], y.disk.adopted[i] = y.disk.base[i].Add(raised), w.counter
		}
	})
	if w.roles.payer.any() {
		return
	}
	before := p.account.Settled()
	p.account.Meet(settlement.Shown{Voucher: acct.Promised(), Settled: acct.Settled()})
	var voucher *dgrid.Signed[dgrid.Voucher]
	if acct.Promised().Cmp(p.held()) > 0 {
		v := y.voucher(i)
		voucher = &v
	}
	w.effect(p, func() {
		if voucher != nil {
			p.disk.voucher = voucher
		}
		p.disk.base = p.disk.base.Add(p.account.Settled().Sub(before))
	})
}

func higherOf(a, b dgrid.Amount) dgrid.Amount {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

// acknowledge marks jobs that both have closed alike, so that they are not shown at every meeting.
func (w *world) acknowledge(y *payerActor, p *providerActor) {
	for _, id := range p.sortedJobs() {
		r, known := p.disk.jobs[id], y.disk.jobs[id]
		if known == nil || r.acked || !r.closed || !known.final || r.fee != known.fee {
			continue
		}
		if r.agreed == nil {
			held := p.held()
			w.effect(p, func() { r.agreed = &held })
		}
		if settlement.Known(r.fee, *r.agreed, p.held()) || w.faults.knowsEarly {
			w.effect(y, func() { known.acked = true })
			w.effect(p, func() { r.acked = true })
		}
	}
}

// checkMeeting holds honest parties that met to the same totals.
func (w *world) checkMeeting(y *payerActor, p *providerActor) {
	if w.roles.payer.any() || w.roles.provider.any() {
		return
	}
	acct := y.account[p.index]
	if acct.Promised().Cmp(p.held()) < 0 {
		w.fail("after a meeting the payer promises %s, the provider holds %s", acct.Promised(), p.held())
	}
	switch {
	case acct.Settled() == p.account.Settled():
	case w.forgotten(p.pair):
		w.pairs[p.pair].short = true
	default:
		w.fail("after a meeting the payer has settled %s, the provider %s", acct.Settled(), p.account.Settled())
	}
}

// forgotten reports whether a restored payer cannot be shown a job because the provider deleted its frames. Only then may a debt of the
// provider stay unpaid: the payer takes over no more than it signed for.
func (w *world) forgotten(pair dgrid.Pair) bool {
	if w.pairs[pair].short {
		return true
	}
	for _, p := range w.providers {
		if p.pair != pair {
			continue
		}
		for id, r := range p.disk.jobs {
			if known := w.payer.disk.jobs[id]; r.pruned && (known == nil || known.fee != r.fee) {
				return true
			}
		}
	}
	return false
}

// ledger is an ideal chain: who holds what, which jobs of a pair are anchored, and what was redeemed.
type ledger struct {
	w        *world
	balances map[dgrid.Address]dgrid.Amount // of the payer: its escrow
	total    dgrid.Amount
	fees     map[dgrid.JobID]dgrid.Amount
	pairFee  map[dgrid.Pair]dgrid.Amount
	paid     map[dgrid.Pair]dgrid.Amount
}

func newLedger(w *world) *ledger {
	total := dgrid.NewAmount(1_000_000)
	return &ledger{w: w, total: total, balances: map[dgrid.Address]dgrid.Amount{w.payer.address: total}, fees: map[dgrid.JobID]dgrid.Amount{},
		pairFee: map[dgrid.Pair]dgrid.Amount{}, paid: map[dgrid.Pair]dgrid.Amount{}}
}

// anchor takes a job with the order and the receipt or last step behind it. A job that is there already rises to a higher fee.
func (l *ledger) anchor(p *providerActor, id dgrid.JobID, r *providerRecord) {
	if !l.w.verify(&r.order.Object, r.order.Signature, p.pair.Payer) || dgrid.JobID(l.w.domain.HashObject(&r.order.Object)) != id {
		l.w.fail("%s anchored job %s without its order", p, id.Short())
		return
	}
	tokens := uint32(len(r.steps)) * dgrid.LeafTokens
	if r.receipt != nil {
		tokens = r.receipt.Object.OutputTokens
	}
	o := &r.order.Object
	exact := o.Price.Fee(r.acceptance.Object.PromptTokens, tokens)
	if !l.w.roles.provider.any() && (r.fee != exact || r.fee.Cmp(o.MaxFee) > 0 || tokens > o.MaxOutput) {
		l.w.fail("%s anchored job %s with fee %s for %d tokens, want %s and at most %s", p, id.Short(), r.fee, tokens, exact, o.MaxFee)
	}
	if r.fee.Cmp(l.fees[id]) <= 0 {
		return
	}
	l.pairFee[p.pair] = l.pairFee[p.pair].Add(r.fee.Sub(l.fees[id]))
	l.fees[id] = r.fee
}

// redeem pays min(voucher, pair's fee) - already paid.
func (l *ledger) redeem(p *providerActor) {
	due := p.held()
	if l.pairFee[p.pair].Cmp(due) < 0 {
		due = l.pairFee[p.pair]
	}
	pay := due.Sub(l.paid[p.pair])
	if l.balances[p.pair.Payer].Cmp(pay) < 0 {
		return
	}
	l.balances[p.pair.Payer] = l.balances[p.pair.Payer].Sub(pay)
	l.balances[p.address] = l.balances[p.address].Add(pay)
	l.paid[p.pair] = l.paid[p.pair].Add(pay)
}

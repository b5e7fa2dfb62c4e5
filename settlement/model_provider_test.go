package settlement_test

import (
	"crypto/ecdsa"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

// providerActor is a provider with a disk and a memory.
type providerActor struct {
	w       *world
	index   int
	key     *ecdsa.PrivateKey
	address dgrid.Address
	pair    dgrid.Pair
	credit  dgrid.Amount

	disk     providerDisk
	backups  []providerDisk
	restored int // how often

	// Memory.
	up      bool
	session dgrid.Digest
	account *settlement.ProviderAccount
	live    map[dgrid.JobID]*answer
	floor   dgrid.Amount // unpaid after the last start or meeting
}

type providerDisk struct {
	jobs    map[dgrid.JobID]*providerRecord
	voucher *dgrid.Signed[dgrid.Voucher]
	base    dgrid.Amount // settled fees that were adopted without knowing their jobs
	books   providerBooks
}

type providerRecord struct {
	order      dgrid.Signed[dgrid.Order]
	acceptance dgrid.Signed[dgrid.Acceptance]
	ids        []dgrid.TokenID
	steps      []dgrid.Signed[dgrid.Step]
	receipt    *dgrid.Signed[dgrid.Receipt]
	closed     bool
	agreed     *dgrid.Amount // the voucher held when both sides had it closed alike
	acked      bool          // not shown at every meeting any more
	pruned     bool          // its frames are deleted; id and fee are kept for ever
	fee        dgrid.Amount
}

// answer is the tokens of a job in memory.
type answer struct {
	ids  []dgrid.TokenID
	dead bool // the payer's: it does not run any more, so nothing is promised for it
}

func leafOf(ids []dgrid.TokenID) dgrid.Digest {
	l := dgrid.Leaf{IDs: ids, Text: fmt.Sprint(ids[0])}
	return l.Hash()
}

// rootOf commits to ids, leaf by leaf.
func rootOf(ids []dgrid.TokenID) dgrid.Digest {
	var t dgrid.Tree
	for c := range slices.Chunk(ids, dgrid.LeafTokens) {
		t.Append(leafOf(c))
	}
	return t.Root()
}

func (d providerDisk) clone() providerDisk {
	c := d
	c.jobs = map[dgrid.JobID]*providerRecord{}
	for id, r := range d.jobs {
		copied := *r
		copied.ids, copied.steps = slices.Clone(r.ids), slices.Clone(r.steps)
		c.jobs[id] = &copied
	}
	c.books = d.books.clone()
	return c
}

func newProviderActor(w *world, index int, key *ecdsa.PrivateKey) *providerActor {
	credits := []uint64{150, 400, 5000}
	return &providerActor{w: w, index: index, key: key, address: crypto.PubkeyToAddress(key.PublicKey),
		credit: dgrid.NewAmount(credits[w.dice.Intn("credit", len(credits))]), disk: providerDisk{jobs: map[dgrid.JobID]*providerRecord{}}}
}

func (p *providerActor) String() string { return fmt.Sprintf("provider %d", p.index) }

func (p *providerActor) crash() {
	p.up, p.account, p.live = false, nil, nil
	p.w.payer.met[p.index] = false
}

func (p *providerActor) held() dgrid.Amount {
	if p.disk.voucher == nil {
		return dgrid.Amount{}
	}
	return p.disk.voucher.Object.Amount
}

func (p *providerActor) sortedJobs() []dgrid.JobID { return sortedIDs(p.disk.jobs) }

// start begins a session: a fresh name, and what earlier sessions left is settled by its last step.
func (p *providerActor) start() {
	p.up, p.session, p.live = true, p.w.random(), map[dgrid.JobID]*answer{}
	settled := p.disk.base
	for _, r := range p.disk.jobs {
		if r.closed {
			settled = settled.Add(r.fee)
		}
	}
	p.account = settlement.NewProviderAccount(p.pair, p.held(), settled)
	for id, r := range p.disk.jobs {
		if r.closed {
			p.account.Recall(id, r.fee)
		}
	}
	for _, id := range p.sortedJobs() {
		r := p.disk.jobs[id]
		if r.closed {
			continue
		}
		if p.w.faults.receiptForAll {
			p.signReceipt(id, r, uint32(len(r.steps))*dgrid.LeafTokens, dgrid.FinishInterrupted)
		}
		fee, err := p.account.CloseAt(id, stepsOf(r.steps)...)
		p.must(err)
		p.w.effect(p, func() { r.closed, r.fee = true, fee })
	}
	p.floor = p.unpaid()
}

func stepsOf(signed []dgrid.Signed[dgrid.Step]) (steps []*dgrid.Step) {
	for i := range signed {
		steps = append(steps, &signed[i].Object)
	}
	return steps
}

// must is for calls that cannot fail between honest parties.
func (p *providerActor) must(err error) {
	if err != nil && !p.w.roles.payer.any() && !p.w.roles.provider.any() {
		p.w.fail("%s: an honest peer was refused: %v", p, err)
	}
}

// take handles a frame of the payer.
func (p *providerActor) take(f frame) {
	switch f.kind {
	case dgrid.KindOrder:
		p.takeOrder(f)
	case dgrid.KindVoucher:
		p.takeVoucher(f)
	case dgrid.KindCancel:
		if _, ok := open[dgrid.Cancel](p.w, f, p.pair.Payer); ok && p.live[f.job] != nil {
			p.finish(f.job, dgrid.FinishCancelled)
		}
	}
}

func (p *providerActor) takeOrder(f frame) {
	signed, ok := open[dgrid.Order](p.w, f, p.pair.Payer)
	if !ok {
		return
	}
	o := &signed.Object
	id := dgrid.JobID(p.w.domain.HashObject(o))
	if p.disk.jobs[id] != nil {
		for _, f := range p.frames(id) {
			p.w.send(p, f)
		}
		return
	}
	if o.Session != p.session && !p.w.faults.anySession {
		return // refused: the order is for another session
	}
	prompt := o.MaxPrompt - uint32(p.w.dice.Intn("shorter prompt", 3))*o.MaxPrompt/4
	given, anchorBy := p.credit, uint64(0)
	if p.w.chain != nil {
		given, anchorBy = p.w.chain.credit(p), p.w.chain.anchorBy()
	}
	credit := given
	if p.w.faults.ignoresCredit {
		credit = dgrid.MaxAmount
	}
	if err := p.account.Admit(id, o, prompt, credit); err != nil {
		var none *settlement.ErrNoCredit
		if !errors.As(err, &none) {
			p.must(err)
		}
		return
	}
	p.w.pairs[p.pair].credit, p.floor = given, dgrid.Amount{}
	a := dgrid.Acceptance{Job: id, PromptHash: dgrid.Hash(id[:]), PromptTokens: prompt, AnchorBy: anchorBy}
	r := &providerRecord{order: signed, acceptance: dgrid.Signed[dgrid.Acceptance]{Object: a, Signature: p.w.sign(&a, p.key)}}
	p.w.effect(p, func() { p.disk.jobs[id] = r })
	p.live[id] = &answer{}
	p.w.prompts[id] = prompt
	p.w.send(p, objectFrame(true, p.index, id, r.acceptance))
}

func (p *providerActor) takeVoucher(f frame) {
	v, ok := open[dgrid.Voucher](p.w, f, p.pair.Payer)
	if !ok || v.Object.Pair() != p.pair {
		return
	}
	if v.Object.Amount.Cmp(p.held()) < 0 {
		var lower *settlement.ErrLowerVoucher
		if err := p.account.Pay(v.Object.Amount); !errors.As(err, &lower) {
			p.w.fail("%s took a lower voucher: %v", p, err)
		}
		return
	}
	p.w.effect(p, func() { p.disk.voucher = &v })
	p.must(p.account.Pay(v.Object.Amount))
}

// frames are the job's stored frames in order, and of a running job what is not stored yet.
func (p *providerActor) frames(id dgrid.JobID) []frame {
	r := p.disk.jobs[id]
	if r.pruned {
		return nil
	}
	ids := r.ids
	if a := p.live[id]; a != nil {
		ids = a.ids
	}
	fs := []frame{objectFrame(true, p.index, id, r.acceptance)}
	for i := 0; i*dgrid.LeafTokens < len(ids); i++ {
		leaf := ids[i*dgrid.LeafTokens : min(len(ids), (i+1)*dgrid.LeafTokens)]
		fs = append(fs, frame{toPayer: true, provider: p.index, job: id, start: uint32(i) * dgrid.LeafTokens, ids: leaf})
		if i < len(r.steps) {
			fs = append(fs, objectFrame(true, p.index, id, r.steps[i]))
		}
	}
	if r.receipt != nil {
		fs = append(fs, objectFrame(true, p.index, id, *r.receipt))
	}
	return fs
}

// work generates up to n tokens of a job, as far as it may go and not past the end of a leaf.
func (p *providerActor) work(id dgrid.JobID, n uint32) {
	a, r := p.live[id], p.disk.jobs[id]
	o := &r.order.Object
	have := uint32(len(a.ids))
	limit := settlement.OutputLimit(o, r.acceptance.Object.PromptTokens)
	allowed := p.account.Allowed(id)
	if p.w.faults.twoAhead && have >= dgrid.LeafTokens && have == allowed && have < limit {
		p.account.Meet(settlement.Shown{Voucher: p.account.Voucher().Add(o.Price.Fee(0, dgrid.LeafTokens))})
		allowed = p.account.Allowed(id)
	}
	next := min(have+n, allowed, (have/dgrid.LeafTokens+1)*dgrid.LeafTokens)
	if next <= have {
		return
	}
	p.must(p.account.Sent(id, next))
	f := frame{toPayer: true, provider: p.index, job: id, start: have}
	for i := have; i < next; i++ {
		// Two runs of one order differ: sketches and near ties are not the same on every machine.
		h := dgrid.Hash(p.session[:], id[:], binary.BigEndian.AppendUint32(nil, i))
		f.ids = append(f.ids, dgrid.TokenID(binary.BigEndian.Uint32(h[:])>>8))
	}
	a.ids = append(a.ids, f.ids...)
	p.w.sent[id] = max(p.w.sent[id], next)
	p.w.checkAhead(p, next)
	p.w.send(p, f)
	if next%dgrid.LeafTokens == 0 {
		p.step(id)
	}
	if next == limit {
		p.finish(id, dgrid.FinishLength)
	}
}

func (p *providerActor) step(id dgrid.JobID) {
	a, r := p.live[id], p.disk.jobs[id]
	s, err := p.account.Step(id, rootOf(a.ids))
	if err != nil {
		p.must(err)
		return
	}
	switch lies := p.w.roles.provider; {
	case lies.overcharges:
		s.Fee = s.Fee.Add(dgrid.NewAmount(1))
	case lies.overcounts:
		s.OutputTokens += dgrid.LeafTokens
		s.Fee = r.order.Object.Price.Fee(r.acceptance.Object.PromptTokens, s.OutputTokens)
	case p.w.faults.roundUp:
		s.Fee = s.Fee.Add(dgrid.NewAmount(1))
	}
	signed := dgrid.Signed[dgrid.Step]{Object: s, Signature: p.w.sign(&s, p.key)}
	p.w.effect(p, func() { r.steps, r.ids = append(r.steps, signed), slices.Clone(a.ids) })
	p.w.send(p, objectFrame(true, p.index, id, signed))
}

// finish ends a running job by its receipt.
func (p *providerActor) finish(id dgrid.JobID, f dgrid.Finish) {
	r, a := p.disk.jobs[id], p.live[id]
	tokens, fee, err := p.account.Close(id, f)
	if err != nil {
		p.must(err)
		return
	}
	r2 := *r
	r2.ids = a.ids
	delete(p.live, id)
	p.signReceipt(id, &r2, tokens, f)
	r2.closed, r2.fee = true, fee
	p.w.effect(p, func() { *r = r2 })
	p.w.send(p, objectFrame(true, p.index, id, *r.receipt))
}

func (p *providerActor) signReceipt(id dgrid.JobID, r *providerRecord, tokens uint32, f dgrid.Finish) {
	o := &r.order.Object
	out := r.ids[:tokens]
	p.w.counter++
	receipt := dgrid.Receipt{Job: id, Payer: o.Payer, Provider: o.Provider, Model: o.Model, RequestHash: o.RequestHash,
		PromptTokens: r.acceptance.Object.PromptTokens, OutputTokens: tokens, Root: rootOf(out), OutputHash: dgrid.HashTokens(out),
		Fee: o.Price.Fee(r.acceptance.Object.PromptTokens, tokens), Ended: p.w.counter, Finish: f}
	switch lies := p.w.roles.provider; {
	case lies.overcharges, p.w.faults.roundUp:
		receipt.Fee = receipt.Fee.Add(dgrid.NewAmount(1))
	case lies.overcounts:
		receipt.OutputTokens++
		receipt.Fee = o.Price.Fee(receipt.PromptTokens, receipt.OutputTokens)
	}
	r.receipt = &dgrid.Signed[dgrid.Receipt]{Object: receipt, Signature: p.w.sign(&receipt, p.key)}
}

// unpaid is what is delivered beyond the stored voucher.
func (p *providerActor) unpaid() dgrid.Amount {
	total := p.account.Settled()
	for id, a := range p.live {
		total = total.Add(p.w.value(id, uint32(len(a.ids))))
	}
	return total.Sub(p.held())
}

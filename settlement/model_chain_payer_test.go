package settlement_test

import (
	"errors"
	"maps"
	"math/big"
	"slices"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
)

// modelDeposit is the payer's first deposit; each later one has an amount of its own, so that the observer can tell them apart.
const modelDeposit = 90_000

// payerBooks is what a payer's disk holds of leaves that it was handed, and of transactions.
type payerBooks struct {
	leaves  [2][]shownLeaf
	counted map[dgrid.JobID]dgrid.Amount // what leaves have counted of a job
	box     []intent
}

func (b payerBooks) clone() payerBooks {
	for i := range b.leaves {
		b.leaves[i] = slices.Clone(b.leaves[i])
	}
	b.counted, b.box = maps.Clone(b.counted), slices.Clone(b.box)
	return b
}

func (y *payerActor) onChain() chainAccount {
	return chainAccount{y, y.key, func() *[]intent { return &y.disk.books.box }}
}

// owes is what vouchers promise beyond what the chain has paid, and what running jobs may come to cost.
func (c *chainWorld) owes() (sum dgrid.Amount) {
	for i, p := range c.providers {
		sum = sum.Add(c.payer.disk.promised[i].Sub(c.paid(p, c.final())))
		if c.payer.account != nil {
			sum = sum.Add(c.payer.account[i].Settled().Sub(c.payer.disk.promised[i]))
		}
	}
	for id := range c.payer.live {
		sum = sum.Add(c.orders[id].MaxFee)
	}
	return sum
}

// funded says whether the payer has enough in escrow for one more job; if not, it deposits and waits.
func (c *chainWorld) funded() bool {
	y := c.payer
	free := narrowAmount(read(c.sim, c.final(), c.sim.escrow, escrowABI.PackBalanceOf(y.address), escrowABI.UnpackBalanceOf))
	if free.Cmp(c.owes().Add(dgrid.NewAmount(2_000))) >= 0 {
		return true
	}
	wallet := read(c.sim, 0, c.sim.token, tokenABI.PackBalanceOf(y.address), tokenABI.UnpackBalanceOf)
	if c.waits(y.onChain(), "deposit") || wallet.Cmp(big.NewInt(2*modelDeposit)) < 0 {
		return false
	}
	c.mayCrash()
	c.act(func() {
		amount := uint64(modelDeposit/2) + c.intents + 1
		c.deposits[amount] = true
		c.note("  payer deposits %d", amount)
		c.post(y.onChain(), "deposit", c.sim.escrow, nil, escrowABI.PackDeposit(new(big.Int).SetUint64(amount)), func() {})
	})
	return false
}

// withdraw asks for what nobody is owed, or takes what was asked for.
func (y *payerActor) withdraw(all bool) {
	c := y.w.chain
	c.pump(y.onChain())
	if c.waits(y.onChain(), "withdraw") {
		return
	}
	pending := read(c.sim, 0, c.sim.escrow, escrowABI.PackPendingWithdraw(y.address), escrowABI.UnpackPendingWithdraw)
	if pending.Amount.Sign() > 0 && c.now() >= pending.Until {
		c.post(y.onChain(), "withdraw", c.sim.escrow, nil, escrowABI.PackWithdraw(), func() {})
		return
	}
	if pending.Amount.Sign() > 0 && !all {
		return
	}
	free := narrowAmount(read(c.sim, c.final(), c.sim.escrow, escrowABI.PackBalanceOf(y.address), escrowABI.UnpackBalanceOf))
	amount := free.Sub(c.owes().Add(dgrid.NewAmount(1_000)))
	if all {
		amount = free.Add(narrowAmount(pending.Amount))
	}
	if amount.IsZero() || (all && amount == narrowAmount(pending.Amount)) {
		return
	}
	c.note("  payer asks for %s", amount)
	c.post(y.onChain(), "withdraw", c.sim.escrow, nil, escrowABI.PackRequestWithdraw(amount.Big()), func() {})
}

// reserve sets some aside for a provider, or asks for it back, or takes it back.
func (y *payerActor) reserve(p *providerActor, back bool) {
	c := y.w.chain
	c.pump(y.onChain())
	if c.waits(y.onChain(), "reserve") {
		return
	}
	have := read(c.sim, 0, c.sim.escrow, escrowABI.PackReservedOf(y.address, p.address, chainModel), escrowABI.UnpackReservedOf)
	until := read(c.sim, 0, c.sim.escrow, escrowABI.PackPendingRelease(y.address, p.address, chainModel), escrowABI.UnpackPendingRelease)
	data := escrowABI.PackReserve([]dgrid.Address{p.address}, chainModel, big.NewInt(700))
	switch {
	case have.Sign() == 0 && back:
		return
	case have.Sign() > 0 && until == 0:
		data = escrowABI.PackRequestRelease(p.address, chainModel)
	case have.Sign() > 0 && c.now() >= until:
		data = escrowABI.PackRelease(p.address, chainModel)
	case have.Sign() > 0:
		return
	}
	c.post(y.onChain(), "reserve", c.sim.escrow, nil, data, func() {})
}

// credit is what a provider gives by the rule of the package, from what it reads of the chain.
func (c *chainWorld) credit(p *providerActor) dgrid.Amount {
	at := c.final()
	return settlement.Credit(p.credit, settlement.Backing{
		Free:       narrowAmount(read(c.sim, at, c.sim.escrow, escrowABI.PackBalanceOf(c.payer.address), escrowABI.UnpackBalanceOf)),
		Reserved:   narrowAmount(read(c.sim, at, c.sim.escrow, escrowABI.PackReservedOf(c.payer.address, p.address, chainModel), escrowABI.UnpackReservedOf)),
		Unredeemed: p.account.Settled().Sub(c.paid(p, at)),
	})
}

// hand gives the payer leaf and proof of the jobs in final batches, in order; the payer checks each against its own books.
func (c *chainWorld) hand(p *providerActor) {
	y := c.payer
	if !y.up || !p.up || !y.met[p.index] {
		return
	}
	b := &p.disk.books
	for _, r := range b.batches {
		if r.batch.Block == 0 {
			return
		}
		for i := range int(r.batch.Count) {
			if !y.takeLeaf(p, b.leaves[r.first+i].job, p.inclusion(r, i)) {
				return // the rest comes once this one is understood
			}
		}
	}
}

// takeLeaf checks and keeps a leaf. It reports whether the next one makes sense.
func (y *payerActor) takeLeaf(p *providerActor, id dgrid.JobID, in dgrid.Inclusion) bool {
	c, b := y.w.chain, &y.disk.books
	h := settlement.Held{Pair: p.pair, Counted: b.counted[id]}
	for _, l := range b.leaves[p.index] {
		if l.inclusion.Leaf == in.Leaf {
			return true
		}
		h.Before = append(h.Before, settlement.SeenLeaf{BatchLeaf: l.inclusion.Leaf, OfJob: l.job == id})
	}
	r := y.disk.jobs[id]
	if r == nil || !r.final {
		return false
	}
	object := y.w.named(in.Leaf.Object, r.receipt, r.steps)
	if object == nil {
		return false // one of the two knows more of the job than the other: the next meeting tells
	}
	h.Object = in.Leaf.Object
	switch o := object.(type) {
	case *dgrid.Receipt:
		h.Fee = o.Fee
	case *dgrid.Step:
		h.Fee = o.Fee
	}
	err := settlement.CheckInclusion(h, &in)
	switch {
	case errors.Is(err, settlement.ErrGap):
		return false
	case errors.Is(err, settlement.ErrOvercharged) && c.roles.provider.any():
		c.overcharged[in.Leaf.Hash()] = true
	case err != nil:
		c.fail("payer refuses a leaf of honest %s: %v", p, err)
		return false
	}
	if !c.includes(&in) {
		c.fail("the chain does not hold the leaf that %s hands over: epoch %d, index %d", p, in.Batch.Epoch, in.Index)
		return false
	}
	var before dgrid.Amount
	for _, l := range h.Before {
		if l.Hash() == in.Leaf.Previous {
			before = l.PairFee
		}
	}
	c.handed++
	c.effect(y, func() {
		b.leaves[p.index] = append(b.leaves[p.index], shownLeaf{id, in})
		set(&b.counted, id, b.counted[id].Add(in.Leaf.PairFee.Sub(before)))
	})
	return true
}

// showLeaves is the part of a meeting in which the payer shows the leaves that it holds, for a provider that lost them.
func (c *chainWorld) showLeaves(y *payerActor, p *providerActor) {
	if c.roles.payer.forgets {
		return
	}
	for _, l := range slices.Clone(y.disk.books.leaves[p.index]) {
		p.takeShown(l.job, l.inclusion)
	}
}

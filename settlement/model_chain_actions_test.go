package settlement_test

import (
	"math/big"

	"github.com/dgrid-network/dgrid"
)

// chainActions are what may happen besides the actions of the model without a chain (all but its redemptions).
var chainActions = []modelAction[*chainWorld]{
	{"go on", 12, (*chainWorld).doGoOn},
	{"tick", 10, (*chainWorld).doTick},
	{"block", 8, (*chainWorld).doBlock},
	{"quiet minute", 4, (*chainWorld).doQuiet},
	{"hand", 3, (*chainWorld).doHand},
	{"payer's chain", 2, (*chainWorld).doPayer},
	{"time", 2, (*chainWorld).doTime},
	{"fork", 3, (*chainWorld).doFork},
	{"drop pool", 1, (*chainWorld).doDropPool},
	{"repeat transaction", 1, (*chainWorld).doRepeatTx},
	{"challenge", 2, (*chainWorld).doChallenge},
	{"dispute", 1, (*chainWorld).doDispute},
	{"equivocate", 1, (*chainWorld).doEquivocate},
}

// allChainActions are those of both models.
func allChainActions() []modelAction[*chainWorld] {
	list := append([]modelAction[*chainWorld](nil), chainActions...)
	for _, a := range actions {
		if a.name != "redeem" {
			list = append(list, modelAction[*chainWorld]{a.name, a.weight, func(c *chainWorld) { a.do(c.world) }})
		}
	}
	return list
}

// doGoOn lets work get somewhere: who is down starts, who does not know each other meets, and a job runs for a while. Somebody may crash.
func (c *chainWorld) doGoOn() {
	p := c.anyProvider()
	c.doStart()
	if !c.payer.up || !p.up {
		return
	}
	if !c.payer.met[p.index] {
		c.act(func() { c.meet(c.payer, p) })
	}
	if len(p.live) == 0 {
		c.doOrder()
	}
	crashes := -1
	if c.dice.Intn("crashes", 3) == 0 {
		crashes = c.dice.Intn("round", 8)
	}
	for round := range 8 {
		if round == crashes {
			c.fuse = c.dice.Intn("effects until the crash", 10)
		}
		c.deliverAll(-1)
		for _, id := range sortedIDs(p.live) {
			if p.up && p.live[id] != nil {
				c.act(func() { p.work(id, dgrid.LeafTokens) })
			}
		}
	}
}

// doQuiet is a minute in which a provider sees its batches through.
func (c *chainWorld) doQuiet() {
	p := c.anyProvider()
	for range 5 {
		c.mayCrash()
		c.act(p.tick)
		c.seal()
	}
	c.mayCrash()
	c.act(func() { c.hand(p) })
}

func (c *chainWorld) doTick() {
	p := c.anyProvider()
	c.mayCrash()
	c.act(p.tick)
}

func (c *chainWorld) doBlock() {
	c.seal()
	c.pump(c.watcher)
}

func (c *chainWorld) doHand() {
	p := c.anyProvider()
	c.mayCrash()
	c.act(func() { c.hand(p) })
}

func (c *chainWorld) doPayer() {
	if !c.payer.up {
		return
	}
	what, p := c.dice.Intn("what", 4), c.anyProvider()
	c.mayCrash()
	c.act(func() {
		switch what {
		case 0:
			c.payer.withdraw(false)
		case 1:
			c.payer.reserve(p, c.dice.Intn("back", 2) == 0)
		default:
			c.pump(c.payer.onChain())
		}
	})
}

// doTime lets time pass. Honest providers see to their affairs once in each answer window and withdrawal delay: who stays away for
// longer has nobody's promise.
func (c *chainWorld) doTime() {
	c.pass(uint64(1 + c.dice.Intn("seconds", 40)))
	c.settleInTime()
}

func (c *chainWorld) settleInTime() {
	if c.now() > c.settledAt+120 {
		c.settle()
	}
}

func (c *chainWorld) doFork() {
	most := min(modelConfirmations, len(c.blocks)-modelConfirmations-1)
	if most < 1 {
		return
	}
	depth := 1 + c.dice.Intn("blocks", most)
	c.note("  the last %d blocks are gone", depth)
	c.forks++
	c.fork(depth, c.dice.Intn("vanish", 3) > 0)
}

func (c *chainWorld) doDropPool() { c.sim.backend.Rollback() }

// doRepeatTx sends again what anybody ever sent.
func (c *chainWorld) doRepeatTx() {
	if tx, ok := pick(c.world, "transaction", c.txs); ok {
		if err := c.sim.send(tx); err != nil {
			c.fail("send again: %v", err)
		}
	}
}

// doChallenge claims that a job is missing: what anybody may do who has the provider's words, rightly or not.
func (c *chainWorld) doChallenge() {
	var ids []dgrid.JobID
	head := c.head().number
	for _, id := range sortedIDs(c.payer.disk.jobs) {
		r := c.payer.disk.jobs[id]
		if r.acceptance == nil || (r.receipt == nil && len(r.steps) == 0) || head <= r.acceptance.Object.AnchorBy || head >= r.acceptance.Object.AnchorBy+modelChallengeBlocks-5 {
			continue
		}
		provider := c.providers[r.provider].address
		missing := read(c.sim, 0, c.sim.disputes, disputesABI.PackMissingId(provider, id), disputesABI.UnpackMissingId)
		if _, done := c.challenged[missing]; !done {
			ids = append(ids, id)
		}
	}
	id, ok := pick(c.world, "job", ids)
	if !ok {
		return
	}
	r := c.payer.disk.jobs[id]
	x := challenge{provider: c.providers[r.provider], job: id, acceptance: *r.acceptance, receipt: r.receipt}
	if r.receipt == nil {
		x.step = &r.steps[len(r.steps)-1]
	}
	missing := read(c.sim, 0, c.sim.disputes, disputesABI.PackMissingId(x.provider.address, id), disputesABI.UnpackMissingId)
	c.challenged[missing] = x
	c.note("  the watcher challenges job %s of %s", id.Short(), x.provider)
	c.post(c.watcher, "challenge", c.sim.disputes, big.NewInt(1e15), x.pack(), func() {})
}

func (x *challenge) pack() []byte {
	a := disputeAcceptance(&x.acceptance.Object)
	if x.receipt != nil {
		return disputesABI.PackChallengeMissingReceipt(x.provider.address, a, x.acceptance.Signature[:], disputeReceipt(&x.receipt.Object), x.receipt.Signature[:])
	}
	return disputesABI.PackChallengeMissingStep(x.provider.address, a, x.acceptance.Signature[:], disputeStep(&x.step.Object), x.step.Signature[:])
}

// execute takes a provider's stake for challenges that nobody answered.
func (c *chainWorld) execute() {
	for _, p := range c.providers {
		for _, e := range c.challengesOf(p.address) {
			if c.now() < e.Until || c.challengeState(e.Id) != challengeOpen || c.waits(c.watcher, "execute "+key(e.Id)) {
				continue
			}
			c.post(c.watcher, "execute "+key(e.Id), c.sim.disputes, nil, disputesABI.PackExecuteMissing(e.Id), func() {})
		}
	}
}

// doDispute tries to have a committee called: there are no validators, so nothing may come of it.
func (c *chainWorld) doDispute() {
	anchored := c.anchored(c.head().number)
	e, ok := pick(c.world, "batch", anchored)
	if !ok {
		return
	}
	b := c.sealedRoots[sealedKey{e.Node, e.Epoch, e.Root}]
	for i := range b.leaves {
		r, ok := b.leaves[i].object.(*dgrid.Receipt)
		if !ok {
			continue
		}
		in := b.inclusion(i, e.Raw.BlockNumber)
		data := disputesABI.PackOpenDispute(as[disputesProof](bindProof(&in)), disputeReceipt(r))
		c.faultCalls++
		_, err := c.sim.call(0, c.watcher.address(), c.sim.disputes, big.NewInt(1e15), data)
		if err == nil {
			c.fail("slashable: a dispute without validators was opened")
		} else if why := refusal(err); why != "NotPinned" && why != "Unverified" {
			c.fail("slashable: the contract refuses a dispute by %s", why)
		}
		return
	}
}

// doEquivocate lets a dishonest provider sign what it must not.
func (c *chainWorld) doEquivocate() {
	if !c.roles.provider.equivocates {
		return
	}
	p := c.anyProvider()
	for _, id := range p.sortedJobs() {
		if r := p.disk.jobs[id]; r.receipt != nil && len(c.objects[id]) == 1 {
			second := r.receipt.Object
			second.Ended++
			c.sign(&second, p.key)
			break
		}
	}
	for _, b := range p.disk.books.batches {
		one := dgrid.Anchor{Node: p.address, Epoch: b.batch.Epoch, Root: b.batch.Root, Count: b.batch.Count}
		two := one
		two.Count++
		c.sign(&one, p.key)
		c.sign(&two, p.key)
		return
	}
}

// settle is what honest providers and the payer bring about whenever they are there for a while: everything that is closed is anchored,
// handed over, answered and redeemed.
func (c *chainWorld) settle() {
	c.fuse = -1
	c.note("  everybody looks after the chain")
	reliable := c.reliable
	c.reliable = true
	if !c.payer.up {
		c.act(c.payer.start)
	}
	for range 40 {
		for _, p := range c.providers {
			if !p.up {
				p.start()
			}
			p.tick()
			c.hand(p)
		}
		c.pump(c.payer.onChain())
		c.pump(c.watcher)
		c.seal()
		c.look()
		if c.violation != "" || c.atRest() {
			break
		}
	}
	c.reliable = reliable
	c.settledAt = c.now()
	if c.violation == "" && !c.atRest() && !c.roles.provider.any() {
		c.fail("unpaid: honest parties do not come to rest: %s", c.unrest())
	}
}

func (c *chainWorld) atRest() bool { return c.unrest() == "" }

// unrest says what is still to be done.
func (c *chainWorld) unrest() string {
	for _, p := range c.providers {
		b := &p.disk.books
		switch {
		case len(b.box) > 0:
			return p.String() + " has transactions to send: " + b.box[0].what
		case b.sealed < len(b.leaves):
			return p.String() + " has leaves in no batch"
		case len(b.batches) > 0 && b.batches[len(b.batches)-1].batch.Block == 0:
			return p.String() + " has a batch that is not final"
		}
		for _, e := range c.challengesOf(p.address) {
			if c.challengeState(e.Id) == challengeOpen {
				return p.String() + " has a challenge to answer"
			}
		}
	}
	if len(c.payer.disk.books.box) > 0 {
		return "the payer has transactions to send"
	}
	if len(c.box) > 0 {
		return "the watcher has transactions to send"
	}
	return ""
}

// finale: honest parties are paid what is due, and the payer gets the rest back.
func (c *chainWorld) finale() {
	if c.violation != "" {
		return
	}
	c.fuse, c.reliable = -1, true
	c.note("finale")
	c.settle()
	for range 4 {
		if !c.funded() {
			c.settle()
		}
	}
	c.world.finale()
	c.settle()
	for range 8 { // reserves come back, windows pass, the rest is withdrawn
		if c.violation != "" {
			return
		}
		for _, p := range c.providers {
			c.payer.reserve(p, true)
			c.seal()
			for range modelConfirmations {
				c.seal()
			}
		}
		c.execute()
		c.payer.withdraw(true)
		c.settle()
		c.pass(modelWithdrawDelay + 1)
		c.settle()
	}
	c.check()
	c.look()
	if c.violation == "" {
		c.finalPayments()
	}
	c.redemptions = len(c.redeemed())
	c.answered = len(events(c, c.head().number, c.sim.disputes, disputesABI.UnpackMissingAnsweredEvent))
	c.executed = len(events(c, c.head().number, c.sim.disputes, disputesABI.UnpackMissingExecutedEvent))
	c.blocksMade = len(c.blocks)
}

func (c *chainWorld) finalPayments() {
	var all dgrid.Amount
	for _, p := range c.providers {
		paid := c.paid(p, 0)
		all = all.Add(paid)
		if c.roles.provider.any() {
			continue
		}
		var pairFee dgrid.Amount
		if best := p.claimable(); best != nil {
			pairFee = best.Leaf.PairFee
		}
		due := p.held()
		if pairFee.Cmp(due) < 0 {
			due = pairFee
		}
		if paid.Cmp(due) < 0 {
			c.fail("unpaid: honest %s was paid %s, its voucher is over %s and its leaves over %s", p, paid, p.held(), pairFee)
		}
		settled := p.account.Settled()
		if !c.roles.payer.any() && c.pairs[p.pair].restores == 0 && paid != settled {
			c.fail("unpaid: honest %s was paid %s of %s (voucher %s, leaves %s)", p, paid, settled, p.held(), pairFee)
		}
		if p.restored == 0 && pairFee != settled.Sub(p.disk.base) {
			c.fail("unpaid: honest %s anchored %s of %s", p, pairFee, settled)
		}
	}
	if has, want := c.tokens(c.payer.address), dgrid.NewAmount(modelWallet).Sub(all); narrowAmount(has) != want {
		c.fail("unpaid: the payer has %s in the end, want %s: %s were paid", has, want, all)
	}
	if c.roles.provider.omits && len(c.challenged) > 0 {
		c.lookAtOmissions()
	}
}

// lookAtOmissions: a job that was left out and challenged cost its provider stake.
func (c *chainWorld) lookAtOmissions() {
	executed := map[[32]byte]bool{}
	for _, e := range events(c, c.head().number, c.sim.disputes, disputesABI.UnpackMissingExecutedEvent) {
		executed[e.Id] = true
	}
	for _, p := range c.providers {
		for _, e := range c.challengesOf(p.address) {
			if omitted := e.Job[0]%3 == 0; omitted != executed[e.Id] {
				c.fail("slashable: job %s of %s: left out %t, executed %t", dgrid.JobID(e.Job).Short(), p, omitted, executed[e.Id])
			}
		}
	}
}

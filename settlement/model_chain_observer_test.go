package settlement_test

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
)

const challengeOpen = 1 // Disputes' State

// observer is what the observer of the chain knows, and what it counts.
type observer struct {
	seen        common.Hash                  // block at which everything was checked
	sealedRoots map[sealedKey]sealedBatch    // every batch that a provider ever sealed
	tried       map[dgrid.Digest]bool        // fault calls that were made
	objects     map[dgrid.JobID][]signedWord // receipts
	anchorWords map[string][]signedAnchor    // Anchor objects by node and epoch
	deposits    map[uint64]bool              // amounts of deposits that were meant
	challenged  map[[32]byte]challenge       // by id
	overcharged map[dgrid.Digest]bool        // leaves that a payer saw through
	punished    map[dgrid.Address]bool       // dishonest providers whom a fault call may take stake from
	paidBefore  map[dgrid.Address]dgrid.Amount

	// What happened, for the report.
	forks, restores, handed, shownLeaves, faultCalls, redemptions, answered, executed, blocksMade, jobs, batches int
}

type signedWord struct {
	receipt dgrid.Receipt
	sig     dgrid.Signature
}

type signedAnchor struct {
	anchor dgrid.Anchor
	sig    dgrid.Signature
}

// sealedKey names a batch: one that a restored node makes again has the same root in another epoch.
type sealedKey struct {
	node  dgrid.Address
	epoch uint64
	root  dgrid.Digest
}

type sealedBatch struct {
	provider *providerActor
	record   batchRecord
	leaves   []leafRecord
	proofs   *settlement.Proofs
}

type challenge struct {
	provider   *providerActor
	job        dgrid.JobID
	acceptance dgrid.Signed[dgrid.Acceptance]
	receipt    *dgrid.Signed[dgrid.Receipt]
	step       *dgrid.Signed[dgrid.Step]
}

func (x challenge) steps() []dgrid.Signed[dgrid.Step] {
	if x.step == nil {
		return nil
	}
	return []dgrid.Signed[dgrid.Step]{*x.step}
}

func newObserver() observer {
	return observer{sealedRoots: map[sealedKey]sealedBatch{}, tried: map[dgrid.Digest]bool{}, objects: map[dgrid.JobID][]signedWord{},
		anchorWords: map[string][]signedAnchor{}, deposits: map[uint64]bool{}, challenged: map[[32]byte]challenge{}, overcharged: map[dgrid.Digest]bool{},
		punished: map[dgrid.Address]bool{}, paidBefore: map[dgrid.Address]dgrid.Amount{}}
}

// signed notes whatever a party signs.
func (c *chainWorld) signed(o dgrid.Object, sig dgrid.Signature) {
	switch o := o.(type) {
	case *dgrid.Receipt:
		for _, have := range c.objects[o.Job] {
			if have.receipt == *o {
				return
			}
		}
		c.objects[o.Job] = append(c.objects[o.Job], signedWord{*o, sig})
	case *dgrid.Anchor:
		k := fmt.Sprint(o.Node, o.Epoch)
		for _, have := range c.anchorWords[k] {
			if have.anchor == *o {
				return
			}
		}
		c.anchorWords[k] = append(c.anchorWords[k], signedAnchor{*o, sig})
	}
}

func (c *chainWorld) sealedBy(p *providerActor, r batchRecord, leaves []leafRecord, proofs *settlement.Proofs) {
	c.sealedRoots[sealedKey{p.address, r.batch.Epoch, r.batch.Root}] = sealedBatch{p, r, append([]leafRecord(nil), leaves...), proofs}
}

func (s *sealedBatch) inclusion(i int, block uint64) dgrid.Inclusion {
	path, err := s.proofs.Path(uint64(i))
	if err != nil {
		panic(err)
	}
	b := s.record.batch
	b.Block = block
	return dgrid.Inclusion{Batch: b, Leaf: s.leaves[i].leaf, Index: uint64(i), Path: path}
}

func (c *chainWorld) paid(p *providerActor, at uint64) dgrid.Amount {
	return narrowAmount(read(c.sim, at, c.sim.escrow, escrowABI.PackPaid(p.pair.Payer, p.address, p.pair.Model), escrowABI.UnpackPaid))
}

func (c *chainWorld) epochOf(p *providerActor) uint64 {
	return read(c.sim, 0, c.sim.anchors, anchorsABI.PackHead(p.address), anchorsABI.UnpackHead).Epoch
}

// mayAnchor reports whether the contract takes a provider's next anchor in the next block.
func (c *chainWorld) mayAnchor(p *providerActor) bool {
	h := read(c.sim, 0, c.sim.anchors, anchorsABI.PackHead(p.address), anchorsABI.UnpackHead)
	return h.Epoch == 0 || (c.now()+1 >= h.Time+modelMinInterval && c.head().number+1 > h.BlockNumber+modelPinDelay)
}

func (c *chainWorld) includes(in *dgrid.Inclusion) bool {
	return read(c.sim, 0, c.sim.anchors, anchorsABI.PackIncludes(bindProof(in)), anchorsABI.UnpackIncludes)
}

func (c *chainWorld) challengeState(id [32]byte) uint8 {
	return read(c.sim, 0, c.sim.disputes, disputesABI.PackChallengeOf(id), disputesABI.UnpackChallengeOf).State
}

func packAnswer(id [32]byte, in *dgrid.Inclusion, object dgrid.Object) []byte {
	proof := as[disputes.Proof](bindProof(in))
	if r, ok := object.(*dgrid.Receipt); ok {
		return disputesABI.PackAnswerMissingReceipt(id, proof, disputeReceipt(r))
	}
	return disputesABI.PackAnswerMissingStep(id, proof, disputeStep(object.(*dgrid.Step)))
}

// look checks everything that the chain holds, once a block.
func (c *chainWorld) look() {
	if c.seen == c.head().hash || c.violation != "" {
		return
	}
	c.seen = c.head().hash
	c.lookAtBalances()
	for _, p := range c.providers {
		c.lookAtPayments(p)
	}
	c.lookAtDeposits()
	c.lookAtFaults()
}

func (c *chainWorld) tokens(who dgrid.Address) *big.Int {
	return read(c.sim, 0, c.sim.token, tokenABI.PackBalanceOf(who), tokenABI.UnpackBalanceOf)
}

// lookAtBalances: the sum of all balances is what was minted, and each contract holds what its books say.
func (c *chainWorld) lookAtBalances() {
	total := new(big.Int)
	holders := []dgrid.Address{c.payer.address, c.providers[0].address, c.providers[1].address, c.watcher.address(), c.sim.escrow, c.sim.staking, burned}
	for _, who := range holders {
		total.Add(total, c.tokens(who))
	}
	if minted := big.NewInt(3 * modelWallet); total.Cmp(minted) != 0 {
		c.fail("balances: wallets, escrow, stakes and what is burned sum to %s, %s was minted", total, minted)
	}
	pending := read(c.sim, 0, c.sim.escrow, escrowABI.PackPendingWithdraw(c.payer.address), escrowABI.UnpackPendingWithdraw)
	inEscrow := new(big.Int).Add(pending.Amount, read(c.sim, 0, c.sim.escrow, escrowABI.PackBalanceOf(c.payer.address), escrowABI.UnpackBalanceOf))
	staked := new(big.Int)
	for _, p := range c.providers {
		inEscrow.Add(inEscrow, read(c.sim, 0, c.sim.escrow, escrowABI.PackReservedOf(c.payer.address, p.address, chainModel), escrowABI.UnpackReservedOf))
		inEscrow.Add(inEscrow, read(c.sim, 0, c.sim.escrow, escrowABI.PackMaturing(p.address), escrowABI.UnpackMaturing).Total)
		staked.Add(staked, read(c.sim, 0, c.sim.staking, stakingABI.PackSlashableOf(p.address), stakingABI.UnpackSlashableOf))
	}
	if held := c.tokens(c.sim.escrow); held.Cmp(inEscrow) != 0 {
		c.fail("balances: Escrow holds %s, its books say %s", held, inEscrow)
	}
	if held := c.tokens(c.sim.staking); held.Cmp(staked) != 0 {
		c.fail("balances: Staking holds %s, its books say %s", held, staked)
	}
}

// lookAtPayments: what is not anchored is never paid, and nothing is paid twice.
func (c *chainWorld) lookAtPayments(p *providerActor) {
	paid := c.paid(p, 0)
	var anchored, worth, sum, burnt, slashed dgrid.Amount
	for _, e := range c.anchored(c.head().number) {
		if b, ok := c.sealedRoots[sealedKey{e.Node, e.Epoch, e.Root}]; ok && b.provider == p && e.Node == p.address {
			for _, l := range b.leaves {
				anchored = higherOf(anchored, l.leaf.PairFee)
			}
		}
	}
	for _, id := range c.jobsOf(p.pair) {
		worth = worth.Add(c.value(id, c.sent[id]))
	}
	if highest := c.pairs[p.pair].highest; paid.Cmp(highest) > 0 || paid.Cmp(anchored) > 0 {
		c.fail("anchored: %s was paid %s; anchored are %s, the highest voucher is %s", p, paid, anchored, highest)
	}
	if !c.roles.provider.any() && (paid.Cmp(worth) > 0 || anchored.Cmp(worth) > 0) {
		c.fail("anchored: %s was paid %s and anchored %s for tokens worth %s", p, paid, anchored, worth)
	}
	for _, e := range c.redeemed() {
		if e.Provider == p.address {
			sum, burnt = sum.Add(narrowAmount(e.Amount)), burnt.Add(narrowAmount(e.Burned))
		}
	}
	if sum != paid {
		c.fail("twice: redemptions of %s sum to %s, paid is %s", p, sum, paid)
	}
	for _, e := range c.slashes() {
		if e.Owner == p.address {
			slashed = slashed.Add(narrowAmount(e.Amount))
		}
	}
	has := new(big.Int).Add(c.tokens(p.address), read(c.sim, 0, c.sim.escrow, escrowABI.PackMaturing(p.address), escrowABI.UnpackMaturing).Total)
	has.Add(has, read(c.sim, 0, c.sim.staking, stakingABI.PackSlashableOf(p.address), stakingABI.UnpackSlashableOf))
	if want := dgrid.NewAmount(modelWallet).Add(paid).Sub(burnt).Sub(slashed); narrowAmount(has) != want {
		c.fail("twice: %s has %s, want %s: %s paid, %s burned, %s slashed", p, has, want, paid, burnt, slashed)
	}
	if !c.roles.provider.any() && !slashed.IsZero() {
		c.fail("slashed: honest %s lost %s of its stake", p, slashed)
	}
}

// lookAtDeposits: each deposit that was meant happened at most once.
func (c *chainWorld) lookAtDeposits() {
	done := map[uint64]bool{}
	for _, e := range events(c, c.head().number, c.sim.escrow, escrowABI.UnpackDepositedEvent) {
		n := e.Amount.Uint64()
		if !c.deposits[n] || done[n] {
			c.fail("twice: a deposit of %d came twice, or nobody meant it", n)
		}
		done[n] = true
	}
}

// lookAtFaults makes every fault call that can be made of what was ever signed or anchored. Against honest providers each must be
// refused, and for the reason that there is no fault; against others the wrong sums must be punished.
func (c *chainWorld) lookAtFaults() {
	for _, e := range c.anchored(c.head().number) {
		b, ok := c.sealedRoots[sealedKey{e.Node, e.Epoch, e.Root}]
		if !ok {
			c.fail("anchored: epoch %d of %s is of a batch that it never sealed", e.Epoch, e.Node)
			return
		}
		for i := range b.leaves {
			c.trySum(&b, i, e.Raw.BlockNumber)
		}
	}
	for _, id := range sortedIDs(c.objects) {
		c.tryEquivocation(c.objects[id])
	}
	for _, k := range names(c.anchorWords) {
		c.tryAnchors(c.anchorWords[k])
	}
	for id, x := range c.challenged {
		if c.challengeState(id) == challengeOpen && !c.roles.provider.any() {
			if _, err := c.faultCall(disputesABI.PackExecuteMissing(id)); err == nil {
				c.fail("slashable: the challenge of job %s can be executed against honest %s", x.job.Short(), x.provider)
			}
		}
	}
}

func (c *chainWorld) faultCall(data []byte) ([]byte, error) {
	c.faultCalls++
	return c.sim.call(0, c.watcher.address(), c.sim.disputes, nil, data)
}

// trySum shows leaf i of a batch and the one that it names as the one before.
func (c *chainWorld) trySum(b *sealedBatch, i int, block uint64) {
	l := &b.leaves[i]
	in := b.inclusion(i, block)
	k := dgrid.Hash([]byte("sum"), in.Batch.Root[:], []byte{byte(i), byte(in.Batch.Epoch)}, new(big.Int).SetUint64(block).Bytes())
	if c.tried[k] {
		return
	}
	prev := in // a leaf that follows none is shown with any
	if !l.leaf.Previous.IsZero() {
		found := c.anchoredLeaf(b.provider, l.leaf.Previous)
		if found == nil {
			return // the leaf before is in no batch of this chain: nobody can show it
		}
		prev = *found
	}
	c.tried[k] = true
	data := packSum(&prev, &in, l.object)
	_, err := c.faultCall(data)
	fee := feeOf(l.object)
	wrong := l.leaf.PairFee.Cmp(fee) > 0
	if !l.leaf.Previous.IsZero() {
		wrong = settlement.CheckFollows(&prev.Leaf, &l.leaf, fee) != nil
	}
	switch {
	case err == nil && !c.roles.provider.any():
		c.fail("slashable: leaf %d of honest %s is a fault: pairFee %s after %s, fee %s", l.leaf.Seq, b.provider, l.leaf.PairFee, prev.Leaf.PairFee, fee)
	case err == nil && !wrong:
		c.fail("slashable: the contract takes leaf %d for a fault, the package does not", l.leaf.Seq)
	case err != nil && wrong && refusal(err) != "AlreadyDone":
		c.fail("slashable: the contract refuses a wrong sum by %s", refusal(err))
	case err != nil && !wrong && refusal(err) != "NoFault":
		c.fail("slashable: the contract refuses to look at leaf %d: %s", l.leaf.Seq, refusal(err))
	}
	if err == nil {
		c.report("sum", data)
	}
}

func feeOf(o dgrid.Object) dgrid.Amount {
	if r, ok := o.(*dgrid.Receipt); ok {
		return r.Fee
	}
	return o.(*dgrid.Step).Fee
}

func packSum(prev, next *dgrid.Inclusion, object dgrid.Object) []byte {
	a, b := as[disputes.Proof](bindProof(prev)), as[disputes.Proof](bindProof(next))
	if r, ok := object.(*dgrid.Receipt); ok {
		return disputesABI.PackSlashSumReceipt(a, b, disputeReceipt(r))
	}
	return disputesABI.PackSlashSumStep(a, b, disputeStep(object.(*dgrid.Step)))
}

// anchoredLeaf is a leaf of this hash in a batch that stands on the present chain.
func (c *chainWorld) anchoredLeaf(p *providerActor, hash dgrid.Digest) *dgrid.Inclusion {
	for _, e := range c.anchored(c.head().number) {
		b, ok := c.sealedRoots[sealedKey{e.Node, e.Epoch, e.Root}]
		if !ok || b.provider != p {
			continue
		}
		for i := range b.leaves {
			if b.leaves[i].leaf.Hash() == hash {
				in := b.inclusion(i, e.Raw.BlockNumber)
				return &in
			}
		}
	}
	return nil
}

func (c *chainWorld) tryEquivocation(words []signedWord) {
	for i := range words {
		for j := range i + 1 {
			a, b := &words[j], &words[i]
			k := dgrid.Hash([]byte("receipts"), a.sig[:], b.sig[:])
			if c.tried[k] || (i == j && i > 0) {
				continue
			}
			c.tried[k] = true
			data := disputesABI.PackSlashEquivocation(disputeReceipt(&a.receipt), a.sig[:], disputeReceipt(&b.receipt), b.sig[:])
			_, err := c.faultCall(data)
			switch {
			case err == nil && !c.roles.provider.any():
				c.fail("slashable: two receipts of job %s with the signature of an honest provider", a.receipt.Job.Short())
			case err == nil:
				c.report("receipts", data)
			case i == j && refusal(err) != "NoFault":
				c.fail("slashable: the contract refuses one receipt shown twice by %s", refusal(err))
			case i != j && refusal(err) != "AlreadyDone":
				c.fail("slashable: the contract refuses two receipts of a job by %s", refusal(err))
			}
		}
	}
}

func (c *chainWorld) tryAnchors(words []signedAnchor) {
	for i := range words {
		for j := range i {
			a, b := &words[j], &words[i]
			k := dgrid.Hash([]byte("anchors"), a.sig[:], b.sig[:])
			if c.tried[k] {
				continue
			}
			c.tried[k] = true
			data := disputesABI.PackSlashAnchors(as[disputes.Anchor](bindAnchor(&a.anchor)), a.sig[:], as[disputes.Anchor](bindAnchor(&b.anchor)), b.sig[:])
			_, err := c.faultCall(data)
			switch {
			case err == nil && !c.roles.provider.any():
				c.fail("slashable: two anchors of epoch %d with the signature of an honest provider", a.anchor.Epoch)
			case err == nil:
				c.report("anchors", data)
			case refusal(err) != "AlreadyDone":
				c.fail("slashable: the contract refuses two anchors of an epoch by %s", refusal(err))
			}
		}
	}
}

func bindAnchor(a *dgrid.Anchor) disputes.Anchor {
	return disputes.Anchor{Node: a.Node, Epoch: a.Epoch, Root: a.Root, Count: a.Count}
}

// report sends a fault call that would succeed as the watcher's transaction.
func (c *chainWorld) report(what string, data []byte) {
	c.note("  the watcher reports a fault: %s", what)
	c.post(c.watcher, what, c.sim.disputes, nil, data, func() {})
}

// add sums up what happened in a life.
func (o *observer) add(c *chainWorld) {
	o.jobs += len(c.orders)
	o.batches += len(c.anchored(c.head().number))
	o.forks += c.forks
	o.restores += c.restores
	o.handed += c.handed
	o.shownLeaves += c.shownLeaves
	o.faultCalls += c.faultCalls
	o.redemptions += c.redemptions
	o.answered += c.answered
	o.executed += c.executed
	o.blocksMade += c.blocksMade
}

func (o *observer) String() string {
	return fmt.Sprintf("%d jobs, %d blocks, %d batches anchored, %d reorganisations, %d restored providers found out, %d leaves handed over, %d shown back, %d redemptions, %d fault calls, %d challenges answered, %d executed",
		o.jobs, o.blocksMade, o.batches, o.forks, o.restores, o.handed, o.shownLeaves, o.redemptions, o.faultCalls, o.answered, o.executed)
}

package contract_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
)

const testBond = 1_000_000_000_000_000 // wei, above what the base fee of these chains asks for

func (c *chain) owed(p *person) int64 {
	c.Helper()
	return ask(c, c.Disputes.Address, disputesABI.PackOwed(p.Address), disputesABI.UnpackOwed).Int64()
}

func TestSlashEquivocation(t *testing.T) {
	c := newChain(t)
	payer, provider, watcher, at := c.who("payer"), c.who("provider"), c.who("watcher"), c.Disputes.Address
	c.stake(provider, 1_000)
	c.send(provider, c.Staking.Address, stakingABI.PackUnbond(big.NewInt(500)))
	a, b := receipt(payer, provider, "job", 5), receipt(payer, provider, "job", 6)
	pack := func(a, b *dgrid.Receipt, signA, signB *person) []byte {
		return disputesABI.PackSlashEquivocation(disputeReceipt(a), c.sign(a, signA), disputeReceipt(b), c.sign(b, signB))
	}
	c.refused("NoFault", watcher, at, pack(a, a, provider, provider))
	c.refused("Unrelated", watcher, at, pack(a, receipt(payer, provider, "job2", 6), provider, provider))
	c.refused("Unrelated", watcher, at, pack(a, receipt(payer, payer, "job", 6), provider, provider))
	c.refused("BadSignature("+provider.Hex()+")", watcher, at, pack(a, b, provider, watcher))
	c.refused("BadSignature", watcher, at, pack(a, b, watcher, provider))
	r := c.send(watcher, at, pack(a, b, provider, provider))
	e := event(c, r, disputesABI.UnpackFaultProvenEvent)
	equal(t, "slashed: a fifth of bonded and unbonding", e.Slashed.Int64(), 200)
	equal(t, "the reporter's tokens", c.tokens(watcher.Address), 60)
	equal(t, "the burned tokens", c.tokens(burnt), 140)
	equal(t, "what unbonds", c.unbonding(provider), 300)
	equal(t, "the fault being proven", ask(c, at, disputesABI.PackIsProven(e.Id), disputesABI.UnpackIsProven), true)
	c.refused("AlreadyDone", watcher, at, pack(b, a, provider, provider))
	c.refused("AlreadyDone", watcher, at, pack(a, receipt(payer, provider, "job", 7), provider, provider))
}

// Who replaces its signer is still held to what it signed.
func TestSlashByAReplacedSigner(t *testing.T) {
	c := newChain(t)
	payer, provider, signer, watcher := c.who("payer"), c.who("provider"), c.who("signer"), c.who("watcher")
	c.stake(provider, 1_000)
	c.send(provider, c.Staking.Address, stakingABI.PackSetSigner(signer.Address))
	c.send(provider, c.Staking.Address, stakingABI.PackSetSigner(c.who("v0").Address))
	a, b := receipt(payer, provider, "job", 5), receipt(payer, provider, "job", 6)
	pack := disputesABI.PackSlashEquivocation(disputeReceipt(a), c.sign(a, signer), disputeReceipt(b), c.sign(b, signer))
	c.pass(9_900)
	c.send(watcher, c.Disputes.Address, pack)
	equal(t, "the stake", c.stakeOf(provider), 800)
	c.pass(200)
	c.refused("BadSignature", watcher, c.Disputes.Address, pack)
}

func TestSlashAnchors(t *testing.T) {
	c := newChain(t)
	provider, watcher, at := c.who("provider"), c.who("watcher"), c.Disputes.Address
	c.stake(provider, 1_000)
	a := &dgrid.Anchor{Node: provider.Address, Epoch: 3, Root: dgrid.Digest{1}, Count: 5}
	b := *a
	b.Count = 6
	other := b
	other.Epoch = 4
	pack := func(a, b *dgrid.Anchor, by *person) []byte {
		return disputesABI.PackSlashAnchors(disputeAnchor(a), c.sign(a, by), disputeAnchor(b), c.sign(b, by))
	}
	c.refused("NoFault", watcher, at, pack(a, a, provider))
	c.refused("Unrelated", watcher, at, pack(a, &other, provider))
	c.refused("BadSignature", watcher, at, pack(a, &b, watcher))
	c.send(watcher, at, pack(a, &b, provider))
	equal(t, "the stake", c.stakeOf(provider), 800)
	c.refused("AlreadyDone", watcher, at, pack(&b, a, provider))
}

func TestSlashSum(t *testing.T) {
	c := newChain(t)
	payer, provider, watcher, at := c.who("payer"), c.who("provider"), c.who("watcher"), c.Disputes.Address
	c.stake(provider, 1_000)
	step := &dgrid.Step{Job: dgrid.JobID(dgrid.Hash([]byte("s"))), Number: 1, Root: dgrid.Digest{1}, OutputTokens: 32, Fee: dgrid.NewAmount(30)}
	r := receipt(payer, provider, "a", 10)
	after := func(l, before dgrid.BatchLeaf) dgrid.BatchLeaf { l.Previous = before.Hash(); return l }
	first := c.leafOf(r, 10)
	right := after(c.leafOf(receipt(payer, provider, "b", 20), 30), first)
	low := after(c.leafOf(receipt(payer, provider, "c", 20), 29), first)
	high := after(c.leafOf(receipt(payer, provider, "d", 20), 31), first)
	stepLeaf := after(dgrid.BatchLeaf{Kind: dgrid.LeafStep, Object: c.domain.HashObject(step), Payer: payer.Address, Model: model, PairFee: dgrid.NewAmount(61)}, right)
	foreign := after(c.leafOf(receipt(c.who("payer2"), provider, "e", 20), 30), first)
	begun := c.leafOf(receipt(payer, provider, "f", 20), 21)
	b := c.anchor(provider, first, right, low, high, stepLeaf, foreign, begun)
	pack := func(previous, next int, r *dgrid.Receipt) []byte {
		return disputesABI.PackSlashSumReceipt(disputeProof(c.prove(b, previous)), disputeProof(c.prove(b, next)), disputeReceipt(r))
	}
	c.refused("NoFault", watcher, at, pack(0, 1, receipt(payer, provider, "b", 20)))
	c.refused("NoFault", watcher, at, pack(0, 2, receipt(payer, provider, "c", 20))) // understating is none
	c.refused("NoFault", watcher, at, pack(0, 0, r))
	c.refused("Unrelated", watcher, at, pack(1, 3, receipt(payer, provider, "d", 20)))
	c.refused("WrongLeaf", watcher, at, pack(0, 3, receipt(payer, provider, "d", 19)))
	c.refused("WrongLeaf", watcher, at, disputesABI.PackSlashSumStep(disputeProof(c.prove(b, 0)), disputeProof(c.prove(b, 3)), disputeStep(step)))
	moved := disputeProof(c.prove(b, 3))
	moved.Index = 2
	c.refused("NotAnchored", watcher, at, disputesABI.PackSlashSumReceipt(disputeProof(c.prove(b, 0)), moved, disputeReceipt(receipt(payer, provider, "d", 20))))

	c.send(watcher, at, pack(0, 3, receipt(payer, provider, "d", 20)))
	equal(t, "the stake", c.stakeOf(provider), 800)
	c.refused("AlreadyDone", watcher, at, pack(0, 3, receipt(payer, provider, "d", 20)))
	c.send(watcher, at, disputesABI.PackSlashSumStep(disputeProof(c.prove(b, 1)), disputeProof(c.prove(b, 4)), disputeStep(step)))
	equal(t, "the stake", c.stakeOf(provider), 640)
	c.send(watcher, at, pack(0, 5, receipt(c.who("payer2"), provider, "e", 20))) // it follows another payer's leaf
	c.send(watcher, at, pack(0, 6, receipt(payer, provider, "f", 20)))           // it follows none
	equal(t, "the stake", c.stakeOf(provider), 410)
}

// missing is a challenge with everything right: its parts are for the tests to spoil.
type missing struct {
	acceptance *dgrid.Acceptance
	receipt    *dgrid.Receipt
	step       *dgrid.Step
	id         [32]byte
}

func (c *chain) missing(provider *person, job string, anchorBy uint64) *missing {
	c.Helper()
	r := receipt(c.who("payer"), provider, job, 5)
	return &missing{
		acceptance: &dgrid.Acceptance{Job: r.Job, PromptHash: dgrid.Digest{1}, PromptTokens: 12, AnchorBy: anchorBy},
		receipt:    r,
		step:       &dgrid.Step{Job: r.Job, Number: 1, Root: dgrid.Digest{2}, OutputTokens: 32, Fee: dgrid.NewAmount(4)},
		id:         ask(c, c.Disputes.Address, disputesABI.PackMissingId(provider.Address, r.Job), disputesABI.UnpackMissingId),
	}
}

func (c *chain) challengeReceipt(m *missing, provider dgrid.Address, by *person) []byte {
	return disputesABI.PackChallengeMissingReceipt(provider, disputeAcceptance(m.acceptance), c.sign(m.acceptance, by), disputeReceipt(m.receipt), c.sign(m.receipt, by))
}

func (c *chain) challengeStep(m *missing, provider dgrid.Address, by *person) []byte {
	return disputesABI.PackChallengeMissingStep(provider, disputeAcceptance(m.acceptance), c.sign(m.acceptance, by), disputeStep(m.step), c.sign(m.step, by))
}

func TestMissingIsExecuted(t *testing.T) {
	c := newChain(t)
	provider, watcher, at := c.who("provider"), c.who("watcher"), c.Disputes.Address
	c.stake(provider, 1_000)
	late := c.missing(provider, "late", c.block()+100)
	c.refusedPaying("NotChallengeable", watcher, at, testBond, c.challengeReceipt(late, provider.Address, provider))
	never := c.missing(provider, "never", 0)
	c.refusedPaying("NotChallengeable", watcher, at, testBond, c.challengeReceipt(never, provider.Address, provider))
	m := c.missing(provider, "job", c.block())
	c.sim.Commit()
	c.refusedPaying("BondTooSmall", watcher, at, 999, c.challengeReceipt(m, provider.Address, provider))
	c.refusedPaying("BadSignature", watcher, at, testBond, c.challengeReceipt(m, provider.Address, watcher))
	c.refusedPaying("Unrelated", watcher, at, testBond, c.challengeReceipt(m, watcher.Address, watcher))
	wrong := *m
	wrong.receipt = receipt(c.who("payer"), provider, "another", 5)
	c.refusedPaying("Unrelated", watcher, at, testBond, c.challengeReceipt(&wrong, provider.Address, provider))
	wrong.step = &dgrid.Step{Number: 1}
	c.refusedPaying("Unrelated", watcher, at, testBond, c.challengeStep(&wrong, provider.Address, provider))
	c.refused("NotOpen", watcher, at, disputesABI.PackExecuteMissing(m.id))

	c.pay(watcher, at, testBond, c.challengeReceipt(m, provider.Address, provider))
	c.refusedPaying("AlreadyDone", watcher, at, testBond, c.challengeStep(m, provider.Address, provider))
	c.refused("TooEarly", watcher, at, disputesABI.PackExecuteMissing(m.id))
	c.refused("NotOpen", watcher, at, disputesABI.PackExpire(m.id)) // it is no dispute
	c.pass(600)
	b := c.anchor(provider, c.leafOf(m.receipt, 5))
	c.refused("TooLate", provider, at, disputesABI.PackAnswerMissingReceipt(m.id, disputeProof(c.prove(b, 0)), disputeReceipt(m.receipt)))
	r := c.send(c.who("payer"), at, disputesABI.PackExecuteMissing(m.id))
	equal(t, "slashed", event(c, r, disputesABI.UnpackMissingExecutedEvent).Slashed.Int64(), 200)
	equal(t, "the challenger's reward", c.tokens(watcher.Address), 60)
	equal(t, "the bond that comes back", c.owed(watcher), testBond)
	c.refused("NotOpen", watcher, at, disputesABI.PackExecuteMissing(m.id))
	c.refused("NothingOwed", provider, at, disputesABI.PackCollect())
	c.send(watcher, at, disputesABI.PackCollect())
	c.refused("NothingOwed", watcher, at, disputesABI.PackCollect())
	c.mine(50)
	c.refusedPaying("NotChallengeable", watcher, at, testBond, c.challengeReceipt(c.missing(provider, "old", m.acceptance.AnchorBy), provider.Address, provider))
}

func TestMissingIsAnswered(t *testing.T) {
	c := newChain(t)
	provider, watcher, at := c.who("provider"), c.who("watcher"), c.Disputes.Address
	c.stake(provider, 1_000)
	m, n := c.missing(provider, "job", c.block()+1), c.missing(provider, "job2", c.block()+1)
	stepLeaf := dgrid.BatchLeaf{Kind: dgrid.LeafStep, Object: c.domain.HashObject(n.step), Payer: c.who("payer").Address, Model: model, PairFee: dgrid.NewAmount(4)}
	b := c.anchor(provider, c.leafOf(m.receipt, 5), stepLeaf)
	other := c.anchor(watcher, c.leafOf(m.receipt, 5))
	c.pay(watcher, at, testBond, c.challengeStep(m, provider.Address, provider))
	c.pay(watcher, at, testBond, c.challengeReceipt(n, provider.Address, provider))
	answer := func(id [32]byte, b *batch, r *dgrid.Receipt) []byte {
		return disputesABI.PackAnswerMissingReceipt(id, disputeProof(c.prove(b, 0)), disputeReceipt(r))
	}
	c.refused("NotOpen", watcher, at, answer([32]byte{1}, b, m.receipt))
	c.refused("WrongLeaf", watcher, at, answer(n.id, b, m.receipt))
	c.refused("WrongLeaf", watcher, at, answer(m.id, b, n.receipt))
	c.refused("WrongLeaf", watcher, at, answer(m.id, other, m.receipt)) // another node's batch
	gone := b.Batch
	gone.Epoch = 7
	c.refused("NotAnchored", watcher, at, answer(m.id, &batch{gone, b.leaves}, m.receipt))
	c.refused("WrongLeaf", watcher, at, disputesABI.PackAnswerMissingStep(n.id, disputeProof(c.prove(b, 0)), disputeStep(n.step)))
	c.send(provider, at, answer(m.id, b, m.receipt))
	c.send(c.who("payer2"), at, disputesABI.PackAnswerMissingStep(n.id, disputeProof(c.prove(b, 1)), disputeStep(n.step)))
	equal(t, "the bonds, which are the provider's", c.owed(provider), 2*testBond)
	c.refused("NotOpen", provider, at, answer(m.id, b, m.receipt))
	c.pass(600)
	c.refused("NotOpen", watcher, at, disputesABI.PackExecuteMissing(m.id))
	c.refusedPaying("AlreadyDone", watcher, at, testBond, c.challengeReceipt(m, provider.Address, provider))
	equal(t, "the stake", c.stakeOf(provider), 1_000)
	c.send(provider, at, disputesABI.PackCollect())
}

// Who anchors only after it was challenged is not slashed, but the challenger has its bond back.
func TestMissingIsAnsweredByALateAnchor(t *testing.T) {
	c := newChain(t)
	provider, watcher, at := c.who("provider"), c.who("watcher"), c.Disputes.Address
	m := c.missing(provider, "job", c.block())
	c.sim.Commit()
	r := c.pay(watcher, at, testBond, c.challengeReceipt(m, provider.Address, provider))
	until := event(c, r, disputesABI.UnpackMissingChallengedEvent).Until
	got := ask(c, at, disputesABI.PackChallengeOf(m.id), disputesABI.UnpackChallengeOf)
	equal(t, "the challenge's bond", got.Bond.Int64(), testBond)
	got.Bond = nil
	equal(t, "the challenge", got, disputes.DisputesCase{
		Provider: provider.Address, Until: until, State: 1, Reporter: watcher.Address, Detail: m.receipt.Job, AnchorBy: m.acceptance.AnchorBy,
	})
	b := c.anchor(provider, c.leafOf(m.receipt, 5))
	r = c.send(provider, at, disputesABI.PackAnswerMissingReceipt(m.id, disputeProof(c.prove(b, 0)), disputeReceipt(m.receipt)))
	equal(t, "the answer being late", event(c, r, disputesABI.UnpackMissingAnsweredEvent).Late, true)
	equal(t, "the challenger's bond", c.owed(watcher), testBond)
	equal(t, "what the provider earned", c.owed(provider), 0)
}

// dispute is a dispute that can be opened.
type dispute struct {
	batch   *batch
	receipt *dgrid.Receipt
	id      [32]byte
}

func (c *chain) dispute(provider *person, job string) *dispute {
	c.Helper()
	r := receipt(c.who("payer"), provider, job, 5)
	return &dispute{c.anchor(provider, c.leafOf(r, 5)), r, c.domain.HashObject(r)}
}

func (c *chain) open(d *dispute) []byte {
	c.Helper()
	return disputesABI.PackOpenDispute(disputeProof(c.prove(d.batch, 0)), disputeReceipt(d.receipt))
}

func (c *chain) validators(n int) {
	c.Helper()
	for _, name := range []string{"v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7"}[:n] {
		c.stake(c.who(name), 100)
		c.send(c.who(name), c.Staking.Address, stakingABI.PackRegister(model, class))
	}
}

func (c *chain) opened(r *types.Receipt) *disputes.DisputesDisputeOpened {
	c.Helper()
	return event(c, r, disputesABI.UnpackDisputeOpenedEvent)
}

// ballots are votes of the first seats: guilty for 1, not guilty for 0.
func (c *chain) ballots(d *dispute, seats []dgrid.Address, votes ...uint8) (bs []disputes.Ballot, sigs [][]byte) {
	c.Helper()
	for i, v := range votes {
		b, sig := c.ballot(d, seats, i, v)
		bs, sigs = append(bs, b), append(sigs, sig)
	}
	return bs, sigs
}

func (c *chain) ballot(d *dispute, seats []dgrid.Address, seat int, guilty uint8) (disputes.Ballot, []byte) {
	c.Helper()
	b := &dgrid.Ballot{Provider: d.receipt.Provider, Object: d.id, Validator: seats[seat], Seat: uint32(seat), Guilty: guilty}
	for _, p := range c.people {
		if p.Address == seats[seat] {
			return disputes.Ballot{Provider: b.Provider, Object: b.Object, Validator: b.Validator, Seat: b.Seat, Guilty: b.Guilty}, c.sign(b, p)
		}
	}
	c.Fatalf("seat %d is nobody's", seat)
	return disputes.Ballot{}, nil
}

func (c *chain) decide(d *dispute, seats []dgrid.Address, votes ...uint8) []byte {
	c.Helper()
	bs, sigs := c.ballots(d, seats, votes...)
	return disputesABI.PackDecide(d.id, seats, bs, sigs)
}

func TestOpenDisputeRefuses(t *testing.T) {
	c := newChain(t)
	provider, watcher, at := c.who("provider"), c.who("watcher"), c.Disputes.Address
	c.stake(provider, 1_000)
	c.validators(2)
	d := c.dispute(provider, "job")
	c.refusedPaying("BondTooSmall(999, 1000)", watcher, at, 999, c.open(d))
	c.refusedPaying("NotPinned", watcher, at, testBond, c.open(d))
	c.mine(3)
	c.send(watcher, c.Deployment.Anchors.Address, anchorsABI.PackPinRandomness(provider.Address, 1))
	c.refusedPaying("Unverified(2, 3)", watcher, at, testBond, c.open(d))
	c.validator(c.who("v5"))
	c.refusedPaying("Unverified(2, 3)", watcher, at, testBond, c.open(d)) // it registered too late for this batch
	wrong := *d
	wrong.receipt = receipt(c.who("payer"), provider, "job", 6)
	c.refusedPaying("WrongLeaf", watcher, at, testBond, c.open(&wrong))
	moved := *d.batch
	moved.Block++
	c.refusedPaying("NotAnchored", watcher, at, testBond, c.open(&dispute{&moved, d.receipt, d.id}))
	c.refused("NotOpen", watcher, at, disputesABI.PackExpire(d.id))
	c.refused("NotOpen", watcher, at, disputesABI.PackExecute(d.id))
}

func (c *chain) validator(p *person) {
	c.Helper()
	c.stake(p, 100)
	c.send(p, c.Staking.Address, stakingABI.PackRegister(model, class))
}

// disputed opens a dispute on a provider with a stake of 1,000, of five seats of which all are filled.
func disputed(t *testing.T) (*chain, *dispute, []dgrid.Address) {
	t.Helper()
	c := newChain(t)
	provider := c.who("provider")
	c.stake(provider, 1_000)
	c.validators(6)
	d := c.dispute(provider, "job")
	c.mine(3)
	c.send(c.who("watcher"), c.Deployment.Anchors.Address, anchorsABI.PackPinRandomness(provider.Address, 1))
	opened := c.opened(c.pay(c.who("watcher"), c.Disputes.Address, testBond, c.open(d)))
	want := ask(c, c.Staking.Address, stakingABI.PackSeats(model, d.batch.Block, c.randomness(&d.batch.Batch), d.receipt.Job, provider.Address,
		d.receipt.Payer, big.NewInt(5)), stakingABI.UnpackSeats)
	equal(t, "the drawn seats", len(opened.Seats), 5)
	for i, s := range opened.Seats {
		equal(t, "a drawn seat", s, want.Owners[i])
		if s == (dgrid.Address{}) {
			t.Fatal("a seat is empty")
		}
	}
	return c, d, opened.Seats
}

func TestDisputeConvicts(t *testing.T) {
	c, d, seats := disputed(t)
	provider, watcher, at := c.who("provider"), c.who("watcher"), c.Disputes.Address
	c.refusedPaying("AlreadyDone", watcher, at, testBond, c.open(d))
	c.refused("NotOpen", watcher, at, disputesABI.PackExecuteMissing(d.id)) // it is no challenge
	c.refused("Undecided(3, 1, 5)", watcher, at, c.decide(d, seats, 1, 1, 1, 0))
	c.refused("Undecided(0, 0, 5)", watcher, at, c.decide(d, seats))
	c.refused("WrongSeats", watcher, at, disputesABI.PackDecide(d.id, seats[:4], nil, nil))
	c.refused("TooEarly", watcher, at, disputesABI.PackExpire(d.id))
	spoil := func(want string, edit func(bs []disputes.Ballot, sigs [][]byte) ([]disputes.Ballot, [][]byte)) {
		t.Helper()
		bs, sigs := edit(c.ballots(d, seats, 1, 1, 1, 1))
		c.refused(want, watcher, at, disputesABI.PackDecide(d.id, seats, bs, sigs))
	}
	each := func(want string, edit func(b *disputes.Ballot)) {
		t.Helper()
		spoil(want, func(bs []disputes.Ballot, sigs [][]byte) ([]disputes.Ballot, [][]byte) { edit(&bs[3]); return bs, sigs })
	}
	each("BadBallot(3)", func(b *disputes.Ballot) { b.Seat = 5 })
	each("BadBallot(3)", func(b *disputes.Ballot) { b.Seat = 4 })
	each("BadBallot(3)", func(b *disputes.Ballot) { b.Guilty = 2 })
	each("BadBallot(3)", func(b *disputes.Ballot) { b.Object[0]++ })
	each("BadBallot(3)", func(b *disputes.Ballot) { b.Provider = watcher.Address })
	each("BadBallot(3)", func(b *disputes.Ballot) { b.Validator = watcher.Address })
	each("BadSignature", func(b *disputes.Ballot) { b.Guilty = 0 })
	spoil("BadBallot(3)", func(bs []disputes.Ballot, sigs [][]byte) ([]disputes.Ballot, [][]byte) {
		bs[3], sigs[3] = bs[0], sigs[0] // one seat twice
		return bs, sigs
	})
	spoil("LengthMismatch(4, 3)", func(bs []disputes.Ballot, sigs [][]byte) ([]disputes.Ballot, [][]byte) { return bs, sigs[:3] })

	e := event(c, c.send(watcher, at, c.decide(d, seats, 1, 1, 1, 1, 0)), disputesABI.UnpackDecidedEvent)
	equal(t, "guilty", e.Guilty, true)
	equal(t, "votes", e.Votes.Int64(), 4)
	c.refused("NotOpen", watcher, at, c.decide(d, seats, 0, 0, 0, 0))
	c.refused("TooEarly", watcher, at, disputesABI.PackExecute(d.id))
	c.refused("NotOpen", watcher, at, disputesABI.PackExpire(d.id))
	// What the provider unbonds now is slashed all the same.
	c.send(provider, c.Staking.Address, stakingABI.PackUnbond(big.NewInt(1_000)))
	c.pass(1_200)
	r := c.send(c.who("payer"), at, disputesABI.PackExecute(d.id))
	equal(t, "slashed", event(c, r, disputesABI.UnpackExecutedEvent).Slashed.Int64(), 500)
	equal(t, "the opener's reward", c.tokens(watcher.Address), 150)
	equal(t, "the opener's bond", c.owed(watcher), testBond)
	equal(t, "what unbonds", c.unbonding(provider), 500)
	c.refused("NotOpen", watcher, at, disputesABI.PackExecute(d.id))
	c.refusedPaying("AlreadyDone", watcher, at, testBond, c.open(d))
}

func TestDisputeAcquits(t *testing.T) {
	c, d, seats := disputed(t)
	provider, watcher, at := c.who("provider"), c.who("watcher"), c.Disputes.Address
	e := event(c, c.send(watcher, at, c.decide(d, seats, 0, 0, 0, 0)), disputesABI.UnpackDecidedEvent)
	equal(t, "guilty", e.Guilty, false)
	equal(t, "the bond, which is the provider's", c.owed(provider), testBond)
	c.pass(1_200)
	c.refused("NotOpen", watcher, at, disputesABI.PackExecute(d.id))
	c.refusedPaying("AlreadyDone", watcher, at, testBond, c.open(d))
	equal(t, "the stake", c.stakeOf(provider), 1_000)
	equal(t, "state", ask(c, at, disputesABI.PackDisputeOf(d.id), disputesABI.UnpackDisputeOf).State, 4)
}

func TestDisputeExpires(t *testing.T) {
	c, d, seats := disputed(t)
	watcher, at := c.who("watcher"), c.Disputes.Address
	c.pass(600)
	c.refused("TooLate", watcher, at, c.decide(d, seats, 1, 1, 1, 1))
	c.send(c.who("payer"), at, disputesABI.PackExpire(d.id))
	equal(t, "the bond that comes back", c.owed(watcher), testBond)
	c.refused("NotOpen", watcher, at, disputesABI.PackExpire(d.id))
	c.pay(watcher, at, testBond, c.open(d)) // nobody decided, so it can be opened again
	c.send(watcher, at, c.decide(d, seats, 1, 1, 1, 1))
	c.pass(1_200)
	c.send(watcher, at, disputesABI.PackExecute(d.id))
	equal(t, "the bonds that come back", c.owed(watcher), 2*testBond)
	balance, err := c.sim.Client().BalanceAt(t.Context(), at, nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the contract's ether", balance.Int64(), 2*testBond)
}

func TestDisputesRefusesParameters(t *testing.T) {
	for name, edit := range map[string]func(*contract.Params){
		"share":                    func(p *contract.Params) { p.MismatchBps = 10_001 },
		"22 seats":                 func(p *contract.Params) { p.Seats = 22 },
		"no seats":                 func(p *contract.Params) { p.Seats = 0 },
		"no validators":            func(p *contract.Params) { p.MinValidators = 0 },
		"more validators":          func(p *contract.Params) { p.MinValidators = 6 },
		"windows outlast stake":    func(p *contract.Params) { p.UnbondDelay = 1_800 },
		"windows of years":         func(p *contract.Params) { p.DisputeWindow, p.UnbondDelay = 1<<40, 1<<41 },
		"reporter's share too big": func(p *contract.Params) { p.ReporterBps = 10_001 },
	} {
		t.Run(name, func(t *testing.T) { refusedParams(t, edit) })
	}
}

package config

import (
	"time"

	"github.com/dgrid-network/dgrid"
)

// DevChainID is the chain id of development: of networks without a chain, and of chains whose money is worth nothing.
const DevChainID = 1337

// Bounds of what only a chain gives meaning.
const (
	maxCommittee     = 21     // so many seats can be drawn and counted in one transaction
	maxConfirmations = 10_000 // blocks
	maxBlock         = Millis(3_600_000)
	maxPinDelay      = 128     // blocks; the chain's machine reaches back 256, and somebody must have the other half to act
	maxThreshold     = 1 << 52 // what every reader of JSON holds exactly
)

// AnchorBlocks is how many blocks after the head at an acceptance its anchorBy is: as many as are usual in p.Anchor.
func (p *NetworkParams) AnchorBlocks() uint64 { return blocks(p.Anchor, p.Block) }

// ChallengeBlocks is for how many blocks after anchorBy a missing job can be challenged: as many as are usual in p.Dispute.
func (p *NetworkParams) ChallengeBlocks() uint64 { return blocks(p.Dispute, p.Block) }

// MinInterval is the least time between two anchors of a node, in whole seconds: with it no anchor is forgotten that may be disputed.
func (p *NetworkParams) MinInterval() Millis {
	if p.Slots == 0 {
		return 0
	}
	const second = 1000
	perSlot := (p.Dispute + Millis(p.Slots) - 1) / Millis(p.Slots)
	return (perSlot + second - 1) / second * second
}

func blocks(span, block Millis) uint64 {
	if block == 0 {
		return 0
	}
	return uint64((span + block - 1) / block)
}

// HasChain reports whether the network settles on a chain.
func (n *Network) HasChain() bool { return n.Genesis != dgrid.Digest{} }

// DefaultChainParams are the parameters of a network whose money has a value.
func DefaultChainParams() NetworkParams {
	const day = 24 * time.Hour
	return NetworkParams{
		Accept: millis(30 * time.Second), Anchor: millis(day), Dispute: millis(2 * day), Keep: millis(3 * day),
		Sampling: dgrid.One / 50, Seats: 3, MinValidators: 5, Slots: 1024,
		Committee: maxCommittee, Block: millis(12 * time.Second), Confirmations: 32, PinDelay: 4,
		Unbond: millis(14 * day), Withdraw: millis(2 * day), Answer: millis(day), Appeal: millis(2 * day),
		Batch: millis(3 * time.Minute), BatchCount: 10_000, BatchValue: tokens(1_000),
		WatchAt: 20, SuspendAt: 1_000, SlashAt: 1_000_000,
	}
}

// DevChainParams are the parameters of a network on a development chain with a block a second: windows of seconds, every other job is
// audited, and two confirmed failures, which make a value of about 5,000, are slashed.
func DevChainParams() NetworkParams {
	return NetworkParams{
		Accept: millis(10 * time.Second), Anchor: millis(30 * time.Second), Dispute: millis(time.Minute), Keep: millis(2 * time.Minute),
		Sampling: dgrid.One / 2, Seats: 3, MinValidators: 2, Slots: 1024,
		Committee: maxCommittee, Block: millis(time.Second), Confirmations: 2, PinDelay: 2,
		Unbond: millis(90 * time.Second), Withdraw: millis(time.Minute), Answer: millis(10 * time.Second), Appeal: millis(5 * time.Second),
		Batch: millis(3 * time.Second), BatchCount: 1_000, BatchValue: tokens(1),
		WatchAt: 20, SuspendAt: 1_000, SlashAt: 4_000,
	}
}

// tokens is n whole tokens of 18 decimals, in base units.
func tokens(n uint64) (sum dgrid.Amount) {
	for range n {
		sum = sum.Add(dgrid.NewAmount(1e18))
	}
	return sum
}

// checkNoChain fails where something is set that has no meaning: the id would not speak for it.
func (n *Network) checkNoChain(wrong func(format string, args ...any)) {
	if n.Contracts != (Contracts{}) {
		wrong("contracts are set, but genesis is zero: a network without a chain has none")
	}
	if n.Code != (Code{}) {
		wrong("code is set, but genesis is zero: a network without a chain has no contracts")
	}
	p, rest := n.Params, NetworkParams{}
	rest.Accept, rest.Anchor, rest.Dispute, rest.Keep = p.Accept, p.Anchor, p.Dispute, p.Keep
	rest.Sampling, rest.Seats, rest.MinValidators, rest.Slots = p.Sampling, p.Seats, p.MinValidators, p.Slots
	if p != rest {
		wrong("params hold what only a chain gives meaning (committee to slashAt), but genesis is zero: leave them out")
	}
}

func (n *Network) checkChain(wrong func(format string, args ...any)) {
	seen := map[dgrid.Address]string{}
	for _, c := range []struct {
		name    string
		address dgrid.Address
		code    dgrid.Digest
	}{
		{"anchors", n.Domain.Anchors, n.Code.Anchors},
		{"escrow", n.Domain.Escrow, n.Code.Escrow},
		{"staking", n.Contracts.Staking, n.Code.Staking},
		{"disputes", n.Contracts.Disputes, n.Code.Disputes},
		{"access", n.Contracts.Access, n.Code.Access},
		{"token", n.Token.Address, n.Code.Token},
	} {
		if c.address == (dgrid.Address{}) {
			wrong("the address of the contract %s is zero, but the network has a chain", c.name)
		} else if other, twice := seen[c.address]; twice {
			wrong("the contracts %s and %s are the same address %s", other, c.name, c.address)
		}
		if c.code == (dgrid.Digest{}) {
			wrong("code.%s is zero, but the network has a chain", c.name)
		}
		seen[c.address] = c.name
	}
	n.Params.checkChain(wrong)
}

func (p *NetworkParams) checkChain(wrong func(format string, args ...any)) {
	checkWindows(wrong, map[string]Millis{
		"unbondMillis": p.Unbond, "withdrawMillis": p.Withdraw, "answerMillis": p.Answer, "appealMillis": p.Appeal, "batchMillis": p.Batch,
	})
	for name, w := range map[string]Millis{
		"disputeMillis": p.Dispute, "unbondMillis": p.Unbond, "withdrawMillis": p.Withdraw, "answerMillis": p.Answer, "appealMillis": p.Appeal,
	} {
		if w%1000 != 0 {
			wrong("params.%s is %d: want whole seconds, as the contracts count", name, w)
		}
	}
	if p.Seats > p.Committee || p.Committee > maxCommittee {
		wrong("params.committee is %d: want %d, which is params.seats, to %d", p.Committee, p.Seats, maxCommittee)
	}
	if p.MinValidators > p.Committee {
		wrong("params.minValidators is %d: want at most params.committee, which is %d", p.MinValidators, p.Committee)
	}
	if p.Slots < 2 {
		wrong("params.slots is %d: want at least 2, one to write and one to look up", p.Slots)
	}
	if p.Block == 0 || p.Block > maxBlock {
		wrong("params.blockMillis is %d: want 1 to %d", p.Block, maxBlock)
	}
	if p.Confirmations == 0 || p.Confirmations > maxConfirmations {
		wrong("params.confirmations is %d: want 1 to %d", p.Confirmations, maxConfirmations)
	}
	if p.PinDelay == 0 || p.PinDelay > maxPinDelay {
		wrong("params.pinDelayBlocks is %d: want 1 to %d", p.PinDelay, maxPinDelay)
	}
	if p.BatchCount == 0 || p.BatchCount > maxCount {
		wrong("params.batchCount is %d: want 1 to %d", p.BatchCount, maxCount)
	}
	if p.BatchValue.IsZero() {
		wrong("params.batchValue is 0: want the fees with which a batch is closed, in base units")
	}
	p.checkSpans(wrong)
	if p.WatchAt < 2 || p.WatchAt >= p.SuspendAt || p.SuspendAt >= p.SlashAt || p.SlashAt > maxThreshold {
		wrong("params.watchAt, suspendAt and slashAt are %d, %d and %d: want each above the one before, from 2 to %d", p.WatchAt, p.SuspendAt, p.SlashAt, uint64(maxThreshold))
	}
}

// checkSpans compares the windows with each other: each must leave time for what has to happen within it.
func (p *NetworkParams) checkSpans(wrong func(format string, args ...any)) {
	if p.Batch >= p.Anchor {
		wrong("params.batchMillis is %d: a batch must close before the %d of anchorMillis, within which its jobs have to be anchored", p.Batch, p.Anchor)
	}
	if least := p.MinInterval(); p.Batch < least {
		wrong("params.batchMillis is %d: want at least %d, the dispute window of %d by %d slots, or an anchor is forgotten that may still be disputed", p.Batch, least, p.Dispute, p.Slots)
	}
	if least := p.Accept + p.Anchor + p.Batch; p.Withdraw < least {
		wrong("params.withdrawMillis is %d: want at least the %d of acceptMillis, anchorMillis and batchMillis, or a payer is gone before it is charged", p.Withdraw, least)
	}
	if p.Unbond <= p.Answer+p.Appeal {
		wrong("params.unbondMillis is %d: want more than answerMillis and appealMillis together, which are %d, or a provider is gone before it is slashed", p.Unbond, p.Answer+p.Appeal)
	}
	if p.Unbond <= p.Dispute {
		wrong("params.unbondMillis is %d: want more than the dispute window of %d, or a provider is gone before it is slashed", p.Unbond, p.Dispute)
	}
}

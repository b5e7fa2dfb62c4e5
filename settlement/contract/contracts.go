package contract

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
)

// Addresses are where a network's contracts are.
type Addresses struct {
	Token, Staking, Anchors, Escrow, Disputes dgrid.Address
}

// Caller asks the chain as it is after a block. evm.Client is one.
type Caller interface {
	Call(ctx context.Context, msg ethereum.CallMsg, at uint64) ([]byte, error)
}

// Contracts reads a network's contracts. Every read names the block after which it wants the answer. It is safe for concurrent use.
type Contracts struct {
	Addresses
	chain    Caller
	token    *devtoken.DevToken
	staking  *staking.Staking
	anchors  *anchors.Anchors
	escrow   *escrow.Escrow
	disputes *disputes.Disputes
}

// At is the contracts at a on chain. It asks nothing.
func At(a Addresses, chain Caller) *Contracts {
	return &Contracts{Addresses: a, chain: chain, token: devtoken.NewDevToken(), staking: staking.NewStaking(),
		anchors: anchors.NewAnchors(), escrow: escrow.NewEscrow(), disputes: disputes.NewDisputes()}
}

// read asks one contract and unpacks what it says.
func read[T any](ctx context.Context, c *Contracts, at uint64, what string, to dgrid.Address, data []byte, unpack func([]byte) (T, error)) (T, error) {
	var zero T
	out, err := c.chain.Call(ctx, ethereum.CallMsg{To: &to, Data: data}, at)
	if err != nil {
		return zero, fmt.Errorf("read %s: %w", what, err)
	}
	v, err := unpack(out)
	if err != nil {
		return zero, fmt.Errorf("read %s: %w", what, err)
	}
	return v, nil
}

// amount unpacks a number of base units.
func amount(unpack func([]byte) (*big.Int, error)) func([]byte) (dgrid.Amount, error) {
	return func(b []byte) (dgrid.Amount, error) {
		n, err := unpack(b)
		if err != nil {
			return dgrid.Amount{}, err
		}
		if n.Sign() < 0 || n.BitLen() > 128 {
			return dgrid.MaxAmount, nil // a balance that large is as good as any
		}
		return dgrid.ParseAmount(n.String())
	}
}

// Head is the last batch that a node anchored; its epoch is 0 where there is none.
func (c *Contracts) Head(ctx context.Context, at uint64, node dgrid.Address) (anchors.HeadOutput, error) {
	return read(ctx, c, at, "a node's last anchor", c.Anchors, c.anchors.PackHead(node), c.anchors.UnpackHead)
}

// Holds reports whether the batch is on the chain and its slot is not recycled.
func (c *Contracts) Holds(ctx context.Context, at uint64, b dgrid.Batch) (bool, error) {
	return read(ctx, c, at, "a batch", c.Anchors, c.anchors.PackHolds(anchors.Batch(batch(b))), c.anchors.UnpackHolds)
}

// Randomness is what the batch's jobs and seats are drawn by, zero as long as it is not pinned.
func (c *Contracts) Randomness(ctx context.Context, at uint64, b dgrid.Batch) (dgrid.Digest, error) {
	r, err := read(ctx, c, at, "a batch's randomness", c.Anchors, c.anchors.PackRandomness(anchors.Batch(batch(b))), c.anchors.UnpackRandomness)
	return r, err
}

// Deposit is what a payer has in the escrow, reserves and requested withdrawals not counted.
func (c *Contracts) Deposit(ctx context.Context, at uint64, payer dgrid.Address) (dgrid.Amount, error) {
	return read(ctx, c, at, "a deposit", c.Escrow, c.escrow.PackBalanceOf(payer), amount(c.escrow.UnpackBalanceOf))
}

// Withdrawing is what a payer asked back, and the time in seconds from which it can take it.
func (c *Contracts) Withdrawing(ctx context.Context, at uint64, payer dgrid.Address) (escrow.PendingWithdrawOutput, error) {
	return read(ctx, c, at, "a requested withdrawal", c.Escrow, c.escrow.PackPendingWithdraw(payer), c.escrow.UnpackPendingWithdraw)
}

// Reserved is what a payer holds back for one pair alone.
func (c *Contracts) Reserved(ctx context.Context, at uint64, p dgrid.Pair) (dgrid.Amount, error) {
	return read(ctx, c, at, "a reserve", c.Escrow, c.escrow.PackReservedOf(p.Payer, p.Provider, p.Model), amount(c.escrow.UnpackReservedOf))
}

// Releasing is the time in seconds from which a payer can take back a reserve, 0 where it has not asked for it.
func (c *Contracts) Releasing(ctx context.Context, at uint64, p dgrid.Pair) (uint64, error) {
	return read(ctx, c, at, "a reserve's release", c.Escrow, c.escrow.PackPendingRelease(p.Payer, p.Provider, p.Model), c.escrow.UnpackPendingRelease)
}

// BurnBps is the share of each payment that is burned, in basis points.
func (c *Contracts) BurnBps(ctx context.Context, at uint64) (uint16, error) {
	return read(ctx, c, at, "the share that is burned", c.Escrow, c.escrow.PackBurnBps(), c.escrow.UnpackBurnBps)
}

// MinStake is the stake with which a provider is paid at once.
func (c *Contracts) MinStake(ctx context.Context, at uint64) (dgrid.Amount, error) {
	return read(ctx, c, at, "the least stake", c.Escrow, c.escrow.PackMinStake(), amount(c.escrow.UnpackMinStake))
}

// Paid is what was redeemed of a pair's vouchers.
func (c *Contracts) Paid(ctx context.Context, at uint64, p dgrid.Pair) (dgrid.Amount, error) {
	return read(ctx, c, at, "what was paid", c.Escrow, c.escrow.PackPaid(p.Payer, p.Provider, p.Model), amount(c.escrow.UnpackPaid))
}

// Maturing is what a provider without enough stake was paid and cannot take yet, and how much of it it can take now.
func (c *Contracts) Maturing(ctx context.Context, at uint64, provider dgrid.Address) (escrow.MaturingOutput, error) {
	return read(ctx, c, at, "maturing fees", c.Escrow, c.escrow.PackMaturing(provider), c.escrow.UnpackMaturing)
}

// StakeSigner is whose key signs what a provider or validator signs.
func (c *Contracts) StakeSigner(ctx context.Context, at uint64, owner dgrid.Address) (dgrid.Address, error) {
	return read(ctx, c, at, "an owner's signer", c.Staking, c.staking.PackSignerOf(owner), c.staking.UnpackSignerOf)
}

// Stake is an owner's bonded stake, that locked by tickets included.
func (c *Contracts) Stake(ctx context.Context, at uint64, owner dgrid.Address) (dgrid.Amount, error) {
	return read(ctx, c, at, "a stake", c.Staking, c.staking.PackStakeOf(owner), amount(c.staking.UnpackStakeOf))
}

// Locked is what tickets lock of an owner's stake.
func (c *Contracts) Locked(ctx context.Context, at uint64, owner dgrid.Address) (dgrid.Amount, error) {
	return read(ctx, c, at, "a locked stake", c.Staking, c.staking.PackLockedOf(owner), amount(c.staking.UnpackLockedOf))
}

// Unbonding is what an owner asked back of its stake, and the time in seconds from which it can take it.
func (c *Contracts) Unbonding(ctx context.Context, at uint64, owner dgrid.Address) (staking.UnbondingOutput, error) {
	return read(ctx, c, at, "an unbonding stake", c.Staking, c.staking.PackUnbonding(owner), c.staking.UnpackUnbonding)
}

// TicketStake is what one ticket locks.
func (c *Contracts) TicketStake(ctx context.Context, at uint64) (dgrid.Amount, error) {
	return read(ctx, c, at, "the stake of a ticket", c.Staking, c.staking.PackTicketStake(), amount(c.staking.UnpackTicketStake))
}

// Tickets are all tickets of a model that were ever registered, in order, from number from on.
func (c *Contracts) Tickets(ctx context.Context, at uint64, model dgrid.ModelID, from uint64) ([]staking.TicketsOutput, error) {
	n, err := read(ctx, c, at, "how many tickets there are", c.Staking, c.staking.PackTicketCount(model), c.staking.UnpackTicketCount)
	if err != nil {
		return nil, err
	}
	var out []staking.TicketsOutput
	for i := from; i < n.Uint64(); i++ {
		t, err := read(ctx, c, at, "a ticket", c.Staking, c.staking.PackTickets(model, new(big.Int).SetUint64(i)), c.staking.UnpackTickets)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// Balance is an account's tokens.
func (c *Contracts) Balance(ctx context.Context, at uint64, owner dgrid.Address) (dgrid.Amount, error) {
	return read(ctx, c, at, "a token balance", c.Token, c.token.PackBalanceOf(owner), amount(c.token.UnpackBalanceOf))
}

// Allowance is what an owner lets a contract take of its tokens.
func (c *Contracts) Allowance(ctx context.Context, at uint64, owner, spender dgrid.Address) (dgrid.Amount, error) {
	return read(ctx, c, at, "an allowance", c.Token, c.token.PackAllowance(owner, spender), amount(c.token.UnpackAllowance))
}

// Dispute is the dispute about a leaf's object; its state is 0 where there is none.
func (c *Contracts) Dispute(ctx context.Context, at uint64, object dgrid.Digest) (disputes.DisputesCase, error) {
	return read(ctx, c, at, "a dispute", c.Disputes, c.disputes.PackDisputeOf(object), c.disputes.UnpackDisputeOf)
}

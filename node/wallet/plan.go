package wallet

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Gas that calls use, about, where the chain cannot be asked because an earlier call has to be mined first.
const (
	gasDeposit  = 85_000
	gasStake    = 90_000
	gasRegister = 160_000
	gasUnbond   = 75_000
)

// Plan says what a request comes to, in the state after the chain's newest block: the contracts themselves refuse what does not hold
// any more when a call is mined. Where an earlier command began the same and nobody was told how it ended, it is that plan.
func (w *Wallet) Plan(ctx context.Context, r Request) (*Plan, error) {
	doing := string(r.Op)
	if err := r.check(); err != nil {
		return nil, err
	}
	if err := w.ready(); err != nil {
		return nil, err
	}
	p, err := w.unfinished(ctx, &r)
	if err != nil {
		return nil, err
	}
	head, err := w.cfg.Client.Head(ctx)
	if err != nil {
		return nil, Classify(doing, err)
	}
	if p == nil {
		if p, err = w.plan(ctx, head, r); err != nil {
			return nil, Classify(doing, err)
		}
		p.ID, p.Request, p.From = newID(), r, w.cfg.Owner
	}
	if err := w.price(ctx, head, p); err != nil {
		return nil, Classify(p.Title, err)
	}
	w.remember(p)
	return p, nil
}

func (w *Wallet) plan(ctx context.Context, head evm.Block, r Request) (*Plan, error) {
	switch r.Op {
	case Deposit:
		return w.planDeposit(ctx, head, *r.Amount)
	case Withdraw:
		return w.planWithdraw(ctx, head, &r)
	case Stake:
		return w.planStake(ctx, head, &r)
	case Unbond:
		return w.planUnbond(ctx, head, &r)
	case Reserve:
		return w.planReserve(ctx, head, &r)
	}
	return w.planRelease(ctx, head, &r)
}

func (w *Wallet) planDeposit(ctx context.Context, head evm.Block, amount dgrid.Amount) (*Plan, error) {
	p := &Plan{Title: "deposit " + w.exact(amount), Pays: amount}
	c := w.cfg.Contracts
	if err := w.pays(ctx, head, p, c.Escrow, "the escrow"); err != nil {
		return nil, err
	}
	p.add("deposit", c.Escrow, escrow.NewEscrow().PackDeposit(amount.Big()), "deposit "+w.tokens(amount), gasDeposit)
	p.say("%s move from the account to the escrow, from which the vouchers of this node are paid", w.tokens(amount))
	p.say("what is left can be asked back with dgridd withdraw, and taken %s later", spanOf(w.cfg.Network.Params.Withdraw))
	return p, nil
}

// pays checks that the account has the tokens, and lets a contract take them where it may not yet.
func (w *Wallet) pays(ctx context.Context, head evm.Block, p *Plan, spender dgrid.Address, name string) error {
	c := w.cfg.Contracts
	have, err := c.Balance(ctx, head.Number, w.cfg.Owner)
	if err != nil {
		return err
	}
	if have.Cmp(p.Pays) < 0 {
		return fail(NoTokens, "%s: account %s has %s, which is %s too few: send it tokens, or take a smaller amount",
			p.Title, w.cfg.Owner, w.exact(have), w.tokens(less(p.Pays, have)))
	}
	allowed, err := c.Allowance(ctx, head.Number, w.cfg.Owner, spender)
	if err != nil {
		return err
	}
	if allowed.Cmp(p.Pays) < 0 {
		data := devtoken.NewDevToken().PackApprove(spender, p.Pays.Big()) // every ERC-20 token has it
		p.add("approve", c.Token, data, fmt.Sprintf("let %s take %s", name, w.tokens(p.Pays)), 0)
	}
	return nil
}

func (p *Plan) add(kind string, to dgrid.Address, data []byte, note string, typical uint64) {
	p.Calls = append(p.Calls, Call{Kind: kind, To: to, Data: data, Note: note, typical: typical})
}

func (p *Plan) say(format string, args ...any) {
	p.Effects = append(p.Effects, fmt.Sprintf(format, args...))
}

// price asks what the calls that are still to be sent will cost.
func (w *Wallet) price(ctx context.Context, head evm.Block, p *Plan) error {
	p.Gas = 0
	for i := len(p.Sent); i < len(p.Calls); i++ {
		call := &p.Calls[i]
		gas, err := w.cfg.Client.EstimateGas(ctx, ethereum.CallMsg{From: w.cfg.Owner, To: &call.To, Data: call.Data})
		var revert *evm.RevertError
		switch {
		case err == nil:
			call.Gas = gas
		case errors.As(err, &revert) && call.typical > 0 && i > 0:
			call.Gas = call.typical
		case errors.As(err, &revert) && p.resumed() && call.Gas > 0: // Execute tells why, if it still does when it is due
		default:
			return err
		}
		p.Gas += call.Gas
	}
	tip, err := w.cfg.Client.SuggestGasTipCap(ctx)
	if err != nil {
		return err
	}
	base := new(big.Int).SetUint64(head.BaseFee)
	price := new(big.Int).Add(base, tip)
	gas := new(big.Int).SetUint64(p.Gas)
	p.Price, p.Fee = amountOf(price), amountOf(new(big.Int).Mul(price, gas))
	// The sender offers twice the base fee and a fifth more gas than is estimated, and nothing of that goes out unless the account holds it.
	most := new(big.Int).Mul(new(big.Int).Add(price, base), gas)
	most.Add(most, new(big.Int).Div(most, big.NewInt(5)))
	p.MaxFee = amountOf(most)
	have, err := w.cfg.Client.Balance(ctx, w.cfg.Owner, head.Number)
	if err != nil {
		return err
	}
	if p.Open() && have.Cmp(most) < 0 {
		return &evm.FundsError{Account: w.cfg.Owner, Need: most, Have: have}
	}
	return nil
}

func (p *Plan) resumed() bool { return !p.Begun.IsZero() }

package wallet

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// stakes are an owner's stake and what holds it.
type stakes struct{ bonded, locked, ticket dgrid.Amount }

func (s *stakes) free() dgrid.Amount { return less(s.bonded, s.locked) }

func (w *Wallet) stakes(ctx context.Context, head evm.Block) (s stakes, err error) {
	c := w.cfg.Contracts
	var errs [3]error
	s.bonded, errs[0] = c.Stake(ctx, head.Number, w.cfg.Owner)
	s.locked, errs[1] = c.Locked(ctx, head.Number, w.cfg.Owner)
	s.ticket, errs[2] = c.TicketStake(ctx, head.Number)
	return s, errors.Join(errs[:]...)
}

// planStake bonds tokens and registers for models that the account has no ticket of.
func (w *Wallet) planStake(ctx context.Context, head evm.Block, r *Request) (*Plan, error) {
	c, amount := w.cfg.Contracts, dgrid.Amount{}
	if r.Amount != nil {
		amount = *r.Amount
	}
	have, err := w.stakes(ctx, head)
	if err != nil {
		return nil, err
	}
	p := &Plan{Title: "stake " + w.exact(amount), Pays: amount}
	if !amount.IsZero() {
		if err := w.pays(ctx, head, p, c.Staking, "the staking contract"); err != nil {
			return nil, err
		}
		p.add("stake", c.Staking, staking.NewStaking().PackStake(amount.Big(), dgrid.Address{}), "stake "+w.tokens(amount), gasStake)
		p.say("%s move from the account to the staking contract, and can be slashed for faults", w.tokens(amount))
	}
	wanted := dgrid.Amount{}
	for _, m := range r.Models {
		data := staking.NewStaking().PackRegister(m.ID, m.Class)
		switch name, err := w.tries(ctx, head, data); {
		case err != nil && name == "":
			return nil, err
		case name == "AlreadyRegistered":
			p.say("the account has a ticket for %s already", m.Name)
			continue
		case name == "TooEarly":
			return nil, fmt.Errorf("register for %s, whose ticket was given up less than %s ago: %w", m.Name, spanOf(w.cfg.Network.Params.Unbond), err)
		}
		wanted = wanted.Add(have.ticket)
		p.add("register", c.Staking, data, "register for "+m.Name, gasRegister)
		p.say("a ticket for %s locks %s", m.Name, w.tokens(have.ticket))
	}
	if free := have.free().Add(amount); wanted.Cmp(free) > 0 {
		return nil, fail(NoStake, "%s: the tickets lock %s, the account will have %s that is not locked, %s too few: stake more, or register for fewer models",
			p.Title, w.exact(wanted), w.exact(free), w.tokens(less(wanted, free)))
	}
	if len(p.Calls) == 0 {
		return nil, fail(Nothing, "stake: there is nothing to do: the account has these tickets, and the amount is 0")
	}
	p.say("what no ticket locks can be asked back with dgridd unbond, and taken %s later", spanOf(w.cfg.Network.Params.Unbond))
	return p, nil
}

// tries makes a call of the staking contract without a transaction. Where the contract refuses, it is the name of its error, and the error.
func (w *Wallet) tries(ctx context.Context, head evm.Block, data []byte) (refusal string, err error) {
	_, err = w.cfg.Client.Call(ctx, ethereum.CallMsg{From: w.cfg.Owner, To: &w.cfg.Contracts.Staking, Data: data}, head.Number)
	var revert *evm.RevertError
	if errors.As(err, &revert) {
		return revert.Name, err
	}
	return "", err
}

// planUnbond asks stake back or takes it: without an amount, or with the one that was asked for, it is the latter where something was.
func (w *Wallet) planUnbond(ctx context.Context, head evm.Block, r *Request) (*Plan, error) {
	c := w.cfg.Contracts
	asked, err := c.Unbonding(ctx, head.Number, w.cfg.Owner)
	if err != nil {
		return nil, err
	}
	pending := amountOf(asked.Amount)
	if r.Claim || r.Amount == nil || !pending.IsZero() && *r.Amount == pending {
		switch {
		case pending.IsZero():
			return nil, fail(Nothing, "unbond: nothing was asked back: dgridd unbond AMOUNT asks for it")
		case head.Time < asked.Until:
			return nil, notDue("unbond: "+w.exact(pending), asked.Until, head.Time)
		}
		p := &Plan{Title: "take back " + w.exact(pending) + " of the stake", Gets: pending}
		p.add("claim-unbonded", c.Staking, staking.NewStaking().PackClaimUnbonded(), "take "+w.tokens(pending), 0)
		p.say("%s move from the staking contract to the account", w.tokens(pending))
		return p, nil
	}
	return w.unbond(ctx, head, r, pending)
}

func (w *Wallet) unbond(ctx context.Context, head evm.Block, r *Request, pending dgrid.Amount) (*Plan, error) {
	c, amount := w.cfg.Contracts, *r.Amount
	have, err := w.stakes(ctx, head)
	if err != nil {
		return nil, err
	}
	p := &Plan{Title: "unbond " + w.exact(amount)}
	if amount.Cmp(have.bonded) > 0 {
		return nil, fail(NoStake, "%s: the account has %s staked, which is %s too few: take a smaller amount", p.Title, w.exact(have.bonded), w.tokens(less(amount, have.bonded)))
	}
	free := have.free()
	for _, m := range r.Models {
		if free.Cmp(amount) >= 0 {
			break
		}
		data := staking.NewStaking().PackUnregister(m.ID)
		switch name, err := w.tries(ctx, head, data); {
		case name == "NotRegistered":
			continue
		case err != nil:
			return nil, err
		}
		p.add("unregister", c.Staking, data, "give up the ticket for "+m.Name, 0)
		p.say("the ticket for %s is given up: this node is drawn for its audits no more, and can register again after %s", m.Name, spanOf(w.cfg.Network.Params.Unbond))
		free = free.Add(have.ticket)
	}
	if free.Cmp(amount) < 0 {
		return nil, fail(NoStake, "%s: %s are staked and tickets lock %s of them, so that %s are free: take a smaller amount, or name the models whose tickets are given up with --model",
			p.Title, w.exact(have.bonded), w.exact(have.locked), w.exact(free))
	}
	p.add("unbond", c.Staking, staking.NewStaking().PackUnbond(amount.Big()), "ask back "+w.tokens(amount)+" of the stake", gasUnbond)
	delay := w.cfg.Network.Params.Unbond
	if !pending.IsZero() {
		p.say("it adds to the %s that were asked back before, and the time of both begins anew", w.tokens(pending))
	}
	p.say("%s can be taken %s after the transaction is mined, about %s: dgridd unbond --claim", w.tokens(amount.Add(pending)), spanOf(delay), moment(head.Time+uint64(delay)/1000))
	p.say("until they are taken they can still be slashed")
	return p, nil
}

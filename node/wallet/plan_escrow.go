package wallet

import (
	"context"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// planWithdraw asks back or takes what was asked back: without an amount, or with the one that was asked for, it is the latter where
// something was.
func (w *Wallet) planWithdraw(ctx context.Context, head evm.Block, r *Request) (*Plan, error) {
	c := w.cfg.Contracts
	asked, err := c.Withdrawing(ctx, head.Number, w.cfg.Owner)
	if err != nil {
		return nil, err
	}
	pending := amountOf(asked.Amount)
	if r.Claim || !pending.IsZero() && (r.Amount == nil || *r.Amount == pending) {
		switch {
		case pending.IsZero():
			return nil, fail(Nothing, "withdraw: nothing was asked back: dgridd withdraw AMOUNT asks for it")
		case head.Time < asked.Until:
			return nil, notDue("withdraw: "+w.exact(pending), asked.Until, head.Time)
		}
		p := &Plan{Title: "withdraw " + w.exact(pending), Gets: pending}
		p.add("withdraw", c.Escrow, escrow.NewEscrow().PackWithdraw(), "take "+w.tokens(pending), 0)
		p.say("%s move from the escrow to the account", w.tokens(pending))
		return p, nil
	}
	free, err := c.Deposit(ctx, head.Number, w.cfg.Owner)
	if err != nil {
		return nil, err
	}
	total := free.Add(pending) // what is requested is part of the deposit and can be requested anew
	amount := total
	if r.Amount != nil {
		amount = *r.Amount
	}
	return w.askBack(amount, total, pending, head)
}

func (w *Wallet) askBack(amount, total, pending dgrid.Amount, head evm.Block) (*Plan, error) {
	c := w.cfg.Contracts
	switch {
	case amount.Cmp(total) > 0:
		return nil, fail(NoDeposit, "withdraw %s: the escrow holds %s of this account, reserves not counted: take a smaller amount", w.exact(amount), w.exact(total))
	case amount.IsZero() && pending.IsZero():
		return nil, fail(Nothing, "withdraw: the escrow holds nothing of this account that is not reserved")
	}
	delay := w.cfg.Network.Params.Withdraw
	p := &Plan{Title: "ask back " + w.exact(amount) + " of the deposit"}
	p.add("request-withdraw", c.Escrow, escrow.NewEscrow().PackRequestWithdraw(amount.Big()), "ask back "+w.tokens(amount)+" of the deposit", 0)
	if amount.IsZero() {
		p.Title = "give up the request of " + w.exact(pending)
		p.say("%s stay in the escrow", w.tokens(pending))
		return p, nil
	}
	if !pending.IsZero() {
		p.say("it replaces the request of %s, and the time begins anew", w.tokens(pending))
	}
	p.say("%s can be taken %s after the transaction is mined, about %s: dgridd withdraw --claim", w.tokens(amount), spanOf(delay), moment(head.Time+uint64(delay)/1000))
	p.say("until it is taken it still pays vouchers that providers redeem; new jobs are paid from the %s that are left", w.tokens(less(total, amount)))
	return p, nil
}

func (w *Wallet) planReserve(ctx context.Context, head evm.Block, r *Request) (*Plan, error) {
	c, amount, model := w.cfg.Contracts, *r.Amount, r.Models[0]
	free, err := c.Deposit(ctx, head.Number, w.cfg.Owner)
	if err != nil {
		return nil, err
	}
	if free.Cmp(amount) < 0 {
		return nil, fail(NoDeposit, "reserve %s: the escrow holds %s that is free: dgridd deposit adds to it", w.exact(amount), w.exact(free))
	}
	p := &Plan{Title: "reserve " + w.exact(amount) + " for " + r.Provider.Hex()}
	p.add("reserve", c.Escrow, escrow.NewEscrow().PackReserve([]dgrid.Address{r.Provider}, model.ID, amount.Big()), "reserve "+w.tokens(amount)+" for "+r.Provider.Hex(), 0)
	p.say("%s of the deposit pay vouchers to that provider for %s alone", w.tokens(amount), model.Name)
	p.say("they are free again %s after dgridd release", spanOf(w.cfg.Network.Params.Withdraw))
	return p, nil
}

func (w *Wallet) planRelease(ctx context.Context, head evm.Block, r *Request) (*Plan, error) {
	c, model := w.cfg.Contracts, r.Models[0]
	pair := dgrid.Pair{Payer: w.cfg.Owner, Provider: r.Provider, Model: model.ID}
	held, err := c.Reserved(ctx, head.Number, pair)
	if err != nil {
		return nil, err
	}
	until, err := c.Releasing(ctx, head.Number, pair)
	if err != nil {
		return nil, err
	}
	what := "the reserve of " + w.exact(held)
	switch {
	case held.IsZero():
		return nil, fail(Nothing, "release: nothing is reserved for %s and %s", r.Provider, model.Name)
	case until == 0 && r.Claim:
		return nil, fail(Nothing, "release: %s was not asked back: the same command without --claim asks for it", what)
	case until > head.Time:
		return nil, notDue("release: "+what, until, head.Time)
	}
	if until == 0 {
		p := &Plan{Title: "ask back " + what}
		p.add("request-release", c.Escrow, escrow.NewEscrow().PackRequestRelease(r.Provider, model.ID), "ask back "+what, 0)
		delay := w.cfg.Network.Params.Withdraw
		p.say("it is free %s after the transaction is mined, about %s, by the same command", spanOf(delay), moment(head.Time+uint64(delay)/1000))
		return p, nil
	}
	p := &Plan{Title: "release " + what}
	p.add("release", c.Escrow, escrow.NewEscrow().PackRelease(r.Provider, model.ID), "release "+what, 0)
	p.say("%s of the deposit are free for all providers again", w.tokens(held))
	return p, nil
}

package wallet

import (
	"context"
	"errors"
	"math/big"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Money is what an account has at a block, all in base units but the ether.
type Money struct {
	Block         uint64       `json:"block"` // after which all of it holds
	Time          uint64       `json:"time"`  // of that block, seconds since 1970
	Ether         dgrid.Amount `json:"ether"` // wei
	Tokens        dgrid.Amount `json:"tokens"`
	Deposit       dgrid.Amount `json:"deposit"`     // free in the escrow
	Withdrawing   dgrid.Amount `json:"withdrawing"` // asked back of it
	WithdrawFrom  uint64       `json:"withdrawFrom,omitempty"`
	Stake         dgrid.Amount `json:"stake"`
	Locked        dgrid.Amount `json:"locked"`    // of the stake, by tickets
	Unbonding     dgrid.Amount `json:"unbonding"` // asked back of the stake; it is not part of Stake
	UnbondFrom    uint64       `json:"unbondFrom,omitempty"`
	Maturing      dgrid.Amount `json:"maturing"` // earned with too little stake, and not paid out yet
	MaturingReady dgrid.Amount `json:"maturingReady"`
}

func (w *Wallet) money(ctx context.Context, b evm.Block) (*Money, error) {
	c, owner := w.cfg.Contracts, w.cfg.Owner
	ether, err := w.cfg.Client.Balance(ctx, owner, b.Number)
	if err != nil {
		return nil, err
	}
	m := &Money{Block: b.Number, Time: b.Time, Ether: amountOf(ether)}
	for _, r := range []struct {
		to   *dgrid.Amount
		read func(context.Context, uint64, dgrid.Address) (dgrid.Amount, error)
	}{{&m.Tokens, c.Balance}, {&m.Deposit, c.Deposit}, {&m.Stake, c.Stake}, {&m.Locked, c.Locked}} {
		if *r.to, err = r.read(ctx, b.Number, owner); err != nil {
			return nil, err
		}
	}
	withdrawing, err1 := c.Withdrawing(ctx, b.Number, owner)
	unbonding, err2 := c.Unbonding(ctx, b.Number, owner)
	maturing, err3 := c.Maturing(ctx, b.Number, owner)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	m.Withdrawing, m.WithdrawFrom = amountOf(withdrawing.Amount), withdrawing.Until
	m.Unbonding, m.UnbondFrom = amountOf(unbonding.Amount), unbonding.Until
	m.Maturing, m.MaturingReady = amountOf(maturing.Total), amountOf(maturing.Ready)
	return m, nil
}

// Earned is what one payer brought this node with one model, in base units.
type Earned struct {
	Payer    dgrid.Address `json:"payer"`
	Model    dgrid.ModelID `json:"model"`
	Name     string        `json:"name,omitempty"` // of the model, where this node knows it
	Jobs     uint64        `json:"jobs"`
	Settled  dgrid.Amount  `json:"settled"`            // fees of closed jobs
	Voucher  dgrid.Amount  `json:"voucher"`            // the highest that is held
	Anchored *dgrid.Amount `json:"anchored,omitempty"` // fees up to the last batch that is final; nil where it is not known
	Paid     dgrid.Amount  `json:"paid"`               // redeemed on the chain, what was burned of it included
	Burned   dgrid.Amount  `json:"burned"`             // of it, up to a unit for each redemption
	Due      dgrid.Amount  `json:"due"`                // could be redeemed now: of what is anchored and promised, the lesser, without what is paid
}

// Earnings is what a node earned and has.
type Earnings struct {
	Owner  dgrid.Address `json:"owner"`
	Symbol string        `json:"symbol"`
	Pairs  []Earned      `json:"pairs"`
	Total  Earned        `json:"total"` // of all pairs; its payer and model are zero
	Money  *Money        `json:"money"`
}

// Earnings reads what is stored, and the chain after its final block.
func (w *Wallet) Earnings(ctx context.Context) (*Earnings, error) {
	if err := w.ready(); err != nil {
		return nil, err
	}
	e, err := w.earnings(ctx)
	if err != nil {
		return nil, Classify("read the earnings", err)
	}
	return e, nil
}

func (w *Wallet) earnings(ctx context.Context) (*Earnings, error) {
	b, err := w.cfg.Client.Final(ctx)
	if err != nil {
		return nil, err
	}
	bps, err := w.cfg.Contracts.BurnBps(ctx, b.Number)
	if err != nil {
		return nil, err
	}
	accounts, err := w.cfg.Store.Accounts(store.AsProvider)
	if err != nil {
		return nil, err
	}
	e := &Earnings{Owner: w.cfg.Owner, Symbol: w.cfg.Network.Token.Symbol, Pairs: []Earned{}}
	known := true
	for i := range accounts {
		p, err := w.earned(ctx, b, &accounts[i], bps)
		if err != nil {
			return nil, err
		}
		known = known && p.Anchored != nil
		e.Pairs = append(e.Pairs, p)
		e.Total.add(&p)
	}
	if !known || len(e.Pairs) == 0 {
		e.Total.Anchored = nil
	}
	e.Money, err = w.money(ctx, b)
	return e, err
}

func (w *Wallet) earned(ctx context.Context, b evm.Block, a *store.Account, bps uint16) (e Earned, err error) {
	e = Earned{Payer: a.Pair.Payer, Model: a.Pair.Model, Jobs: a.Jobs, Settled: a.Settled}
	if a.Voucher != nil {
		e.Voucher = a.Voucher.Object.Amount
	}
	if w.cfg.Anchored != nil {
		fee, ok, err := w.cfg.Anchored(e.Payer, e.Model)
		if err != nil {
			return e, err
		}
		if ok {
			e.Anchored = &fee
		}
	}
	if e.Paid, err = w.cfg.Contracts.Paid(ctx, b.Number, a.Pair); err != nil {
		return e, err
	}
	e.Burned = share(e.Paid, bps)
	if e.Anchored != nil {
		most := e.Voucher
		if e.Anchored.Cmp(most) < 0 {
			most = *e.Anchored
		}
		e.Due = less(most, e.Paid)
	}
	return e, nil
}

// share is bps basis points of an amount, rounded down.
func share(a dgrid.Amount, bps uint16) dgrid.Amount {
	n := a.Big()
	n.Mul(n, newInt(uint64(bps)))
	return amountOf(n.Div(n, newInt(10_000)))
}

func (e *Earned) add(o *Earned) {
	e.Jobs += o.Jobs
	e.Settled, e.Voucher, e.Paid = e.Settled.Add(o.Settled), e.Voucher.Add(o.Voucher), e.Paid.Add(o.Paid)
	e.Burned, e.Due = e.Burned.Add(o.Burned), e.Due.Add(o.Due)
	if o.Anchored != nil {
		sum := *o.Anchored
		if e.Anchored != nil {
			sum = sum.Add(*e.Anchored)
		}
		e.Anchored = &sum
	}
}

// State is how a node stands with its chain.
type State struct {
	ChainID   uint64       `json:"chainId"`
	Endpoints []string     `json:"endpoints"`
	Symbol    string       `json:"symbol"`
	Decimals  uint8        `json:"decimals"`
	Block     uint64       `json:"block"` // the newest
	Final     uint64       `json:"final"`
	Money     *Money       `json:"money,omitempty"` // after the final block; nil where the chain cannot be read
	Owed      dgrid.Amount `json:"owed"`            // vouchers of this node that are not redeemed yet
	Low       dgrid.Amount `json:"low"`             // deposit below which a payer is warned
	Open      []Tx         `json:"open"`            // transactions that are being worked on
	Code      Code         `json:"code,omitempty"`  // why the chain cannot be read
	Error     string       `json:"error,omitempty"`
}

// stateLimit is how long a look at the chain may take before it counts as down: the answer is waited for by who asks for the status.
const stateLimit = 3 * time.Second

// State is nil on a network without a chain. An unreachable chain is no error but part of the state.
func (w *Wallet) State(ctx context.Context) (*State, error) {
	n := w.cfg.Network
	if !n.HasChain() {
		return nil, nil
	}
	s := &State{ChainID: n.Domain.ChainID, Endpoints: append([]string{}, w.cfg.Endpoints...), Symbol: n.Token.Symbol, Decimals: n.Token.Decimals, Low: w.cfg.Low, Open: []Tx{}}
	items, err := w.items(ctx, true, 0)
	if err != nil {
		return nil, err
	}
	for i := range items {
		s.Open = append(s.Open, view(&items[i]))
	}
	ctx, cancel := context.WithTimeout(ctx, stateLimit)
	defer cancel()
	err = w.ready()
	if err == nil {
		err = w.read(ctx, s)
	}
	if err != nil {
		own := Classify("read the chain", err)
		if own.Code == Waiting {
			own = fail(Down, "read the chain: it does not answer within %s", stateLimit)
		}
		s.Code, s.Error, s.Money = own.Code, own.Message, nil
	}
	return s, nil
}

func (w *Wallet) read(ctx context.Context, s *State) error {
	head, err := w.cfg.Client.Head(ctx)
	if err != nil {
		return err
	}
	final, err := w.cfg.Client.Final(ctx)
	if err != nil {
		return err
	}
	s.Block, s.Final = head.Number, final.Number
	if s.Money, err = w.money(ctx, final); err != nil {
		return err
	}
	accounts, err := w.cfg.Store.Accounts(store.AsPayer)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.Voucher == nil {
			continue
		}
		paid, err := w.cfg.Contracts.Paid(ctx, final.Number, a.Pair)
		if err != nil {
			return err
		}
		s.Owed = s.Owed.Add(less(a.Voucher.Object.Amount, paid))
	}
	return nil
}

func newInt(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

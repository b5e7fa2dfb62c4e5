package provider

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// maxSkew is how far a payer's clock may run ahead of ours.
const maxSkew = 90 * time.Second

// refusal is the answer to an order that is not taken. The payer reads its message.
type refusal struct{ frame p2p.RefusalFrame }

func (r *refusal) Error() string { return r.frame.Message }

func refuse(code p2p.RefusalCode, format string, args ...any) *refusal {
	return &refusal{p2p.RefusalFrame{Code: code, Message: fmt.Sprintf(format, args...)}}
}

func (r *refusal) with(have, want uint64) *refusal {
	r.frame.Have, r.frame.Want = have, want
	return r
}

func (p *Provider) storeRefusal(err error) error {
	p.log.Error("store failed", "err", err)
	if errors.Is(err, store.ErrNoSpace) {
		return refuse(p2p.NoSpace, "this provider's disk is nearly full")
	}
	return refuse(p2p.Busy, "this provider's store does not answer")
}

// admit takes an order or says why not. Cheap checks come first; the slot is held from before the prompt is read, because
// reading it is work.
func (p *Provider) admit(ctx context.Context, id dgrid.JobID, of *p2p.OrderFrame) (_ *job, err error) {
	o := &of.Order.Object
	off, err := p.checkOrder(of, time.Now())
	if err != nil {
		return nil, err
	}
	if err := p.store.Space(); err != nil {
		return nil, p.storeRefusal(err)
	}
	credit, err := p.credit(ctx, o)
	if err != nil {
		return nil, err
	}
	select {
	case off.slots <- struct{}{}:
	default:
		r := refuse(p2p.Busy, "all %d slots for %s are taken", off.Slots, off.Name).with(0, uint64(off.Slots))
		r.frame.Retry = time.Second
		return nil, r
	}
	j := &job{p: p, id: id, order: o, offer: off, acct: p.ledger.Take(o.Pair()), letEngine: func() {}}
	defer func() {
		if err != nil {
			j.release()
		}
	}()
	e, let, err := off.hold(ctx)
	if err != nil {
		return nil, promptRefusal(off, err)
	}
	j.engine, j.letEngine = e, let
	prompt, err := e.Prompt(ctx, &of.Request, o.TemplateTime, of.Prefix)
	if err != nil {
		return nil, promptRefusal(off, err)
	}
	if err := checkLength(o, off, len(prompt)); err != nil {
		return nil, err
	}
	err = j.acct.Do(func(b *settlement.ProviderAccount) error { return b.Admit(id, o, uint32(len(prompt)), credit.amount) })
	if err != nil {
		return nil, credit.refusal(o, err)
	}
	return j, j.begin(of, prompt)
}

// checkOrder is every check that needs neither engine nor store.
func (p *Provider) checkOrder(of *p2p.OrderFrame, now time.Time) (*offer, error) {
	o := &of.Order.Object
	ms := dgrid.Time(now.UnixMilli())
	off := p.offers[o.Model]
	switch {
	case o.Provider != p.owner:
		return nil, refuse(p2p.Invalid, "the order is for provider %s, this is %s", o.Provider, p.owner)
	case o.Session != p.cfg.Session:
		return nil, refuse(p2p.Session, "the order names session %s, this provider's is %s: sign a new order", o.Session.Short(), p.cfg.Session.Short())
	case off == nil:
		return nil, refuse(p2p.UnknownModel, "this provider does not serve model %s", o.Model)
	case ms > o.Expiry:
		return nil, refuse(p2p.Expired, "the order expired at %d, the clock here says %d (ms since 1970)", o.Expiry, ms).with(ms, o.Expiry)
	case o.Created > ms+dgrid.Time(maxSkew.Milliseconds()):
		return nil, refuse(p2p.Expired, "the order was made at %d, the clock here says %d (ms since 1970): set your clock", o.Created, ms).with(ms, o.Created)
	case o.Expiry > o.Created+dgrid.Time(p.cfg.Accept.Milliseconds()):
		return nil, refuse(p2p.Expired, "the order could be accepted for %d ms, this network allows %d", o.Expiry-o.Created, p.cfg.Accept.Milliseconds()).
			with(o.Expiry-o.Created, uint64(p.cfg.Accept.Milliseconds()))
	case o.Price.Input.Cmp(off.Price.Input) < 0 || o.Price.Output.Cmp(off.Price.Output) < 0:
		return nil, refuse(p2p.Price, "the order pays %s/%s a million input/output tokens, %s costs %s/%s here",
			o.Price.Input, o.Price.Output, off.Name, off.Price.Input, off.Price.Output)
	case o.MaxOutput == 0:
		return nil, refuse(p2p.Invalid, "the order allows no output token")
	case of.Request.Hash() != o.RequestHash:
		return nil, refuse(p2p.Invalid, "the request does not have the hash that the order names")
	case int(o.Start) != len(of.Prefix):
		return nil, refuse(p2p.Invalid, "the order starts at token %d, the prefix has %d", o.Start, len(of.Prefix))
	case o.Start > 0 && dgrid.HashTokens(of.Prefix) != o.PrefixHash:
		return nil, refuse(p2p.Invalid, "the prefix does not have the hash that the order names")
	}
	return off, nil
}

// promptRefusal tells a request that is wrong, wherever it is put, from an engine that cannot read it now.
func promptRefusal(off *offer, err error) error {
	var later interface{ Retry() time.Duration }
	if errors.As(err, &later) {
		r := refuse(p2p.Busy, "%s is not loaded here now", off.Name)
		r.frame.Retry = max(time.Second, later.Retry())
		return r
	}
	for _, passing := range []error{inference.ErrWorkerLost, inference.ErrBusy, inference.ErrStopped, context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, passing) {
			r := refuse(p2p.Busy, "the engine of %s is not ready", off.Name)
			r.frame.Retry = time.Second
			return r
		}
	}
	if overflow := (*inference.ContextOverflowError)(nil); errors.As(err, &overflow) {
		return refuse(p2p.Context, "%v", err)
	}
	return refuse(p2p.Invalid, "the request cannot be put to %s: %v", off.Name, err)
}

func checkLength(o *dgrid.Order, off *offer, prompt int) error {
	if need := uint64(prompt) + uint64(o.MaxOutput); need > uint64(off.Context) {
		return refuse(p2p.Context, "the prompt has %d tokens and the answer may have %d: together %d, %s holds %d here",
			prompt, o.MaxOutput, need, off.Name, off.Context).with(uint64(off.Context), need)
	}
	if uint64(prompt) > uint64(o.MaxPrompt) {
		return refuse(p2p.Context, "the prompt has %d tokens, the order pays for at most %d", prompt, o.MaxPrompt).with(uint64(o.MaxPrompt), uint64(prompt))
	}
	return nil
}

// credit is how much of a pair's work may be unpaid.
type credit struct {
	amount  dgrid.Amount
	low     bool               // it is the deposit that keeps it below this provider's own setting
	backing settlement.Backing // zero on a network without a chain
}

// credit asks the chain, where there is one. It comes before the prompt is read: a payer without any deposit gets no work for nothing.
func (p *Provider) credit(ctx context.Context, o *dgrid.Order) (credit, error) {
	if p.cfg.Chain == nil {
		return credit{amount: p.cfg.Credit}, nil
	}
	amount, backing, err := p.cfg.Chain.Credit(ctx, o.Pair())
	if err != nil {
		p.log.Warn("cannot read a payer's deposit", "payer", o.Payer, "err", err)
		r := refuse(p2p.Busy, "this provider cannot read the chain now, and so not what is deposited")
		r.frame.Retry = retryChain
		return credit{}, r
	}
	return credit{amount, amount.Cmp(p.cfg.Credit) < 0, backing}, nil
}

// retryChain is after how long a payer may try again whose deposit could not be read.
const retryChain = 5 * time.Second

// refusal says what a payer can do about too little credit.
func (c credit) refusal(o *dgrid.Order, err error) error {
	var nc *settlement.ErrNoCredit
	if !errors.As(err, &nc) {
		return refuse(p2p.Invalid, "%v", err)
	}
	if c.low {
		return refuse(p2p.Credit, "%v", &settlement.ErrNoDeposit{Payer: o.Payer, Free: c.backing.Free, Credit: c.amount, Exposure: nc.Exposure})
	}
	return refuse(p2p.Credit, "%v", err)
}

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/ledger"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

type account = ledger.Account[settlement.ProviderAccount]

func (p *Provider) loadAccount(pair dgrid.Pair) (*settlement.ProviderAccount, error) {
	stored, err := p.store.Account(store.AsProvider, pair)
	if err != nil {
		return nil, fmt.Errorf("load account of %s: %w", pair.Payer, err)
	}
	var voucher dgrid.Amount
	if stored.Voucher != nil {
		voucher = stored.Voucher.Object.Amount
	}
	adopted, err := ledger.Adopted(p.store, store.AsProvider, pair)
	if err != nil {
		return nil, err
	}
	return settlement.NewProviderAccount(pair, voucher, stored.Settled.Add(adopted)), nil
}

// takeVoucher stores a voucher and then counts it, so that what is worked for is never forgotten. A voucher that is no
// higher than the last is not an error: of two jobs of one pair the other's may have come first, and it covers both.
func (p *Provider) takeVoucher(ctx context.Context, acct *account, pair dgrid.Pair, v *dgrid.Signed[dgrid.Voucher]) error {
	if v.Object.Pair() != pair {
		return errors.New("the voucher is for another pair")
	}
	if err := p.cfg.Domain.Verify(&v.Object, v.Signature, pair.Payer); err != nil {
		return err
	}
	err := acct.Do(func(b *settlement.ProviderAccount) error {
		if err := p.store.PutVoucher(context.WithoutCancel(ctx), store.AsProvider, *v); err != nil {
			return err
		}
		return b.Pay(v.Object.Amount)
	})
	if errors.Is(err, store.ErrLowerVoucher) {
		return nil
	}
	return err
}

// meet is what the two sides show each other before an order, because either may have lost the end of its store: the provider
// adopts the payer's higher voucher and its claim of higher fees, and steps of its own that it has forgotten. It answers with
// what it has.
func (p *Provider) meet(ctx context.Context, acct *account, pair dgrid.Pair, f *p2p.MeetFrame) (*p2p.MeetFrame, error) {
	if f.Voucher != nil {
		if err := p.takeVoucher(ctx, acct, pair, f.Voucher); err != nil {
			return nil, refuse(p2p.Invalid, "the voucher shown does not hold: %v", err)
		}
	}
	for i := range f.Steps {
		s := &f.Steps[i]
		if err := p.cfg.Domain.Verify(&s.Object, s.Signature, p.owner); err != nil {
			return nil, refuse(p2p.Invalid, "a step shown is not this provider's: %v", err)
		}
		// A step of a job that we know nothing of has no account to go to; one that contradicts ours is the payer's mistake.
		err := p.adoptStep(ctx, s)
		if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrConflict) {
			return nil, p.storeRefusal(err)
		}
	}
	stored, err := p.store.Account(store.AsProvider, pair)
	if err != nil {
		return nil, p.storeRefusal(err)
	}
	answer := &p2p.MeetFrame{Model: pair.Model, Voucher: stored.Voucher}
	err = acct.Do(func(b *settlement.ProviderAccount) error {
		before := b.Settled()
		b.Meet(settlement.Shown{Voucher: b.Voucher(), Settled: f.Settled})
		answer.Settled = b.Settled()
		return ledger.Adopt(context.WithoutCancel(ctx), p.store, store.AsProvider, pair, answer.Settled.Sub(before))
	})
	return answer, err
}

// adoptStep takes over a step of ours that our store has forgotten. It goes into the books, too, which were read before: else the
// payer's total would be taken for that of jobs which nobody shows, and the step would count twice from the next reading on.
func (p *Provider) adoptStep(ctx context.Context, s *dgrid.Signed[dgrid.Step]) error {
	id := s.Object.Job
	r, err := p.store.Record(store.AsProvider, id)
	if err != nil {
		return err
	}
	acct := p.ledger.Take(r.Order.Object.Pair())
	defer acct.Drop()
	return acct.Do(func(b *settlement.ProviderAccount) error {
		if r, err = p.store.Record(store.AsProvider, id); err != nil {
			return err
		}
		if err := p.store.AdoptStep(context.WithoutCancel(ctx), store.AsProvider, *s); err != nil || r.Open || r.Receipt != nil {
			return err // an open job is not counted yet, and a receipt counts before any step
		}
		var counted dgrid.Amount
		if n := len(r.Steps); n > 0 {
			counted = r.Steps[n-1].Object.Fee
		}
		b.Recall(id, counted)
		_, err := b.CloseAt(id, &s.Object)
		return err
	})
}

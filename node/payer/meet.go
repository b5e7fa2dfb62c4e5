package payer

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

type account = ledger.Account[settlement.PayerAccount]

// meet makes the two sides agree on the pair's account before an order: each shows what it has, the payer adopts a voucher of
// its own that it has forgotten, and pays what is due. steps are those that the provider did not show and that this payer has. The
// provider's total counts only where all says that no job is open: such a job could be in the total, and be counted again.
func (p *Payer) meet(ctx context.Context, s Stream, acct *account, pair dgrid.Pair, steps []dgrid.Signed[dgrid.Step], all bool) error {
	stored, err := p.store.Account(store.AsPayer, pair)
	if err != nil {
		return err
	}
	f := &p2p.MeetFrame{Model: pair.Model, Voucher: stored.Voucher, Steps: steps}
	if err := acct.Do(func(b *settlement.PayerAccount) error { f.Settled = b.Settled(); return nil }); err != nil {
		return err
	}
	if err := s.Send(ctx, f); err != nil {
		return fmt.Errorf("meet the provider: %w: %w", ErrNoAnswer, err)
	}
	frame, err := s.Recv(ctx)
	if err != nil {
		return fmt.Errorf("meet the provider: %w: %w", ErrNoAnswer, err)
	}
	switch f := frame.(type) {
	case *p2p.RefusalFrame:
		return &RefusedError{*f}
	case *p2p.MeetFrame:
		if !all {
			f.Settled = dgrid.Amount{}
		}
		if f.Voucher != nil {
			if err := p.adopt(ctx, acct, pair, f); err != nil {
				return err
			}
		}
	default:
		return fmt.Errorf("meet the provider: it answered with %T", frame)
	}
	due, err := p.promise(ctx, acct, pair, func(b *settlement.PayerAccount) (dgrid.Amount, error) { return b.Due(), nil })
	if err != nil || due == nil {
		return err
	}
	if err := s.Send(ctx, &p2p.VoucherFrame{Voucher: *due}); err != nil {
		return fmt.Errorf("pay what is due: %w: %w", ErrNoAnswer, err)
	}
	return nil
}

// adopt takes over a voucher that the provider shows: one that this payer signed and has forgotten, which happens when an
// old backup of its store was put back.
func (p *Payer) adopt(ctx context.Context, acct *account, pair dgrid.Pair, f *p2p.MeetFrame) error {
	if f.Voucher.Object.Pair() != pair {
		return errors.New("the provider shows a voucher of another pair")
	}
	if err := p.cfg.Domain.Verify(&f.Voucher.Object, f.Voucher.Signature, pair.Payer); err != nil {
		return fmt.Errorf("the provider shows a voucher that this payer did not sign: %w", err)
	}
	return acct.Do(func(b *settlement.PayerAccount) error {
		// The fees first: a crash in between leaves a voucher that is still unknown, and the next meeting takes both. The other way
		// round the voucher would be known, and the fees that it stands for lost for good.
		raised := b.Meet(settlement.Shown{Voucher: f.Voucher.Object.Amount, Settled: f.Settled})
		if err := ledger.Adopt(context.WithoutCancel(ctx), p.store, store.AsPayer, pair, raised); err != nil {
			return err
		}
		err := p.store.PutVoucher(context.WithoutCancel(ctx), store.AsPayer, *f.Voucher)
		if errors.Is(err, store.ErrLowerVoucher) {
			return nil
		}
		return err
	})
}

// promise signs and stores a voucher for the amount that next names. It is nil where that is no higher than the last.
func (p *Payer) promise(ctx context.Context, acct *account, pair dgrid.Pair, next func(*settlement.PayerAccount) (dgrid.Amount, error)) (signed *dgrid.Signed[dgrid.Voucher], err error) {
	err = acct.Do(func(b *settlement.PayerAccount) error {
		amount, err := next(b)
		if err != nil {
			return err
		}
		stored, err := p.store.Account(store.AsPayer, pair)
		if err != nil {
			return err
		}
		if amount.IsZero() || stored.Voucher != nil && amount.Cmp(stored.Voucher.Object.Amount) <= 0 {
			return nil
		}
		v := dgrid.Voucher{Payer: pair.Payer, Provider: pair.Provider, Model: pair.Model, Amount: amount}
		sig, err := p.cfg.Domain.Sign(&v, p.cfg.Key)
		if err != nil {
			return err
		}
		signed = &dgrid.Signed[dgrid.Voucher]{Object: v, Signature: sig}
		return p.store.PutVoucher(context.WithoutCancel(ctx), store.AsPayer, *signed)
	})
	return signed, err
}

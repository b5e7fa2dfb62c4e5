package settler

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

const (
	kindRedeem = "redeem"
	recentSent = 256 // items of the outbox among which an open redemption is looked for
)

// claim is what may be redeemed of a pair.
type claim struct {
	settlement.Claim
	voucher   dgrid.Signed[dgrid.Voucher]
	inclusion dgrid.Inclusion
}

// redeem sends what is worth it. It waits while a redemption is under way: until then the contract does not say what was paid.
func (s *Settler) redeem(ctx context.Context, final evm.Block) error {
	items, err := s.sender.Items(ctx, recentSent)
	if err != nil {
		return err
	}
	for i := range items {
		if items[i].Kind == kindRedeem && (items[i].State.Open() || items[i].Block > final.Number) {
			return nil
		}
	}
	accounts, err := s.store.Accounts(store.AsProvider)
	if err != nil {
		return err
	}
	var claims []claim
	for _, a := range accounts {
		c, err := s.claim(ctx, &a, final)
		if err != nil {
			return err
		}
		if c != nil {
			claims = append(claims, *c)
		}
		if len(claims) == settlement.MaxRedeem {
			break
		}
	}
	if len(claims) == 0 {
		return nil
	}
	return s.send(ctx, claims)
}

// claim is what is to be redeemed of a pair now, nil where it is nothing.
func (s *Settler) claim(ctx context.Context, a *store.Account, final evm.Block) (*claim, error) {
	if a.Voucher == nil || a.Pair.Provider != s.cfg.Owner {
		return nil, nil
	}
	own, shown, err := s.store.Claimable(a.Pair.Payer, a.Pair.Provider, a.Pair.Model)
	if err != nil || (own == nil && shown == nil) {
		return nil, err
	}
	c := &claim{voucher: *a.Voucher}
	c.Voucher = a.Voucher.Object.Amount
	if shown != nil {
		c.PairFee, c.inclusion = shown.Leaf.PairFee, *shown
	} else {
		c.PairFee = own.PairFee
	}
	if c.Gain().IsZero() { // cheaper than to ask the chain
		return nil, nil
	}
	if c.Paid, err = s.see.Paid(ctx, final.Number, a.Pair); err != nil {
		return nil, err
	}
	if c.Gain().IsZero() {
		return nil, nil
	}
	if own != nil {
		if c.inclusion, err = s.include(own); err != nil {
			return nil, err
		}
	}
	return s.worth(ctx, c, a.Pair, final)
}

// worth is c where it is worth its gas and the payer has something to pay from, or else nil. A leaf that half the ring has passed goes as
// one that is old: when its slot is recycled nothing can be redeemed by it.
func (s *Settler) worth(ctx context.Context, c *claim, pair dgrid.Pair, final evm.Block) (*claim, error) {
	backing, err := s.backing(ctx, pair, final)
	if err != nil {
		return nil, err
	}
	has := backing.Free.Add(backing.Reserved)
	pending, err := s.see.Withdrawing(ctx, final.Number, pair.Payer)
	if err != nil {
		return nil, err
	}
	if pending.Amount != nil {
		asked, err := dgrid.ParseAmount(pending.Amount.String())
		if err != nil {
			return nil, err
		}
		has = has.Add(asked)
	}
	within := c.Claim
	if most := c.Paid.Add(has); within.Voucher.Cmp(most) > 0 {
		within.Voucher = most
	}
	age, err := s.age(ctx, c, final)
	if err != nil || !s.cfg.Redeem.Worth(within, age) {
		return nil, err
	}
	return c, nil
}

func (s *Settler) age(ctx context.Context, c *claim, final evm.Block) (time.Duration, error) {
	head, err := s.see.Head(ctx, final.Number, s.cfg.Owner)
	if err != nil {
		return 0, err
	}
	if head.Epoch-min(head.Epoch, c.inclusion.Batch.Epoch) >= s.cfg.Slots/2 {
		return max(s.cfg.Redeem.Age, 1), nil
	}
	return time.Duration(final.Number-min(final.Number, c.inclusion.Batch.Block)) * s.cfg.BlockTime, nil
}

// send gives claims to the outbox. Where the contract refuses them together, for example for one voucher whose signer was replaced, each goes
// alone, so that it holds up no other.
func (s *Settler) send(ctx context.Context, claims []claim) error {
	err := s.sendTogether(ctx, claims)
	var revert *evm.RevertError
	if len(claims) == 1 || !errors.As(err, &revert) {
		return err
	}
	var errs []error
	for i := range claims {
		if err := s.sendTogether(ctx, claims[i:i+1]); err != nil {
			errs = append(errs, fmt.Errorf("of payer %s: %w", claims[i].voucher.Object.Payer, err))
		}
	}
	return errors.Join(errs...)
}

// sendTogether sends one transaction under a key that follows from its claims. An attempt that is closed has not taken effect, or these
// claims would not stand: the payer had nothing, and may have now.
func (s *Settler) sendTogether(ctx context.Context, claims []claim) error {
	in, sum := s.intent(claims)
	key := in.ID
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		in.ID = fmt.Sprintf("%s/%d", key, attempt)
		item, err := s.sender.Item(ctx, in.ID)
		if err == nil && !item.State.Open() {
			continue
		}
		if err == nil || !errors.Is(err, evm.ErrUnknownItem) {
			return err
		}
		if _, err = s.sender.Send(ctx, in); err == nil {
			s.log.Info("redeeming vouchers", "vouchers", len(claims), "amount", sum)
		}
		return err
	}
	return fmt.Errorf("redeem %s: %d attempts moved nothing: look at `dgridd tx list`", key, maxAttempts)
}

func (s *Settler) intent(claims []claim) (evm.Intent, dgrid.Amount) {
	var vouchers []escrow.Voucher
	var signatures [][]byte
	var proofs []escrow.Proof
	var sum dgrid.Amount
	for i := range claims {
		c := &claims[i]
		vouchers = append(vouchers, contract.EscrowVoucher(&c.voucher.Object))
		signatures = append(signatures, c.voucher.Signature[:])
		proofs = append(proofs, contract.EscrowProof(&c.inclusion))
		sum = sum.Add(c.Gain())
	}
	data := s.escrow.PackRedeem(vouchers, signatures, proofs)
	key := dgrid.Hash(data)
	return evm.Intent{ID: kindRedeem + "/" + hex.EncodeToString(key[:16]), Kind: kindRedeem, To: s.see.Escrow, Data: data,
		Note: fmt.Sprintf("%d vouchers, up to %s base units", len(claims), sum)}, sum
}

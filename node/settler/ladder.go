package settler

import (
	"context"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/evm"
	"github.com/dgrid-network/dgrid/verify"
)

// The rungs of Climb, behind those of verify.Signatures.
const (
	RungLeaf    = "leaf"
	RungSigner  = "provider's signer"
	RungAnchor  = "anchor"
	RungPayable = "payable"
	RungPaid    = "paid"
)

// climb is what the rungs look at.
type climb struct {
	lookup
	t     *dgrid.Transcript
	d     dgrid.Domain
	final evm.Block
}

// Climb is the part of the ladder of a transcript that needs the chain: that its job is in a batch, that the batch stands on the chain, that
// the provider's key of today signed it, and what of it is payable and paid. The error is one of reading the chain.
func Climb(ctx context.Context, chain Chain, contracts *contract.Contracts, d dgrid.Domain, t *dgrid.Transcript) ([]verify.Rung, error) {
	final, err := chain.Final(ctx)
	if err != nil {
		return nil, err
	}
	c := &climb{lookup{chain, contracts, anchors.NewAnchors()}, t, d, final}
	var rungs []verify.Rung
	for _, r := range []struct {
		name, proves string
		look         func(context.Context) (verify.State, string, error)
	}{
		{RungLeaf, "the provider put the job, as it was signed, into its batch", c.leaf},
		{RungSigner, "the key that signed is the provider's on this chain", c.signer},
		{RungAnchor, "everybody can see the batch, and nobody can change it any more", c.anchor},
		{RungPayable, "the provider can redeem up to that much for all jobs of this payer and model", c.payable},
		{RungPaid, "that much was paid for all jobs of this payer and model", c.paid},
	} {
		state, detail, err := r.look(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		rung := verify.Rung{Name: r.name, State: state, Detail: detail, Proves: r.proves}
		rungs = append(rungs, rung)
	}
	return rungs, nil
}

// object is what the job was settled by, nil where nothing was signed.
func (c *climb) object() (dgrid.Object, dgrid.Signature) {
	if r := c.t.Receipt; r != nil {
		return &r.Object, r.Signature
	}
	if n := len(c.t.Steps); n > 0 {
		return &c.t.Steps[n-1].Object, c.t.Steps[n-1].Signature
	}
	return nil, dgrid.Signature{}
}

func (c *climb) pair() dgrid.Pair { return c.t.Order.Object.Pair() }

func (c *climb) leaf(context.Context) (verify.State, string, error) {
	i, p := c.t.Inclusion, c.pair()
	if i == nil {
		return verify.Absent, fmt.Sprintf("no inclusion is in the transcript; the provider promised one by block %d, final is block %d", c.t.Acceptance.Object.AnchorBy, c.final.Number), nil
	}
	o, _ := c.object()
	if o == nil {
		return verify.Fails, "it has an inclusion, and neither receipt nor step", nil
	}
	l := &i.Leaf
	if i.Batch.Node != p.Provider || l.Payer != p.Payer || l.Model != p.Model {
		return verify.Fails, "the leaf is of another provider, payer or model", nil
	}
	if h := c.d.HashObject(o); l.Object != h {
		return verify.Fails, fmt.Sprintf("the leaf stands for %s, the job's %s is %s", l.Object, o.Kind(), h), nil
	}
	if err := i.Verify(); err != nil {
		return verify.Fails, err.Error(), nil
	}
	return verify.Holds, fmt.Sprintf("leaf %d of %d in epoch %d, pairFee %s", i.Index, i.Batch.Count, i.Batch.Epoch, l.PairFee), nil
}

func (c *climb) signer(ctx context.Context) (verify.State, string, error) {
	o, sig := c.object()
	if o == nil {
		return verify.Absent, "nothing is signed", nil
	}
	owner := c.pair().Provider
	signer, err := c.see.StakeSigner(ctx, c.final.Number, owner)
	if err != nil {
		return verify.Absent, "", err
	}
	switch got, err := c.d.Recover(o, sig); {
	case err != nil:
		return verify.Fails, err.Error(), nil
	case got != owner && got != signer:
		return verify.Fails, fmt.Sprintf("signed by %s, the provider is %s and its signer %s", got, owner, signer), nil
	default:
		return verify.Holds, fmt.Sprintf("signed by %s, its signer is %s", got, signer), nil
	}
}

func (c *climb) anchor(ctx context.Context) (verify.State, string, error) {
	i := c.t.Inclusion
	if i == nil {
		return verify.Absent, "no inclusion is in the transcript", nil
	}
	if i.Batch.Block > c.final.Number {
		return verify.Absent, fmt.Sprintf("block %d is not final yet, %d is", i.Batch.Block, c.final.Number), nil
	}
	holds, err := c.see.Holds(ctx, c.final.Number, i.Batch)
	if err != nil {
		return verify.Absent, "", err
	}
	if holds {
		return verify.Holds, fmt.Sprintf("epoch %d with root %s, block %d, by its slot", i.Batch.Epoch, i.Batch.Root, i.Batch.Block), nil
	}
	ok, err := c.isAnchored(ctx, i.Batch, c.final)
	if err != nil || ok {
		return verify.Holds, fmt.Sprintf("epoch %d with root %s, block %d, by its event: the slot is recycled", i.Batch.Epoch, i.Batch.Root, i.Batch.Block), err
	}
	return verify.Fails, fmt.Sprintf("the chain has no such batch: epoch %d with root %s in block %d", i.Batch.Epoch, i.Batch.Root, i.Batch.Block), nil
}

func (c *climb) payable(ctx context.Context) (verify.State, string, error) {
	i, v := c.t.Inclusion, c.t.Voucher
	if i == nil || v == nil {
		return verify.Absent, "it needs an inclusion and a voucher", nil
	}
	deposit, err := c.see.Deposit(ctx, c.final.Number, c.pair().Payer)
	if err != nil {
		return verify.Absent, "", err
	}
	reserved, err := c.see.Reserved(ctx, c.final.Number, c.pair())
	if err != nil {
		return verify.Absent, "", err
	}
	most := v.Object.Amount
	if i.Leaf.PairFee.Cmp(most) < 0 {
		most = i.Leaf.PairFee
	}
	return verify.Holds, fmt.Sprintf("%s in all: voucher %s, anchored fees %s; deposited are %s, reserved %s", most, v.Object.Amount, i.Leaf.PairFee, deposit, reserved), nil
}

func (c *climb) paid(ctx context.Context) (verify.State, string, error) {
	paid, err := c.see.Paid(ctx, c.final.Number, c.pair())
	if err != nil {
		return verify.Absent, "", err
	}
	if paid.IsZero() {
		return verify.Absent, "nothing is redeemed yet", nil
	}
	return verify.Holds, fmt.Sprintf("%s base units", paid), nil
}

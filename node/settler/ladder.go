package settler

import (
	"context"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/evm"
	"github.com/dgrid-network/dgrid/verify"
)

// The rungs of Climb, behind those of verify.Signatures.
const (
	RungLeaf       = "leaf"
	RungSigner     = "provider's signer"
	RungAnchor     = "anchor"
	RungPayable    = "payable"
	RungPaid       = "paid"
	RungRandomness = "randomness"
	RungDraw       = "draw"
	RungSeats      = "seats"
	RungVerdicts   = "verdicts"
)

// Ladder is what transcripts are held against.
type Ladder struct {
	Chain     Chain
	Contracts *contract.Contracts
	Domain    dgrid.Domain
	Rules     verify.Rules  // of the public record
	Window    time.Duration // how long a job's committee may work, from the anchor of its batch
	BlockTime time.Duration // usual time between two blocks
	// Filed is what a node's public record knows of an anchored object. A record.ErrNotRead says that there is none to look at, and why.
	Filed func(ctx context.Context, provider dgrid.Address, epoch uint64, object dgrid.Digest) (*record.Filed, error)
}

// climb is what the rungs look at.
type climb struct {
	lookup
	*Ladder
	t     *dgrid.Transcript
	final evm.Block
	came  map[string]verify.State // rungs so far
	audit audit
}

// Climb is the part of the ladder of a transcript that needs the chain: that its job is in a batch, that the batch stands on the chain, that
// the provider's key of today signed it, what of it is payable and paid, whether it was drawn for an audit, and what that found. The
// error is one of reading the chain, or the record.
func (l *Ladder) Climb(ctx context.Context, t *dgrid.Transcript) ([]verify.Rung, error) {
	final, err := l.Chain.Final(ctx)
	if err != nil {
		return nil, err
	}
	c := &climb{lookup: lookup{l.Chain, l.Contracts, anchors.NewAnchors()}, Ladder: l, t: t, final: final, came: map[string]verify.State{}}
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
		{RungRandomness, "what draws the batch's jobs was known to nobody when it was anchored", c.randomness},
		{RungDraw, "the network had to audit this job", c.draw},
		{RungSeats, "nobody chose who re-computes the answer", c.seats},
		{RungVerdicts, "the holders of the seats re-computed the answer and found nothing wrong with it", c.verdicts},
	} {
		state, detail, err := r.look(ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.name, err)
		}
		c.came[r.name] = state
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
	if h := c.Domain.HashObject(o); l.Object != h {
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
	switch got, err := c.Domain.Recover(o, sig); {
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

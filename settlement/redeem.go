package settlement

import (
	"time"

	"github.com/dgrid-network/dgrid"
)

// MaxRedeem is the most vouchers that one transaction redeems.
const MaxRedeem = 25

// CreditShare is the part of a payer's free balance that a provider gives as credit at most: one of so many.
const CreditShare = 64

// Claim is what a provider may redeem of one pair.
type Claim struct {
	Voucher dgrid.Amount // the highest that it holds
	PairFee dgrid.Amount // of the pair's highest leaf in a final batch
	Paid    dgrid.Amount // by the contract, so far
}

// Gain is what redeeming would pay, as far as the payer has it: min(voucher, pairFee) - paid.
func (c Claim) Gain() dgrid.Amount { return lower(c.Voucher, c.PairFee).Sub(c.Paid) }

// RedeemRule says when it is worth its gas to redeem.
type RedeemRule struct {
	Cost  dgrid.Amount  // of redeeming one voucher more, in base units of the token
	Times uint64        // a claim goes at once when it is worth so many times its cost; 0 counts as 1
	Age   time.Duration // after so long a claim goes as soon as it is worth more than its cost
}

// Worth reports whether a claim that has stood for age is to be redeemed now. What pays less than its gas waits for more.
func (r RedeemRule) Worth(c Claim, age time.Duration) bool {
	gain := c.Gain()
	if gain.IsZero() || gain.Cmp(r.Cost) < 0 {
		return false
	}
	return age >= r.Age || gain.Div(max(r.Times, 1)).Cmp(r.Cost) >= 0
}

// Backing is what stands behind a payer's vouchers, read from the chain, and what of it a provider already counts on.
type Backing struct {
	Free       dgrid.Amount // the payer's balance that anybody may redeem from
	Reserved   dgrid.Amount // for this provider and model alone
	Unredeemed dgrid.Amount // fees of this provider's closed jobs that the chain has not paid yet
}

// Credit is how much exposure a provider accepts of a payer: its own setting, at most a 64th of the payer's free balance, because
// others redeem from the same; what is reserved counts in full. Fees that wait to be redeemed use up the reserve first.
func Credit(setting dgrid.Amount, b Backing) dgrid.Amount {
	reserve := b.Reserved.Sub(b.Unredeemed)
	free := b.Free.Sub(b.Unredeemed.Sub(b.Reserved))
	return reserve.Add(lower(setting, free.Div(CreditShare)))
}

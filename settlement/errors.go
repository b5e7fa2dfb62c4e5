package settlement

import (
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// Errors on which callers branch.
var (
	// ErrUnknownJob: the account has no such job running.
	ErrUnknownJob = errors.New("no such job is running on this account")
	// ErrNoLeaf: fewer tokens were sent than the next step needs.
	ErrNoLeaf = errors.New("the next leaf is not full yet")
	// ErrContradiction: two signed objects of one job do not fit each other. Whoever signed both is at fault; keep both.
	ErrContradiction = errors.New("two signed objects of one job contradict each other")
)

// ErrNoCredit says that a job would raise what a payer owes above the credit that it has.
type ErrNoCredit struct {
	Exposure dgrid.Amount // owed at worst with the new job, beyond the pair's voucher
	Credit   dgrid.Amount
}

func (e *ErrNoCredit) Error() string {
	return fmt.Sprintf("the job could leave %s base units unpaid, credit is %s: pay what is owed, wait until other jobs end, or order a shorter prompt", e.Exposure, e.Credit)
}

// ErrLowerVoucher says that a voucher is below one that is already held. A payer restored from a backup sends such a one; it
// has to meet the provider again and adopt the higher.
type ErrLowerVoucher struct {
	Shown dgrid.Amount
	Held  dgrid.Amount
}

func (e *ErrLowerVoucher) Error() string {
	return fmt.Sprintf("voucher over %s base units is lower than the one held over %s: adopt the higher one and sign from there", e.Shown, e.Held)
}

// ErrNoDeposit is ErrNoCredit where it is the payer's deposit on the chain that keeps its credit low.
type ErrNoDeposit struct {
	Payer    dgrid.Address
	Free     dgrid.Amount // its deposit as it may be redeemed from
	Credit   dgrid.Amount // that this allows
	Exposure dgrid.Amount // owed at worst with the new job, beyond the pair's voucher
}

func (e *ErrNoDeposit) Error() string {
	return fmt.Sprintf("the job could leave %s base units unpaid, the deposit of %s of payer %s gives a credit of %s (a %dth): deposit %s base units more, reserve %s for this provider, or order a shorter prompt",
		e.Exposure, e.Free, e.Payer, e.Credit, CreditShare, e.Missing(), e.Exposure.Sub(e.Credit))
}

// Missing is how much more must be deposited.
func (e *ErrNoDeposit) Missing() dgrid.Amount {
	sum := e.Exposure.Sub(e.Credit)
	for n := 1; n < CreditShare; n *= 2 {
		sum = sum.Add(sum)
	}
	return sum
}

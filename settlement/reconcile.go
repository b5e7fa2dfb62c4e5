package settlement

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// Shown is what one side of a pair shows in figures when the two meet, after both closed alike what could be shown job by job.
// Running jobs are not in it.
type Shown struct {
	Voucher dgrid.Amount // the payer: highest ever signed; the provider: highest held, its signature checked
	Settled dgrid.Amount // fees of closed jobs
}

// ReconcilePayer is what a payer adopts when a provider shows theirs. A higher voucher with our own signature proves that we
// lost records (a restored backup): then, and only then, the provider's word on settled fees counts, up to that voucher.
// Otherwise a provider could turn what was paid ahead into fees by saying so.
func ReconcilePayer(own, theirs Shown) Shown {
	if theirs.Voucher.Cmp(own.Voucher) <= 0 {
		return own
	}
	return Shown{Voucher: theirs.Voucher, Settled: higher(own.Settled, lower(theirs.Settled, theirs.Voucher))}
}

// ReconcileProvider is what a provider adopts when a payer shows theirs. A payer that claims more settled fees than we know
// speaks against itself, so its word counts, up to its voucher.
func ReconcileProvider(own, theirs Shown) Shown {
	v := higher(own.Voucher, theirs.Voucher)
	return Shown{Voucher: v, Settled: higher(own.Settled, lower(theirs.Settled, v))}
}

// Meet adopts what a provider shows, by ReconcilePayer, and returns by how much that raised settled fees. While a job is under
// way it adopts the voucher alone: close every job of the pair first. A raise stands for jobs that nobody showed, so from then
// on no job that was ordered earlier may be counted, or raised, any more: a provider could have it paid twice.
func (a *PayerAccount) Meet(theirs Shown) (raised dgrid.Amount) {
	before := a.settled
	adopted := ReconcilePayer(Shown{a.promised, a.settled}, theirs)
	a.promised = adopted.Voucher
	for _, j := range a.jobs {
		if !j.closed && (j.started || j.steps > 0) {
			return dgrid.Amount{}
		}
	}
	a.settled = adopted.Settled
	return a.settled.Sub(before)
}

// Meet adopts what a payer shows, by ReconcileProvider. While a job runs it adopts the voucher alone: the payer may have closed
// that job already, and it would count twice. The caller has checked the voucher's signature and stored it.
func (a *ProviderAccount) Meet(theirs Shown) {
	adopted := ReconcileProvider(Shown{a.voucher, a.settled}, theirs)
	a.voucher = adopted.Voucher
	if len(a.jobs) == 0 {
		a.settled = adopted.Settled
	}
}

// Known reports whether both sides may stop to show a closed job of fee at every meeting. agreed is the pair's voucher when both
// had it closed alike, voucher the present one. Only a higher voucher makes a loss of the job's records evident later: a backup
// from before it was closed then holds a lower one, and whoever meets somebody with a lower voucher shows all it has.
func Known(fee, agreed, voucher dgrid.Amount) bool { return fee.IsZero() || voucher.Cmp(agreed) > 0 }

// LastStep is the step of highest number among steps of one job, nil where there is none; nil steps are skipped. The error is
// ErrContradiction where two of one number differ or a later one counts less.
func LastStep(id dgrid.JobID, steps ...*dgrid.Step) (*dgrid.Step, error) {
	var last *dgrid.Step
	for _, s := range steps {
		if s == nil {
			continue
		}
		if s.Job != id {
			return nil, fmt.Errorf("step %d is of job %s, want %s", s.Number, s.Job, id)
		}
		if last == nil {
			last = s
			continue
		}
		lo, hi := last, s
		if hi.Number < lo.Number {
			lo, hi = hi, lo
		}
		if lo.Number == hi.Number && *lo != *hi {
			return nil, fmt.Errorf("two different steps of number %d: %w", s.Number, ErrContradiction)
		}
		if hi.OutputTokens < lo.OutputTokens || hi.Fee.Cmp(lo.Fee) < 0 {
			return nil, fmt.Errorf("step %d counts less than step %d: %w", hi.Number, lo.Number, ErrContradiction)
		}
		last = hi
	}
	return last, nil
}

func higher(a, b dgrid.Amount) dgrid.Amount {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

func lower(a, b dgrid.Amount) dgrid.Amount {
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}

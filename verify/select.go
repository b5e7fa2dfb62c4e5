package verify

import (
	"math"
	"math/big"

	"github.com/dgrid-network/dgrid"
)

// Totals are of a batch's job leaves, those of receipts and of last steps. Fees are the jobs' own, not the pairs' running ones.
type Totals struct {
	Jobs uint64       `json:"jobs"`
	Fees dgrid.Amount `json:"fees"`
}

// Add counts a job.
func (t *Totals) Add(fee dgrid.Amount) {
	t.Jobs++
	t.Fees = t.Fees.Add(fee)
}

// drawSpan is how many values a draw can have.
var drawSpan = new(big.Int).Lsh(big.NewInt(1), 256)

// Drawn reports whether a job is audited: whether its draw, as a fraction of all draws, is below rate times the larger of 1 and the
// job's fee over the mean fee of its batch. It is exact, so that all who look agree. A dear job is not less likely to be drawn because
// there are cheap ones, nor a cheap one because there are dear ones.
func Drawn(randomness dgrid.Digest, job dgrid.JobID, fee dgrid.Amount, batch Totals, rate dgrid.Micro) bool {
	if rate <= 0 {
		return false
	}
	weight, total := big.NewInt(1), big.NewInt(1) // weight / total is the chance's factor
	if !batch.Fees.IsZero() {
		total = batch.Fees.Big()
		weight = new(big.Int).Mul(fee.Big(), new(big.Int).SetUint64(batch.Jobs))
		if weight.Cmp(total) < 0 {
			weight = total
		}
	}
	draw := dgrid.JobDraw(randomness, job)
	left := new(big.Int).SetBytes(draw[:])
	left.Mul(left, big.NewInt(int64(dgrid.One))).Mul(left, total)
	right := new(big.Int).Mul(drawSpan, big.NewInt(int64(rate)))
	return left.Cmp(right.Mul(right, weight)) < 0
}

// DrawFraction is a job's draw as a fraction of all draws, rounded, for people: Drawn compares exactly.
func DrawFraction(randomness dgrid.Digest, job dgrid.JobID) float64 {
	draw := dgrid.JobDraw(randomness, job)
	f, _ := new(big.Float).SetInt(new(big.Int).SetBytes(draw[:])).Float64()
	return math.Ldexp(f, -256)
}

// strictJobs is how many audits behind a failure every job is audited.
const strictJobs = 64

// AuditRate is the share of a provider's jobs of average fee that is audited: 1/(1 + passed/10), rounded up to a millionth, and not below
// floor; everything while it is watched or suspended, and until 64 audits have passed since its last failure.
func AuditRate(s *Standing, floor dgrid.Micro) dgrid.Micro {
	if s.Process.Status != StatusOK || s.Process.Failures > 0 && s.Since < strictJobs {
		return dgrid.One
	}
	passed := s.Process.Audits - s.Process.Failures
	const tenth = 10 * uint64(dgrid.One)
	rate := dgrid.Micro((tenth + 10 + passed - 1) / (10 + passed))
	return min(max(rate, floor), dgrid.One)
}

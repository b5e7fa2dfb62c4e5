package spotcheck_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/spotcheck"
)

func job(n uint64) (id dgrid.JobID) {
	binary.BigEndian.PutUint64(id[:], n)
	return id
}

// The sample has the rate that it should have, is the same each time, grows with the rate, and is another for another secret.
func TestSampled(t *testing.T) {
	const n = 20_000
	for _, rate := range []float64{0, 0.02, 0.1, 0.5, 1, math.NaN(), -1, 2} {
		got, same, more := 0, 0, 0
		for i := range uint64(n) {
			in := spotcheck.Sampled(job(i), dgrid.Digest{1}, rate)
			if in {
				got++
			}
			if in == spotcheck.Sampled(job(i), dgrid.Digest{2}, rate) {
				same++
			}
			if in && !spotcheck.Sampled(job(i), dgrid.Digest{1}, rate*1.5) {
				more++
			}
			if in != spotcheck.Sampled(job(i), dgrid.Digest{1}, rate) {
				t.Fatal("the sample changes")
			}
		}
		want := min(max(rate, 0), 1)
		if math.IsNaN(rate) {
			want = 0
		}
		deviation := 5 * math.Sqrt(want*(1-want)/n)
		if math.Abs(float64(got)/n-want) > deviation || more > 0 {
			t.Errorf("rate %v: %d of %d, and %d are not in the larger sample", rate, got, n, more)
		}
		if agree := want*want + (1-want)*(1-want); math.Abs(float64(same)/n-agree) > 5*math.Sqrt(agree*(1-agree)/n) {
			t.Errorf("rate %v: two secrets agree on %d of %d", rate, same, n)
		}
	}
}

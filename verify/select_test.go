package verify_test

import (
	"math"
	"math/big"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
	"pgregory.net/rapid"
)

func numbered(name string, n int) dgrid.Digest {
	return dgrid.Hash([]byte(name), []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

func ownerNo(n int) (a dgrid.Address) {
	d := numbered("owner", n)
	copy(a[:], d[:])
	return a
}

// TestDrawnShare: as many jobs are drawn as the rate and the fees say.
func TestDrawnShare(t *testing.T) {
	const jobs = 20_000
	for _, c := range []struct {
		name  string
		fee   uint64
		batch verify.Totals
		rate  dgrid.Micro
		want  float64
	}{
		{"never", 100, verify.Totals{Jobs: 10, Fees: dgrid.NewAmount(1000)}, 0, 0},
		{"a negative rate", 100, verify.Totals{Jobs: 10, Fees: dgrid.NewAmount(1000)}, -5, 0},
		{"always", 100, verify.Totals{Jobs: 10, Fees: dgrid.NewAmount(1000)}, dgrid.One, 1},
		{"a job of mean fee", 100, verify.Totals{Jobs: 10, Fees: dgrid.NewAmount(1000)}, 100_000, 0.1},
		{"a dear job", 300, verify.Totals{Jobs: 10, Fees: dgrid.NewAmount(1000)}, 100_000, 0.3},
		{"a very dear job", 10_000, verify.Totals{Jobs: 10, Fees: dgrid.NewAmount(1000)}, 100_000, 1},
		{"a cheap job", 1, verify.Totals{Jobs: 10, Fees: dgrid.NewAmount(1000)}, 100_000, 0.1},
		{"free jobs", 0, verify.Totals{Jobs: 10}, 100_000, 0.1},
	} {
		drawn := 0
		for n := range jobs {
			if verify.Drawn(digest("r"), dgrid.JobID(numbered("job", n)), dgrid.NewAmount(c.fee), c.batch, c.rate) {
				drawn++
			}
		}
		if got := float64(drawn) / jobs; math.Abs(got-c.want) > 5*math.Sqrt(c.want*(1-c.want)/jobs) {
			t.Errorf("%s: %v of the jobs are drawn, want %v", c.name, got, c.want)
		}
	}
}

// TestDrawnIsExact compares with fractions of big integers.
func TestDrawnIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		job := dgrid.JobID(numbered("job", rapid.IntRange(0, 1<<20).Draw(t, "job")))
		fee, others := rapid.Uint64().Draw(t, "fee"), rapid.Uint64().Draw(t, "others")
		batch := verify.Totals{Jobs: rapid.Uint64Range(1, 1<<40).Draw(t, "jobs"), Fees: dgrid.NewAmount(fee).Add(dgrid.NewAmount(others))}
		rate := dgrid.Micro(rapid.Int32Range(0, int32(dgrid.One)).Draw(t, "rate"))
		draw := dgrid.JobDraw(digest("r"), job)
		fraction := new(big.Rat).SetFrac(new(big.Int).SetBytes(draw[:]), new(big.Int).Lsh(big.NewInt(1), 256))
		chance := big.NewRat(int64(rate), int64(dgrid.One))
		if !batch.Fees.IsZero() {
			mean := new(big.Rat).SetFrac(batch.Fees.Big(), new(big.Int).SetUint64(batch.Jobs))
			if factor := new(big.Rat).Quo(new(big.Rat).SetInt(new(big.Int).SetUint64(fee)), mean); factor.Cmp(big.NewRat(1, 1)) > 0 {
				chance.Mul(chance, factor)
			}
		}
		if got, want := verify.Drawn(digest("r"), job, dgrid.NewAmount(fee), batch, rate), fraction.Cmp(chance) < 0; got != want {
			t.Fatalf("drawn %v, want %v", got, want)
		}
	})
}

func TestAuditRate(t *testing.T) {
	const floor = dgrid.Micro(20_000)
	passed := func(n int) (s verify.Standing) {
		for range n {
			s.Process.Observe(false)
			s.Since++
		}
		return s
	}
	for n, want := range map[int]dgrid.Micro{0: dgrid.One, 1: 909_091, 10: 500_000, 90: 100_000, 489: 20_041, 490: 20_000, 5000: floor} {
		s := passed(n)
		if got := verify.AuditRate(&s, floor); got != want {
			t.Errorf("after %d passed audits %d of a million are audited, want %d", n, got, want)
		}
	}
	s := passed(1000)
	s.Process.Observe(true)
	s.Since = 0
	for n := 0; n < 2000; n++ {
		want := verify.AuditRate(&s, floor) == dgrid.One
		if strict := n < 64 || s.Process.Status != verify.StatusOK; strict != want {
			t.Fatalf("%d audits behind a failure, %s: everything is audited %v", n, s.Process.Status, want)
		}
		s.Process.Observe(false)
		s.Since++
	}
	if fresh := (verify.Standing{}); verify.AuditRate(&fresh, 2*dgrid.One) != dgrid.One {
		t.Error("a rate above 1")
	}
}

func TestTotalsSaturate(t *testing.T) {
	var total verify.Totals
	total.Add(dgrid.MaxAmount)
	total.Add(dgrid.NewAmount(7))
	if total.Jobs != 2 || total.Fees != dgrid.MaxAmount {
		t.Errorf("%+v", total)
	}
	verify.Drawn(digest("r"), dgrid.JobID{}, dgrid.MaxAmount, total, dgrid.One) // does not overflow
}

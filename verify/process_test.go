package verify_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/dgrid-network/dgrid/verify"
	"pgregory.net/rapid"
)

func observe(outcomes ...bool) *verify.Process {
	p := new(verify.Process)
	for _, failed := range outcomes {
		p.Observe(failed)
	}
	return p
}

// TestProcessGolden: the values of a fresh provider, worked out by hand from docs/verification.md.
func TestProcessGolden(t *testing.T) {
	const yes, no = true, false
	for _, c := range []struct {
		outcomes []bool
		value    float64
		status   verify.Status
	}{
		{nil, 1, verify.StatusOK},
		{[]bool{no}, 0.5 + (0.98+0.9+0.5+0.1)/0.995/2/4, verify.StatusOK},
		{[]bool{yes}, 38.5, verify.StatusWatched},          // (4 + 20 + 100 + 180)/4 * 1/2 + 1/2
		{[]bool{yes, yes}, 5364.5, verify.StatusSuspended}, // 4(2+1/6), 20(10+1/6), 100(50+1/6), 180(90+1/6)
		{[]bool{yes, yes, yes}, 857039, verify.StatusSuspended},
		{[]bool{yes, yes, yes, yes}, 1.4415e8, verify.StatusSlashed},
	} {
		p := observe(c.outcomes...)
		if got := p.Value(); math.Abs(got-c.value) > 1e-3*c.value || p.Status != c.status {
			t.Errorf("%v: %v, %s; want %v, %s", c.outcomes, got, p.Status, c.value, c.status)
		}
	}
}

func TestProcessComesBack(t *testing.T) {
	p := observe(true, true)
	count := func(until verify.Status) int {
		for n := 0; n < 1000; n++ {
			if p.Status == until {
				return n
			}
			p.Observe(false)
		}
		return -1
	}
	suspended, watched := count(verify.StatusWatched), count(verify.StatusOK)
	if suspended < 1 || watched < 1 || p.Value() >= 1 {
		t.Errorf("suspended for %d passed audits, then watched for %d, then %v", suspended, watched, p.Value())
	}
	slashed := observe(true, true, true, true)
	for range 1000 {
		slashed.Observe(false)
	}
	if slashed.Status != verify.StatusSlashed {
		t.Errorf("slashed, and then %s", slashed.Status)
	}
}

// TestHistoryBuysNoLicence: whoever was honest ten thousand times and then cheats always is slashed within eight failures.
func TestHistoryBuysNoLicence(t *testing.T) {
	p := new(verify.Process)
	for range 10_000 {
		p.Observe(false)
	}
	if p.Status != verify.StatusOK || p.Value() >= 1 {
		t.Fatalf("after an honest history: %v, %s", p.Value(), p.Status)
	}
	n := 0
	for ; p.Status != verify.StatusSlashed && n < 100; n++ {
		p.Observe(true)
	}
	if n > 8 {
		t.Errorf("slashed after %d failures", n)
	}
}

// TestHonestProcesses: of many honest providers whose jobs fail as often as is assumed at most, few are ever suspended, and no
// more than the bound allows are ever watched.
func TestHonestProcesses(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const providers, audits = 2000, 1000
	watched, suspended := 0, 0
	for range providers {
		p, worst := new(verify.Process), verify.StatusOK
		for range audits {
			p.Observe(r.Float64() < verify.Rate)
			worst = max(worst, p.Status)
		}
		if worst >= verify.StatusWatched {
			watched++
		}
		if worst >= verify.StatusSuspended {
			suspended++
		}
	}
	if watched == 0 || watched > providers/20 || suspended > 5 {
		t.Errorf("of %d honest providers %d were watched and %d suspended", providers, watched, suspended)
	}
}

func TestProcessIsStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := observe(rapid.SliceOfN(rapid.Bool(), 0, 400).Draw(t, "outcomes")...)
		b, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var again verify.Process
		if err := json.Unmarshal(b, &again); err != nil || again != *p {
			t.Fatalf("%s is read as %+v (%v)", b, again, err)
		}
	})
	if new(verify.Status).UnmarshalText([]byte("fine")) == nil || verify.Status(9).String() != "status 9" {
		t.Error("an unknown standing has a name")
	}
}

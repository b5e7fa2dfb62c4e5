package sampler_test

import (
	"math"
	"testing"

	"github.com/dgrid-network/dgrid/inference/sampler"
	"pgregory.net/rapid"
)

// A bound on a uniform number is a bound on its noise only because the noise never decreases.
func TestGumbelNeverDecreasesAndIsAccurate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		u := rapid.Uint32Range(1, math.MaxUint32).Draw(t, "u")
		g := sampler.Gumbel(u)
		if below := sampler.Gumbel(u - 1); below > g {
			t.Fatalf("G(%d) = %d, G(%d) = %d", u-1, below, u, g)
		}
		p := (2*float64(u) + 1) / (1 << 33)
		want := -math.Log(-math.Log1p(p-1)) * 65536
		if math.Abs(float64(g)-want) > 2 {
			t.Fatalf("G(%d) = %d, want about %.2f", u, g, want)
		}
	})
}

func TestBoundsAreTheLeast(t *testing.T) {
	for i, u := range sampler.Bounds() {
		want := sampler.Gumbel(0) + int64(i)*sampler.BoundStep
		if sampler.Gumbel(u) < want || u > 0 && sampler.Gumbel(u-1) >= want {
			t.Errorf("bound %d: %d is not the least with noise %d", i, u, want)
		}
	}
}

func TestWeightNeverIncreasesAndIsAccurate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		temperature := rapid.Int64Range(1, 5_000_000).Draw(t, "temperature")
		gap := rapid.Int64Range(-255, 4300*temperature/1_000_000+1).Draw(t, "gap")
		w := sampler.Weight(gap, temperature)
		if next := sampler.Weight(gap+1, temperature); next > w {
			t.Fatalf("W(%d) = %d, W(%d) = %d", gap, w, gap+1, next)
		}
		want := math.Exp(-float64(gap)/256*1e6/float64(temperature)) * (1 << 32)
		if want < 1<<60 && want > 300 && math.Abs(float64(w)-want) > want*2e-5+1 {
			t.Fatalf("W(%d) = %d, want about %.0f", gap, w, want)
		}
	})
}

package sampler_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
)

const benchVocab = 49_152

// realLooking is shaped like a language model's logits: a wide bulk far below, and a few ids that compete for the top.
func realLooking(seed uint64) []float32 {
	r := rand.New(rand.NewPCG(seed, 1))
	logits := make([]float32, benchVocab)
	for i := range logits {
		logits[i] = float32(2 + 2.8*r.NormFloat64())
	}
	for i := range 40 {
		logits[r.IntN(benchVocab)] = float32(19 - 1.5*math.Log1p(float64(i)) + r.NormFloat64())
	}
	return logits
}

var benchParams = []struct {
	name   string
	params dgrid.Params
}{
	{"T=0", dgrid.Params{}},
	{"T=0.8", dgrid.Params{Temperature: 800_000}},
	{"T=1", dgrid.Params{Temperature: dgrid.One}},
	{"T=0.8,top-p=0.95", dgrid.Params{Temperature: 800_000, TopP: 950_000}},
	{"T=0.8,top-k=40,top-p=0.95", dgrid.Params{Temperature: 800_000, TopK: 40, TopP: 950_000}},
	{"T=1,top-p=0.9", dgrid.Params{Temperature: dgrid.One, TopP: 900_000}},
	{"T=1,top-k=40", dgrid.Params{Temperature: dgrid.One, TopK: 40}},
	{"T=1,min-p=0.05", dgrid.Params{Temperature: dgrid.One, MinP: 50_000}},
	{"T=0.8,penalties", dgrid.Params{Temperature: 800_000, RepetitionPenalty: 1_100_000, FrequencyPenalty: 200_000}},
}

func benchSamplers(b *testing.B, run func(b *testing.B, s *sampler.Sampler, logits []float32)) {
	prompt := make([]dgrid.TokenID, 500)
	for i := range prompt {
		prompt[i] = dgrid.TokenID(i * 97 % benchVocab)
	}
	var positions [8][]float32
	for i := range positions {
		positions[i] = realLooking(uint64(i))
	}
	for _, bp := range benchParams {
		b.Run(bp.name, func(b *testing.B) {
			s, err := sampler.New(bp.params, dgrid.Digest{1}, prompt, 0)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				run(b, s, positions[i%len(positions)])
			}
		})
	}
}

func BenchmarkSample(b *testing.B) {
	benchSamplers(b, func(b *testing.B, s *sampler.Sampler, logits []float32) {
		id, err := s.Sample(logits, nil)
		if err != nil {
			b.Fatal(err)
		}
		s.Advance(id)
	})
}

// BenchmarkMarginHonest scores the token that wins, as nearly all of an honest answer do.
func BenchmarkMarginHonest(b *testing.B) {
	benchSamplers(b, func(b *testing.B, s *sampler.Sampler, logits []float32) {
		m, err := s.Margin(logits, nil, 7)
		if err != nil {
			b.Fatal(err)
		}
		s.Advance(m.Winner)
	})
}

// BenchmarkFullGumbel is the plain form to compare with: floating-point noise for every id.
func BenchmarkFullGumbel(b *testing.B) {
	logits := realLooking(0)
	r := rand.New(rand.NewPCG(1, 2))
	b.ReportAllocs()
	for b.Loop() {
		best, winner := math.Inf(-1), -1
		for i, x := range logits {
			if score := float64(x) - 0.8*math.Log(-math.Log(r.Float64())); score > best {
				best, winner = score, i
			}
		}
		if winner < 0 {
			b.Fatal("no winner")
		}
	}
}

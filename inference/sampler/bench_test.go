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

// position is a sampler at a position whose outcome is known.
type position struct {
	sampler *sampler.Sampler
	logits  []float32
	winner  dgrid.TokenID
	loser   dgrid.TokenID // highest logit of all but the winner
}

// benchPositions runs b over positions with 500 tokens behind them, for each of benchParams.
func benchPositions(b *testing.B, run func(*position) error) {
	prompt := make([]dgrid.TokenID, 500)
	for i := range prompt {
		prompt[i] = dgrid.TokenID(i * 97 % benchVocab)
	}
	for _, bp := range benchParams {
		b.Run(bp.name, func(b *testing.B) {
			positions := make([]position, 16)
			for i := range positions {
				p := &positions[i]
				p.logits = realLooking(uint64(i))
				var err error
				if p.sampler, err = sampler.New(bp.params, dgrid.Digest{byte(i)}, prompt, 0); err != nil {
					b.Fatal(err)
				}
				if p.winner, err = p.sampler.Sample(p.logits, nil); err != nil {
					b.Fatal(err)
				}
				for id, x := range p.logits {
					if dgrid.TokenID(id) != p.winner && (p.loser == p.winner || x > p.logits[p.loser]) {
						p.loser = dgrid.TokenID(id)
					}
				}
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := run(&positions[i%len(positions)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSample(b *testing.B) {
	benchPositions(b, func(p *position) error {
		_, err := p.sampler.Sample(p.logits, nil)
		return err
	})
}

// BenchmarkMarginOfWinner scores what wins, as 19 in 20 tokens of an honest answer do.
func BenchmarkMarginOfWinner(b *testing.B) {
	benchPositions(b, func(p *position) error {
		_, err := p.sampler.Margin(p.logits, nil, p.winner)
		return err
	})
}

func BenchmarkMarginOfLoser(b *testing.B) {
	benchPositions(b, func(p *position) error {
		_, err := p.sampler.Margin(p.logits, nil, p.loser)
		return err
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

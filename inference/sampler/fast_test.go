package sampler_test

import (
	"math"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
	"pgregory.net/rapid"
)

// scene is one drawn position and both samplers at it.
type scene struct {
	fast   *sampler.Sampler
	slow   *naive
	logits []float32
	mask   sampler.Mask
}

func drawParams(t *rapid.T, vocab int) dgrid.Params {
	micro := func(name string, of ...dgrid.Micro) dgrid.Micro { return rapid.SampledFrom(of).Draw(t, name) }
	p := dgrid.Params{
		Temperature: micro("temperature", 0, 1, 1000, 50_000, 300_000, 800_000, 1_000_000, 2_500_000, 5_000_000),
		TopK:        rapid.SampledFrom([]uint32{0, 0, 0, 1, 2, 3, 7, 40, 1 << 30}).Draw(t, "topK"),
		TopP:        micro("topP", 0, 0, 0, 1, 300_000, 500_000, 900_000, 950_000, 999_999, 1_000_000),
		MinP:        micro("minP", 0, 0, 0, 1, 10_000, 100_000, 500_000, 1_000_000),
	}
	if rapid.Bool().Draw(t, "penalties") {
		p.RepetitionPenalty = micro("repetition", 0, 100_000, 900_001, 1_000_000, 1_100_000, 10_000_000)
		p.RepetitionWindow = rapid.SampledFrom([]uint32{0, 1, 3, 100}).Draw(t, "window")
		p.FrequencyPenalty = micro("frequency", 0, -2_000_000, 1, 300_000, 2_000_000)
		p.PresencePenalty = micro("presence", 0, -500_001, 2_000_000)
		for id := range rapid.IntRange(0, min(vocab, 4)).Draw(t, "biases") {
			bias := rapid.Int32Range(-100_000_000, 100_000_000).Draw(t, "bias")
			p.LogitBias = append(p.LogitBias, dgrid.TokenBias{Token: dgrid.TokenID(id * vocab / 4 % vocab), Bias: dgrid.Micro(bias)})
			if id*vocab/4 < vocab && vocab < 4 {
				p.LogitBias = p.LogitBias[:1]
			}
		}
	}
	return p
}

// drawLogits favours what is hard: ties, halves of a step, and everything within a few nats.
func drawLogits(t *rapid.T, vocab int) []float32 {
	logits := make([]float32, vocab)
	scale := rapid.SampledFrom([]float32{1.0 / 1024, 1.0 / 512, 1.0 / 64, 1.0 / 16, 0.25}).Draw(t, "scale")
	width := rapid.SampledFrom([]int32{0, 3, 40, 400}).Draw(t, "width")
	state := rapid.Uint64().Draw(t, "logits")
	for i := range logits {
		state = state*6364136223846793005 + 1442695040888963407
		logits[i] = float32(int32(state>>33)%(width+1)) * scale
		if state>>60 == 3 {
			logits[i] = -logits[i]
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "oddities") {
		odd := rapid.SampledFrom([]float32{float32(math.Inf(-1)), 1e30, -1e30, 8192, -8192, 1e-40}).Draw(t, "odd")
		logits[rapid.IntRange(0, vocab-1).Draw(t, "odd id")] = odd
	}
	return logits
}

func drawScene(t *rapid.T) scene {
	vocab := rapid.SampledFrom([]int{1, 2, 5, 31, 33, 64, 100, 700}).Draw(t, "vocab")
	token := rapid.Map(rapid.IntRange(0, vocab-1), func(i int) dgrid.TokenID { return dgrid.TokenID(i) })
	params := drawParams(t, vocab)
	prompt := rapid.SliceOfN(token, 0, 8).Draw(t, "prompt")
	start := rapid.IntRange(0, len(prompt)).Draw(t, "start")
	seed := dgrid.Hash([]byte{rapid.Byte().Draw(t, "seed")})
	fast, err := sampler.New(params, seed, prompt, uint32(start))
	if err != nil {
		t.Fatal(err)
	}
	s := scene{fast: fast, slow: newNaive(params, seed, prompt, start), logits: drawLogits(t, vocab)}
	for _, id := range rapid.SliceOfN(token, 0, 5).Draw(t, "answer") {
		s.fast.Advance(id)
		s.slow.advance(id)
	}
	if rapid.Bool().Draw(t, "masked") {
		bits := sampler.NewBitset(vocab)
		for i := range vocab {
			if (i*7+int(seed[0]))%3 != 0 {
				bits.Allow(dgrid.TokenID(i))
			}
		}
		s.mask = bits
	}
	return s
}

func TestFastSampleIsTheNaiveOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		want, wantErr := s.slow.choose(s.logits, s.mask, -1, 0)
		got, err := s.fast.Sample(s.logits, s.mask)
		if (err != nil) != (wantErr != nil) || err == nil && got != want {
			t.Fatalf("got %d (%v), want %d (%v)", got, err, want, wantErr)
		}
	})
}

// The margin is the least raise that wins: a raise by it wins, one by less does not.
func TestMarginIsTheLeastRaiseThatWins(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScene(t)
		token := dgrid.TokenID(rapid.IntRange(0, len(s.logits)-1).Draw(t, "token"))
		m, err := s.fast.Margin(s.logits, s.mask, token)
		winner, wantErr := s.slow.choose(s.logits, s.mask, -1, 0)
		if (err != nil) != (wantErr != nil) {
			t.Fatalf("got %v, want %v", err, wantErr)
		}
		if err != nil {
			return
		}
		if m.Winner != winner {
			t.Fatalf("winner %d, want %d", m.Winner, winner)
		}
		forbidden := s.logits[token] < -math.MaxFloat32 || s.mask != nil && !s.mask.Allowed(token)
		if m.Forbidden != forbidden || forbidden && m.Value != sampler.MarginOne {
			t.Fatalf("got %+v, forbidden %v", m, forbidden)
		}
		if m.Value < 0 || m.Value > sampler.MarginOne {
			t.Fatalf("margin %d", m.Value)
		}
		wins := func(raise int64) bool {
			got, err := s.slow.choose(s.logits, s.mask, token, raise)
			return err == nil && got == token
		}
		value := int64(m.Value)
		if value < sampler.MarginOne && !wins(value) {
			t.Fatalf("margin is %d, but that raise does not win", value)
		}
		losing := []int64{value - 1, value - 2, value - 255, value - 256, value - 257}
		for step := int64(0); step < value/256; step += 3 {
			losing = append(losing, step*256, step*256+255)
		}
		for _, raise := range losing {
			if raise >= 0 && raise < value && wins(raise) {
				t.Fatalf("margin is %d, but a raise by %d wins", value, raise)
			}
		}
	})
}

// A token can win by a part of a step while the filters still see it a step below. So no raise is left out here.
func TestMarginAmongAllRaises(t *testing.T) {
	logits := []float32{0, 3. / 256, 1. / 256, 1. / 256, 2. / 256}
	for _, params := range []dgrid.Params{
		{Temperature: 1, TopK: 2},
		{Temperature: 1, TopP: 900_000},
		{Temperature: 1000, TopK: 3},
		{Temperature: 2000, TopK: 2, TopP: 700_000},
		{Temperature: 2000, MinP: 800_000},
	} {
		for seed := range byte(8) {
			fast, err := sampler.New(params, dgrid.Digest{seed}, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			slow := newNaive(params, dgrid.Digest{seed}, nil, 0)
			for token := range dgrid.TokenID(len(logits)) {
				least := int64(0)
				for ; least < 8000; least++ { // far more than logits and noise differ
					if winner, err := slow.choose(logits, nil, token, least); err == nil && winner == token {
						break
					}
				}
				if m, err := fast.Margin(logits, nil, token); err != nil || int64(m.Value) != least {
					t.Errorf("%+v, seed %d, token %d: margin %d (%v), want %d", params, seed, token, m.Value, err, least)
				}
			}
		}
	}
}

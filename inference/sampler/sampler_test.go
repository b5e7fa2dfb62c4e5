package sampler_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
)

var minusInf, plusInf, nan = float32(math.Inf(-1)), float32(math.Inf(1)), float32(math.NaN())

func newSampler(t *testing.T, p dgrid.Params, prompt []dgrid.TokenID, start uint32) *sampler.Sampler {
	t.Helper()
	s, err := sampler.New(p, dgrid.Hash([]byte(t.Name())), prompt, start)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGreedy(t *testing.T) {
	long := make([]float32, 100)
	long[70], long[71], long[99] = 3.5/256, 4.5/256, 4/256.
	tests := []struct {
		name   string
		logits []float32
		mask   sampler.Mask
		want   dgrid.TokenID
	}{
		{"highest", []float32{1, 3, 2}, nil, 1},
		{"lowest id on a tie", []float32{1, 3, 3}, nil, 1},
		{"tie after rounding", []float32{1, 3, 3 + 1./1024}, nil, 1},
		{"halves to even", long, nil, 70},
		{"all negative", []float32{-5, -3, -4}, nil, 1},
		{"beyond the limit", []float32{-1e38, 9000, 1e38}, nil, 1},
		{"below the limit", []float32{-1e38, -9000, minusInf}, nil, 0},
		{"minus infinity forbids", []float32{minusInf, -1, minusInf}, nil, 1},
		{"mask", []float32{1, 3, 2}, indivisible(3), 1},
		{"mask forbids the highest", []float32{9, 2, 3, 9}, indivisible(3), 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := newSampler(t, dgrid.Params{}, nil, 0).Sample(test.logits, test.mask)
			if err != nil || got != test.want {
				t.Fatalf("got %d (%v), want %d", got, err, test.want)
			}
		})
	}
}

func TestBadLogits(t *testing.T) {
	negativeNaN := math.Float32frombits(0xffc00001)
	long := make([]float32, 1000)
	long[777] = negativeNaN
	tests := []struct {
		name   string
		logits []float32
		mask   sampler.Mask
		want   string
	}{
		{"none", nil, nil, "none of 0 tokens is allowed"},
		{"all forbidden", []float32{minusInf, minusInf}, nil, "none of 2 tokens is allowed"},
		{"all masked", []float32{1, minusInf}, indivisible(1), "none of 2 tokens is allowed"},
		{"NaN", []float32{1, 2, nan}, nil, "logit of token 2 is NaN"},
		{"negative NaN", long, nil, "logit of token 777 is NaN"},
		{"NaN where the mask forbids", []float32{nan, 2}, indivisible(2), "logit of token 0 is NaN"},
		{"plus infinity", []float32{plusInf, nan}, nil, "logit of token 0 is +Inf"},
	}
	for _, test := range tests {
		for _, temperature := range []dgrid.Micro{0, dgrid.One} {
			t.Run(fmt.Sprint(test.name, " at ", temperature), func(t *testing.T) {
				s := newSampler(t, dgrid.Params{Temperature: temperature, TopK: 3}, nil, 0)
				if _, err := s.Sample(test.logits, test.mask); err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("Sample: %v", err)
				}
				if len(test.logits) == 0 {
					return
				}
				if _, err := s.Margin(test.logits, test.mask, 0); err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("Margin: %v", err)
				}
			})
		}
	}
}

func TestTokensPastTheVocabulary(t *testing.T) {
	logits := []float32{1, 2, 3}
	for _, token := range []dgrid.TokenID{-1, 3} {
		if _, err := newSampler(t, dgrid.Params{}, nil, 0).Margin(logits, nil, token); err == nil {
			t.Errorf("margin of token %d of 3 is no error", token)
		}
		s := newSampler(t, dgrid.Params{FrequencyPenalty: 1}, nil, 0)
		s.Advance(token)
		if _, err := s.Sample(logits, nil); err == nil {
			t.Errorf("an answer with token %d of 3 is no error", token)
		}
	}
}

func TestGreedyMargin(t *testing.T) {
	logits := []float32{1, 3, 2.5, 3, minusInf, 0}
	want := []sampler.Margin{
		{Value: sampler.MarginOne, Winner: 1},
		{Value: 0, Winner: 1},
		{Value: sampler.MarginOne/2 + 1, Winner: 1}, // equal scores go to the lower id
		{Value: 1, Winner: 1},
		{Value: sampler.MarginOne, Winner: 1, Forbidden: true},
		{Value: sampler.MarginOne, Winner: 1, Forbidden: true},
	}
	mask := sampler.NewBitset(len(logits))
	for token := range 5 {
		mask.Allow(dgrid.TokenID(token))
	}
	for token, m := range want {
		got, err := newSampler(t, dgrid.Params{}, nil, 0).Margin(logits, mask, dgrid.TokenID(token))
		if err != nil || got != m {
			t.Errorf("token %d: got %+v (%v), want %+v", token, got, err, m)
		}
	}
}

// An answer that is resumed at any of its positions goes on as it would have.
func TestResumedAnswerGoesOn(t *testing.T) {
	params := dgrid.Params{Temperature: dgrid.One, TopP: 900_000, RepetitionPenalty: 1_300_000, RepetitionWindow: 5, FrequencyPenalty: 500_000, PresencePenalty: 100_000}
	prompt := []dgrid.TokenID{4, 8, 15, 16, 23, 42}
	c := vectorCase{Vocab: 300, Scale: 2}
	var state uint64
	var rows [][]float32
	answer := func(s *sampler.Sampler, from int) (tokens []dgrid.TokenID) {
		for _, logits := range rows[from:] {
			id, err := s.Sample(logits, nil)
			if err != nil {
				t.Fatal(err)
			}
			s.Advance(id)
			tokens = append(tokens, id)
		}
		return tokens
	}
	for range 12 {
		rows = append(rows, c.logits(&state))
	}
	whole := answer(newSampler(t, params, prompt, 0), 0)
	for n := range whole {
		read := append(append([]dgrid.TokenID(nil), prompt...), whole[:n]...)
		got := answer(newSampler(t, params, read, uint32(n)), n)
		if fmt.Sprint(got) != fmt.Sprint(whole[n:]) {
			t.Errorf("resumed at %d: %v, want %v", n, got, whole[n:])
		}
	}
}

// Tokens come as often as their probabilities say: chi-squared over 16 tokens and 20,000 positions of one seed.
func TestFrequencies(t *testing.T) {
	logits := make([]float32, 16)
	var sum float64
	for i := range logits {
		logits[i] = float32(i) / 8
		sum += math.Exp(float64(logits[i]) / 0.8)
	}
	const n = 20_000
	var seen [16]float64
	s := newSampler(t, dgrid.Params{Temperature: 800_000}, nil, 0)
	for range n {
		id, err := s.Sample(logits, nil)
		if err != nil {
			t.Fatal(err)
		}
		seen[id]++
		s.Advance(id)
	}
	var chi float64
	for i, x := range logits {
		want := n * math.Exp(float64(x)/0.8) / sum
		chi += (seen[i] - want) * (seen[i] - want) / want
	}
	if chi > 45 { // 15 degrees of freedom: exceeded once in 14,000 seeds
		t.Errorf("chi-squared is %.1f: %v", chi, seen)
	}
}

func TestSteadyStateAllocatesNothing(t *testing.T) {
	logits := realLooking(1)
	for _, bp := range benchParams {
		t.Run(bp.name, func(t *testing.T) {
			s := newSampler(t, bp.params, []dgrid.TokenID{1, 2, 3}, 0)
			token := dgrid.TokenID(0)
			step := func() {
				id, err := s.Sample(logits, nil)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := s.Margin(logits, nil, token); err != nil {
					t.Fatal(err)
				}
				token = id
				s.Advance(5)
			}
			for range 70 { // buffers grow, by doubling, until they fit
				step()
			}
			if n := testing.AllocsPerRun(20, step); n != 0 {
				t.Errorf("%v allocations a token", n)
			}
		})
	}
}

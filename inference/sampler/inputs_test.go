package sampler_test

import (
	"github.com/dgrid-network/dgrid"
)

// vectorInputs is what -update makes testdata/vectors.json from: all of it but the answers.
func vectorInputs() vectors {
	const ones, zero = "ffffffffffffffff", "0000000000000000"
	v := vectors{
		// The first three are those that Philox was published with.
		Philox: []philoxVector{
			{Counter: [4]string{zero, zero, zero, zero}, Key: [2]string{zero, zero}},
			{Counter: [4]string{ones, ones, ones, ones}, Key: [2]string{ones, ones}},
			{Counter: [4]string{"243f6a8885a308d3", "13198a2e03707344", "a4093822299f31d0", "082efa98ec4e6c89"}, Key: [2]string{"452821e638d01377", "be5466cf34e90c6c"}},
			{Counter: [4]string{"0000000000000600", "0000000000000001", zero, zero}, Key: [2]string{"0123456789abcdef", "fedcba9876543210"}},
		},
	}
	for _, seed := range []dgrid.Digest{{}, dgrid.Hash([]byte("seed"))} {
		for _, position := range []uint64{0, 1, 1 << 33} {
			for _, token := range []dgrid.TokenID{0, 1, 7, 8, 31, 32, 49151, 1<<31 - 1} {
				v.Uniform = append(v.Uniform, uniformVector{Seed: seed, Position: position, Token: token})
			}
		}
	}
	for _, u := range []uint32{0, 1, 2, 1 << 24, 1 << 31, 3_000_000_000, 255<<24 - 1, 255 << 24, 1<<32 - 3, 1<<32 - 2, 1<<32 - 1} {
		v.Gumbel = append(v.Gumbel, gumbelVector{U: u})
	}
	for _, t := range []int64{1, 10_000, 800_000, 1_000_000, 5_000_000} {
		for _, gap := range []int64{-255, -100, -1, 0, 1, 2, 177, 3406, 4258, 4259, 1 << 22} {
			v.Weight = append(v.Weight, weightVector{Gap: gap, Temperature: t})
		}
	}
	v.Cases = caseInputs()
	return v
}

func caseInputs() []vectorCase {
	micro := func(thousandths int32) dgrid.Micro { return dgrid.Micro(thousandths * 1000) }
	biases := []dgrid.TokenBias{{Token: 3, Bias: -100 * dgrid.One}, {Token: 17, Bias: 2_345_678}, {Token: 18, Bias: -1954}}
	words := []dgrid.TokenID{1, 17, 17, 40, 2, 40, 40, 5, 99}
	inputs := []vectorCase{
		{Name: "greedy", Vocab: 200, Scale: 3},
		{Name: "greedy, many ties", Vocab: 500, Scale: 1, Mask: 2},
		{Name: "greedy with bias and penalties", Vocab: 120, Scale: 4, Prompt: words, Start: 4,
			Params: dgrid.Params{RepetitionPenalty: micro(1300), RepetitionWindow: 6, FrequencyPenalty: micro(700), PresencePenalty: micro(-300), LogitBias: biases}},
		{Name: "temperature 0.8", Vocab: 300, Scale: 2, Params: dgrid.Params{Temperature: micro(800)}},
		{Name: "temperature 1, large vocabulary", Vocab: 8192, Scale: 6, Params: dgrid.Params{Temperature: micro(1000)}},
		{Name: "temperature 5, flat", Vocab: 700, Scale: 1, Params: dgrid.Params{Temperature: micro(5000)}},
		{Name: "temperature 0.000001", Vocab: 100, Scale: 1, Params: dgrid.Params{Temperature: 1, TopP: micro(900)}},
		{Name: "resumed at 5", Vocab: 300, Scale: 2, Prompt: words, Start: 5, Params: dgrid.Params{Temperature: micro(800)}},
		{Name: "top-k 1", Vocab: 150, Scale: 2, Params: dgrid.Params{Temperature: micro(1000), TopK: 1}},
		{Name: "top-k 7", Vocab: 150, Scale: 2, Params: dgrid.Params{Temperature: micro(1000), TopK: 7}},
		{Name: "top-p 0.9", Vocab: 150, Scale: 2, Params: dgrid.Params{Temperature: micro(1000), TopP: micro(900)}},
		{Name: "top-p 0.999999", Vocab: 150, Scale: 4, Params: dgrid.Params{Temperature: micro(300), TopP: 999_999}},
		{Name: "min-p 0.05", Vocab: 150, Scale: 2, Params: dgrid.Params{Temperature: micro(1200), MinP: micro(50)}},
		{Name: "all filters", Vocab: 200, Scale: 2, Forbidden: []dgrid.TokenID{0, 50, 51},
			Params: dgrid.Params{Temperature: micro(900), TopK: 20, TopP: micro(850), MinP: micro(20)}},
		{Name: "everything", Vocab: 200, Scale: 2, Prompt: words, Start: 3, Mask: 5, Forbidden: []dgrid.TokenID{1},
			Params: dgrid.Params{Temperature: micro(1500), TopK: 40, TopP: micro(950), MinP: micro(10), RepetitionPenalty: micro(1100),
				FrequencyPenalty: micro(-200), PresencePenalty: micro(400), LogitBias: biases}},
	}
	for i := range inputs {
		c := &inputs[i]
		c.Seed = dgrid.Hash([]byte(c.Name))
		c.State = uint64(i + 1)
		c.Steps = make([]vectorStep, 3)
		if c.Vocab > 1000 {
			c.Steps = c.Steps[:1]
		}
	}
	return inputs
}

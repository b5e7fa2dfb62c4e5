package sampler

import (
	"fmt"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// Limits on what a request may ask for.
const (
	MaxTemperature       = 5 * dgrid.One
	MaxBias              = 100 * dgrid.One // nats, either sign
	MaxPenalty           = 2 * dgrid.One   // nats, either sign: frequency and presence
	MinRepetitionPenalty = dgrid.One / 10
	MaxRepetitionPenalty = 10 * dgrid.One
	MaxBiases            = 1024
	MaxStops             = 16
	MaxStopBytes         = 256
)

// Validate fails unless a model with vocab tokens can be sampled with params. It names the parameter, its value and what is
// allowed.
func Validate(params dgrid.Params, vocab int) error {
	if vocab < 1 {
		return fmt.Errorf("validate sampling parameters: vocabulary of %d tokens, want at least 1", vocab)
	}
	if err := check(&params); err != nil {
		return err
	}
	for _, b := range params.LogitBias {
		if int(b.Token) >= vocab {
			return fmt.Errorf("validate sampling parameters: logitBias names token %d, the model's tokens are 0 to %d", b.Token, vocab-1)
		}
	}
	return nil
}

// check is the part of Validate that needs no model.
func check(p *dgrid.Params) error {
	ranges := []struct {
		name      string
		value     dgrid.Micro
		low, high dgrid.Micro
		zeroIsOff bool
	}{
		{"temperature", p.Temperature, 0, MaxTemperature, false},
		{"topP", p.TopP, 0, dgrid.One, false},
		{"minP", p.MinP, 0, dgrid.One, false},
		{"repetitionPenalty", p.RepetitionPenalty, MinRepetitionPenalty, MaxRepetitionPenalty, true},
		{"frequencyPenalty", p.FrequencyPenalty, -MaxPenalty, MaxPenalty, false},
		{"presencePenalty", p.PresencePenalty, -MaxPenalty, MaxPenalty, false},
	}
	for _, r := range ranges {
		if r.zeroIsOff && r.value == 0 {
			continue
		}
		if r.value < r.low || r.value > r.high {
			off := ""
			if r.zeroIsOff {
				off = ", or 0 for off"
			}
			return fmt.Errorf("validate sampling parameters: %s is %s, want %s to %s%s", r.name, decimal(r.value), decimal(r.low), decimal(r.high), off)
		}
	}
	if err := checkBiases(p.LogitBias); err != nil {
		return err
	}
	return checkStops(p.Stop)
}

func checkBiases(biases []dgrid.TokenBias) error {
	if len(biases) > MaxBiases {
		return fmt.Errorf("validate sampling parameters: logitBias has %d entries, want at most %d", len(biases), MaxBiases)
	}
	seen := make(map[dgrid.TokenID]bool, len(biases))
	for _, b := range biases {
		switch {
		case b.Token < 0:
			return fmt.Errorf("validate sampling parameters: logitBias names token %d, want 0 or more", b.Token)
		case seen[b.Token]:
			return fmt.Errorf("validate sampling parameters: logitBias names token %d twice", b.Token)
		case b.Bias < -MaxBias || b.Bias > MaxBias:
			return fmt.Errorf("validate sampling parameters: logitBias of token %d is %s, want %s to %s", b.Token, decimal(b.Bias), decimal(-MaxBias), decimal(MaxBias))
		}
		seen[b.Token] = true
	}
	return nil
}

func checkStops(stops []string) error {
	if len(stops) > MaxStops {
		return fmt.Errorf("validate sampling parameters: stop has %d strings, want at most %d", len(stops), MaxStops)
	}
	for i, s := range stops {
		if len(s) == 0 || len(s) > MaxStopBytes {
			return fmt.Errorf("validate sampling parameters: stop string %d has %d bytes, want 1 to %d", i, len(s), MaxStopBytes)
		}
	}
	return nil
}

// decimal writes m as people do: 0.8, not 800000.
func decimal(m dgrid.Micro) string {
	sign, n := "", int64(m)
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%s%d.%06d", sign, n/int64(dgrid.One), n%int64(dgrid.One))
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

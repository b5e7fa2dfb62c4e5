package sampler_test

import (
	"math"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
)

func TestValidate(t *testing.T) {
	type params = dgrid.Params
	bias := func(token dgrid.TokenID, nats dgrid.Micro) []dgrid.TokenBias {
		return []dgrid.TokenBias{{Token: token, Bias: nats}}
	}
	tests := []struct {
		name   string
		params params
		want   string // of the error; empty if there is none
	}{
		{"zero value", params{}, ""},
		{"everything at its upper end", params{Temperature: 5_000_000, TopK: math.MaxUint32, TopP: dgrid.One, MinP: dgrid.One, RepetitionPenalty: 10_000_000, RepetitionWindow: math.MaxUint32, FrequencyPenalty: 2_000_000, PresencePenalty: 2_000_000, LogitBias: bias(99, 100_000_000), Stop: []string{strings.Repeat("x", 256)}}, ""},
		{"and at its lower", params{RepetitionPenalty: 100_000, FrequencyPenalty: -2_000_000, PresencePenalty: -2_000_000, LogitBias: bias(0, -100_000_000), Stop: []string{"x"}}, ""},
		{"negative temperature", params{Temperature: -1}, "temperature is -0.000001, want 0 to 5"},
		{"hot", params{Temperature: 5_000_001}, "temperature is 5.000001, want 0 to 5"},
		{"top-p", params{TopP: 1_500_000}, "topP is 1.5, want 0 to 1"},
		{"negative top-p", params{TopP: -500_000}, "topP is -0.5, want 0 to 1"},
		{"min-p", params{MinP: 1_000_001}, "minP is 1.000001, want 0 to 1"},
		{"repetition", params{RepetitionPenalty: 99_999}, "repetitionPenalty is 0.099999, want 0.1 to 10, or 0 for off"},
		{"frequency", params{FrequencyPenalty: 2_000_001}, "frequencyPenalty is 2.000001, want -2 to 2"},
		{"presence", params{PresencePenalty: math.MinInt32}, "presencePenalty is -2147.483648, want -2 to 2"},
		{"bias too large", params{LogitBias: bias(1, 100_000_001)}, "logitBias of token 1 is 100.000001, want -100 to 100"},
		{"bias of no token", params{LogitBias: bias(-1, 0)}, "logitBias names token -1, want 0 or more"},
		{"bias of a token past the end", params{LogitBias: bias(100, 0)}, "logitBias names token 100, the model's tokens are 0 to 99"},
		{"bias twice", params{LogitBias: append(bias(7, 1), bias(7, 2)...)}, "logitBias names token 7 twice"},
		{"too many biases", params{LogitBias: make([]dgrid.TokenBias, 1025)}, "logitBias has 1025 entries, want at most 1024"},
		{"too many stops", params{Stop: make([]string, 17)}, "stop has 17 strings, want at most 16"},
		{"empty stop", params{Stop: []string{"x", ""}}, "stop string 1 has 0 bytes, want 1 to 256"},
		{"long stop", params{Stop: []string{strings.Repeat("é", 129)}}, "stop string 0 has 258 bytes, want 1 to 256"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := sampler.Validate(test.params, 100)
			if test.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if err == nil || err.Error() != "validate sampling parameters: "+test.want {
				t.Fatalf("got %v, want %s", err, test.want)
			}
			onlyVocab := strings.Contains(test.want, "the model's tokens")
			if _, err := sampler.New(test.params, dgrid.Digest{}, nil, 0); (err == nil) != onlyVocab {
				t.Errorf("New: %v", err)
			}
		})
	}
	if err := sampler.Validate(params{}, 0); err == nil {
		t.Error("a vocabulary of no tokens is valid")
	}
}

func TestNewRefusesAStartPastThePrompt(t *testing.T) {
	if _, err := sampler.New(dgrid.Params{}, dgrid.Digest{}, []dgrid.TokenID{1, 2}, 3); err == nil {
		t.Error("start 3 of 2 tokens is accepted")
	}
}

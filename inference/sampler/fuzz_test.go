package sampler_test

import (
	"encoding/json"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
)

// FuzzParams: whatever a request says is refused, or sampled with and scored; the choice's own margin is 0.
func FuzzParams(f *testing.F) {
	for _, c := range caseInputs() {
		b, err := json.Marshal(c.Params)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b, c.State, uint8(c.Scale), uint8(c.Mask))
	}
	f.Add([]byte(`{"temperature":-2147483648,"topP":2147483647,"logitBias":[{"token":-1,"bias":5}]}`), uint64(1), uint8(1), uint8(0))
	f.Fuzz(func(t *testing.T, b []byte, state uint64, scale, mask uint8) {
		var params dgrid.Params
		if json.Unmarshal(b, &params) != nil {
			return
		}
		const vocab = 100
		err := sampler.Validate(params, vocab)
		s, newErr := sampler.New(params, dgrid.Digest{}, []dgrid.TokenID{1, 2, 3, 2}, 2)
		if err != nil {
			return
		}
		if newErr != nil {
			t.Fatalf("valid for Validate, but New says %v", newErr)
		}
		var m sampler.Mask
		if mask > 1 {
			m = indivisible(mask)
		}
		c := vectorCase{Vocab: vocab, Scale: int64(scale)}
		for range 3 {
			logits := c.logits(&state)
			id, err := s.Sample(logits, m)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := s.Margin(logits, m, id); err != nil || got != (sampler.Margin{Winner: id}) {
				t.Fatalf("margin of the choice %d: %+v, %v", id, got, err)
			}
			if got, err := s.Margin(logits, m, dgrid.TokenID(state%vocab)); err != nil || got.Winner != id || got.Value < 0 || got.Value > sampler.MarginOne {
				t.Fatalf("margin: %+v, %v", got, err)
			}
			s.Advance(id)
		}
	})
}

package verify_test

import (
	"testing"

	"github.com/dgrid-network/dgrid/verify"
)

// TestCrossValidate: of jobs of one kind few are above the limit of the others; one far off is, and fails where its control is
// quiet.
func TestCrossValidate(t *testing.T) {
	samples := exampleSamples(60)
	v, err := verify.CrossValidate(samples, exampleMeta())
	if err != nil || v.Jobs != 60 || v.Suspected > 6 || v.Failed != 0 {
		t.Fatalf("%+v, %v", v, err)
	}
	samples[7].S1, samples[7].S1Window = 0.3, 0.4
	samples[7].Control.S1, samples[7].Control.S1Window = 0.3, 0.4
	hard, err := verify.CrossValidate(samples, exampleMeta())
	if err != nil || hard.Suspected == 0 || hard.Failed != 0 {
		t.Errorf("a hard text: %+v, %v", hard, err)
	}
	samples[7].Control = samples[8].Control
	samples[7].Control.Tokens = samples[7].Tokens
	cheat, err := verify.CrossValidate(samples, exampleMeta())
	if err != nil || cheat.Failed != 1 {
		t.Errorf("a cheat: %+v, %v", cheat, err)
	}
	if _, err := verify.CrossValidate(samples[:21], exampleMeta()); err == nil {
		t.Error("nine tenths of 21 jobs made a cell")
	}
}

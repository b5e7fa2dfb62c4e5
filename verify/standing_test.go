package verify_test

import (
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

func TestStanding(t *testing.T) {
	small := exampleCell(t)
	meta := exampleMeta()
	meta.Name, meta.Model, meta.Tokens.Max = "full", dgrid.ModelID(digest("full")), 4000
	full, err := verify.BuildCell(exampleSamples(2757), meta)
	if err != nil {
		t.Fatal(err)
	}
	cells := verify.Cells{small, full}
	for _, c := range []struct {
		name        string
		model       dgrid.ModelID
		class       string
		temperature dgrid.Micro
		owners      int
		verified    bool
		reason      string
	}{
		{"all there", full.Model, "cpu-a", 800_000, 2, true, "calibration cell full holds 2757 jobs, and 2 other owners audit it"},
		{"any class", full.Model, "", 800_000, 7, true, "calibration cell full holds 2757 jobs, and 7 other owners audit it"},
		{"one auditor", full.Model, "cpu-a", 800_000, 1, false, "1 other owner audits it, 2 are needed"},
		{"no auditor", full.Model, "cpu-a", 800_000, 0, false, "0 other owners audit it, 2 are needed"},
		{"few jobs", small.Model, "cpu-a", 800_000, 9, false, "its calibration cell example holds 40 jobs, 2757 are needed for a false-positive bound of 0.5 %"},
		{"no cell", dgrid.ModelID(digest("other")), "cpu-a", 800_000, 9, false, "no calibration cell covers it"},
		{"another temperature", full.Model, "cpu-a", 0, 9, false, "no calibration cell covers temperature 0"},
		{"a class that only re-computed", full.Model, "cpu-b", 800_000, 9, false, "no calibration cell covers runtime class cpu-b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			verified, reason := cells.Standing(c.model, c.class, c.temperature, c.owners, 2)
			if verified != c.verified || reason != c.reason {
				t.Errorf("%v: %s\nwant %v: %s", verified, reason, c.verified, c.reason)
			}
		})
	}
	if b := full.FalsePositiveBound(verify.BoundConfidence); b > 0.00501 {
		t.Errorf("a full cell's bound is %v", b)
	}
}

// TestFullCellIsNotAdvisory: what Standing calls enough jobs is enough for a verdict that may punish, and one fewer is not.
func TestFullCellIsNotAdvisory(t *testing.T) {
	for jobs, advisory := range map[int]bool{2756: true, 2757: false} {
		meta := exampleMeta()
		meta.Tokens.Max = 4000
		cell, err := verify.BuildCell(exampleSamples(jobs), meta)
		if err != nil {
			t.Fatal(err)
		}
		verified, reason := verify.Cells{cell}.Standing(cell.Model, "cpu-a", 800_000, 2, 2)
		if v := verify.Judge([]*verify.Cell{&cell}, verify.Scores{Tokens: 64}, nil); v.Advisory != advisory || verified == advisory {
			t.Errorf("%d jobs: advisory %v, %s", jobs, v.Advisory, reason)
		}
	}
}

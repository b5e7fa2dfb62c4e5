package verify_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
	"pgregory.net/rapid"
)

const (
	abstain = dgrid.FindingAbstain
	pass    = dgrid.FindingPass
	suspect = dgrid.FindingSuspect
	fail    = dgrid.FindingFail
	silent  = dgrid.FindingSilent
)

func seated(n int) []dgrid.Address {
	seats := make([]dgrid.Address, 42)
	for i := range min(n, 42) {
		seats[i] = ownerNo(i)
	}
	return seats
}

// said gives seat i the i-th finding; 99 stands for one that has not spoken.
func said(findings ...dgrid.Finding) map[int]dgrid.Finding {
	m := map[int]dgrid.Finding{}
	for i, f := range findings {
		if f != 99 {
			m[i] = f
		}
	}
	return m
}

func repeat(n int, f dgrid.Finding) []dgrid.Finding {
	return slices.Repeat([]dgrid.Finding{f}, n)
}

func TestCommittee(t *testing.T) {
	for _, c := range []struct {
		name           string
		owners, needed int
		findings       map[int]dgrid.Finding
		outcome        verify.Outcome
		escalated      bool
		asked          int
	}{
		{"nobody", 0, 2, nil, verify.Unverified, false, 0},
		{"too few", 4, 5, said(fail, fail, fail, fail), verify.Unverified, false, 0},
		{"nobody spoke", 30, 5, nil, verify.Undecided, false, 3},
		{"two of three passed", 30, 5, said(pass, pass), verify.Undecided, false, 3},
		{"three passed", 30, 5, said(pass, pass, pass), verify.Passed, false, 3},
		{"a stranger fails it", 30, 5, said(pass, pass, 99, fail, fail, fail), verify.Undecided, false, 3},
		{"one of two passed, two eligible", 2, 2, said(pass), verify.Undecided, false, 2},
		{"both passed, two eligible", 2, 2, said(pass, pass), verify.Passed, false, 2},
		{"one abstains and is replaced", 30, 5, said(pass, abstain, pass), verify.Undecided, false, 4},
		{"its replacement passes", 30, 5, said(pass, abstain, pass, pass), verify.Passed, false, 4},
		{"a suspicion without a control is none", 30, 5, said(suspect, pass, pass, pass), verify.Passed, false, 4},
		{"all abstain", 3, 2, said(abstain, abstain, abstain), verify.Unverified, false, 3},
		{"one fails", 30, 5, said(pass, fail, pass), verify.Undecided, true, 21},
		{"fourteen of 21 fail", 30, 5, said(repeat(14, fail)...), verify.Convicted, true, 21},
		{"thirteen of 21 fail", 30, 5, said(repeat(13, fail)...), verify.Undecided, true, 21},
		{"eight of 21 pass", 30, 5, said(append(repeat(1, fail), repeat(8, pass)...)...), verify.Passed, true, 21},
		{"seven of 21 pass", 30, 5, said(append(repeat(1, fail), repeat(7, pass)...)...), verify.Undecided, true, 21},
		{"three captured seats convict nobody", 30, 5, said(append(repeat(3, fail), repeat(18, pass)...)...), verify.Passed, true, 21},
		{"two of three, all that there are", 3, 2, said(fail, fail), verify.Convicted, true, 3},
		{"one of two", 2, 2, said(fail, pass), verify.Passed, true, 2},
		{"both of two", 2, 2, said(fail, fail), verify.Convicted, true, 2},
		{"some are silenced", 30, 5, said(silent, silent, pass, pass), verify.Undecided, false, 5},
		{"four are silenced, three pass", 30, 5, said(silent, silent, silent, silent, pass, pass, pass), verify.Passed, false, 7},
		{"five are silenced: all are asked", 30, 5, said(repeat(5, silent)...), verify.Undecided, true, 21},
		{"five lie, the others were answered", 30, 5, said(append(repeat(5, silent), repeat(16, pass)...)...), verify.Passed, true, 21},
		{"fourteen are silenced", 30, 5, said(repeat(14, silent)...), verify.Convicted, true, 21},
		{"one fails, and then silence", 30, 5, said(append(repeat(1, fail), repeat(13, silent)...)...), verify.Convicted, true, 21},
		{"three of three are silenced", 3, 2, said(silent, silent, silent), verify.Convicted, true, 3},
		{"two of three are silenced", 3, 2, said(silent, silent), verify.Undecided, false, 3},
		{"two of three are silenced, one passes", 3, 2, said(silent, silent, pass), verify.Unverified, false, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := verify.DefaultCommittee(c.needed).Decide(seated(c.owners), c.owners, c.findings)
			if d.Outcome != c.outcome || d.Escalated != c.escalated || len(d.Seats) != c.asked || d.Reason == "" {
				t.Errorf("%+v\nwant %s, escalated %v, %d seats", d, c.outcome, c.escalated, c.asked)
			}
		})
	}
}

// TestEmptySeats: a seat that was drawn empty is replaced like one that abstains.
func TestEmptySeats(t *testing.T) {
	seats := seated(10)
	seats[1] = dgrid.Address{}
	d := verify.DefaultCommittee(2).Decide(seats, 9, map[int]dgrid.Finding{0: pass, 2: pass, 3: pass})
	if d.Outcome != verify.Passed || !slices.Equal(d.Seats, []int{0, 2, 3}) {
		t.Errorf("%+v", d)
	}
}

// TestMinorityConvictsNobody: whatever fewer than two thirds of the larger committee say, and in whatever order seats speak, a
// provider that answers all, and that all others pass, is not convicted; and one that two thirds of all seats fail is never passed.
func TestMinorityConvictsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		owners := rapid.IntRange(3, 42).Draw(t, "owners")
		c := verify.DefaultCommittee(2)
		captured := rapid.IntRange(0, (2*min(owners, 21)-1)/3).Draw(t, "captured")
		if captured*3 >= 2*min(owners, 21) {
			captured--
		}
		isCaptured := map[int]bool{}
		for _, seat := range rapid.Permutation(indices(owners)).Draw(t, "who")[:captured] {
			isCaptured[seat] = true
		}
		// Those who are captured may not abstain here: each that does leaves a smaller committee, of which they may be two thirds.
		findings := map[int]dgrid.Finding{}
		for _, seat := range rapid.Permutation(indices(owners)).Draw(t, "order") {
			findings[seat] = pass
			if isCaptured[seat] {
				findings[seat] = rapid.SampledFrom([]dgrid.Finding{pass, fail}).Draw(t, fmt.Sprint("seat ", seat))
			}
			if d := c.Decide(seated(owners), owners, findings); d.Outcome == verify.Convicted {
				t.Fatalf("%d of %d convict: %+v", captured, owners, d)
			} else if d.Outcome == verify.Passed {
				return
			}
		}
		t.Fatal("nothing is decided although all spoke")
	})
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// TestDecideIsBounded: whatever seats say, counts fit, and those asked are drawn seats.
func TestDecideIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		owners := rapid.IntRange(0, 50).Draw(t, "owners")
		findings := map[int]dgrid.Finding{}
		for seat := range 50 {
			if rapid.Bool().Draw(t, "spoke") {
				findings[seat] = dgrid.Finding(rapid.Uint8Range(0, 6).Draw(t, "finding"))
			}
		}
		d := verify.DefaultCommittee(2).Decide(seated(owners), owners, findings)
		if d.Passes+d.Fails > d.Members || d.Members > 21 || len(d.Seats) > 42 || !slices.IsSorted(d.Seats) {
			t.Fatalf("%+v", d)
		}
		if !d.Escalated && d.Outcome == verify.Convicted || d.Outcome == verify.Convicted && 3*d.Fails < 2*d.Members {
			t.Fatalf("convicted without two thirds: %+v", d)
		}
	})
}

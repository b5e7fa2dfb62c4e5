package verify_test

import (
	"math"
	"slices"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
	"pgregory.net/rapid"
)

func margins(t *rapid.T, atLeast int) []int32 {
	return rapid.SliceOfN(rapid.Int32Range(0, verify.NatUnits), atLeast, 300).Draw(t, "margins")
}

func score(t rapid.TB, m []int32) verify.Scores {
	t.Helper()
	s, err := verify.Score(&verify.Evidence{Margins: m}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWindowsAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := margins(t, 1)
		size := rapid.IntRange(1, len(m)).Draw(t, "size")
		got := verify.Windows(m, size)
		if len(got) != len(m)-size+1 {
			t.Fatalf("%d windows of %d in %d tokens", len(got), size, len(m))
		}
		for from, sum := range got {
			var want int64
			for _, v := range m[from : from+size] {
				want += int64(v)
			}
			if sum != want {
				t.Fatalf("window from %d sums to %d, want %d", from, sum, want)
			}
		}
		s := score(t, m)
		width := min(len(m), verify.WindowTokens)
		worst := slices.Max(verify.Windows(m, width))
		if want := float64(worst) / float64(width) / verify.NatUnits; s.S1Window != want || verify.Windows(m, width)[s.WorstFrom] != worst {
			t.Fatalf("worst window scores %v from %d, want %v", s.S1Window, s.WorstFrom, want)
		}
		if s.S1Window < s.S1 || s.Tokens != len(m) || len(m) <= verify.WindowTokens && s.S1Window != s.S1 {
			t.Fatalf("%+v", s)
		}
	})
	for _, size := range []int{-1, 0, 4} {
		if got := verify.Windows([]int32{1, 2, 3}, size); got != nil {
			t.Errorf("windows of %d in 3 tokens: %v", size, got)
		}
	}
}

// TestWorseAnswersNeverScoreLower: neither a worse token nor a worse tail can hide.
func TestWorseAnswersNeverScoreLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := margins(t, verify.WindowTokens)
		before := score(t, m)
		worse := slices.Clone(m)
		i := rapid.IntRange(0, len(m)-1).Draw(t, "token")
		worse[i] = rapid.Int32Range(m[i], verify.NatUnits).Draw(t, "worse")
		if after := score(t, worse); after.S1 < before.S1 || after.S1Window < before.S1Window {
			t.Fatalf("raising margin %d lowers %+v to %+v", i, before, after)
		}
		tail := rapid.SliceOfN(rapid.Int32Range(0, verify.NatUnits), 1, 100).Draw(t, "tail")
		if after := score(t, append(slices.Clone(m), tail...)); after.S1Window < before.S1Window {
			t.Fatalf("a longer answer lowers the worst window from %v to %v", before.S1Window, after.S1Window)
		}
		honest := make([]int32, rapid.IntRange(0, 2000).Draw(t, "honest head"))
		if after := score(t, append(honest, m...)); after.S1Window < before.S1Window {
			t.Fatalf("an honest head of %d tokens lowers the worst window from %v to %v", len(honest), before.S1Window, after.S1Window)
		}
	})
}

func TestScoreTable(t *testing.T) {
	const nat = verify.NatUnits
	fill := func(n int, v int32) []int32 { return slices.Repeat([]int32{v}, n) }
	for _, c := range []struct {
		name       string
		margins    []int32
		s1, window float64
		from       int
	}{
		{"one perfect token", []int32{0}, 0, 0, 0},
		{"one clipped token", []int32{nat}, 1, 1, 0},
		{"half a nat", fill(64, nat/2), 0.5, 0.5, 0},
		{"cheap tail", append(fill(192, 0), fill(64, nat/4)...), 0.0625, 0.25, 192},
		{"cheap middle", slices.Concat(fill(100, 0), fill(64, nat), fill(92, 0)), 0.25, 1, 100},
		{"the first of equal windows", fill(66, 7), 7.0 / nat, 7.0 / nat, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if s := score(t, c.margins); s.S1 != c.s1 || s.S1Window != c.window || s.WorstFrom != c.from || s.Sketched {
				t.Fatalf("%+v", s)
			}
		})
	}
}

func TestScoreRefuses(t *testing.T) {
	for _, m := range [][]int32{nil, {0, -1}, {verify.NatUnits + 1}} {
		if s, err := verify.Score(&verify.Evidence{Margins: m}, nil); err == nil {
			t.Errorf("%v scored %+v", m, s)
		}
	}
}

func TestSketchScores(t *testing.T) {
	const n = 100
	ev := &verify.Evidence{Margins: make([]int32, n), Sketches: make([]dgrid.Sketch, n)}
	committed := make([]dgrid.Sketch, n)
	want := func(units float64) float64 { return math.Log(units / 1024) }
	check := func(name string, whole, window float64) {
		t.Helper()
		s, err := verify.Score(ev, committed)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Sketched || math.Abs(s.S2-whole) > 1e-12 || math.Abs(s.S2Window-window) > 1e-12 {
			t.Errorf("%s: %+v, want %v whole and %v by window", name, s, whole, window)
		}
	}
	check("equal sketches", want(0.5), want(0.5))
	for i := range committed {
		committed[i] = dgrid.Sketch{3, 0, 0, 0, -4}
	}
	check("5 units apart", want(5), want(5))
	// Up to a tenth of the tokens may be far off, of the whole and of each window, and change nothing.
	far := func(i int) { committed[i], ev.Sketches[i] = dgrid.Sketch{32767, -32768}, dgrid.Sketch{-32768, 32767} }
	for i := range 6 {
		far(10 * i)
	}
	check("few far apart", want(5), want(5))
	// A tenth of 64 is 6: the seventh in a window counts. Of the whole it is still within the tenth.
	far(1)
	distance := math.Sqrt2 * 65535
	check("one more in a window", want(5), (51*want(5)+want(distance))/52)
	committed = committed[:n-1]
	if s, err := verify.Score(ev, committed); err != nil || s.Sketched {
		t.Errorf("with a sketch too few: %+v, %v", s, err)
	}
}

package verify

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// NatUnits is how many units of a margin are one nat of logit. A margin is clipped there.
const NatUnits = 1 << 16

// WindowTokens is the length of T1's windows, and the fewest tokens that an answer is judged alone by.
const WindowTokens = 64

// Evidence is what a re-computation of an answer's settled tokens found.
type Evidence struct {
	Margins   []int32         // of each token, in 1/NatUnits nat of logit, 0 to NatUnits
	Forbidden []bool          // tokens that the grammar mask forbids; nil if the engine knows no grammars
	Stops     []bool          // tokens with which a stop string came out; nil if the engine does not say
	Sketches  []dgrid.Sketch  // recomputed, one a token; nil if the engine shows no states
	Pieces    []string        // the text that each token released, whole UTF-8 characters only, stop string cut
	Prompt    []dgrid.TokenID // as rendered again, a resumed prefix included
	EndTokens []dgrid.TokenID // the model's end-of-answer tokens
}

// Scores are an answer's figures of T1 and T2. Larger is worse.
type Scores struct {
	Tokens    int     `json:"tokens"`
	S1        float64 `json:"s1"`        // mean margin of the whole answer, nats
	S1Window  float64 `json:"s1Window"`  // largest mean margin of WindowTokens tokens in a row, nats; S1 if there are fewer
	WorstFrom int     `json:"worstFrom"` // where that window begins, counted from 0
	Sketched  bool    `json:"sketched"`  // whether sketches were there to compare, and S2 and S2Window mean anything
	S2        float64 `json:"s2"`        // trimmed mean of the logarithm of the sketches' distances
	S2Window  float64 `json:"s2Window"`  // the largest over WindowTokens tokens in a row
}

// Score computes an answer's figures. Those of T2 are left out unless there is one committed and one recomputed sketch for each
// token; whether a provider withholds any is a question for Structure.
func Score(ev *Evidence, committed []dgrid.Sketch) (Scores, error) {
	n := len(ev.Margins)
	if n == 0 {
		return Scores{}, fmt.Errorf("score answer: no token was re-computed")
	}
	for i, m := range ev.Margins {
		if m < 0 || m > NatUnits {
			return Scores{}, fmt.Errorf("score answer: margin %d of token %d is outside 0 to %d", m, i, NatUnits)
		}
	}
	s := Scores{Tokens: n, S1: mean(Windows(ev.Margins, n)[0], n)}
	width := min(n, WindowTokens)
	var worst int64 = -1
	for from, sum := range Windows(ev.Margins, width) {
		if sum > worst {
			worst, s.WorstFrom = sum, from
		}
	}
	s.S1Window = mean(worst, width)
	if len(committed) != n || len(ev.Sketches) != n {
		return s, nil
	}
	s.Sketched = true
	s.S2, s.S2Window = sketchScores(committed, ev.Sketches)
	return s, nil
}

// Windows is the sum of the margins of every window of size tokens, by the window's first token. It has no element if size is
// less than 1 or more than there are margins. Sums are exact integers, so that all machines agree on them.
func Windows(margins []int32, size int) []int64 {
	if size < 1 || size > len(margins) {
		return nil
	}
	sums := make([]int64, len(margins)-size+1)
	var sum int64
	for i, m := range margins {
		sum += int64(m)
		if i >= size {
			sum -= int64(margins[i-size])
		}
		if i >= size-1 {
			sums[i-size+1] = sum
		}
	}
	return sums
}

// mean is one division of exact integers and a scaling by a power of two, and so the same on every machine.
func mean(sum int64, n int) float64 { return float64(sum) / float64(n) / NatUnits }

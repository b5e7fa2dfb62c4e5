package verify

import (
	"math"
	"slices"

	"github.com/dgrid-network/dgrid"
)

// sketchUnits is how many units of a sketch's number are 1.
const sketchUnits = 1024

// sketchScores is the trimmed mean of the logarithms of the distances over all tokens and the largest over any window.
func sketchScores(committed, recomputed []dgrid.Sketch) (whole, window float64) {
	logs := make([]float64, len(committed))
	for i := range committed {
		logs[i] = logDistance(committed[i], recomputed[i])
	}
	whole, window = trimmedMean(logs), math.Inf(-1)
	width := min(len(logs), WindowTokens)
	for from := 0; from+width <= len(logs); from++ {
		window = max(window, trimmedMean(logs[from:from+width]))
	}
	return whole, window
}

// logDistance is the natural logarithm of the Euclidean distance. Equal sketches count as half a unit apart: they were
// rounded to whole units, and the logarithm of 0 is no number.
func logDistance(a, b dgrid.Sketch) float64 {
	var sum int64
	for i := range a {
		d := int64(a[i]) - int64(b[i])
		sum += d * d
	}
	return math.Log(max(math.Sqrt(float64(sum)), 0.5) / sketchUnits)
}

// trimmedMean is the mean without the lowest and the highest tenth.
func trimmedMean(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	cut := len(sorted) / 10
	sorted = sorted[cut : len(sorted)-cut]
	var sum float64
	for _, v := range sorted {
		sum += v
	}
	return sum / float64(len(sorted))
}

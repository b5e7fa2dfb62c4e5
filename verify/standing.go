package verify

import (
	"fmt"
	"math"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// Standing reports whether answers of a model count as verified at a temperature on a runtime class, with that many other owners
// who audit the model where want are needed, and says why or why not: with fewer, nobody could confirm a failure, nor disprove one.
// An empty class stands for any. Failures of what is not verified lead a payer elsewhere and do nothing more.
func (c Cells) Standing(model dgrid.ModelID, class string, temperature dgrid.Micro, owners, want int) (verified bool, reason string) {
	cell, reason := c.covering(model, class, temperature)
	need := jobsFor(maxAdvisoryBound, BoundConfidence)
	switch {
	case cell == nil:
		return false, reason
	case len(cell.Samples) < need:
		return false, fmt.Sprintf("its calibration cell %s holds %d jobs, %d are needed for a false-positive bound of %g %%",
			cell.Name, len(cell.Samples), need, 100*maxAdvisoryBound)
	case owners == 1 && want > 1:
		return false, fmt.Sprintf("1 other owner audits it, %d are needed", want)
	case owners < want:
		return false, fmt.Sprintf("%d other owners audit it, %d are needed", max(owners, 0), want)
	}
	return true, fmt.Sprintf("calibration cell %s holds %d jobs, and %d other owners audit it", cell.Name, len(cell.Samples), owners)
}

// covering is the largest cell for a model on a class at a temperature, or nil and what is missing.
func (c Cells) covering(model dgrid.ModelID, class string, temperature dgrid.Micro) (*Cell, string) {
	missing := "no calibration cell covers it"
	var best *Cell
	for i := range c {
		cell := &c[i]
		switch {
		case cell.Model != model:
		case !cell.Temperature.Contains(int64(temperature)):
			if missing == "no calibration cell covers it" {
				missing = fmt.Sprintf("no calibration cell covers temperature %g", float64(temperature)/float64(dgrid.One))
			}
		case class != "" && !cell.measured(class):
			missing = "no calibration cell covers runtime class " + class
		case best == nil || len(cell.Samples) > len(best.Samples):
			best = cell
		}
	}
	return best, missing
}

// measured reports whether providers of the class were among those measured. The part behind the slash, the variant of the code that
// the machine runs, does not matter: variants for one kind of machine measure alike.
func (c *Cell) measured(class string) bool {
	kind, _, _ := strings.Cut(class, "/")
	for _, pair := range c.Classes {
		if provider, _, _ := strings.Cut(pair.Provider, "/"); provider == kind {
			return true
		}
	}
	return false
}

// jobsFor is how many samples bound the rate of false positives by bound with that confidence (FalsePositiveBound).
func jobsFor(bound, confidence float64) int {
	return int(math.Ceil(math.Log(1-confidence) / math.Log(1-bound)))
}

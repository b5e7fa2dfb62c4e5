package verify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// Find is the cells for a job of model at temperature with tokens of output that a machine of the runtime class validator re-computes: for
// each kind of machine that may have answered the one with the most samples. What a provider computes on is no part of what it
// signs, so the limits of all kinds count (see Judge).
//
// A cell speaks for the validators of the kinds that it was measured with, on which see Kind. An answer that is longer than any that
// was measured is judged by a cell of the longest, else a cheat would only have to be long-winded: the longer an answer, the less
// noisy its mean, and its windows are as long as all others. Without a cell Find returns ErrNoCell.
func (c Cells) Find(model dgrid.ModelID, temperature dgrid.Micro, tokens int, validator string) ([]*Cell, error) {
	var found []*Cell
	var kinds []string
	for i := range c {
		for _, k := range c[i].providers(model, temperature, validator) {
			if slices.Contains(kinds, k) {
				continue
			}
			kinds = append(kinds, k)
			if best := c.best(model, temperature, tokens, validator, k); best != nil && !slices.Contains(found, best) {
				found = append(found, best)
			}
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("find calibration for model %s, temperature %g, %d tokens, re-computed on %s: %w",
			model.Short(), float64(temperature)/float64(dgrid.One), tokens, validator, ErrNoCell)
	}
	return found, nil
}

// best is the cell with the most samples of providers of one kind, or the one of the longest answers, or nil.
func (c Cells) best(model dgrid.ModelID, temperature dgrid.Micro, tokens int, validator, provider string) *Cell {
	var best, longest *Cell
	for i := range c {
		cell := &c[i]
		if !slices.Contains(cell.providers(model, temperature, validator), provider) {
			continue
		}
		if cell.Tokens.Contains(int64(tokens)) && (best == nil || len(cell.Samples) > len(best.Samples)) {
			best = cell
		}
		if cell.Tokens.Max < int64(tokens) && (longest == nil || cell.Tokens.Max > longest.Tokens.Max) {
			longest = cell
		}
	}
	return cmp.Or(best, longest)
}

// providers are the kinds of machines whose answers to such a job the cell measured with validators like this one.
func (c *Cell) providers(model dgrid.ModelID, temperature dgrid.Micro, validator string) (kinds []string) {
	if c.Model != model || !c.Temperature.Contains(int64(temperature)) {
		return nil
	}
	for _, pair := range c.Classes {
		if k := Kind(pair.Provider); Kind(pair.Validator) == Kind(validator) && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// Kind is the part of a runtime class that says how far off its numbers may be: "cpu" of all CPUs, whose variants measure alike,
// "cuda" of all of NVIDIA's GPUs, "part-cuda" of a model that lies there in part.
func Kind(class string) string {
	head, rest, _ := strings.Cut(class, "-")
	if head == "part" {
		next, _, _ := strings.Cut(rest, "-")
		return head + "-" + next
	}
	return head
}

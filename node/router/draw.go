package router

import (
	"cmp"
	"math"
	"slices"
)

// draw picks n of offers, each with a chance that grows with its weight, and returns their indices in ascending order. random gives
// numbers in [0, 1), one an offer. Drawing keeps a node from asking everybody, and many nodes from running to the same one.
func draw(offers []Offer, n int, random func() float64) []int {
	type ticket struct {
		index int
		key   float64
	}
	tickets := make([]ticket, len(offers))
	for i, o := range offers {
		// The largest of u^(1/w) wins with a chance in proportion to w; its logarithm does not underflow.
		u := max(random(), math.SmallestNonzeroFloat64)
		tickets[i] = ticket{i, math.Log(u) / min(max(o.Weight, 1e-6), 1)}
	}
	slices.SortStableFunc(tickets, func(a, b ticket) int { return cmp.Compare(b.key, a.key) })
	var picked []int
	for _, t := range tickets[:min(n, len(tickets))] {
		picked = append(picked, t.index)
	}
	slices.Sort(picked)
	return picked
}

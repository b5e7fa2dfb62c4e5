package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// quantile is the least value that a share q of all does not exceed, 0 without values.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(values))
	return s[max(0, min(len(s), int(math.Ceil(q*float64(len(s)))))-1)]
}

func median(values []float64) float64 { return quantile(values, 0.5) }

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// spread is p50, p99 and the maximum in one line.
func spread(values []float64, unit string) string { return spreadTo(0, values, unit) }

// spreadTo is spread with that many decimals.
func spreadTo(decimals int, values []float64, unit string) string {
	return fmt.Sprintf("p50 %.*f %s, p99 %.*f %s, max %.*f %s, of %d", decimals, quantile(values, 0.5), unit, decimals, quantile(values, 0.99), unit,
		decimals, quantile(values, 1), unit, len(values))
}

// tally counts things by name, in the order of the names.
func tally(counts map[string]int) string {
	var names []string
	for n := range counts {
		names = append(names, n)
	}
	slices.Sort(names)
	for i, n := range names {
		names[i] = fmt.Sprintf("%s %d", n, counts[n])
	}
	return strings.Join(names, ", ")
}

package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// The goals: ratios of ours over theirs, and in MB what our processes may have resident beside a tenth more than theirs.
const (
	goalSingle = 0.97
	goalEight  = 1.0
	goalFirst  = 1.1
	goalMemory = 1.1
	spareMB    = 60
)

// table is what is printed of the results.
type table struct {
	b *benching
	w *tabwriter.Writer
}

// summary prints the table and, as the last line, the ratios. A goal that is missed is a result and no failure.
func (b *benching) summary(out io.Writer) error {
	if len(b.duels) == 0 || b.duels[len(b.duels)-1].Memory == nil {
		return errors.New("the results are not whole: run it again, it goes on behind them")
	}
	least, most := b.duels[0].Load, b.duels[0].Load
	for _, d := range b.duels {
		least, most = min(least, d.Load), max(most, d.Load)
	}
	prompt := func(t *taken) float64 { return float64(t.Prompt) }
	ours, theirs, _ := b.of(kindFirst, prompt)
	fmt.Fprintf(out, "\nbench, seed %d: medians of %d rounds; answers of %d tokens; the long prompt has %.0f tokens, theirs %.0f; load of the machine %.1f to %.1f\n",
		b.seed, b.rounds, b.tokens, middle(ours), middle(theirs), least, most)
	t := &table{b, tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)}
	fmt.Fprintln(t.w, "\tours\ttheirs\tratio\tpair by pair\tgoal\t")
	rate, whole := func(t *taken) float64 { return t.Rate }, func(t *taken) float64 { return t.Whole }
	first, even := func(t *taken) float64 { return t.First }, func(t *taken) float64 { return t.Even }
	single := t.row("one stream, tokens/s", kindSingle, 1, rate, atLeast(goalSingle))
	t.row("with the wait for it", kindSingle, 1, whole, nil)
	t.row("its first token, ms", kindSingle, 1, first, nil)
	eight := t.row("eight streams, tokens/s", kindEight, 1, rate, atLeast(goalEight))
	t.row("with the wait for them", kindEight, 1, whole, nil)
	t.row("slowest over fastest", kindEight, 2, even, nil)
	ttft := t.row("first token behind the long prompt, ms", kindFirst, 1, first, atMost(goalFirst))
	t.row("CPU ms a token, one stream", kindSingle, 2, cpuEach, nil)
	t.row("CPU ms a token, eight streams", kindEight, 2, cpuEach, nil)
	t.row("CPU ms, first token", kindFirst, 0, cpuSum, nil)
	rssOurs, rssTheirs := t.memory()
	if err := t.w.Flush(); err != nil {
		return err
	}
	b.parts(out)
	fmt.Fprintf(out, "single=%.3f eight=%.3f ttft=%.3f rss_ours=%.1f rss_theirs=%.1f\n", single, eight, ttft, rssOurs, rssTheirs)
	return nil
}

// goal says what a ratio should be, and whether it is.
type goal func(ratio float64) (says string, met bool)

func atLeast(v float64) goal {
	return func(ratio float64) (string, bool) { return fmt.Sprintf("at least %.2f", v), ratio >= v }
}

func atMost(v float64) goal {
	return func(ratio float64) (string, bool) { return fmt.Sprintf("at most %.2f", v), ratio <= v }
}

func (g goal) of(ratio float64) string {
	if g == nil {
		return ""
	}
	says, met := g(ratio)
	if !met {
		says += ": missed"
	}
	return says
}

// of are the values that a figure has in all duels of a kind: ours, theirs, and ours over theirs in each.
func (b *benching) of(kind string, figure func(*taken) float64) (ours, theirs, ratios []float64) {
	for _, d := range b.duels {
		if d.Kind != kind {
			continue
		}
		o, t := figure(d.Ours), figure(d.Theirs)
		ours, theirs, ratios = append(ours, o), append(theirs, t), append(ratios, o/t)
	}
	return ours, theirs, ratios
}

// middle is the median; of an even number of values, between the two in the middle: rounds may be few.
func middle(values []float64) float64 {
	s := slices.Sorted(slices.Values(values))
	if len(s) == 0 {
		return 0
	}
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// row prints medians, and of the ratios of pairs, whose halves follow each other, the median and between which values they lie.
func (t *table) row(what, kind string, decimals int, figure func(*taken) float64, g goal) float64 {
	ours, theirs, ratios := t.b.of(kind, figure)
	ratio := middle(ratios)
	fmt.Fprintf(t.w, "%s\t%.*f\t%.*f\t%.3f\t%.3f to %.3f\t%s\t\n", what, decimals, middle(ours), decimals, middle(theirs), ratio, slices.Min(ratios), slices.Max(ratios), g.of(ratio))
	return ratio
}

// memory prints what both sides have resident behind the same work. RSS is what ps calls so; a page of a file that both of our processes
// use counts twice in it.
func (t *table) memory() (ours, theirs float64) {
	m := t.b.duels[len(t.b.duels)-1].Memory
	o, p := sum(m.Ours), sum(m.Theirs)
	ours, theirs = megabytes(o.All), megabytes(p.All)
	limit := goalMemory*theirs + spareMB
	says := fmt.Sprintf("at most %.1f MB", limit)
	if ours > limit {
		says += ": missed"
	}
	fmt.Fprintf(t.w, "resident memory (RSS), MB\t%.1f\t%.1f\t%.3f\t\t%s\t\n", ours, theirs, ours/theirs, says)
	fmt.Fprintf(t.w, "anonymous\t%.1f\t%.1f\t%.3f\t\t\t\n", megabytes(o.Anonymous), megabytes(p.Anonymous), float64(o.Anonymous)/float64(p.Anonymous))
	fmt.Fprintf(t.w, "of files: program, libraries, model\t%.1f\t%.1f\t%.3f\t\t\t\n", megabytes(o.File), megabytes(p.File), float64(o.File)/float64(p.File))
	return ours, theirs
}

// parts says what each of our processes has its share in.
func (b *benching) parts(out io.Writer) {
	m := b.duels[len(b.duels)-1].Memory
	for _, name := range slices.Sorted(maps.Keys(m.Ours)) {
		one, _, _ := b.of(kindSingle, cpuOf(name))
		eight, _, _ := b.of(kindEight, cpuOf(name))
		r := m.Ours[name]
		fmt.Fprintf(out, "our %s: %.2f CPU ms a token of one stream, %.2f of eight; %.1f MB resident, %.1f of them anonymous\n",
			name, middle(one), middle(eight), megabytes(r.All), megabytes(r.Anonymous))
	}
}

func sum(all map[string]rss) (r rss) {
	for _, one := range all {
		r = r.add(one)
	}
	return r
}

// cpuSum is what all processes of a side computed, in milliseconds.
func cpuSum(t *taken) (ms float64) {
	for _, one := range t.CPU {
		ms += one
	}
	return ms
}

func cpuEach(t *taken) float64 { return cpuSum(t) / float64(t.Tokens) }

func cpuOf(process string) func(*taken) float64 {
	return func(t *taken) float64 { return t.CPU[process] / float64(t.Tokens) }
}

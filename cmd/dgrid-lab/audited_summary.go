package main

import (
	"errors"
	"fmt"
	"slices"
)

// figures are what the rounds of one stage come to.
type figures struct {
	Rounds      int
	Loss        float64 // of the stream's tokens a second, by the clock
	Share       float64 // of the time that the re-checks take alone
	CPULoss     float64 // of the stream's tokens in a second of the worker's computing; 0 is not known
	TokenShare  float64
	Median      float64 // gap between two tokens beside re-checks, ms
	Gap         float64 // the 99th percentile of the gaps, in medians
	Alone       []float64
	Audited     []float64
	During      []float64
	Rechecks    int
	Late        int
	Slowest     float64 // re-check, seconds from when it was asked for
	Fair        float64 // slowest over fastest of equal streams, in the worst round
	FairMedian  float64
	EqualTokens float64 // a second, all streams together, median
}

func figuresOf(rounds []loaded) *figures {
	f := &figures{Rounds: len(rounds)}
	var alone, audited side
	var read, took float64
	var fair, all []float64
	for _, r := range rounds {
		alone.add(&r.Alone)
		audited.add(&r.Audited)
		for _, c := range r.Rechecks {
			f.Rechecks++
			f.Slowest = max(f.Slowest, c.Took)
			if c.Late { // nobody knows how much of it was done: it excuses no loss
				f.Late++
				continue
			}
			read, took = read+float64(c.Tokens), took+c.Alone
		}
		if len(r.Equal) > 0 {
			fair = append(fair, slices.Min(r.Equal)/slices.Max(r.Equal))
			all = append(all, float64(len(r.Equal))*slices.Min(r.Equal))
		}
	}
	f.Alone, f.Audited, f.During = alone.Gaps, audited.Gaps, audited.During
	f.Loss = 1 - ratio(float64(audited.Tokens)/audited.Seconds, float64(alone.Tokens)/alone.Seconds)
	if alone.CPU > 0 && audited.CPU > 0 {
		f.CPULoss = 1 - ratio(float64(audited.Tokens)/audited.CPU, float64(alone.Tokens)/alone.CPU)
	}
	same := alone.Seconds * ratio(float64(audited.Tokens), float64(alone.Tokens)) // what the audited stream's tokens take alone
	f.Share, f.TokenShare = ratio(took, took+same), ratio(read, read+float64(audited.Prompt+audited.Tokens))
	f.Median = median(audited.Gaps)
	f.Gap = ratio(quantile(audited.Gaps, 0.99), f.Median)
	f.Fair, f.FairMedian, f.EqualTokens = quantile(fair, 0), median(fair), median(all)
	return f
}

func (s *side) add(o *side) {
	s.Prompt, s.Tokens, s.Seconds, s.CPU = s.Prompt+o.Prompt, s.Tokens+o.Tokens, s.Seconds+o.Seconds, s.CPU+o.CPU
	s.Gaps, s.During = append(s.Gaps, o.Gaps...), append(s.During, o.During...)
}

// ratio is a over b, and 0 where there is no b.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func (l *loaded) String() string {
	f := figuresOf([]loaded{*l})
	return fmt.Sprintf("%-6s %2d  alone %5.1f tokens/s, beside %d re-checks %5.1f: loss %5.1f %%, their share %.1f %%; gaps p50 %.1f, p99 %.1f, max %.1f ms; slowest re-check %.1f s, late %d; %d streams: %.2f",
		l.Stage, l.Round, float64(l.Alone.Tokens)/l.Alone.Seconds, f.Rechecks, float64(l.Audited.Tokens)/l.Audited.Seconds, 100*f.Loss, 100*f.Share,
		f.Median, quantile(f.Audited, 0.99), quantile(f.Audited, 1), f.Slowest, f.Late, len(l.Equal), f.Fair)
}

func (f *figures) print(name string) {
	fmt.Printf("  on %s, %d rounds: %d re-checks, %.1f %% of all tokens, %.1f %% of the time by what they take alone\n", name, f.Rounds, f.Rechecks, 100*f.TokenShare, 100*f.Share)
	fmt.Printf("    the stream loses %.1f %% by the clock, %.1f %% by the worker's processor time; goal at most %.1f %%\n", 100*f.Loss, 100*f.CPULoss, 100*(f.Share+lossGoal))
	fmt.Printf("    gaps between tokens alone: %s; p99 is %.2f medians\n", spreadTo(1, f.Alone, "ms"), ratio(quantile(f.Alone, 0.99), median(f.Alone)))
	fmt.Printf("    beside re-checks: %s; p99 is %.2f medians, goal at most %.0f\n", spreadTo(1, f.Audited, "ms"), f.Gap, gapGoal)
	fmt.Printf("    of these, while one is on its way: %s\n", spreadTo(1, f.During, "ms"))
	fmt.Printf("    slowest re-check %.1f s after it was asked for; late: %d, goal none\n", f.Slowest, f.Late)
	fmt.Printf("    equal streams at once: slowest over fastest %.3f in the worst round, %.3f median, goal at least %.1f; %.1f tokens/s in all, median\n", f.Fair, f.FairMedian, fairGoal, f.EqualTokens)
}

// summary judges by the engine what the stream loses, and by both stages its gaps, the deadlines and the equal streams.
func (a *auditing) summary() error {
	fmt.Printf("\naudited, seed %d: streams of %d x %d tokens, re-checks of %.0f %% of all tokens with %.0f s each, %d equal streams\n",
		a.Seed, a.Answers, a.Tokens, 100*a.Share, a.Deadline, a.Streams)
	engine, http := figuresOf(a.of(onEngine)), figuresOf(a.of(onHTTP))
	if engine.Rounds == 0 {
		return errors.New("audited: there is no round on an engine to judge: make one with --rounds")
	}
	engine.print("an engine")
	gap, late, fair := engine.Gap, engine.Late, engine.Fair
	if http.Rounds > 0 {
		http.print("a node's HTTP")
		gap, late, fair = max(gap, http.Gap), late+http.Late, min(fair, http.Fair)
	}
	var missed []string
	for _, g := range []struct {
		what string
		met  bool
	}{
		{fmt.Sprintf("a paying stream loses no more than the re-checks' share and %.0f %%", 100*lossGoal), engine.Loss <= engine.Share+lossGoal},
		{fmt.Sprintf("p99 of its gaps is at most %.0f medians", gapGoal), gap <= gapGoal},
		{"there are re-checks, and each ends by its deadline", late == 0 && engine.Rechecks > 0 && (http.Rounds == 0 || http.Rechecks > 0)},
		{fmt.Sprintf("of equal streams the slowest has at least %.1f of the fastest", fairGoal), fair >= fairGoal},
	} {
		verdict := green("met")
		if !g.met {
			verdict = red("MISSED")
			missed = append(missed, g.what)
		}
		fmt.Printf("  %s: %s\n", g.what, verdict)
	}
	fmt.Printf("loss=%.3f share=%.3f gap=%.2f late=%d fair=%.3f\n", engine.Loss, engine.Share, gap, late, fair)
	if len(missed) > 0 {
		return fmt.Errorf("audited: %d goals are missed", len(missed))
	}
	return nil
}

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// What memory may do behind the first block.
const (
	memoryGoal = 1.05         // a worker's later half of the blocks over the earlier half; a daemon's most over its least, besides memtable
	memtable   = 8 * 1.048576 // MB in which a daemon's store collects what it writes before a table goes to disk; then it fills anew
)

func (b *soaked) String() string {
	g := b.After["gateway"]
	s := fmt.Sprintf("block %2d: %d requests in %.0f s: %s; %d jobs, %d + %d tokens; %.0f goroutines, %.1f MB, worker %.1f MB",
		b.Block, b.Requests, b.Seconds, tally(b.Outcomes), b.Jobs, b.Prompt, b.Checks.Tokens, g.Goroutines, megabytes(g.Daemon.Memory), megabytes(g.Worker.Memory))
	return s + fmt.Sprintf("; answers: %s; bundles: %s; worst margin %.4f of %.4f; %d problems", tally(b.Checks.Verdicts), tally(b.Checks.Bundles), b.Checks.Worst, b.Checks.Limit, len(b.Problems))
}

// brief is the beginning of a problem; the results have all of it.
func brief(s string) string {
	const most = 300
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

func megabytes(kib uint64) float64 { return float64(kib) * 1024 / 1e6 }

// series is one figure of one node at rest, before the first block and behind each.
type series struct {
	name   string
	values []float64
}

// seriesOf takes the figures of one life of a node out of the blocks.
func seriesOf(blocks []soaked, node string) []series {
	figures := []struct {
		name string
		of   func(*rest) float64
	}{
		{"goroutines", func(r *rest) float64 { return r.Goroutines }},
		{"daemon's live heap, MB", func(r *rest) float64 { return r.Heap }},
		{"daemon, MB", func(r *rest) float64 { return megabytes(r.Daemon.Memory) }},
		{"daemon's own, MB", func(r *rest) float64 { return megabytes(r.Daemon.Own) }},
		{"daemon's threads", func(r *rest) float64 { return float64(r.Daemon.Threads) }},
		{"daemon's files", func(r *rest) float64 { return float64(r.Daemon.Files) }},
		{"worker, MB", func(r *rest) float64 { return megabytes(r.Worker.Memory) }},
		{"worker's own, MB", func(r *rest) float64 { return megabytes(r.Worker.Own) }},
		{"worker's threads", func(r *rest) float64 { return float64(r.Worker.Threads) }},
		{"worker's files", func(r *rest) float64 { return float64(r.Worker.Files) }},
	}
	metrics := map[string]bool{}
	for _, b := range blocks {
		for m := range b.After[node].Engine {
			metrics[m] = true
		}
	}
	var all []series
	for _, f := range figures {
		s := series{name: f.name, values: []float64{f.of(blocks[0].Before[node])}}
		for _, b := range blocks {
			s.values = append(s.values, f.of(b.After[node]))
		}
		if slices.Max(s.values) > 0 {
			all = append(all, s)
		}
	}
	for _, m := range slices.Sorted(maps.Keys(metrics)) {
		s := series{name: m, values: []float64{blocks[0].Before[node].Engine[m]}}
		for _, b := range blocks {
			s.values = append(s.values, b.After[node].Engine[m])
		}
		all = append(all, s)
	}
	return all
}

// slope is the least squares' rise from one value to the next.
func slope(values []float64) float64 {
	n := float64(len(values))
	var mean, sum, squares float64
	for _, v := range values {
		mean += v / n
	}
	for i, v := range values {
		x := float64(i) - (n-1)/2
		sum += x * (v - mean)
		squares += x * x
	}
	return ratio(sum, squares)
}

// growth is the mean of the later half over that of the earlier half, the middle one in neither; 1 where there are too few.
func growth(values []float64) float64 {
	half := len(values) / 2
	if half == 0 {
		return 1
	}
	var early, late float64
	for i := range half {
		early, late = early+values[i], late+values[len(values)-1-i]
	}
	return ratio(late, early)
}

// spread is how far the values behind the first block are apart, less what memoryGoal allows.
func (s *series) spread() float64 {
	v := s.values[min(1, len(s.values)-1):]
	return slices.Max(v) - memoryGoal*slices.Min(v)
}

// grew says what is wrong with a figure at rest, or "".
func (s *series) grew() string {
	low, high := slices.Min(s.values), slices.Max(s.values)
	switch {
	case s.name == "goroutines" && high-low > slack:
		return fmt.Sprintf("%v to %v goroutines at rest", low, high)
	case s.name == "worker, MB" && growth(s.values[1:]) > memoryGoal:
		return fmt.Sprintf("%s: the later half has %.3f times the earlier half's", s.name, growth(s.values[1:]))
	case s.name == "daemon's own, MB" && s.spread() > memtable:
		return fmt.Sprintf("%s: behind the first block it spreads over %.1f MB more than 5 %%, which is more than its store's %.1f", s.name, s.spread(), memtable)
	case strings.HasSuffix(s.name, " files") && high-low > 2*slack:
		return fmt.Sprintf("%v to %v %s at rest", low, high, s.name)
	case s.name == "dgrid_engine_restarts_total" && high > 0:
		return fmt.Sprintf("%v restarts of the engine", high)
	case slices.Contains(atWork, s.name) && high > 0:
		return fmt.Sprintf("%s is %v at rest", s.name, high)
	case s.name == "dgrid_engine_cells" && low != high:
		return fmt.Sprintf("the engine had %v to %v cells", low, high)
	}
	return ""
}

// atWork are figures that count what runs: nothing does at rest. Cells in use are those of sequences that are kept for whoever sends the same beginning
// again: they fill up, and are taken back when a job needs them.
var atWork = []string{"dgrid_engine_running", "dgrid_engine_audits", "dgrid_provider_waiting_jobs"}

func (s *soaking) summary() error {
	kinds, outcomes, verdicts, bundled := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	var requests, busy, jobs, prompt, tokens, unsigned int
	var seconds float64
	var worst tested
	var problems []string
	lives := map[int][]soaked{}
	for _, b := range s.blocks {
		for from, into := range map[*map[string]int]map[string]int{&b.Kinds: kinds, &b.Outcomes: outcomes, &b.Checks.Verdicts: verdicts, &b.Checks.Bundles: bundled} {
			for name, n := range *from {
				into[name] += n
			}
		}
		requests, busy, jobs, prompt, tokens, unsigned = requests+b.Requests, busy+b.Busy, jobs+b.Jobs, prompt+b.Prompt, tokens+b.Checks.Tokens, unsigned+b.Checks.Unsigned
		seconds += b.Seconds
		if b.Checks.Limit > 0 && (worst.Limit == 0 || b.Checks.Worst/b.Checks.Limit > worst.Worst/worst.Limit) {
			worst = b.Checks
		}
		problems = append(problems, b.Problems...)
		lives[b.Life] = append(lives[b.Life], b)
	}
	fmt.Printf("\nsoak, seed %d: %d requests, %d at a time, in %.0f s: %s\n", s.seed, requests, s.atOnce, seconds, tally(kinds))
	fmt.Printf("  they ended: %s; told to come later %d times\n", tally(outcomes), busy)
	fmt.Printf("  %d jobs, %d tokens of prompts (those of further turns counted again) and %d of answers, each computed again by another engine (%d of them delivered but signed by nobody)\n",
		jobs, prompt, tokens, unsigned)
	fmt.Printf("  answers judged: %s; bundles of those judged together: %s; the worst 64 tokens have %.4f nats of %.4f\n", tally(verdicts), tally(bundled), worst.Worst, worst.Limit)
	for _, life := range slices.Sorted(maps.Keys(lives)) {
		problems = append(problems, atRestIn(lives[life], life)...)
	}
	for _, p := range problems {
		fmt.Printf("  %s\n", red(brief(p)))
	}
	if len(problems) > 0 {
		return fmt.Errorf("soak: %d problems", len(problems))
	}
	fmt.Printf("  %s: every answer holds, and what the nodes hold at rest is flat\n", green("met"))
	return nil
}

// atRestIn prints the figures of one life of the nodes, and returns what is not flat.
func atRestIn(blocks []soaked, life int) (problems []string) {
	for _, node := range soakNodes {
		fmt.Printf("  at rest, run %d of %s, before the first and behind each of %d blocks: first, least, most, last, slope a block, later half over earlier\n", life, node, len(blocks))
		for _, s := range seriesOf(blocks, node) {
			v := s.values
			fmt.Printf("    %-36s %8.1f %8.1f %8.1f %8.1f %+8.2f %7.3f\n", s.name, v[0], slices.Min(v), slices.Max(v), v[len(v)-1], slope(v[1:]), growth(v[1:]))
			if wrong := s.grew(); wrong != "" {
				problems = append(problems, fmt.Sprintf("run %d, %s: %s", life, node, wrong))
			}
		}
	}
	return problems
}

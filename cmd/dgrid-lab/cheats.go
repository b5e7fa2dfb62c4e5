package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid/node/control"
)

const (
	cheatTokens = 112 // of an answer: more than the head that a cheat in the tail answers honestly
	calmAfter   = 3   // answers of others in a row behind which the cheat counts as avoided
	mostPending = 8   // audits that wait before the next question is asked
)

// topics make questions of which no two are alike.
var topics = []string{"a lighthouse", "the winter in a mountain village", "a clockmaker", "the bed of a river", "an old railway", "a garden behind a wall",
	"the stars over a desert", "a harbour at night", "a library that burned", "the first snow", "a bridge between two towns", "a field of barley"}

// caught is one run against one cheat.
type caught struct {
	Cheat     string         `json:"cheat"` // "" is the run of honest providers alone
	Rate      float64        `json:"rate"`
	Run       int            `json:"run"`
	Jobs      int            `json:"jobs"`      // asked
	Cheated   int            `json:"cheated"`   // of them, answered by the cheat before it was chosen no more
	Stopped   bool           `json:"stopped"`   // it was chosen no more
	Standing  string         `json:"standing"`  // of the cheat, with the reason
	Audits    map[string]int `json:"audits"`    // of the cheat's answers, by result
	Honest    map[string]int `json:"honest"`    // of the others' answers
	Suspected int            `json:"suspected"` // answers of honest providers that were suspected before a control
	Took      float64        `json:"tookSeconds"`
	Problem   string         `json:"problem,omitempty"`
}

// key tells one run from another.
func (c *caught) key() string { return fmt.Sprintf("%s at rate %g, run %d", c.Cheat, c.Rate, c.Run) }

// trying is the experiment.
type trying struct {
	programs
	seed    uint64
	jobs    int
	quant   string // type of the coarser weights
	out     *journal
	results []caught
}

func cheats(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("cheats", flag.ContinueOnError)
	jobs := fl.Int("jobs", 40, "questions of one run at most")
	kinds := fl.String("cheats", "quantisation,seed,tail,text", "what is tried, separated by commas; empty: none")
	rates := fl.String("rates", "1,0.2", "shares of the jobs that are audited, separated by commas")
	runs := fl.Int("runs", 3, "runs of each cheat at each rate, each in a new network")
	honest := fl.Int("honest", 100, "questions to honest providers alone, all audited")
	quant := fl.String("type", "Q4_0", "coarser weights")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/cheats.jsonl", "file of the results; it is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	t := &trying{programs: p, seed: *seed, jobs: *jobs, quant: *quant}
	if t.out, err = openJournal(*out, map[string]any{"experiment": "cheats", "seed": *seed, "type": *quant}, t.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.out.close()) }()
	fmt.Printf("cheats: seed %d, results in %s\n", *seed, *out)
	for _, rate := range strings.Split(*rates, ",") {
		share, err := strconv.ParseFloat(rate, 64)
		if err != nil {
			return fmt.Errorf("--rates: %w", err)
		}
		for run := range *runs {
			for _, kind := range strings.FieldsFunc(*kinds, func(r rune) bool { return r == ',' }) {
				if err := t.try(ctx, caught{Cheat: kind, Rate: share, Run: run + 1}, *jobs); err != nil {
					return err
				}
			}
		}
	}
	for done := 0; done < *honest; done += 100 { // in networks of a hundred: what was done is kept
		if err := t.try(ctx, caught{Rate: 1, Run: done/100 + 1}, min(100, *honest-done)); err != nil {
			return err
		}
	}
	return t.summary()
}

func (t *trying) read(line []byte) error {
	var c caught
	err := json.Unmarshal(line, &c)
	t.results = append(t.results, c)
	return err
}

// try makes one run, unless it was made before.
func (t *trying) try(ctx context.Context, c caught, jobs int) (err error) {
	if slices.ContainsFunc(t.results, func(x caught) bool { return x.key() == c.key() }) {
		return nil
	}
	began := time.Now()
	here := t.programs
	if here.dir, err = os.MkdirTemp(t.dir, "run-"); err != nil {
		return err
	}
	l, err := startNetwork(ctx, here, []role{
		{"provider-a", []string{"--provider", "--price-output", lowPrice}},
		{"provider-b", []string{"--provider"}},
		{"auditor", []string{"--auditor"}},
		{"gateway", []string{"--audit-rate", fmt.Sprint(c.Rate)}},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.kill(), os.RemoveAll(here.dir)) }()
	if err := l.awaitProviders(ctx, 2); err != nil {
		return err
	}
	if c.Cheat != "" {
		if err := t.letIn(ctx, l, c.Cheat); err != nil {
			return err
		}
	}
	if err := t.questions(ctx, l, &c, jobs); err != nil {
		return fmt.Errorf("%s: %w", c.key(), err)
	}
	c.Took = time.Since(began).Seconds()
	t.results = append(t.results, c)
	fmt.Println("  " + c.String())
	return t.out.add(c)
}

func (c *caught) String() string {
	if c.Cheat == "" {
		return fmt.Sprintf("honest providers alone: %d jobs, audits: %s; suspected before a control: %d", c.Jobs, tally(c.Honest), c.Suspected)
	}
	end := "STILL CHOSEN"
	if c.Stopped {
		end = "chosen no more"
	}
	return fmt.Sprintf("%-12s audit rate %-4g run %d: %s after %d answers; its audits: %s; the others': %s; %s", c.Cheat, c.Rate, c.Run, end, c.Cheated, tally(c.Audits), tally(c.Honest), c.Standing)
}

// letIn starts the cheat, the cheapest of all.
func (t *trying) letIn(ctx context.Context, l *lab, kind string) error {
	if err := l.create(ctx, role{"cheat", []string{"--provider", "--price-output", cheatPrice}}); err != nil {
		return err
	}
	env := []string{"DGRID_CHEAT=" + kind}
	if kind != "seed" {
		path := filepath.Join(t.dir, "cheap-"+t.quant+".gguf")
		if _, err := os.Stat(path); err != nil {
			if _, err := run(ctx, nil, l.dishonest, "quantise", "--home", l.home("cheat"), "--type", t.quant, "--out", path); err != nil {
				return err
			}
		}
		env = append(env, "DGRID_CHEAT_MODEL="+path)
	}
	if err := l.startAs(ctx, "cheat", l.dishonest, env); err != nil {
		return err
	}
	return l.awaitProviders(ctx, 3)
}

// questions asks until the cheat is chosen no more, and lets the audits of what was asked end.
func (t *trying) questions(ctx context.Context, l *lab, c *caught, jobs int) error {
	rng := rand.New(rand.NewPCG(t.seed, uint64(c.Run)))
	others := 0
	for c.Jobs < jobs && !(c.Cheat != "" && c.Cheated > 0 && others >= calmAfter) {
		text := fmt.Sprintf("Write a story of %d sentences about %s and %s.", 6+rng.IntN(20), topics[rng.IntN(len(topics))], topics[rng.IntN(len(topics))])
		h, err := l.gateway.hear(ctx, asked{model: l.model, text: text, maxTokens: cheatTokens, seed: rng.Uint32()}, nil)
		if err != nil {
			return err
		}
		a, err := l.gateway.answer(ctx, h.ID)
		if err != nil {
			return err
		}
		c.Jobs++
		others++
		for _, p := range a.Parts {
			if l.nameOf(p.Provider) == "cheat" {
				c.Cheated++
				others = 0
			}
		}
		most := mostPending
		if c.Cheat != "" {
			most = 0 // the count is of jobs, and does not depend on how fast this machine audits
		}
		if err := l.awaitAudits(ctx, most); err != nil {
			return err
		}
	}
	c.Stopped = others >= calmAfter
	if err := l.awaitAudits(ctx, 0); err != nil {
		return err
	}
	return c.judge(ctx, l)
}

// awaitAudits waits until at most so many audits of the gateway's are pending.
func (l *lab) awaitAudits(ctx context.Context, most int) error {
	return until(ctx, settling, "audits to end", func() (bool, error) {
		pending := 0
		for name := range l.nodes {
			w, err := l.conduct(ctx, name)
			if err != nil {
				return false, err
			}
			for _, a := range w.Audits {
				if a.Result == "pending" {
					pending++
				}
			}
		}
		return pending <= most, nil
	})
}

// conduct is what the gateway remembers of a node; nothing is remembered of one that it never asked.
func (l *lab) conduct(ctx context.Context, name string) (*control.Why, error) {
	c, err := l.at(ctx, "gateway")
	if err != nil {
		return nil, err
	}
	w, err := c.Why(ctx, l.nodes[name].Owner.Hex())
	if err != nil && strings.Contains(err.Error(), "nothing is remembered") {
		return &control.Why{}, nil
	}
	return w, err
}

// judge notes how the gateway thinks of everybody at the end.
func (c *caught) judge(ctx context.Context, l *lab) error {
	c.Audits, c.Honest = map[string]int{}, map[string]int{}
	for _, name := range []string{"provider-a", "provider-b", "cheat"} {
		if l.nodes[name] == nil {
			continue
		}
		w, err := l.conduct(ctx, name)
		if err != nil {
			return err
		}
		results := c.Honest
		if name == "cheat" {
			results, c.Standing = c.Audits, w.Standing+": "+w.Reason
		}
		for _, a := range w.Audits {
			results[a.Result]++
		}
		if name == "cheat" {
			continue
		}
		for _, a := range w.Audits {
			if a.Result == "suspected" || strings.Contains(a.Reason, "controls are as noisy") {
				c.Suspected++
			}
		}
		if w.Standing == "failed" {
			c.Problem = fmt.Sprintf("%s is honest and banned: %s", name, w.Reason)
		}
	}
	if c.Honest["failed"] > 0 && c.Problem == "" {
		c.Problem = fmt.Sprintf("%d answers of honest providers failed", c.Honest["failed"])
	}
	return nil
}

func (t *trying) summary() error {
	type group struct {
		cheat string
		rate  float64
	}
	answers, stopped := map[group][]float64{}, map[group]int{}
	var groups []group
	honest, suspected, jobs := map[string]int{}, 0, 0
	var problems []string
	for _, c := range t.results {
		g := group{c.Cheat, c.Rate}
		if c.Cheat != "" {
			if answers[g] == nil {
				groups = append(groups, g)
			}
			answers[g] = append(answers[g], float64(c.Cheated))
			if c.Stopped {
				stopped[g]++
			}
		}
		for result, n := range c.Honest {
			honest[result] += n
			jobs += n
		}
		suspected += c.Suspected
		if c.Problem != "" {
			problems = append(problems, c.key()+": "+c.Problem)
		}
	}
	fmt.Printf("\ncheats, seed %d: answers that a cheat gave until it was chosen no more\n", t.seed)
	for _, g := range groups {
		fmt.Printf("  %-12s audit rate %-4g stopped in %d of %d runs; answers: median %.0f, most %.0f\n", g.cheat, g.rate, stopped[g], len(answers[g]), median(answers[g]), quantile(answers[g], 1))
	}
	fmt.Printf("  honest providers: %d audited answers: %s; suspected before a control: %d\n", jobs, tally(honest), suspected)
	if len(problems) > 0 {
		return fmt.Errorf("cheats: %s", strings.Join(problems, "; "))
	}
	return nil
}

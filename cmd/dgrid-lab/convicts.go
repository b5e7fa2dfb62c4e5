package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
)

// convict is one cheat from its first answer to its slash, and the honest providers beside it.
type convict struct {
	Run       int                `json:"run"`
	Kind      string             `json:"kind"`
	Answers   int                `json:"answers"`   // of the cheat, until it was suspended
	Failed    int                `json:"failed"`    // of them, failed by their committees
	Passed    int                `json:"passed"`    // of them, passed
	Value     float64            `json:"value"`     // of its e-process in the end
	Suspended float64            `json:"suspended"` // seconds from its first question until it was asked no more
	Slashed   float64            `json:"slashed"`   // seconds from there until the chain took a part of its stake
	Stake     [2]dgrid.Amount    `json:"stake"`     // before and after
	Honest    map[string]int     `json:"honest"`    // decided jobs of honest providers so far, by outcome
	Standings map[string]string  `json:"standings"` // of honest providers
	Spent     map[string]float64 `json:"spent"`     // of all validators so far: engine seconds, bytes sent and received, seats
}

// convicting is the experiment.
type convicting struct {
	seed    uint64
	out     *journal
	results []convict
}

func convicts(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("convicts", flag.ContinueOnError)
	runs := fl.Int("runs", 20, "cheats, one after the other, each with a stake and an owner of its own")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/convicts.jsonl", "file of the results; it is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	c := &convicting{seed: *seed}
	if c.out, err = openJournal(*out, map[string]any{"experiment": "convicts", "seed": *seed}, c.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.out.close()) }()
	fmt.Printf("convicts: seed %d, results in %s\n", *seed, *out)
	l := newLab(p)
	defer func() { err = errors.Join(err, l.kill()) }()
	for _, act := range []func(context.Context, *lab) error{founded, meet, funded} {
		if err := act(ctx, l); err != nil {
			return err
		}
	}
	for run := len(c.results) + 1; run <= *runs; run++ {
		if err := c.try(ctx, l, run); err != nil {
			return fmt.Errorf("run %d: %w", run, err)
		}
	}
	return c.summary()
}

func (c *convicting) read(line []byte) error {
	var x convict
	err := json.Unmarshal(line, &x)
	c.results = append(c.results, x)
	return err
}

// try lets one cheat in, asks until it is suspended, and waits for the slash.
func (c *convicting) try(ctx context.Context, l *lab, run int) error {
	name := fmt.Sprintf("cheat-%d", run)
	if err := l.joinCheat(ctx, name); err != nil {
		return err
	}
	before, err := l.earnings(ctx, name)
	if err != nil {
		return err
	}
	x := convict{Run: run, Kind: "Q4_0 for Q4_1", Stake: [2]dgrid.Amount{before.Money.Stake}}
	cheat := l.nodes[name]
	rng := rand.New(rand.NewPCG(c.seed, uint64(run)))
	began := time.Now()
	for x.Answers < cheatJobs {
		text := fmt.Sprintf("Write a story of %d sentences about %s and %s.", 6+rng.IntN(20), topics[rng.IntN(len(topics))], topics[rng.IntN(len(topics))])
		h, err := l.gateway.hear(ctx, asked{model: l.model, text: text, maxTokens: cheatAnswer, seed: rng.Uint32()}, nil)
		if err != nil {
			return err
		}
		a, err := l.gateway.answer(ctx, h.ID)
		if err != nil {
			return err
		}
		if a.Parts[0].Provider != cheat.Owner {
			break
		}
		x.Answers++
		if err := l.awaitDecision(ctx, cheat, a.Parts[0].Job); err != nil {
			return err
		}
	}
	x.Suspended = time.Since(began).Seconds()
	began = time.Now()
	err = until(ctx, settleTime, "the slash", func() (bool, error) {
		now, err := l.earnings(ctx, name)
		if err == nil {
			x.Stake[1] = now.Money.Stake
		}
		return err == nil && x.Stake[1].Cmp(x.Stake[0]) < 0, err
	})
	if err != nil {
		return err
	}
	x.Slashed = time.Since(began).Seconds()
	if err := c.look(ctx, l, cheat.Owner, &x); err != nil {
		return err
	}
	delete(l.nodes, name)
	if err := cheat.stop(); err != nil {
		return err
	}
	c.results = append(c.results, x)
	fmt.Println("  " + x.String())
	return c.out.add(x)
}

// look takes the rest from the public record.
func (c *convicting) look(ctx context.Context, l *lab, cheat dgrid.Address, x *convict) error {
	r, err := l.audits(ctx, "gateway")
	if err != nil {
		return err
	}
	x.Honest, x.Standings, x.Spent = map[string]int{}, map[string]string{}, map[string]float64{}
	for _, j := range r.Jobs {
		switch {
		case j.Provider != cheat && (l.nameOf(j.Provider) == "provider-a" || l.nameOf(j.Provider) == "provider-b"):
			x.Honest[j.Outcome]++
			if name := l.nameOf(j.Provider); x.Standings[name] == "" { // the last anchored comes first
				x.Standings[name] = j.Standing
			}
		case j.Provider == cheat && j.Outcome == "failed":
			x.Failed++
			x.Value = max(x.Value, j.Value)
		case j.Provider == cheat && j.Outcome == "passed":
			x.Passed++
		}
	}
	for _, name := range validators {
		r, err := l.audits(ctx, name)
		if err != nil {
			return err
		}
		for _, f := range r.Files {
			x.Spent["seats"]++
			x.Spent["engineSeconds"] += f.Recompute + f.Control
			x.Spent["sentBytes"] += float64(f.Sent)
			x.Spent["receivedBytes"] += float64(f.Received)
		}
	}
	return nil
}

func (x *convict) String() string {
	return fmt.Sprintf("run %2d: suspended after %d answers in %.1f s (%d failed, %d passed, evidence %.4g), slashed %.1f s later: %s to %s; honest: %s",
		x.Run, x.Answers, x.Suspended, x.Failed, x.Passed, x.Value, x.Slashed, inTokens(x.Stake[0]), inTokens(x.Stake[1]), tally(x.Honest))
}

func (c *convicting) summary() error {
	if len(c.results) == 0 {
		return errors.New("no run was made")
	}
	var answers []int
	for i := range c.results {
		answers = append(answers, c.results[i].Answers)
		for name, s := range c.results[i].Standings {
			if s == "suspended" || s == "slashed" {
				return fmt.Errorf("run %d: honest %s is %s", c.results[i].Run, name, s)
			}
		}
	}
	slices.Sort(answers)
	last := &c.results[len(c.results)-1]
	fmt.Printf("%d cheats suspended and slashed: after %d to %d answers, median %d; honest providers suspended: 0; their audits in the last network: %s\n",
		len(answers), answers[0], answers[len(answers)-1], answers[len(answers)/2], tally(last.Honest))
	if n := last.Spent["seats"]; n > 0 {
		fmt.Printf("a seat spent %.1f s of engine, %.0f bytes sent, %.0f received (mean of %.0f)\n", last.Spent["engineSeconds"]/n, last.Spent["sentBytes"]/n, last.Spent["receivedBytes"]/n, n)
	}
	return nil
}

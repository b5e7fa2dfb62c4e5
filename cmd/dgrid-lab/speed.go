package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

const (
	speedRatio = 0.95 // of the engine's tokens a second
	speedAdded = 10.0 // milliseconds to the first token
)

// pace is how fast one answer came.
type pace struct {
	First float64 `json:"firstMillis"` // from the question to the first token
	Rate  float64 `json:"rate"`        // tokens a second from the first to the last
	Whole float64 `json:"wholeRate"`   // tokens a second from the question to the last token
}

// paired is one question asked both ways: through HTTP, mesh and a provider's engine, and then of an engine in this program,
// with the very prompt, seed and clock of that order.
type paired struct {
	Pair    int  `json:"pair"`
	Prompt  int  `json:"prompt"` // tokens
	Tokens  int  `json:"tokens"`
	Same    bool `json:"same"` // token for token
	Network pace `json:"network"`
	Engine  pace `json:"engine"`
	// Milliseconds from the question to the order's signature, and to the provider's start, by their own clocks, which are one here.
	Ordered int64 `json:"orderedMillis"`
	Started int64 `json:"startedMillis"`
	// Milliseconds that the engine itself, called directly, takes until then: it renders and tokenizes the prompt.
	Prepared float64 `json:"preparedMillis"`
}

// racing is the experiment.
type racing struct {
	*lab
	seed   uint64
	tokens int
	out    *journal
	direct *inference.Worker
	pairs  []paired
}

func speed(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("speed", flag.ContinueOnError)
	pairs := fl.Int("pairs", 12, "questions that are asked both ways")
	tokens := fl.Int("tokens", 128, "of an answer, at most")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/speed.jsonl", "file of the results; it is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	r := &racing{seed: *seed, tokens: *tokens}
	head := map[string]any{"experiment": "speed", "seed": *seed, "tokens": *tokens}
	if r.out, err = openJournal(*out, head, r.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.out.close()) }()
	fmt.Printf("speed: %d pairs, seed %d, results in %s\n", *pairs, *seed, *out)
	nodes := []role{{"provider-a", []string{"--provider"}}, {"gateway", []string{"--audit-rate", "0"}}}
	if r.lab, err = startNetwork(ctx, p, nodes); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.kill()) }()
	if err := r.awaitProviders(ctx, 1); err != nil {
		return err
	}
	direct, end, err := startEngine(ctx, p, r.model, 1)
	if err != nil {
		return err
	}
	defer end()
	r.direct = direct
	if _, err := r.pair(ctx, 0); err != nil { // whatever is loaded once is loaded
		return err
	}
	for n := len(r.pairs) + 1; n <= *pairs; n++ {
		one, err := r.pair(ctx, n)
		if err != nil {
			return fmt.Errorf("pair %d: %w", n, err)
		}
		r.pairs = append(r.pairs, *one)
		fmt.Printf("%3d  %3d + %3d tokens, the same %v: first after %6.1f ms, directly %6.1f; %5.1f tokens/s, directly %5.1f; ordered after %d ms, begun after %d\n",
			n, one.Prompt, one.Tokens, one.Same, one.Network.First, one.Engine.First, one.Network.Rate, one.Engine.Rate, one.Ordered, one.Started)
		if err := r.out.add(one); err != nil {
			return err
		}
	}
	return r.summary()
}

func (r *racing) read(line []byte) error {
	var one paired
	err := json.Unmarshal(line, &one)
	r.pairs = append(r.pairs, one)
	return err
}

// pair asks once through the network, and once directly.
func (r *racing) pair(ctx context.Context, n int) (*paired, error) {
	rng := rand.New(rand.NewPCG(r.seed, uint64(n)))
	q := asked{model: r.model, text: stories[n%len(stories)], maxTokens: r.tokens, seed: rng.Uint32()}
	h, err := r.gateway.hear(ctx, q, nil)
	if err != nil {
		return nil, err
	}
	a, err := r.gateway.answer(ctx, h.ID)
	if err != nil {
		return nil, err
	}
	if len(a.Parts) != 1 || len(h.Chunks) < 2 {
		return nil, fmt.Errorf("answer %s has %d parts and %d chunks", h.ID, len(a.Parts), len(h.Chunks))
	}
	t, err := r.gateway.transcript(ctx, a.Parts[0].Job)
	if err != nil {
		return nil, err
	}
	ids, _ := t.Output(len(t.Leaves))
	one := &paired{Pair: n, Prompt: int(t.Acceptance.Object.PromptTokens), Tokens: len(ids)}
	one.Network = paceOf(h.Began, h.Chunks[0].at, h.Chunks[len(h.Chunks)-1].at, len(ids))
	if t.Receipt != nil {
		began := h.Began.UnixMilli()
		one.Ordered, one.Started = int64(t.Order.Object.Created)-began, int64(t.Receipt.Object.Started)-began
	}
	again, direct, err := r.ask(ctx, t, &one.Prepared)
	if err != nil {
		return nil, err
	}
	one.Engine, one.Same = *direct, equal(ids, again)
	return one, nil
}

func paceOf(began, first, last time.Time, tokens int) pace {
	return pace{First: millis(first.Sub(began)), Rate: float64(tokens-1) / last.Sub(first).Seconds(), Whole: float64(tokens) / last.Sub(began).Seconds()}
}

// ask has the engine itself do the job of an order.
func (r *racing) ask(ctx context.Context, t *dgrid.Transcript, prepared *float64) (ids []dgrid.TokenID, p *pace, err error) {
	o := &t.Order.Object
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	began := time.Now()
	prompt, err := r.direct.Prompt(ctx, &t.Request, o.TemplateTime, nil)
	if err != nil {
		return nil, nil, err
	}
	*prepared = millis(time.Since(began))
	job := &dgrid.Job{ID: t.Acceptance.Object.Job, Prompt: prompt, Params: t.Request.Params, Seed: dgrid.JobSeed(o.Model, o.ClientSeed), MaxOutput: o.MaxOutput}
	var first, last time.Time
	_, err = r.direct.Generate(ctx, job, func(c dgrid.Chunk) error {
		ids = append(ids, c.IDs...)
		if last = time.Now(); first.IsZero() && c.Text != "" {
			first = last
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	if len(ids) < 2 {
		return nil, nil, errors.New("the engine's answer is too short")
	}
	found := paceOf(began, first, last, len(ids))
	return ids, &found, nil
}

func (r *racing) summary() error {
	var ratio, whole, added, before, network, engine []float64
	same := 0
	for _, p := range r.pairs {
		ratio, whole = append(ratio, p.Network.Rate/p.Engine.Rate), append(whole, p.Network.Whole/p.Engine.Whole)
		added = append(added, p.Network.First-p.Engine.First)
		before = append(before, float64(p.Started)-p.Prepared)
		network, engine = append(network, p.Network.Rate), append(engine, p.Engine.Rate)
		if p.Same {
			same++
		}
	}
	fmt.Printf("\nspeed, seed %d: %d pairs, %d token for token the same; medians\n", r.seed, len(r.pairs), same)
	fmt.Printf("  %.1f tokens/s through HTTP, mesh and engine, %.1f of the engine called directly: ratio %.3f (of whole answers %.3f), goal at least %.2f\n",
		median(network), median(engine), median(ratio), median(whole), speedRatio)
	fmt.Printf("  added to the first token: %.1f ms (p90 %.1f ms), goal at most %.0f ms\n", median(added), quantile(added, 0.9), speedAdded)
	fmt.Printf("  of that, before the engine begins to read the prompt: %.1f ms (p90 %.1f ms); the rest is how long two engines take to read the same\n", median(before), quantile(before, 0.9))
	switch {
	case same != len(r.pairs):
		return fmt.Errorf("speed: %d answers differ", len(r.pairs)-same)
	case median(ratio) < speedRatio || median(added) > speedAdded:
		return errors.New("speed: a goal is missed")
	}
	return nil
}

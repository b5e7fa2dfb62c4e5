package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// compare holds all books against each other, and against what clients have seen, while nobody asks. Each provider has answered
// the gateway once before: then both must agree to the last unit.
func (h *havoc) compare(ctx context.Context, kills int) error {
	h.asking.Lock()
	defer h.asking.Unlock()
	if err := h.meetAll(ctx); err != nil {
		return err
	}
	c := comparison{Compared: kills}
	payer, err := h.look(ctx, &c)
	if err != nil {
		return err
	}
	if err := h.lookUp(ctx, payer, &c); err != nil {
		return err
	}
	if err := h.verdicts(ctx, &c); err != nil {
		return err
	}
	c.Jobs, c.Receipts = len(payer.jobs), len(h.ledger.receipts)
	for _, s := range h.ledger.steps {
		c.Steps += len(s)
	}
	var settled dgrid.Amount
	for _, a := range payer.accounts {
		settled = settled.Add(a.settled)
	}
	c.Settled = settled.String()
	h.compared = append(h.compared, c)
	fmt.Printf("     after %d kills: %d jobs, %d steps, %d receipts, %d verdicts, %d whole answers looked up; settled %s on both sides; %d problems\n",
		kills, c.Jobs, c.Steps, c.Receipts, c.Verdicts, c.Answers, c.Settled, len(c.Problems))
	for _, p := range c.Problems {
		fmt.Printf("     %s\n", red(p))
	}
	return h.out.add(c)
}

// meetAll has every provider answer once, and waits until nobody works.
func (h *havoc) meetAll(ctx context.Context) error {
	if err := h.alive(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, settling)
	defer cancel()
	for _, name := range []string{"provider-a", "provider-b"} {
		q := asked{model: h.model, text: "Count from one to ten.", maxTokens: 8, seed: 1, provider: h.nodes[name].Peer, patience: chaosPatience}
		err := until(ctx, settling, name+" to answer the gateway again", func() (bool, error) {
			_, err := h.gateway.hear(ctx, q, nil)
			return err == nil, err
		})
		if err != nil {
			return err
		}
	}
	for name := range h.nodes {
		err := until(ctx, settling, name+" to end its jobs", func() (bool, error) {
			c, err := h.at(ctx, name)
			if err != nil {
				return false, err
			}
			s, err := c.Status(ctx)
			return err == nil && s.Jobs == 0, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// look reads the books of the gateway and of both providers, and compares them.
func (h *havoc) look(ctx context.Context, c *comparison) (*books, error) {
	providers := map[dgrid.Address]*books{}
	for _, name := range []string{"provider-a", "provider-b"} {
		b, err := h.booksOf(ctx, name, store.AsProvider)
		if err != nil {
			return nil, err
		}
		providers[h.nodes[name].Owner] = b
	}
	payer, err := h.booksOf(ctx, "gateway", store.AsPayer)
	if err != nil {
		return nil, err
	}
	c.note(h.ledger.compare(payer, providers))
	return payer, nil
}

// note adds the lines of err, if any.
func (c *comparison) note(err error) {
	if err != nil {
		c.Problems = append(c.Problems, strings.Split(err.Error(), "\n")...)
	}
}

func (h *havoc) booksOf(ctx context.Context, name string, role store.Role) (*books, error) {
	view, err := h.at(ctx, name)
	if err != nil {
		return nil, err
	}
	b, err := readBooks(ctx, view, role)
	if err != nil {
		return nil, fmt.Errorf("books of %s: %w", name, err)
	}
	return b, nil
}

// lookUp finds every answer that a client saw whole since the last time in the gateway's records, with the very text.
func (h *havoc) lookUp(ctx context.Context, payer *books, c *comparison) error {
	h.mu.Lock()
	fresh := h.outcomes[h.looked:]
	h.looked = len(h.outcomes)
	h.mu.Unlock()
	for _, o := range fresh {
		if o.Hung {
			c.Problems = append(c.Problems, fmt.Sprintf("a request did not end within %s: %s", chaosPatience, o.Error))
		}
		if !o.Complete {
			continue
		}
		c.Answers++
		r, err := h.gateway.answer(ctx, o.Answer)
		if err != nil {
			c.note(fmt.Errorf("answer %s, which a client saw whole: %w", o.Answer, err))
			continue
		}
		c.note(wholeRecord(r, payer, o.Text, h.words.spell))
	}
	return ctx.Err()
}

// wholeRecord checks the gateway's record of an answer that a client saw whole, and every token of it.
func wholeRecord(r *answer, payer *books, text string, spell func([]dgrid.TokenID) string) error {
	if r.State != "done" {
		return fmt.Errorf("answer %s, which a client saw whole, is recorded as %q", r.ID.Short(), r.State)
	}
	j := joined{answer: r}
	for _, p := range r.Parts {
		t := payer.jobs[p.Job]
		if t == nil {
			return fmt.Errorf("answer %s: its job %s is not in the books", r.ID.Short(), p.Job.Short())
		}
		j.transcripts = append(j.transcripts, t)
	}
	if err := j.check(text, spell); err != nil {
		return fmt.Errorf("answer %s: %w", r.ID.Short(), err)
	}
	return nil
}

// verdicts checks that none is lost or changed.
func (h *havoc) verdicts(ctx context.Context, c *comparison) error {
	view, err := h.at(ctx, "gateway")
	if err != nil {
		return err
	}
	for _, name := range []string{"provider-a", "provider-b"} {
		why, err := view.Why(ctx, string(h.nodes[name].Peer))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("what the gateway thinks of %s: %w", name, err)
		}
		now := map[string]string{}
		for _, a := range why.Audits {
			id := a.Job.String()
			if now[id] != "" {
				c.Problems = append(c.Problems, fmt.Sprintf("job %s has two verdicts", a.Job.Short()))
			}
			if a.Result == "pending" {
				continue
			}
			now[id] = name + " " + a.Result
			if before := h.audits[id]; before != "" && before != now[id] {
				c.Problems = append(c.Problems, fmt.Sprintf("the verdict of job %s was %q and is %q", a.Job.Short(), before, now[id]))
			}
		}
		for id, before := range h.audits {
			if strings.HasPrefix(before, name+" ") && now[id] == "" {
				c.Problems = append(c.Problems, fmt.Sprintf("the verdict of job %s, %q, is lost", id[:10], before))
			}
		}
		for id, v := range now {
			h.audits[id] = v
		}
	}
	c.Verdicts = len(h.audits)
	return nil
}

func (h *havoc) summary() error {
	victims := map[string]int{}
	var down []float64
	for _, k := range h.kills {
		victims[k.Victim]++
		if k.Down > 0 {
			down = append(down, k.Down)
		}
	}
	var took []float64
	errorsSeen := map[string]int{}
	for _, o := range h.outcomes {
		took = append(took, o.Took)
		if o.Error != "" {
			errorsSeen[shorten(o.Error)]++
		}
	}
	problems := 0
	for _, c := range h.compared {
		problems += len(c.Problems)
	}
	fmt.Printf("\nchaos, seed %d: %d kills (%s) in one network\n  %s; a request took %s\n", h.seed, len(h.kills), tally(victims), h.sofar(), spread(took, "ms"))
	fmt.Printf("  from kill to up again: %s\n", spread(down, "ms"))
	for _, what := range slices.Sorted(maps.Keys(errorsSeen)) {
		fmt.Printf("  %4d x %s\n", errorsSeen[what], what)
	}
	if n := len(h.compared); n > 0 {
		c := h.compared[n-1]
		fmt.Printf("  books compared %d times, the last time %d jobs, %d steps, %d receipts, %d verdicts, settled %s on both sides\n", n, c.Jobs, c.Steps, c.Receipts, c.Verdicts, c.Settled)
	}
	fmt.Printf("  lost, doubled, hung or in dispute: %d\n", problems)
	if problems > 0 {
		return fmt.Errorf("chaos: %d problems", problems)
	}
	return nil
}

// numbers are what differs from one error to the next of its kind.
var numbers = regexp.MustCompile(`[0-9]+(\.[0-9]+)?`)

// shorten is an error's kind: its first words, without numbers.
func shorten(s string) string {
	const most = 110
	s, _, _ = strings.Cut(s, "\n")
	s, _, _ = strings.Cut(s, "; ")
	s = numbers.ReplaceAllString(s, "#")
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

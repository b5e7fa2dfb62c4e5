package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// How often, and from which seed: the same seed kills the same victims behind as many tokens.
const (
	killsVariable = "DGRID_CHAOS_KILLS"
	seedVariable  = "DGRID_CHAOS_SEED"
	shortKills    = 4
)

const answerTokens = 128 // most of an answer that is broken off: four steps

// TestKill kills provider, worker and asker with kill -9 at random moments of an answer. Each time the two meet again, and
// nothing that either had signed, stored or paid may be lost, doubled or in dispute.
func TestKill(t *testing.T) {
	kills, seed := number(t, killsVariable, shortKills), number(t, seedVariable, uint64(time.Now().UnixNano()))
	fmt.Fprintf(t.Output(), "%d kills, %s=%d; amounts are base units\n", kills, seedVariable, seed)
	c := &chaos{world: newWorld(t), rng: rand.New(rand.NewPCG(seed, 0)), ledger: newLedger(), seen: make(map[dgrid.JobID]bool)}
	c.up()
	defer func() {
		if t.Failed() {
			t.Logf("the provider's log:\n%s", c.daemon.stderr.String())
		}
	}()
	c.meet() // the first answer: whatever is loaded once is loaded
	for i := range kills {
		c.round(int(i) + 1)
		if t.Failed() {
			return
		}
	}
	c.down()
	asker, provider := c.atAsker(), c.read(c.provider, store.AsProvider)
	if err := c.ledger.check(asker, provider, true); err != nil {
		t.Error(err)
	}
	c.summary(asker)
}

func number(t *testing.T, variable string, otherwise uint64) uint64 {
	t.Helper()
	s := os.Getenv(variable)
	if s == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	return n
}

// chaos is a world in which processes are killed.
type chaos struct {
	*world
	rng    *rand.Rand
	ledger *ledger
	seen   map[dgrid.JobID]bool // jobs of earlier rounds
	losses []loss
	bound  dgrid.Amount // a step and a prompt of the last job
}

// loss is what one kill cost.
type loss struct {
	victim string
	tokens int          // that the asker got and nobody pays
	unpaid dgrid.Amount // what they, and a prompt that was read for nothing, would have cost: the provider's loss
	looked bool         // into both books before the two met again
	ahead  dgrid.Amount // paid for work that did not come: the asker's risk until the next job, which it pays
}

// round is one kill and what follows.
func (c *chaos) round(n int) {
	victim := []string{"provider", "worker", "asker"}[c.rng.IntN(3)]
	behind, pause := c.moment()
	atOnce := c.rng.IntN(2) == 0 && victim == "asker"
	a := c.ask(story, "--max-tokens", strconv.Itoa(answerTokens), "--seed", strconv.FormatUint(uint64(c.rng.Uint32()), 10))
	c.until(a, behind)
	<-time.After(pause) // nothing is waited for: the moment is to be random
	c.strike(victim, a)
	code, wrote := c.end(a)
	c.checkEnd(victim, code, a, wrote)
	var mine, before *books
	if victim == "provider" {
		c.up()
	}
	if !atOnce { // else they meet before the provider may have noticed
		c.quiet()
		mine, before = c.atAsker(), c.atProvider(c.isNew)
		c.compare("before they met", c.only(mine), before, false)
	}
	c.meet()
	select {
	case <-c.daemon.ended:
		c.t.Fatalf("the provider has ended by itself\n%s", c.daemon.stderr.String())
	default:
	}
	after, theirs := c.atAsker(), c.atProvider(c.isNew)
	c.compare("after they met", c.only(after), theirs, true)
	moment := fmt.Sprintf("%-8s killed %5.1f ms behind token %3d", victim, float64(pause.Microseconds())/1000, behind)
	c.account(n, victim, moment, a, mine, before, after)
	for id := range after.jobs {
		c.seen[id] = true
	}
}

// moment is when to kill: behind so many tokens, and then a little later.
func (c *chaos) moment() (behind int, pause time.Duration) {
	switch c.rng.IntN(6) {
	case 0: // while the asker starts, dials and greets
		return 0, time.Duration(c.rng.IntN(600)) * time.Millisecond
	case 1, 2: // while a step is signed, stored, sent, checked and paid
		return dgrid.LeafTokens * (1 + c.rng.IntN(answerTokens/dgrid.LeafTokens)), time.Duration(c.rng.IntN(12_000)) * time.Microsecond
	default:
		return c.rng.IntN(answerTokens), time.Duration(c.rng.IntN(40)) * time.Millisecond
	}
}

// strike kills the victim, and nothing else.
func (c *chaos) strike(victim string, a *asking) {
	pid := 0
	switch victim {
	case "provider":
		pid = c.daemon.Process.Pid
	case "worker":
		pid = c.worker()
	case "asker":
		pid = a.Process.Pid
	}
	worker := c.worker()
	_ = syscall.Kill(pid, syscall.SIGKILL) // an asker may have ended just before
	if victim == "provider" {
		c.wait(c.daemon)
		c.gone(worker)
	}
}

// checkEnd says what the killed job's asker must see: an error that invites it to try again, or a whole answer.
func (c *chaos) checkEnd(victim string, code int, a *asking, wrote *dgrid.Transcript) {
	c.t.Helper()
	if victim == "asker" && code == -1 {
		return
	}
	if code != 0 && code != 4 {
		c.t.Errorf("the %s was killed and ask ended with code %d, want 0 or 4 (try again)\n%s", victim, code, a.stderr.String())
	}
	if wrote == nil {
		return
	}
	whole := wrote.Receipt != nil && !wrote.Receipt.Object.Finish.Early()
	if whole != (code == 0) {
		c.t.Errorf("ask ended with code %d, its receipt: %+v", code, wrote.Receipt)
	}
	if _, printed := a.printed(); len(wrote.Leaves) > 0 {
		if _, text := wrote.Output(len(wrote.Leaves)); text != printed {
			c.t.Errorf("ask printed %q, its transcript says %q", printed, text)
		}
	}
	id := dgrid.JobID(wrote.Domain.HashObject(&wrote.Order.Object))
	if err := c.ledger.note(id, wrote.Steps, wrote.Receipt); err != nil {
		c.t.Error(err)
	}
	if wrote.Voucher != nil {
		c.ledger.pay(wrote.Voucher.Object.Amount)
	}
}

// meet asks a short question. The provider may still be busy with a job whose payer is gone, so it is asked again.
func (c *chaos) meet() {
	c.t.Helper()
	c.eventually("the two meet again", func() bool {
		out, code, stderr := c.run("ask", "--home", c.asker, "--peer", c.addr, "--json", "--max-tokens", "40", "Count from one to fifty.")
		if code == 4 {
			return false
		}
		var r struct{ Transcript *dgrid.Transcript }
		if err := json.NewDecoder(bytes.NewReader(out)).Decode(&r); err != nil || code != 0 || r.Transcript.Receipt == nil {
			c.t.Fatalf("the next ask ended with code %d: %v\n%s\n%s", code, err, stderr, c.daemon.stderr.String())
		}
		id := dgrid.JobID(r.Transcript.Domain.HashObject(&r.Transcript.Order.Object))
		if err := c.ledger.note(id, r.Transcript.Steps, r.Transcript.Receipt); err != nil {
			c.t.Error(err)
		}
		return true
	})
	c.quiet()
}

func (c *chaos) isNew(id dgrid.JobID) bool { return !c.seen[id] }

// only leaves the jobs of earlier rounds out; the end looks at all of them again.
func (c *chaos) only(b *books) *books {
	n := *b
	n.jobs = make(map[dgrid.JobID]*dgrid.Transcript)
	for id, t := range b.jobs {
		if c.isNew(id) {
			n.jobs[id] = t
		}
	}
	return &n
}

func (c *chaos) compare(when string, asker, provider *books, met bool) {
	c.t.Helper()
	if err := c.ledger.check(asker, provider, met); err != nil {
		c.t.Errorf("%s: %v", when, err)
	}
}

// account prints what the kill cost and holds it against the bound: a step and a prompt, on either side.
func (c *chaos) account(n int, victim, moment string, a *asking, mine, theirs, after *books) {
	c.t.Helper()
	id, job := c.broken(after)
	if job == nil {
		c.losses = append(c.losses, loss{victim: victim})
		fmt.Fprintf(c.t.Output(), "%2d  %s: it had not ordered\n", n, moment)
		return
	}
	received, _ := a.printed()
	prompt := job.Acceptance.Object.PromptTokens
	settled, _, fee := job.Settled()
	bound := job.Order.Object.Price.Fee(max(prompt, 1), dgrid.LeafTokens)
	c.bound = bound
	l := loss{victim: victim, tokens: max(0, received-int(settled))}
	if job.Acceptance.Object.Job == id {
		c.mustRun("receipt", "verify", "--home", c.asker, id.String())
		l.unpaid = job.Order.Object.Price.Fee(prompt, max(uint32(received), settled, 1)).Sub(fee)
	}
	difference := "not looked at"
	if mine != nil {
		difference = c.difference(id, mine, theirs, bound).String()
		l.looked, l.ahead = true, mine.promised.Sub(theirs.settled)
		if owed := theirs.settled.Sub(theirs.promised); owed.Cmp(bound) > 0 {
			c.t.Errorf("before they met %s was owed beyond the voucher, more than a step and a prompt (%s)", owed, bound)
		}
	}
	c.losses = append(c.losses, l)
	if l.tokens > dgrid.LeafTokens || l.unpaid.Cmp(bound) > 0 || l.ahead.Cmp(bound) > 0 || after.promised.Sub(after.settled).Cmp(bound) > 0 {
		c.t.Errorf("more than a step and a prompt (%s) is lost: %+v; after they met %s is promised, %s settled", bound, l, after.promised, after.settled)
	}
	fmt.Fprintf(c.t.Output(), "%2d  %s: %3d tokens received, %d steps signed, %2d tokens lost worth %s, paid ahead %s, settled difference %s\n",
		n, moment, received, len(job.Steps), l.tokens, l.unpaid, l.ahead, difference)
}

// broken is the round's job that was meant to be broken off. It is nil where the asker died before it stored the order.
func (c *chaos) broken(after *books) (dgrid.JobID, *dgrid.Transcript) {
	for id, t := range after.jobs {
		if m := t.Request.Messages; c.isNew(id) && m[len(m)-1].Content == story {
			return id, t
		}
	}
	return dgrid.JobID{}, nil
}

// difference is how far the two are apart over the job before they met: steps or a receipt that were stored and did not arrive.
func (c *chaos) difference(id dgrid.JobID, mine, theirs *books, bound dgrid.Amount) dgrid.Amount {
	c.t.Helper()
	var a, b dgrid.Amount
	if t := mine.jobs[id]; t != nil {
		_, _, a = t.Settled()
	}
	if t := theirs.jobs[id]; t != nil {
		_, _, b = t.Settled()
	}
	if a.Cmp(b) > 0 || b.Sub(a).Cmp(bound) > 0 {
		c.t.Errorf("before they met job %s was settled by %s at the asker and %s at the provider", id.Short(), a, b)
	}
	return b.Sub(a)
}

// summary is the last line: how much was looked at, and the losses of all kills.
func (c *chaos) summary(asker *books) {
	victims, steps := make(map[string]int), 0
	var tokens []int
	var unpaid, ahead []dgrid.Amount
	for _, l := range c.losses {
		victims[l.victim]++
		tokens, unpaid = append(tokens, l.tokens), append(unpaid, l.unpaid)
		if l.looked {
			ahead = append(ahead, l.ahead)
		}
	}
	for _, s := range c.ledger.steps {
		steps += len(s)
	}
	if len(tokens) == 0 {
		return
	}
	slices.Sort(tokens)
	slices.SortFunc(unpaid, dgrid.Amount.Cmp)
	slices.SortFunc(ahead, dgrid.Amount.Cmp)
	fmt.Fprintf(c.t.Output(), "%d kills (%s): %d jobs, %d steps and %d receipts, none lost, doubled or in dispute; "+
		"settled %s, promised %s on both sides; lost at most %d tokens (median %d) worth %s (median %s); paid ahead at most %s (median %s); a step and a prompt cost %s\n",
		len(tokens), count(victims), len(asker.jobs), steps, len(c.ledger.receipts), asker.settled, asker.promised,
		tokens[len(tokens)-1], tokens[len(tokens)/2], highest(unpaid), median(unpaid), highest(ahead), median(ahead), c.bound)
}

func highest(sorted []dgrid.Amount) (a dgrid.Amount) {
	if len(sorted) > 0 {
		a = sorted[len(sorted)-1]
	}
	return a
}

func median(sorted []dgrid.Amount) (a dgrid.Amount) {
	if len(sorted) > 0 {
		a = sorted[len(sorted)/2]
	}
	return a
}

func count(victims map[string]int) string {
	var parts []string
	for _, v := range []string{"provider", "worker", "asker"} {
		parts = append(parts, fmt.Sprintf("%s %d", v, victims[v]))
	}
	return strings.Join(parts, ", ")
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/store"
)

const (
	epochDeposit  = 200              // whole tokens
	epochStake    = 150              // whole tokens
	epochPatience = 60 * time.Second // of a client
	epochQuiet    = 3 * time.Minute  // for all that was earned to be paid, with nothing done to the network any more
	epochBetween  = 50               // epochs between two comparisons of everything
	epochCalm     = 40               // blocks made behind the deposits, so that no reorganisation reaches them
)

// epochRoles are the experiment's nodes besides the bootstrap node.
var epochRoles = []role{
	{"provider", []string{"--provider"}},
	{"gateway", []string{"--audit-rate", "0"}},
}

// epochParams make a batch every two seconds at most, which is as fast as a block a second allows.
var epochParams = []string{"batchMillis=2000", "pinDelayBlocks=1"}

// epochCheck is one comparison of everything with everything.
type epochCheck struct {
	Check    int      `json:"check"` // epochs before it
	Events   int      `json:"events"`
	Jobs     int      `json:"jobs"` // that cost something by the gateway's own objects
	Raised   int      `json:"raised"`
	Owed     string   `json:"owed"` // base units, by the gateway's own objects
	Paid     string   `json:"paid"` // base units, by the escrow
	Burned   string   `json:"burned"`
	Seconds  float64  `json:"seconds"`  // of the whole experiment, breaks between runs not counted
	Problems []string `json:"problems"` // none is what is wanted
}

// epochal is the experiment: one chain, one provider and one gateway, whose folders stay.
type epochal struct {
	*lab
	seed   uint64
	out    *journal
	faults []fault
	checks []epochCheck
	before float64 // seconds of earlier runs
	began  time.Time

	asking sync.RWMutex // held for reading by who asks
	mu     sync.Mutex   // guards what follows
	asked  map[string]int
}

func epochs(ctx context.Context, p programs, args []string) (err error) {
	fl := flag.NewFlagSet("epochs", flag.ContinueOnError)
	want := fl.Int("epochs", 200, "epochs that the provider anchors")
	seed := fl.Uint64("seed", 1, "of all random choices")
	out := fl.String("out", "bin/lab/epochs.jsonl", "file of the results; it is gone on with")
	if err := fl.Parse(args); err != nil {
		return err
	}
	e := &epochal{seed: *seed, asked: map[string]int{}, began: time.Now()}
	if e.out, err = openJournal(*out, map[string]any{"experiment": "epochs", "seed": *seed}, e.read); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.out.close()) }()
	if e.lab, err = keptLab(p, *out); err != nil {
		return err
	}
	fmt.Printf("epochs: %d, seed %d, results in %s, nodes in %s\n", *want, *seed, *out, e.dir)
	defer func() { err = errors.Join(err, e.kill()) }()
	if err := e.found(ctx, epochParams, epochRoles, "provider"); err != nil {
		return err
	}
	if err := e.awaitProviders(ctx, 1); err != nil {
		return err
	}
	if err := e.storm(ctx, *want); err != nil {
		return err
	}
	if err := e.stop(); err != nil {
		return err
	}
	return e.summary(*want)
}

// keptLab is a lab whose folder lies beside its results and stays.
func keptLab(p programs, out string) (_ *lab, err error) {
	if p.dir, err = filepath.Abs(strings.TrimSuffix(out, ".jsonl") + "-nodes"); err != nil {
		return nil, err
	}
	return newLab(p), os.MkdirAll(p.dir, 0o700)
}

// found makes chain, contracts, nodes and deposits, or goes on with those that the folder holds.
func (l *lab) found(ctx context.Context, params []string, roles []role, stakers ...string) error {
	ready := filepath.Join(l.dir, "ready")
	if _, err := os.Stat(ready); err == nil {
		if err := l.goOn(ctx); err != nil {
			return err
		}
		return l.startNodes(ctx, roles)
	}
	if err := l.startChain(ctx, params...); err != nil {
		return err
	}
	if err := l.startNodes(ctx, roles); err != nil {
		return err
	}
	var owners []dgrid.Address
	for _, name := range append([]string{"gateway"}, stakers...) {
		owner, err := l.ownerOf(name)
		if err != nil {
			return err
		}
		owners = append(owners, owner)
	}
	if err := l.fund(ctx, given, owners...); err != nil {
		return err
	}
	if _, err := l.move(ctx, "gateway", "deposit", fmt.Sprintf("%d DEV", epochDeposit)); err != nil {
		return err
	}
	for _, name := range stakers {
		if _, err := l.move(ctx, name, "stake", fmt.Sprintf("%d DEV", epochStake)); err != nil {
			return err
		}
	}
	if err := l.order(ctx, "dev_mine", epochCalm); err != nil {
		return err
	}
	return os.WriteFile(ready, []byte(l.chain.url), 0o600)
}

// read takes in a line of an earlier run.
func (e *epochal) read(line []byte) error {
	var kind struct{ Fault, Check *int }
	if err := json.Unmarshal(line, &kind); err != nil {
		return err
	}
	switch {
	case kind.Fault != nil:
		e.faults = append(e.faults, fault{})
		return json.Unmarshal(line, &e.faults[len(e.faults)-1])
	case kind.Check != nil:
		var c epochCheck
		err := json.Unmarshal(line, &c)
		e.checks, e.before = append(e.checks, c), c.Seconds
		return err
	}
	return errors.New("what kind of result is this?")
}

// storm asks and does harm until so many epochs are anchored, and compares everything on the way.
func (e *epochal) storm(ctx context.Context, want int) error {
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	group.Go(func() { e.ask(ctx) })
	compared := 0
	if n := len(e.checks); n > 0 {
		compared = e.checks[n-1].Check
	}
	for n := len(e.faults) + 1; ; n++ {
		epoch, err := e.epoch(ctx)
		if err != nil {
			return err
		}
		if epoch >= want || epoch >= compared+epochBetween {
			if err := e.compare(ctx); err != nil {
				return fmt.Errorf("after fault %d: %w", n-1, err)
			}
			compared = epoch
		}
		if epoch >= want {
			return nil
		}
		if err := e.harm(ctx, n, epoch); err != nil {
			return fmt.Errorf("fault %d: %w", n, err)
		}
	}
}

// epoch is the provider's last one on the chain.
func (e *epochal) epoch(ctx context.Context) (epoch int, err error) {
	owner, err := e.ownerOf("provider")
	if err != nil {
		return 0, err
	}
	err = until(ctx, lookTime, "the chain to say how far the provider is", func() (bool, error) {
		s, err := e.see(ctx)
		if err != nil {
			return false, err
		}
		defer s.close()
		head, err := s.Head(ctx, s.at, owner)
		epoch = int(head.Epoch)
		return err == nil, err
	})
	return epoch, err
}

// ask asks one short question after the other. One in six is long enough for a step.
func (e *epochal) ask(ctx context.Context) {
	rng := rand.New(rand.NewPCG(e.seed, 1<<32|uint64(len(e.faults))))
	for pause(ctx, time.Duration(100+rng.IntN(500))*time.Millisecond) {
		most := 8 + rng.IntN(9)
		if rng.IntN(6) == 0 {
			most = 40 + rng.IntN(24)
		}
		e.asking.RLock()
		if ctx.Err() == nil {
			e.once(ctx, asked{model: e.model, text: stories[rng.IntN(len(stories))], maxTokens: most, seed: rng.Uint32(), patience: epochPatience})
		}
		e.asking.RUnlock()
	}
}

func (e *epochal) once(ctx context.Context, q asked) {
	h, err := e.gateway.hear(ctx, q, nil)
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case err == nil && h.Finish != "":
		e.asked["whole"]++
	case h.Ended.Sub(h.Began) >= epochPatience:
		e.asked["hung"]++
	case ctx.Err() == nil:
		e.asked["error"]++
	}
}

// harm does one thing to the network.
func (e *epochal) harm(ctx context.Context, n, epoch int) error {
	rng := rand.New(rand.NewPCG(e.seed, uint64(n)))
	f := fault{Fault: n, Pause: float64(2000 + rng.IntN(10000)), During: epoch}
	if !pause(ctx, time.Duration(f.Pause)*time.Millisecond) {
		return ctx.Err()
	}
	if err := e.alive(); err != nil {
		return err
	}
	if err := e.inflict(ctx, &f, rng); err != nil {
		return fmt.Errorf("%s: %w", f.Kind, err)
	}
	e.mu.Lock()
	fmt.Printf("%4d  epoch %3d  %-38s depth %2d  %5.0f ms  %s; answers: %s\n", n, epoch, f.Kind, f.Depth, f.Took, f.Note, tally(e.asked))
	e.mu.Unlock()
	e.faults = append(e.faults, f)
	return e.out.add(f)
}

// compare stops asking, waits until all that was earned is paid, and holds everything against everything.
func (e *epochal) compare(ctx context.Context) error {
	e.asking.Lock()
	defer e.asking.Unlock()
	if err := e.awaitProviders(ctx, 1); err != nil {
		return err
	}
	// One more answer, and both have met since whatever was done to them.
	if _, err := e.gateway.hear(ctx, asked{model: e.model, text: stories[0], maxTokens: 8, patience: epochPatience}, nil); err != nil {
		return err
	}
	if err := e.quiet(ctx); err != nil {
		return err
	}
	for _, name := range []string{"gateway", "provider"} {
		if err := e.nodes[name].stop(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		delete(e.nodes, name)
	}
	c, err := e.balance(ctx)
	if err != nil {
		return err
	}
	c.Seconds = e.before + time.Since(e.began).Seconds()
	e.checks = append(e.checks, *c)
	fmt.Printf("      epoch %3d: %d events, %d jobs for %s, paid %s; %d problems\n", c.Check, c.Events, c.Jobs, c.Owed, c.Paid, len(c.Problems))
	if err := e.out.add(c); err != nil {
		return err
	}
	if len(c.Problems) > 0 {
		return errors.New(strings.Join(c.Problems, "\n"))
	}
	for _, name := range []string{"provider", "gateway"} {
		if err := e.start(ctx, name); err != nil {
			return err
		}
	}
	return e.awaitProviders(ctx, 1)
}

// quiet waits until the provider says that all it earned is paid, and has nothing left to anchor.
func (e *epochal) quiet(ctx context.Context) error {
	var last *earnings
	err := until(ctx, epochQuiet, "all that was earned to be paid", func() (_ bool, err error) {
		if last, err = e.earnings(ctx, "provider"); err != nil {
			return false, err
		}
		open, err := e.openJobs(ctx)
		return last.Total.Paid == last.Total.Settled && last.Total.Settled == last.Total.Anchored && open == 0, err
	})
	if err != nil && last != nil {
		t := last.Total
		err = fmt.Errorf("%w: settled %s, promised %s, anchored %s, paid %s", err, t.Settled, t.Voucher, t.Anchored, t.Paid)
	}
	return err
}

// openJobs are jobs that one of the two has not closed.
func (e *epochal) openJobs(ctx context.Context) (open int, err error) {
	for _, name := range []string{"gateway", "provider"} {
		c, err := e.at(ctx, name)
		if err != nil {
			return 0, err
		}
		var s *control.Status
		if s, err = c.Status(ctx); err != nil {
			return 0, err
		}
		for _, a := range s.Accounts {
			open += a.Open
		}
	}
	return open, nil
}

// balance reads chain and stores, with the nodes down.
func (e *epochal) balance(ctx context.Context) (*epochCheck, error) {
	s, err := e.see(ctx)
	if err != nil {
		return nil, err
	}
	defer s.close()
	payer, err1 := e.ownerOf("gateway")
	provider, err2 := e.ownerOf("provider")
	events, err3 := s.anchored(ctx, provider)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	c := &epochCheck{Check: len(events), Events: len(events), Problems: []string{}}
	if err := gapless(events); err != nil {
		c.Problems = append(c.Problems, err.Error())
	}
	due, pair, err := e.payerSide(payer, provider)
	if err != nil {
		return nil, err
	}
	paid, err := s.Paid(ctx, s.at, pair)
	if err != nil {
		return nil, err
	}
	if c.Jobs, c.Owed, c.Paid = len(due.fees), due.sum.String(), paid.String(); c.Owed != c.Paid {
		c.Problems = append(c.Problems, fmt.Sprintf("the gateway's own objects say %s is due, the escrow has paid %s", c.Owed, c.Paid))
	}
	if err := e.leaves(c, due, events); err != nil {
		return nil, err
	}
	t := holdings{given: wholeTokens(given), staked: wholeTokens(epochStake), deposited: wholeTokens(epochDeposit), payer: payer, provider: provider}
	wrong, err := t.check(ctx, s, pair)
	if err != nil {
		return nil, err
	}
	_, burned, err := s.redeemed(ctx)
	if err != nil {
		return nil, err
	}
	c.Burned, c.Problems = burned.String(), append(c.Problems, wrong...)
	return c, nil
}

// payerSide is the ledger by the gateway's store, and its one pair.
func (l *lab) payerSide(payer, provider dgrid.Address) (_ *debts, pair dgrid.Pair, err error) {
	s, err := l.openStore("gateway")
	if err != nil {
		return nil, pair, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	d, err := owed(s)
	if err != nil {
		return nil, pair, err
	}
	jobs, err := s.Jobs(store.AsPayer, 1)
	if err == nil && len(jobs) == 0 {
		err = errors.New("the gateway has no jobs")
	}
	if err != nil {
		return nil, pair, err
	}
	return d, dgrid.Pair{Payer: payer, Provider: provider, Model: jobs[0].Model}, nil
}

// leaves holds the provider's batches against the chain's roots and the gateway's jobs.
func (e *epochal) leaves(c *epochCheck, due *debts, events []dgrid.Batch) (err error) {
	s, err := e.openStore("provider")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	n, err := count(s, events)
	if err != nil {
		c.Problems = append(c.Problems, err.Error())
		return nil
	}
	wrong, raised := n.compare(due)
	c.Problems, c.Raised = append(c.Problems, wrong...), raised
	return nil
}

// wholeTokens is n whole tokens in base units.
func wholeTokens(n int64) *big.Int { return new(big.Int).Mul(big.NewInt(n), big.NewInt(1e18)) }

func (e *epochal) summary(want int) error {
	kinds, depths := map[string]int{}, 0
	for _, f := range e.faults {
		kinds[f.Kind]++
		depths = max(depths, f.Depth)
	}
	problems := 0
	for _, c := range e.checks {
		problems += len(c.Problems)
	}
	if len(e.checks) == 0 {
		return errors.New("epochs: nothing was compared")
	}
	last := e.checks[len(e.checks)-1]
	fmt.Printf("\nepochs, seed %d: %d epochs in %.0f s, %d faults\n", e.seed, last.Check, last.Seconds, len(e.faults))
	for _, f := range faultShares {
		fmt.Printf("  %4d  %s\n", kinds[f.kind], f.kind)
	}
	fmt.Printf("  reorganisations up to %d blocks deep, final are blocks with %d on top\n", depths, e.chain.network.Params.Confirmations)
	fmt.Printf("  answers of this run: %s\n", tally(e.asked))
	fmt.Printf("  %d anchor events for %d epochs; %d jobs, each counted once by the leaves (%d by a step and a receipt)\n", last.Events, last.Check, last.Jobs, last.Raised)
	fmt.Printf("  due by the gateway's own objects %s, paid by the escrow %s, of it burned %s base units\n", last.Owed, last.Paid, last.Burned)
	fmt.Printf("  compared %d times; problems: %d\n", len(e.checks), problems)
	switch {
	case problems > 0:
		return fmt.Errorf("epochs: %d problems", problems)
	case last.Check < want:
		return fmt.Errorf("epochs: %d of %d", last.Check, want)
	}
	return nil
}

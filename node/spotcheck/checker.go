package spotcheck

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// Network reaches providers and auditors.
type Network interface {
	FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error)
	Check(ctx context.Context, peer dgrid.PeerID, t *dgrid.Transcript) (report []byte, err error)
	Adverts() []dgrid.Advert
}

// Book is told what audits find. Watched providers have every job audited.
type Book interface {
	Watched(provider dgrid.Address, model dgrid.ModelID) bool
	Audited(provider dgrid.Address, model dgrid.ModelID, job dgrid.JobID, v verify.Verdict) error
}

// Engines is this node's own engine for a model, if it has one.
type Engines func(dgrid.ModelID) (auditor.Engine, bool)

// Config is what a Checker needs to know.
type Config struct {
	Self    dgrid.PeerID
	Owner   dgrid.Address
	Domain  dgrid.Domain
	Rate    float64        // share of this node's own jobs that are audited, 0 to 1
	Secret  dgrid.Digest   // decides which; nobody else may know it
	Trusted []dgrid.PeerID // auditors that are asked; none: those that advertise
	Serving int            // audits for others at once
	Cells   verify.Cells
}

const (
	maxPending = 256              // audits that wait; further jobs are not drawn
	maxTries   = 5                // until an audit is given up
	firstPause = 2 * time.Second  // before the second try; doubled for each further one
	fetchTime  = 30 * time.Second // for a provider to hand over its transcript
	auditTime  = 10 * time.Minute // for one machine to re-compute one answer
	opinions   = 3                // machines that are asked at most
)

// Checker audits. It is safe for concurrent use.
type Checker struct {
	cfg     Config
	net     Network
	engines Engines
	book    Book
	store   *store.Store
	log     *slog.Logger

	serving chan struct{}
	turn    chan struct{} // one own audit at a time: paid work goes first

	mu      sync.Mutex
	waiting []*Record      // drawn before Run; guarded by mu
	pending int            // guarded by mu
	run     func(*Record)  // set while Run runs; guarded by mu
	group   sync.WaitGroup // of Run
}

// New checks cfg. It starts nothing.
func New(cfg Config, net Network, engines Engines, book Book, st *store.Store, log *slog.Logger) (*Checker, error) {
	if cfg.Rate < 0 || cfg.Rate > 1 {
		return nil, fmt.Errorf("new spot checker: rate %v is outside 0 to 1", cfg.Rate)
	}
	if cfg.Serving < 1 {
		return nil, errors.New("new spot checker: serving must be at least 1")
	}
	return &Checker{cfg: cfg, net: net, engines: engines, book: book, store: st, log: log,
		serving: make(chan struct{}, cfg.Serving), turn: make(chan struct{}, 1)}, nil
}

// Answered draws a finished job, or not, and stores what is drawn before it returns. peer is where the provider was met.
func (c *Checker) Answered(ctx context.Context, peer dgrid.PeerID, t *dgrid.Transcript) error {
	o := &t.Order.Object
	job := t.Acceptance.Object.Job
	if n, _, _ := t.Settled(); n == 0 || o.Provider == c.cfg.Owner {
		return nil // nothing was signed, or it is this node's own work
	}
	if c.cfg.Rate == 0 || !Sampled(job, c.cfg.Secret, c.cfg.Rate) && !c.book.Watched(o.Provider, o.Model) {
		return nil
	}
	r := &Record{Job: job, Provider: o.Provider, Peer: peer, Model: o.Model, State: Pending, Drawn: now()}
	c.mu.Lock()
	full := c.pending >= maxPending
	if !full {
		c.pending++
	}
	c.mu.Unlock()
	if full {
		c.log.Warn("too many audits wait, this job is not audited", "job", job.Short(), "waiting", maxPending)
		return nil
	}
	if err := c.put(ctx, r); err != nil {
		return err
	}
	c.start(r)
	return nil
}

// start hands r to Run, now or when it begins.
func (c *Checker) start(r *Record) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.run == nil {
		c.waiting = append(c.waiting, r)
		return
	}
	c.run(r)
}

// Run audits what is drawn and what an earlier run left pending, until ctx ends.
func (c *Checker) Run(ctx context.Context) error {
	left, err := Records(c.store)
	if err != nil {
		return err
	}
	c.mu.Lock()
	drawn := map[dgrid.JobID]bool{}
	for _, r := range c.waiting {
		drawn[r.Job] = true
	}
	for i := range left {
		if left[i].State == Pending && !drawn[left[i].Job] {
			c.waiting = append(c.waiting, &left[i])
			c.pending++
		}
	}
	c.run = func(r *Record) {
		c.group.Add(1)
		go func() { defer c.group.Done(); c.audit(ctx, r) }()
	}
	for _, r := range c.waiting {
		c.run(r)
	}
	c.waiting = nil
	c.mu.Unlock()
	<-ctx.Done()
	c.mu.Lock()
	c.run = nil
	c.mu.Unlock()
	c.group.Wait()
	return nil
}

// audit tries until there is a verdict, and stores it.
func (c *Checker) audit(ctx context.Context, r *Record) {
	pause := firstPause
	for r.Tries < maxTries {
		err := c.try(ctx, r)
		if ctx.Err() != nil {
			return // it stays pending
		}
		if err == nil {
			c.finish(ctx, r, Done)
			return
		}
		r.Tries++
		r.Reason = err.Error()
		c.log.Info("audit not done yet", "job", r.Job.Short(), "tries", r.Tries, "err", err)
		select {
		case <-time.After(pause):
			pause *= 2
		case <-ctx.Done():
			return
		}
	}
	c.finish(ctx, r, GivenUp)
}

func (c *Checker) finish(ctx context.Context, r *Record, s State) {
	r.State, r.Ended = s, now()
	c.mu.Lock()
	c.pending--
	c.mu.Unlock()
	if s == Done {
		c.log.Info("audited a job", "job", r.Job.Short(), "provider", r.Provider, "result", r.Verdict.Result.String(), "reason", r.Verdict.Reason)
		if err := c.book.Audited(r.Provider, r.Model, r.Job, r.Verdict); err != nil {
			c.log.Error("verdict not noted", "job", r.Job.Short(), "err", err)
		}
	}
	if err := c.put(ctx, r); err != nil { // behind the book: a crash in between audits once more, which changes nothing
		c.log.Error("audit not stored", "job", r.Job.Short(), "err", err)
	}
}

// try is one attempt at a verdict.
func (c *Checker) try(ctx context.Context, r *Record) error {
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	t, err := c.evidence(ctx, r)
	if err != nil {
		return err
	}
	if e, ok := c.engines(r.Model); ok {
		return c.auditHere(ctx, r, t, e)
	}
	return c.auditElsewhere(ctx, r, t)
}

// evidence is this node's own transcript, with the provider's sketches where it hands them over. Their hashes stand in the leaves
// whose roots were checked when they came, so that the provider cannot send others than those it committed to.
func (c *Checker) evidence(ctx context.Context, r *Record) (*dgrid.Transcript, error) {
	own, err := c.store.Transcript(store.AsPayer, r.Job)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	theirs, err := c.net.FetchTranscript(ctx, string(r.Peer), r.Job)
	if err != nil {
		c.log.Info("the provider does not give its sketches, the answer is audited without", "job", r.Job.Short(), "err", err)
		return own, nil
	}
	own.Sketches = theirs.Sketches
	return own, nil
}

func (c *Checker) auditHere(ctx context.Context, r *Record, t *dgrid.Transcript, e auditor.Engine) error {
	ctx, cancel := context.WithTimeout(ctx, auditTime)
	defer cancel()
	report, err := auditor.Audit(ctx, t, c.cfg.Domain, e, c.cfg.Cells)
	if err != nil {
		return err
	}
	r.Verdict, r.Opinions = report.Verdict, []Opinion{opinionOf("", c.cfg.Owner, report)}
	return nil
}

func opinionOf(peer dgrid.PeerID, owner dgrid.Address, report *auditor.Report) Opinion {
	return Opinion{Peer: peer, Owner: owner, Device: report.Device, Result: report.Verdict.Result, Reason: report.Verdict.Reason}
}

func now() dgrid.Time { return dgrid.Time(time.Now().UnixMilli()) }

package pool

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
)

// Worker holds one loaded model. *inference.Worker is one.
type Worker interface {
	Run(ctx context.Context) error
	Ready(ctx context.Context) (inference.Info, error)
	State() inference.State
	Prompt(ctx context.Context, req *dgrid.Request, at dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error)
	Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error)
	Recheck(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID, others ...[]dgrid.TokenID) (*inference.Evidence, error)
	Control(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) (*inference.Control, error)
	Tokens(ctx context.Context, text string) ([]dgrid.TokenID, error)
	Embed(ctx context.Context, tokens []dgrid.TokenID) ([]float32, error)
}

// Spec is one model of the configuration.
type Spec struct {
	ID       dgrid.ModelID
	Name     string
	Estimate Need                   // what it is expected to take; see Size. None of GPUs is a model that is to lie on none
	Settings string                 // what its memory and class depend on besides model and machine
	Load     Load                   // when
	New      func() (Worker, error) // makes a worker, which starts nothing
}

// Config says what a pool holds.
type Config struct {
	Budget   Budget
	Models   []Spec
	Notebook *Notebook            // nil keeps nothing
	Loaded   func(m *Model)       // called after each load, by one goroutine of several; nil is nobody
	Resident func(pid int) uint64 // memory of a process; nil is Resident
	Stay     time.Duration        // least stay; 0 is 10 s
}

const (
	leastStay = 10 * time.Second
	mostWait  = 1024            // wishes; more are told to come later
	firstRest = 5 * time.Second // after a failed load, before it is tried again; doubled each time
	lastRest  = 5 * time.Minute
)

// Pool keeps the models of one node. It is safe for concurrent use.
type Pool struct {
	cfg    Config
	log    *slog.Logger
	models []*Model
	group  sync.WaitGroup // of the goroutines that advance starts
	again  chan struct{}  // wakes Run: look was set, or something is to be written down

	mu      sync.Mutex      // guards the rest, and what each model says it guards
	run     context.Context // Run's; nil before it
	stopped bool
	queue   []*wish
	look    time.Time
	gpus    uint64 // bytes that models may take of GPUs together; 0 is not known, and then not limited
}

// wish is a call that waits.
type wish struct {
	m       *Model
	nobody  bool          // waits: the model is to be loaded for whoever comes then
	done    chan struct{} // closed when it is granted or has failed
	granted bool
	worker  Worker // where it was granted
	err     error
}

// New checks cfg. It starts nothing; Run does. A model that can never fit the budget is a *SizeError.
func New(cfg Config, log *slog.Logger) (*Pool, error) {
	if cfg.Stay == 0 {
		cfg.Stay = leastStay
	}
	if cfg.Resident == nil {
		cfg.Resident = Resident
	}
	p := &Pool{cfg: cfg, log: log, again: make(chan struct{}, 1)}
	for _, s := range cfg.Models {
		if s.New == nil || s.Estimate.Memory == 0 {
			return nil, fmt.Errorf("new pool: model %s has no worker or no estimate", s.Name)
		}
		if _, ok := p.Model(s.ID); ok {
			return nil, fmt.Errorf("new pool: model %s is configured twice: remove one of its [[models]] sections", s.Name)
		}
		m := &Model{pool: p, spec: s}
		if cfg.Notebook != nil {
			m.key = cfg.Notebook.Key(s.ID, s.Settings)
			m.found, _ = cfg.Notebook.Get(m.key)
			p.gpus = max(p.gpus, m.found.Room)
		}
		if need := m.need().Memory; need > cfg.Budget.Bytes {
			return nil, &SizeError{Model: s.Name, Need: need, Measured: m.found.Worked, Budget: cfg.Budget}
		}
		p.models = append(p.models, m)
	}
	return p, nil
}

// Budget is what New was given.
func (p *Pool) Budget() Budget { return p.cfg.Budget }

// Models are all models, in the order of the configuration.
func (p *Pool) Models() []*Model { return p.models }

// Model is one of them.
func (p *Pool) Model(id dgrid.ModelID) (*Model, bool) {
	for _, m := range p.models {
		if m.spec.ID == id {
			return m, true
		}
	}
	return nil, false
}

// Run loads and evicts until ctx ends, and returns nil after every worker has ended.
func (p *Pool) Run(ctx context.Context) error {
	p.mu.Lock()
	if p.run != nil {
		p.mu.Unlock()
		return errors.New("run pool: it was run before; make another")
	}
	p.run = ctx
	p.advance()
	p.mu.Unlock()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for ctx.Err() == nil {
		p.mu.Lock()
		look := p.look
		p.mu.Unlock()
		timer.Stop()
		if !look.IsZero() {
			timer.Reset(max(0, time.Until(look)))
		}
		select {
		case <-ctx.Done():
		case <-p.again:
			p.writeDown()
		case <-timer.C:
			p.mu.Lock()
			p.advance()
			p.mu.Unlock()
		}
	}
	p.stop()
	p.group.Wait()
	p.writeDown()
	return nil
}

// stop fails every wish. Workers end with the context that they run in.
func (p *Pool) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = true
	for _, w := range p.queue {
		w.end(inference.ErrStopped)
	}
	p.queue = nil
}

// ended reports whether nothing is loaded any more. The caller holds the mutex.
func (p *Pool) ended() bool { return p.stopped || p.run != nil && p.run.Err() != nil }

// wake lets Run look again, soon.
func (p *Pool) wake() {
	select {
	case p.again <- struct{}{}:
	default:
	}
}

// advance decides and does it. The caller holds the mutex. Whatever changes a model or the queue calls it.
func (p *Pool) advance() {
	if p.run == nil || p.ended() {
		return
	}
	now := time.Now()
	p.failResting(now)
	wishes := make([]int, len(p.queue))
	for i, w := range p.queue {
		wishes[i] = p.index(w.m)
	}
	d := Decide(now, p.budget(), p.standings(), wishes)
	for _, i := range d.Grant {
		w := p.queue[i]
		if !w.nobody {
			w.m.calls++
		}
		w.granted, w.worker = true, w.m.worker
		w.end(nil)
	}
	p.sweep()
	for _, i := range d.Evict {
		p.models[i].evict()
	}
	for _, i := range d.Load {
		p.models[i].begin(now)
	}
	if !d.Look.Equal(p.look) {
		p.look = d.Look
		p.wake()
	}
}

// failResting fails the wishes for models whose last load has just failed: to try at once would fail in the same way.
func (p *Pool) failResting(now time.Time) {
	for _, w := range p.queue {
		if m := w.m; m.state == Absent && m.err != nil && now.Before(m.rests) {
			w.end(&LoadError{Model: m.spec.Name, After: m.rests.Sub(now), Err: m.err})
		}
	}
	p.sweep()
}

// sweep takes the wishes that have ended out of the queue.
func (p *Pool) sweep() {
	kept := p.queue[:0]
	for _, w := range p.queue {
		if !w.ended() {
			kept = append(kept, w)
		}
	}
	clear(p.queue[len(kept):])
	p.queue = kept
}

func (w *wish) end(err error) {
	w.err = err
	close(w.done)
}

func (w *wish) ended() bool {
	select {
	case <-w.done:
		return true
	default:
		return false
	}
}

func (p *Pool) index(m *Model) int {
	for i := range p.models {
		if p.models[i] == m {
			return i
		}
	}
	return -1 // a model is of its own pool
}

// budget is what models may take together. The caller holds the mutex.
func (p *Pool) budget() Need {
	b := Need{Memory: p.cfg.Budget.Bytes, GPU: p.gpus}
	if b.GPU == 0 {
		b.GPU = unlimited
	}
	return b
}

func (p *Pool) standings() []Standing {
	all := make([]Standing, len(p.models))
	for i, m := range p.models {
		all[i] = Standing{State: m.state, Need: m.need(), Calls: m.calls, Used: m.used, Stays: m.stays}
	}
	return all
}

// enqueue adds a wish, which may be granted at once.
func (p *Pool) enqueue(m *Model) (*wish, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.ended():
		return nil, inference.ErrStopped
	case len(p.queue) >= mostWait:
		return nil, &BusyError{Model: m.spec.Name, After: p.cfg.Stay}
	}
	w := &wish{m: m, done: make(chan struct{})}
	p.queue = append(p.queue, w)
	p.advance()
	return w, nil
}

// summon has m loaded in its turn, though nobody waits for it.
func (p *Pool) summon(m *Model) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.waits(m, nil) && m.state == Absent && !p.ended() && len(p.queue) < mostWait {
		p.queue = append(p.queue, &wish{m: m, nobody: true, done: make(chan struct{})})
		p.advance()
	}
}

// waits reports whether a wish for m is in the queue besides one.
func (p *Pool) waits(m *Model, besides *wish) bool {
	return slices.ContainsFunc(p.queue, func(w *wish) bool { return w.m == m && w != besides })
}

// withdraw takes back a wish whose caller waits no more, and what was granted to it meanwhile. If it is to summon the model it keeps
// its place.
func (p *Pool) withdraw(w *wish, summon bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case w.granted:
		w.m.release()
	case w.ended():
	case summon && !p.waits(w.m, w):
		w.nobody = true
	default:
		w.end(context.Canceled)
		p.sweep()
	}
	p.advance()
}

// writeDown keeps what was found since the last time.
func (p *Pool) writeDown() {
	if p.cfg.Notebook == nil {
		return
	}
	for _, m := range p.models {
		p.mu.Lock()
		news, found := m.news, m.found
		m.news = false
		p.mu.Unlock()
		if !news {
			continue
		}
		if err := p.cfg.Notebook.Put(m.key, found); err != nil {
			p.log.Warn("what a load found is not kept", "model", m.spec.Name, "err", err)
		}
	}
}

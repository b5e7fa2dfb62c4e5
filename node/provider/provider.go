package provider

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/ledger"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// Engine runs one model. Generate calls emit in order, from one goroutine, and stops within a token when ctx ends or emit
// fails. All methods may be called concurrently.
type Engine interface {
	Prompt(ctx context.Context, req *dgrid.Request, at dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error)
	Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error)
}

// Stream is one payer's job stream. One goroutine receives; any may send.
type Stream interface {
	Remote() p2p.Hello
	Send(context.Context, p2p.Frame) error
	Recv(context.Context) (p2p.Frame, error)
}

// Offer is one model that this node serves.
type Offer struct {
	Model   dgrid.ModelID
	Name    string
	Context uint32 // tokens, prompt and answer together
	Slots   int    // jobs that the engine runs beside each other
	Price   dgrid.Price
	Engine  Engine // what jobs run on; nil where Hold says it

	// Hold makes an engine ready for one job and keeps it so until release is called. It is nil where Engine always is. An error that has
	// a method Retry() time.Duration says when it is worth to order again.
	Hold func(ctx context.Context) (e Engine, release func(), err error)
	// Delay is how long Hold would wait at least, and zero where it would not. It is nil where that is always so.
	Delay func() time.Duration

	// Waiting is how many jobs have a slot but no room in the engine yet; nil where that is not known.
	Waiting func() int

	// Prefill and Decode are tokens a second that are expected until jobs show better; 0 is unknown.
	Prefill, Decode float64
}

// hold is Hold, or Engine.
func (o *Offer) hold(ctx context.Context) (Engine, func(), error) {
	if o.Hold == nil {
		return o.Engine, func() {}, nil
	}
	return o.Hold(ctx)
}

// Config is what a provider needs to know. Every field but Chain is required.
type Config struct {
	Network string
	Domain  dgrid.Domain
	Session dgrid.Digest
	Key     *ecdsa.PrivateKey
	Offers  []Offer
	Credit  dgrid.Amount  // unpaid work that one payer may be given at once, base units
	Accept  time.Duration // the longest that an order may be acceptable, as the network says
	PayWait time.Duration // how long a job waits for a voucher that is due
	Chain   Chain         // nil on a network without one
}

// Chain is what a provider asks of the chain that its network settles on.
type Chain interface {
	// AnchorBy is the block by which a job that is accepted now will be anchored.
	AnchorBy() (uint64, error)
	// Credit is how much of a pair's work may be unpaid, and what stands behind it.
	Credit(ctx context.Context, pair dgrid.Pair) (dgrid.Amount, settlement.Backing, error)
}

// Provider serves jobs. It is safe for concurrent use.
type Provider struct {
	cfg    Config
	owner  dgrid.Address
	store  *store.Store
	log    *slog.Logger
	offers map[dgrid.ModelID]*offer
	ledger *ledger.Ledger[settlement.ProviderAccount]

	mu       sync.Mutex
	draining bool
	running  map[dgrid.JobID]chan struct{} // closed at the job's end
	jobs     sync.WaitGroup
}

type offer struct {
	Offer
	slots chan struct{}
	speed speed
}

// New checks cfg. It starts nothing.
func New(cfg Config, st *store.Store, log *slog.Logger) (*Provider, error) {
	if cfg.Key == nil || cfg.Session.IsZero() || cfg.PayWait <= 0 || cfg.Accept <= 0 {
		return nil, errors.New("new provider: key, session, accept and pay wait must be set")
	}
	p := &Provider{
		cfg: cfg, owner: crypto.PubkeyToAddress(cfg.Key.PublicKey), store: st, log: log,
		offers: make(map[dgrid.ModelID]*offer), running: make(map[dgrid.JobID]chan struct{}),
	}
	p.ledger = ledger.New(p.loadAccount)
	for _, o := range cfg.Offers {
		if o.Slots < 1 || o.Context == 0 || (o.Engine == nil) == (o.Hold == nil) {
			return nil, fmt.Errorf("new provider: offer of %s: slots, context and an engine, or how to hold one, must be set", o.Name)
		}
		if _, ok := p.offers[o.Model]; ok {
			return nil, fmt.Errorf("new provider: model %s is offered twice", o.Name)
		}
		p.offers[o.Model] = &offer{Offer: o, slots: make(chan struct{}, o.Slots), speed: speed{prefill: o.Prefill, decode: o.Decode}}
	}
	return p, nil
}

// Settle closes the jobs that an earlier session left open, each by its last step. Call it before the first Serve.
func (p *Provider) Settle(ctx context.Context) error {
	open, err := p.store.OpenJobs(store.AsProvider)
	if err != nil {
		return fmt.Errorf("settle jobs of earlier sessions: %w", err)
	}
	for _, id := range open {
		if err := p.store.Finish(ctx, store.AsProvider, id, store.Ending{}); err != nil {
			return fmt.Errorf("settle job %s of an earlier session: %w", id, err)
		}
		p.log.Info("settled a job of an earlier session by its last step", "job", id.Short())
	}
	return nil
}

// Drain refuses new jobs from now on and waits until the running ones ended or ctx is done.
func (p *Provider) Drain(ctx context.Context) error {
	p.mu.Lock()
	p.draining = true
	p.mu.Unlock()
	ended := make(chan struct{})
	go func() { p.jobs.Wait(); close(ended) }()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("drain: jobs still running: %w", ctx.Err())
	}
}

// Running is how many jobs run now.
func (p *Provider) Running() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.running)
}

// Serve runs one stream to its end: a meeting where the payer begins with one, then an order, then a refusal, a replay or a job.
func (p *Provider) Serve(ctx context.Context, s Stream) {
	log := p.log.With("payer", s.Remote().Owner)
	err := p.serve(ctx, s, log)
	var r *refusal
	switch {
	case err == nil:
	case errors.As(err, &r):
		log.Info("refused an order", "code", r.frame.Code, "reason", r.frame.Message)
		if err := s.Send(ctx, &r.frame); err != nil {
			log.Debug("refusal not sent", "err", err)
		}
	default:
		log.Warn("stream failed", "err", err)
	}
}

func (p *Provider) serve(ctx context.Context, s Stream, log *slog.Logger) error {
	frame, err := s.Recv(ctx)
	if meet, ok := frame.(*p2p.MeetFrame); ok && err == nil {
		pair := dgrid.Pair{Payer: s.Remote().Owner, Provider: p.owner, Model: meet.Model}
		acct := p.ledger.Take(pair)
		defer acct.Drop()
		answer, err := p.meet(ctx, acct, pair, meet)
		if err != nil {
			return err
		}
		if err := s.Send(ctx, answer); err != nil {
			return fmt.Errorf("answer a meeting: %w", err)
		}
		if frame, err = p.takeDue(ctx, s, acct, pair); err != nil {
			return err
		}
	}
	if err != nil {
		log.Debug("stream ended before an order came", "err", err)
		return nil
	}
	of, ok := frame.(*p2p.OrderFrame)
	if !ok {
		return refuse(p2p.Invalid, "an order was expected, not %T", frame)
	}
	id := dgrid.JobID(p.cfg.Domain.HashObject(&of.Order.Object))
	return p.serveOrder(ctx, s, id, of, log.With("job", id.Short()))
}

// takeDue takes a voucher for what is due from before, if the payer sends one, and returns the frame behind it.
func (p *Provider) takeDue(ctx context.Context, s Stream, acct *account, pair dgrid.Pair) (p2p.Frame, error) {
	frame, err := s.Recv(ctx)
	if err != nil {
		return nil, fmt.Errorf("after a meeting: %w", err)
	}
	v, ok := frame.(*p2p.VoucherFrame)
	if !ok {
		return frame, nil
	}
	if err := p.takeVoucher(ctx, acct, pair, &v.Voucher); err != nil {
		return nil, refuse(p2p.Invalid, "the voucher for what is due does not hold: %v", err)
	}
	if frame, err = s.Recv(ctx); err != nil {
		return nil, fmt.Errorf("after a meeting: %w", err)
	}
	return frame, nil
}

func (p *Provider) serveOrder(ctx context.Context, s Stream, id dgrid.JobID, of *p2p.OrderFrame, log *slog.Logger) error {
	// Only the payer itself gets frames of its jobs: somebody who overheard an order must not read the answer by a replay.
	if got, want := s.Remote().Owner, of.Order.Object.Payer; got != want {
		return refuse(p2p.Invalid, "the order's payer is %s, but %s sent it: a payer sends its own orders", want, got)
	}
	if err := p.cfg.Domain.Verify(&of.Order.Object, of.Order.Signature, of.Order.Object.Payer); err != nil {
		return refuse(p2p.WrongNetwork, "the order is not signed for network %s (chain %d): %v", p.cfg.Network, p.cfg.Domain.ChainID, err)
	}
	release, err := p.enter(id)
	if err != nil {
		return err
	}
	defer release()
	known, err := p.store.Transcript(store.AsProvider, id)
	switch {
	case err == nil:
		log.Info("replaying a known job")
		return p.replay(ctx, s, known)
	case !errors.Is(err, store.ErrNotFound):
		return p.storeRefusal(err)
	}
	job, err := p.admit(ctx, id, of)
	if err != nil {
		return err
	}
	defer job.release()
	return job.run(ctx, s, log)
}

// enter lets one stream at a time work on a job, and none when draining.
func (p *Provider) enter(id dgrid.JobID) (func(), error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.draining {
		return nil, refuse(p2p.Draining, "this provider is shutting down")
	}
	if _, ok := p.running[id]; ok {
		r := refuse(p2p.Busy, "job %s is running on another stream: ask again when that one ended", id.Short())
		r.frame.Retry = time.Second
		return nil, r
	}
	ended := make(chan struct{})
	p.running[id] = ended
	p.jobs.Add(1)
	return func() {
		p.mu.Lock()
		delete(p.running, id)
		p.mu.Unlock()
		close(ended)
		p.jobs.Done()
	}, nil
}

// awaitEnd returns when job id runs no more.
func (p *Provider) awaitEnd(ctx context.Context, id dgrid.JobID) error {
	p.mu.Lock()
	ended, ok := p.running[id]
	p.mu.Unlock()
	if !ok {
		return nil
	}
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the end of job %s: %w", id.Short(), ctx.Err())
	}
}

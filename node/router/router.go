package router

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/store"
)

// Directory is the adverts that count now. It is safe for concurrent use.
type Directory interface {
	Adverts() []dgrid.Advert
}

// Finder looks for providers of a model that no advert has named yet. When it returns nil, the directory may know more.
type Finder interface {
	FindProviders(ctx context.Context, model dgrid.ModelID) error
}

// Quoter pulls a signed quote from a peer, whose signature it has checked, and says how long that took.
type Quoter interface {
	Quote(ctx context.Context, peer dgrid.PeerID, model dgrid.ModelID) (dgrid.Quote, time.Duration, error)
}

// Asker puts one question to one provider. The payer does.
type Asker interface {
	Ask(ctx context.Context, q payer.Question, emit dgrid.Emit) (*dgrid.Transcript, error)
}

// Book remembers how providers behaved. *reputation.Book does. It is safe for concurrent use.
type Book interface {
	Record(owner dgrid.Address, model dgrid.ModelID) reputation.Record
	Begin(owner dgrid.Address, model dgrid.ModelID, peer dgrid.PeerID)
	Add(owner dgrid.Address, model dgrid.ModelID, e reputation.Event) error
}

// Notes keeps the records of answers durably. The store does.
type Notes interface {
	PutNotes(ctx context.Context, notes ...store.Note) error
	Note(kind, key string) ([]byte, error) // store.ErrNotFound where there is none
	Notes(kind string) ([]store.Note, error)
}

// Jobs is what the store knows of a job, or store.ErrNotFound.
type Jobs interface {
	Record(role store.Role, job dgrid.JobID) (*store.Record, error)
}

// Standing says whether the answers of owner to this listing can be checked, and why or why not.
type Standing func(l dgrid.Listing, owner dgrid.Address) (verified bool, why string)

// Suspended says why the public record lets an owner have no jobs for a model, or "".
type Suspended func(owner dgrid.Address, model dgrid.ModelID) (why string)

// Deps is what a router works with. Finder and Suspended may be nil; every other field is required.
type Deps struct {
	Directory Directory
	Finder    Finder
	Quoter    Quoter
	Asker     Asker
	Book      Book
	Notes     Notes
	Jobs      Jobs
	Standing  Standing
	Suspended Suspended
}

// Config is the settings of a router. The zero value of each field means its default.
type Config struct {
	Self      dgrid.PeerID  // this node, which is not asked over the mesh; "" is nobody
	Draw      int           // candidates that are asked for a quote; 4
	QuoteWait time.Duration // how long a quote is waited for; 300 ms
	Expected  uint32        // tokens that an answer is expected to have where its maximum is larger; 256
	Attempts  int           // orders that one answer may take; 12
	BusyWait  time.Duration // how long a free provider is waited for before the first token; 10 s
	FindWait  time.Duration // how long unknown providers are looked for; 3 s
	Stall     time.Duration // of silence behind a token after which a provider is given up; four times that before the first; 30 s
	Keep      time.Duration // how long the records of answers are kept; 72 h
	// Random gives numbers in [0, 1) for the draw, to any number of goroutines; math/rand/v2's.
	Random func() float64
	// OnAnswered is called at the end of each part of which something was signed, for example to audit it. It must return soon.
	// nil is nothing.
	OnAnswered func(Part, *dgrid.Transcript)
}

// Router answers questions. It is safe for concurrent use.
type Router struct {
	cfg    Config
	deps   Deps
	log    *slog.Logger
	quotes *quotes
	load   *load
	talks  *affinity

	picking sync.Mutex // held while a question ranks and reserves

	mu     sync.Mutex
	sought map[dgrid.ModelID]time.Time // when providers were last looked for
}

// New checks cfg and deps. It starts nothing.
func New(cfg Config, deps Deps, log *slog.Logger) (*Router, error) {
	if deps.Directory == nil || deps.Quoter == nil || deps.Asker == nil || deps.Book == nil || deps.Notes == nil || deps.Jobs == nil || deps.Standing == nil {
		return nil, errors.New("new router: every dependency but the finder must be set")
	}
	if deps.Suspended == nil {
		deps.Suspended = func(dgrid.Address, dgrid.ModelID) string { return "" }
	}
	if cfg.Draw < 0 || cfg.QuoteWait < 0 || cfg.Attempts < 0 || cfg.BusyWait < 0 || cfg.FindWait < 0 || cfg.Stall < 0 || cfg.Keep < 0 {
		return nil, errors.New("new router: a setting is negative")
	}
	orInt(&cfg.Draw, 4)
	orInt(&cfg.Attempts, 12)
	orTime(&cfg.QuoteWait, 300*time.Millisecond)
	orTime(&cfg.BusyWait, 10*time.Second)
	orTime(&cfg.FindWait, 3*time.Second)
	orTime(&cfg.Stall, 30*time.Second)
	orTime(&cfg.Keep, 72*time.Hour)
	if cfg.Expected == 0 {
		cfg.Expected = 256
	}
	if cfg.Random == nil {
		cfg.Random = rand.Float64
	}
	return &Router{cfg: cfg, deps: deps, log: log, quotes: newQuotes(deps.Quoter, cfg.QuoteWait), load: newLoad(), talks: newAffinity(),
		sought: make(map[dgrid.ModelID]time.Time)}, nil
}

func orInt(v *int, def int) {
	if *v == 0 {
		*v = def
	}
}

func orTime(v *time.Duration, def time.Duration) {
	if *v == 0 {
		*v = def
	}
}

// maxPatience is the longest that one answer may take: what a job stream allows.
const maxPatience = time.Hour

// Decide chooses a provider for q as Answer would, and asks nobody to work. The decision is returned also with an *Error, which says
// why nobody could be chosen.
func (r *Router) Decide(ctx context.Context, q Question) (*Decision, error) {
	ctx, cancel := context.WithTimeout(ctx, patience(q.Patience))
	defer cancel()
	x := newRun(r, q, func(Piece) error { return nil })
	c, err := x.decide(ctx, false)
	if err != nil {
		return nil, err
	}
	if len(c.ranked) == 0 {
		return &c.decision, x.nobody(c)
	}
	c.choose(c.ranked[0].offer.Peer)
	return &c.decision, nil
}

func patience(d time.Duration) time.Duration {
	if d <= 0 {
		return maxPatience
	}
	return min(d, maxPatience)
}

// Answer has q answered by whoever is best, and goes on with another provider where one fails, before or after its first token. emit
// gets each piece of the one unbroken answer as it arrives; an error of emit cancels the job. What became of the question is
// returned also with an *Error, and is kept: Find has it. It is nil where no order was ever sent.
func (r *Router) Answer(ctx context.Context, q Question, emit func(Piece) error) (*Answer, error) {
	x := newRun(r, q, emit)
	ctx, cancel := context.WithTimeout(ctx, patience(q.Patience))
	defer cancel()
	ctx, x.stop = context.WithCancelCause(ctx)
	defer x.stop(nil)
	defer x.release()
	err := x.answerAll(ctx)
	if err == nil && x.emitErr != nil {
		err = &Error{Code: Cancelled, Message: "the caller took no more of the answer", Tokens: x.received(), Err: x.emitErr}
	}
	if x.answer == nil {
		return nil, err
	}
	x.end()
	return x.answer, err
}

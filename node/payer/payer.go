package payer

import (
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/ledger"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// Stream is a job stream to one provider. One goroutine receives; any may send.
type Stream interface {
	Remote() p2p.Hello
	Send(context.Context, p2p.Frame) error
	Recv(context.Context) (p2p.Frame, error)
	Close() error
	Reset(p2p.ErrorCode)
}

// Dialer reaches providers.
type Dialer interface {
	OpenJob(ctx context.Context, addr string) (Stream, error)
	FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error)
}

// Config is what a payer needs to know. Every field but AnchorBy is required.
type Config struct {
	Network string
	Domain  dgrid.Domain
	Key     *ecdsa.PrivateKey
	Accept  time.Duration // how long an order may be accepted, as the network says
	// AnchorBy is the latest block by which a provider that accepts now may promise to anchor a job. It is nil on a network without a chain.
	// Where it cannot say, any block is taken.
	AnchorBy func() (uint64, error)
}

// Payer asks questions. It is safe for concurrent use.
type Payer struct {
	cfg    Config
	owner  dgrid.Address
	dialer Dialer
	store  *store.Store
	log    *slog.Logger
	ledger *ledger.Ledger[settlement.PayerAccount]

	mu      sync.Mutex
	running map[dgrid.JobID]struct{}
	closing map[dgrid.JobID]struct{}     // jobs that Recover is settling
	met     map[dgrid.Pair]dgrid.Digest  // the provider's session in which the two agreed last
	meeting map[dgrid.Pair]chan struct{} // closed at the end of the meeting under way
	parted  uint64                       // how often part was called
}

// New checks cfg. It starts nothing.
func New(cfg Config, dialer Dialer, st *store.Store, log *slog.Logger) (*Payer, error) {
	if cfg.Key == nil || cfg.Accept <= 0 {
		return nil, errors.New("new payer: key and accept must be set")
	}
	p := &Payer{cfg: cfg, owner: crypto.PubkeyToAddress(cfg.Key.PublicKey), dialer: dialer, store: st, log: log, running: make(map[dgrid.JobID]struct{}), closing: make(map[dgrid.JobID]struct{}), met: make(map[dgrid.Pair]dgrid.Digest),
		meeting: make(map[dgrid.Pair]chan struct{})}
	p.ledger = ledger.New(p.loadAccount)
	return p, nil
}

func (p *Payer) loadAccount(pair dgrid.Pair) (*settlement.PayerAccount, error) {
	stored, err := p.store.Account(store.AsPayer, pair)
	if err != nil {
		return nil, fmt.Errorf("load account with %s: %w", pair.Provider, err)
	}
	var promised dgrid.Amount
	if stored.Voucher != nil {
		promised = stored.Voucher.Object.Amount
	}
	adopted, err := ledger.Adopted(p.store, store.AsPayer, pair)
	if err != nil {
		return nil, err
	}
	books := settlement.NewPayerAccount(pair, promised, stored.Settled.Add(adopted))
	for _, id := range stored.OpenJobs {
		if err := p.reopen(books, id); err != nil {
			return nil, fmt.Errorf("load account with %s: job %s: %w", pair.Provider, id.Short(), err)
		}
	}
	return books, nil
}

// reopen counts a job whose stream broke by the last step that was verified.
func (p *Payer) reopen(books *settlement.PayerAccount, id dgrid.JobID) error {
	r, err := p.store.Record(store.AsPayer, id)
	if err != nil {
		return err
	}
	if r.Acceptance == nil {
		return books.Open(id, &r.Order.Object)
	}
	var last *dgrid.Step
	if n := len(r.Steps); n > 0 {
		last = &r.Steps[n-1].Object
	}
	return books.Reopen(id, &r.Order.Object, r.Acceptance.Object.PromptTokens, last)
}

// Question is what to ask, of whom, and what it may cost.
type Question struct {
	Addr       string // multiaddr of the provider
	Model      dgrid.ModelID
	ModelName  string
	Request    dgrid.Request
	ClientSeed dgrid.Digest // zero draws one
	MaxPrompt  uint32       // tokens
	MaxOutput  uint32       // tokens
	MaxFee     dgrid.Amount // the most that the job may cost
	Privacy    dgrid.Privacy
	Patience   time.Duration // for the whole job
	Resume     *Resume       // nil for a new answer

	Owner    dgrid.Address // who has to answer at Addr; zero is anybody
	MaxPrice *dgrid.Price  // the highest price that is taken, for example that of a quote; nil takes what the provider asks
	// Notes is called before the order is stored, and what it returns is durable before the order is: whoever keeps records of
	// its own about jobs has one of every job. nil keeps none.
	Notes func(dgrid.JobID) []store.Note
}

// Resume continues the answer of another job.
type Resume struct {
	Parent       dgrid.JobID
	TemplateTime dgrid.Time // the parent's
	Prefix       []dgrid.TokenID
}

// RefusedError says that the provider did not take the order.
type RefusedError struct{ p2p.RefusalFrame }

func (e *RefusedError) Error() string { return "the provider refused: " + e.Message }

// ErrNoAnswer says that the provider went away before it said that it takes the order. The question may be put again. If the
// provider took it unseen, Recover settles the job by what was signed.
var ErrNoAnswer = errors.New("no answer came")

// BrokenError says that an accepted job did not come to its end. What was signed before is kept and paid.
type BrokenError struct {
	Job       dgrid.JobID
	Received  uint32 // output tokens
	Signed    uint32 // of them, covered by the last step
	Retryable bool
	Failure   p2p.FailureCode // that the provider gave, or 0
	Err       error
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("the answer broke off after %d tokens (%d of them signed and paid): %v", e.Received, e.Signed, e.Err)
}

func (e *BrokenError) Unwrap() error { return e.Err }

// Ask puts q and calls emit with each chunk as it arrives. The transcript is returned, and is in the store, also when the
// answer broke off after it was accepted. A cancelled ctx cancels the job and waits shortly for its receipt.
func (p *Payer) Ask(ctx context.Context, q Question, emit dgrid.Emit) (*dgrid.Transcript, error) {
	ctx, cancel := context.WithTimeout(ctx, q.Patience)
	defer cancel()
	s, err := p.dialer.OpenJob(ctx, q.Addr)
	if err != nil {
		return nil, err
	}
	defer s.Reset(p2p.CodeCancelled) // a no-op behind Close
	if got := s.Remote().Owner; q.Owner != (dgrid.Address{}) && got != q.Owner {
		return nil, &WrongOwnerError{Want: q.Owner, Actual: got}
	}
	price, err := priceOf(&q, s.Remote())
	if err != nil {
		return nil, err
	}
	if err := p.agree(ctx, &q, s); err != nil {
		return nil, err
	}
	j, err := p.order(ctx, q, price, s, emit)
	if err != nil {
		return nil, err
	}
	defer j.acct.Drop()
	defer p.leave(j.id)
	return j.run(ctx)
}

// agree settles what is open with the provider and meets it, where this has not been done since either was started or a job of
// the pair broke off. Of many questions at once one meets and the others wait for it; if its meeting fails, each meets on its own.
func (p *Payer) agree(ctx context.Context, q *Question, s Stream) error {
	h := s.Remote()
	pair := dgrid.Pair{Payer: p.owner, Provider: h.Owner, Model: q.Model}
	met, other := p.beginMeeting(pair, h.Session)
	if other != nil {
		select {
		case <-other:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		met, _ = p.beginMeeting(pair, h.Session)
	}
	if met {
		return nil
	}
	defer p.endMeeting(pair)
	p.mu.Lock()
	parted := p.parted
	p.mu.Unlock()
	forgotten, all := p.Recover(ctx, q.Addr, h.Owner)
	acct := p.ledger.Take(pair)
	defer acct.Drop()
	if err := p.meet(ctx, s, acct, pair, forgotten, all); err != nil || !all {
		return err // where a job is left open, the next order tries again
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.parted == parted { // else a job broke off meanwhile
		p.met[pair] = h.Session
	}
	return nil
}

// beginMeeting says whether the pair has met in session, or else returns the end of a meeting that is under way. Where neither is
// so, the caller meets, and calls endMeeting.
func (p *Payer) beginMeeting(pair dgrid.Pair, session dgrid.Digest) (met bool, other <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.met[pair] == session {
		return true, nil
	}
	if c := p.meeting[pair]; c != nil {
		return false, c
	}
	p.meeting[pair] = make(chan struct{})
	return false, nil
}

// endMeeting lets whoever waits go on. Of several meetings of one pair the first that ends does.
func (p *Payer) endMeeting(pair dgrid.Pair) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.meeting[pair]; c != nil {
		close(c)
		delete(p.meeting, pair)
	}
}

// part forgets that the pair agreed: a job broke off, so the provider may have signed what never arrived.
func (p *Payer) part(pair dgrid.Pair) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.met, pair)
	p.parted++
}

// enter notes that a job runs, so that Recover leaves it alone.
func (p *Payer) enter(id dgrid.JobID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running[id] = struct{}{}
}

func (p *Payer) leave(id dgrid.JobID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, id)
}

func (p *Payer) isRunning(id dgrid.JobID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, ok := p.running[id]
	return ok
}

// priceOf is what the provider asks for the question's model.
func priceOf(q *Question, h p2p.Hello) (dgrid.Price, error) {
	var names []string
	for _, o := range h.Offers {
		if o.Model == q.Model {
			if m := q.MaxPrice; m != nil && (o.Price.Input.Cmp(m.Input) > 0 || o.Price.Output.Cmp(m.Output) > 0) {
				return o.Price, &PriceError{Asked: o.Price, Most: *m}
			}
			return o.Price, nil
		}
		names = append(names, fmt.Sprintf("%s (%s)", o.Name, o.Model.Short()))
	}
	return dgrid.Price{}, &NotServedError{Name: q.ModelName, Model: q.Model, Served: names}
}

// NotServedError says that the provider does not serve the model.
type NotServedError struct {
	Name   string
	Model  dgrid.ModelID
	Served []string // name and id of what it serves
}

func (e *NotServedError) Error() string {
	if len(e.Served) == 0 {
		return "this peer serves no model: ask another one"
	}
	return fmt.Sprintf("this peer does not serve %s (%s); it serves %s", e.Name, e.Model.Short(), strings.Join(e.Served, ", "))
}

// WrongOwnerError says that a peer acts for another owner than the expected one.
type WrongOwnerError struct{ Want, Actual dgrid.Address }

func (e *WrongOwnerError) Error() string {
	return fmt.Sprintf("the peer acts for %s, not for %s: ask again when its new advert has come", e.Actual, e.Want)
}

// PriceError says that a provider asks more than the question allows.
type PriceError struct{ Asked, Most dgrid.Price }

func (e *PriceError) Error() string {
	return fmt.Sprintf("the provider asks %s/%s base units a million input/output tokens, %s/%s was agreed: ask it for a new quote",
		e.Asked.Input, e.Asked.Output, e.Most.Input, e.Most.Output)
}

// order signs and stores the order before it is sent: whatever the provider makes of it, the payer knows that it asked.
func (p *Payer) order(ctx context.Context, q Question, price dgrid.Price, s Stream, emit dgrid.Emit) (*job, error) {
	now := time.Now()
	o := dgrid.Order{
		Payer: p.owner, Provider: s.Remote().Owner, Model: q.Model, RequestHash: q.Request.Hash(), ClientSeed: q.ClientSeed,
		MaxPrompt: q.MaxPrompt, MaxOutput: q.MaxOutput, Price: price, MaxFee: q.MaxFee, Created: dgrid.Time(now.UnixMilli()),
		Expiry: dgrid.Time(now.Add(p.cfg.Accept).UnixMilli()), Privacy: q.Privacy, Nonce: random(), Session: s.Remote().Session,
	}
	o.TemplateTime = o.Created
	if o.ClientSeed.IsZero() {
		o.ClientSeed = random()
	}
	t := &dgrid.Transcript{Version: dgrid.Version, Network: p.cfg.Network, Domain: p.cfg.Domain, ModelName: q.ModelName, Request: q.Request}
	if r := q.Resume; r != nil {
		o.Parent, o.TemplateTime, o.Start, o.PrefixHash = r.Parent, r.TemplateTime, uint32(len(r.Prefix)), dgrid.HashTokens(r.Prefix)
		t.Prefix = r.Prefix
	}
	sig, err := p.cfg.Domain.Sign(&o, p.cfg.Key)
	if err != nil {
		return nil, err
	}
	t.Order = dgrid.Signed[dgrid.Order]{Object: o, Signature: sig}
	j := &job{p: p, id: dgrid.JobID(p.cfg.Domain.HashObject(&o)), s: s, t: t, emit: emit, acct: p.ledger.Take(o.Pair())}
	p.enter(j.id)
	var notes []store.Note
	if q.Notes != nil {
		notes = q.Notes(j.id)
	}
	if err := j.begin(ctx, notes); err != nil {
		p.leave(j.id)
		j.acct.Drop()
		return nil, err
	}
	return j, nil
}

func random() (d dgrid.Digest) {
	rand.Read(d[:]) // never fails
	return d
}

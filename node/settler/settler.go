package settler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Chain is what is asked of the chain itself. *evm.Client is one.
type Chain interface {
	Head(ctx context.Context) (evm.Block, error)
	Final(ctx context.Context) (evm.Block, error)
	Block(ctx context.Context, number uint64) (evm.Block, error)
	LogsOf(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error)
}

// Sender makes each intent take effect once. *evm.Sender is one.
type Sender interface {
	Send(ctx context.Context, in evm.Intent) (evm.Item, error)
	Item(ctx context.Context, id string) (evm.Item, error)
	Items(ctx context.Context, limit int) ([]evm.Item, error)
}

// Fetcher asks providers. *p2p.Host is one.
type Fetcher interface {
	FetchInclusions(ctx context.Context, addr string, q p2p.InclusionQuery) ([]p2p.Included, bool, error)
}

// Config is how a Settler behaves.
type Config struct {
	Owner  dgrid.Address // of this node: provider, validator and payer
	Domain dgrid.Domain
	Serves bool // the node makes batches: it serves or validates

	Limits      settlement.Limits
	Redeem      settlement.RedeemRule
	Slots       uint64        // anchors of a node that the contract remembers
	AnchorIn    uint64        // blocks from an acceptance to its anchorBy
	BlockTime   time.Duration // usual time between two blocks
	CreditLimit dgrid.Amount  // of this node as a provider
	Poll        time.Duration // between two rounds; 2 s
	Collect     time.Duration // between two questions to one provider; Poll
	Now         func() time.Time
}

// Deps is what a Settler works with. Every field is required, but where Config.Serves is false Sender may be nil.
type Deps struct {
	Store     *store.Store
	Chain     Chain
	Contracts *contract.Contracts
	Sender    Sender
	Fetcher   Fetcher
	// Peers are the addresses or ids under which a provider may be reached, the best first.
	Peers func(owner dgrid.Address) []string
}

// Settler is one node's. Its methods are safe for concurrent use.
type Settler struct {
	cfg     Config
	log     *slog.Logger
	store   *store.Store
	sender  Sender
	fetcher Fetcher
	peers   func(dgrid.Address) []string
	escrow  *escrow.Escrow
	lookup

	proofs  proofCache
	credit  creditCache
	signers signerCache
	own     trail // of what this node serves
	paid    trail // of what it pays for

	mu     sync.Mutex                 // guards what follows
	said   map[string]string          // last words about a part that failed
	head   evm.Block                  // as last seen
	seen   time.Time                  // when
	missed map[dgrid.JobID]MissingJob // jobs that are in no batch although they are due
	faults map[dgrid.JobID]Fault
	asked  map[dgrid.Address]time.Time // providers, and when
	again  map[dgrid.Address]bool      // providers to ask although no job waits
}

// New checks cfg. It starts nothing.
func New(cfg Config, d Deps, log *slog.Logger) (*Settler, error) {
	if d.Store == nil || d.Chain == nil || d.Contracts == nil || d.Fetcher == nil || d.Peers == nil || (cfg.Serves && d.Sender == nil) {
		return nil, errors.New("new settler: store, chain, contracts, sender, fetcher and peers must be set")
	}
	if (cfg.Owner == dgrid.Address{}) || (cfg.Serves && (cfg.Slots == 0 || cfg.AnchorIn == 0 || cfg.BlockTime <= 0)) {
		return nil, errors.New("new settler: owner, slots, blocks to anchor in and block time must be set")
	}
	if cfg.Poll == 0 {
		cfg.Poll = 2 * time.Second
	}
	if cfg.Collect == 0 {
		cfg.Collect = cfg.Poll
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Settler{
		cfg: cfg, log: log, store: d.Store, sender: d.Sender, fetcher: d.Fetcher, peers: d.Peers,
		lookup: lookup{d.Chain, d.Contracts, anchors.NewAnchors()}, escrow: escrow.NewEscrow(), said: map[string]string{},
		missed: map[dgrid.JobID]MissingJob{}, faults: map[dgrid.JobID]Fault{}, asked: map[dgrid.Address]time.Time{}, again: map[dgrid.Address]bool{},
	}, nil
}

// Run does a round every Config.Poll until ctx ends. A chain that is down, and a provider that does not answer, are waited for; what this
// node collects from others has a goroutine of its own, so that none of them holds up its anchors. It returns early when the store has
// failed.
func (s *Settler) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var errs [2]error
	var wg sync.WaitGroup
	for i, round := range []func(context.Context) error{s.serveRound, s.collectRound} {
		wg.Go(func() {
			defer cancel()
			errs[i] = s.repeat(ctx, round)
		})
	}
	wg.Wait()
	return errors.Join(errs[:]...)
}

func (s *Settler) repeat(ctx context.Context, round func(context.Context) error) error {
	tick := time.NewTicker(s.cfg.Poll)
	defer tick.Stop()
	for {
		if err := round(ctx); errors.Is(err, store.ErrFailed) || errors.Is(err, store.ErrClosed) {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Round does everything once that can be done now. What fails is logged when it fails first, and tried again in the next round.
func (s *Settler) Round(ctx context.Context) error {
	return errors.Join(s.serveRound(ctx), s.collectRound(ctx))
}

// serveRound is for what this node served.
func (s *Settler) serveRound(ctx context.Context) error {
	final, err := s.look(ctx)
	if err := s.say("reading the chain", err); err != nil || !s.cfg.Serves {
		return err
	}
	return errors.Join(s.say("batching", s.batch(ctx, final)), s.say("redeeming", s.redeem(ctx, final)))
}

// collectRound is for what this node paid for.
func (s *Settler) collectRound(ctx context.Context) error {
	final, err := s.chain.Final(ctx)
	if err == nil {
		err = s.collect(ctx, final)
	}
	return s.say("collecting inclusions", err)
}

// look notes the chain's head and returns its final block.
func (s *Settler) look(ctx context.Context) (evm.Block, error) {
	head, err := s.chain.Head(ctx)
	if err != nil {
		return evm.Block{}, err
	}
	s.mu.Lock()
	s.head, s.seen = head, s.cfg.Now()
	s.mu.Unlock()
	return s.chain.Final(ctx)
}

// say logs a failure once, until it is another or over.
func (s *Settler) say(part string, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil || errors.Is(err, context.Canceled) {
		if err == nil {
			delete(s.said, part)
		}
		return err
	}
	err = fmt.Errorf("%s: %w", part, err)
	if s.said[part] != err.Error() {
		s.said[part] = err.Error()
		s.log.Warn("settling waits", "part", part, "err", err)
	}
	return err
}

// AddVerdict has a verdict of this node put into its next batch. The same again is no change.
func (s *Settler) AddVerdict(ctx context.Context, v dgrid.Signed[dgrid.Verdict]) error {
	if v.Object.Validator != s.cfg.Owner {
		return fmt.Errorf("add verdict on job %s: it is of validator %s, this node is %s", v.Object.Job, v.Object.Validator, s.cfg.Owner)
	}
	return s.store.AddVerdict(ctx, v)
}

// ErrUnseen says that the chain was not seen yet, so that no block can be promised.
var ErrUnseen = errors.New("the chain was not seen yet")

// AnchorBy is the block by which a job that is accepted now will be anchored. Where the chain is down it is reckoned from the last block
// that was seen.
func (s *Settler) AnchorBy() (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.seen.IsZero() {
		return 0, ErrUnseen
	}
	passed := uint64(max(0, s.cfg.Now().Sub(s.seen)) / s.cfg.BlockTime)
	return s.head.Number + passed + s.cfg.AnchorIn, nil
}

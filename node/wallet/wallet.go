package wallet

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Store is what a wallet needs of the node's store.
type Store interface {
	Note(kind, key string) ([]byte, error)
	Accounts(role store.Role) ([]store.Account, error)
	NotePutter
}

// Config is what a wallet is made of. Client, Contracts and Sender are nil where there is no chain to speak to; Why says so then.
type Config struct {
	Network   *config.Network
	Owner     dgrid.Address
	Store     Store
	Outbox    evm.Outbox
	Client    *evm.Client
	Contracts *contract.Contracts
	Sender    *evm.Sender
	Endpoints []string // as they may be shown
	Why       string
	Low       dgrid.Amount // deposit below which a payer is warned

	// Anchored is the running fee of a pair at this provider in the last batch that is final on the chain, and whether there is one.
	// It may be nil: then nobody knows.
	Anchored func(payer dgrid.Address, model dgrid.ModelID) (dgrid.Amount, bool, error)
	Now      func() time.Time // time.Now where it is nil
}

// Wallet is a node's own money. Its methods are safe for concurrent use.
type Wallet struct {
	cfg Config

	mu    sync.Mutex // guards what follows, and the stored plans
	plans []*Plan    // shown and not begun, the newest last
}

// maxPlans is how many plans are remembered until they are carried out.
const maxPlans = 16

// New makes a wallet.
func New(cfg Config) *Wallet {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Wallet{cfg: cfg}
}

// ready fails where there is no chain.
func (w *Wallet) ready() error {
	if w.cfg.Client != nil && w.cfg.Contracts != nil && w.cfg.Sender != nil {
		return nil
	}
	return fail(NoChain, "%s", w.cfg.Why)
}

func (w *Wallet) remember(p *Plan) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.plans = append(w.plans, p); len(w.plans) > maxPlans {
		w.plans = w.plans[1:]
	}
}

func (w *Wallet) tokens(a dgrid.Amount) string { return Tokens(a, w.cfg.Network.Token) }

// exact writes an amount in both units.
func (w *Wallet) exact(a dgrid.Amount) string {
	return w.tokens(a) + " (" + a.String() + " base units)"
}

func newID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

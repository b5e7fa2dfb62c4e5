// Package node wires a node together: store, engines, host, provider, payer, router, audits and gateway, in the order in which they
// may start, and ends them in the opposite one. It decides nothing else.
package node

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/keys"
	"github.com/dgrid-network/dgrid/node/metrics"
	"github.com/dgrid-network/dgrid/node/onchain"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/provider"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/settler"
	"github.com/dgrid-network/dgrid/node/spotcheck"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/node/validator"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

// Options is what a node is made of.
type Options struct {
	Config  *config.Config
	Network *config.Network
	Keys    *keys.Keys
	Agent   string   // program and version, told to peers
	Worker  []string // command of the engine's worker process
	Serve   bool     // run as a daemon: listen, and fill the roles that the configuration enables
}

const (
	payWait      = 15 * time.Second // how long a job waits for a voucher that is due before it is broken off
	withdrawTime = 2 * time.Second  // to tell the others that this node ends
	expireEvery  = time.Hour        // between two looks for records of answers that are too old
)

// Node is a running node's parts. Open makes it, Run serves, Close ends it.
type Node struct {
	opt      Options
	log      *slog.Logger
	started  time.Time
	store    *store.Store
	chain    *Chain           // nil where the network has no chain
	settler  *settler.Settler // likewise
	cells    verify.Cells
	pool     *pool.Pool // nil where the node needs no engine
	served   []Served
	session  dgrid.Digest
	host     *p2p.Host
	provider *provider.Provider // nil where the node does not serve
	payer    *payer.Payer
	book     *reputation.Book
	router   *router.Router
	checker  *spotcheck.Checker
	keys     *gateway.Keys
	metrics  *metrics.Metrics
	audits   audits

	announced announced

	// Where the network has a chain, else nil; validator, too, on a node that is none.
	onchain   *onchain.Chain
	public    *record.Public
	desk      *validator.Desk
	validator *validator.Validator
	meetings  meetings

	gateway *gateway.Gateway // nil where the node answers no HTTP

	gatewayAddr  string
	stopGateway  context.CancelFunc
	gatewayEnded chan struct{}

	run     context.Context // ends with the node
	stop    context.CancelFunc
	running sync.WaitGroup
	failed  chan error // holds the first failure of a part that nothing works without
}

// Open opens the store, loads the models, starts to listen and joins the mesh. ctx bounds only the opening.
func Open(ctx context.Context, opt Options, log *slog.Logger) (_ *Node, err error) {
	n := &Node{opt: opt, log: log, started: time.Now(), failed: make(chan error, 1)}
	n.run, n.stop = context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close())
		}
	}()
	if err := n.openStore(); err != nil {
		return nil, err
	}
	if err := n.openMetrics(); err != nil {
		return nil, err
	}
	n.audits.metrics = n.metrics
	if err := n.openChain(ctx); err != nil {
		return nil, err
	}
	if err := n.openSettler(); err != nil {
		return nil, err
	}
	if n.cells, err = verify.EmbeddedCells(); err != nil {
		return nil, err
	}
	if c := opt.Config; opt.Serve && (c.Provider.Enabled || c.Auditor.Enabled || c.Validator.Enabled) {
		offers, err := n.openEngines(ctx)
		if err != nil {
			return nil, err
		}
		if c.Provider.Enabled {
			_, _ = rand.Read(n.session[:]) // never fails
			if err := n.openProvider(ctx, offers); err != nil {
				return nil, err
			}
		}
	}
	if err := n.openHost(); err != nil {
		return nil, err
	}
	n.payer, err = payer.New(payer.Config{
		Network: opt.Network.Name, Domain: opt.Network.Domain, Key: opt.Keys.Owner, Accept: opt.Network.Params.Accept.Duration(),
		AnchorBy: n.latestAnchor(),
	}, dialer{n}, n.store, log)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(n.openRecord(), n.openSeats()); err != nil {
		return nil, err
	}
	if err := n.openMarket(ctx); err != nil {
		return nil, err
	}
	return n, n.join(ctx)
}

// openStore opens what the node remembers. A store that fails ends the node: only a restart helps, and settles what is open.
func (n *Node) openStore() (err error) {
	keep := max(n.opt.Config.Store.KeepTranscripts, n.opt.Network.Params.Keep.Duration())
	n.store, err = store.Open(n.opt.Config.StoreDir(), n.opt.Network.Domain, store.Options{KeepTranscripts: keep, MinFree: uint64(n.opt.Config.Store.MinFree)}, n.log)
	if err != nil {
		return err
	}
	n.goRun("store", func() error {
		err := n.store.Run(n.run)
		if errors.Is(err, store.ErrFailed) {
			n.fail(err)
		}
		return err
	})
	return nil
}

// fail ends Run with the first error that nothing works after.
func (n *Node) fail(err error) {
	select {
	case n.failed <- err:
	default:
	}
}

// join lets the world in: the mesh hears what this node does, and clients reach the gateway.
func (n *Node) join(ctx context.Context) error {
	n.goRun("mesh", func() error { return n.host.Run(n.run) })
	n.joinSeats()
	if !n.opt.Serve {
		return nil
	}
	n.settle()
	n.goRun("spot checks", func() error { return n.checker.Run(n.run) })
	n.goRun("records", func() error { return n.tend(n.run) })
	if n.auditsForOthers() {
		n.serveAudits()
	}
	if n.provider != nil || n.auditsForOthers() {
		if err := n.announce(); err != nil {
			return err
		}
	}
	return n.openGateway(ctx)
}

// Run serves until ctx ends or a part fails for good. When ctx ends the node withdraws its advert, takes nothing new, waits for what
// runs until now ends, and returns.
func (n *Node) Run(ctx, now context.Context) error {
	select {
	case <-ctx.Done():
	case err := <-n.failed:
		return err
	}
	if n.gateway != nil {
		n.gateway.Drain()
	}
	withdraw, cancel := context.WithTimeout(now, withdrawTime)
	defer cancel()
	if err := n.host.Withdraw(withdraw); err != nil {
		n.log.Debug("advert not withdrawn", "err", err)
	}
	var errs []error
	if n.provider != nil {
		n.log.Info("draining: no new jobs are taken", "running", n.provider.Running())
		errs = append(errs, n.provider.Drain(now))
	}
	errs = append(errs, n.drainGateway(now))
	return errors.Join(errs...)
}

// Close ends everything in the opposite order of Open: first nobody can ask or send, then nothing runs, then nothing is stored.
func (n *Node) Close() error {
	var errs []error
	errs = append(errs, n.closeGateway())
	if n.host != nil {
		errs = append(errs, n.host.Close())
	}
	if n.provider != nil {
		ctx, cancel := context.WithTimeout(context.Background(), payWait)
		errs = append(errs, n.provider.Drain(ctx)) // streams are gone: what still runs settles itself
		cancel()
	}
	n.stop()
	n.running.Wait()
	if n.chain != nil {
		n.chain.Client.Close()
	}
	if n.book != nil {
		errs = append(errs, n.book.Close())
	}
	if n.store != nil {
		errs = append(errs, n.store.Close())
	}
	return errors.Join(errs...)
}

// goRun runs f until it returns; a part that ends on its own is reported, and the rest goes on.
func (n *Node) goRun(part string, f func() error) {
	n.running.Add(1)
	go func() {
		defer n.running.Done()
		if err := f(); err != nil && !errors.Is(err, context.Canceled) {
			n.log.Error("part of the node ended", "part", part, "err", err)
		}
	}()
}

// Package node wires a node together: store, engines, host, provider and payer, in the order in which they may start, and
// ends them in the opposite one. It decides nothing else.
package node

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/keys"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/provider"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

// Options is what a node is made of.
type Options struct {
	Config  *config.Config
	Network *config.Network
	Keys    *keys.Keys
	Agent   string   // program and version, told to peers
	Worker  []string // command of the engine's worker process
	Serve   bool     // run as a daemon that listens, and serves if the configuration enables the provider
}

// payWait is how long a job waits for a voucher that is due before it is broken off.
const payWait = 15 * time.Second

// Node is a running node's parts. Open makes it, Run serves, Close ends it.
type Node struct {
	opt      Options
	log      *slog.Logger
	started  time.Time
	store    *store.Store
	host     *p2p.Host
	engines  []*Engine
	provider *provider.Provider // nil where the node does not serve
	payer    *payer.Payer
	session  dgrid.Digest
	served   []Served
	stop     context.CancelFunc // of what Open started
	running  sync.WaitGroup
	failed   chan error // holds the first failure of a part that nothing works without
}

// Open opens the store, loads the models and starts to listen. ctx bounds only the opening.
func Open(ctx context.Context, opt Options, log *slog.Logger) (_ *Node, err error) {
	n := &Node{opt: opt, log: log, started: time.Now(), failed: make(chan error, 1)}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	n.stop = stop
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close())
		}
	}()
	if n.store, err = openStore(opt, log); err != nil {
		return nil, err
	}
	n.goRun("store", func() error {
		err := n.store.Run(run)
		if errors.Is(err, store.ErrFailed) {
			n.failed <- err // only a restart helps, and settles what is open
		}
		return err
	})
	if opt.Serve && opt.Config.Provider.Enabled {
		_, _ = rand.Read(n.session[:]) // never fails
		if err := n.openProvider(ctx, run); err != nil {
			return nil, err
		}
	}
	if err := n.openHost(); err != nil {
		return nil, err
	}
	n.payer, err = payer.New(payer.Config{
		Network: opt.Network.Name, Domain: opt.Network.Domain, Key: opt.Keys.Owner, Accept: opt.Network.Params.Accept.Duration(),
	}, dialer{n.host}, n.store, log)
	return n, err
}

func openStore(opt Options, log *slog.Logger) (*store.Store, error) {
	keep := max(opt.Config.Store.KeepTranscripts, opt.Network.Params.Keep.Duration())
	return store.Open(opt.Config.StoreDir(), opt.Network.Domain, store.Options{KeepTranscripts: keep, MinFree: uint64(opt.Config.Store.MinFree)}, log)
}

// openProvider loads every model and settles what an earlier run left, before anybody can send an order.
func (n *Node) openProvider(ctx, run context.Context) error {
	var offers []provider.Offer
	for i := range n.opt.Config.Models {
		m := &n.opt.Config.Models[i]
		e, err := OpenEngine(ctx, n.opt.Config, m, n.opt.Worker, n.log)
		if err != nil {
			return err
		}
		n.engines = append(n.engines, e)
		n.goRun("engine", func() error { return e.Worker.Run(run) })
		info, err := e.Worker.Ready(ctx)
		if err != nil {
			return fmt.Errorf("load %s: %w", e.Model.Name, err)
		}
		engine, err := n.engine(ctx, run, e, m)
		if err != nil {
			return err
		}
		n.served = append(n.served, Served{Name: e.Model.Name, ID: e.Model.ID, Slots: m.Slots, Context: m.Context, Device: info.Device, Price: m.Price()})
		offers = append(offers, provider.Offer{Model: e.Model.ID, Name: e.Model.Name, Context: m.Context, Slots: m.Slots, Price: m.Price(), Engine: engine})
	}
	var err error
	n.provider, err = provider.New(provider.Config{
		Network: n.opt.Network.Name, Domain: n.opt.Network.Domain, Session: n.session, Key: n.opt.Keys.Owner,
		Offers: offers, Credit: n.opt.Config.Provider.CreditLimit, Accept: n.opt.Network.Params.Accept.Duration(), PayWait: payWait,
	}, n.store, n.log)
	if err != nil {
		return err
	}
	return n.provider.Settle(ctx)
}

// openHost listens last, when everything behind it works.
func (n *Node) openHost() error {
	id, err := n.opt.Keys.PeerID()
	if err != nil {
		return err
	}
	raw, err := peer.Decode(string(id))
	if err != nil {
		return fmt.Errorf("read peer id: %w", err)
	}
	b := dgrid.Binding{Owner: n.opt.Keys.Address(), Peer: dgrid.Hash([]byte(raw))}
	sig, err := n.opt.Network.Domain.Sign(&b, n.opt.Keys.Owner)
	if err != nil {
		return err
	}
	cfg := p2p.Config{
		Key: n.opt.Keys.Peer, Network: n.opt.Network.Name, NetworkID: n.opt.Network.ID, Domain: n.opt.Network.Domain,
		Session: n.session, Owner: b.Owner, Binding: dgrid.Signed[dgrid.Binding]{Object: b, Signature: sig}, Agent: n.opt.Agent,
	}
	if n.opt.Serve {
		cfg.Listen = n.opt.Config.P2P.Listen
	}
	if n.provider != nil {
		cfg.Offers = n.provider.Offers()
	}
	if n.host, err = p2p.New(cfg, n.log); err != nil {
		return err
	}
	if n.provider != nil {
		n.host.ServeJobs(func(ctx context.Context, s *p2p.JobStream) { n.provider.Serve(ctx, s) })
		n.host.ServeTranscripts(n.provider.Transcript)
	}
	return nil
}

// Run serves until ctx ends or the store fails for good. When ctx ends it refuses new jobs, waits for the running ones until now ends, and returns.
func (n *Node) Run(ctx, now context.Context) error {
	select {
	case <-ctx.Done():
	case err := <-n.failed:
		return err
	}
	if n.provider == nil {
		return nil
	}
	n.log.Info("draining: no new jobs are taken", "running", n.provider.Running())
	return n.provider.Drain(now)
}

// Close ends everything in the opposite order of Open: first nobody can send, then nothing runs, then nothing is stored.
func (n *Node) Close() error {
	var errs []error
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

// Session names this run of the provider; it is zero where the node does not serve.
func (n *Node) Session() dgrid.Digest { return n.session }

// Payer asks questions in this node's name.
func (n *Node) Payer() *payer.Payer { return n.payer }

// Store is what this node remembers.
func (n *Node) Store() *store.Store { return n.store }

// Host is the node's place in the mesh.
func (n *Node) Host() *p2p.Host { return n.host }

// Started is when the node was opened.
func (n *Node) Started() time.Time { return n.started }

// Running is how many jobs run now.
func (n *Node) Running() int {
	if n.provider == nil {
		return 0
	}
	return n.provider.Running()
}

// Models are what the node serves.
func (n *Node) Models() []Served { return n.served }

// Served is a model that the node serves.
type Served struct {
	Name    string
	ID      dgrid.ModelID
	Slots   int
	Context uint32 // tokens
	Device  string // runtime class
	Price   dgrid.Price
}

package node

import (
	"context"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/provider"
)

// Served is a model that this node serves, audits, or both.
type Served struct {
	Name    string
	ID      dgrid.ModelID
	Slots   int
	Context uint32 // tokens
	Device  string // runtime class
	Price   dgrid.Price

	Down     string // why its engine does not answer now, or ""
	Restarts uint64 // of its engine
}

// openEngines loads every model of the configuration and returns what the provider offers of them.
func (n *Node) openEngines(ctx context.Context) ([]provider.Offer, error) {
	var offers []provider.Offer
	for i := range n.opt.Config.Models {
		m := &n.opt.Config.Models[i]
		e, err := OpenEngine(ctx, n.opt.Config, m, n.opt.Worker, n.log)
		if err != nil {
			return nil, err
		}
		n.engines[e.Model.ID] = e
		n.goRun("engine", func() error { return e.Worker.Run(n.run) })
		info, err := e.Worker.Ready(ctx)
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", e.Model.Name, err)
		}
		n.served = append(n.served, Served{Name: e.Model.Name, ID: e.Model.ID, Slots: m.Slots, Context: m.Context, Device: info.Class(), Price: m.Price()})
		if !n.opt.Config.Provider.Enabled {
			continue
		}
		engine, err := n.engine(ctx, n.run, e, m)
		if err != nil {
			return nil, err
		}
		offers = append(offers, provider.Offer{Model: e.Model.ID, Name: e.Model.Name, Context: m.Context, Slots: m.Slots, Price: m.Price(), Engine: n.metrics.Engine(engine)})
	}
	return offers, nil
}

// openProvider makes the provider, and settles what an earlier run left before anybody can send an order.
func (n *Node) openProvider(ctx context.Context, offers []provider.Offer) (err error) {
	cfg := provider.Config{
		Network: n.opt.Network.Name, Domain: n.opt.Network.Domain, Session: n.session, Key: n.opt.Keys.Owner,
		Offers: offers, Credit: n.opt.Config.Provider.CreditLimit, Accept: n.opt.Network.Params.Accept.Duration(), PayWait: payWait,
	}
	if n.settler != nil {
		cfg.Chain = n.settler
	}
	n.provider, err = provider.New(cfg, n.store, n.log)
	if err != nil {
		return err
	}
	return n.provider.Settle(ctx)
}

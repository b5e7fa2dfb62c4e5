package node

import (
	"context"
	"fmt"
	"net"
	"slices"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/store"
)

// openGateway listens for programs on this machine, or wherever the operator lets it.
func (n *Node) openGateway(ctx context.Context) error {
	c := &n.opt.Config.Gateway
	if !c.Enabled {
		return nil
	}
	catalogue, files, err := OpenModels(n.opt.Config)
	if err != nil {
		return err
	}
	g, err := gateway.New(gateway.Config{
		Listen: c.Listen, Hosts: c.Hosts, Origins: c.Origins, MaxRequests: c.MaxRequests,
		MaxFee: n.opt.Config.Payer.MaxFee, Unverified: n.opt.Config.Payer.Unverified,
	}, gateway.Parts{
		Metrics: n.metrics.Handler(), Wrap: n.metrics.Wrap,
		Router: counted{n.router, n.metrics}, Transcripts: bought{n.store}, Catalogue: shelf{n, catalogue, files}, Embedder: embedder{n}, Keys: n.keys, Ready: n.unready, Log: n.log,
	})
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("open gateway: %w: choose another gateway.listen, or end what listens there", err)
	}
	serve, stop := context.WithCancel(n.run)
	n.gateway, n.gatewayAddr, n.stopGateway, n.gatewayEnded = g, l.Addr().String(), stop, make(chan struct{})
	n.goRun("gateway", func() error {
		defer close(n.gatewayEnded)
		return g.Serve(serve, l)
	})
	return nil
}

// drainGateway lets running answers end, until now ends.
func (n *Node) drainGateway(now context.Context) error {
	if n.gateway == nil {
		return nil
	}
	n.stopGateway()
	select {
	case <-n.gatewayEnded:
		return nil
	case <-now.Done():
		return fmt.Errorf("drain gateway: answers still running: %w", context.Cause(now))
	}
}

func (n *Node) closeGateway() error {
	if n.gateway == nil {
		return nil
	}
	n.stopGateway()
	<-n.gatewayEnded // it has a limit of its own
	return nil
}

// unready says why this node could not answer a question now.
func (n *Node) unready() []string {
	if n.provider != nil {
		return nil
	}
	for _, a := range n.host.Adverts() {
		if len(a.Models) > 0 {
			return nil
		}
	}
	return []string{"no provider is known yet: dgridd peers shows whom this node sees"}
}

// bought is the transcripts of what this node has asked.
type bought struct{ store *store.Store }

func (b bought) Transcript(_ context.Context, id dgrid.JobID) (*dgrid.Transcript, error) {
	return b.store.Transcript(store.AsPayer, id)
}

func (b bought) Inclusion(_ context.Context, id dgrid.JobID) (*dgrid.Inclusion, error) {
	return b.store.Inclusion(store.AsPayer, id)
}

// shelf is the models that this node knows by name, and who offers them.
type shelf struct {
	n         *Node
	catalogue *models.Catalogue
	files     *models.Store
}

func (s shelf) Resolve(name string) (dgrid.ModelID, string, error) {
	m, err := ResolveModel(s.catalogue, s.files, name)
	return m.ID, m.Name, err
}

// ResolveModel finds a model by name or id, among those imported on this machine too.
func ResolveModel(c *models.Catalogue, files *models.Store, name string) (models.Model, error) {
	m, err := c.Resolve(name)
	if err == nil {
		return m, nil
	}
	held, heldErr := files.Models(c)
	if heldErr != nil {
		return models.Model{}, heldErr
	}
	for _, m := range held {
		if m.Name == name || m.ID.String() == name {
			return m, nil
		}
	}
	return models.Model{}, err
}

// Models are those of the catalogue, and those imported, with what the mesh says of each.
func (s shelf) Models(context.Context) ([]gateway.Model, error) {
	known := s.catalogue.Models()
	held, err := s.files.Models(s.catalogue)
	if err != nil {
		return nil, err
	}
	for _, m := range held {
		if !slices.ContainsFunc(known, func(k models.Model) bool { return k.ID == m.ID }) {
			known = append(known, m)
		}
	}
	adverts := s.n.host.Adverts()
	out := make([]gateway.Model, 0, len(known))
	for _, m := range known {
		out = append(out, s.offered(m, adverts))
	}
	return out, nil
}

func (s shelf) offered(m models.Model, adverts []dgrid.Advert) gateway.Model {
	g := gateway.Model{ID: m.ID, Name: m.Name, Created: dgrid.Time(s.n.started.UnixMilli()), OwnedBy: "dgrid", Context: m.Context, Why: "nobody serves it now"}
	for i := range adverts {
		l := adverts[i].Serves(m.ID)
		if l == nil {
			continue
		}
		if g.Providers++; g.Providers == 1 {
			g.Lowest, g.Highest, g.Context = l.Price, l.Price, l.Context
		}
		g.Lowest.Input, g.Highest.Input = least(g.Lowest.Input, l.Price.Input), most(g.Highest.Input, l.Price.Input)
		g.Lowest.Output, g.Highest.Output = least(g.Lowest.Output, l.Price.Output), most(g.Highest.Output, l.Price.Output)
		g.Context = max(g.Context, l.Context)
		if verified, why := s.n.standing(*l, adverts[i].Owner); verified && !g.Verified || g.Providers == 1 {
			g.Verified, g.Why = verified, why
		}
	}
	return g
}

func least(a, b dgrid.Amount) dgrid.Amount {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func most(a, b dgrid.Amount) dgrid.Amount {
	if a.Cmp(b) > 0 {
		return a
	}
	return b
}

// Gateway is where programs reach this node, "http://127.0.0.1:8484", or "" where they do not.
func (n *Node) Gateway() string {
	if n.gateway == nil {
		return ""
	}
	return "http://" + n.gatewayAddr
}

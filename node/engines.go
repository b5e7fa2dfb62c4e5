package node

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/provider"
	"github.com/dgrid-network/dgrid/node/speed"
)

// Served is a model that this node serves, audits, or both.
type Served struct {
	Name    string
	ID      dgrid.ModelID
	Slots   int
	Context uint32             // tokens
	Device  string             // runtime class
	GPUs    []inference.Device // that it lies on, since it was loaded
	Layers  string             // where its layers lie, since it was loaded
	Price   dgrid.Price

	Loaded    bool   // now
	Memory    uint64 // bytes that it needs while it is
	OnGPUs    uint64 // bytes of GPUs that it takes
	Measured  bool   // Memory was measured here; else it is an estimate
	Down      string // why its engine does not answer, or ""; one that is not loaded because nobody asks for it is not down
	Restarts  uint64 // of its engine's process
	Loads     uint64
	Evictions uint64
}

// orderWait is how long an order may wait until its model is loaded. Payers give up a provider that has been silent twice as long.
const orderWait = time.Minute

// openEngines finds and checks every model of the configuration, loads those that are to be loaded at start, and returns what the
// provider offers.
func (n *Node) openEngines(ctx context.Context) ([]provider.Offer, error) {
	_, files, err := OpenModels(n.opt.Config)
	if err != nil {
		return nil, err
	}
	cfg := pool.Config{Budget: MemoryBudget(n.opt.Config), Loaded: n.reannounce}
	if cfg.Notebook, err = pool.OpenNotebook(files.Dir()); err != nil {
		return nil, err
	}
	for i := range n.opt.Config.Models {
		m := &n.opt.Config.Models[i]
		p, err := planEngine(ctx, n.opt.Config, m, n.opt.Worker)
		if err != nil {
			return nil, err
		}
		spec, err := n.spec(p, m)
		if err != nil {
			return nil, err
		}
		cfg.Models = append(cfg.Models, spec)
		n.served = append(n.served, Served{Name: p.Model.Name, ID: p.Model.ID, Slots: p.Slots, Context: m.Context, Price: m.Price()})
	}
	if n.pool, err = pool.New(cfg, n.log); err != nil {
		return nil, err
	}
	n.goRun("engines", func() error { return n.pool.Run(n.run) })
	if err := n.pool.Fill(ctx); err != nil {
		return nil, err
	}
	if !n.opt.Config.Provider.Enabled {
		return nil, nil
	}
	book, err := speed.Open(files.Dir())
	if err != nil {
		return nil, err
	}
	return n.offers(ctx, book)
}

// MemoryBudget is what a node's models may need together.
func MemoryBudget(c *config.Config) pool.Budget {
	return pool.NewBudget(uint64(c.Engine.Memory), pool.Machine())
}

// spec is what the pool is told of one model.
func (n *Node) spec(p *enginePlan, m *config.ModelConfig) (pool.Spec, error) {
	log := n.log.With("model", p.Model.Name)
	if _, err := inference.New(p.Worker, log); err != nil { // before anybody asks for it
		return pool.Spec{}, err
	}
	loads := map[string]pool.Load{config.LoadStart: pool.LoadStart, config.LoadDemand: pool.LoadDemand}
	return pool.Spec{ID: p.Model.ID, Name: p.Model.Name, Estimate: p.needs(), Settings: p.settings(), Load: loads[m.Load],
		New: func() (pool.Worker, error) { return inference.New(p.Worker, log) }}, nil
}

// settings names all that decides, besides model and machine, how a load ends.
func (p *enginePlan) settings() string {
	w := &p.Worker
	return fmt.Sprintf("%s/%s/%s/%s/%d/%d/%d/%d/%d", filepath.Base(w.Runtime), w.Variant, w.Device, w.KVCache, w.GPULayers, w.Context, p.Slots, p.Size.Cells, w.Threads)
}

func (n *Node) offers(ctx context.Context, book *speed.Book) (offers []provider.Offer, err error) {
	for i, m := range n.pool.Models() {
		settings, s := &n.opt.Config.Models[i], n.served[i]
		dress, err := n.dress(ctx, n.run, settings)
		if err != nil {
			return nil, err
		}
		known, _ := book.Get(speed.Key{Model: s.ID, Class: m.Status().Class, Threads: Threads(settings)})
		offers = append(offers, provider.Offer{Model: s.ID, Name: s.Name, Context: s.Context, Slots: s.Slots, Price: s.Price,
			Prefill: known.Prefill, Decode: known.Decode, Delay: m.Delay, Waiting: func() int { return m.Engine().Waiting },
			Hold: func(ctx context.Context) (provider.Engine, func(), error) {
				w, release, err := m.HoldWithin(ctx, orderWait)
				if err != nil {
					return nil, nil, err
				}
				e, err := dress(w)
				if err != nil {
					release()
					return nil, nil, err
				}
				return n.metrics.Engine(e), release, nil
			}})
	}
	return offers, nil
}

// Models are what the node serves or audits, and how their engines are now.
func (n *Node) Models() []Served {
	all := make([]Served, len(n.served))
	for i, s := range n.served {
		m, ok := n.pool.Model(s.ID)
		if !ok {
			continue
		}
		st := m.Status()
		s.GPUs, s.Layers = st.GPUs, st.Layers
		s.Device, s.Loaded, s.Memory, s.OnGPUs, s.Measured = st.Class, st.State == pool.Loaded, st.Need, st.GPU, st.Measured
		s.Restarts, s.Loads, s.Evictions = st.Restarts, st.Loads, st.Evictions
		if st.Err != nil {
			s.Down = st.Err.Error()
		}
		all[i] = s
	}
	return all
}

// announced is what was last said of what the models run on.
type announced struct {
	mu      sync.Mutex
	devices map[dgrid.ModelID]string // runtime class and where the layers lie; nil until the first advert
}

// announce tells the others what this node does. What loads find from here on is told, too.
func (n *Node) announce() error {
	n.announced.mu.Lock()
	defer n.announced.mu.Unlock()
	devices := make(map[dgrid.ModelID]string)
	for _, s := range n.Models() {
		devices[s.ID] = s.Device + " " + s.Layers
	}
	if err := n.host.Announce(n.advert()); err != nil {
		return err
	}
	n.announced.devices = devices
	return nil
}

// reannounce tells the others what a load has found that was not known before: the machine is another one, or its devices are.
func (n *Node) reannounce(m *pool.Model) {
	n.announced.mu.Lock()
	st := m.Status()
	news := n.announced.devices != nil && n.announced.devices[m.ID()] != st.Class+" "+st.Layers
	n.announced.mu.Unlock()
	if !news {
		return
	}
	if err := n.announce(); err != nil {
		n.log.Warn("advert not renewed", "model", m.Name(), "err", err)
	}
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

package node

import (
	"context"
	"sync/atomic"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/metrics"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/p2p"
)

// openMetrics makes the counters. What they read of other parts is asked for when somebody looks, so it may be opened later.
func (n *Node) openMetrics() (err error) {
	c := n.opt.Config
	src := metrics.Sources{
		Models: n.measureModels,
		Budget: n.measureBudget,
		Mesh:   n.measureMesh,
		Keys:   n.goodKeys,
		Store:  metrics.OfStore(n.store, c.StoreDir(), uint64(c.Store.MinFree)),
		Books:  metrics.OfAccounts(n.store),
	}
	if c.Auditor.Enabled {
		src.Audits = func() int { return n.Audits().Running }
	}
	n.metrics, err = metrics.New(metrics.Build{Version: n.opt.Agent, Protocol: dgrid.Version, Sampler: dgrid.SamplerVersion}, src)
	return err
}

func (n *Node) measureModels() (all []metrics.Model) {
	for _, s := range n.Models() {
		m := metrics.Model{Name: s.Name, Up: s.Down == "", Restarts: s.Restarts, Loaded: s.Loaded, Memory: s.Memory, OnGPUs: s.OnGPUs, Loads: s.Loads, Evictions: s.Evictions}
		if e, ok := n.pool.Model(s.ID); ok {
			st := e.Engine()
			m.Waiting = st.Waiting
			m.Engine = metrics.Engine{Cells: st.Cells, Used: st.Used, Running: st.Running, Audits: st.Audits, Kept: st.Kept, Read: st.Read, Reused: st.Reused}
		}
		if n.provider != nil {
			if q, err := n.provider.Quote(s.ID); err == nil {
				m.Slots, m.Free = int(q.Slots), int(q.Free)
			}
		}
		all = append(all, m)
	}
	return all
}

// measureBudget is the memory that all engines may need; 0 where there is none.
func (n *Node) measureBudget() uint64 {
	if n.pool == nil {
		return 0
	}
	return n.pool.Budget().Bytes
}

func (n *Node) measureMesh() metrics.Mesh {
	m := n.Mesh()
	return metrics.Mesh{Providers: m.Providers, Skew: float64(m.Skew) / 1000, Clocks: m.Clocks, Reachable: m.Reach == "public"}
}

func (n *Node) goodKeys() (good int) {
	for _, k := range n.keys.List() {
		if k.Revoked == 0 {
			good++
		}
	}
	return good
}

// counted is the router with its answers counted.
type counted struct {
	*router.Router
	m *metrics.Metrics
}

var _ gateway.Router = counted{}

func (c counted) Answer(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	return c.m.Answer(ctx, c.Router, q, emit)
}

// audits counts what is audited for others.
type audits struct {
	running atomic.Int64
	metrics *metrics.Metrics
}

func (a *audits) serve(ctx context.Context, remote p2p.Hello, t *dgrid.Transcript, next func(context.Context, p2p.Hello, *dgrid.Transcript) ([]byte, error)) ([]byte, error) {
	a.running.Add(1)
	defer a.running.Add(-1)
	b, err := next(ctx, remote, t)
	if err != nil {
		return nil, err
	}
	report, err := auditor.ParseReport(b)
	if err != nil {
		return nil, err
	}
	a.metrics.Audit(metrics.Others, report.Verdict.Result)
	return b, nil
}

// Requests is how many requests the HTTP API answers now.
func (n *Node) Requests() int {
	if n.gateway == nil {
		return 0
	}
	return n.gateway.Requests()
}

// Audits is what this node does as an auditor now.
func (n *Node) Audits() control.Auditor {
	return control.Auditor{Running: int(n.audits.running.Load()), Limit: n.opt.Config.Auditor.Jobs}
}

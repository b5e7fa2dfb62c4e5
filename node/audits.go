package node

import (
	"context"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/node/metrics"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/spotcheck"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

// openAudits makes what audits a sample of this node's own answers, and answers for others.
func (n *Node) openAudits() error {
	c := n.opt.Config
	cfg := spotcheck.Config{
		Self: n.host.ID(), Owner: n.opt.Keys.Address(), Domain: n.opt.Network.Domain, Cells: n.cells,
		Rate: float64(c.Payer.AuditRate.Micro()) / float64(dgrid.One), Serving: c.Auditor.Jobs,
		// Nobody who does not hold the owner's key can tell which jobs are drawn.
		Secret: dgrid.Hash([]byte("dgrid/sample-secret/0"), crypto.FromECDSA(n.opt.Keys.Owner)),
	}
	for _, p := range c.Payer.Auditors {
		cfg.Trusted = append(cfg.Trusted, dgrid.PeerID(p))
	}
	var err error
	n.checker, err = spotcheck.New(cfg, auditNetwork{n}, n.auditEngine, auditBook{n.book, n.metrics}, n.store, n.log)
	return err
}

// auditEngine is this node's own engine for a model.
func (n *Node) auditEngine(model dgrid.ModelID) (auditor.Engine, bool) {
	if n.pool == nil {
		return nil, false
	}
	m, ok := n.pool.Model(model)
	return m, ok
}

// answered hands a finished part of an answer to the audits.
func (n *Node) answered(p router.Part, t *dgrid.Transcript) {
	if err := n.checker.Answered(n.run, p.Peer, t); err != nil {
		n.log.Warn("job not drawn for an audit", "job", p.Job.Short(), "err", err)
	}
}

// auditNetwork is the way to providers and auditors.
type auditNetwork struct{ n *Node }

func (a auditNetwork) FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	return dialer(a).FetchTranscript(ctx, addr, job)
}

func (a auditNetwork) Check(ctx context.Context, peer dgrid.PeerID, t *dgrid.Transcript) ([]byte, error) {
	return a.n.host.Check(ctx, peer, t)
}

func (a auditNetwork) Adverts() []dgrid.Advert { return a.n.host.Adverts() }

// auditsForOthers reports whether this node says that it audits. A validator does, too: an advert that offers nothing is none, and then
// nobody would find the node to read its verdicts.
func (n *Node) auditsForOthers() bool {
	return n.opt.Config.Auditor.Enabled || n.validator != nil
}

// serveAudits answers other payers, where this node is an auditor.
func (n *Node) serveAudits() {
	n.host.ServeChecks(func(ctx context.Context, remote p2p.Hello, t *dgrid.Transcript) ([]byte, error) {
		return n.audits.serve(ctx, remote, t, n.checker.Serve)
	})
}

// auditBook writes verdicts down where the router reads them.
type auditBook struct {
	book    *reputation.Book
	metrics *metrics.Metrics
}

func (b auditBook) Watched(provider dgrid.Address, model dgrid.ModelID) bool {
	return reputation.Watched(b.book.Record(provider, model), now())
}

func (b auditBook) Audited(provider dgrid.Address, model dgrid.ModelID, job dgrid.JobID, v verify.Verdict) error {
	b.metrics.Audit(metrics.Own, v.Result)
	kinds := map[verify.Result]reputation.Kind{verify.Honest: reputation.AuditPassed, verify.Suspected: reputation.Suspected, verify.Failed: reputation.AuditFailed}
	kind, ok := kinds[v.Result]
	if !ok {
		return nil // who abstains says nothing
	}
	return b.book.Add(provider, model, reputation.Event{Kind: kind, Job: job, Reason: v.Reason})
}

package node

import (
	"context"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
)

// openMarket makes what chooses between providers: reputation, router, audits, and the API keys on whose behalf is asked. Records that
// a crash left behind are completed before anybody can ask.
func (n *Node) openMarket(ctx context.Context) (err error) {
	if n.book, err = reputation.Open(n.store, n.log); err != nil {
		return err
	}
	if err := n.openAudits(); err != nil {
		return err
	}
	n.router, err = router.New(router.Config{Keep: n.opt.Config.Store.KeepTranscripts, OnAnswered: n.answered}, router.Deps{
		Directory: n.host, Finder: n.host, Quoter: quoter{n}, Asker: n.payer, Book: n.book, Notes: n.store, Jobs: n.store, Standing: n.standing, Suspended: n.suspended,
	}, n.log)
	if err != nil {
		return err
	}
	if n.keys, err = gateway.OpenKeys(n.store, time.Now); err != nil {
		return err
	}
	if err := n.router.Recover(ctx); err != nil {
		return err
	}
	corrected, err := n.keys.Recover(ctx, n.router.Answers())
	if err == nil && corrected > 0 {
		n.log.Info("completed what API keys had spent before a crash", "answers", corrected)
	}
	return err
}

// tend removes records of answers that are too old, until ctx ends.
func (n *Node) tend(ctx context.Context) error {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if removed, err := n.router.Expire(ctx); err != nil {
			n.log.Warn("old records of answers not removed", "err", err)
		} else if removed > 0 {
			n.log.Info("removed old records of answers", "answers", removed)
		}
	}
}

// quoter pulls quotes. This node's own is at hand.
type quoter struct{ n *Node }

func (q quoter) Quote(ctx context.Context, peer dgrid.PeerID, model dgrid.ModelID) (dgrid.Quote, time.Duration, error) {
	if q.n.provider == nil || peer != q.n.host.ID() {
		return q.n.host.Quote(ctx, peer, model)
	}
	own, err := q.n.provider.Quote(model)
	if err != nil {
		return own, 0, err
	}
	at := time.Now()
	own.Network, own.Peer, own.Owner = q.n.opt.Network.ID, peer, q.n.opt.Keys.Address()
	own.Issued, own.Expiry = dgrid.Time(at.UnixMilli()), dgrid.Time(at.Add(ownQuote).UnixMilli())
	return own, 0, nil
}

// ownQuote is how long this node's quote to itself holds.
const ownQuote = 10 * time.Second

// standing says whether a provider's answers can be checked: there must be a calibration of its kind of machine, and enough other
// owners who re-compute answers of the model.
func (n *Node) standing(l dgrid.Listing, owner dgrid.Address) (verified bool, why string) {
	return n.cells.Standing(l.Model, l.Class, dgrid.One, n.auditingOwners(l.Model, owner), int(n.opt.Network.Params.MinValidators))
}

func now() dgrid.Time { return dgrid.Time(time.Now().UnixMilli()) }

package node

import (
	"context"
	"time"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/settler"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

const (
	redeemAge   = 24 * time.Hour // after which a claim is redeemed as soon as it is worth more than its gas
	redeemShare = 20             // a claim that is worth this many times its gas goes at once
	lateAnchor  = 16             // blocks beyond what this node would promise that a provider's promise may be late: its head may be newer
)

// openSettler makes what brings jobs onto the chain, where the network has one. It is there before anybody can send an order.
func (n *Node) openSettler() (err error) {
	if n.chain == nil {
		return nil
	}
	p := &n.opt.Network.Params
	n.settler, err = settler.New(settler.Config{
		Owner: n.opt.Keys.Address(), Domain: n.opt.Network.Domain, Serves: n.batches(), Limits: batchLimits(p), Redeem: n.redeemRule(), Slots: uint64(p.Slots),
		AnchorIn: p.AnchorBlocks(), BlockTime: p.Block.Duration(), CreditLimit: n.opt.Config.Provider.CreditLimit, Poll: n.poll(), Collect: max(n.poll(), p.Batch.Duration()/4),
	}, settler.Deps{Store: n.store, Chain: n.chain.Client, Contracts: n.chain.Contracts, Sender: n.chain.Sender, Fetcher: inclusions{n}, Peers: n.PeersOf}, n.log)
	return err
}

// batches reports whether this node signs what goes into batches.
func (n *Node) batches() bool {
	return n.opt.Serve && (n.opt.Config.Provider.Enabled || n.opt.Config.Validator.Enabled)
}

// batchLimits are the network's. The ring of anchors must outlast the dispute window, and each anchor pins the one before.
func batchLimits(p *config.NetworkParams) settlement.Limits {
	pinned := time.Duration(p.PinDelay+1) * p.Block.Duration()
	return settlement.Limits{Age: p.Batch.Duration(), Count: uint64(p.BatchCount), Value: p.BatchValue, Interval: max(p.Dispute.Duration()/time.Duration(p.Slots), pinned)}
}

// redeemRule lets everything go at once where money is worth nothing. Elsewhere a batch's limit of value says what is worth a transaction.
func (n *Node) redeemRule() settlement.RedeemRule {
	if n.opt.Network.Dev() {
		return settlement.RedeemRule{}
	}
	return settlement.RedeemRule{Cost: n.opt.Network.Params.BatchValue.Div(redeemShare), Times: redeemShare, Age: redeemAge}
}

// settle runs the settler and answers who asks for batches.
func (n *Node) settle() {
	if n.settler == nil || !n.opt.Serve {
		return
	}
	if n.batches() {
		n.host.ServeBatches(p2p.BatchServer{Whole: n.settler.Whole, Own: n.settler.Own})
	}
	n.goRun("settling", func() error { return n.settler.Run(n.run) })
}

// latestAnchor is the latest block that a provider may promise now, nil on a network without a chain.
func (n *Node) latestAnchor() func() (uint64, error) {
	if n.settler == nil || !n.opt.Serve { // without its rounds the settler sees no block
		return nil
	}
	return func() (uint64, error) {
		block, err := n.settler.AnchorBy()
		return block + lateAnchor, err
	}
}

// inclusions asks other nodes; the host is made after the settler.
type inclusions struct{ n *Node }

func (i inclusions) FetchInclusions(ctx context.Context, addr string, q p2p.InclusionQuery) ([]p2p.Included, bool, error) {
	return i.n.host.FetchInclusions(ctx, addr, q)
}

// Settler brings this node's jobs and verdicts onto the chain; nil where its network has none.
func (n *Node) Settler() *settler.Settler { return n.settler }

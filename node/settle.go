package node

import (
	"context"
	"fmt"
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

// Batches fetches whole batches from the nodes that anchored them.
type Batches struct{ n *Node }

// Batches is where this node gets batches from; this node's own are at hand.
func (n *Node) Batches() Batches { return Batches{n} }

// Fetch is every entry of a batch as it stands on the chain: as many as were anchored, under the anchored root, each with the object that
// its leaf names. Signatures are for the caller to check.
func (b Batches) Fetch(ctx context.Context, want dgrid.Batch) (entries []dgrid.BatchEntry, err error) {
	take := func(e dgrid.BatchEntry) error {
		entries = append(entries, e)
		return nil
	}
	if want.Node == b.n.opt.Keys.Address() && b.n.settler != nil {
		have, each, err := b.n.settler.Whole(ctx, want.Epoch)
		if err == nil {
			err = sameBatch(have, want)
		}
		if err == nil {
			err = each(take)
		}
		return entries, err
	}
	err = fmt.Errorf("no address of node %s is known", want.Node)
	for _, addr := range b.n.peersOf(want.Node) {
		entries = nil
		var have dgrid.Batch
		if have, err = b.n.host.FetchBatch(ctx, addr, want.Epoch, take); err == nil {
			err = sameBatch(have, want)
		}
		if err == nil {
			return entries, nil
		}
	}
	return nil, fmt.Errorf("fetch epoch %d of node %s: %w", want.Epoch, want.Node, err)
}

// sameBatch fails unless what a node handed out is what it anchored.
func sameBatch(have, want dgrid.Batch) error {
	if have.Root != want.Root || have.Count != want.Count {
		return fmt.Errorf("the node hands out %d leaves under root %s, anchored are %d under %s", have.Count, have.Root, want.Count, want.Root)
	}
	return nil
}

package node

import (
	"context"
	"fmt"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// openHost listens when everything behind it works.
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
		Mesh: n.mesh(),
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
	if err := n.metrics.Register(n.host.Collector()); err != nil {
		return err
	}
	if n.provider != nil {
		n.host.ServeJobs(func(ctx context.Context, s *p2p.JobStream) { n.provider.Serve(ctx, s) })
		n.host.ServeTranscripts(n.provider.Transcript)
		n.host.ServeQuotes(n.quote)
	}
	return nil
}

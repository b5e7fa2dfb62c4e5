package node

import (
	"context"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/p2p"
)

// dialer is the way to every provider, this node's own included. Addresses are multiaddresses or peer ids.
type dialer struct{ n *Node }

func (d dialer) OpenJob(ctx context.Context, addr string) (payer.Stream, error) {
	if d.own(addr) {
		return d.n.openLocal(), nil
	}
	s, err := d.n.host.OpenJob(ctx, addr)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (d dialer) FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	if d.own(addr) {
		return d.n.provider.Transcript(ctx, d.n.hello(), job, true)
	}
	return d.n.host.FetchTranscript(ctx, addr, job)
}

func (d dialer) own(addr string) bool {
	return d.n.provider != nil && addr == string(d.n.host.ID())
}

// hello is what this node would say to itself.
func (n *Node) hello() p2p.Hello {
	h := p2p.Hello{Network: n.opt.Network.Name, NetworkID: n.opt.Network.ID, Owner: n.opt.Keys.Address(), Session: n.session, Agent: n.opt.Agent, Peer: n.host.ID()}
	if n.provider != nil {
		h.Offers = n.provider.Offers()
	}
	return h
}

// openLocal is a job stream to this node's own provider.
func (n *Node) openLocal() payer.Stream {
	atPayer, atProvider := newLocalStream(n.hello())
	n.goRun("local job", func() error {
		defer atProvider.Close()
		n.provider.Serve(n.run, atProvider)
		return nil
	})
	return atPayer
}

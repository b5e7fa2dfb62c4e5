package node

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/p2p"
)

// meshNote is the kind of the note that remembers good peers over restarts; its one key is "peers", its value JSON.
const (
	meshNote  = "mesh"
	peersKey  = "peers"
	noteLimit = 2 * time.Second // to store it
)

// mesh is how this node finds others.
func (n *Node) mesh() *p2p.Mesh {
	c := n.opt.Config
	return &p2p.Mesh{
		Bootstrap: append(append([]string{}, n.opt.Network.Bootstrap...), c.P2P.Peers...),
		Known:     n.knownPeers(),
		Server:    n.opt.Serve && c.DHTMode(n.opt.Network) == config.DHTServer,
		Loopback:  n.opt.Network.Dev(),
		MDNS:      n.opt.Serve && c.P2P.MDNS && !onlyLoopback(c.P2P.Listen),
		Relay:     n.opt.Serve && c.P2P.Relay,
		Boot:      n.store.Boot(),
		Interval:  c.P2P.AdvertInterval,
		Remember:  n.rememberPeers,
		Client:    c.P2P.DHT == config.DHTClient,
	}
}

func (n *Node) knownPeers() (addrs []string) {
	notes, err := n.store.Notes(meshNote)
	if err != nil {
		n.log.Warn("good peers not read", "err", err)
		return nil
	}
	for _, note := range notes {
		if err := json.Unmarshal(note.Value, &addrs); err != nil {
			n.log.Warn("good peers not read", "err", err)
			return nil
		}
	}
	return addrs
}

func (n *Node) rememberPeers(addrs []string) {
	b, err := json.Marshal(addrs)
	if err == nil {
		ctx, cancel := context.WithTimeout(context.Background(), noteLimit)
		defer cancel()
		err = n.store.PutNote(ctx, meshNote, peersKey, b)
	}
	if err != nil {
		n.log.Debug("good peers not stored", "err", err)
	}
}

// advert is what this node does for others.
func (n *Node) advert() dgrid.Advert {
	served := n.Models()
	a := dgrid.Advert{Hardware: withGPUs(hardware(), served)}
	for _, s := range served {
		if n.provider != nil {
			a.Models = append(a.Models, dgrid.Listing{Model: s.ID, Name: s.Name, Class: s.Device, Lane: lane, Context: s.Context, Slots: uint32(s.Slots), Price: s.Price})
		}
		if n.auditsForOthers() {
			a.Audits = append(a.Audits, s.ID)
		}
	}
	return a
}

// lane says which tests apply to the answers of this node's engines: libllama shows logits and states of every position.
const lane = "L1"

// quote is what the provider says about a model right now.
func (n *Node) quote(_ context.Context, _ p2p.Hello, model dgrid.ModelID) (dgrid.Quote, error) {
	return n.provider.Quote(model)
}

// onlyLoopback reports whether a node that listens there is reached from its own machine alone: others on its network need not hear of it.
func onlyLoopback(listen []string) bool {
	return !slices.ContainsFunc(listen, func(s string) bool {
		a, err := multiaddr.NewMultiaddr(s) // validated with the configuration
		return err != nil || !manet.IsIPLoopback(a)
	})
}

package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/onchain"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/evm"
	"github.com/dgrid-network/dgrid/verify"
)

// openRecord makes what reads the public record, where the network has a chain and this node a way to it.
func (n *Node) openRecord() (err error) {
	if n.chain == nil {
		return nil
	}
	n.onchain = onchain.New(n.chain.Client, n.chain.Contracts, n.chain.Sender)
	n.public, err = record.New(n.recordConfig(), n.onchain, batchSource{n}, n.store, n.log)
	return err
}

func (n *Node) recordConfig() record.Config {
	return record.Config{Domain: n.opt.Network.Domain, Rules: RecordRules(n.opt.Network), Poll: n.poll(), Window: n.opt.Network.Params.Dispute.Duration(),
		Patience: n.within(2, 2*time.Hour), Models: n.advertised}
}

// advertised are the models that others serve: whose validators the router will ask for.
func (n *Node) advertised() (models []dgrid.ModelID) {
	for _, a := range n.host.Adverts() {
		for i := range a.Models {
			if !slices.Contains(models, a.Models[i].Model) {
				models = append(models, a.Models[i].Model)
			}
		}
	}
	return models
}

// RecordRules are the rules of the public record of a network with a chain.
func RecordRules(n *config.Network) verify.Rules {
	p := &n.Params
	limits := verify.DefaultLimits()
	limits.Watch, limits.Suspend, limits.Slash = float64(p.WatchAt), float64(p.SuspendAt), float64(p.SlashAt)
	c := verify.DefaultCommittee(int(p.MinValidators))
	c.First, c.Most = int(p.Seats), max(int(p.Committee), int(p.Seats))
	return verify.Rules{Limits: limits, Committee: c, Floor: p.Sampling}
}

// Public is the public record as this node reads it, nil where its network has no chain or no endpoint is configured.
func (n *Node) Public() *record.Public { return n.public }

// Recompute folds the public record anew, from the chain and from batches that peers hand over, without what this node has stored.
func (n *Node) Recompute(ctx context.Context) (*record.View, error) {
	if n.chain == nil {
		return nil, errors.New("recompute the public record: the network has no chain, or chain.rpc names no endpoint of it")
	}
	return record.Recompute(ctx, n.recordConfig(), n.onchain, batchSource{n}, n.log)
}

// GlanceRecord is the public record as it follows from the chain and from what a node that does not run has stored of it.
func GlanceRecord(ctx context.Context, n *config.Network, client *evm.Client, st *store.Store, log *slog.Logger) (*record.Public, error) {
	cfg := record.Config{Domain: n.Domain, Rules: RecordRules(n), Window: n.Params.Dispute.Duration()}
	return record.Glance(ctx, cfg, onchain.New(client, contract.At(ContractsOf(n), client), nil), st, log)
}

// suspended says why the public record lets a provider have no jobs, or "".
func (n *Node) suspended(owner dgrid.Address, model dgrid.ModelID) string {
	if n.public == nil {
		return ""
	}
	return n.public.View().Suspended(owner, model)
}

// auditingOwners is how many owners other than one can audit a model: on a network with a chain those with a ticket, else those that say
// they do.
func (n *Node) auditingOwners(model dgrid.ModelID, but dgrid.Address) int {
	owners := map[dgrid.Address]bool{}
	if n.public != nil {
		validators, _ := n.public.Validators(model)
		for _, o := range validators {
			owners[o] = true
		}
	} else {
		for _, a := range n.host.Adverts() {
			for _, m := range a.Audits {
				if m == model {
					owners[a.Owner] = true
				}
			}
		}
	}
	delete(owners, but)
	return len(owners)
}

// meetings remembers under which peer ids an owner was met, because adverts expire.
type meetings struct {
	mu    sync.Mutex
	peers map[dgrid.Address][]dgrid.PeerID
}

const maxMeetings = 4 // of one owner

// PeersOf are the ids of an owner's nodes, those that advertise first.
func (n *Node) PeersOf(owner dgrid.Address) (out []string) {
	m := &n.meetings
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.peers == nil {
		m.peers = map[dgrid.Address][]dgrid.PeerID{}
	}
	seen := map[dgrid.PeerID]bool{}
	for _, a := range n.host.Adverts() {
		if a.Owner == owner && !seen[a.Peer] {
			seen[a.Peer] = true
			out = append(out, string(a.Peer))
		}
	}
	for _, p := range m.peers[owner] {
		if !seen[p] {
			seen[p] = true
			out = append(out, string(p))
		}
	}
	out = out[:min(len(out), maxMeetings)]
	kept := make([]dgrid.PeerID, len(out))
	for i, p := range out {
		kept[i] = dgrid.PeerID(p)
	}
	if len(kept) > 0 {
		m.peers[owner] = kept
	}
	return out
}

// batchSource fetches batches: this node's own from its store, another's from it.
type batchSource struct{ n *Node }

var errNowhere = errors.New("no node of this owner is known")

func (s batchSource) Fetch(ctx context.Context, want dgrid.Batch) ([]dgrid.BatchEntry, error) {
	var entries []dgrid.BatchEntry
	each := func(e dgrid.BatchEntry) error {
		if uint64(len(entries)) >= want.Count {
			return fmt.Errorf("more than the %d entries that are anchored", want.Count)
		}
		entries = append(entries, e)
		return nil
	}
	if want.Node == s.n.opt.Keys.Address() {
		info, err := s.n.store.Batch(want.Epoch)
		if err == nil && info.Batch.Root == want.Root {
			err = s.n.store.Entries(info.First, info.Batch.Count, each)
			return entries, err
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		// This node lost it: it was restored from a backup. Others may have it.
	}
	failed := fmt.Errorf("fetch batch %d of %s: %w", want.Epoch, want.Node.Hex(), errNowhere)
	for _, addr := range s.n.PeersOf(want.Node) {
		entries = nil
		var err error
		if _, err = s.n.host.FetchBatch(ctx, addr, want.Epoch, each); err == nil {
			return entries, nil
		}
		failed = err
	}
	if entries, err := s.elsewhere(ctx, want); err == nil {
		return entries, nil
	}
	return nil, failed
}

// elsewhereAsked is how many other nodes are asked for a batch that its own does not hand over.
const elsewhereAsked = 4

// elsewhere asks others, in an order that nobody can foresee: a node that hides a batch from some would else convict a provider that does not know
// what it is asked for.
func (s batchSource) elsewhere(ctx context.Context, want dgrid.Batch) ([]dgrid.BatchEntry, error) {
	adverts := s.n.host.Adverts()
	rand.Shuffle(len(adverts), func(i, j int) { adverts[i], adverts[j] = adverts[j], adverts[i] })
	req := &p2p.SeatRequest{Ask: p2p.AskBatch, Object: want.Root, Epoch: want.Epoch, Node: want.Node}
	err := errNowhere
	asked := 0
	for _, a := range adverts {
		if a.Owner == want.Node || a.Peer == s.n.host.ID() || asked == elsewhereAsked {
			continue
		}
		asked++
		var reply *p2p.SeatReply
		if reply, err = s.n.host.Seat(ctx, string(a.Peer), req); err == nil {
			return reply.Entries, nil
		}
	}
	return nil, err
}

// seatNetwork reaches the nodes of owners.
type seatNetwork struct{ n *Node }

func (s seatNetwork) Seat(ctx context.Context, owner dgrid.Address, req *p2p.SeatRequest) (*p2p.SeatReply, int, error) {
	b, err := p2p.EncodeSeatRequest(req)
	if err != nil {
		return nil, 0, err
	}
	failed := fmt.Errorf("ask %s: %w", owner.Hex(), errNowhere)
	sent := 0
	for _, addr := range s.n.PeersOf(owner) {
		sent += len(b)
		reply, err := s.n.host.Seat(ctx, addr, req)
		if err == nil || errors.Is(err, p2p.ErrNotYet) || errors.Is(err, p2p.ErrNoSeat) {
			return reply, sent, err
		}
		failed = err
	}
	return nil, sent, failed
}

// within is a share of the dispute window, but not more than most: how long parts of an audit may take.
func (n *Node) within(share int, most time.Duration) time.Duration {
	return max(min(n.opt.Network.Params.Dispute.Duration()/time.Duration(share), most), time.Second)
}

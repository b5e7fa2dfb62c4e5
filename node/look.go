package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/docket"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/spotcheck"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

// View is what commands see of this node.
func (n *Node) View(base func() control.Status) *control.Local {
	return &control.Local{Store: n.store, Base: base, Living: living{n}, Reputation: conduct{n.store, n.book, n.host, n.public}, KeyRing: n.keys.KeyRing(),
		Wallet: n.wallet(), Public: n.docket()}
}

// ClosedView is what commands see of a node that does not run: what its store remembers.
func ClosedView(st *store.Store, base func() control.Status) (*control.Local, error) {
	keys, err := gateway.OpenKeys(st, time.Now)
	if err != nil {
		return nil, err
	}
	book, err := reputation.Open(st, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	return &control.Local{Store: st, Base: base, Reputation: conduct{st, book, nil, nil}, KeyRing: keys.KeyRing()}, nil
}

// Mesh is what this node knows of others.
func (n *Node) Mesh() control.Mesh {
	m := control.Mesh{Peers: n.host.Stats().Peers, Reach: n.host.Reach(), DHT: n.opt.Config.DHTMode(n.opt.Network)}
	for _, a := range n.host.Adverts() {
		if a.Peer == n.host.ID() {
			continue
		}
		if m.Adverts++; len(a.Models) > 0 {
			m.Providers++
		}
	}
	skew, clocks := n.host.ClockSkew()
	m.Skew, m.Clocks = skew.Milliseconds(), clocks
	return m
}

// living is what only a running node knows.
type living struct{ n *Node }

func (l living) Peers(context.Context) ([]control.Peer, error) {
	var out []control.Peer
	for _, p := range l.n.host.Peers() {
		out = append(out, l.peer(&p))
	}
	return out, nil
}

func (l living) peer(p *p2p.Peer) control.Peer {
	c := control.Peer{ID: p.ID, Owner: p.Owner, Agent: p.Agent, Connected: p.Connected, Transport: p.Transport, RTT: float64(p.RTT.Microseconds()) / 1000,
		Skew: p.Skew.Milliseconds(), Gossip: p.Score, Weight: 1, Models: []control.PeerModel{}, Audits: []dgrid.ModelID{}, Problems: []string{}}
	if p.Connected {
		c.Direction = "out"
		if p.Inbound {
			c.Direction = "in"
		}
		if p.Relayed {
			c.Transport = "relay"
		}
	}
	if len(p.Addrs) > 0 {
		c.Addr = p.Addrs[0]
	}
	if p.SkewKnown && p.Skew.Abs() > clockLimit {
		c.Problems = append(c.Problems, fmt.Sprintf("its clock differs from this one by %s: what one of them signs counts for nothing at the other", p.Skew.Round(time.Second)))
	}
	if p.Advert == nil {
		return c
	}
	c.Expires, c.Audits = time.UnixMilli(int64(p.Advert.Expires())), append(c.Audits, p.Advert.Audits...)
	for _, m := range p.Advert.Models {
		r := l.n.book.Record(p.Owner, m.Model)
		c.Weight = min(c.Weight, reputation.Weight(r, now()))
		if why := reputation.Banned(r, now()); why != "" {
			c.Problems, c.Weight = append(c.Problems, why), 0
		}
		pm := control.PeerModel{ID: m.Model, Name: m.Name, Class: m.Class, Slots: m.Slots, Price: m.Price}
		if pm.Verified, pm.Reason = l.n.standing(m, p.Owner); pm.Verified {
			pm.Reason = ""
		}
		c.Models = append(c.Models, pm)
	}
	return c
}

// clockLimit is how far a peer's clock may be off before it is worth a word.
const clockLimit = 3 * time.Second

func (l living) Ask(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	return counted{l.n.router, l.n.metrics}.Answer(ctx, q, emit)
}

func (l living) Route(ctx context.Context, q control.RouteRequest) (*control.Route, error) {
	catalogue, files, err := OpenModels(l.n.opt.Config)
	if err != nil {
		return nil, err
	}
	m, err := ResolveModel(catalogue, files, q.Model)
	if err != nil {
		return nil, err
	}
	c := l.n.opt.Config.Payer
	ask := router.Question{Model: m.ID, ModelName: m.Name, MaxOutput: q.MaxTokens, MaxFee: c.MaxFee, Unverified: c.Unverified,
		Request: dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: q.Question}}, Params: dgrid.Params{Temperature: dgrid.One}}}
	if q.Unverified != nil {
		ask.Unverified = *q.Unverified
	}
	r := &control.Route{Model: m.ID, ModelName: m.Name, Limit: c.MaxFee, Prompt: router.Estimate(&ask.Request), Output: q.MaxTokens}
	d, err := l.n.router.Decide(ctx, ask)
	var nobody *router.Error
	switch {
	case errors.As(err, &nobody):
		r.Nobody = nobody.Error()
	case err != nil:
		return nil, err
	}
	if d == nil {
		return r, nil
	}
	r.Decision = *d
	if i := slices.IndexFunc(d.Candidates, func(k router.Candidate) bool { return k.Peer == d.Chosen }); i >= 0 && d.Chosen != "" {
		if r.Output == 0 { // as many as fit behind the prompt
			a, _ := l.n.host.Advert(d.Chosen)
			if listing := a.Serves(m.ID); listing != nil {
				r.Output = listing.Context - min(listing.Context, r.Prompt)
			}
		}
		r.MaxFee = least(c.MaxFee, d.Candidates[i].Price.Fee(r.Prompt, r.Output))
	}
	return r, nil
}

// conduct is what the node remembers of others.
type conduct struct {
	store *store.Store
	book  *reputation.Book
	host  *p2p.Host // nil where the node does not run

	public *record.Public // nil where the node follows no public record
}

func (c conduct) Why(_ context.Context, prefix string) (*control.Why, error) {
	found := c.book.Why(prefix)
	if len(found) == 0 && c.host != nil { // a peer that has never been asked is known by its advert
		for _, a := range c.host.Adverts() {
			if strings.HasPrefix(string(a.Peer), prefix) {
				found = c.book.Why(a.Owner.Hex())
			}
		}
	}
	if len(found) == 0 && c.public != nil {
		return docket.Why(c.public.View(), prefix)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%w: nothing is remembered of %.80q", store.ErrNotFound, prefix)
	}
	owner := found[0].Record.Owner
	if slices.ContainsFunc(found, func(w reputation.Why) bool { return w.Record.Owner != owner }) {
		return nil, fmt.Errorf("%w: more than one node begins with %.80q: give more of its id", store.ErrNotFound, prefix)
	}
	out := &control.Why{Owner: owner, Standing: "good", Reason: "it did what it said", Weight: 1, Audits: []control.Audit{}, Events: []control.Event{}}
	for i := range found {
		addConduct(out, &found[i])
	}
	if c.public != nil {
		docket.Add(out, c.public.View())
	}
	return out, c.addAudits(out)
}

// addConduct adds what is remembered of one model.
func addConduct(out *control.Why, w *reputation.Why) {
	r := &w.Record
	out.Weight = min(out.Weight, w.Weight)
	out.Jobs += r.Counts[reputation.Answered] + r.Counts[reputation.BrokenOff]
	out.Broken += r.Counts[reputation.BrokenOff]
	out.Passed += r.Counts[reputation.AuditPassed]
	out.Failed += r.Counts[reputation.AuditFailed]
	switch {
	case w.Banned != "":
		out.Standing, out.Reason, out.Banned, out.Weight = "failed", w.Banned, w.Banned, 0
	case out.Standing == "failed":
	case w.Watched:
		out.Standing, out.Reason = "suspected", "every answer of it is audited"
	case len(w.Open) > 0 && out.Standing == "good":
		out.Standing, out.Reason = "avoided", w.Open[0].Because
	}
	for _, e := range slices.Backward(r.Recent) {
		if out.Peer == "" {
			out.Peer = e.Peer
		}
		out.Events = append(out.Events, control.Event{Time: time.UnixMilli(int64(e.Time)), Kind: string(e.Kind), Reason: e.Reason, Job: e.Job, Weight: w.Weight})
	}
}

// addAudits adds the audits of the owner's jobs, the newest first.
func (c conduct) addAudits(out *control.Why) error {
	records, err := spotcheck.Records(c.store)
	if err != nil {
		return err
	}
	slices.SortFunc(records, func(a, b spotcheck.Record) int { return int(int64(b.Drawn) - int64(a.Drawn)) })
	for _, r := range records {
		if r.Provider != out.Owner {
			continue
		}
		a := control.Audit{Time: time.UnixMilli(int64(r.Drawn)), Job: r.Job, Model: r.Model, Result: string(r.State), Reason: r.Reason, Auditor: "self"}
		if r.State == spotcheck.Done {
			a.Result, a.Reason = r.Verdict.Result.String(), r.Verdict.Reason
		}
		if len(r.Opinions) > 0 && r.Opinions[0].Peer != "" {
			a.Auditor = string(r.Opinions[0].Peer)
		}
		out.Audits = append(out.Audits, a)
	}
	return nil
}

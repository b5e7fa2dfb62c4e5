package router

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
)

// maxKept is how many candidates a decision keeps: those ranked, and of those excluded the ones that came furthest.
const maxKept = 16

// findPause is how long a search for providers is not repeated.
const findPause = 5 * time.Second

// choice is a decision under way: what will be kept of it, and what is needed to act on it.
type choice struct {
	decision Decision
	ranked   []candidate // the best first
	excluded []candidate // the furthest first
	made     time.Time
}

// choose notes who is asked.
func (c *choice) choose(p dgrid.PeerID) { c.decision.Chosen = p }

// decide filters, draws, pulls quotes and ranks. With reserve, the best is counted as asked from that moment on: of many questions
// that decide at once, each sees what the others chose.
func (x *run) decide(ctx context.Context, reserve bool) (*choice, error) {
	now := time.Now()
	all := x.filter(x.r.deps.Directory.Adverts(), now)
	if x.unknown(all) && x.r.find(ctx, x.q.Model) {
		now = time.Now()
		all = x.filter(x.r.deps.Directory.Adverts(), now)
	}
	if err := ctx.Err(); err != nil {
		return nil, x.over(ctx)
	}
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Compare(a.offer.Peer, b.offer.Peer) })
	able := x.drawn(all)
	x.quote(ctx, able)
	c := &choice{made: time.Now(), decision: Decision{Time: dgrid.Time(now.UnixMilli())}}
	x.r.picking.Lock()
	defer x.r.picking.Unlock()
	for _, k := range able {
		k.offer.Free = int(k.free) - x.r.load.since(place{k.offer.Peer, x.q.Model}, k.asOf)
	}
	c.sort(x.need(), all)
	if reserve && len(c.ranked) > 0 {
		x.reserve(c.ranked[0].offer.Peer)
	}
	return c, nil
}

// reserve counts a job at p, in place of the one that was counted before.
func (x *run) reserve(p dgrid.PeerID) {
	if x.reserved == p {
		return
	}
	x.release()
	x.reserved, x.unreserve = p, x.r.load.begin(place{p, x.q.Model})
}

func (x *run) release() {
	if x.reserved != "" {
		x.unreserve()
		x.reserved = ""
	}
}

// find looks for providers of a model, and reports whether it did: not again where it has just done so, whoever asks.
func (r *Router) find(ctx context.Context, model dgrid.ModelID) bool {
	if r.deps.Finder == nil || !r.mayFind(model) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, r.cfg.FindWait)
	defer cancel()
	if err := r.deps.Finder.FindProviders(ctx, model); err != nil {
		r.log.Debug("no provider found", "model", model.Short(), "err", err)
	}
	return true
}

func (r *Router) mayFind(model dgrid.ModelID) bool {
	now := time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.sought[model]) < findPause {
		return false
	}
	for m, at := range r.sought {
		if now.Sub(at) >= findPause {
			delete(r.sought, m)
		}
	}
	r.sought[model] = now
	return true
}

// unknown reports whether nobody who serves the model, or not the one who is named, is known.
func (x *run) unknown(all []candidate) bool {
	return !slices.ContainsFunc(all, func(c candidate) bool { return c.level != elsewhere })
}

// drawn picks those who are asked for a quote, and excludes the others from this decision.
func (x *run) drawn(all []candidate) []*candidate {
	var able []*candidate
	var offers []Offer
	for i := range all {
		if all[i].level == admissible {
			able, offers = append(able, &all[i]), append(offers, all[i].offer)
		}
	}
	if len(able) <= x.r.cfg.Draw {
		return able
	}
	picked := draw(offers, x.r.cfg.Draw, x.r.cfg.Random)
	var out []*candidate
	for i, c := range able {
		if slices.Contains(picked, i) {
			out = append(out, c)
		} else {
			c.offer.Excluded, c.level, c.retry = fmt.Sprintf("not drawn: %d of %d are asked for a quote", x.r.cfg.Draw, len(able)), away, time.Now()
		}
	}
	return out
}

// quote asks all of them at once, and looks again at each with what it says.
func (x *run) quote(ctx context.Context, able []*candidate) {
	pulled := make([]*quoted, len(able))
	for i, c := range able {
		pulled[i] = x.r.quotes.pull(place{c.offer.Peer, x.q.Model}, c.offer.Owner)
	}
	began := time.Now()
	for i, c := range able {
		o := &c.offer
		e := pulled[i].await(ctx, max(0, x.r.cfg.QuoteWait-time.Since(began)))
		if e == nil {
			c.free = o.Slots
			continue
		}
		g := &e.quote
		o.Quoted, o.Price, o.Context, o.Slots, o.RTT = true, g.Price, g.Context, g.Slots, e.rtt
		c.free, c.asOf = g.Free, e.asked
		if g.Free > 0 { // nobody waits for a slot
			o.Loading, o.Waiting = time.Duration(g.Waiting)*time.Second, 0
		} else {
			o.Loading, o.Waiting = 0, int(g.Waiting)
		}
		o.Prefill, o.Decode = g.Prefill, g.Decode
		now := time.Now()
		x.exclude(c, x.r.deps.Book.Record(o.Owner, x.q.Model), dgrid.Time(now.UnixMilli()), now)
	}
}

// sort ranks.
func (c *choice) sort(need Need, all []candidate) {
	byPeer := make(map[dgrid.PeerID]candidate, len(all))
	offers := make([]Offer, 0, len(all))
	for _, k := range all {
		byPeer[k.offer.Peer] = k
		offers = append(offers, k.offer)
	}
	var kept, excluded []Candidate
	for _, k := range Rank(need, offers) {
		if k.Excluded == "" {
			kept, c.ranked = append(kept, k), append(c.ranked, byPeer[k.Peer])
		} else {
			excluded, c.excluded = append(excluded, k), append(c.excluded, byPeer[k.Peer])
		}
	}
	slices.SortStableFunc(excluded, func(a, b Candidate) int { return cmp.Compare(byPeer[b.Peer].level, byPeer[a.Peer].level) })
	slices.SortStableFunc(c.excluded, func(a, b candidate) int { return cmp.Compare(b.level, a.level) })
	c.decision.Candidates = append(kept, excluded...)
	c.decision.Candidates = c.decision.Candidates[:min(len(c.decision.Candidates), max(maxKept, len(kept)))]
}

// without is the decision among those who are left: whoever has failed since is excluded.
func (x *run) without(old *choice, now time.Time) *choice {
	c := &choice{made: old.made, excluded: slices.Clone(old.excluded), decision: Decision{Time: dgrid.Time(now.UnixMilli())}}
	gone := make(map[dgrid.PeerID]string)
	for _, k := range old.ranked {
		a, left := x.absent[k.offer.Peer]
		if !left || !a.until.IsZero() && !now.Before(a.until) {
			c.ranked = append(c.ranked, k)
			continue
		}
		k.level, k.retry, k.offer.Excluded = a.level, a.until, a.why
		c.excluded = append(c.excluded, k)
		gone[k.offer.Peer] = a.why
	}
	var first, last []Candidate
	for _, k := range old.decision.Candidates {
		if why, left := gone[k.Peer]; left {
			k.Excluded = why
		}
		if k.Excluded == "" {
			first = append(first, k)
		} else {
			last = append(last, k)
		}
	}
	c.decision.Candidates = append(first, last...)
	return c
}

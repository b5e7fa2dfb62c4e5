package router

import (
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/settlement"
)

// level is how far a provider came through the filter. The further, the less is missing for it to be asked.
type level int

const (
	elsewhere level = iota // the question names another provider, or it is this node
	unwilling              // banned, or suspended by the public record
	unchecked              // unverified
	tooShort               // its context
	tooDear                // its price
	away                   // it failed or refused a moment ago
	occupied               // it is busy
	admissible
)

// absence is why a provider is left alone for a while by one question.
type absence struct {
	level level
	why   string
	until time.Time // zero is to the question's end
}

// candidate is a provider with what the router knows of it. Offer is what it is ranked by.
type candidate struct {
	offer   Offer
	addr    string
	level   level
	retry   time.Time // when it may be asked again; zero is never
	minimum dgrid.Amount
	free    uint32    // slots, quoted or all
	asOf    time.Time // of the quote; zero where there is none
}

// filter turns the adverts that list the question's model into candidates, each with why it is excluded, if it is.
func (x *run) filter(adverts []dgrid.Advert, now time.Time) []candidate {
	var out []candidate
	for i := range adverts {
		a := &adverts[i]
		l := a.Serves(x.q.Model)
		if l == nil {
			continue
		}
		record := x.r.deps.Book.Record(a.Owner, x.q.Model)
		at := dgrid.Time(now.UnixMilli())
		c := candidate{addr: string(a.Peer), level: admissible, offer: Offer{
			Peer: a.Peer, Owner: a.Owner, Price: l.Price, Class: l.Class, Context: l.Context, Slots: l.Slots,
			Weight: reputation.Weight(record, at), Shared: x.r.talks.shared(a.Peer, x.talk),
		}}
		c.offer.Verified, c.offer.Standing = x.r.deps.Standing(*l, a.Owner)
		x.exclude(&c, record, at, now)
		out = append(out, c)
	}
	return out
}

// exclude is the filter itself. It is called again with the quoted price and context.
func (x *run) exclude(c *candidate, record reputation.Record, at dgrid.Time, now time.Time) {
	o := &c.offer
	need := x.need()
	c.minimum = o.Price.Fee(need.Prompt, min(need.Output, dgrid.LeafTokens))
	set := func(l level, format string, args ...any) { c.level, o.Excluded = l, fmt.Sprintf(format, args...) }
	switch gone, left := x.absent[o.Peer]; {
	case x.q.Provider != "" && o.Peer != x.q.Provider:
		set(elsewhere, "the question names another provider")
	case o.Peer == x.r.cfg.Self:
		set(elsewhere, "it is this node itself")
	case reputation.Banned(record, at) != "":
		set(unwilling, "banned for this model: %s", reputation.Banned(record, at))
	case x.r.deps.Suspended(o.Owner, x.q.Model) != "":
		set(unwilling, "%s", x.r.deps.Suspended(o.Owner, x.q.Model))
	case !o.Verified && !x.q.Unverified:
		set(unchecked, "unverified: %s", o.Standing)
	case x.tooLong(o.Context):
		set(tooShort, "its context holds %d tokens, prompt and answer need %d", o.Context, x.length())
	case c.minimum.Cmp(x.budget()) > 0:
		set(tooDear, "prompt and a step of the answer cost %s base units, the question may still cost %s", c.minimum, x.budget())
	case left && (gone.until.IsZero() || now.Before(gone.until)):
		set(gone.level, "%s", gone.why)
		c.retry = gone.until
	default:
		if until, because := reputation.Circuit(record, o.Peer, at); until != 0 {
			set(away, "left alone for %s: %s", short(time.Duration(until-at)*time.Millisecond), because)
			c.retry = time.UnixMilli(int64(until))
			return
		}
		// An order would be refused, and the refusal held against a provider that has said so beforehand.
		if !c.asOf.IsZero() && c.free == 0 {
			set(occupied, "quoted a moment ago: none of its %d slots is free", o.Slots)
			c.retry = c.asOf.Add(busyAge)
		}
	}
}

// Estimate is how many tokens a request has, about.
func Estimate(req *dgrid.Request) uint32 {
	return uint32(min(requestBytes(req)/4+8*len(req.Messages)+8, 1<<30))
}

// bound is what a request has at most: no tokenizer makes more than one token of a byte, and a
// template adds a few to each message. Where a template adds more, the order is refused with the number.
func bound(req *dgrid.Request) uint32 {
	return uint32(min(requestBytes(req)+32*len(req.Messages)+128, 1<<30))
}

func requestBytes(req *dgrid.Request) int {
	n := len(req.Tools)
	for _, m := range req.Messages {
		n += len(m.Content) + len(m.Name) + len(m.ToolCalls) + len(m.ToolCallID)
	}
	return n
}

// need is what is still to be answered.
func (x *run) need() Need {
	n := Need{Prompt: Estimate(&x.q.Request), Output: x.r.cfg.Expected}
	if x.prompt > 0 {
		n.Prompt = x.prompt
	}
	n.Prompt += x.received()
	if x.q.MaxOutput > 0 {
		n.Output = min(n.Output, x.q.MaxOutput-x.received())
	}
	return n
}

// tooLong reports whether the question is sure not to fit. Before a provider has counted the prompt, half of the estimate is.
func (x *run) tooLong(context uint32) bool {
	need := uint64(max(1, x.q.MaxOutput))
	if x.prompt > 0 {
		need = uint64(x.length())
	} else {
		need += uint64(Estimate(&x.q.Request) / 2)
	}
	return need > uint64(context)
}

// length is what prompt and answer need together.
func (x *run) length() uint32 {
	return x.need().Prompt - x.received() + max(x.received()+1, x.q.MaxOutput)
}

// maxOutput is how many tokens to order of c.
func (x *run) maxOutput(c *candidate) uint32 {
	if x.q.MaxOutput > 0 {
		return x.q.MaxOutput - x.received()
	}
	if n := x.fits[c.offer.Peer]; n > 0 {
		return n
	}
	context := c.offer.Context
	if x.prompt > 0 && context > x.prompt+x.received() {
		return context - x.prompt - x.received()
	}
	if most := bound(&x.q.Request) + x.received(); most < context/4 {
		return context - most
	}
	return context // which is refused with the prompt's length
}

// budget is what the question may still cost.
func (x *run) budget() dgrid.Amount {
	left := x.q.MaxFee
	for _, s := range x.spent {
		left = left.Sub(s)
	}
	return left
}

// atMost is what the part can cost in the end: without a receipt, a step more than is known may be signed.
func (p *part) atMost(t *dgrid.Transcript, err error) dgrid.Amount {
	if t == nil {
		if errors.Is(err, payer.ErrNoAnswer) { // it may have taken the order unseen
			return p.c.offer.Price.Fee(p.x.need().Prompt, dgrid.LeafTokens)
		}
		return dgrid.Amount{}
	}
	tokens, _, fee := t.Settled()
	if t.Receipt != nil {
		return fee
	}
	o, prompt := &t.Order.Object, t.Acceptance.Object.PromptTokens
	return o.Price.Fee(prompt, min(tokens+dgrid.LeafTokens, settlement.OutputLimit(o, prompt)))
}

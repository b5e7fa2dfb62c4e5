package router

import (
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
)

// nobody says why nobody could be chosen: what is missing for the candidate that came furthest through the filter.
func (x *run) nobody(c *choice) error {
	e := &Error{Tokens: x.received(), Err: x.last}
	for _, k := range c.decision.Candidates {
		if k.Excluded != "" {
			e.Candidates = append(e.Candidates, k)
		}
	}
	name := x.q.ModelName
	if name == "" {
		name = x.q.Model.Short()
	}
	furthest := elsewhere
	if len(c.excluded) > 0 {
		furthest = c.excluded[0].level
	}
	switch furthest {
	case occupied:
		e.Code, e.Retry = AllBusy, retryAfter(c)
		e.Message = fmt.Sprintf("all providers of %s are busy: ask again in %s", name, short(e.Retry))
	case tooDear:
		e.Code, e.MaxFee = OverBudget, x.q.MaxFee
		e.Cheapest = cheapest(c)
		e.Message = fmt.Sprintf("every provider of %s is over budget: this question costs at least %s base units, it may cost %s: raise payer.max_fee or the request's limit", name, e.Cheapest, x.budget())
	case unchecked:
		e.Code = OnlyUnverified
		e.Message = fmt.Sprintf("only unverified providers serve %s: nobody can check their answers; to take them all the same, set payer.unverified = true or the request's dgrid.unverified", name)
	case tooShort:
		e.Code, e.Want = ContextTooLong, x.length()
		for _, k := range c.excluded {
			if k.level == tooShort {
				e.Have = max(e.Have, k.offer.Context)
			}
		}
		e.Message = fmt.Sprintf("the prompt and its answer are too long for every provider of %s: they need about %d tokens, the largest context holds %d: shorten the prompt or ask for fewer tokens", name, e.Want, e.Have)
	case away, unwilling:
		e.Code, e.Retry = Unavailable, retryAfter(c)
		e.Message = fmt.Sprintf("no provider of %s can be asked now", name)
	default:
		e.Code = NoProvider
		e.Message = fmt.Sprintf("no provider of %s is known: dgridd peers shows who is there, dgridd models what they serve", name)
		if x.q.Provider != "" {
			e.Message = fmt.Sprintf("provider %s is not known to serve %s", x.q.Provider, name)
		}
	}
	if len(c.ranked) > 0 {
		e.Code, e.Message = Unavailable, fmt.Sprintf("none of %d orders for %s came to an answer", x.r.cfg.Attempts, name)
	}
	if len(x.ids) > 0 {
		e.Code = BrokenOff
		e.Message = fmt.Sprintf("the answer broke off after %d tokens, and nobody could go on: %s", len(x.ids), e.Message)
	}
	return e
}

func retryAfter(c *choice) time.Duration {
	if first := c.firstRetry(); !first.IsZero() {
		return max(time.Until(first), time.Millisecond)
	}
	return 0
}

func cheapest(c *choice) (least dgrid.Amount) {
	least = dgrid.MaxAmount
	for _, k := range c.excluded {
		if k.level == tooDear && k.minimum.Cmp(least) < 0 {
			least = k.minimum
		}
	}
	return least
}

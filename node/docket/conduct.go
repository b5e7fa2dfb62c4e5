package docket

import (
	"fmt"
	"math"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// maxLines is how many audits of a model are explained.
const maxLines = 20

// Why is about an owner of whom the node remembers nothing itself. It fails with store.ErrNotFound where the record has none, or several,
// whose address begins with prefix.
func Why(v *record.View, prefix string) (*control.Why, error) {
	var owners []dgrid.Address
	for _, s := range v.Record.Standings() { // in the order of addresses
		if begins(s.Provider.Hex(), prefix) && (len(owners) == 0 || owners[len(owners)-1] != s.Provider) {
			owners = append(owners, s.Provider)
		}
	}
	switch len(owners) {
	case 0:
		return nil, fmt.Errorf("%w: nothing is remembered of %.80q, and nothing is in the public record", store.ErrNotFound, prefix)
	case 1:
	default:
		return nil, fmt.Errorf("%w: more than one node begins with %.80q: give more of its id", store.ErrNotFound, prefix)
	}
	out := &control.Why{Owner: owners[0], Standing: "good", Reason: "this node has not asked it yet", Weight: 1, Audits: []control.Audit{}, Events: []control.Event{}}
	Add(out, v)
	return out, nil
}

// Add adds to what a node has seen of another what the record says. Whom it suspends is asked no more, whatever the node has seen itself.
func Add(out *control.Why, v *record.View) {
	var banned string
	if out.Public, banned = conduct(v, out.Owner); banned == "" {
		return
	}
	out.Weight = 0
	if out.Banned != "" {
		return
	}
	out.Standing, out.Reason, out.Banned = verify.StatusSuspended.String(), banned, banned
	if out.Public != nil && out.Public.Standing == verify.StatusSlashed.String() {
		out.Standing = out.Public.Standing
	}
}

// conduct is what the record says of an owner, or nil where it says nothing. banned is why honest nodes ask it no more, or "": for the model
// that it names, or for all.
func conduct(v *record.View, owner dgrid.Address) (c *control.PublicConduct, banned string) {
	worst := verify.StatusOK
	banned = v.Withheld(owner)
	for _, s := range v.Record.Standings() {
		if s.Provider != owner {
			continue
		}
		if c == nil {
			c = &control.PublicConduct{Lines: []string{}, Models: []control.Figure{}, Value: math.Inf(-1)}
		}
		f := figureOf(&s)
		c.Models = append(c.Models, f)
		c.Audits, c.Failures, c.Value = c.Audits+f.Audits, c.Failures+f.Failures, max(c.Value, f.Value)
		worst = max(worst, s.Process.Status)
		lines := v.Record.Explain(s.Subject, maxLines)
		for i, line := range lines {
			if i == 0 {
				line = fmt.Sprintf("model %s: %s", s.Model.Short(), line)
			}
			c.Lines = append(c.Lines, line)
		}
		if why := v.Suspended(owner, s.Model); why != "" && banned == "" {
			banned = fmt.Sprintf("%s (model %s)", why, s.Model.Short())
		}
	}
	if c != nil {
		c.Standing = worst.String()
	}
	return c, banned
}

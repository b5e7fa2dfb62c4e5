package node

import (
	"fmt"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/docket"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// docket is what commands see of the public record, nil where this node follows none.
func (n *Node) docket() control.PublicRecord {
	if n.public == nil {
		return nil
	}
	return docket.New(n.opt.Network.Domain, n.public, n.Recompute, n.store)
}

// publicWhy is about an owner of whom this node remembers nothing itself.
func publicWhy(v *record.View, prefix string) (*control.Why, error) {
	owners := docket.Owners(v, prefix)
	switch len(owners) {
	case 0:
		return nil, fmt.Errorf("%w: nothing is remembered of %.80q, and nothing is in the public record", store.ErrNotFound, prefix)
	case 1:
	default:
		return nil, fmt.Errorf("%w: more than one node begins with %.80q: give more of its id", store.ErrNotFound, prefix)
	}
	out := &control.Why{Owner: owners[0], Standing: "good", Reason: "this node has not asked it yet", Weight: 1, Audits: []control.Audit{}, Events: []control.Event{}}
	addPublic(out, v)
	return out, nil
}

// addPublic adds what the public record says. Whom it suspends is asked no more, whatever this node has seen itself.
func addPublic(out *control.Why, v *record.View) {
	var banned string
	if out.Public, banned = docket.Conduct(v, out.Owner); banned == "" {
		return
	}
	out.Weight = 0
	if out.Banned != "" {
		return
	}
	out.Standing, out.Reason, out.Banned = "suspended", banned, banned
	if out.Public != nil && out.Public.Standing == verify.StatusSlashed.String() {
		out.Standing = out.Public.Standing
	}
}

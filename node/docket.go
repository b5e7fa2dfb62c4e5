package node

import (
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/docket"
)

// docket is what commands see of the public record, nil where this node follows none.
func (n *Node) docket() control.PublicRecord {
	if n.public == nil {
		return nil
	}
	return docket.New(n.opt.Network.Domain, n.public, n.Recompute, n.store)
}

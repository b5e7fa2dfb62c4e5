package node

import (
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
)

// Session names this run of the provider; it is zero where the node does not serve.
func (n *Node) Session() dgrid.Digest { return n.session }

// Payer asks a provider in this node's name.
func (n *Node) Payer() *payer.Payer { return n.payer }

// Router finds who answers, and asks in this node's name.
func (n *Node) Router() *router.Router { return n.router }

// Store is what this node remembers.
func (n *Node) Store() *store.Store { return n.store }

// Host is the node's place in the mesh.
func (n *Node) Host() *p2p.Host { return n.host }

// Started is when the node was opened.
func (n *Node) Started() time.Time { return n.started }

// Running is how many jobs run now.
func (n *Node) Running() int {
	if n.provider == nil {
		return 0
	}
	return n.provider.Running()
}

// MemoryBudget is what this node's models may need together; it is false where the node runs none.
func (n *Node) MemoryBudget() (pool.Budget, bool) {
	if n.pool == nil {
		return pool.Budget{}, false
	}
	return n.pool.Budget(), true
}

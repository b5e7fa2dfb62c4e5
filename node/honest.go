//go:build !dishonest

package node

import (
	"context"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/provider"
)

// engine is what jobs run on. (A build for tests with the tag "dishonest" puts a liar here; no release carries it.)
func (n *Node) engine(_, _ context.Context, e *Engine, _ *config.ModelConfig) (provider.Engine, error) {
	return e.Worker, nil
}

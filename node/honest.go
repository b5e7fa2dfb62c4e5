//go:build !dishonest

package node

import (
	"context"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/provider"
)

// dress is what jobs run on, made of a model's worker. (A build for tests with the tag "dishonest" puts a liar here; no release carries it.)
func (n *Node) dress(_, _ context.Context, _ *config.ModelConfig) (func(pool.Worker) (provider.Engine, error), error) {
	return func(w pool.Worker) (provider.Engine, error) { return w, nil }, nil
}

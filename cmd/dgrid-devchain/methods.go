package main

import (
	"context"

	"github.com/ethereum/go-ethereum/common"
)

// dev is what a test does to the chain: methods dev_mine, dev_advance and dev_reorg. Each answers with the hash of the last block.
type dev struct{ chain *chain }

// Mine makes n blocks at once.
func (d *dev) Mine(ctx context.Context, n uint64) (common.Hash, error) {
	return d.order(ctx, func() error { return d.chain.mine(n) })
}

// Advance lets seconds pass and makes a block.
func (d *dev) Advance(ctx context.Context, seconds uint64) (common.Hash, error) {
	return d.order(ctx, func() error { return d.chain.advance(seconds) })
}

// Reorg replaces the last depth blocks by one more. With drop their transactions are forgotten, and those that wait, too.
func (d *dev) Reorg(ctx context.Context, depth uint64, drop *bool) (common.Hash, error) {
	return d.order(ctx, func() error { return d.chain.reorg(depth, drop != nil && *drop) })
}

func (d *dev) order(ctx context.Context, do func() error) (common.Hash, error) {
	if err := d.chain.order(ctx, do); err != nil {
		return common.Hash{}, err
	}
	return d.chain.eth.BlockChain().CurrentBlock().Hash(), nil
}

// web3 is asked by tools for what they talk to.
type web3 struct{}

// ClientVersion is the name of this program.
func (web3) ClientVersion() string { return "dgrid-devchain" }

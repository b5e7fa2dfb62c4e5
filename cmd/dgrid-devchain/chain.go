package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/txpool"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/catalyst"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
)

const (
	defaultPeriod = time.Second
	maxReorg      = 32      // blocks; the pool takes transactions back from no more than 64
	maxMine       = 10_000  // blocks of one order
	maxAdvance    = 1 << 31 // seconds of one order

	settleTimeout = time.Minute
	settlePoll    = 5 * time.Millisecond
)

// chain is a go-ethereum node and what makes its blocks. One goroutine, of run, makes them all.
type chain struct {
	stack  *node.Node
	eth    *eth.Ethereum
	beacon *catalyst.SimulatedBeacon
	period time.Duration // 0: a block when there is a transaction
	orders chan order

	// gate is held while a block is made and until it is on disk. Whoever tells the outside something takes it for a moment first, so
	// that nobody outside knows of a block that a kill could still take back.
	gate sync.RWMutex
}

// order is something that the producer does between two blocks.
type order struct {
	do   func() error
	done chan error
}

// openChain opens the chain in dir. It makes no block before run.
func openChain(dir string, g *core.Genesis, period time.Duration) (*chain, error) {
	stack, err := node.New(&node.Config{
		Name: "dgrid-devchain", DataDir: dir, UseLightweightKDF: true,
		P2P: p2p.Config{NoDiscovery: true, NoDial: true, MaxPeers: 0},
	})
	if errors.Is(err, node.ErrDatadirUsed) {
		return nil, fmt.Errorf("open chain: another process has %s open", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("open chain: %w", err)
	}
	c := &chain{stack: stack, period: period, orders: make(chan order)}
	if err := c.start(g); err != nil {
		return nil, errors.Join(fmt.Errorf("open chain in %s: %w", dir, err), stack.Close())
	}
	return c, nil
}

func (c *chain) start(g *core.Genesis) error {
	conf := ethconfig.Defaults
	conf.Genesis = g
	conf.SyncMode = ethconfig.FullSync
	// Every block's state is written with the block, and as a tree of hashes, which needs no journal at the end: what is killed goes on
	// at its last block. Pruned state or the path scheme would go back to the first one.
	conf.NoPruning, conf.StateScheme = true, "hash"
	conf.SnapshotCache, conf.LogNoHistory = 0, true
	conf.TransactionHistory = 0 // all
	conf.DatabaseCache, conf.DatabaseHandles, conf.TrieCleanCache, conf.TrieDirtyCache = 64, 256, 32, 32
	conf.TxPool.NoLocals = true
	conf.RPCTxFeeCap = 0         // coins are worth nothing
	conf.EngineMaxReorgDepth = 0 // no limit
	backend, err := eth.New(c.stack, &conf)
	if err != nil {
		return err
	}
	c.eth = backend
	if err := c.stack.Start(); err != nil {
		return err
	}
	// Without a period the beacon starts no loop of its own.
	if c.beacon, err = catalyst.NewSimulatedBeacon(0, common.Address{}, backend); err != nil {
		return err
	}
	backend.BlockChain().SetFinalized(nil)
	return backend.ChainDb().SyncKeyValue()
}

// close ends the node. Nothing may use the chain any more.
func (c *chain) close() error { return errors.Join(c.beacon.Stop(), c.stack.Close()) }

func (c *chain) genesis() common.Hash { return c.eth.BlockChain().Genesis().Hash() }

func (c *chain) head() uint64 { return c.eth.BlockChain().CurrentBlock().Number.Uint64() }

// settle returns when the chain can be asked for transactions. Until the first block is indexed go-ethereum answers that it does not
// know yet, and an empty chain on demand would stay there until somebody sends something: so it gets its first block here.
func (c *chain) settle(ctx context.Context) error {
	if c.head() == 0 {
		if err := c.seal(nil); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	ticker := time.NewTicker(settlePoll)
	defer ticker.Stop()
	for !c.eth.BlockChain().TxIndexDone() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for the index of transactions: %w", ctx.Err())
		case <-ticker.C:
		}
	}
	return c.sync()
}

// run makes blocks until ctx ends.
func (c *chain) run(ctx context.Context) error {
	var tick <-chan time.Time
	var arrived <-chan struct{}
	if c.period > 0 {
		ticker := time.NewTicker(c.period)
		defer ticker.Stop()
		tick = ticker.C
	} else {
		waiting, stop := c.arrivals()
		defer stop()
		arrived = waiting
		if err := c.drain(); err != nil {
			return err
		}
	}
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-tick:
			err = c.seal(nil)
		case <-arrived:
			err = c.drain()
		case o := <-c.orders:
			o.done <- o.do()
		}
		if err != nil {
			return err
		}
	}
}

// arrivals is filled when transactions have come, until stop. The pool waits for whoever takes its events, and the producer waits for the
// pool: so a goroutine takes them that waits for nobody.
func (c *chain) arrivals() (arrived <-chan struct{}, stop func()) {
	events, signal := make(chan core.NewTxsEvent, 16), make(chan struct{}, 1)
	subscription := c.eth.TxPool().SubscribeTransactions(events, true)
	ended := subscription.Err()
	var group sync.WaitGroup
	group.Go(func() {
		for {
			select {
			case <-ended: //nolint:errcheck // the pool has ended, or it was unsubscribed
				return
			case <-events:
			}
			select {
			case signal <- struct{}{}:
			default: // it is known already
			}
		}
	})
	return signal, func() {
		subscription.Unsubscribe()
		group.Wait()
	}
}

// seal makes one block, after what before does (nil: nothing), and has it on disk when it returns.
func (c *chain) seal(before func() error) error {
	c.gate.Lock()
	defer c.gate.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return err
		}
	}
	old := c.eth.BlockChain().CurrentBlock().Hash()
	if c.beacon.Commit() == old {
		return errors.New("make block: go-ethereum made none; its log says why")
	}
	// The beacon calls every 32nd block final, and the head at each start. What is final go-ethereum moves into files that only grow, once
	// a minute, and no reorganisation can go below it any more. Here nothing is.
	c.eth.BlockChain().SetFinalized(nil)
	return c.sync()
}

func (c *chain) sync() error {
	if err := c.eth.ChainDb().SyncKeyValue(); err != nil {
		return fmt.Errorf("write block: %w", err)
	}
	return nil
}

// drain makes blocks until no transaction waits that a block takes.
func (c *chain) drain() error {
	for {
		if err := c.eth.TxPool().Sync(); err != nil {
			return fmt.Errorf("read transactions: %w", err)
		}
		if waiting, _ := c.eth.TxPool().Stats(); waiting == 0 {
			return nil
		}
		if err := c.seal(nil); err != nil {
			return err
		}
		if head := c.eth.BlockChain().CurrentBlock(); head.GasUsed == 0 {
			return nil // what waits asks for less than a block costs
		}
	}
}

// order has the producer do something.
func (c *chain) order(ctx context.Context, do func() error) error {
	o := order{do: do, done: make(chan error, 1)}
	select {
	case c.orders <- o:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-o.done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// mine makes n blocks.
func (c *chain) mine(n uint64) error {
	if n == 0 || n > maxMine {
		return fmt.Errorf("mine %d blocks: want 1 to %d", n, maxMine)
	}
	for range n {
		if err := c.seal(nil); err != nil {
			return err
		}
	}
	return nil
}

// advance makes a block whose time is so many seconds after the last one's. Later blocks go on from there.
func (c *chain) advance(seconds uint64) error {
	if seconds == 0 || seconds > maxAdvance {
		return fmt.Errorf("advance by %d s: want 1 to %d", seconds, maxAdvance)
	}
	// The beacon shifts no block that holds a transaction, so those that wait go first.
	if waiting, _ := c.eth.TxPool().Pending(txpool.PendingFilter{}); len(waiting) > 0 {
		if err := c.seal(nil); err != nil {
			return err
		}
	}
	c.gate.Lock()
	defer c.gate.Unlock()
	if err := c.beacon.AdjustTime(time.Duration(seconds) * time.Second); err != nil {
		return fmt.Errorf("advance by %d s: %w", seconds, err)
	}
	return c.sync()
}

// reorg replaces the last depth blocks by depth + 1 others. Their transactions wait again and come into the new blocks, or, where drop is
// set, are forgotten together with all that wait.
func (c *chain) reorg(depth uint64, drop bool) error {
	head := c.head()
	if depth == 0 || depth > maxReorg || depth > head {
		return fmt.Errorf("reorganise %d blocks: want 1 to %d, and no more than the %d there are", depth, maxReorg, head)
	}
	parent := c.eth.BlockChain().GetBlockByNumber(head - depth)
	if parent == nil {
		return fmt.Errorf("reorganise %d blocks: block %d is not there", depth, head-depth)
	}
	err := c.seal(func() error {
		if _, err := c.eth.BlockChain().SetCanonical(parent); err != nil {
			return fmt.Errorf("reorganise %d blocks: %w", depth, err)
		}
		if err := c.eth.TxPool().Sync(); err != nil {
			return fmt.Errorf("reorganise %d blocks: %w", depth, err)
		}
		if drop {
			c.beacon.Rollback()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.mine(depth)
}

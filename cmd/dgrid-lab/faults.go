package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
)

// The faults of a network with a chain.
const (
	killProvider = "kill -9 of the provider"
	killGateway  = "kill -9 of the gateway"
	killChain    = "kill -9 of the chain"
	chainDown    = "chain down for seconds"
	reorgKept    = "reorganisation, transactions kept"
	reorgDropped = "reorganisation, transactions dropped"
	dropped      = "waiting transactions dropped"
	doubled      = "known transaction sent again"
)

// faultShares are how often a fault is drawn, out of their sum.
var faultShares = []struct {
	kind  string
	share int
}{{killProvider, 6}, {killGateway, 5}, {killChain, 8}, {chainDown, 6}, {reorgKept, 20}, {reorgDropped, 14}, {dropped, 12}, {doubled, 15}}

const (
	deepest   = 16                      // blocks of a reorganisation
	recent    = 64                      // blocks from which transactions are sent again
	dropping  = 4 * time.Second         // for a transaction to wait, so that it can be dropped
	dropLook  = 20 * time.Millisecond   // between two looks for one
	chainTime = 20 * time.Second        // for an order to the chain
	downLeast = 1500 * time.Millisecond // of a chain that is down
)

// fault is one thing that was done to the network.
type fault struct {
	Fault  int     `json:"fault"`
	Kind   string  `json:"kind"`
	Depth  int     `json:"depth,omitempty"` // of a reorganisation
	Note   string  `json:"note,omitempty"`
	Pause  float64 `json:"pauseMillis"`          // before it
	Took   float64 `json:"tookMillis,omitempty"` // until whoever was killed was up again
	During int     `json:"epoch"`                // the provider's last one on the chain, when it began
}

func drawFault(rng *rand.Rand) string {
	sum := 0
	for _, f := range faultShares {
		sum += f.share
	}
	n := rng.IntN(sum)
	for _, f := range faultShares {
		if n -= f.share; n < 0 {
			return f.kind
		}
	}
	return doubled
}

// inflict draws a fault and does it.
func (l *lab) inflict(ctx context.Context, f *fault, rng *rand.Rand) error {
	f.Kind = drawFault(rng)
	began := time.Now()
	defer func() { f.Took = millis(time.Since(began)) }()
	switch f.Kind {
	case killProvider:
		return l.strikeNode(ctx, "provider", time.Duration(rng.IntN(1500))*time.Millisecond)
	case killGateway:
		return l.strikeNode(ctx, "gateway", time.Duration(rng.IntN(1500))*time.Millisecond)
	case killChain:
		return l.strikeChain(ctx, 0)
	case chainDown:
		return l.strikeChain(ctx, downLeast+time.Duration(rng.IntN(4000))*time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(ctx, chainTime)
	defer cancel()
	c, err := rpc.DialContext(ctx, l.chain.url)
	if err != nil {
		return err
	}
	defer c.Close()
	switch f.Kind {
	case reorgKept, reorgDropped:
		f.Depth = 1 + rng.IntN(deepest)
		return c.CallContext(ctx, nil, "dev_reorg", f.Depth, f.Kind == reorgDropped)
	case dropped:
		f.Note, err = drop(ctx, c)
		return err
	default:
		f.Note, err = sendAgain(ctx, c, rng)
		return err
	}
}

// strikeNode kills a node with its worker, and starts it again.
func (l *lab) strikeNode(ctx context.Context, name string, down time.Duration) error {
	d := l.nodes[name]
	d.end()
	delete(l.nodes, name)
	if !pause(ctx, down) {
		return ctx.Err()
	}
	return l.start(ctx, name)
}

// strikeChain kills the chain, and starts it again.
func (l *lab) strikeChain(ctx context.Context, down time.Duration) error {
	l.chain.end()
	l.chain.process = nil
	if !pause(ctx, down) {
		return ctx.Err()
	}
	return l.chain.run(ctx, l.programs)
}

// drop waits until a transaction waits for its block, and has the chain forget it. The block that it may have come into meanwhile is
// replaced by others without transactions.
func drop(ctx context.Context, c *rpc.Client) (note string, err error) {
	ctx, cancel := context.WithTimeout(ctx, dropping)
	defer cancel()
	tick := time.NewTicker(dropLook)
	defer tick.Stop()
	for {
		var pool struct{ Pending hexutil.Uint64 }
		if err := c.CallContext(ctx, &pool, "txpool_status"); err != nil && ctx.Err() == nil {
			return "", err
		}
		if pool.Pending > 0 {
			return fmt.Sprintf("%d waited", pool.Pending), c.CallContext(ctx, nil, "dev_reorg", 1, true)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return "none waited", nil
		}
	}
}

// sendAgain hands the very bytes of a transaction of the last blocks to the chain once more.
func sendAgain(ctx context.Context, c *rpc.Client, rng *rand.Rand) (note string, err error) {
	eth := ethclient.NewClient(c)
	head, err := eth.BlockNumber(ctx)
	if err != nil {
		return "", err
	}
	var known []*types.Transaction
	for n := head - min(head, recent); n <= head; n++ {
		b, err := eth.BlockByNumber(ctx, hexBig(n))
		if err != nil {
			return "", err
		}
		known = append(known, b.Transactions()...)
	}
	if len(known) == 0 {
		return "there is none", nil
	}
	err = eth.SendTransaction(ctx, known[rng.IntN(len(known))])
	var said rpc.Error
	if errors.As(err, &said) { // what a chain says of what it knows
		return said.Error(), nil
	}
	return "taken", err
}

func hexBig(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

package settlement_test

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
)

// The model with a chain: the same actors, now with the real contracts on go-ethereum's simulated chain. What they send goes through
// outboxes on their disks; blocks are reorganised, transactions vanish and come twice, time passes. The observer reads the chain after
// each block.

// chainWorld is the chain's side of a world.
type chainWorld struct {
	*world
	sim     *simChain
	watcher chainAccount // anybody: it challenges, and reports faults
	box     []intent     // the watcher's; it never crashes

	blocks    []block // by number, of the present chain
	first     uint64  // number of blocks[0]
	settledAt uint64  // time at which honest providers last saw to all their affairs
	reliable  bool    // no transaction is lost on the way
	txs       []*types.Transaction
	intents   uint64

	observer
}

// block is a block of the present chain with what the contracts said in it.
type block struct {
	number, time uint64
	hash         common.Hash
	logs         []types.Log
}

// intent is one thing to be done on chain, with its nonce and signed bytes.
type intent struct {
	what  string
	nonce uint64
	tx    *types.Transaction
}

// chainAccount is who sends transactions.
type chainAccount struct {
	actor
	key *ecdsa.PrivateKey
	box func() *[]intent
}

func (a chainAccount) address() dgrid.Address { return addressOf(a.key) }

type nobody struct{}

func (nobody) crash()         {}
func (nobody) String() string { return "watcher" }

const (
	modelWallet = 1_000_000 // what payer and providers have each at the beginning
	modelStakeA = 10_000    // of provider 0, which is paid at once
	modelStakeB = 300       // of provider 1, whose payments mature
)

func newChainWorld(d dice, r roles, f faults) *chainWorld {
	sim := newSimChain(f)
	w := populate(d, r, f, dgrid.Domain{ChainID: 1337, Anchors: sim.anchors, Escrow: sim.escrow})
	c := &chainWorld{world: w, sim: sim}
	w.chain = c
	c.watcher = chainAccount{nobody{}, chainKeys[4], func() *[]intent { return &c.box }}
	c.observer = newObserver()
	c.setUp()
	w.begin()
	return c
}

// setUp gives everybody tokens, stakes, and lets the payer deposit.
func (c *chainWorld) setUp() {
	amount := big.NewInt(modelWallet)
	most := new(big.Int).Lsh(big.NewInt(1), 255)
	for _, who := range []dgrid.Address{c.payer.address, c.providers[0].address, c.providers[1].address} {
		c.sim.deployerSends(&c.sim.token, tokenABI.PackMint(who, amount))
	}
	plain := func(key *ecdsa.PrivateKey, nonce uint64, to dgrid.Address, data []byte) {
		if err := c.sim.send(signTx(key, nonce, &to, nil, data, 1_000_000)); err != nil {
			panic(err)
		}
	}
	plain(c.payer.key, 0, c.sim.token, tokenABI.PackApprove(c.sim.escrow, most))
	for i, stake := range []int64{modelStakeA, modelStakeB} {
		plain(c.providers[i].key, 0, c.sim.token, tokenABI.PackApprove(c.sim.staking, most))
		plain(c.providers[i].key, 1, c.sim.staking, stakingABI.PackStake(big.NewInt(stake), dgrid.Address{}))
	}
	c.first = c.headNumber() + 1
	c.seal()
	plain(c.payer.key, 1, c.sim.escrow, escrowABI.PackDeposit(big.NewInt(modelDeposit)))
	for range modelConfirmations + 1 {
		c.seal()
	}
	c.deposits[modelDeposit] = true
	c.settledAt = c.now()
}

func (c *chainWorld) headNumber() uint64 {
	n, err := c.sim.client.BlockNumber(context.Background())
	if err != nil {
		panic(err)
	}
	return n
}

func (c *chainWorld) head() block { return c.blocks[len(c.blocks)-1] }

func (c *chainWorld) now() uint64 { return c.head().time }

// final is the last block on which parties decide about money.
func (c *chainWorld) final() uint64 {
	return c.head().number - min(modelConfirmations, uint64(len(c.blocks)-1))
}

// seal makes a block of what is in the pool.
func (c *chainWorld) seal() {
	c.sim.backend.Commit()
	c.follow()
}

// pass makes an empty block, some seconds later.
func (c *chainWorld) pass(seconds uint64) {
	if c.sim.backend.AdjustTime(time.Duration(seconds)*time.Second) != nil {
		c.seal() // it takes an empty pool
		if err := c.sim.backend.AdjustTime(time.Duration(seconds) * time.Second); err != nil {
			c.sim.backend.Rollback() // what is left has no way into a block
			if err := c.sim.backend.AdjustTime(time.Duration(seconds) * time.Second); err != nil {
				panic(err)
			}
		}
	}
	c.follow()
}

// fork takes the last blocks back, and puts another one in their place. Their transactions return to the pool by themselves, unless they
// vanish: then it is for whoever sent them to send them again.
func (c *chainWorld) fork(depth int, vanish bool) {
	c.sim.backend.Rollback() // the pool has to be empty
	c.blocks = c.blocks[:len(c.blocks)-depth]
	if err := c.sim.backend.Fork(c.head().hash); err != nil {
		panic(err)
	}
	if vanish {
		c.sim.backend.Rollback()
	}
	c.seal()
}

// follow reads the blocks that are new.
func (c *chainWorld) follow() {
	ctx := context.Background()
	last := c.headNumber()
	for n := c.first + uint64(len(c.blocks)); n <= last; n++ {
		h, err := c.sim.client.HeaderByNumber(ctx, new(big.Int).SetUint64(n))
		if err != nil {
			panic(err)
		}
		b := block{number: n, time: h.Time, hash: h.Hash()}
		if h.GasUsed > 0 {
			hash := h.Hash()
			if b.logs, err = c.sim.client.FilterLogs(ctx, ethereum.FilterQuery{BlockHash: &hash}); err != nil {
				panic(err)
			}
		}
		c.blocks = append(c.blocks, b)
	}
}

// events are those of one kind in the present chain, up to a block.
func events[T any](c *chainWorld, upTo uint64, contract dgrid.Address, unpack func(*types.Log) (*T, error)) (found []*T) {
	for _, b := range c.blocks {
		if b.number > upTo {
			break
		}
		for i := range b.logs {
			if b.logs[i].Address != contract {
				continue
			}
			if e, err := unpack(&b.logs[i]); err == nil {
				found = append(found, e)
			}
		}
	}
	return found
}

func (c *chainWorld) anchored(upTo uint64) []*anchors.AnchorsAnchored {
	return events(c, upTo, c.sim.anchors, anchorsABI.UnpackAnchoredEvent)
}

func (c *chainWorld) redeemed() []*escrow.EscrowRedeemed {
	return events(c, c.head().number, c.sim.escrow, escrowABI.UnpackRedeemedEvent)
}

func (c *chainWorld) challengesOf(provider dgrid.Address) (found []*disputes.DisputesMissingChallenged) {
	for _, e := range events(c, c.head().number, c.sim.disputes, disputesABI.UnpackMissingChallengedEvent) {
		if e.Provider == provider {
			found = append(found, e)
		}
	}
	return found
}

func (c *chainWorld) slashes() []*staking.StakingSlashed {
	return events(c, c.head().number, c.sim.staking, stakingABI.UnpackSlashedEvent)
}

func (c *chainWorld) nonce(who dgrid.Address, at uint64) uint64 {
	n, err := c.sim.client.NonceAt(context.Background(), who, new(big.Int).SetUint64(at))
	if err != nil {
		panic(err)
	}
	return n
}

// post writes down what is to be done, with nonce and signed bytes, and then sends it. before is written in the same moment.
func (c *chainWorld) post(a chainAccount, what string, to dgrid.Address, value *big.Int, data []byte, before func()) {
	nonce := c.nonce(a.address(), c.head().number)
	for _, i := range *a.box() {
		nonce = max(nonce, i.nonce+1)
	}
	c.intents++
	tx := signTx(a.key, nonce, &to, value, data, 3_000_000)
	c.effect(a, func() {
		before()
		*a.box() = append(*a.box(), intent{what, nonce, tx})
	})
	c.transmit(a, tx)
}

// transmit sends signed bytes; one in eight is lost on the way.
func (c *chainWorld) transmit(a chainAccount, tx *types.Transaction) {
	c.effect(a, func() {
		c.txs = append(c.txs, tx)
		if !c.reliable && c.dice.Intn("is lost", 8) == 0 {
			return
		}
		if err := c.sim.send(tx); err != nil {
			c.fail("%s: send: %v", a, err)
		}
	})
}

// pump forgets what is done for good, and sends again what is not mined.
func (c *chainWorld) pump(a chainAccount) {
	mined := c.nonce(a.address(), c.head().number)
	done := c.nonce(a.address(), c.final())
	if c.faults.forgetsReorg && a.key != c.watcher.key {
		done = mined
	}
	var open []intent
	for _, i := range *a.box() {
		if i.nonce >= done {
			open = append(open, i)
		}
	}
	if len(open) < len(*a.box()) {
		c.effect(a, func() { *a.box() = open })
	}
	for _, i := range open {
		if i.nonce < mined {
			continue
		}
		c.transmit(a, i.tx)
		if c.faults.sendsAnew && i.what == "deposit" && c.dice.Intn("sends anew", 3) == 0 {
			c.post(a, i.what, *i.tx.To(), i.tx.Value(), i.tx.Data(), func() {})
		}
	}
}

// waits reports whether a transaction of this kind may still change the chain.
func (c *chainWorld) waits(a chainAccount, what string) bool {
	mined := c.nonce(a.address(), c.head().number)
	for _, i := range *a.box() {
		if i.what == what && i.nonce >= mined {
			return true
		}
	}
	return false
}

// anchorBy is the promise of an acceptance made now.
func (c *chainWorld) anchorBy() uint64 { return c.head().number + 15 }

func key(id [32]byte) string { return fmt.Sprintf("%x", id[:4]) }

package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/node/wallet"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// lowJobs is how many jobs at their highest price a payer's deposit should be good for.
const lowJobs = 10

// OpenMoney opens no more of a node than its store and its way to the chain: for commands that move or show money where the node does not
// run. Its transactions are followed until Close. It fails with store.ErrLocked where the node runs, and with evm.ErrMismatch where the
// chain is another one; a chain that is down is no error.
func OpenMoney(ctx context.Context, opt Options, log *slog.Logger) (_ *Node, err error) {
	n := &Node{opt: opt, log: log, failed: make(chan error, 1)}
	n.run, n.stop = context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close())
		}
	}()
	if err := n.openStore(); err != nil {
		return nil, err
	}
	if err := n.openChain(ctx); err != nil {
		return nil, err
	}
	return n, nil
}

// MoneyView is what commands see of a node of OpenMoney: what its store remembers, and its money.
func (n *Node) MoneyView(base func() control.Status) (*control.Local, error) {
	l, err := ClosedView(n.store, base)
	if err != nil {
		return nil, err
	}
	l.Wallet = n.wallet()
	return l, nil
}

// wallet is the node's own money.
func (n *Node) wallet() *wallet.Wallet {
	c := walletConfig(&n.opt, n.store)
	if n.chain != nil {
		c.Client, c.Contracts, c.Sender = n.chain.Client, n.chain.Contracts, n.chain.Sender
	}
	return wallet.New(c)
}

// OfflineWallet is what a store remembers of a node's money. It plans and sends nothing, and says why.
func OfflineWallet(opt Options, st *store.Store, why string) *wallet.Wallet {
	c := walletConfig(&opt, st)
	if why != "" {
		c.Why = why
	}
	return wallet.New(c)
}

func walletConfig(opt *Options, st *store.Store) wallet.Config {
	owner := opt.Keys.Address()
	c := wallet.Config{Why: "the chain was not opened", Network: opt.Network, Owner: owner, Store: st, Outbox: st.Outbox(), Anchored: anchored(st, owner)}
	for _, url := range opt.Config.Chain.RPC {
		c.Endpoints = append(c.Endpoints, evm.Endpoint(url))
	}
	for range lowJobs {
		c.Low = c.Low.Add(opt.Config.Payer.MaxFee)
	}
	switch {
	case !opt.Network.HasChain():
		c.Why = fmt.Sprintf("network %s has no chain: nothing is deposited, staked or paid out on it", opt.Network.Name)
	case len(opt.Config.Chain.RPC) == 0:
		c.Why = fmt.Sprintf("network %s settles on chain %d, and chain.rpc names no endpoint of it: set chain.rpc in %s", opt.Network.Name, opt.Network.Domain.ChainID, opt.Config.File())
	}
	return c
}

// anchored is how the wallet learns up to which fee a pair can redeem: from the batches that are anchored for good.
func anchored(st *store.Store, owner dgrid.Address) func(dgrid.Address, dgrid.ModelID) (dgrid.Amount, bool, error) {
	return func(payer dgrid.Address, model dgrid.ModelID) (dgrid.Amount, bool, error) {
		own, shown, err := st.Claimable(payer, owner, model)
		switch {
		case err != nil:
			return dgrid.Amount{}, false, err
		case own != nil:
			return own.PairFee, true, nil
		case shown != nil:
			return shown.Leaf.PairFee, true, nil
		}
		return dgrid.Amount{}, true, nil // nothing is anchored yet
	}
}

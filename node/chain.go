package node

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Chain is how a node reads its network's contracts, and sends what it wants of them.
type Chain struct {
	Client    *evm.Client
	Contracts *contract.Contracts
	Sender    *evm.Sender // of this node's owner
}

// recheck is how long a chain that is down is waited for before it is looked at again.
const recheck = 5 * time.Second

// DialChain makes what speaks to the network's chain. Where nobody answers it returns a client all the same, and evm.ErrDown.
func DialChain(ctx context.Context, n *Node) (*evm.Client, error) {
	c := n.opt.Config.Chain
	cfg := evm.Config{
		URLs: c.RPC, ChainID: n.opt.Network.Domain.ChainID, Genesis: n.opt.Network.Genesis, Confirmations: n.opt.Network.Params.Confirmations,
		Timeout: c.Timeout, Errors: ContractErrors(),
	}
	return evm.Dial(ctx, cfg, n.log)
}

// ContractErrors knows what the network's contracts say when they refuse.
func ContractErrors() *evm.Errors {
	e, a, s, d := escrow.NewEscrow().GetABI(), anchors.NewAnchors().GetABI(), staking.NewStaking().GetABI(), disputes.NewDisputes().GetABI()
	return evm.NewErrors([]*abi.ABI{&e, &a, &s, &d}...)
}

// ContractsOf are the addresses of a network's contracts.
func ContractsOf(n *config.Network) contract.Addresses {
	return contract.Addresses{
		Token: n.Token.Address, Staking: n.Contracts.Staking, Anchors: n.Domain.Anchors, Escrow: n.Domain.Escrow, Disputes: n.Contracts.Disputes,
	}
}

// CheckContracts fails where the code of a contract is not that of the network file; the error then is evm.ErrMismatch.
func CheckContracts(ctx context.Context, client *evm.Client, n *config.Network) error {
	for _, c := range []struct {
		address dgrid.Address
		code    dgrid.Digest
	}{
		{n.Token.Address, n.Code.Token}, {n.Contracts.Access, n.Code.Access}, {n.Contracts.Staking, n.Code.Staking},
		{n.Domain.Anchors, n.Code.Anchors}, {n.Domain.Escrow, n.Code.Escrow}, {n.Contracts.Disputes, n.Code.Disputes},
	} {
		if err := client.CheckCode(ctx, c.address, c.code); err != nil {
			return err
		}
	}
	return nil
}

// openChain dials the network's chain, if it has one. A chain that is down is waited for while the node runs; one that is another than
// the network file's ends the node.
func (n *Node) openChain(ctx context.Context) error {
	c := n.opt.Config
	if !n.opt.Network.HasChain() {
		return nil
	}
	if len(c.Chain.RPC) == 0 {
		if n.opt.Serve && (c.Provider.Enabled || c.Validator.Enabled || c.Gateway.Enabled) {
			return fmt.Errorf("network %s settles on chain %d, and chain.rpc names no endpoint of it: set chain.rpc in %s", n.opt.Network.Name, n.opt.Network.Domain.ChainID, c.File())
		}
		return nil
	}
	client, err := DialChain(ctx, n)
	if err == nil {
		err = CheckContracts(ctx, client, n.opt.Network)
	}
	down := errors.Is(err, evm.ErrDown)
	if err != nil && !down {
		if client != nil {
			client.Close()
		}
		return fmt.Errorf("open the chain of network %s: %w", n.opt.Network.Name, err)
	}
	sender, err := evm.NewSender(ctx, client, n.store.Outbox(), evm.KeySigner(n.opt.Keys.Owner, client.ChainID()),
		evm.SenderConfig{MaxFee: new(big.Int).SetUint64(uint64(c.Chain.MaxFee)), Poll: n.poll()}, n.log)
	if err != nil {
		client.Close()
		return err
	}
	n.chain = &Chain{Client: client, Contracts: contract.At(ContractsOf(n.opt.Network), client), Sender: sender}
	n.goRun("chain", func() error { return n.followChain(n.run, down) })
	return nil
}

// poll is how often the chain is looked at: a block of a development chain takes a second.
func (n *Node) poll() time.Duration {
	if n.opt.Network.Dev() {
		return 500 * time.Millisecond
	}
	return 4 * time.Second
}

// followChain sends what is to be sent, once the chain has been seen to be the right one.
func (n *Node) followChain(ctx context.Context, unseen bool) error {
	for unseen {
		err := n.chain.Client.Check(ctx)
		if err == nil {
			err = CheckContracts(ctx, n.chain.Client, n.opt.Network)
		}
		switch {
		case err == nil:
			unseen = false
			n.log.Info("the chain is reached")
			continue
		case errors.Is(err, evm.ErrMismatch):
			n.fail(fmt.Errorf("open the chain of network %s: %w", n.opt.Network.Name, err))
			return err
		}
		n.log.Warn("the chain is not reached yet: what is earned and owed is kept, and settled when it is", "err", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(recheck):
		}
	}
	return n.chain.Sender.Run(ctx)
}

// Chain is this node's way to the chain, nil where its network has none or no endpoint is configured.
func (n *Node) Chain() *Chain { return n.chain }

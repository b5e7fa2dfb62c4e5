package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/big"

	"github.com/ethereum/go-ethereum"
	geth "github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// sight is the chain as the lab itself sees it, whatever the nodes say of it. All of it is read after one block.
type sight struct {
	*contract.Contracts
	client *evm.Client
	at     uint64
}

// see looks at the chain after its newest block.
func (l *lab) see(ctx context.Context) (*sight, error) {
	n := l.chain.network
	client, err := evm.Dial(ctx, evm.Config{URLs: []string{l.chain.url}, ChainID: n.Domain.ChainID, Genesis: n.Genesis, Confirmations: n.Params.Confirmations},
		slog.New(slog.DiscardHandler))
	if err != nil {
		if client != nil {
			client.Close()
		}
		return nil, err
	}
	head, err := client.Head(ctx)
	if err != nil {
		client.Close()
		return nil, err
	}
	a := contract.Addresses{Token: n.Token.Address, Staking: n.Contracts.Staking, Anchors: n.Domain.Anchors, Escrow: n.Domain.Escrow, Disputes: n.Contracts.Disputes}
	return &sight{contract.At(a, client), client, head.Number}, nil
}

func (s *sight) close() { s.client.Close() }

// events are all that a contract has told under a name up to the block that is looked at.
func (s *sight) events(ctx context.Context, of dgrid.Address, id geth.Hash) ([]types.Log, error) {
	return s.client.LogsOf(ctx, ethereum.FilterQuery{FromBlock: new(big.Int), ToBlock: new(big.Int).SetUint64(s.at),
		Addresses: []dgrid.Address{of}, Topics: [][]geth.Hash{{id}}})
}

// anchored are the batches of a node in the order in which the chain has them.
func (s *sight) anchored(ctx context.Context, node dgrid.Address) (list []dgrid.Batch, err error) {
	c := anchors.NewAnchors()
	abi := c.GetABI()
	logs, err := s.events(ctx, s.Anchors, abi.Events["Anchored"].ID)
	if err != nil {
		return nil, err
	}
	for i := range logs {
		e, err := c.UnpackAnchoredEvent(&logs[i])
		if err != nil {
			return nil, fmt.Errorf("read an anchor's event: %w", err)
		}
		if e.Node == node {
			list = append(list, dgrid.Batch{Node: e.Node, Epoch: e.Epoch, Root: e.Root, Count: e.Count, Block: logs[i].BlockNumber})
		}
	}
	return list, nil
}

// gapless fails unless the chain has exactly one batch for each of a node's epochs from 1.
func gapless(list []dgrid.Batch) error {
	for i, b := range list {
		if b.Epoch != uint64(i)+1 {
			return fmt.Errorf("event %d of a node's anchors is of epoch %d", i+1, b.Epoch)
		}
	}
	return nil
}

// redeemed is what all redemptions moved, and burned of it.
func (s *sight) redeemed(ctx context.Context) (moved, burned *big.Int, err error) {
	c := escrow.NewEscrow()
	abi := c.GetABI()
	logs, err := s.events(ctx, s.Escrow, abi.Events["Redeemed"].ID)
	if err != nil {
		return nil, nil, err
	}
	moved, burned = new(big.Int), new(big.Int)
	for i := range logs {
		e, err := c.UnpackRedeemedEvent(&logs[i])
		if err != nil {
			return nil, nil, fmt.Errorf("read a redemption's event: %w", err)
		}
		moved.Add(moved, e.Amount)
		burned.Add(burned, e.Burned)
	}
	return moved, burned, nil
}

// supply is how many tokens there are.
func (s *sight) supply(ctx context.Context) (*big.Int, error) {
	c := devtoken.NewDevToken()
	out, err := s.client.Call(ctx, ethereum.CallMsg{To: &s.Token, Data: c.PackTotalSupply()}, s.at)
	if err != nil {
		return nil, fmt.Errorf("read the token's supply: %w", err)
	}
	return c.UnpackTotalSupply(out)
}

// burnt is where contracts send what is burned: nobody has its key.
var burnt = geth.HexToAddress("0x000000000000000000000000000000000000dEaD")

// holdings compares what there is and where against what was put in: given to each of the owners, of which one staked and one deposited.
type holdings struct {
	given, staked, deposited *big.Int
	payer, provider          dgrid.Address
}

// check says where a token is missing, or too many.
func (t *holdings) check(ctx context.Context, s *sight, pair dgrid.Pair) (wrong []string, err error) {
	supply, err := s.supply(ctx)
	if err != nil {
		return nil, err
	}
	moved, burned, err := s.redeemed(ctx)
	if err != nil {
		return nil, err
	}
	read := func(f func(context.Context, uint64, dgrid.Address) (dgrid.Amount, error), who dgrid.Address) *big.Int {
		a, readErr := f(ctx, s.at, who)
		if readErr != nil {
			err = readErr
		}
		return a.Big()
	}
	payer, provider := read(s.Balance, t.payer), read(s.Balance, t.provider)
	inEscrow, inStaking := read(s.Balance, s.Escrow), read(s.Balance, s.Staking)
	deposit, stake := read(s.Deposit, t.payer), read(s.Stake, t.provider)
	atBurnt := read(s.Balance, burnt)
	paid, paidErr := s.Paid(ctx, s.at, pair)
	if err != nil || paidErr != nil {
		return nil, fmt.Errorf("read balances: %w, %w", err, paidErr)
	}
	sum := func(all ...*big.Int) *big.Int {
		n := new(big.Int)
		for _, a := range all {
			n.Add(n, a)
		}
		return n
	}
	for _, c := range []struct {
		what       string
		left, want *big.Int
	}{
		{"the supply is what was minted", supply, sum(t.given, t.given)},
		{"everybody's tokens are the supply", sum(payer, provider, inEscrow, inStaking, atBurnt), supply},
		{"what was burned lies where nobody has the key", atBurnt, burned},
		{"the events' sum is what the escrow says it paid", moved, paid.Big()},
		{"the deposit and what was paid are what was deposited", sum(deposit, paid.Big()), t.deposited},
		{"the escrow holds the deposit and nothing else", inEscrow, deposit},
		{"the stake is what was staked", stake, t.staked},
		{"staking holds the stake and nothing else", inStaking, t.staked},
		{"the provider has what it was given and what was paid, less stake and what was burned", sum(provider, t.staked, burned), sum(t.given, paid.Big())},
	} {
		if c.left.Cmp(c.want) != 0 {
			wrong = append(wrong, fmt.Sprintf("not so: %s: %s is not %s", c.what, c.left, c.want))
		}
	}
	return wrong, nil
}

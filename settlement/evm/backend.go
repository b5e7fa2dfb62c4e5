package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
)

// The bindings of the contracts work over a Client. A call with a block number is one that decides about money; a call without
// one is answered by any endpoint from its newest state, and good for showing only.
var _ bind.Backend = (*Client)(nil)

// CodeAt is bind.ContractCaller's.
func (c *Client) CodeAt(ctx context.Context, contract common.Address, number *big.Int) ([]byte, error) {
	if number != nil && number.IsUint64() {
		return c.Code(ctx, contract, number.Uint64())
	}
	return any1(ctx, c, "read code", func(ctx context.Context, conn *ethclient.Client) ([]byte, error) {
		return conn.CodeAt(ctx, contract, number)
	})
}

// CallContract is bind.ContractCaller's.
func (c *Client) CallContract(ctx context.Context, msg ethereum.CallMsg, number *big.Int) ([]byte, error) {
	if number != nil && number.IsUint64() {
		return c.Call(ctx, msg, number.Uint64())
	}
	return any1(ctx, c, "call a contract", func(ctx context.Context, conn *ethclient.Client) ([]byte, error) {
		return conn.CallContract(ctx, msg, number)
	})
}

// EstimateGas is what a call would use. Where it would revert, the error is a RevertError.
func (c *Client) EstimateGas(ctx context.Context, msg ethereum.CallMsg) (uint64, error) {
	return any1(ctx, c, "estimate gas", func(ctx context.Context, conn *ethclient.Client) (uint64, error) { return conn.EstimateGas(ctx, msg) })
}

// SuggestGasPrice is bind.ContractTransactor's.
func (c *Client) SuggestGasPrice(ctx context.Context) (*big.Int, error) {
	return any1(ctx, c, "ask for a gas price", func(ctx context.Context, conn *ethclient.Client) (*big.Int, error) { return conn.SuggestGasPrice(ctx) })
}

// SuggestGasTipCap is the tip per gas, in wei, with which an endpoint thinks that a transaction is mined soon.
func (c *Client) SuggestGasTipCap(ctx context.Context) (*big.Int, error) {
	return any1(ctx, c, "ask for a tip", func(ctx context.Context, conn *ethclient.Client) (*big.Int, error) { return conn.SuggestGasTipCap(ctx) })
}

// HeaderByNumber is bind.ContractTransactor's. A header's hash is computed from what this program knows of headers; Block has the chain's own.
func (c *Client) HeaderByNumber(ctx context.Context, number *big.Int) (*types.Header, error) {
	return any1(ctx, c, "read a header", func(ctx context.Context, conn *ethclient.Client) (*types.Header, error) {
		return conn.HeaderByNumber(ctx, number)
	})
}

// PendingCodeAt is bind.ContractTransactor's.
func (c *Client) PendingCodeAt(ctx context.Context, account common.Address) ([]byte, error) {
	return any1(ctx, c, "read code", func(ctx context.Context, conn *ethclient.Client) ([]byte, error) {
		return conn.PendingCodeAt(ctx, account)
	})
}

// PendingNonceAt is bind.ContractTransactor's. The Sender does not use it: pools forget.
func (c *Client) PendingNonceAt(ctx context.Context, account common.Address) (uint64, error) {
	return any1(ctx, c, "read a nonce", func(ctx context.Context, conn *ethclient.Client) (uint64, error) {
		return conn.PendingNonceAt(ctx, account)
	})
}

// TransactionByHash is bind.ContractTransactor's.
func (c *Client) TransactionByHash(ctx context.Context, hash common.Hash) (*types.Transaction, bool, error) {
	type found struct {
		tx      *types.Transaction
		pending bool
	}
	f, err := any1(ctx, c, "read a transaction", func(ctx context.Context, conn *ethclient.Client) (f found, err error) {
		f.tx, f.pending, err = conn.TransactionByHash(ctx, hash)
		return f, err
	})
	return f.tx, f.pending, err
}

// TransactionReceipt is bind.DeployBackend's.
func (c *Client) TransactionReceipt(ctx context.Context, hash common.Hash) (*types.Receipt, error) {
	r, err := c.Receipt(ctx, dgrid.Digest(hash))
	if errors.Is(err, ErrNotFound) {
		err = ethereum.NotFound // what bind waits on
	}
	return r, err
}

// FilterLogs is bind.ContractFilterer's.
func (c *Client) FilterLogs(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	return c.LogsOf(ctx, q)
}

// SubscribeFilterLogs refuses: a subscription forgets what happens while it is broken. Logs reads ranges instead.
func (c *Client) SubscribeFilterLogs(context.Context, ethereum.FilterQuery, chan<- types.Log) (ethereum.Subscription, error) {
	return nil, errors.New("subscribe to logs: not offered, because a broken connection would lose logs: follow them by polling")
}

// SendTransaction hands a transaction to every endpoint, but those that failed lately and would only hold up the others. It is nil when one of them took it or has it already. Otherwise the error
// says what each of them said: a reason to look at the chain, not a fact.
func (c *Client) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	endpoints := c.awake()
	errs := make([]error, len(endpoints))
	var wg sync.WaitGroup
	for i, e := range endpoints {
		wg.Go(func() {
			_, errs[i] = do(ctx, e, func(ctx context.Context, conn *ethclient.Client) (struct{}, error) {
				return struct{}{}, conn.SendTransaction(ctx, tx)
			})
		})
	}
	wg.Wait()
	var refused []error
	down := &DownError{Doing: "send transaction " + tx.Hash().String(), Want: 1}
	for i, e := range endpoints {
		switch err := errs[i]; {
		case err == nil || isKnown(err):
			return nil
		case isRefusal(err) || isAnswer(err):
			refused = append(refused, fmt.Errorf("%s: %w", e.name, err))
		default:
			down.Endpoints = append(down.Endpoints, EndpointError{e.name, err})
		}
	}
	if len(refused) > 0 {
		return fmt.Errorf("send transaction %s: %w", tx.Hash(), errors.Join(refused...))
	}
	return down
}

// isKnown reports whether an endpoint says that it has the transaction already. Servers have no code for that, and their words differ; where
// they are not recognised the transaction counts as refused, and is sent again later, which does no harm.
func isKnown(err error) bool {
	var coded rpc.Error
	if !errors.As(err, &coded) {
		return false
	}
	text := strings.ToLower(coded.Error())
	for _, s := range []string{"already known", "alreadyknown", "known transaction", "already imported", "already exists", "already in mempool"} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return false
}

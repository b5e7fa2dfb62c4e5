package evm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/dgrid-network/dgrid"
)

// answer is what one endpoint said.
type answer[T any] struct {
	from  *endpoint
	value T
	err   error
}

// any1 asks one endpoint after the other, in the order of preference, until one answers.
func any1[T any](ctx context.Context, c *Client, doing string, ask func(context.Context, *ethclient.Client) (T, error)) (T, error) {
	var none T
	var refusal, mismatch error
	down := &DownError{Doing: doing, Want: 1}
	endpoints, _ := c.order()
	for _, e := range endpoints {
		v, err := do(ctx, e, ask)
		switch {
		case err == nil:
			return v, nil
		case ctx.Err() != nil:
			return none, fmt.Errorf("%s: %w", doing, ctx.Err())
		case isAnswer(err):
			return none, fmt.Errorf("%s: %w", doing, err)
		case isRefusal(err):
			refusal = err
		case errors.Is(err, ErrMismatch):
			mismatch = err // fatal only where nobody serves the right chain
		}
		down.Endpoints = append(down.Endpoints, EndpointError{e.name, err})
	}
	if refusal == nil {
		refusal = mismatch
	}
	if refusal != nil {
		return none, fmt.Errorf("%s: %w", doing, refusal)
	}
	return none, down
}

// all asks endpoints at the same time: those that are well, and the others too where these are too few. It hands each answer to take, until
// that says that it has enough. It returns what went wrong at whom.
func all[T any](ctx context.Context, c *Client, ask func(context.Context, *ethclient.Client) (T, error), take func(answer[T]) (enough bool)) (failed []EndpointError, last error) {
	endpoints, well := c.order()
	for _, group := range [][]*endpoint{endpoints[:well], endpoints[well:]} {
		ctx, cancel := context.WithCancel(ctx)
		answers := make(chan answer[T], len(group))
		for _, e := range group {
			go func() {
				v, err := do(ctx, e, ask)
				answers <- answer[T]{e, v, err}
			}()
		}
		for range group {
			a := <-answers
			if a.err != nil && !isAnswer(a.err) {
				failed = append(failed, EndpointError{a.from.name, a.err})
				if last == nil || isRefusal(a.err) || errors.Is(a.err, ErrMismatch) {
					last = a.err
				}
				continue
			}
			if take(a) {
				cancel()
				return nil, nil
			}
		}
		cancel()
	}
	return failed, last
}

// agreed is an answer that decides about money: with three endpoints or more, two must give it. key is what must be equal.
func agreed[T any](ctx context.Context, c *Client, doing string, key func(T) string, ask func(context.Context, *ethclient.Client) (T, error)) (T, error) {
	if c.quorum() == 1 {
		return any1(ctx, c, doing, ask)
	}
	var none, got T
	var gotErr error
	seen, votes := map[string]int{}, []EndpointError(nil)
	done := false
	failed, last := all(ctx, c, ask, func(a answer[T]) bool {
		k := "no: "
		if a.err != nil {
			k += a.err.Error()
		} else {
			k = "yes: " + key(a.value)
		}
		votes = append(votes, EndpointError{a.from.name, fmt.Errorf("%.80s", k)})
		if seen[k]++; seen[k] >= c.quorum() {
			got, gotErr, done = a.value, a.err, true
		}
		return done
	})
	switch {
	case done && gotErr != nil:
		return none, fmt.Errorf("%s: %w", doing, gotErr)
	case done:
		return got, nil
	case ctx.Err() != nil:
		return none, fmt.Errorf("%s: %w", doing, ctx.Err())
	case errors.Is(last, ErrMismatch) || last != nil && isRefusal(last):
		return none, fmt.Errorf("%s: %w", doing, last)
	case len(votes) >= c.quorum():
		return none, &SplitError{Doing: doing, Endpoints: append(votes, failed...)}
	}
	return none, &DownError{Doing: doing, Want: c.quorum(), Endpoints: append(failed, votes...)}
}

// Head is the newest block. With three endpoints or more it is the second highest that they show, so that no single one can hurry what
// counts as final.
func (c *Client) Head(ctx context.Context) (Block, error) {
	const doing = "read the chain's head"
	var first, second Block
	n := 0
	failed, last := all(ctx, c, head, func(a answer[Block]) bool {
		if a.err != nil {
			failedHead := a.err // a chain without a head is no chain
			c.log.Debug("an endpoint has no head", "endpoint", a.from.name, "err", failedHead)
			return false
		}
		a.from.showed(a.value.Number)
		if n++; n == 1 || a.value.Number > first.Number {
			first, second = a.value, first
		} else if n == 2 || a.value.Number > second.Number {
			second = a.value
		}
		_, well := c.order()
		return n >= c.quorum() && n >= well
	})
	switch {
	case n < c.quorum() && ctx.Err() != nil:
		return Block{}, fmt.Errorf("%s: %w", doing, ctx.Err())
	case n < c.quorum() && errors.Is(last, ErrMismatch):
		return Block{}, fmt.Errorf("%s: %w", doing, last)
	case n < c.quorum():
		return Block{}, &DownError{Doing: doing, Want: c.quorum(), Endpoints: failed}
	case c.quorum() == 1:
		return first, nil
	}
	return second, nil
}

func head(ctx context.Context, conn *ethclient.Client) (Block, error) {
	return block(ctx, conn, "latest")
}

// Final is the newest block that has enough confirmations; on a chain that is younger than that, the genesis.
func (c *Client) Final(ctx context.Context) (Block, error) {
	h, err := c.Head(ctx)
	if err != nil {
		return Block{}, err
	}
	return c.Block(ctx, h.Number-min(h.Number, c.cfg.Confirmations))
}

// Block is the block of a number on the chain as it is now. It is ErrNotFound above the head.
func (c *Client) Block(ctx context.Context, number uint64) (Block, error) {
	return agreed(ctx, c, fmt.Sprintf("read block %d", number), func(b Block) string { return b.Hash.String() },
		func(ctx context.Context, conn *ethclient.Client) (Block, error) {
			return block(ctx, conn, hexutil.EncodeUint64(number))
		})
}

// Receipt is what became of a transaction. It is ErrNotFound for one that is in no block, as far as is known now.
func (c *Client) Receipt(ctx context.Context, hash dgrid.Digest) (*types.Receipt, error) {
	key := func(r *types.Receipt) string { return fmt.Sprint(r.BlockHash, r.Status, r.GasUsed) }
	return agreed(ctx, c, "read the receipt of "+hash.String(), key, func(ctx context.Context, conn *ethclient.Client) (*types.Receipt, error) {
		return conn.TransactionReceipt(ctx, [32]byte(hash))
	})
}

// Nonce is how many transactions of an account are in the chain up to a block.
func (c *Client) Nonce(ctx context.Context, account dgrid.Address, at uint64) (uint64, error) {
	return agreed(ctx, c, fmt.Sprintf("read the nonce of %s at block %d", account, at), func(n uint64) string { return fmt.Sprint(n) },
		func(ctx context.Context, conn *ethclient.Client) (uint64, error) {
			return conn.NonceAt(ctx, account, new(big.Int).SetUint64(at))
		})
}

// Balance is an account's ether at a block, in wei.
func (c *Client) Balance(ctx context.Context, account dgrid.Address, at uint64) (*big.Int, error) {
	return agreed(ctx, c, fmt.Sprintf("read the balance of %s at block %d", account, at), (*big.Int).String,
		func(ctx context.Context, conn *ethclient.Client) (*big.Int, error) {
			return conn.BalanceAt(ctx, account, new(big.Int).SetUint64(at))
		})
}

// Call calls a contract in the state after a block and returns what it returns. Where the contract reverts, the error is a RevertError.
func (c *Client) Call(ctx context.Context, msg ethereum.CallMsg, at uint64) ([]byte, error) {
	return agreed(ctx, c, fmt.Sprintf("call a contract at block %d", at), func(b []byte) string { return string(b) },
		func(ctx context.Context, conn *ethclient.Client) ([]byte, error) {
			return conn.CallContract(ctx, msg, new(big.Int).SetUint64(at))
		})
}

// LogsOf is the logs of a query, in the order of the chain. An endpoint that refuses so long a range is an ErrRange; Logs halves
// it then.
func (c *Client) LogsOf(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	key := func(logs []types.Log) string {
		b, err := json.Marshal(logs)
		if err != nil {
			return err.Error() // logs that cannot be written down agree with none
		}
		return dgrid.Hash(b).String()
	}
	logs, err := agreed(ctx, c, "read logs", key, func(ctx context.Context, conn *ethclient.Client) ([]types.Log, error) {
		return conn.FilterLogs(ctx, q)
	})
	if err != nil && isRefusal(err) {
		return nil, fmt.Errorf("%w: %w", ErrRange, err)
	}
	return logs, err
}

// CheckCode compares the Keccak-256 hash of a contract's code at the final block with the network file's.
func (c *Client) CheckCode(ctx context.Context, contract dgrid.Address, want dgrid.Digest) error {
	final, err := c.Final(ctx)
	if err != nil {
		return fmt.Errorf("check contract %s: %w", contract, err)
	}
	code, err := c.Code(ctx, contract, final.Number)
	if err != nil {
		return fmt.Errorf("check contract %s: %w", contract, err)
	}
	endpoints, _ := c.order()
	mismatch := &MismatchError{What: "code of contract " + contract.String(), Endpoint: endpoints[0].name, Want: want.String(), Have: "missing"}
	if len(code) == 0 {
		return fmt.Errorf("check contract at block %d: %w", final.Number, mismatch)
	}
	if have := dgrid.Hash(code); have != want {
		mismatch.Have = have.String()
		return mismatch
	}
	return nil
}

// Code is a contract's code at a block; none is an empty slice.
func (c *Client) Code(ctx context.Context, contract dgrid.Address, at uint64) ([]byte, error) {
	return agreed(ctx, c, fmt.Sprintf("read the code of %s at block %d", contract, at), func(b []byte) string { return string(b) },
		func(ctx context.Context, conn *ethclient.Client) ([]byte, error) {
			return conn.CodeAt(ctx, contract, new(big.Int).SetUint64(at))
		})
}

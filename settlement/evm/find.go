package evm

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/dgrid-network/dgrid"
)

// foundTx is what is used of a transaction that somebody else may have signed.
type foundTx struct {
	Hash  dgrid.Digest    `json:"hash"`
	From  common.Address  `json:"from"`
	Nonce hexutil.Uint64  `json:"nonce"`
	To    *common.Address `json:"to"`
	Input hexutil.Bytes   `json:"input"`
	Value *hexutil.Big    `json:"value"`
	raw   []byte
}

func (t *foundTx) does(in *Intent) bool {
	value := new(big.Int)
	if t.Value != nil {
		value = t.Value.ToInt()
	}
	return in.sameCall(t.To, t.Input, value)
}

// become makes the transaction an attempt of the item.
func (t *foundTx) become(item Item, at dgrid.Time, head uint64) Item {
	item.State, item.Nonce, item.Raw, item.Error = Sent, uint64(t.Nonce), t.raw, ""
	item.Hashes = append(item.Hashes, t.Hash)
	item.Attempted, item.Head = at, head
	return item
}

// errGone says that no transaction of that nonce is where it must be.
var errGone = errors.New("the transaction is not where the account's nonce says")

// unknowable reports whether asking again would not help: full nodes keep the state of the last 128 blocks only.
func unknowable(err error) bool { return err != nil && (isRefusal(err) || errors.Is(err, errGone)) }

// byNonce is the transaction of an account with a nonce, by bisecting between two blocks: low is one in which it is not yet mined, as far as is
// known. The account's nonce at high must be higher.
func (c *Client) byNonce(ctx context.Context, account dgrid.Address, nonce, low, high uint64) (*foundTx, error) {
	if n, err := c.Nonce(ctx, account, low); err != nil {
		return nil, err
	} else if n > nonce {
		low = 0
	}
	for low+1 < high {
		mid := low + (high-low)/2
		n, err := c.Nonce(ctx, account, mid)
		if err != nil {
			return nil, err
		}
		if n > nonce {
			high = mid
		} else {
			low = mid
		}
	}
	txs, err := c.transactions(ctx, high)
	if err != nil {
		return nil, err
	}
	for i := range txs {
		if t := &txs[i]; t.From == account && uint64(t.Nonce) == nonce {
			tx, _, err := c.TransactionByHash(ctx, common.Hash(t.Hash))
			if err != nil {
				return nil, err
			}
			if t.raw, err = tx.MarshalBinary(); err != nil {
				return nil, fmt.Errorf("read transaction %s: %w", t.Hash, err)
			}
			return t, nil
		}
	}
	return nil, fmt.Errorf("find nonce %d of %s in block %d: %w", nonce, account, high, errGone)
}

func (c *Client) transactions(ctx context.Context, number uint64) ([]foundTx, error) {
	type full struct {
		Hash         dgrid.Digest `json:"hash"`
		Transactions []foundTx    `json:"transactions"`
	}
	b, err := agreed(ctx, c, fmt.Sprintf("read the transactions of block %d", number), func(b *full) string { return b.Hash.String() },
		func(ctx context.Context, conn *ethclient.Client) (*full, error) {
			var b *full
			if err := conn.Client().CallContext(ctx, &b, "eth_getBlockByNumber", hexutil.EncodeUint64(number), true); err != nil {
				return nil, err
			}
			if b == nil {
				return nil, fmt.Errorf("read block %d: %w", number, ErrNotFound)
			}
			return b, nil
		})
	if err != nil {
		return nil, err
	}
	return b.Transactions, nil
}

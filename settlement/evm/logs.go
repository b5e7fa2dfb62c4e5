package evm

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
)

// logSpan is how many blocks one query for logs covers at most. Public endpoints take that many; a refusal halves it.
const logSpan = 10_000

// LogReader answers one query for logs. *Client is one.
type LogReader interface {
	LogsOf(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error)
}

// Logs are events of some contracts. It reads ranges of blocks of any length, in as many queries as the endpoints want: a range that
// they refuse is halved, and grows again by and by. It knows nothing of finality: whoever must not see a reorg asks for final blocks.
type Logs struct {
	Chain     LogReader
	Addresses []dgrid.Address // contracts
	Topics    [][]common.Hash // as in a filter query; nil is every event
}

// Up are the logs of the blocks from to to, both included, in the order of the chain. Behind an error nothing comes any more. A reader that
// stops early asks no further query.
func (l Logs) Up(ctx context.Context, from, to uint64) iter.Seq2[*types.Log, error] {
	return l.read(ctx, from, to, false)
}

// Down is Up from the newest to the oldest.
func (l Logs) Down(ctx context.Context, from, to uint64) iter.Seq2[*types.Log, error] {
	return l.read(ctx, from, to, true)
}

func (l Logs) read(ctx context.Context, from, to uint64, down bool) iter.Seq2[*types.Log, error] {
	return func(yield func(*types.Log, error) bool) {
		for span, from, to := uint64(logSpan), from, to; from <= to; {
			first, last := from, min(to, from+span-1)
			if down {
				first, last = max(from, to-min(to, span-1)), to
			}
			logs, err := l.Chain.LogsOf(ctx, ethereum.FilterQuery{FromBlock: bigUint(first), ToBlock: bigUint(last), Addresses: l.Addresses, Topics: l.Topics})
			if errors.Is(err, ErrRange) && first < last {
				span = (last - first + 1) / 2
				continue
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if down {
				slices.Reverse(logs)
			}
			for i := range logs {
				if !yield(&logs[i], nil) {
					return
				}
			}
			switch {
			case !down:
				from = last + 1
			case first == 0: // there is no block before it
				return
			default:
				to = first - 1
			}
			span = min(logSpan, span+max(1, span/4)) // a refusal may have been about one busy range
		}
	}
}

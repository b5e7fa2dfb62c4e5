package evm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
)

// Point is a block that a follower has taken in.
type Point struct {
	Number uint64       `json:"number"`
	Hash   dgrid.Digest `json:"hash"`
}

// Cursor is how far a follower has come: the last block taken in and some before it, the oldest first, so that after a reorg it
// finds one that is still on the chain. An empty one has taken in nothing.
type Cursor []Point

// maxPoints is how many points a cursor holds.
const maxPoints = 32

// Last is the newest point; false in an empty cursor.
func (c Cursor) Last() (Point, bool) {
	if len(c) == 0 {
		return Point{}, false
	}
	return c[len(c)-1], true
}

// CursorStore keeps a follower's cursor.
type CursorStore interface {
	// Cursor is the stored one, empty where there is none.
	Cursor(ctx context.Context) (Cursor, error)
	// PutCursor returns after c is on the disk.
	PutCursor(ctx context.Context, c Cursor) error
}

// LogHandler takes in what a follower finds. The cursor is stored after a method has returned without an error, so a crash between
// the two makes the method be called again with the same range or a longer one: whoever takes in a log twice (block hash and
// index name it) must change nothing the second time.
type LogHandler interface {
	// Apply takes in the logs of the blocks from to to, in the order of the chain.
	Apply(ctx context.Context, from, to uint64, logs []types.Log) error
	// Rollback forgets everything of blocks above to.
	Rollback(ctx context.Context, to uint64) error
}

// LogsConfig says what a follower follows.
type LogsConfig struct {
	Addresses []dgrid.Address // contracts
	Topics    [][]common.Hash // as in a filter query; nil is every event
	From      uint64          // first block, most often the one in which the contracts were deployed
	Span      uint64          // blocks of one query at most; 2,000. A refusal halves it.
	Poll      time.Duration   // between looks at the chain; 2 s
	ToHead    bool            // follow up to the head, and roll back often, instead of up to the final block
}

// Logs follows the events of some contracts.
type Logs struct {
	chain   *Client
	cfg     LogsConfig
	cursors CursorStore
	handler LogHandler
	log     *slog.Logger
	span    uint64 // of the next query
}

// NewLogs makes a follower.
func NewLogs(chain *Client, cfg LogsConfig, cursors CursorStore, handler LogHandler, log *slog.Logger) *Logs {
	if cfg.Span == 0 {
		cfg.Span = 2000
	}
	if cfg.Poll == 0 {
		cfg.Poll = 2 * time.Second
	}
	return &Logs{chain: chain, cfg: cfg, cursors: cursors, handler: handler, log: log, span: cfg.Span}
}

// Run follows until ctx ends. A chain that is down is waited for. It returns early with an error of the handler or of the store, or with
// ErrMismatch.
func (l *Logs) Run(ctx context.Context) error {
	tick := time.NewTicker(l.cfg.Poll)
	defer tick.Stop()
	for down := false; ; {
		_, err := l.CatchUp(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			down = false
		case errors.Is(err, ErrDown) || errors.Is(err, ErrNotFound) || errors.Is(err, ErrRange):
			if !down {
				l.log.Warn("following the chain's events waits", "err", err)
			}
			down = true
		default:
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// CatchUp takes in everything up to the final block (or the head) as it is now, and returns its number.
func (l *Logs) CatchUp(ctx context.Context) (uint64, error) {
	end, err := l.chain.Final(ctx)
	if l.cfg.ToHead {
		end, err = l.chain.Head(ctx)
	}
	if err != nil {
		return 0, err
	}
	cursor, err := l.cursors.Cursor(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the cursor of the chain's events: %w", err)
	}
	if cursor, err = l.rollBack(ctx, cursor); err != nil {
		return 0, err
	}
	for {
		from := l.cfg.From
		if last, ok := cursor.Last(); ok {
			from = last.Number + 1
		}
		if from > end.Number {
			return end.Number, nil
		}
		next, err := l.advance(ctx, from, end.Number)
		if errors.Is(err, ErrRange) && l.span > 1 {
			l.span /= 2
			continue
		}
		if err != nil {
			return 0, err
		}
		if cursor = append(cursor, next); len(cursor) > maxPoints {
			cursor = cursor[len(cursor)-maxPoints:]
		}
		if err := l.cursors.PutCursor(ctx, cursor); err != nil {
			return 0, fmt.Errorf("store the cursor of the chain's events: %w", err)
		}
	}
}

// advance takes in one range. The hash of its last block is read before the logs and after: where a reorg came between, the logs may be of either
// branch, and the range is tried again.
func (l *Logs) advance(ctx context.Context, from, end uint64) (Point, error) {
	to := min(end, from+l.span-1)
	before, err := l.chain.Block(ctx, to)
	if err != nil {
		return Point{}, err
	}
	logs, err := l.chain.LogsOf(ctx, ethereum.FilterQuery{
		FromBlock: bigUint(from), ToBlock: bigUint(to), Addresses: l.cfg.Addresses, Topics: l.cfg.Topics,
	})
	if err != nil {
		return Point{}, err
	}
	after, err := l.chain.Block(ctx, to)
	if err != nil {
		return Point{}, err
	}
	if before.Hash != after.Hash {
		return Point{}, fmt.Errorf("read logs of blocks %d to %d: %w: block %d changed meanwhile", from, to, ErrNotFound, to)
	}
	if err := l.handler.Apply(ctx, from, to, logs); err != nil {
		return Point{}, fmt.Errorf("take in the events of blocks %d to %d: %w", from, to, err)
	}
	l.span = min(l.cfg.Span, l.span+max(1, l.span/4)) // a refusal may have been about one busy range
	return Point{to, after.Hash}, nil
}

// rollBack cuts off the points that are not on the chain any more. Only another hash shows that: where a block is missing the endpoint may lag, or
// the new branch is still short; both pass.
func (l *Logs) rollBack(ctx context.Context, cursor Cursor) (Cursor, error) {
	keep := len(cursor)
	for ; keep > 0; keep-- {
		b, err := l.chain.Block(ctx, cursor[keep-1].Number)
		if err != nil {
			return nil, err
		}
		if b.Hash == cursor[keep-1].Hash {
			break
		}
	}
	if keep == len(cursor) {
		return cursor, nil
	}
	to := l.cfg.From - min(l.cfg.From, 1)
	if keep > 0 {
		to = cursor[keep-1].Number
	}
	l.log.Warn("the chain was reorganised; events are taken in again", "above", to)
	if err := l.handler.Rollback(ctx, to); err != nil {
		return nil, fmt.Errorf("forget the events above block %d: %w", to, err)
	}
	cursor = cursor[:keep]
	if err := l.cursors.PutCursor(ctx, cursor); err != nil {
		return nil, fmt.Errorf("store the cursor of the chain's events: %w", err)
	}
	return cursor, nil
}

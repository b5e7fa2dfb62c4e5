package settler

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

const (
	creditFresh = 5 * time.Second  // for which what was read of a pair counts without asking again
	creditStale = 10 * time.Minute // for which it counts while the chain is down
	creditPairs = 4096             // pairs that are remembered
)

// creditCache remembers what stands behind pairs.
type creditCache struct {
	mu    sync.Mutex // guards pairs
	pairs map[dgrid.Pair]credited
}

type credited struct {
	backing settlement.Backing
	at      time.Time
}

// backing reads what stands behind a pair.
func (s *Settler) backing(ctx context.Context, pair dgrid.Pair, final evm.Block) (b settlement.Backing, err error) {
	if b.Free, err = s.see.Deposit(ctx, final.Number, pair.Payer); err != nil {
		return b, err
	}
	if b.Reserved, err = s.see.Reserved(ctx, final.Number, pair); err != nil {
		return b, err
	}
	paid, err := s.see.Paid(ctx, final.Number, pair)
	if err != nil {
		return b, err
	}
	account, err := s.store.Account(store.AsProvider, pair)
	b.Unredeemed = account.Settled.Sub(paid)
	return b, err
}

// Backing is what stands behind a pair, at most some seconds old; minutes where the chain is down.
func (s *Settler) Backing(ctx context.Context, pair dgrid.Pair) (settlement.Backing, error) {
	now := s.cfg.Now()
	s.credit.mu.Lock()
	have, ok := s.credit.pairs[pair]
	s.credit.mu.Unlock()
	if ok && now.Sub(have.at) < creditFresh {
		return have.backing, nil
	}
	final, err := s.chain.Final(ctx)
	var b settlement.Backing
	if err == nil {
		b, err = s.backing(ctx, pair, final)
	}
	if err != nil {
		if ok && now.Sub(have.at) < creditStale {
			return have.backing, nil
		}
		return b, fmt.Errorf("read what payer %s has deposited: %w", pair.Payer, err)
	}
	s.credit.mu.Lock()
	defer s.credit.mu.Unlock()
	if s.credit.pairs == nil || len(s.credit.pairs) >= creditPairs {
		s.credit.pairs = map[dgrid.Pair]credited{}
	}
	s.credit.pairs[pair] = credited{b, now}
	return b, nil
}

// Credit is how much exposure this node accepts of a pair now.
func (s *Settler) Credit(ctx context.Context, pair dgrid.Pair) (dgrid.Amount, settlement.Backing, error) {
	b, err := s.Backing(ctx, pair)
	if err != nil {
		return dgrid.Amount{}, b, err
	}
	return settlement.Credit(s.cfg.CreditLimit, b), b, nil
}

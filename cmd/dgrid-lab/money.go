package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
)

// What the demo's nodes are given and put in, in whole tokens. A provider or validator with a stake of 100 is paid at once.
const (
	given     = 1000
	staked    = "250 DEV"
	deposited = "640 DEV"
)

// settleTime is how long anything may take that waits for blocks.
const settleTime = 60 * time.Second

// moved is what a command that moves money prints.
type moved struct {
	Plan struct {
		Title string `json:"title"`
	} `json:"plan"`
	Transactions []tx `json:"transactions"`
}

// earnings is what the lab reads of `dgridd earnings`.
type earnings struct {
	Total struct {
		Jobs     uint64       `json:"jobs"`
		Settled  dgrid.Amount `json:"settled"`
		Voucher  dgrid.Amount `json:"voucher"`
		Anchored dgrid.Amount `json:"anchored"`
		Paid     dgrid.Amount `json:"paid"`
		Burned   dgrid.Amount `json:"burned"`
	} `json:"total"`
	Money struct {
		Tokens  dgrid.Amount `json:"tokens"`
		Deposit dgrid.Amount `json:"deposit"`
		Stake   dgrid.Amount `json:"stake"`
	} `json:"money"`
}

func (l *lab) earnings(ctx context.Context, name string) (*earnings, error) {
	out, err := run(ctx, nil, l.honest, "earnings", "--home", l.home(name), "--json")
	if err != nil {
		return nil, err
	}
	var e earnings
	if err := json.Unmarshal(out, &e); err != nil {
		return nil, fmt.Errorf("read dgridd earnings: %w", err)
	}
	return &e, nil
}

// move runs a command that moves money in a node's name.
func (l *lab) move(ctx context.Context, name string, args ...string) (*moved, error) {
	out, err := run(ctx, nil, l.honest, append(args, "--home", l.home(name), "--yes", "--json")...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var m moved
	if err := json.Unmarshal(out, &m); err != nil {
		return nil, fmt.Errorf("read dgridd %s: %w", args[0], err)
	}
	return &m, nil
}

// founded makes the chain and the contracts.
func founded(ctx context.Context, l *lab) error {
	if err := l.startChain(ctx); err != nil {
		return err
	}
	n := l.chain.network
	done("a chain at %s, id %d, a block a second; genesis %s", l.chain.url, n.Domain.ChainID, short(n.Genesis.String()))
	done("contracts: escrow %s, anchors %s, staking %s, disputes %s", short(n.Domain.Escrow.Hex()), short(n.Domain.Anchors.Hex()),
		short(n.Contracts.Staking.Hex()), short(n.Contracts.Disputes.Hex()))
	return nil
}

// funded puts money in: the gateway deposits, everybody who serves or validates stakes.
func funded(ctx context.Context, l *lab) error {
	var owners []dgrid.Address
	for _, r := range roles {
		owner, err := l.ownerOf(r.name)
		if err != nil {
			return err
		}
		owners = append(owners, owner)
	}
	if err := l.fund(ctx, given, owners...); err != nil {
		return err
	}
	var wg sync.WaitGroup
	results, errs := make([]*moved, len(roles)), make([]error, len(roles))
	for i, r := range roles {
		args := []string{"stake", staked}
		if r.name == "gateway" {
			args = []string{"deposit", deposited}
		}
		wg.Go(func() { results[i], errs[i] = l.move(ctx, r.name, args...) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for i, m := range results {
		last := m.Transactions[len(m.Transactions)-1]
		done("%-11s %s: %d transactions, the last %s in block %d, %d gas", roles[i].name, m.Plan.Title, len(m.Transactions), short(last.Hash.String()), last.Block, last.Gas)
	}
	return nil
}

// paid shows the way of a provider's fees: settled, promised, anchored, redeemed.
func paid(ctx context.Context, l *lab) error {
	for _, name := range []string{"provider-a", "provider-b"} {
		var e *earnings
		err := until(ctx, settleTime, name+" to be paid what it earned", func() (_ bool, err error) {
			e, err = l.earnings(ctx, name)
			return err == nil && !e.Total.Settled.IsZero() && e.Total.Paid == e.Total.Settled, err
		})
		if err != nil {
			if e != nil {
				err = fmt.Errorf("%w: settled %s, promised %s, anchored %s, paid %s", err, e.Total.Settled, e.Total.Voucher, e.Total.Anchored, e.Total.Paid)
			}
			return err
		}
		list, err := l.transactions(ctx, name)
		if err != nil {
			return err
		}
		anchor, err := firstOf(list, "anchor")
		if err != nil {
			return err
		}
		redeem, err := firstOf(list, "redeem")
		if err != nil {
			return err
		}
		done("%s: %d jobs for %s, all anchored and paid, %s of it burned; it has %s now", name, e.Total.Jobs, inTokens(e.Total.Settled), inTokens(e.Total.Burned), inTokens(e.Money.Tokens))
		fmt.Printf("    last anchor %s in block %d, %d gas; last redemption %s in block %d, %d gas\n",
			short(anchor.Hash.String()), anchor.Block, anchor.Gas, short(redeem.Hash.String()), redeem.Block, redeem.Gas)
	}
	return nil
}

// firstOf is the newest mined transaction of a kind.
func firstOf(list []tx, kind string) (*tx, error) {
	for i := range list {
		if strings.HasPrefix(list[i].Kind, kind) && list[i].Block != 0 && list[i].State != "failed" {
			return &list[i], nil
		}
	}
	return nil, fmt.Errorf("no transaction of kind %q was mined", kind)
}

// inTokens writes an amount in whole tokens.
func inTokens(a dgrid.Amount) string {
	r := new(big.Rat).SetFrac(a.Big(), new(big.Int).Exp(big.NewInt(10), big.NewInt(18), nil))
	s := strings.TrimRight(strings.TrimRight(r.FloatString(9), "0"), ".")
	return s + " DEV"
}

package wallet_test

import (
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/wallet"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
)

var (
	reporter = dgrid.Address{1}
	provider = dgrid.Address{2}
	job      = dgrid.JobID{3}
	twenty   = new(big.Int).Mul(big.NewInt(20), big.NewInt(1e18))
)

// chain is events in their order.
type chain struct {
	t    *testing.T
	logs []types.Log
}

// emit adds an event as the chain would tell of it.
func (c *chain) emit(contract abi.ABI, name string, block, tx byte, args ...any) {
	c.t.Helper()
	e, ok := contract.Events[name]
	if !ok || len(args) != len(e.Inputs) {
		c.t.Fatalf("event %s has %d arguments", name, len(e.Inputs))
	}
	log := types.Log{Topics: []common.Hash{e.ID}, BlockNumber: uint64(block), TxHash: common.Hash{tx}, Index: uint(len(c.logs))}
	var plain abi.Arguments
	var values []any
	for i, in := range e.Inputs {
		if !in.Indexed {
			plain, values = append(plain, in), append(values, args[i])
			continue
		}
		topics, err := abi.MakeTopics([]any{args[i]})
		if err != nil {
			c.t.Fatal(err)
		}
		log.Topics = append(log.Topics, topics[0][0])
	}
	data, err := plain.Pack(values...)
	if err != nil {
		c.t.Fatalf("event %s: %v", name, err)
	}
	log.Data = data
	c.logs = append(c.logs, log)
}

func (c *chain) one() wallet.Case {
	c.t.Helper()
	cases := wallet.Fold(c.logs)
	if len(cases) != 1 {
		c.t.Fatalf("%d cases: %+v", len(cases), cases)
	}
	return cases[0]
}

// The events of a case make one line, and docs/errors.md holds it as it is.
func TestDisputes(t *testing.T) {
	d, s := disputes.NewDisputes().GetABI(), staking.NewStaking().GetABI()
	id, until := dgrid.Digest{9}, uint64(1_800_000_000)
	slash := func(c *chain, tx byte) {
		c.emit(s, "Slashed", 7, tx, provider, twenty, reporter, big.NewInt(5))
	}
	opened := func(c *chain) {
		c.emit(d, "DisputeOpened", 5, 5, id, provider, reporter, job, dgrid.ModelID{4}, dgrid.Digest{6}, []dgrid.Address{{8}}, until)
	}
	decided := func(c *chain, guilty bool) {
		opened(c)
		c.emit(d, "Decided", 6, 6, id, provider, guilty, big.NewInt(9), big.NewInt(12), until)
	}
	challenged := func(c *chain) {
		c.emit(d, "MissingChallenged", 5, 5, id, provider, reporter, job, big.NewInt(1), until)
	}
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "errors.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, kind, state string
		documented        bool
		events            func(*chain)
	}{
		{"open", "wrong answer", "open", false, opened},
		{"executed", "wrong answer", "slashed", true, func(c *chain) {
			decided(c, true)
			slash(c, 7)
			c.emit(d, "Executed", 7, 7, id, provider, twenty)
		}},
		{"convicted", "wrong answer", "convicted", true, func(c *chain) { decided(c, true) }},
		{"acquitted", "wrong answer", "acquitted", true, func(c *chain) { decided(c, false) }},
		{"expired", "wrong answer", "expired", false, func(c *chain) { opened(c); c.emit(d, "Expired", 6, 6, id, provider) }},
		{"equivocation", "two receipts", "slashed", true, func(c *chain) {
			slash(c, 7)
			c.emit(d, "FaultProven", 7, 7, id, provider, reporter, uint8(0), twenty)
		}},
		{"challenged", "missing", "open", false, challenged},
		{"not answered", "missing", "slashed", true, func(c *chain) {
			challenged(c)
			slash(c, 7)
			c.emit(d, "MissingExecuted", 7, 7, id, provider, twenty)
		}},
		{"answered", "missing", "answered", true, func(c *chain) {
			challenged(c)
			c.emit(d, "MissingAnswered", 6, 6, id, provider, dgrid.Digest{1}, false)
		}},
		{"answered late", "missing", "answered", false, func(c *chain) { challenged(c); c.emit(d, "MissingAnswered", 6, 6, id, provider, dgrid.Digest{1}, true) }},
		{"slashed by another", "other", "slashed", false, func(c *chain) { slash(c, 7) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &chain{t: t}
			test.events(c)
			got := c.one()
			if got.Kind != test.kind || got.State != test.state || got.Provider != provider {
				t.Errorf("%+v", got)
			}
			if got.State == "slashed" && (got.Slashed.String() != twenty.String() || got.Reward.String() != "5" || got.Block != 7) {
				t.Errorf("%+v", got)
			}
			text := got.Text(func(a dgrid.Amount) string { return wallet.Tokens(a, dev) })
			if test.documented && !strings.Contains(string(page), "\n    "+text+"\n") {
				t.Errorf("docs/errors.md does not hold\n    %s", text)
			}
		})
	}
}

// A dispute that expired can be opened again, and events of other contracts are none.
func TestDisputesAgain(t *testing.T) {
	d := disputes.NewDisputes().GetABI()
	c := &chain{t: t}
	id := dgrid.Digest{9}
	for range 2 {
		c.emit(d, "DisputeOpened", 5, 5, id, provider, reporter, job, dgrid.ModelID{4}, dgrid.Digest{6}, []dgrid.Address{}, uint64(1))
		c.emit(d, "Expired", 6, 6, id, provider)
	}
	c.logs = append(c.logs, types.Log{Topics: []common.Hash{{1}}}, types.Log{})
	c.emit(d, "DisputeOpened", 8, 8, id, provider, reporter, job, dgrid.ModelID{4}, dgrid.Digest{6}, []dgrid.Address{}, uint64(2))
	if got := c.one(); got.State != "open" || got.Until != 2 || got.Block != 8 {
		t.Errorf("%+v", got)
	}
}

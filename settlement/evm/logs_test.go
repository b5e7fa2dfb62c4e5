package evm_test

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// counted is what events count, up to the first error.
func counted(logs iter.Seq2[*types.Log, error]) (out []uint64, err error) {
	for l, err := range logs {
		if err != nil {
			return out, err
		}
		out = append(out, l.Topics[0].Big().Uint64())
	}
	return out, nil
}

// An endpoint refuses ranges of more than three blocks, as public ones refuse long ones; each log comes once, in order.
func TestLogsOfRefusedRanges(t *testing.T) {
	w := newWorld(t, testKey(1))
	srv := w.serve()
	c := w.client(srv)
	for n := range uint64(10) { // in the blocks 1 to 10
		outside(t, w, bump(n))
		w.commit()
	}
	asked := 0
	srv.setFault(func(q request) fault {
		var f struct{ FromBlock, ToBlock string }
		if q.Method != "eth_getLogs" {
			return fault{}
		}
		asked++
		if json.Unmarshal(q.Params[0], &f) == nil && unhex(f.ToBlock)-unhex(f.FromBlock) > 2 {
			return fault{err: &rpcError{Code: -32005, Message: "query returns more than 10000 results"}}
		}
		return fault{}
	})
	l := evm.Logs{Chain: c, Addresses: []dgrid.Address{counter}}
	for name, test := range map[string]struct {
		logs iter.Seq2[*types.Log, error]
		want []uint64
	}{
		"up":              {l.Up(t.Context(), 0, 10), []uint64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
		"down":            {l.Down(t.Context(), 0, 10), []uint64{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
		"a part":          {l.Up(t.Context(), 3, 8), []uint64{2, 3, 4, 5, 6, 7}},
		"a part, down":    {l.Down(t.Context(), 3, 8), []uint64{7, 6, 5, 4, 3, 2}},
		"one block":       {l.Up(t.Context(), 4, 4), []uint64{3}},
		"block 0":         {l.Down(t.Context(), 0, 0), nil},
		"no block":        {l.Up(t.Context(), 5, 4), nil},
		"behind the head": {l.Up(t.Context(), 9, 10), []uint64{8, 9}},
	} {
		got, err := counted(test.logs)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, test.want)
		}
	}
	// Who has found what was looked for asks no more: one query for three blocks at most, behind three refusals.
	asked = 0
	for log, err := range l.Down(t.Context(), 1, 10) {
		must(t, err)
		if log.BlockNumber != 10 {
			t.Errorf("the newest is of block %d", log.BlockNumber)
		}
		break
	}
	if asked > 4 {
		t.Errorf("%d queries for the newest log", asked)
	}
}

// A block that is refused alone, and a chain that is down, are errors behind what was read.
func TestLogsEnd(t *testing.T) {
	w := newWorld(t, testKey(1))
	srv := w.serve()
	c := w.client(srv)
	for n := range uint64(6) {
		outside(t, w, bump(n))
		w.commit()
	}
	srv.setFault(func(q request) fault {
		var f struct{ FromBlock, ToBlock string }
		if q.Method == "eth_getLogs" && json.Unmarshal(q.Params[0], &f) == nil && unhex(f.FromBlock) <= 4 && unhex(f.ToBlock) >= 4 {
			return fault{err: &rpcError{Code: -32000, Message: "pruned"}}
		}
		return fault{}
	})
	l := evm.Logs{Chain: c, Addresses: []dgrid.Address{counter}}
	if got, err := counted(l.Up(t.Context(), 1, 6)); !errors.Is(err, evm.ErrRange) || !slices.Equal(got, []uint64{0, 1, 2}) {
		t.Errorf("a block that is refused: %v, %v", got, err)
	}
	if got, err := counted(l.Down(t.Context(), 1, 6)); !errors.Is(err, evm.ErrRange) || !slices.Equal(got, []uint64{5, 4}) {
		t.Errorf("a block that is refused, down: %v, %v", got, err)
	}
	srv.down(true)
	if _, err := counted(l.Up(t.Context(), 1, 3)); !errors.Is(err, evm.ErrDown) {
		t.Errorf("a chain that is down: %v", err)
	}
}

// wide answers any range with nothing and notes it.
type wide struct{ ranges [][2]uint64 }

func (w *wide) LogsOf(_ context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	w.ranges = append(w.ranges, [2]uint64{q.FromBlock.Uint64(), q.ToBlock.Uint64()})
	return nil, nil
}

// Long ranges are cut without a gap, without a block twice, also at both ends of the numbers.
func TestLogsCutLongRanges(t *testing.T) {
	for _, test := range []struct {
		from, to uint64
		down     bool
		want     [][2]uint64
	}{
		{0, 25_000, false, [][2]uint64{{0, 9999}, {10_000, 19_999}, {20_000, 25_000}}},
		{0, 25_000, true, [][2]uint64{{15_001, 25_000}, {5001, 15_000}, {0, 5000}}},
		{7, 10_006, false, [][2]uint64{{7, 10_006}}},
		{7, 10_007, true, [][2]uint64{{8, 10_007}, {7, 7}}},
	} {
		w := &wide{}
		l := evm.Logs{Chain: w}
		logs := l.Up(t.Context(), test.from, test.to)
		if test.down {
			logs = l.Down(t.Context(), test.from, test.to)
		}
		if _, err := counted(logs); err != nil || !slices.Equal(w.ranges, test.want) {
			t.Errorf("%d to %d, down %t: %v, %v", test.from, test.to, test.down, w.ranges, err)
		}
	}
}

func unhex(s string) (n uint64) {
	for _, c := range s[2:] {
		d := uint64(c - '0')
		if c >= 'a' {
			d = uint64(c-'a') + 10
		}
		n = n<<4 | d
	}
	return n
}

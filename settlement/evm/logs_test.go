package evm_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// reader keeps what a follower told it, and its cursor; both can fail.
type reader struct {
	cursor evm.Cursor
	logs   []types.Log
	next   uint64 // block that must come next
	ranges int
	fail   func(what string) error
	t      testing.TB
}

func (r *reader) fault(what string) error {
	if r.fail == nil {
		return nil
	}
	return r.fail(what)
}

func (r *reader) Cursor(context.Context) (evm.Cursor, error) { return slices.Clone(r.cursor), nil }

func (r *reader) PutCursor(_ context.Context, c evm.Cursor) error {
	if err := r.fault("cursor"); err != nil {
		return err
	}
	r.cursor = slices.Clone(c)
	return nil
}

func (r *reader) Apply(_ context.Context, from, to uint64, logs []types.Log) error {
	if err := r.fault("apply"); err != nil {
		return err
	}
	if from > r.next || to < from {
		r.t.Errorf("blocks %d to %d follow block %d", from, to, r.next)
	}
	r.ranges++
	r.next = max(r.next, to+1)
	for _, l := range logs {
		known := slices.ContainsFunc(r.logs, func(o types.Log) bool { return o.BlockHash == l.BlockHash && o.Index == l.Index })
		if !known {
			r.logs = append(r.logs, l)
		}
	}
	return nil
}

func (r *reader) Rollback(_ context.Context, to uint64) error {
	r.logs = slices.DeleteFunc(r.logs, func(l types.Log) bool { return l.BlockNumber > to })
	r.next = to + 1
	return nil
}

// numbers is what the events in the reader count.
func (r *reader) numbers() (out []uint64) {
	for _, l := range r.logs {
		out = append(out, l.Topics[0].Big().Uint64())
	}
	return out
}

func TestLogsFollow(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	c := w.client(srv)
	for n := range uint64(10) {
		outside(t, w, bump(n))
		w.commit()
	}
	r := &reader{t: t, next: 1}
	// The endpoint refuses ranges of more than three blocks.
	srv.setFault(func(q request) fault {
		var f struct{ FromBlock, ToBlock string }
		if q.Method == "eth_getLogs" && json.Unmarshal(q.Params[0], &f) == nil && unhex(f.ToBlock)-unhex(f.FromBlock) > 2 {
			return fault{err: &rpcError{Code: -32005, Message: "query returns more than 10000 results"}}
		}
		return fault{}
	})
	l := evm.NewLogs(c, evm.LogsConfig{Addresses: []dgrid.Address{counter}, From: 1}, r, r, quiet)
	// The process dies at the first cursor; what it took in comes again and changes nothing.
	died := errors.New("killed")
	r.fail = func(what string) error {
		if what == "cursor" {
			r.fail = nil
			return died
		}
		return nil
	}
	if _, err := l.CatchUp(t.Context()); !errors.Is(err, died) {
		t.Fatalf("a cursor that cannot be stored: %v", err)
	}
	final, err := l.CatchUp(t.Context())
	must(t, err)
	if final != 8 || !slices.Equal(r.numbers(), []uint64{0, 1, 2, 3, 4, 5, 6, 7}) || r.ranges < 4 {
		t.Errorf("up to block %d in %d ranges: %v", final, r.ranges, r.numbers())
	}
	if _, err := l.CatchUp(t.Context()); err != nil || len(r.logs) != 8 {
		t.Errorf("looking again: %d events, %v", len(r.logs), err)
	}
}

// A reorg below the final block makes the follower go back to the last point that is still on the chain.
func TestLogsRollBack(t *testing.T) {
	for _, depth := range []int{3, 7, 16} {
		key := testKey(1)
		w := newWorld(t, key)
		c := w.client()
		for range 4 {
			w.commit()
		}
		r := &reader{t: t, next: 1}
		l := evm.NewLogs(c, evm.LogsConfig{Addresses: []dgrid.Address{counter}, From: 1, Span: 2}, r, r, quiet)
		for n := range uint64(16) {
			outside(t, w, bump(n))
			w.commit()
		}
		_, err := l.CatchUp(t.Context())
		must(t, err)
		if len(r.logs) != 14 {
			t.Fatalf("%d events, want 14", len(r.logs))
		}
		w.reorg(depth, true)
		_, err = l.CatchUp(t.Context())
		must(t, err)
		kept := 16 - depth
		if len(r.logs) != kept {
			t.Errorf("depth %d: %d events are left, want %d", depth, len(r.logs), kept)
		}
		outside(t, w, bump(99))
		for range 3 {
			w.commit()
		}
		_, err = l.CatchUp(t.Context())
		must(t, err)
		if n := r.numbers(); len(n) != kept+1 || n[kept] != 99 {
			t.Errorf("depth %d: events %v", depth, n)
		}
	}
}

// Run waits for a chain that is down and ends with an error of its handler.
func TestLogsRun(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	c := w.client(srv)
	r := &reader{t: t, next: 1}
	applied, bad := make(chan struct{}, 100), errors.New("bad event")
	r.fail = func(what string) error {
		if what == "apply" {
			applied <- struct{}{}
			return bad
		}
		return nil
	}
	l := evm.NewLogs(c, evm.LogsConfig{Addresses: []dgrid.Address{counter}, From: 1, Poll: 1e6}, r, r, quiet)
	srv.down(true)
	ended := make(chan error, 1)
	go func() { ended <- l.Run(t.Context()) }()
	for range 4 {
		w.commit()
	}
	srv.down(false)
	<-applied
	if err := <-ended; !errors.Is(err, bad) {
		t.Errorf("a handler that fails: %v", err)
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

package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

var (
	outboxKey, _ = crypto.ToECDSA(bytes.Repeat([]byte{1}, 32))
	outboxOwner  = crypto.PubkeyToAddress(outboxKey.PublicKey)
)

// outboxItem is item n in a state; all of it follows from the two.
func outboxItem(n uint64, state evm.State) evm.Item { return longItem(n, state, 100) }

func longItem(n uint64, state evm.State, size int) evm.Item {
	i := evm.Item{
		Intent: evm.Intent{ID: fmt.Sprintf("redeem/%d", n), Kind: "redeem", To: dgrid.Address{0xcc}, Data: bytes.Repeat([]byte{byte(n)}, size), Value: new(big.Int)},
		Seq:    n, From: outboxOwner, State: state, Created: n, Changed: n + uint64(state),
	}
	if state == evm.Queued {
		return i
	}
	tx, err := types.SignNewTx(outboxKey, types.LatestSignerForChainID(big.NewInt(31337)), &types.DynamicFeeTx{
		ChainID: big.NewInt(31337), Nonce: n, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(3e9), Gas: 90_000, To: &i.To, Value: i.Value, Data: i.Data,
	})
	if err != nil {
		panic(err)
	}
	if i.Raw, err = tx.MarshalBinary(); err != nil {
		panic(err)
	}
	i.Nonce, i.Hashes = n, []dgrid.Digest{dgrid.Digest(tx.Hash())}
	if state != evm.Sent {
		i.Block, i.BlockHash, i.Hash, i.GasUsed, i.FeePaid = 100+n, digest("block", n), i.Hashes[0], 21_000, big.NewInt(21_000e9)
	}
	return i
}

func sameItem(t *testing.T, got, want evm.Item) {
	t.Helper()
	a, err := evm.EncodeItem(&got)
	must(t, err)
	b, err := evm.EncodeItem(&want)
	must(t, err)
	if !bytes.Equal(a, b) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// checkItems looks for what was acknowledged: an item in that state, or in a later one whose write was not acknowledged any more.
func checkItems(t *testing.T, s *store.Store, want map[uint64]evm.State) {
	t.Helper()
	for n, state := range want {
		got, ok, err := s.Outbox().Item(t.Context(), outboxOwner, outboxItem(n, state).ID)
		must(t, err)
		if !ok || got.State < state {
			t.Errorf("item %d was acknowledged as %s, stored is %s", n, state, got.State)
			continue
		}
		sameItem(t, got, outboxItem(n, got.State))
	}
	open, err := s.Outbox().Items(t.Context(), outboxOwner, true, 0)
	must(t, err)
	if len(open) > 1 {
		t.Errorf("%d open items, at most 1 was being written", len(open))
	}
}

func TestOutbox(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s := open(t, dir, small())
	box := s.Outbox()
	if _, ok, err := box.Item(ctx, outboxOwner, "redeem/1"); ok || err != nil {
		t.Errorf("an item of an empty outbox: %v, %v", ok, err)
	}
	want := map[uint64]evm.Item{}
	for n := uint64(1); n <= 5; n++ {
		for _, state := range []evm.State{evm.Queued, evm.Sent, evm.Mined, evm.Final}[:n%4+1] {
			want[n] = outboxItem(n, state)
			must(t, box.PutItem(ctx, want[n]))
			must(t, box.PutItem(ctx, want[n])) // again is no change
		}
	}
	second := outboxItem(1, evm.Queued) // another account may use the same key and number
	second.From = dgrid.Address{9}
	must(t, box.PutItem(ctx, second))

	taken := outboxItem(1, evm.Queued)
	taken.ID = "another key"
	if err := box.PutItem(ctx, taken); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a number that is taken: %v", err)
	}
	moved := outboxItem(1, evm.Queued)
	moved.Seq = 77
	if err := box.PutItem(ctx, moved); !errors.Is(err, store.ErrConflict) {
		t.Errorf("another number for a known item: %v", err)
	}
	if err := box.PutItem(ctx, evm.Item{}); err == nil {
		t.Error("an empty item was stored")
	}
	check := func(s *store.Store) {
		t.Helper()
		all, err := s.Outbox().Items(ctx, outboxOwner, false, 0)
		must(t, err)
		if len(all) != 5 {
			t.Fatalf("%d items, want 5", len(all))
		}
		for i, got := range all {
			n := uint64(5 - i)
			sameItem(t, got, want[n])
		}
		two, err := s.Outbox().Items(ctx, outboxOwner, false, 2)
		must(t, err)
		opened, err := s.Outbox().Items(ctx, outboxOwner, true, 0)
		must(t, err)
		if len(two) != 2 || two[0].Seq != 5 || len(opened) != 4 || opened[0].Seq != 5 || opened[2].Seq != 2 {
			t.Errorf("the newest two: %d, open: %d", len(two), len(opened))
		}
		other, err := s.Outbox().Items(ctx, second.From, true, 0)
		must(t, err)
		if len(other) != 1 {
			t.Errorf("%d items of the other account", len(other))
		}
	}
	check(s)
	must(t, s.Close())
	s = open(t, dir, small())
	check(s)
	must(t, s.Close())
	must(t, os.RemoveAll(filepath.Join(dir, "index"))) // the journal alone has everything
	s = open(t, dir, small())
	check(s)
	checkBooks(t, s, dir)
}

// Transactions of the greatest length, many at once and many in a row, neither overflow a transaction of the database when they are written nor
// when the index is made anew.
func TestOutboxOfLongTransactions(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	s := open(t, dir, small())
	const n = 40
	errs := make(chan error, n)
	for i := uint64(1); i <= n; i++ {
		size := 31 << 10 // just short of what the database keeps apart
		if i%4 == 0 {
			size = evm.MaxData
		}
		go func() { errs <- s.Outbox().PutItem(ctx, longItem(i, evm.Sent, size)) }()
	}
	for range n {
		must(t, <-errs)
	}
	must(t, s.Close())
	must(t, os.RemoveAll(filepath.Join(dir, "index")))
	s = open(t, dir, small())
	all, err := s.Outbox().Items(ctx, outboxOwner, true, 0)
	must(t, err)
	if len(all) != n {
		t.Errorf("%d items, want %d", len(all), n)
	}
}

// The store fails after the item is durable in the journal: the caller hears of it, and the next start has the item.
func TestOutboxFailureAfterPersisting(t *testing.T) {
	fault := errors.New("injected fault")
	for _, stage := range []int{store.AfterJournal, store.AfterIndex} {
		for step := range 4 {
			dir, ctx := t.TempDir(), t.Context()
			states := []evm.State{evm.Queued, evm.Sent, evm.Mined, evm.Final}
			s := open(t, dir, small())
			for _, state := range states[:step] {
				must(t, s.Outbox().PutItem(ctx, outboxItem(1, state)))
			}
			must(t, s.Close())
			s = open(t, dir, small())
			s.SetFault(func(at int) error {
				if at == stage {
					return fault
				}
				return nil
			})
			if err := s.Outbox().PutItem(ctx, outboxItem(1, states[step])); !errors.Is(err, fault) || !errors.Is(err, store.ErrFailed) {
				t.Fatalf("stage %d, %s: %v", stage, states[step], err)
			}
			must(t, s.Close())
			s = open(t, dir, small())
			for _, state := range states[step:] {
				must(t, s.Outbox().PutItem(ctx, outboxItem(1, state)))
			}
			got, ok, err := s.Outbox().Item(ctx, outboxOwner, "redeem/1")
			must(t, err)
			if !ok {
				t.Fatal("the item is gone")
			}
			sameItem(t, got, outboxItem(1, evm.Final))
			checkBooks(t, s, dir)
			must(t, s.Close())
		}
	}
}

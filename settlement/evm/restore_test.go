package evm_test

import (
	"context"
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid/settlement/evm"
)

// copyOutbox is a backup.
func copyOutbox(t testing.TB, from *evm.MemoryOutbox) *evm.MemoryOutbox {
	t.Helper()
	items, err := from.Items(context.Background(), address(testKey(1)), false, 0)
	must(t, err)
	to := evm.NewMemoryOutbox()
	for _, i := range items {
		must(t, to.PutItem(context.Background(), i))
	}
	return to
}

func settle(t testing.TB, w *world, s *evm.Sender, ids ...uint64) {
	t.Helper()
	for _, n := range ids {
		until(t, "final", func() bool { return state(t, s, bump(n).ID) == evm.Final }, func() { w.commit() })
	}
}

// outside signs and sends a transaction of the sender's key that no outbox knows.
func outside(t testing.TB, w *world, in evm.Intent) *types.Transaction {
	t.Helper()
	tx, err := types.SignNewTx(testKey(1), types.LatestSignerForChainID(big.NewInt(chainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(chainID), Nonce: w.pending(address(testKey(1))), GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(1e10), Gas: 1_000_000, To: &in.To, Data: in.Data,
	})
	must(t, err)
	must(t, w.sim.Client().SendTransaction(context.Background(), tx))
	return tx
}

// A backup in which an intent was queued, while it was sent since: it is found on the chain and not sent again. New intents take nonces
// behind the chain's.
func TestRestoredBackup(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	memory := evm.NewMemoryOutbox()
	s := w.sender(w.client(srv), memory, key, fast())
	stop := running(t, s)
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	settle(t, w, s, 1)
	must(t, stop())
	for n := range uint64(3) { // queued; nobody runs
		_, err := s.Send(t.Context(), bump(2+n))
		must(t, err)
	}
	backup := copyOutbox(t, memory)
	stop = running(t, s)
	settle(t, w, s, 2, 3)
	_, err = s.Send(t.Context(), bump(7)) // the backup knows nothing of it
	must(t, err)
	settle(t, w, s, 4, 7)
	must(t, stop())

	s = w.sender(w.client(srv), backup, key, fast())
	running(t, s)
	_, err = s.Send(t.Context(), bump(8))
	must(t, err)
	settle(t, w, s, 2, 3, 4, 8)
	for _, n := range []uint64{1, 2, 3, 4, 7, 8} {
		if w.count(n) != 1 {
			t.Errorf("%d effects of intent %d", w.count(n), n)
		}
	}
}

// A backup in which an item was sent once, while a later attempt, which the backup does not know, was mined.
func TestRestoredBackupAdoptsAttempt(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	lose := func(r request) fault {
		if r.Method == "eth_sendRawTransaction" {
			return fault{result: sentTx(t, r).Hash()}
		}
		return fault{}
	}
	srv.setFault(lose)
	memory := evm.NewMemoryOutbox()
	cfg := fast()
	cfg.ReplaceAfter = time.Millisecond
	s := w.sender(w.client(srv), memory, key, cfg)
	stop := running(t, s)
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	until(t, "sent", func() bool { return state(t, s, bump(1).ID) == evm.Sent }, nil)
	backup := copyOutbox(t, memory)
	old, ok, err := backup.Item(t.Context(), address(key), bump(1).ID)
	must(t, err)
	until(t, "raised", func() bool {
		i, err := s.Item(context.Background(), bump(1).ID)
		must(t, err)
		return len(i.Hashes) > len(old.Hashes)
	}, func() { w.commit() })
	srv.setFault(nil)
	settle(t, w, s, 1)
	must(t, stop())
	s = w.sender(w.client(srv), backup, key, fast())
	running(t, s)
	settle(t, w, s, 1)
	item, err := s.Item(t.Context(), bump(1).ID)
	must(t, err)
	if !ok || item.Hash == old.Hashes[0] || w.count(1) != 1 {
		t.Errorf("the item is %+v, it was %+v; %d effects", item, old, w.count(1))
	}
}

// Somebody else takes the nonce of an item: it gets another one once that is final, and has one effect.
func TestNonceTakenByAnother(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	srv.setFault(func(r request) fault {
		if r.Method == "eth_sendRawTransaction" {
			return fault{result: sentTx(t, r).Hash()}
		}
		return fault{}
	})
	s := w.sender(w.client(srv), evm.NewMemoryOutbox(), key, fast())
	running(t, s)
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	until(t, "sent", func() bool { return state(t, s, bump(1).ID) == evm.Sent }, nil)
	outside(t, w, bump(9))
	w.commit()
	srv.setFault(nil)
	settle(t, w, s, 1)
	item, err := s.Item(t.Context(), bump(1).ID)
	must(t, err)
	if item.Nonce != 1 || w.count(1) != 1 || w.count(9) != 1 {
		t.Errorf("nonce %d, effects %d and %d", item.Nonce, w.count(1), w.count(9))
	}
}

// A transaction that the outbox does not know is in a block when an intent takes the nonce behind it; a reorg drops it. The gap is filled.
func TestGapIsFilled(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	for range 5 {
		w.commit()
	}
	outside(t, w, bump(9))
	w.commit()
	s := w.sender(w.client(srv), evm.NewMemoryOutbox(), key, fast())
	running(t, s)
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	until(t, "pooled", func() bool { return w.pending(address(key)) == 2 }, nil)
	w.commit()
	w.reorg(3, true)
	settle(t, w, s, 1)
	items, err := s.Items(t.Context(), 0)
	must(t, err)
	if len(items) != 2 || items[0].Kind != evm.KindFill || w.count(1) != 1 || w.count(9) != 0 {
		t.Errorf("%d items, effects %d and %d", len(items), w.count(1), w.count(9))
	}
}

// Where nobody can look up what became of an item of a backup, it is closed and not sent twice.
func TestUnknowableIsClosed(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	memory := evm.NewMemoryOutbox()
	s := w.sender(w.client(srv), memory, key, fast())
	for range 5 {
		w.commit()
	}
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	backup := copyOutbox(t, memory)
	stop := running(t, s)
	settle(t, w, s, 1)
	must(t, stop())
	for range 10 {
		w.commit()
	}
	srv.setFault(func(r request) fault {
		if r.Method == "eth_getTransactionCount" && string(r.Params[1]) < `"0xa"` && len(r.Params[1]) <= 5 {
			return fault{err: &rpcError{Code: -32000, Message: "missing trie node"}}
		}
		return fault{}
	})
	cfg := fast()
	cfg.ReplaceAfter = 10 * time.Millisecond
	s = w.sender(w.client(srv), backup, key, cfg)
	running(t, s)
	until(t, "closed", func() bool { return state(t, s, bump(1).ID) == evm.Replaced }, nil)
	_, err = s.Send(t.Context(), bump(2))
	must(t, err)
	settle(t, w, s, 2)
	if w.count(1) != 1 || w.count(2) != 1 {
		t.Errorf("effects %d and %d", w.count(1), w.count(2))
	}
}

// A reorg takes an item out of its block while another transaction takes its nonce in the new branch: the item is open again, and gets another
// nonce once that is final.
func TestReorgGivesNonceAway(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	for range 5 {
		w.commit()
	}
	s := w.sender(w.client(srv), evm.NewMemoryOutbox(), key, fast())
	stop := running(t, s)
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	settle(t, w, s, 1)
	must(t, stop())
	w.mu.Lock()
	item, err := s.Item(t.Context(), bump(1).ID)
	must(t, err)
	parent, err := w.sim.Client().HeaderByNumber(t.Context(), new(big.Int).SetUint64(item.Block-1))
	must(t, err)
	head, err := w.sim.Client().BlockNumber(t.Context())
	must(t, err)
	w.sim.Rollback()
	must(t, w.sim.Fork(parent.Hash()))
	for range head - item.Block + 2 { // the longer branch, without the item's block
		w.sim.Rollback()
		w.sim.Commit()
	}
	w.sim.Rollback()
	outside(t, w, bump(9))
	w.sim.Commit()
	w.mu.Unlock()
	s = w.sender(w.client(srv), savedItems(t, s), key, fast())
	running(t, s)
	settle(t, w, s, 1)
	until(t, "once", func() bool { return w.count(1) == 1 && w.count(9) == 1 }, func() { w.commit() })
}

// savedItems is an outbox with what a sender knows.
func savedItems(t testing.TB, s *evm.Sender) *evm.MemoryOutbox {
	t.Helper()
	items, err := s.Items(context.Background(), 0)
	must(t, err)
	box := evm.NewMemoryOutbox()
	for _, i := range items {
		must(t, box.PutItem(context.Background(), i))
	}
	return box
}

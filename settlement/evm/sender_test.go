package evm_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid/settlement/evm"
)

func state(t testing.TB, s *evm.Sender, id string) evm.State {
	t.Helper()
	item, err := s.Item(context.Background(), id)
	must(t, err)
	return item.State
}

func TestOneIntentOneEffect(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	s := w.sender(w.client(), evm.NewMemoryOutbox(), key, fast())
	running(t, s)
	item, err := s.Send(t.Context(), bump(1))
	must(t, err)
	again, err := s.Send(t.Context(), bump(1))
	must(t, err)
	if item.Seq != 1 || again.Seq != 1 {
		t.Fatalf("one intent became items %d and %d", item.Seq, again.Seq)
	}
	other := bump(2)
	other.ID = item.ID
	if _, err := s.Send(t.Context(), other); !errors.Is(err, evm.ErrConflict) {
		t.Fatalf("another call under the same key: %v", err)
	}
	until(t, "pooled", func() bool { return w.pending(address(key)) == 1 }, nil)
	w.commit()
	until(t, "mined", func() bool { return state(t, s, item.ID) == evm.Mined }, nil)
	until(t, "final", func() bool { return state(t, s, item.ID) == evm.Final }, func() { w.commit() })
	got, err := s.Wait(t.Context(), item.ID)
	must(t, err)
	if got.FeePaid == nil || got.FeePaid.Sign() <= 0 || got.GasUsed == 0 || got.Block == 0 || len(got.Hashes) != 1 || got.Hash != got.Hashes[0] {
		t.Errorf("the closed item does not say what it cost: %+v", got)
	}
	if n := w.count(1); n != 1 {
		t.Errorf("%d effects, want 1", n)
	}
	list, err := s.Items(t.Context(), 0)
	must(t, err)
	if len(list) != 1 || list[0].State != evm.Final {
		t.Errorf("the list is %+v", list)
	}
}

func TestRefusedBeforeSending(t *testing.T) {
	key, beggar := testKey(1), testKey(2)
	w := newWorld(t, key)
	c := w.client()
	s := w.sender(c, evm.NewMemoryOutbox(), key, fast())
	stop := running(t, s)
	_, err := s.Send(t.Context(), evm.Intent{ID: "a", Kind: "x", To: refuser})
	var revert *evm.RevertError
	if !errors.As(err, &revert) || err.Error() != "send x: estimate gas: the contract refuses: closed today" {
		t.Errorf("a call that reverts: %v", err)
	}
	_, err = s.Send(t.Context(), evm.Intent{ID: "b", Kind: "x", To: poor})
	var tokens *evm.TokensError
	if !errors.As(err, &tokens) || !errors.As(err, &revert) {
		t.Errorf("a call without tokens: %v", err)
	}
	b := w.sender(c, evm.NewMemoryOutbox(), beggar, fast())
	_, err = b.Send(t.Context(), bump(1))
	var funds *evm.FundsError
	if !errors.As(err, &funds) {
		t.Errorf("a call without ether: %v", err)
	}
	must(t, stop())
	if list, err := s.Items(t.Context(), 0); err != nil || len(list) != 0 {
		t.Errorf("refused calls left %d items, %v", len(list), err)
	}
}

// A revert that shows only in the block closes the item as failed, with the reason, and holds up nobody.
func TestRevertedInBlock(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	s := w.sender(w.client(), evm.NewMemoryOutbox(), key, fast())
	running(t, s)
	for id, in := range map[string]evm.Intent{
		"text":  {Kind: "x", To: refuser, GasLimit: 100_000},
		"none":  {Kind: "x", To: counter, GasLimit: 100_000},
		"token": {Kind: "x", To: poor, GasLimit: 100_000},
		"gas":   {Kind: "x", To: burner, GasLimit: 100_000},
	} {
		in.ID = id
		_, err := s.Send(t.Context(), in)
		must(t, err)
	}
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	for id, want := range map[string]string{
		"text":  "the contract refuses: closed today",
		"none":  "the contract refuses: it gives no reason",
		"token": "account 0x0700000000000000000000000000000000000000 has 5 base units of the token, 9 are wanted: get more, or take a smaller amount",
		"gas":   "it ran out of gas: all 100000 units are used up",
	} {
		until(t, id, func() bool { return !state(t, s, id).Open() }, func() { w.commit() })
		item, err := s.Wait(t.Context(), id)
		var failed *evm.FailedError
		if !errors.As(err, &failed) || item.State != evm.Failed || item.Error != want {
			t.Errorf("%s: %s %q, want %q (%v)", id, item.State, item.Error, want, err)
		}
	}
	until(t, "the one behind", func() bool { return state(t, s, bump(1).ID) == evm.Final }, func() { w.commit() })
}

// The chain is down: intents are taken and wait; nothing is lost.
func TestChainDown(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	srv := w.serve()
	s := w.sender(w.client(srv), evm.NewMemoryOutbox(), key, fast())
	running(t, s)
	srv.down(true)
	for n := range uint64(3) {
		item, err := s.Send(t.Context(), bump(n))
		must(t, err)
		if item.State != evm.Queued {
			t.Fatalf("an intent is %s while the chain is down", item.State)
		}
	}
	srv.down(false)
	for n := range uint64(3) {
		until(t, "final", func() bool { return state(t, s, bump(n).ID) == evm.Final }, func() { w.commit() })
		if w.count(n) != 1 {
			t.Errorf("%d effects of intent %d", w.count(n), n)
		}
	}
}

// A transaction that reorgs took out is sent again byte by byte, even after it was final.
func TestReorgs(t *testing.T) {
	for depth := 1; depth <= 16; depth++ {
		t.Run(fmt.Sprint(depth), func(t *testing.T) {
			key := testKey(1)
			w := newWorld(t, key)
			for range 20 {
				w.commit()
			}
			s := w.sender(w.client(), evm.NewMemoryOutbox(), key, fast())
			running(t, s)
			_, err := s.Send(t.Context(), bump(1))
			must(t, err)
			until(t, "pooled", func() bool { return w.pending(address(key)) == 1 }, nil)
			w.commit()
			until(t, "mined", func() bool { return state(t, s, bump(1).ID) == evm.Mined }, nil)
			before, err := s.Item(t.Context(), bump(1).ID)
			must(t, err)
			for range depth - 1 {
				w.commit()
			}
			if depth > confs {
				until(t, "final", func() bool { return state(t, s, bump(1).ID) == evm.Final }, nil)
			}
			w.reorg(depth, true)
			reopened := func() bool {
				i, err := s.Item(context.Background(), bump(1).ID)
				must(t, err)
				return i.State != evm.Queued && i.BlockHash != before.BlockHash
			}
			until(t, "reopened", reopened, nil)
			until(t, "final again", func() bool { return state(t, s, bump(1).ID) == evm.Final }, func() { w.commit() })
			after, err := s.Item(t.Context(), bump(1).ID)
			must(t, err)
			if w.count(1) != 1 || after.Hash != before.Hash || string(after.Raw) != string(before.Raw) {
				t.Errorf("%d effects; the transaction was %s and is %s", w.count(1), before.Hash, after.Hash)
			}
		})
	}
}

// An endpoint that is in the middle of a reorganisation shows a receipt of a block that is gone. A final transaction that was looked for
// then is looked for again.
func TestReorgSeenHalf(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	for range 5 {
		w.commit()
	}
	srv := w.serve()
	s := w.sender(w.client(srv), evm.NewMemoryOutbox(), key, fast())
	running(t, s)
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	until(t, "final", func() bool { return state(t, s, bump(1).ID) == evm.Final }, func() { w.commit() })
	before, err := s.Item(t.Context(), bump(1).ID)
	must(t, err)
	var old json.RawMessage
	must(t, w.rpc.Call(&old, "eth_getTransactionReceipt", before.Hash))
	var receipt map[string]any
	must(t, json.Unmarshal(old, &receipt))
	receipt["blockNumber"] = "0xffff"
	srv.setFault(func(r request) fault {
		if r.Method == "eth_getTransactionReceipt" {
			return fault{result: receipt}
		}
		return fault{}
	})
	asked, heads := srv.calls("eth_getTransactionReceipt"), 0
	head, err := w.sim.Client().BlockNumber(t.Context())
	must(t, err)
	w.reorg(int(head-before.Block)+1, true) // more blocks may have been made than the sender has seen
	until(t, "asked for the receipt", func() bool {
		heads = srv.calls("eth_getBlockByNumber")
		return srv.calls("eth_getTransactionReceipt") > asked
	}, nil)
	until(t, "looked on", func() bool { return srv.calls("eth_getBlockByNumber") > heads+10 }, nil)
	srv.setFault(nil)
	until(t, "reopened", func() bool { return state(t, s, bump(1).ID) != evm.Final }, nil)
	until(t, "final again", func() bool { return state(t, s, bump(1).ID) == evm.Final }, func() { w.commit() })
	if n := w.count(1); n != 1 {
		t.Errorf("%d effects", n)
	}
}

// Whoever is not mined raises what it offers, by an eighth or more, up to the bound, and says so there.
func TestFeesRise(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	w.commit()
	srv := w.serve()
	cfg := fast()
	cfg.ReplaceAfter, cfg.MaxFee = time.Millisecond, big.NewInt(4e9)
	s := w.sender(w.client(srv), evm.NewMemoryOutbox(), key, cfg)
	running(t, s)
	// The miner hears of none of the first three attempts.
	var offers []*types.Transaction
	var mu sync.Mutex
	srv.setFault(func(r request) fault {
		if r.Method != "eth_sendRawTransaction" {
			return fault{}
		}
		tx := sentTx(t, r)
		mu.Lock()
		defer mu.Unlock()
		if len(offers) == 0 || offers[len(offers)-1].Hash() != tx.Hash() {
			offers = append(offers, tx)
		}
		if len(offers) <= 3 {
			return fault{result: tx.Hash()}
		}
		return fault{}
	})
	_, err := s.Send(t.Context(), bump(1))
	must(t, err)
	inBlock := func() bool { st := state(t, s, bump(1).ID); return st == evm.Mined || st == evm.Final }
	until(t, "mined", inBlock, func() { w.commit() })
	item, err := s.Item(t.Context(), bump(1).ID)
	must(t, err)
	if len(item.Hashes) < 4 {
		t.Errorf("%d attempts, want 4 at least", len(item.Hashes))
	}
	for i := 1; i < len(offers); i++ {
		for _, v := range [][2]*big.Int{{offers[i-1].GasTipCap(), offers[i].GasTipCap()}, {offers[i-1].GasFeeCap(), offers[i].GasFeeCap()}} {
			if new(big.Int).Mul(v[0], big.NewInt(9)).Cmp(new(big.Int).Mul(v[1], big.NewInt(8))) > 0 {
				t.Errorf("attempt %d offers %s after %s, which is not an eighth more", i, v[1], v[0])
			}
		}
		if offers[i].Nonce() != offers[0].Nonce() {
			t.Errorf("attempt %d has nonce %d, the first has %d", i, offers[i].Nonce(), offers[0].Nonce())
		}
	}
	srv.setFault(func(r request) fault {
		if r.Method == "eth_maxPriorityFeePerGas" {
			return fault{result: "0x165a0bc00"} // 6 gwei
		}
		return fault{}
	})
	_, err = s.Send(t.Context(), bump(2))
	must(t, err)
	waits := func() bool {
		i, err := s.Item(context.Background(), bump(2).ID)
		must(t, err)
		return i.State == evm.Queued && i.Error != ""
	}
	until(t, "waits for lower fees", waits, nil)
	srv.setFault(nil)
	until(t, "final", func() bool { return state(t, s, bump(2).ID) == evm.Final }, func() { w.commit() })
	if w.count(1) != 1 || w.count(2) != 1 {
		t.Errorf("effects %d and %d, want 1 and 1", w.count(1), w.count(2))
	}
}

func sentTx(t testing.TB, r request) *types.Transaction {
	tx := new(types.Transaction)
	raw := common.FromHex(string(r.Params[0][1 : len(r.Params[0])-1]))
	if err := tx.UnmarshalBinary(raw); err != nil {
		t.Error(err)
	}
	return tx
}

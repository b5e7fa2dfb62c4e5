package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// tally adds one to the slot that its call data names.
var tally = dgrid.Address{0xc0}

// simChain is a simulated chain with tally, behind a JSON-RPC server.
func simChain(t *testing.T) (*simulated.Backend, *evm.Client) {
	t.Helper()
	sim := simulated.NewBackend(types.GenesisAlloc{
		tally:       {Code: common.FromHex("60003580546001018155" + "00"), Balance: new(big.Int)},
		outboxOwner: {Balance: big.NewInt(1e18)},
	})
	t.Cleanup(func() { _ = sim.Close() })
	inner, ok := reflect.ValueOf(sim.Client()).FieldByName("Client").Interface().(*ethclient.Client)
	if !ok {
		t.Fatal("the simulated backend's client is not an ethclient")
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var req struct {
			ID     json.RawMessage `json:"id"`
			Method string          `json:"method"`
			Params []any           `json:"params"`
		}
		if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var result json.RawMessage
		answer := map[string]any{"jsonrpc": "2.0", "id": req.ID}
		err := inner.Client().CallContext(r.Context(), &result, req.Method, req.Params...)
		if answer["result"] = result; err != nil {
			delete(answer, "result")
			code := -32000
			var coded rpc.Error
			if errors.As(err, &coded) {
				code = coded.ErrorCode()
			}
			answer["error"] = map[string]any{"code": code, "message": err.Error()}
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(srv.Close)
	c, err := evm.Dial(t.Context(), evm.Config{URLs: []string{srv.URL}, ChainID: 1337, Confirmations: 2}, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(c.Close)
	return sim, c
}

func tallyIntent(n uint64) evm.Intent {
	return evm.Intent{ID: fmt.Sprintf("tally/%d", n), Kind: "tally", To: tally, Data: common.LeftPadBytes([]byte{byte(n)}, 32)}
}

// TestSenderOverFailingStore lets the store fail at each write of a sender in turn, after the journal and after the index, and opens it again:
// each intent takes effect once.
func TestSenderOverFailingStore(t *testing.T) {
	for _, stage := range []int{store.AfterJournal, store.AfterIndex} {
		for write, failed := 1, true; failed; write++ {
			sim, c := simChain(t)
			dir := t.TempDir()
			s := open(t, dir, small())
			var n atomic.Int64
			s.SetFault(func(at int) error {
				if at == stage && n.Add(1) == int64(write) {
					return errors.New("injected fault")
				}
				return nil
			})
			failed = !sendAll(t, sim, c, s)
			must(t, s.Close())
			s = open(t, dir, small())
			if !sendAll(t, sim, c, s) {
				t.Fatalf("stage %d, write %d: not sent after the restart: %v", stage, write, s.Failed())
			}
			for i := range uint64(2) {
				v, err := sim.Client().StorageAt(t.Context(), tally, common.BigToHash(new(big.Int).SetUint64(i)), nil)
				must(t, err)
				if got := new(big.Int).SetBytes(v).Uint64(); got != 1 {
					t.Errorf("stage %d, write %d: intent %d took effect %d times", stage, write, i, got)
				}
			}
			must(t, s.Close())
		}
	}
}

// sendAll sends two intents and waits until both are final; it is false where the store failed meanwhile.
func sendAll(t *testing.T, sim *simulated.Backend, c *evm.Client, s *store.Store) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	sender, err := evm.NewSender(ctx, c, s.Outbox(), evm.KeySigner(outboxKey, 1337), evm.SenderConfig{Poll: 2 * time.Millisecond, ResendAfter: time.Millisecond}, slog.New(slog.DiscardHandler))
	must(t, err)
	run, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- sender.Run(run) }()
	done := make(chan bool, 1)
	go func() {
		for n := range uint64(2) {
			if _, err := sender.Send(run, tallyIntent(n)); err != nil {
				done <- false
				return
			}
		}
		for n := range uint64(2) {
			if _, err := sender.Wait(run, tallyIntent(n).ID); err != nil {
				done <- false
				return
			}
		}
		done <- true
	}()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case ok := <-done:
			stop()
			<-ended
			return ok
		case err := <-ended:
			stop()
			ok := <-done
			if !errors.Is(err, store.ErrFailed) {
				t.Fatalf("the sender ended with %v", err)
			}
			return ok
		case <-tick.C:
			sim.Commit()
		}
	}
}

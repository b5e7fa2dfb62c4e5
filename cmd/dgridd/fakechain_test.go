package main_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"
	"github.com/rogpeppe/go-internal/testscript"

	dgridd "github.com/dgrid-network/dgrid/cmd/dgridd"
)

// fakechain runs `fakechain`, which starts a chain at the rules of mainnet, on which the development key has coins, and sets $RPC; or
// `fakechain gas`, which fails unless what was used so far is what `chain deploy` says it will use, to a tenth.
func fakechain(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 {
		ts.Fatalf("usage: fakechain [gas]")
	}
	if len(args) == 1 {
		checkGas(ts, chainOf(ts).Backend)
		return
	}
	rich := types.GenesisAlloc{common.HexToAddress("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"): {Balance: big.NewInt(params.Ether)}}
	socket := filepath.Join(ts.MkAbs("."), fmt.Sprintf("chain%d.sock", time.Now().UnixNano()))
	backend := simulated.NewBackend(rich, func(n *node.Config, e *ethconfig.Config) {
		n.IPCPath = socket
		rules := *e.Genesis.Config
		rules.BogotaTime = nil
		e.Genesis.Config = &rules
	})
	chain := &scriptChain{Backend: backend}
	client, err := rpc.Dial(socket)
	ts.Check(err)
	server := httptest.NewServer(chainHandler(client))
	ctx, stop := context.WithCancel(context.Background())
	var mining sync.WaitGroup
	mining.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				chain.mine()
			}
		}
	})
	ts.Defer(func() {
		server.Close()
		client.Close()
		stop()
		mining.Wait()
		ts.Check(backend.Close())
	})
	ts.Setenv("RPC", server.URL)
	*ts.Value(chainSlot{}).(**scriptChain) = chain
}

// chainSlot is where a script's chain is kept.
type chainSlot struct{}

func chainOf(ts *testscript.TestScript) *scriptChain { return *ts.Value(chainSlot{}).(**scriptChain) }

// scriptChain is the chain of a script. Its blocks are made one after another: two at once can wait for each other for ever.
type scriptChain struct {
	*simulated.Backend
	making sync.Mutex
}

func (c *scriptChain) mine() {
	c.making.Lock()
	defer c.making.Unlock()
	c.Commit()
}

// advance makes a block that is so much later than the last, or fails while a transaction waits.
func (c *scriptChain) advance(d time.Duration) error {
	c.making.Lock()
	defer c.making.Unlock()
	return c.AdjustTime(d)
}

// chainHandler answers HTTP with what the chain says in this process.
func chainHandler(client *rpc.Client) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct {
			ID     json.RawMessage `json:"id"`
			Method string          `json:"method"`
			Params []any           `json:"params"`
		}
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &call)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		reply := map[string]any{"jsonrpc": "2.0", "id": call.ID}
		var result json.RawMessage
		if err := client.CallContext(r.Context(), &result, call.Method, call.Params...); err != nil {
			code := -32000
			if coded := rpc.Error(nil); errors.As(err, &coded) {
				code = coded.ErrorCode()
			}
			refusal := map[string]any{"code": code, "message": err.Error()}
			if with := rpc.DataError(nil); errors.As(err, &with) {
				refusal["data"] = with.ErrorData() // what a contract reverts with
			}
			reply["error"] = refusal
		} else {
			reply["result"] = result
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(reply) // the client went away
	})
}

func checkGas(ts *testscript.TestScript, backend *simulated.Backend) {
	client, used := backend.Client(), uint64(0)
	head, err := client.BlockNumber(context.Background())
	ts.Check(err)
	for n := range head + 1 {
		h, err := client.HeaderByNumber(context.Background(), new(big.Int).SetUint64(n))
		ts.Check(err)
		used += h.GasUsed
	}
	fmt.Fprintf(ts.Stdout(), "%d gas\n", used)
	if used > dgridd.DeployGas || used < dgridd.DeployGas*9/10 {
		ts.Fatalf("a deployment uses %d gas, the command says %d", used, dgridd.DeployGas)
	}
}

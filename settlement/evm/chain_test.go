package evm_test

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

const (
	chainID = 1337
	confs   = 2
)

// Contracts of the tests, by hand. counter adds one to the slot that its call data names and logs the name; with no data it reverts without a
// reason. refuser reverts with what stands behind its code.
var (
	counter = dgrid.Address{0xc0}
	refuser = dgrid.Address{0xf0}
	poor    = dgrid.Address{0xf1}
	burner  = dgrid.Address{0xf2}

	counterCode = common.FromHex("3615601557600035805460010181556000" + "6000a1005b60006000fd")
)

func refuse(data []byte) []byte {
	code := []byte{0x60, byte(len(data)), 0x80, 0x60, 0x0c, 0x60, 0, 0x39, 0x60, 0, 0xfd, 0}
	return append(code, data...)
}

func tokenError() []byte {
	data := crypto.Keccak256([]byte("ERC20InsufficientBalance(address,uint256,uint256)"))[:4]
	data = append(data, common.LeftPadBytes(common.Address{7}.Bytes(), 32)...)
	data = append(data, common.LeftPadBytes([]byte{5}, 32)...)
	return append(data, common.LeftPadBytes([]byte{9}, 32)...)
}

func textError(s string) []byte {
	data := common.FromHex("08c379a0")
	data = append(data, common.LeftPadBytes([]byte{32}, 32)...)
	data = append(data, common.LeftPadBytes([]byte{byte(len(s))}, 32)...)
	return append(data, common.RightPadBytes([]byte(s), 32)...)
}

func testKey(n byte) *ecdsa.PrivateKey {
	key, err := crypto.ToECDSA(common.LeftPadBytes([]byte{n}, 32))
	if err != nil {
		panic(err)
	}
	return key
}

func address(key *ecdsa.PrivateKey) dgrid.Address { return crypto.PubkeyToAddress(key.PublicKey) }

// world is a simulated chain behind any number of JSON-RPC servers over real HTTP, whose faults the test decides.
type world struct {
	t   testing.TB
	sim *simulated.Backend
	rpc *rpc.Client

	mu sync.Mutex // one change of the chain at a time
}

func newWorld(t testing.TB, keys ...*ecdsa.PrivateKey) *world {
	t.Helper()
	alloc := types.GenesisAlloc{
		counter: {Code: counterCode, Balance: new(big.Int)},
		refuser: {Code: refuse(textError("closed today")), Balance: new(big.Int)},
		poor:    {Code: refuse(tokenError()), Balance: new(big.Int)},
		burner:  {Code: []byte{0x5b, 0x60, 0, 0x56}, Balance: new(big.Int)}, // runs until its gas is used up
	}
	for _, k := range keys {
		alloc[address(k)] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1000), big.NewInt(1e18))}
	}
	sim := simulated.NewBackend(alloc)
	t.Cleanup(func() { _ = sim.Close() })
	// The backend hides its JSON-RPC connection in an embedded field of its client.
	inner, ok := reflect.ValueOf(sim.Client()).FieldByName("Client").Interface().(*ethclient.Client)
	if !ok {
		t.Fatal("the simulated backend's client is not an ethclient")
	}
	return &world{t: t, sim: sim, rpc: inner.Client()}
}

func (w *world) commit() common.Hash {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.sim.Commit()
}

// reorg replaces the last depth blocks by depth+1 empty ones; what they held goes back to the pool, unless dropped.
func (w *world) reorg(depth int, drop bool) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	head, err := w.sim.Client().HeaderByNumber(context.Background(), nil)
	must(w.t, err)
	depth = min(depth, int(head.Number.Int64()))
	parent, err := w.sim.Client().HeaderByNumber(context.Background(), new(big.Int).Sub(head.Number, big.NewInt(int64(depth))))
	must(w.t, err)
	w.sim.Rollback() // the backend forks with an empty pool only
	must(w.t, w.sim.Fork(parent.Hash()))
	for range depth + 1 {
		if drop {
			w.sim.Rollback()
		}
		w.sim.Commit()
	}
}

func (w *world) count(n uint64) uint64 {
	w.t.Helper()
	v, err := w.sim.Client().StorageAt(context.Background(), counter, common.BigToHash(new(big.Int).SetUint64(n)), nil)
	must(w.t, err)
	return new(big.Int).SetBytes(v).Uint64()
}

// pending is the account's nonce with what the pool holds.
func (w *world) pending(a dgrid.Address) uint64 {
	w.t.Helper()
	n, err := w.sim.Client().PendingNonceAt(context.Background(), a)
	must(w.t, err)
	return n
}

func (w *world) genesis() dgrid.Digest {
	w.t.Helper()
	var b struct{ Hash dgrid.Digest }
	must(w.t, w.rpc.Call(&b, "eth_getBlockByNumber", "0x0", false))
	return b.Hash
}

// request is a JSON-RPC call as a fault sees it.
type request struct {
	ID     json.RawMessage   `json:"id"`
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

// fault decides what happens to a request; the zero value answers it.
type fault struct {
	drop   bool                                  // the request is lost: the connection breaks before it takes effect
	lost   bool                                  // the answer is lost: the connection breaks after it took effect
	twice  bool                                  // it takes effect twice
	result any                                   // what is answered instead
	err    *rpcError                             // likewise
	change func(json.RawMessage) json.RawMessage // of the answer
}

type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

// server is one endpoint.
type server struct {
	*httptest.Server
	w *world

	mu    sync.Mutex // guards what follows
	fault func(request) fault
	seen  map[string]int // calls by method
}

func (w *world) serve() *server {
	s := &server{w: w, seen: map[string]int{}}
	s.Server = httptest.NewServer(s)
	w.t.Cleanup(s.Close)
	return s
}

func (s *server) setFault(f func(request) fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

func (s *server) calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[method]
}

// down breaks every connection while on.
func (s *server) down(on bool) {
	if on {
		s.setFault(func(request) fault { return fault{drop: true} })
	} else {
		s.setFault(nil)
	}
}

func (s *server) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var req request
	if err != nil || json.Unmarshal(body, &req) != nil {
		http.Error(rw, "bad request", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.seen[req.Method]++
	var f fault
	if s.fault != nil {
		f = s.fault(req)
	}
	s.mu.Unlock()
	if f.drop {
		panic(http.ErrAbortHandler)
	}
	if f.twice {
		_, _ = s.w.call(r.Context(), req)
	}
	var result json.RawMessage
	var rerr *rpcError
	if f.result == nil && f.err == nil {
		result, rerr = s.w.call(r.Context(), req)
	}
	if f.lost {
		panic(http.ErrAbortHandler)
	}
	if f.change != nil && rerr == nil {
		result = f.change(result)
	}
	if f.result != nil {
		result, _ = json.Marshal(f.result)
	}
	if f.err != nil {
		rerr = f.err
	}
	rw.Header().Set("Content-Type", "application/json")
	answer := map[string]any{"jsonrpc": "2.0", "id": req.ID, "result": result}
	if rerr != nil {
		delete(answer, "result")
		answer["error"] = rerr
	}
	_ = json.NewEncoder(rw).Encode(answer)
}

// call runs a request on the chain. Sending and mining do not overlap: the simulated chain's pool is reset meanwhile.
func (w *world) call(ctx context.Context, req request) (json.RawMessage, *rpcError) {
	if req.Method == "eth_sendRawTransaction" {
		w.mu.Lock()
		defer w.mu.Unlock()
	}
	args := make([]any, len(req.Params))
	for i, p := range req.Params {
		args[i] = p
	}
	var result json.RawMessage
	err := w.rpc.CallContext(ctx, &result, req.Method, args...)
	var coded rpc.Error
	if errors.As(err, &coded) {
		e := &rpcError{Code: coded.ErrorCode(), Message: coded.Error()}
		var data rpc.DataError
		if errors.As(err, &data) {
			e.Data = data.ErrorData()
		}
		return nil, e
	}
	if err != nil {
		return nil, &rpcError{Code: -32603, Message: err.Error()}
	}
	return result, nil
}

func (w *world) config(servers ...*server) evm.Config {
	cfg := evm.Config{ChainID: chainID, Genesis: w.genesis(), Confirmations: confs, Timeout: 5 * time.Second}
	for _, s := range servers {
		cfg.URLs = append(cfg.URLs, s.URL)
	}
	return cfg
}

func (w *world) client(servers ...*server) *evm.Client {
	w.t.Helper()
	if len(servers) == 0 {
		servers = append(servers, w.serve())
	}
	c, err := evm.Dial(context.Background(), w.config(servers...), quiet)
	must(w.t, err)
	w.t.Cleanup(c.Close)
	return c
}

var quiet = slog.New(slog.DiscardHandler)

// fast is a sender that does not wait for the clock.
func fast() evm.SenderConfig {
	return evm.SenderConfig{Poll: 2 * time.Millisecond, ResendAfter: time.Millisecond, ReplaceAfter: time.Hour}
}

func (w *world) sender(c *evm.Client, box evm.Outbox, key *ecdsa.PrivateKey, cfg evm.SenderConfig) *evm.Sender {
	w.t.Helper()
	s, err := evm.NewSender(context.Background(), c, box, evm.KeySigner(key, chainID), cfg, quiet)
	must(w.t, err)
	return s
}

// running runs a sender until the test or the returned function ends it.
func running(t testing.TB, s *evm.Sender) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() { cancel(); err = <-ended })
		return err
	}
	t.Cleanup(func() { _ = stop() })
	return stop
}

func bump(n uint64) evm.Intent {
	return evm.Intent{ID: hexutil.EncodeUint64(n), Kind: "count", To: counter, Data: common.LeftPadBytes(new(big.Int).SetUint64(n).Bytes(), 32)}
}

// until runs step until ok, and fails the test where that takes too long.
func until(t testing.TB, what string, ok func() bool, step func()) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("%s: not within a minute", what)
		}
		if step != nil {
			step()
		}
		<-time.After(3 * time.Millisecond)
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

package settler_test

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/settler"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

const (
	chainID = 1337
	confs   = 2
	burnBps = 500
	slots   = 64
	funds   = 1_000_000_000 // of each payer
)

var (
	quiet = slog.New(slog.DiscardHandler)
	model = dgrid.ModelID(dgrid.Hash([]byte("a model")))
)

func must(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testKey(name string) *ecdsa.PrivateKey {
	h := dgrid.Hash([]byte(name))
	key, err := crypto.ToECDSA(h[:])
	if err != nil {
		panic(err)
	}
	return key
}

func addressOf(key *ecdsa.PrivateKey) dgrid.Address { return crypto.PubkeyToAddress(key.PublicKey) }

// world is a simulated chain with the contracts, behind real JSON-RPC over HTTP, and the nodes on it.
type world struct {
	t      *testing.T
	sim    *simulated.Backend
	rpc    *rpc.Client
	server *httptest.Server
	client *evm.Client
	d      *contract.Deployment
	domain dgrid.Domain
	mu     sync.Mutex // one change of the chain at a time

	nodes map[string]*testNode
	fees  map[dgrid.Pair]dgrid.Amount // the independent ledger: what jobs cost
	jobs  map[dgrid.JobID]bool
	count int

	anchorBy uint64 // of jobs
	down     atomic.Bool
}

// committing mines each transaction at once.
type committing struct {
	simulated.Client
	sim *simulated.Backend
}

func (c *committing) SendTransaction(ctx context.Context, tx *types.Transaction) error {
	if err := c.Client.SendTransaction(ctx, tx); err != nil {
		return err
	}
	c.sim.Commit()
	return nil
}

func newWorld(t *testing.T) *world { return newWorldOf(t, slots) }

// newWorldOf has a ring of so many slots.
func newWorldOf(t *testing.T, ring uint32) *world {
	t.Helper()
	w := &world{t: t, anchorBy: 100_000, nodes: map[string]*testNode{}, fees: map[dgrid.Pair]dgrid.Amount{}, jobs: map[dgrid.JobID]bool{}}
	alloc := types.GenesisAlloc{}
	for _, name := range []string{"deployer", "payer", "payer2", "provider", "other"} {
		alloc[addressOf(testKey(name))] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1000), big.NewInt(1e18))}
	}
	w.sim = simulated.NewBackend(alloc, simulated.WithBlockGasLimit(60_000_000))
	t.Cleanup(func() { _ = w.sim.Close() })
	inner, ok := reflect.ValueOf(w.sim.Client()).FieldByName("Client").Interface().(*ethclient.Client)
	if !ok {
		t.Fatal("the simulated backend's client is not an ethclient")
	}
	w.rpc = inner.Client()
	back := &committing{w.sim.Client(), w.sim}
	opts := bind.NewKeyedTransactor(testKey("deployer"), big.NewInt(chainID))
	var err error
	w.d, err = contract.Deploy(t.Context(), back, opts, contract.Params{
		TicketStake: dgrid.NewAmount(100), UnbondDelay: 10_000, Slots: ring, MinInterval: 1, PinDelay: 1, WithdrawDelay: 1000, MatureDelay: 3200, BurnBps: burnBps,
		SlashBps: 2000, MismatchBps: 5000, ReporterBps: 3000, AnswerWindow: 600, DisputeWindow: 1200, ChallengeBlocks: 40, MinValidators: 3, Seats: 5, MinBond: dgrid.NewAmount(1000),
	})
	must(t, err)
	w.domain = dgrid.Domain{ChainID: chainID, Anchors: w.d.Anchors.Address, Escrow: w.d.Escrow.Address}
	token, esc := devtoken.NewDevToken(), escrow.NewEscrow()
	for _, name := range []string{"payer", "payer2"} {
		key := testKey(name)
		own := bind.NewKeyedTransactor(key, big.NewInt(chainID))
		for _, call := range []struct {
			to   dgrid.Address
			data []byte
		}{
			{w.d.Token.Address, token.PackMint(addressOf(key), big.NewInt(funds))}, {w.d.Token.Address, token.PackApprove(w.d.Escrow.Address, big.NewInt(funds))},
			{w.d.Escrow.Address, esc.PackDeposit(big.NewInt(funds))},
		} {
			_, err := bind.Transact(bind.NewBoundContract(call.to, escrow.NewEscrow().GetABI(), back, back, back), own, call.data)
			must(t, err)
		}
	}
	w.server = httptest.NewServer(w)
	t.Cleanup(w.server.Close)
	w.client, err = evm.Dial(t.Context(), evm.Config{URLs: []string{w.server.URL}, ChainID: chainID, Confirmations: confs, Timeout: 5 * time.Second}, quiet)
	must(t, err)
	t.Cleanup(w.client.Close)
	return w
}

// ServeHTTP hands one JSON-RPC call to the chain.
func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	var req struct {
		ID     json.RawMessage   `json:"id"`
		Method string            `json:"method"`
		Params []json.RawMessage `json:"params"`
	}
	if w.down.Load() {
		http.Error(rw, "down", http.StatusServiceUnavailable)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil || json.Unmarshal(body, &req) != nil {
		http.Error(rw, "bad request", http.StatusBadRequest)
		return
	}
	if req.Method == "eth_sendRawTransaction" {
		w.mu.Lock()
		defer w.mu.Unlock()
	}
	args := make([]any, len(req.Params))
	for i, p := range req.Params {
		args[i] = p
	}
	answer := map[string]any{"jsonrpc": "2.0", "id": req.ID}
	var result json.RawMessage
	err = w.rpc.CallContext(r.Context(), &result, req.Method, args...)
	var coded rpc.Error
	switch {
	case errors.As(err, &coded):
		e := map[string]any{"code": coded.ErrorCode(), "message": coded.Error()}
		var data rpc.DataError
		if errors.As(err, &data) {
			e["data"] = data.ErrorData()
		}
		answer["error"] = e
	case err != nil:
		answer["error"] = map[string]any{"code": -32603, "message": err.Error()}
	default:
		answer["result"] = result
	}
	rw.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(rw).Encode(answer)
}

func (w *world) commit() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sim.Commit()
}

// reorg replaces the last blocks by empty ones; what they held goes back to the pool.
func (w *world) reorg(depth int) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	head, err := w.sim.Client().HeaderByNumber(context.Background(), nil)
	must(w.t, err)
	parent, err := w.sim.Client().HeaderByNumber(context.Background(), new(big.Int).Sub(head.Number, big.NewInt(int64(depth))))
	must(w.t, err)
	w.sim.Rollback()
	must(w.t, w.sim.Fork(parent.Hash()))
	for range depth + 1 {
		w.sim.Commit()
	}
}

// killer lets so many calls that change anything outside the store pass, and fails all later ones: what is left is what a killed process leaves.
type killer struct {
	mu   sync.Mutex
	left int // below 0 it never kills
	dead bool
}

var errKilled = errors.New("the process is killed here")

func (k *killer) step() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.left == 0 {
		k.dead = true
	}
	if k.dead {
		return errKilled
	}
	k.left--
	return nil
}

func (k *killer) isDead() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.dead
}

// brittleChain and brittleSender ask the killer before each call, and the sender behind it, too.
type brittleChain struct {
	settler.Chain
	k *killer
}

func (c brittleChain) Head(ctx context.Context) (evm.Block, error) {
	if err := c.k.step(); err != nil {
		return evm.Block{}, err
	}
	return c.Chain.Head(ctx)
}

func (c brittleChain) LogsOf(ctx context.Context, q ethereum.FilterQuery) ([]types.Log, error) {
	if err := c.k.step(); err != nil {
		return nil, err
	}
	return c.Chain.LogsOf(ctx, q)
}

type brittleSender struct {
	settler.Sender
	k *killer
}

func (s brittleSender) Send(ctx context.Context, in evm.Intent) (evm.Item, error) {
	if err := s.k.step(); err != nil {
		return evm.Item{}, err
	}
	item, err := s.Sender.Send(ctx, in)
	return item, errors.Join(err, s.k.step())
}

func (s brittleSender) Item(ctx context.Context, id string) (evm.Item, error) {
	if err := s.k.step(); err != nil {
		return evm.Item{}, err
	}
	return s.Sender.Item(ctx, id)
}

// testNode is one node: its folder outlives its process.
type testNode struct {
	w     *world
	name  string
	key   *ecdsa.PrivateKey
	dir   string
	serve bool
	k     *killer
	rule  settlement.RedeemRule

	fetch   settler.Fetcher // nil asks the other nodes of the world by their names
	store   *store.Store
	settler *settler.Settler
	stop    func()
}

func (w *world) node(name string, serves bool) *testNode {
	w.t.Helper()
	n := &testNode{w: w, name: name, key: testKey(name), dir: filepath.Join(w.t.TempDir(), name), serve: serves, k: &killer{left: -1}}
	w.nodes[name] = n
	n.start()
	w.t.Cleanup(func() { n.kill() })
	return n
}

func (n *testNode) owner() dgrid.Address { return addressOf(n.key) }

// start opens the folder and runs the sender; rounds are the test's.
func (n *testNode) start() {
	t := n.w.t
	t.Helper()
	var err error
	n.store, err = store.Open(n.dir, n.w.domain, store.Options{Ballast: 1 << 20, MinFree: 1}, quiet)
	must(t, err)
	sender, err := evm.NewSender(t.Context(), n.w.client, n.store.Outbox(), evm.KeySigner(n.key, chainID), evm.SenderConfig{Poll: 5 * time.Millisecond, ResendAfter: 20 * time.Millisecond, ReplaceAfter: time.Hour}, quiet)
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = sender.Run(ctx) }()
	n.stop = func() { cancel(); <-ended }
	see := contract.At(contract.Addresses{Token: n.w.d.Token.Address, Staking: n.w.d.Staking.Address, Anchors: n.w.d.Anchors.Address, Escrow: n.w.d.Escrow.Address, Disputes: n.w.d.Disputes.Address}, n.w.client)
	var fetch settler.Fetcher = fetcher{n}
	if n.fetch != nil {
		fetch = n.fetch
	}
	n.settler, err = settler.New(settler.Config{
		Owner: n.owner(), Domain: n.w.domain, Serves: n.serve, Limits: settlement.Limits{Age: time.Nanosecond}, Redeem: n.rule, Slots: slots, AnchorIn: 20, BlockTime: time.Second,
		CreditLimit: dgrid.NewAmount(1000), Poll: time.Hour, Collect: 1,
	}, settler.Deps{Store: n.store, Chain: brittleChain{n.w.client, n.k}, Contracts: see, Sender: brittleSender{sender, n.k}, Fetcher: fetch, Peers: n.peers}, quiet)
	must(t, err)
}

func (n *testNode) peers(owner dgrid.Address) []string {
	for name, other := range n.w.nodes {
		if other.owner() == owner {
			return []string{name}
		}
	}
	return nil
}

// kill ends the process. The store's writes are durable when they return, so closing it does nothing more for them.
func (n *testNode) kill() {
	if n.stop == nil {
		return
	}
	n.stop()
	n.stop = nil
	must(n.w.t, n.store.Close())
}

func (n *testNode) restart() {
	n.kill()
	n.k = &killer{left: -1}
	n.start()
}

// fetcher asks another node of the world; package p2p tests the way there.
type fetcher struct{ n *testNode }

func (f fetcher) FetchInclusions(ctx context.Context, addr string, q p2p.InclusionQuery) ([]p2p.Included, bool, error) {
	other := f.n.w.nodes[addr]
	if other == nil || other.stop == nil {
		return nil, false, errors.New("nobody answers")
	}
	return other.settler.Own(ctx, p2p.Hello{Owner: f.n.owner()}, &q)
}

func sign[T any, P interface {
	*T
	dgrid.Object
}](w *world, key *ecdsa.PrivateKey, o T) dgrid.Signed[T] {
	w.t.Helper()
	sig, err := w.domain.Sign(P(&o), key)
	must(w.t, err)
	return dgrid.Signed[T]{Object: o, Signature: sig}
}

// job is one job from order to end, stored by both sides, with the voucher that pays for it.
func (w *world) job(payer, provider *testNode, tokens uint32, receipt bool) dgrid.JobID {
	w.t.Helper()
	w.count++
	ctx := w.t.Context()
	order := sign(w, payer.key, dgrid.Order{Payer: payer.owner(), Provider: provider.owner(), Model: model, MaxPrompt: 100, MaxOutput: 1000, RequestHash: (&dgrid.Request{}).Hash(),
		Price: dgrid.Price{Input: dgrid.NewAmount(1e6), Output: dgrid.NewAmount(2e6)}, MaxFee: dgrid.NewAmount(1e9), Nonce: dgrid.Hash([]byte(fmt.Sprint("nonce", w.count)))})
	id := dgrid.JobID(w.domain.HashObject(&order.Object))
	acceptance := sign(w, provider.key, dgrid.Acceptance{Job: id, PromptTokens: 10, AnchorBy: w.anchorBy})
	price := order.Object.Price
	var end store.Ending
	if receipt {
		r := sign(w, provider.key, dgrid.Receipt{Job: id, Payer: payer.owner(), Provider: provider.owner(), Model: model, RequestHash: order.Object.RequestHash, PromptTokens: 10, OutputTokens: tokens,
			Fee: price.Fee(10, tokens), Finish: dgrid.FinishStop})
		end.Receipt = &r
	} else {
		tokens -= tokens % dgrid.LeafTokens
	}
	for _, side := range []struct {
		n    *testNode
		role store.Role
	}{{payer, store.AsPayer}, {provider, store.AsProvider}} {
		begin := &dgrid.Transcript{Network: "test", Domain: w.domain, Order: order, Acceptance: acceptance}
		must(w.t, side.n.store.Begin(ctx, side.role, begin))
		for i := uint32(1); i <= tokens/dgrid.LeafTokens; i++ {
			leaf := dgrid.Leaf{IDs: make([]dgrid.TokenID, dgrid.LeafTokens)}
			step := sign(w, provider.key, dgrid.Step{Job: id, Number: i, OutputTokens: i * dgrid.LeafTokens, Fee: price.Fee(10, i*dgrid.LeafTokens)})
			must(w.t, side.n.store.AddStep(ctx, side.role, step, leaf, nil))
		}
		must(w.t, side.n.store.Finish(ctx, side.role, id, end))
	}
	pair := order.Object.Pair()
	w.fees[pair] = w.fees[pair].Add(price.Fee(10, tokens))
	w.jobs[id] = tokens > 0
	v := sign(w, payer.key, dgrid.Voucher{Payer: pair.Payer, Provider: pair.Provider, Model: pair.Model, Amount: w.fees[pair]})
	must(w.t, payer.store.PutVoucher(ctx, store.AsPayer, v))
	must(w.t, provider.store.PutVoucher(ctx, store.AsProvider, v))
	return id
}

// round is a block and a round of each node.
func (w *world) round() {
	w.commit()
	for _, n := range w.nodes {
		if n.stop == nil {
			continue
		}
		_ = n.settler.Round(w.t.Context()) // a chain that moves under its feet is no failure
		if n.k.isDead() {
			n.restart()
		}
	}
	<-time.After(8 * time.Millisecond) // the senders look at the chain
}

// until rounds until done says so.
func (w *world) until(what string, done func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !done(); {
		if time.Now().After(deadline) {
			for _, n := range w.nodes {
				st, err := n.store.Batches()
				w.t.Logf("%s: %+v, %v, missing %v, faults %+v, round: %v", n.name, st, err, n.settler.Missing(), n.settler.Faults(), n.settler.Round(w.t.Context()))
			}
			w.t.Fatalf("not in time: %s", what)
		}
		w.round()
	}
}

func (w *world) see(n *testNode) *contract.Contracts {
	return contract.At(contract.Addresses{Token: w.d.Token.Address, Staking: w.d.Staking.Address, Anchors: w.d.Anchors.Address, Escrow: w.d.Escrow.Address}, w.client)
}

func (w *world) paid(pair dgrid.Pair) dgrid.Amount {
	w.t.Helper()
	head, err := w.client.Head(w.t.Context())
	must(w.t, err)
	p, err := w.see(nil).Paid(w.t.Context(), head.Number, pair)
	must(w.t, err)
	return p
}

// settled reports whether everything that jobs cost is paid and included.
func (w *world) settled() bool {
	for pair, fee := range w.fees {
		if w.paid(pair) != fee {
			return false
		}
	}
	for _, n := range w.nodes {
		if waiting, err := n.store.Waiting(store.AsPayer, 0); err != nil || len(waiting) > 0 {
			return false
		}
	}
	return true
}

// check compares the chain with the ledger: one anchor an epoch, one payment a fee, and every balance to the unit.
func (w *world) check() {
	w.t.Helper()
	ctx := w.t.Context()
	head, err := w.client.Head(ctx)
	must(w.t, err)
	logs, err := w.client.LogsOf(ctx, ethereum.FilterQuery{FromBlock: new(big.Int), ToBlock: new(big.Int).SetUint64(head.Number), Addresses: []dgrid.Address{w.d.Anchors.Address, w.d.Escrow.Address}})
	must(w.t, err)
	epochs, earned, spent := map[dgrid.Address]uint64{}, map[dgrid.Address]uint64{}, map[dgrid.Address]uint64{}
	paid := map[dgrid.Pair]uint64{}
	for i := range logs {
		if e, err := anchors.NewAnchors().UnpackAnchoredEvent(&logs[i]); err == nil {
			if epochs[e.Node]++; e.Epoch != epochs[e.Node] {
				w.t.Errorf("anchor of epoch %d in the place of %d", e.Epoch, epochs[e.Node])
			}
		}
		if e, err := escrow.NewEscrow().UnpackRedeemedEvent(&logs[i]); err == nil {
			paid[dgrid.Pair{Payer: e.Payer, Provider: e.Provider, Model: e.Model}] += e.Amount.Uint64()
			spent[e.Payer] += e.Amount.Uint64()
			earned[e.Provider] += e.Amount.Uint64() - e.Burned.Uint64()
			if e.Burned.Uint64() != e.Amount.Uint64()*burnBps/10_000 {
				w.t.Errorf("%s of %s are burned", e.Burned, e.Amount)
			}
		}
	}
	for pair, fee := range w.fees {
		if dgrid.NewAmount(paid[pair]) != fee {
			w.t.Errorf("payer %s paid %d in all, its jobs cost %s", pair.Payer, paid[pair], fee)
		}
	}
	for _, n := range w.nodes {
		balance, err := w.see(n).Balance(ctx, head.Number, n.owner())
		must(w.t, err)
		deposit, err := w.see(n).Deposit(ctx, head.Number, n.owner())
		must(w.t, err)
		if n.serve && balance != dgrid.NewAmount(earned[n.owner()]) {
			w.t.Errorf("%s has %s tokens, it earned %d", n.name, balance, earned[n.owner()])
		}
		if !n.serve && deposit != dgrid.NewAmount(funds-spent[n.owner()]) {
			w.t.Errorf("%s has %s deposited, %d were paid of %d", n.name, deposit, spent[n.owner()], funds)
		}
		if f := n.settler.Faults(); len(f) > 0 {
			w.t.Errorf("%s holds faults: %+v", n.name, f)
		}
		if m := n.settler.Missing(); len(m) > 0 {
			w.t.Errorf("%s misses jobs: %+v", n.name, m)
		}
	}
}

func copyDir(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "copy")
	must(t, os.CopyFS(to, os.DirFS(from)))
	return to
}

package validator_test

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
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/node/onchain"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/node/validator"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/staking"
	"github.com/dgrid-network/dgrid/settlement/evm"
	"github.com/dgrid-network/dgrid/verify"
)

const (
	pinDelay = 2
	patience = time.Second     // with a node that hides a batch
	testTime = 8 * time.Minute // for one test, on a machine that has much else to do
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testKey(name string) *ecdsa.PrivateKey {
	h := dgrid.Hash([]byte("validator test " + name))
	k, err := crypto.ToECDSA(h[:])
	if err != nil {
		panic(err)
	}
	return k
}

func addressOf(k *ecdsa.PrivateKey) dgrid.Address { return crypto.PubkeyToAddress(k.PublicKey) }

// world is a simulated chain with the network's contracts, behind JSON-RPC over HTTP, and nodes that reach each other by calls.
type world struct {
	testing.TB
	*contract.Deployment
	url     string
	genesis dgrid.Digest
	domain  dgrid.Domain
	ctx     context.Context

	mu      sync.Mutex
	nodes   map[dgrid.Address]*party
	batches map[dgrid.Address]map[uint64][]dgrid.BatchEntry
	hidden  map[dgrid.Address]bool // nodes that nobody reaches
}

// party is a node.
type party struct {
	*world
	name   string
	key    *ecdsa.PrivateKey
	owner  dgrid.Address
	dir    string
	store  *store.Store
	sender *evm.Sender
	client *evm.Client
	chain  *onchain.Chain

	mu     sync.Mutex
	jobs   map[dgrid.JobID]*dgrid.Transcript
	items  []dgrid.BatchEntry // that wait for an anchor
	epoch  uint64
	batch  *settlement.Batcher
	known  map[dgrid.Digest]bool // verdicts
	desk   *validator.Desk
	public *record.Public
}

func newWorld(t testing.TB, names ...string) *world {
	t.Helper()
	w := &world{TB: t, nodes: map[dgrid.Address]*party{}, batches: map[dgrid.Address]map[uint64][]dgrid.BatchEntry{}, hidden: map[dgrid.Address]bool{}}
	ctx, cancel := context.WithTimeout(context.Background(), testTime)
	t.Cleanup(cancel)
	w.ctx = ctx
	alloc := types.GenesisAlloc{}
	for _, n := range append(names, "deployer") {
		alloc[addressOf(testKey(n))] = types.Account{Balance: new(big.Int).Mul(big.NewInt(1000), big.NewInt(1e18))}
	}
	sim := simulated.NewBackend(alloc)
	t.Cleanup(func() { _ = sim.Close() })
	// The backend hides its JSON-RPC connection in an embedded field of its client.
	inner, ok := reflect.ValueOf(sim.Client()).FieldByName("Client").Interface().(*ethclient.Client)
	if !ok {
		t.Fatal("the simulated backend's client is not an ethclient")
	}
	server := httptest.NewServer(forward(inner.Client()))
	t.Cleanup(server.Close)
	w.url = server.URL
	w.mine(sim)
	var block struct{ Hash dgrid.Digest }
	must(t, inner.Client().CallContext(ctx, &block, "eth_getBlockByNumber", "0x0", false))
	w.genesis = block.Hash
	opts := bind.NewKeyedTransactor(testKey("deployer"), big.NewInt(1337))
	var err error
	w.Deployment, err = contract.Deploy(ctx, sim.Client(), opts, contract.Params{
		TicketStake: dgrid.NewAmount(100), UnbondDelay: 10_000, Slots: 64, MinInterval: 1, PinDelay: pinDelay,
		WithdrawDelay: 1_000, MatureDelay: 3_200, BurnBps: 1_000, MinStake: dgrid.NewAmount(500),
		SlashBps: 2_000, MismatchBps: 5_000, ReporterBps: 3_000, AnswerWindow: 2_000, DisputeWindow: 5, ChallengeBlocks: 40,
		MinValidators: 2, Seats: 21, MinBond: dgrid.NewAmount(1_000),
	})
	must(t, err)
	w.domain = dgrid.Domain{ChainID: 1337, Anchors: w.Anchors.Address, Escrow: w.Escrow.Address}
	return w
}

// mine makes a block now and then, until the test ends.
func (w *world) mine(sim *simulated.Backend) {
	ctx, cancel := context.WithCancel(w.ctx)
	ended := make(chan struct{})
	w.Cleanup(func() { cancel(); <-ended })
	go func() {
		defer close(ended)
		tick := time.NewTicker(40 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				sim.Commit()
			}
		}
	}()
}

// forward answers JSON-RPC over HTTP with c.
func forward(c *rpc.Client) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		type request struct {
			ID     json.RawMessage   `json:"id"`
			Method string            `json:"method"`
			Params []json.RawMessage `json:"params"`
		}
		var req request
		b, err := io.ReadAll(r.Body)
		if err != nil || json.Unmarshal(b, &req) != nil {
			http.Error(w, "not JSON-RPC", http.StatusBadRequest)
			return
		}
		args := make([]any, len(req.Params))
		for i := range args {
			args[i] = req.Params[i]
		}
		var result json.RawMessage
		reply := map[string]any{"jsonrpc": "2.0", "id": req.ID}
		if err := c.CallContext(r.Context(), &result, req.Method, args...); err != nil {
			e := map[string]any{"code": -32000, "message": err.Error()}
			var coded rpc.Error
			var data rpc.DataError
			if errors.As(err, &coded) {
				e["code"] = coded.ErrorCode()
			}
			if errors.As(err, &data) {
				e["data"] = data.ErrorData()
			}
			reply["error"] = e
		} else {
			reply["result"] = result
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(reply)
	})
}

// party makes a node with a stake and, as a validator, a ticket.
func (w *world) party(name string, ticket bool) *party {
	w.Helper()
	p := &party{world: w, name: name, key: testKey(name), owner: addressOf(testKey(name)), dir: w.TempDir(), jobs: map[dgrid.JobID]*dgrid.Transcript{},
		batch: settlement.NewBatcher(), known: map[dgrid.Digest]bool{}}
	log := slog.New(slog.DiscardHandler)
	var err error
	p.store, err = store.Open(p.dir, w.domain, store.Options{MinFree: 1 << 20, Ballast: 1 << 20}, log)
	must(w, err)
	w.Cleanup(func() { _ = p.store.Close() })
	a, s, d := anchors.NewAnchors().GetABI(), staking.NewStaking().GetABI(), disputes.NewDisputes().GetABI()
	p.client, err = evm.Dial(w.ctx, evm.Config{URLs: []string{w.url}, ChainID: 1337, Genesis: w.genesis, Confirmations: 1, Errors: evm.NewErrors([]*abi.ABI{&a, &s, &d}...)}, log)
	must(w, err)
	w.Cleanup(p.client.Close)
	p.sender, err = evm.NewSender(w.ctx, p.client, p.store.Outbox(), evm.KeySigner(p.key, 1337), evm.SenderConfig{MaxFee: big.NewInt(1e12), Poll: 20 * time.Millisecond}, log)
	must(w, err)
	contracts := contract.At(contract.Addresses{Token: w.Token.Address, Staking: w.Staking.Address, Anchors: w.Anchors.Address, Escrow: w.Escrow.Address, Disputes: w.Disputes.Address}, p.client)
	p.chain = onchain.New(p.client, contracts, p.sender)
	w.run(func(ctx context.Context) error { return p.sender.Run(ctx) })
	token, stake := devtoken.NewDevToken(), staking.NewStaking()
	amount := big.NewInt(1000)
	p.send("mint", w.Token.Address, token.PackMint(p.owner, amount))
	p.send("approve", w.Token.Address, token.PackApprove(w.Staking.Address, amount))
	p.send("stake", w.Staking.Address, stake.PackStake(amount, dgrid.Address{}))
	if ticket {
		p.send("register", w.Staking.Address, stake.PackRegister(modelID, dgrid.Hash([]byte("class"))))
	}
	w.mu.Lock()
	w.nodes[p.owner] = p
	w.mu.Unlock()
	return p
}

// run runs f until the test ends.
func (w *world) run(f func(context.Context) error) (stop func()) {
	ctx, cancel := context.WithCancel(w.ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := f(ctx); err != nil && ctx.Err() == nil {
			w.Errorf("a part ended: %v", err)
		}
	}()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	w.Cleanup(stop)
	return stop
}

func (p *party) send(id string, to dgrid.Address, data []byte) {
	p.Helper()
	_, err := p.sender.Send(p.ctx, evm.Intent{ID: id, Kind: "test", To: to, Data: data})
	must(p, err)
	_, err = p.sender.WaitMined(p.ctx, id)
	must(p, err)
}

// anchor anchors what waits, if anything does.
func (p *party) anchor(ctx context.Context) error {
	p.mu.Lock()
	entries := p.items
	p.items = nil
	if len(entries) > 0 {
		p.epoch++
	}
	epoch := p.epoch
	p.mu.Unlock()
	if len(entries) == 0 {
		return nil
	}
	hashes := make([]dgrid.Digest, len(entries))
	for i := range entries {
		hashes[i] = entries[i].Leaf.Hash()
	}
	p.world.mu.Lock()
	if p.batches[p.owner] == nil {
		p.batches[p.owner] = map[uint64][]dgrid.BatchEntry{}
	}
	p.batches[p.owner][epoch] = entries
	p.world.mu.Unlock()
	id := fmt.Sprintf("anchor/%d", epoch)
	for {
		_, err := p.sender.Send(ctx, evm.Intent{ID: id, Kind: "anchor", To: p.Anchors.Address, GasLimit: 400_000,
			Data: anchors.NewAnchors().PackAnchor(epoch, dgrid.RootOf(hashes), uint64(len(entries)))})
		var early *evm.RevertError
		if err == nil || !errors.As(err, &early) {
			if err != nil {
				return err
			}
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	_, err := p.sender.WaitMined(ctx, id)
	return err
}

// serve anchors every so often, until the test ends.
func (p *party) anchoring() {
	p.run(func(ctx context.Context) error {
		for {
			select {
			case <-ctx.Done():
				return nil
			case <-time.After(200 * time.Millisecond):
			}
			if err := p.anchor(ctx); err != nil && ctx.Err() == nil {
				return err
			}
		}
	})
}

func (p *party) add(e dgrid.BatchEntry, item settlement.Item) {
	p.mu.Lock()
	defer p.mu.Unlock()
	e.Leaf = p.batch.Add(item)
	p.items = append(p.items, e)
}

// answers puts jobs into the provider's next batch.
func (p *party) answers(n int, honest bool) (jobs []dgrid.JobID) {
	for range n {
		p.mu.Lock()
		nonce := uint64(len(p.jobs) + 1)
		p.mu.Unlock()
		t := answer(p, p.domain, testKey("payer"), p.key, nonce, honest)
		id := t.Acceptance.Object.Job
		p.mu.Lock()
		p.jobs[id] = t
		p.mu.Unlock()
		p.add(dgrid.BatchEntry{Order: &t.Order, Receipt: t.Receipt}, settlement.Item{Kind: dgrid.LeafReceipt, Object: p.domain.HashObject(&t.Receipt.Object),
			Payer: t.Order.Object.Payer, Model: modelID, Fee: t.Receipt.Object.Fee})
		jobs = append(jobs, id)
	}
	return jobs
}

// AddVerdict is the node's settler.
func (p *party) AddVerdict(_ context.Context, v dgrid.Signed[dgrid.Verdict]) error {
	h := p.domain.HashObject(&v.Object)
	p.mu.Lock()
	again := p.known[h]
	p.known[h] = true
	p.mu.Unlock()
	if !again {
		p.add(dgrid.BatchEntry{Verdict: &v}, settlement.Item{Kind: dgrid.LeafVerdict, Object: h, Model: v.Object.Model})
	}
	return nil
}

// Transcript is the node's store of answers.
func (p *party) Transcript(_ store.Role, job dgrid.JobID) (*dgrid.Transcript, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.jobs[job]
	if t == nil {
		return nil, store.ErrNotFound
	}
	c := *t
	return &c, nil
}

// Fetch hands out batches of whoever is not hidden.
func (w *world) Fetch(_ context.Context, b dgrid.Batch) ([]dgrid.BatchEntry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	e := w.batches[b.Node][b.Epoch]
	if w.hidden[b.Node] || e == nil {
		return nil, errors.New("nobody has it")
	}
	return slices.Clone(e), nil
}

func (w *world) hide(p *party, hidden bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hidden[p.owner] = hidden
}

// caller is how one node reaches the others: through the encoding that a stream would carry.
type caller struct {
	*world
	from dgrid.Address
}

func (c caller) Seat(ctx context.Context, owner dgrid.Address, req *p2p.SeatRequest) (*p2p.SeatReply, int, error) {
	c.mu.Lock()
	p, hidden := c.nodes[owner], c.hidden[owner]
	c.mu.Unlock()
	if p == nil || hidden || p.desk == nil {
		return nil, 0, errors.New("unreachable")
	}
	b, err := p2p.EncodeSeatRequest(req)
	if err != nil {
		return nil, 0, err
	}
	decoded, err := p2p.DecodeSeatRequest(b)
	if err != nil {
		return nil, len(b), err
	}
	reply, err := p.desk.Serve(ctx, p2p.Hello{Owner: c.from}, decoded)
	if err != nil {
		return nil, len(b), err
	}
	body, err := p2p.EncodeSeatBody(reply)
	if err != nil {
		return nil, len(b), err
	}
	out, err := p2p.DecodeSeatBody(body)
	if err == nil {
		out.Bytes = len(body)
	}
	return out, len(b), err
}

func rules() verify.Rules {
	return verify.Rules{Limits: verify.Limits{Watch: 20, Calm: 1, Suspend: 1000, Slash: 4000}, Committee: verify.DefaultCommittee(2), Floor: 500_000}
}

// follow makes the node read the record and answer seats.
func (p *party) follow(change ...func(*record.Config)) {
	p.Helper()
	log := slog.New(slog.DiscardHandler)
	var err error
	cfg := record.Config{Domain: p.domain, Rules: rules(), Poll: 30 * time.Millisecond, Window: 10 * time.Minute}
	for _, f := range change {
		f(&cfg)
	}
	p.public, err = record.New(cfg, p.chain, p.world, p.store, log)
	must(p, err)
	p.desk, err = validator.NewDesk(validator.DeskConfig{Owner: p.owner, Key: p.key, Domain: p.domain, Signer: p.domain.Owners, CommitWait: 2 * time.Second, Keep: time.Hour, Votes: true},
		p.public, p, p.store, log)
	must(p, err)
	p.run(p.public.Run)
}

// validate makes the node audit. It returns what ends that.
func (p *party) validate(e auditor.Engine, change ...func(*validator.Config)) (*validator.Validator, func()) {
	p.Helper()
	cfg := validator.Config{Owner: p.owner, Key: p.key, Domain: p.domain, Cells: cells(p), AdviceCounts: true, Silence: 3 * time.Second, Reveals: 2 * time.Second,
		Keep: time.Hour, PinDelay: pinDelay, PinAfter: 2, Stagger: 3 * time.Second, Committee: 21}
	for _, f := range change {
		f(&cfg)
	}
	engines := func(m dgrid.ModelID) (auditor.Engine, bool) { return e, e != nil && m == modelID }
	v, err := validator.New(cfg, validator.Deps{Record: p.public, Network: caller{p.world, p.owner}, Engines: engines, Settler: p, Notes: p.store, Pinner: p.chain, Court: p.chain},
		quiet())
	must(p, err)
	return v, p.run(v.Run)
}

// await waits until ok holds of a node's view.
func (p *party) await(what string, ok func(*record.View) bool) *record.View {
	p.Helper()
	for {
		changed := p.public.Changed()
		view := p.public.View()
		if ok(view) {
			return view
		}
		select {
		case <-changed:
		case <-time.After(100 * time.Millisecond):
		case <-p.ctx.Done():
			p.dump()
			p.Fatalf("%s: %s waited in vain; missing %d, waiting %d, pins %d, open %+v, standings %+v", what, p.name, len(view.Missing), view.Waiting, len(view.Pins), view.Open, view.Record.Standings())
		}
	}
}

// pause lets the node go on for some milliseconds.
func (p *party) pause(ms int) {
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
	case <-p.ctx.Done():
		p.Fatal("the test's time is over")
	}
}

// quiet is a log that nobody reads, unless a test is looked into.
func quiet() *slog.Logger {
	if os.Getenv("DGRID_TEST_LOG") != "" {
		return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	return slog.New(slog.DiscardHandler)
}

// dump logs what the nodes sent.
func (w *world) dump() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, p := range w.nodes {
		items, err := p.sender.Items(context.Background(), 0)
		for _, i := range items {
			w.Logf("%s: %s %s, block %d, reverted %v, %s (%v)", p.name, i.ID, i.State, i.Block, i.Reverted, i.Error, err)
		}
	}
}

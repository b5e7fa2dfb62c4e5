package settler_test

import (
	"context"
	rand2 "crypto/rand"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	libp2p "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/settler"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/verify"
)

var (
	killCalls  = flag.Int("settler.kills", 14, "calls at which the provider is killed, each once")
	chaosSteps = flag.Int("settler.steps", 60, "steps of the chaos test")
	chaosSeed  = flag.Uint64("settler.seed", 1, "seed of the chaos test")
)

func TestJobsAreAnchoredIncludedAndPaid(t *testing.T) {
	w := newWorld(t)
	provider, a, b := w.node("provider", true), w.node("payer", false), w.node("payer2", false)
	one := w.job(a, provider, 70, true)
	w.job(a, provider, 64, false)
	w.job(b, provider, 0, true) // no token came: a receipt over nothing
	w.job(b, provider, 5, true)
	v := sign(w, provider.key, dgrid.Verdict{Job: dgrid.JobID{1}, Model: model, Validator: provider.owner(), Role: dgrid.RoleSeat, Finding: dgrid.FindingPass})
	must(t, provider.settler.AddVerdict(t.Context(), v))
	other := v
	other.Object.Validator = a.owner()
	if err := provider.settler.AddVerdict(t.Context(), other); err == nil {
		t.Error("another validator's verdict was taken")
	}
	if _, _, err := provider.settler.Whole(t.Context(), 1); !errors.Is(err, p2p.ErrNoBatch) {
		t.Errorf("a batch that is not anchored: %v", err)
	}
	w.until("first jobs", w.settled)
	w.job(a, provider, 100, true)
	w.until("another job", w.settled)
	w.check()

	// What everybody may see of it.
	batch, each, err := provider.settler.Whole(t.Context(), 1)
	must(t, err)
	var kinds []dgrid.LeafKind
	must(t, each(func(e dgrid.BatchEntry) error {
		kinds = append(kinds, e.Leaf.Kind)
		return e.Check(w.domain, provider.owner(), w.domain.Owners)
	}))
	if batch.Count != uint64(len(kinds)) || batch.Block == 0 {
		t.Errorf("batch %+v with leaves %v", batch, kinds)
	}
	inc, err := a.store.Inclusion(store.AsPayer, one)
	must(t, err)
	own, err := provider.settler.Included(one)
	must(t, err)
	if !reflect.DeepEqual(*inc, own) {
		t.Errorf("the payer holds %+v, the provider %+v", *inc, own)
	}
	if by, err := provider.settler.AnchorBy(); err != nil || by <= inc.Batch.Block {
		t.Errorf("anchor by %d, %v", by, err)
	}
}

// Whatever call the provider is killed at, before it or behind it: one anchor, one payment.
func TestKilledAtEveryCall(t *testing.T) {
	w := newWorld(t)
	provider, payer := w.node("provider", true), w.node("payer", false)
	for k := range *killCalls {
		provider.k.mu.Lock()
		provider.k.left = k
		provider.k.mu.Unlock()
		w.job(payer, provider, uint32(1+k*7), k%3 != 1)
		w.until("job of this round", w.settled)
	}
	w.check()
}

// Random jobs, kills of all nodes, lost indexes, reorganisations, and a chain that is down for a while.
func TestChaos(t *testing.T) {
	w := newWorld(t)
	rng := rand.New(rand.NewPCG(*chaosSeed, 2))
	nodes := []*testNode{w.node("payer", false), w.node("payer2", false), w.node("provider", true)}
	provider := nodes[2]
	for range *chaosSteps {
		switch n := nodes[rng.IntN(3)]; rng.IntN(10) {
		case 0, 1, 2:
			w.job(nodes[rng.IntN(2)], provider, uint32(rng.IntN(120)), rng.IntN(3) > 0)
		case 3, 4:
			n.k.mu.Lock()
			n.k.left = rng.IntN(20)
			n.k.mu.Unlock()
		case 5:
			w.down.Store(false)
			n.restart() // a node opens its outbox only; the chain is asked later
		case 6:
			n.kill()
			if rng.IntN(2) == 0 {
				must(t, os.RemoveAll(filepath.Join(n.dir, "index")))
			}
			n.start()
		case 7:
			w.reorg(1 + rng.IntN(confs))
		case 8:
			w.down.Store(!w.down.Load())
		}
		w.round()
	}
	w.down.Store(false)
	w.until("the end", w.settled)
	w.check()
	st, err := provider.store.Batches()
	must(t, err)
	t.Logf("%d jobs, %d leaves, %d epochs", len(w.jobs), st.Next, st.Epoch)
}

// An older copy of the provider's folder is put back while the chain has gone on: no epoch twice, nothing counted twice, no fault for any
// payer; and what the payer shows is gone on from, so that later jobs are paid in full.
func TestRestoredProvider(t *testing.T) {
	w := newWorld(t)
	provider, payer := w.node("provider", true), w.node("payer", false)
	w.job(payer, provider, 40, true)
	w.until("first job", w.settled)
	w.job(payer, provider, 50, true) // in the backup, in no batch
	provider.kill()
	backup := copyDir(t, provider.dir)
	provider.start()
	w.until("second job", w.settled)
	w.job(payer, provider, 60, true) // not in the backup
	w.until("third job", w.settled)

	provider.kill()
	provider.dir = backup
	provider.start()
	w.until("that it notices", func() bool { st, err := provider.store.Batches(); return err == nil && st.Restored })
	pair := dgrid.Pair{Payer: payer.owner(), Provider: provider.owner(), Model: model}
	before := w.paid(pair)
	w.job(payer, provider, 70, true)
	w.until("fourth job", w.settled) // the payer has shown the third one's leaf, or this would be below what was paid
	w.check()
	if after := w.paid(pair); after.Sub(before) != dgrid.NewAmount(10+2*70) {
		t.Errorf("paid %s before and %s after", before, after)
	}
	st, err := provider.store.Batches()
	must(t, err)
	if st.Epoch < 4 || st.Anchored != st.Epoch {
		t.Errorf("batches: %+v", st)
	}
}

func TestCreditFollowsTheDeposit(t *testing.T) {
	w := newWorld(t)
	provider, payer := w.node("provider", true), w.node("payer", false)
	pair := dgrid.Pair{Payer: payer.owner(), Provider: provider.owner(), Model: model}
	for range confs + 1 {
		w.commit()
	}
	credit, backing, err := provider.settler.Credit(t.Context(), pair)
	must(t, err)
	if credit != dgrid.NewAmount(1000) || backing.Free != dgrid.NewAmount(funds) {
		t.Errorf("credit %s, backing %+v", credit, backing)
	}
	nobody := pair
	nobody.Payer = dgrid.Address{77}
	credit, _, err = provider.settler.Credit(t.Context(), nobody)
	must(t, err)
	if !credit.IsZero() {
		t.Errorf("credit of a payer without a deposit: %s", credit)
	}
	e := &settlement.ErrNoDeposit{Credit: dgrid.NewAmount(3), Exposure: dgrid.NewAmount(13)}
	if e.Missing() != dgrid.NewAmount(640) {
		t.Errorf("missing %s", e.Missing())
	}
}

// A provider that leaves a job out is noticed when the block of its acceptance has passed; what it overcharges, at once.
func TestPayerNotices(t *testing.T) {
	w := newWorld(t)
	provider, payer := w.node("provider", true), w.node("payer", false)
	head, err := w.client.Head(t.Context())
	must(t, err)
	w.anchorBy = head.Number + 10
	id := w.job(payer, provider, 40, true)
	provider.kill()
	for range 3 {
		w.round()
	}
	if m := payer.settler.Missing(); len(m) > 0 {
		t.Errorf("missing before its time: %+v", m)
	}
	for range 10 + confs {
		w.commit()
	}
	w.round()
	if m := payer.settler.Missing(); len(m) != 1 || m[0].Job != id || m[0].AnchorBy != w.anchorBy {
		t.Errorf("missing: %+v", m)
	}
	provider.start()
	w.until("it comes after all", w.settled)
	if m := payer.settler.Missing(); len(m) > 0 {
		t.Errorf("missing although it is included: %+v", m)
	}
}

func TestNewRefuses(t *testing.T) {
	if _, err := settler.New(settler.Config{}, settler.Deps{}, quiet); err == nil {
		t.Error("made of nothing")
	}
}

// A pair is redeemed when it is worth it.
func TestRedeemingWaitsForItsWorth(t *testing.T) {
	w := newWorld(t)
	provider, payer := w.node("provider", true), w.node("payer", false)
	provider.rule = settlement.RedeemRule{Cost: dgrid.NewAmount(100), Times: 2, Age: 24 * time.Hour}
	provider.restart()
	pair := dgrid.Pair{Payer: payer.owner(), Provider: provider.owner(), Model: model}
	w.job(payer, provider, 40, true) // costs 90
	included := func() bool { jobs, err := payer.store.Waiting(store.AsPayer, 0); return err == nil && len(jobs) == 0 }
	w.until("included", included)
	for range 5 {
		w.round()
	}
	if !w.paid(pair).IsZero() {
		t.Error("redeemed for less than its gas")
	}
	w.job(payer, provider, 60, true) // and 130
	w.until("paid", w.settled)
	w.check()
}

// states are how the rungs of a transcript's climb came out, where no record is at hand.
func states(t *testing.T, w *world, tr *dgrid.Transcript, floor ...dgrid.Micro) map[string]verify.State {
	t.Helper()
	l := settler.Ladder{Chain: w.client, Contracts: w.see(nil), Domain: w.domain, Window: time.Hour, BlockTime: time.Second,
		Rules: verify.Rules{Limits: verify.DefaultLimits(), Committee: verify.DefaultCommittee(2)},
		Filed: func(context.Context, dgrid.Address, uint64, dgrid.Digest) (*record.Filed, error) {
			return nil, record.ErrNotRead
		}}
	for _, f := range floor {
		l.Rules.Floor = f
	}
	rungs, err := l.Climb(t.Context(), tr)
	must(t, err)
	out := map[string]verify.State{}
	for _, r := range rungs {
		out[r.Name] = r.State
		t.Log(r.Name, r.State, r.Detail)
	}
	return out
}

func TestClimb(t *testing.T) {
	w := newWorldOf(t, 2)
	provider, payer := w.node("provider", true), w.node("payer", false)
	id := w.job(payer, provider, 40, true)
	transcript := func() *dgrid.Transcript {
		tr, err := payer.store.Transcript(store.AsPayer, id)
		must(t, err)
		v, err := payer.store.Account(store.AsPayer, tr.Order.Object.Pair())
		must(t, err)
		tr.Voucher = v.Voucher
		return tr
	}
	before := transcript()
	if s := states(t, w, before); s[settler.RungLeaf] != verify.Absent || s[settler.RungAnchor] != verify.Absent || s[settler.RungSigner] != verify.Holds || s[settler.RungPaid] != verify.Absent {
		t.Errorf("before the batch: %v", s)
	}
	w.until("paid", w.settled)
	for range confs { // what is paid is read where it is final
		w.commit()
	}
	whole := map[string]verify.State{settler.RungLeaf: verify.Holds, settler.RungSigner: verify.Holds, settler.RungAnchor: verify.Holds, settler.RungPayable: verify.Holds, settler.RungPaid: verify.Holds,
		settler.RungRandomness: verify.Absent, settler.RungDraw: verify.Absent, settler.RungSeats: verify.Absent, settler.RungVerdicts: verify.Absent}
	if s := states(t, w, transcript()); !reflect.DeepEqual(s, whole) {
		t.Errorf("all of it: %v", s)
	}
	for range 3 { // the slot is recycled
		w.job(payer, provider, 40, true)
		w.until("others", w.settled)
	}
	whole[settler.RungRandomness] = verify.Holds // the next batch pinned it
	whole[settler.RungDraw], whole[settler.RungSeats], whole[settler.RungVerdicts] = verify.Skipped, verify.Skipped, verify.Skipped
	if s := states(t, w, transcript()); !reflect.DeepEqual(s, whole) {
		t.Errorf("with a recycled slot: %v", s)
	}
	// Where every job is drawn no record is needed to see it; nobody has a ticket here.
	whole[settler.RungDraw], whole[settler.RungSeats], whole[settler.RungVerdicts] = verify.Holds, verify.Absent, verify.Absent
	if s := states(t, w, transcript(), dgrid.One); !reflect.DeepEqual(s, whole) {
		t.Errorf("where all jobs are drawn: %v", s)
	}
	for name, c := range map[string]struct {
		change func(tr *dgrid.Transcript)
		rung   string
	}{
		"another receipt":      {func(tr *dgrid.Transcript) { tr.Receipt.Object.Fee = dgrid.NewAmount(1) }, settler.RungLeaf},
		"another's signature":  {func(tr *dgrid.Transcript) { *tr.Receipt = sign(w, payer.key, tr.Receipt.Object) }, settler.RungSigner},
		"another root":         {func(tr *dgrid.Transcript) { tr.Inclusion.Batch.Root[0] ^= 1 }, settler.RungAnchor},
		"a path to elsewhere":  {func(tr *dgrid.Transcript) { tr.Inclusion.Index = 5 }, settler.RungLeaf},
		"another block":        {func(tr *dgrid.Transcript) { tr.Inclusion.Batch.Block-- }, settler.RungAnchor},
		"another payer's leaf": {func(tr *dgrid.Transcript) { tr.Inclusion.Leaf.Payer[0] ^= 1 }, settler.RungLeaf},
	} {
		tr := transcript()
		c.change(tr)
		if s := states(t, w, tr); s[c.rung] != verify.Fails {
			t.Errorf("%s: %v", name, s)
		}
	}
}

// host is a node's place in a real network.
func (n *testNode) host(listen ...string) *p2p.Host {
	t := n.w.t
	t.Helper()
	key, _, err := libp2p.GenerateEd25519Key(rand2.Reader)
	must(t, err)
	id, err := peer.IDFromPrivateKey(key)
	must(t, err)
	digest, err := p2p.PeerDigest(dgrid.PeerID(id.String()))
	must(t, err)
	h, err := p2p.New(p2p.Config{Key: key, Listen: listen, Network: "test", NetworkID: dgrid.Hash([]byte("test")), Domain: n.w.domain, Owner: n.owner(),
		Session: dgrid.Hash([]byte(n.name)), Binding: sign(n.w, n.key, dgrid.Binding{Owner: n.owner(), Peer: digest}), Agent: "test"}, quiet)
	must(t, err)
	t.Cleanup(func() { must(t, h.Close()) })
	return h
}

// at asks one address, whatever is asked for.
type at struct {
	*p2p.Host
	addr string
}

func (a at) FetchInclusions(ctx context.Context, _ string, q p2p.InclusionQuery) ([]p2p.Included, bool, error) {
	return a.Host.FetchInclusions(ctx, a.addr, q)
}

// The same over real connections: the payer collects, and a stranger reads the whole batch.
func TestOverTheNetwork(t *testing.T) {
	w := newWorld(t)
	provider, payer := w.node("provider", true), w.node("payer", false)
	there := provider.host("/ip4/127.0.0.1/tcp/0")
	there.ServeBatches(p2p.BatchServer{Whole: provider.settler.Whole, Own: provider.settler.Own})
	payer.fetch = at{payer.host(), there.Addrs()[0]}
	payer.restart()
	for n := range 5 {
		w.job(payer, provider, uint32(30+20*n), n != 2)
	}
	w.until("all", w.settled)
	w.check()
	stranger := (&testNode{w: w, name: "other", key: testKey("other")}).host()
	batcher, leaves := settlement.NewBatcher(), uint64(0)
	for epoch := uint64(1); leaves < 5; epoch++ {
		b, err := stranger.FetchBatch(t.Context(), there.Addrs()[0], epoch, func(e dgrid.BatchEntry) error {
			return errors.Join(e.Check(w.domain, provider.owner(), w.domain.Owners), batcher.Follow(&e.Leaf))
		})
		must(t, err)
		leaves += b.Count
	}
}

func TestRunEnds(t *testing.T) {
	w := newWorld(t)
	n := w.node("provider", true)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- n.settler.Run(ctx) }()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
	n.kill()
	if err := n.settler.Run(t.Context()); !errors.Is(err, store.ErrClosed) {
		t.Errorf("run on a closed store: %v", err)
	}
}

// A reorganisation that goes deeper than what counts as final moves batches that both sides hold for anchored: both follow it.
func TestDeepReorganisation(t *testing.T) {
	w := newWorld(t)
	provider, payer := w.node("provider", true), w.node("payer", false)
	var jobs []dgrid.JobID
	for range 3 {
		jobs = append(jobs, w.job(payer, provider, 40, true))
		w.until("a job", w.settled)
	}
	w.commit()
	for _, restart := range []bool{false, true} {
		head, err := w.client.Head(t.Context())
		must(t, err)
		first, err := provider.store.Batch(1)
		must(t, err)
		w.reorg(int(head.Number-first.Batch.Block) + 2)
		if restart {
			provider.restart()
			payer.restart()
		}
		w.until("the batches to be where the chain has them", func() bool {
			final, err := w.client.Final(t.Context())
			must(t, err)
			for _, job := range jobs {
				have, err := payer.store.Inclusion(store.AsPayer, job)
				must(t, err)
				own, err := provider.settler.Included(job)
				must(t, err)
				holds, err := w.see(nil).Holds(t.Context(), final.Number, own.Batch)
				if err != nil || !holds || !reflect.DeepEqual(*have, own) {
					return false
				}
			}
			return w.settled()
		})
		jobs = append(jobs, w.job(payer, provider, 40, true))
		w.until("another job", w.settled)
	}
	w.check()
}

// A job is in a batch by its last step, and before the payer asks for that both hold its receipt: the payer takes the step's leaf and the
// receipt's, and those behind.
func TestReceiptBehindAStepsBatch(t *testing.T) {
	w := newWorld(t)
	provider, payer := w.node("provider", true), w.node("payer", false)
	w.job(payer, provider, 40, true)
	w.until("a job", w.settled)
	payer.fetch = nobody{}
	payer.restart()
	job := w.job(payer, provider, 64, false)
	w.until("the step to be anchored", func() bool { _, err := provider.settler.Included(job); return err == nil })
	r, err := payer.store.Record(store.AsPayer, job)
	must(t, err)
	order := &r.Order.Object
	receipt := sign(w, provider.key, dgrid.Receipt{Job: job, Payer: order.Payer, Provider: order.Provider, Model: model, RequestHash: order.RequestHash, PromptTokens: 10, OutputTokens: 70,
		Fee: order.Price.Fee(10, 70), Finish: dgrid.FinishStop})
	must(t, payer.store.Finish(t.Context(), store.AsPayer, job, store.Ending{Receipt: &receipt}))
	must(t, provider.store.Finish(t.Context(), store.AsProvider, job, store.Ending{Receipt: &receipt}))
	pair := order.Pair()
	w.fees[pair] = w.fees[pair].Add(order.Price.Fee(10, 70).Sub(order.Price.Fee(10, 64)))
	v := sign(w, payer.key, dgrid.Voucher{Payer: pair.Payer, Provider: pair.Provider, Model: pair.Model, Amount: w.fees[pair]})
	must(t, payer.store.PutVoucher(t.Context(), store.AsPayer, v))
	must(t, provider.store.PutVoucher(t.Context(), store.AsProvider, v))
	payer.fetch = nil
	payer.restart()
	w.job(payer, provider, 40, true)
	w.until("both leaves and the job behind", w.settled)
	w.check()
}

// nobody does not answer.
type nobody struct{}

func (nobody) FetchInclusions(context.Context, string, p2p.InclusionQuery) ([]p2p.Included, bool, error) {
	return nil, false, errors.New("nobody answers")
}

package settlement_test

import (
	"crypto/ecdsa"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
)

// The model: one payer and two providers as separate actors, each with a disk that survives a crash and a memory that does
// not, over a link that loses, repeats and reorders frames. All of them use the exported code of this package, the canonical
// encoding and real signatures. An omniscient observer (world) knows all that was ever signed and delivered and checks the
// invariants after every action.

// dice is where the model's choices come from: rapid, or a seeded generator for long runs.
type dice interface {
	// Intn is from 0 to n-1.
	Intn(label string, n int) int
}

// roles says who keeps to the protocol.
type roles struct {
	payer    payerLies
	provider providerLies
}

type payerLies struct{ withholds, forgets bool }

func (l payerLies) any() bool { return l.withholds || l.forgets }

type providerLies struct {
	overcharges, overcounts, claims, hides bool
	omits, inflates, equivocates           bool // on the chain only: a job is in no batch, pairFee is too high, a job has two receipts
}

func (l providerLies) any() bool { return l != providerLies{} }

// faults are bugs put in on purpose: the model has to find each.
type faults struct {
	anySession     bool // an order of another session is run
	receiptForAll  bool // a restarted provider signs receipts for the jobs of earlier sessions
	voucherForgets bool // a restarted payer starts its promises again
	twoAhead       bool // the provider works two steps beyond vouchers
	roundUp        bool // both sides round fees up
	sendsFirst     bool // the payer sends a voucher before it is stored
	trustsClaims   bool // the payer believes any total that the provider shows
	countsTwice    bool // the provider counts a job again that was settled before
	paysAhead      bool // the payer promises one step more
	leavesDebts    bool // the payer signs no voucher at a meeting
	knowsEarly     bool // closed jobs are not shown again after one meeting
	countsAdopted  bool // the payer counts jobs that are in an adopted total
	ignoresCredit  bool // the provider admits without limit

	// On the chain.
	forgetsReorg   bool // a transaction counts as done once it is mined, and a reorganised anchor is not sent again
	sendsAnew      bool // a deposit that was not mined yet is sent again under another nonce
	secondCharge   bool // a provider counts a job again of which it was shown the leaf
	redeemsEarly   bool // a provider redeems before its batch is anchored; an Escrow that does not look lets it
	burnsElsewhere bool // an Escrow whose burned share goes to another address
}

type world struct {
	dice   dice
	domain dgrid.Domain
	roles  roles
	faults faults

	payer     *payerActor
	providers []*providerActor
	ledger    *ledger     // nil where there is a chain
	chain     *chainWorld // nil in the model without one
	link      []frame     // in flight
	history   []frame     // ever sent

	// What the observer knows.
	orders   map[dgrid.JobID]dgrid.Order
	prompts  map[dgrid.JobID]uint32 // by the acceptance
	sent     map[dgrid.JobID]uint32 // most output tokens that the provider emitted
	received map[dgrid.JobID]uint32 // most output tokens that the payer took in
	steps    map[stepKey]dgrid.Step
	receipts map[dgrid.JobID]dgrid.Receipt
	pairs    map[dgrid.Pair]*pairRecord
	counter  uint64 // randomness that no restore brings back

	fuse      int // effects until the acting party crashes; below 0: never
	trace     []string
	violation string
}

type stepKey struct {
	job    dgrid.JobID
	number uint32
}

// pairRecord is what the observer knows of one pair.
type pairRecord struct {
	highest       dgrid.Amount // highest voucher ever signed
	payerRestores int          // since highest was signed
	restores      int          // of either side, ever
	risk          dgrid.Amount // what an honest payer may have promised beyond what it got
	atRisk        dgrid.Amount // part of risk from lives before a restore
	credit        dgrid.Amount // at the last admission
	short         bool         // a debt was lost: see forgotten
	settled       dgrid.Amount // by the provider's records at the last check: it never falls
}

// actor is a party that can crash, and lose all but its disk.
type actor interface {
	crash()
	String() string
}

type crash struct{ who actor }

func newWorld(d dice, r roles, f faults) *world {
	w := populate(d, r, f, dgrid.Domain{ChainID: 31337, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}})
	w.ledger = newLedger(w)
	w.begin()
	return w
}

// populate is a world whose parties have not started.
func populate(d dice, r roles, f faults, domain dgrid.Domain) *world {
	w := &world{dice: d, roles: r, faults: f, fuse: -1, domain: domain,
		orders: map[dgrid.JobID]dgrid.Order{}, prompts: map[dgrid.JobID]uint32{}, sent: map[dgrid.JobID]uint32{}, received: map[dgrid.JobID]uint32{},
		steps: map[stepKey]dgrid.Step{}, receipts: map[dgrid.JobID]dgrid.Receipt{}, pairs: map[dgrid.Pair]*pairRecord{}}
	w.payer = newPayerActor(w, modelKeys[0])
	model := dgrid.ModelID{7}
	for i, key := range modelKeys[1:] {
		p := newProviderActor(w, i, key)
		p.pair = dgrid.Pair{Payer: w.payer.address, Provider: p.address, Model: model}
		w.pairs[p.pair] = &pairRecord{}
		w.providers = append(w.providers, p)
	}
	return w
}

// begin starts everybody and lets them meet.
func (w *world) begin() {
	for _, p := range w.providers {
		p.start()
	}
	w.payer.start()
	for _, p := range w.providers {
		w.meet(w.payer, p)
	}
}

var modelKeys = func() (keys []*ecdsa.PrivateKey) {
	for i := range 3 {
		h := crypto.Keccak256([]byte{byte(i)})
		key, err := crypto.ToECDSA(h)
		if err != nil {
			panic(err)
		}
		keys = append(keys, key)
	}
	return keys
}()

// fail records the first violation.
func (w *world) fail(format string, args ...any) {
	if w.violation == "" {
		w.violation = fmt.Sprintf(format, args...)
	}
}

func (w *world) note(format string, args ...any) {
	w.trace = append(w.trace, fmt.Sprintf(format, args...))
}

// random is 32 bytes that were never drawn before.
func (w *world) random() dgrid.Digest {
	w.counter++
	return dgrid.Hash([]byte("random"), binary.BigEndian.AppendUint64(nil, w.counter))
}

// effect is one thing that is seen outside of an actor's memory: a write to its disk or a frame sent. The actor may crash
// before it; a crash after it is one before the next.
func (w *world) effect(who actor, do func()) {
	if w.fuse == 0 {
		panic(crash{who})
	}
	w.fuse--
	do()
}

// act runs what parties do; one may crash at any effect.
func (w *world) act(do func()) {
	defer func() {
		w.fuse = -1
		r := recover()
		if c, ok := r.(crash); ok {
			w.note("  %s crashes before its next effect", c.who)
			c.who.crash()
		} else if r != nil {
			panic(r)
		}
	}()
	do()
}

// frame is what the link carries.
type frame struct {
	kind     dgrid.Kind // 0 is a chunk of tokens
	toPayer  bool
	provider int
	job      dgrid.JobID
	object   []byte // canonical encoding
	sig      dgrid.Signature
	start    uint32 // of a chunk: output tokens before it
	ids      []dgrid.TokenID
}

func (w *world) send(who actor, f frame) {
	w.effect(who, func() {
		w.note("  %s sends %s of job %s, start %d, %d tokens", who, f.kind, f.job.Short(), f.start, len(f.ids))
		w.link = append(w.link, f)
		w.history = append(w.history, f)
	})
}

func objectFrame[T any, P interface {
	*T
	dgrid.Object
}](toPayer bool, provider int, job dgrid.JobID, s dgrid.Signed[T]) frame {
	o := P(&s.Object)
	return frame{kind: o.Kind(), toPayer: toPayer, provider: provider, job: job, object: dgrid.Encode(o), sig: s.Signature}
}

// open decodes a frame's object and checks its signature.
func open[T any, P interface {
	*T
	dgrid.Object
}](w *world, f frame, signer dgrid.Address) (dgrid.Signed[T], bool) {
	var s dgrid.Signed[T]
	if err := dgrid.Decode(f.object, P(&s.Object)); err != nil {
		w.fail("frame does not decode: %v", err)
		return s, false
	}
	s.Signature = f.sig
	return s, w.verify(P(&s.Object), f.sig, signer)
}

type signing struct {
	hash   dgrid.Digest
	signer dgrid.Address
}

// signatures remembers real signatures and checks, which are slow, over all worlds: both are functions of their input.
var (
	signatures = map[signing]dgrid.Signature{}
	verified   = map[dgrid.Signature]signing{}
)

func (w *world) sign(o dgrid.Object, key *ecdsa.PrivateKey) dgrid.Signature {
	w.observe(o)
	k := signing{w.domain.HashObject(o), crypto.PubkeyToAddress(key.PublicKey)}
	sig, ok := signatures[k]
	if !ok {
		var err error
		if sig, err = w.domain.Sign(o, key); err != nil {
			panic(err)
		}
		signatures[k] = sig
	}
	if w.chain != nil {
		w.chain.signed(o, sig)
	}
	return sig
}

func (w *world) verify(o dgrid.Object, sig dgrid.Signature, signer dgrid.Address) bool {
	k := signing{w.domain.HashObject(o), signer}
	if verified[sig] == k {
		return true
	}
	if w.domain.Verify(o, sig, signer) != nil {
		return false
	}
	verified[sig] = k
	return true
}

// observe checks everything that is ever signed, sent or not.
func (w *world) observe(o dgrid.Object) {
	switch o := o.(type) {
	case *dgrid.Order:
		w.orders[dgrid.JobID(w.domain.HashObject(o))] = *o
	case *dgrid.Step:
		w.observeStep(o)
	case *dgrid.Receipt:
		w.observeReceipt(o)
	case *dgrid.Voucher:
		w.observeVoucher(o)
	}
}

func (w *world) observeStep(s *dgrid.Step) {
	if w.roles.provider.any() {
		return
	}
	key := stepKey{s.Job, s.Number}
	if old, ok := w.steps[key]; ok && old != *s {
		w.fail("honest provider signed two different steps %d of job %s", s.Number, s.Job.Short())
	}
	w.steps[key] = *s
	if r, ok := w.receipts[s.Job]; ok && r.OutputTokens < s.OutputTokens {
		w.fail("honest provider signed step %d of job %s after its receipt", s.Number, s.Job.Short())
	}
}

func (w *world) observeReceipt(r *dgrid.Receipt) {
	if w.roles.provider.any() {
		return
	}
	if old, ok := w.receipts[r.Job]; ok && old != *r && w.chain == nil {
		w.fail("honest provider signed two different receipts for job %s", r.Job.Short())
	}
	w.receipts[r.Job] = *r
	if w.chain != nil {
		return // whether it is a fault is for the contract to say
	}
	if next, ok := w.steps[stepKey{r.Job, r.OutputTokens/dgrid.LeafTokens + 1}]; ok {
		w.fail("honest provider signed a receipt for job %s below its step %d", r.Job.Short(), next.Number)
	}
}

func (w *world) observeVoucher(v *dgrid.Voucher) {
	p := w.pairs[v.Pair()]
	if v.Amount.Cmp(p.highest) < 0 {
		if !w.roles.payer.any() && p.payerRestores == 0 {
			w.fail("honest payer signed a voucher over %s after one over %s", v.Amount, p.highest)
		}
		return
	}
	if v.Amount.Cmp(p.highest) > 0 {
		p.payerRestores = 0
	}
	p.highest = v.Amount
}

// value is what a job's tokens are worth by its order, n of them.
func (w *world) value(id dgrid.JobID, n uint32) dgrid.Amount {
	o := w.orders[id]
	return o.Price.Fee(w.prompts[id], n)
}

// jobsOf are the pair's jobs in a fixed order.
func (w *world) jobsOf(pair dgrid.Pair) []dgrid.JobID {
	var ids []dgrid.JobID
	for id, o := range w.orders {
		if o.Pair() == pair {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b dgrid.JobID) int { return slices.Compare(a[:], b[:]) })
	return ids
}

func sum(amounts ...dgrid.Amount) (total dgrid.Amount) {
	for _, a := range amounts {
		total = total.Add(a)
	}
	return total
}

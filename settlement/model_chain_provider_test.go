package settlement_test

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
)

// providerBooks is what a provider's disk holds of leaves, batches and transactions.
type providerBooks struct {
	line    settlement.Line
	leaves  []leafRecord
	sealed  int    // leaves in batches
	epoch   uint64 // the last one that is sealed, or known to be on the chain
	batches []batchRecord
	object  map[dgrid.JobID]dgrid.Digest // what the job's last leaf stands for
	counted map[dgrid.JobID]dgrid.Amount // what leaves have counted of it
	doubt   map[dgrid.JobID]bool         // jobs of which a lost batch may count something
	shown   []shownLeaf                  // leaves of lost batches that the payer showed
	box     []intent
}

type leafRecord struct {
	leaf   dgrid.BatchLeaf
	job    dgrid.JobID
	object dgrid.Object // receipt or step
	made   uint64       // seconds of the chain
}

type batchRecord struct {
	batch dgrid.Batch // its block is 0 until it is anchored for good
	first int
}

type shownLeaf struct {
	job       dgrid.JobID
	inclusion dgrid.Inclusion
}

func (b providerBooks) clone() providerBooks {
	b.leaves, b.batches, b.shown, b.box = slices.Clone(b.leaves), slices.Clone(b.batches), slices.Clone(b.shown), slices.Clone(b.box)
	b.object, b.counted, b.doubt = maps.Clone(b.object), maps.Clone(b.counted), maps.Clone(b.doubt)
	return b
}

func set[K comparable, V any](m *map[K]V, k K, v V) {
	if *m == nil {
		*m = map[K]V{}
	}
	(*m)[k] = v
}

func (p *providerActor) onChain() chainAccount {
	return chainAccount{p, p.key, func() *[]intent { return &p.disk.books.box }}
}

// tick is what a provider does whenever it looks at the chain.
func (p *providerActor) tick() {
	if !p.up {
		return
	}
	p.w.chain.pump(p.onChain())
	p.noticeRestore()
	p.confirm()
	p.answer()
	p.makeLeaves()
	p.anchorAgain()
	p.sealBatch()
	p.redeem()
	p.sweep()
}

// objectOf is what a closed job's leaf stands for: its receipt or, without one, its last step.
func (w *world) objectOf(receipt *dgrid.Signed[dgrid.Receipt], steps []dgrid.Signed[dgrid.Step]) (dgrid.LeafKind, dgrid.Object) {
	if receipt != nil {
		return dgrid.LeafReceipt, &receipt.Object
	}
	if n := len(steps); n > 0 {
		return dgrid.LeafStep, &steps[n-1].Object
	}
	return 0, nil
}

// noticeRestore compares the chain with the batches on the disk. Batches that the chain does not know as they are here are void;
// jobs known by now are doubtful.
func (p *providerActor) noticeRestore() {
	c, b := p.w.chain, &p.disk.books
	onChain := map[uint64]dgrid.Digest{}
	var last uint64
	for _, e := range c.anchored(c.final()) {
		if e.Node == p.address {
			onChain[e.Epoch], last = e.Root, max(last, e.Epoch)
		}
	}
	known, same := uint64(0), true
	for _, r := range b.batches {
		root, there := onChain[r.batch.Epoch]
		if there && root == r.batch.Root {
			known = r.batch.Epoch
		}
		same = same && (!there || root == r.batch.Root)
	}
	if same && last <= b.epoch {
		return
	}
	c.restores++
	c.note("  %s finds epochs up to %d, knows those up to %d", p, last, known)
	c.effect(p, func() {
		kept := slices.Clone(b.batches)
		for len(kept) > 0 && kept[len(kept)-1].batch.Epoch > known {
			kept = kept[:len(kept)-1]
		}
		b.batches, b.sealed, b.epoch = kept, 0, last
		if n := len(kept); n > 0 {
			b.sealed = kept[n-1].first + int(kept[n-1].batch.Count)
		}
		for id := range p.disk.jobs {
			set(&b.doubt, id, true)
		}
	})
}

// confirm takes over the blocks of batches that are anchored for good.
func (p *providerActor) confirm() {
	c, b := p.w.chain, &p.disk.books
	for _, e := range c.anchored(c.final()) {
		for i := range b.batches {
			r := &b.batches[i].batch
			if e.Node == p.address && e.Epoch == r.Epoch && e.Root == r.Root && r.Block != e.Raw.BlockNumber {
				c.effect(p, func() { r.Block = e.Raw.BlockNumber })
			}
		}
	}
}

func (p *providerActor) makeLeaves() {
	b := &p.disk.books
	for _, id := range p.sortedJobs() {
		r := p.disk.jobs[id]
		kind, object := p.w.objectOf(r.receipt, r.steps)
		if !r.closed || object == nil || (p.w.roles.provider.omits && id[0]%3 == 0) {
			continue
		}
		hash := p.w.domain.HashObject(object)
		if b.object[id] == hash {
			continue
		}
		item := settlement.Item{Kind: kind, Object: hash, Payer: p.pair.Payer, Model: p.pair.Model, Fee: r.fee, Counted: b.counted[id], Doubtful: b.doubt[id]}
		if p.w.faults.secondCharge {
			item.Counted, item.Doubtful = dgrid.Amount{}, false
		}
		p.addLeaf(id, object, item)
	}
}

func (p *providerActor) addLeaf(id dgrid.JobID, object dgrid.Object, item settlement.Item) {
	b := &p.disk.books
	leaf, line := b.line.Next(uint64(len(b.leaves)), item)
	if p.w.roles.provider.inflates && id[0]%2 == 0 {
		leaf.PairFee = leaf.PairFee.Add(dgrid.NewAmount(3))
		line = settlement.Line{Fee: leaf.PairFee, Last: leaf.Hash()}
	}
	p.w.effect(p, func() {
		b.leaves = append(b.leaves, leafRecord{leaf, id, object, p.w.chain.now()})
		b.line = line
		set(&b.object, id, item.Object)
		set(&b.counted, id, higherOf(b.counted[id], item.Fee))
	})
}

// sealBatch closes a batch if it is due, and the one before stands on the chain.
func (p *providerActor) sealBatch() {
	c, b := p.w.chain, &p.disk.books
	if len(b.leaves) == b.sealed || c.epochOf(p) != b.epoch {
		return
	}
	limits := settlement.Limits{Age: 10 * time.Second, Count: 3, Value: dgrid.NewAmount(600), Interval: modelMinInterval * time.Second}
	waiting := settlement.Waiting{Count: uint64(len(b.leaves) - b.sealed), Oldest: time.Unix(int64(b.leaves[b.sealed].made), 0)}
	if !c.mayAnchor(p) {
		return
	}
	if due, _ := settlement.Due(limits, waiting, time.Unix(int64(c.now()), 0)); !due && !c.reliable {
		return
	}
	var hashes []dgrid.Digest
	for _, l := range b.leaves[b.sealed:] {
		hashes = append(hashes, l.leaf.Hash())
	}
	proofs, err := settlement.NewProofs(hashes)
	if err != nil {
		c.fail("%s: %v", p, err)
		return
	}
	r := batchRecord{dgrid.Batch{Node: p.address, Epoch: b.epoch + 1, Root: proofs.Root(), Count: proofs.Count()}, b.sealed}
	c.sealedBy(p, r, b.leaves[b.sealed:], proofs)
	write := func() {
		b.batches = append(b.batches, r)
		b.sealed, b.epoch = len(b.leaves), r.batch.Epoch
	}
	if p.w.faults.redeemsEarly {
		c.effect(p, write) // the anchor comes with the next look at the chain
		return
	}
	p.anchor(r.batch, write)
}

func (p *providerActor) anchor(b dgrid.Batch, before func()) {
	c := p.w.chain
	c.note("  %s anchors epoch %d, %d leaves", p, b.Epoch, b.Count)
	c.post(p.onChain(), fmt.Sprint("anchor ", b.Epoch), c.sim.anchors, nil, anchorsABI.PackAnchor(b.Epoch, b.Root, b.Count), before)
}

// anchorAgain is for a batch whose transaction was refused (too early after a reorganisation) or lost its nonce to one of a life
// that was forgotten.
func (p *providerActor) anchorAgain() {
	c, b := p.w.chain, &p.disk.books
	if len(b.batches) == 0 || p.w.faults.forgetsReorg {
		return
	}
	last := b.batches[len(b.batches)-1].batch
	if last.Epoch == c.epochOf(p)+1 && c.mayAnchor(p) && !c.waits(p.onChain(), fmt.Sprint("anchor ", last.Epoch)) {
		p.anchor(last, func() {})
	}
}

// inclusion proves an own leaf.
func (p *providerActor) inclusion(r batchRecord, index int) dgrid.Inclusion {
	b := &p.disk.books
	var hashes []dgrid.Digest
	for _, l := range b.leaves[r.first : r.first+int(r.batch.Count)] {
		hashes = append(hashes, l.leaf.Hash())
	}
	proofs, err := settlement.NewProofs(hashes)
	if err != nil {
		panic(err)
	}
	path, err := proofs.Path(uint64(index))
	if err != nil {
		panic(err)
	}
	return dgrid.Inclusion{Batch: r.batch, Leaf: b.leaves[r.first+index].leaf, Index: uint64(index), Path: path}
}

// claimable is the inclusion that proves most fees: of an own batch that is anchored for good, or one that the payer showed.
func (p *providerActor) claimable() (best *dgrid.Inclusion) {
	b := &p.disk.books
	for _, r := range b.batches {
		if r.batch.Block == 0 && !p.w.faults.redeemsEarly {
			continue
		}
		for i := range int(r.batch.Count) {
			if l := b.leaves[r.first+i].leaf; best == nil || l.PairFee.Cmp(best.Leaf.PairFee) > 0 {
				in := p.inclusion(r, i)
				best = &in
			}
		}
	}
	for i := range b.shown {
		if in := &b.shown[i].inclusion; best == nil || in.Leaf.PairFee.Cmp(best.Leaf.PairFee) > 0 {
			best = in
		}
	}
	return best
}

func (p *providerActor) redeem() {
	c := p.w.chain
	best := p.claimable()
	if best == nil || p.disk.voucher == nil || c.waits(p.onChain(), "redeem") {
		return
	}
	claim := settlement.Claim{Voucher: p.held(), PairFee: best.Leaf.PairFee, Paid: c.paid(p, c.head().number)}
	if !(settlement.RedeemRule{}).Worth(claim, 0) {
		return
	}
	v := p.disk.voucher
	c.note("  %s redeems %s", p, claim.Gain())
	c.post(p.onChain(), "redeem", c.sim.escrow, nil, escrowABI.PackRedeem(
		[]escrow.Voucher{{Payer: v.Object.Payer, Provider: v.Object.Provider, Model: v.Object.Model, Amount: v.Object.Amount.Big()}},
		[][]byte{v.Signature[:]}, []escrow.Proof{as[escrow.Proof](bindProof(best))}), func() {})
}

func (p *providerActor) sweep() {
	c := p.w.chain
	if c.waits(p.onChain(), "sweep") {
		return
	}
	if m := read(c.sim, 0, c.sim.escrow, escrowABI.PackMaturing(p.address), escrowABI.UnpackMaturing); m.Ready.Sign() > 0 {
		c.post(p.onChain(), "sweep", c.sim.escrow, nil, escrowABI.PackSweep(p.address), func() {})
	}
}

// answer answers open challenges with the job's leaf. A job that no leaf stands for gets one: a running one is ended; of one that this
// disk does not know, the challenge itself carries the provider's signed object.
func (p *providerActor) answer() {
	c, b := p.w.chain, &p.disk.books
	for _, e := range c.challengesOf(p.address) {
		id := dgrid.JobID(e.Job)
		if c.waits(p.onChain(), "answer "+key(e.Id)) || c.challengeState(e.Id) != challengeOpen {
			continue
		}
		if in, object := p.provable(id); in != nil {
			c.note("  %s answers the challenge of job %s", p, id.Short())
			c.post(p.onChain(), "answer "+key(e.Id), c.sim.disputes, big.NewInt(0), packAnswer(e.Id, in, object), func() {})
			continue
		}
		if _, made := b.object[id]; made || p.w.roles.provider.omits {
			continue // its leaf is on its way
		}
		if p.live[id] != nil {
			p.finish(id, dgrid.FinishInterrupted)
			continue
		}
		if r := p.disk.jobs[id]; r != nil {
			if kind, _ := p.w.objectOf(r.receipt, r.steps); kind != 0 {
				continue // closed or about to be: makeLeaves has it
			}
		}
		shown := c.challenged[e.Id]
		kind, object := p.w.objectOf(shown.receipt, shown.steps())
		p.addLeaf(id, object, settlement.Item{Kind: kind, Object: p.w.domain.HashObject(object), Payer: p.pair.Payer, Model: p.pair.Model, Doubtful: true})
	}
}

// provable is a leaf of the job that is anchored for good, with what it stands for.
func (p *providerActor) provable(id dgrid.JobID) (*dgrid.Inclusion, dgrid.Object) {
	b := &p.disk.books
	for _, r := range b.batches {
		for i := range int(r.batch.Count) {
			if l := b.leaves[r.first+i]; l.job == id && r.batch.Block != 0 {
				in := p.inclusion(r, i)
				return &in, l.object
			}
		}
	}
	for i := range b.shown {
		if r := p.disk.jobs[id]; r != nil && b.shown[i].job == id {
			if object := p.w.named(b.shown[i].inclusion.Leaf.Object, r.receipt, r.steps); object != nil {
				return &b.shown[i].inclusion, object
			}
		}
	}
	return nil, nil
}

// named is the receipt or step whose hash a leaf carries.
func (w *world) named(hash dgrid.Digest, receipt *dgrid.Signed[dgrid.Receipt], steps []dgrid.Signed[dgrid.Step]) dgrid.Object {
	if receipt != nil && w.domain.HashObject(&receipt.Object) == hash {
		return &receipt.Object
	}
	for i := range steps {
		if w.domain.HashObject(&steps[i].Object) == hash {
			return &steps[i].Object
		}
	}
	return nil
}

// takeShown adopts a leaf of a lost batch that the payer shows, once the chain confirms it.
func (p *providerActor) takeShown(id dgrid.JobID, in dgrid.Inclusion) {
	c, b := p.w.chain, &p.disk.books
	for _, l := range b.leaves {
		if l.leaf == in.Leaf {
			return
		}
	}
	for _, s := range b.shown {
		if s.inclusion.Leaf == in.Leaf {
			return
		}
	}
	if in.Batch.Node != p.address || in.Verify() != nil || !c.includes(&in) {
		return
	}
	c.shownLeaves++
	c.effect(p, func() {
		b.shown = append(b.shown, shownLeaf{id, in})
		b.line = b.line.Adopt(&in.Leaf)
		if c.faults.secondCharge {
			return
		}
		r := p.disk.jobs[id]
		if r != nil {
			if _, object := p.w.objectOf(r.receipt, r.steps); object != nil && p.w.domain.HashObject(object) == in.Leaf.Object && r.closed {
				set(&b.object, id, in.Leaf.Object)
				set(&b.counted, id, higherOf(b.counted[id], r.fee))
				return
			}
		}
		set(&b.doubt, id, true) // the leaf counts something of it; how much is not known
	})
}

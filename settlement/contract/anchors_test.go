package contract_test

import (
	"fmt"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
)

func (c *chain) holds(b *dgrid.Batch) bool {
	c.Helper()
	return ask(c, c.Anchors.Address, anchorsABI.PackHolds(batchOf(b)), anchorsABI.UnpackHolds)
}

func (c *chain) randomness(b *dgrid.Batch) dgrid.Digest {
	c.Helper()
	return ask(c, c.Anchors.Address, anchorsABI.PackRandomness(batchOf(b)), anchorsABI.UnpackRandomness)
}

func (c *chain) hashOf(block uint64) dgrid.Digest {
	c.Helper()
	h, err := c.sim.Client().HeaderByNumber(c.Context(), bigOf(block))
	if err != nil {
		c.Fatal(err)
	}
	return dgrid.Digest(h.Hash())
}

func TestAnchor(t *testing.T) {
	c := newChain(t)
	provider, watcher := c.who("provider"), c.who("watcher")
	at := c.Anchors.Address
	leaf := c.leafOf(receipt(c.who("payer"), provider, "job", 5), 5)
	root := dgrid.Digest{1}

	c.refused("WrongEpoch("+provider.Hex()+", 2, 1)", provider, at, anchorsABI.PackAnchor(2, root, 1))
	c.refused("WrongEpoch", provider, at, anchorsABI.PackAnchor(0, root, 1))
	c.refused("EmptyBatch", provider, at, anchorsABI.PackAnchor(1, root, 0))
	c.refused("EmptyBatch", provider, at, anchorsABI.PackAnchor(1, dgrid.Digest{}, 1))
	c.refused("NotLast", watcher, at, anchorsABI.PackPinRandomness(provider.Address, 0))
	c.refused("NotLast", watcher, at, anchorsABI.PackPinRandomness(provider.Address, 1))

	first := c.anchor(provider, leaf)
	equal(t, "the first batch being held", c.holds(&first.Batch), true)
	h := c.head(provider.Address)
	equal(t, "the last epoch", h.Epoch, 1)
	equal(t, "its block", h.BlockNumber, first.Block)
	c.refused("AnchorTooEarly", provider, at, anchorsABI.PackAnchor(2, root, 1))
	c.pass(100) // enough seconds, but too few blocks
	c.refused("AnchorTooEarly", provider, at, anchorsABI.PackAnchor(2, root, 1))
	c.refused("PinTooEarly", watcher, at, anchorsABI.PackPinRandomness(provider.Address, 1))
	c.mine(2)
	c.refused("WrongEpoch", provider, at, anchorsABI.PackAnchor(1, root, 1)) // a replay
	c.refused("WrongEpoch", provider, at, anchorsABI.PackAnchor(3, root, 1)) // a gap
	equal(t, "randomness before it is pinned", c.randomness(&first.Batch), dgrid.Digest{})

	second := c.anchor(provider, leaf, leaf) // pins the first
	equal(t, "the first batch's randomness", c.randomness(&first.Batch), dgrid.Randomness(c.hashOf(first.Block+2), first.Root))
	c.mine(3)
	r := c.send(watcher, at, anchorsABI.PackPinRandomness(provider.Address, 2))
	equal(t, "the pinned hash", event(c, r, anchorsABI.UnpackPinnedEvent).BlockHash, c.hashOf(second.Block+2))
	equal(t, "the second batch's randomness", c.randomness(&second.Batch), dgrid.Randomness(c.hashOf(second.Block+2), second.Root))
	c.refused("AlreadyPinned", watcher, at, anchorsABI.PackPinRandomness(provider.Address, 2))
	c.refused("NotLast", watcher, at, anchorsABI.PackPinRandomness(provider.Address, 1))
	for name, edit := range map[string]func(*dgrid.Batch){
		"node":  func(b *dgrid.Batch) { b.Node = watcher.Address },
		"epoch": func(b *dgrid.Batch) { b.Epoch++ },
		"root":  func(b *dgrid.Batch) { b.Root[3]++ },
		"count": func(b *dgrid.Batch) { b.Count++ },
		"block": func(b *dgrid.Batch) { b.Block++ },
		"lap":   func(b *dgrid.Batch) { b.Epoch += 8 },
	} {
		b := second.Batch
		edit(&b)
		if c.holds(&b) || c.randomness(&b) != (dgrid.Digest{}) {
			t.Errorf("a batch with another %s is held", name)
		}
	}
}

func TestRingRecyclesItsSlots(t *testing.T) {
	c := newChain(t)
	provider := c.who("provider")
	var all []*batch
	for i := range 10 {
		all = append(all, c.anchor(provider, c.leafOf(receipt(c.who("payer"), provider, fmt.Sprint(i), 5), 5)))
	}
	for i, b := range all {
		equal(t, fmt.Sprintf("batch %d of 10 in 8 slots being held", i+1), c.holds(&b.Batch), i >= 2)
		pinned := c.randomness(&b.Batch) != (dgrid.Digest{})
		equal(t, fmt.Sprintf("batch %d of 10 being pinned", i+1), pinned, i >= 2 && i < 9)
	}
}

func TestPinOutOfReach(t *testing.T) {
	for _, blocks := range []uint64{257, 258, 514} {
		c := newChain(t)
		provider := c.who("provider")
		b := c.anchor(provider, c.leafOf(receipt(c.who("payer"), provider, "a", 5), 5))
		for c.block() < b.Block+blocks {
			c.sim.Commit()
		}
		c.send(c.who("watcher"), c.Anchors.Address, anchorsABI.PackPinRandomness(provider.Address, 1))
		target := b.Block + 2
		for target+256 < c.block() {
			target += 256
		}
		equal(t, fmt.Sprintf("randomness pinned %d blocks later", blocks), c.randomness(&b.Batch), dgrid.Randomness(c.hashOf(target), b.Root))
	}
}

func TestAnchorFor(t *testing.T) {
	c := newChain(t)
	provider, signer, watcher := c.who("provider"), c.who("signer"), c.who("watcher")
	at := c.Anchors.Address
	a := &dgrid.Anchor{Node: provider.Address, Epoch: 1, Root: dgrid.Digest{1}, Count: 1}
	pack := func(a *dgrid.Anchor, by *person) []byte {
		return anchorsABI.PackAnchorFor(anchors.Anchor{Node: a.Node, Epoch: a.Epoch, Root: a.Root, Count: a.Count}, c.sign(a, by))
	}
	c.refused("BadSignature("+provider.Hex()+")", watcher, at, pack(a, signer))
	c.send(provider, c.Staking.Address, stakingABI.PackSetSigner(signer.Address))
	c.send(watcher, at, pack(a, signer))
	c.refused("WrongEpoch", watcher, at, pack(a, signer)) // a replay
	c.pass(20)
	c.mine(3)
	a.Epoch, a.Root = 2, dgrid.Digest{2}
	c.send(watcher, at, pack(a, provider))
	equal(t, "the last epoch", c.head(provider.Address).Epoch, 2)
}

func TestVerifyReceipt(t *testing.T) {
	c := newChain(t)
	provider, payer := c.who("provider"), c.who("payer")
	r := receipt(payer, provider, "a", 5)
	foreign := receipt(payer, c.who("provider2"), "b", 5)
	verdict := c.leafOf(r, 5)
	verdict.Kind = dgrid.LeafVerdict
	b := c.anchor(provider, c.leafOf(r, 5), c.leafOf(foreign, 5), verdict)
	check := func(what string, want bool, i int, r *dgrid.Receipt, edit func(*anchors.Proof)) {
		t.Helper()
		p := proof(c.prove(b, i))
		edit(&p)
		equal(t, what, ask(c, c.Anchors.Address, anchorsABI.PackVerifyReceipt(p, abiReceipt(r)), anchorsABI.UnpackVerifyReceipt), want)
	}
	none := func(*anchors.Proof) {}
	check("the receipt", true, 0, r, none)
	check("a receipt of another provider", false, 1, foreign, none)
	check("a verdict's leaf", false, 2, r, none)
	check("a longer path", false, 0, r, func(p *anchors.Proof) { p.Path = append(p.Path, [32]byte{}) })
	check("a shorter path", false, 0, r, func(p *anchors.Proof) { p.Path = p.Path[:1] })
	check("another index", false, 0, r, func(p *anchors.Proof) { p.Index = 1 })
	check("an index out of the batch", false, 0, r, func(p *anchors.Proof) { p.Index = 3 })
	check("a batch that is not anchored", false, 0, r, func(p *anchors.Proof) { p.Batch.BlockNumber++ })
	other := *r
	other.Fee = dgrid.NewAmount(6)
	check("another receipt", false, 0, &other, none)
}

func TestAnchorsRefusesParameters(t *testing.T) {
	for name, edit := range map[string]func(*contract.Params){
		"one slot":       func(p *contract.Params) { p.Slots = 1 },
		"no pin delay":   func(p *contract.Params) { p.PinDelay = 0 },
		"long pin delay": func(p *contract.Params) { p.PinDelay = 256 },
	} {
		t.Run(name, func(t *testing.T) { refusedParams(t, edit) })
	}
}

package contract_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
)

func (c *chain) paid(payer, provider *person) int64 {
	c.Helper()
	return ask(c, c.Escrow.Address, escrowABI.PackPaid(payer.Address, provider.Address, model), escrowABI.UnpackPaid).Int64()
}

func (c *chain) maturing(provider *person) (total, ready int64) {
	c.Helper()
	m := ask(c, c.Escrow.Address, escrowABI.PackMaturing(provider.Address), escrowABI.UnpackMaturing)
	return m.Total.Int64(), m.Ready.Int64()
}

func (c *chain) pendingWithdraw(p *person) int64 {
	c.Helper()
	return ask(c, c.Escrow.Address, escrowABI.PackPendingWithdraw(p.Address), escrowABI.UnpackPendingWithdraw).Amount.Int64()
}

// conserved fails unless the escrow holds just what its accounts add up to: no token is made, none is stuck.
func (c *chain) conserved() {
	c.Helper()
	var sum int64
	for _, p := range c.people {
		sum += c.balanceOf(p) + c.pendingWithdraw(p)
		total, _ := c.maturing(p)
		sum += total
		for _, q := range c.people {
			sum += ask(c, c.Escrow.Address, escrowABI.PackReservedOf(p.Address, q.Address, model), escrowABI.UnpackReservedOf).Int64()
		}
	}
	equal(c, "what the escrow holds", c.tokens(c.Escrow.Address), sum)
}

func TestDeposit(t *testing.T) {
	c := newChain(t)
	payer, at := c.who("payer"), c.Escrow.Address
	c.mint(payer, 1_000, at)
	c.refused("NothingMoved", payer, at, escrowABI.PackDeposit(big.NewInt(0)))
	c.refused("ERC20InsufficientBalance", payer, at, escrowABI.PackDeposit(big.NewInt(1_001)))
	r := c.send(payer, at, escrowABI.PackDeposit(big.NewInt(600)))
	equal(t, "the event's amount", event(c, r, escrowABI.UnpackDepositedEvent).Amount.Int64(), 600)
	c.send(payer, at, escrowABI.PackDepositFor(c.who("payer2").Address, big.NewInt(400)))
	equal(t, "the balance", c.balanceOf(payer), 600)
	equal(t, "the other's balance", c.balanceOf(c.who("payer2")), 400)
	c.conserved()
}

func TestWithdraw(t *testing.T) {
	c := newChain(t)
	payer, at := c.who("payer"), c.Escrow.Address
	c.deposit(payer, 1_000)
	request := func(n int64) []byte { return escrowABI.PackRequestWithdraw(big.NewInt(n)) }
	c.refused("NothingRequested", payer, at, escrowABI.PackWithdraw())
	c.refused("NotEnoughBalance("+payer.Hex()+", 1000, 1001)", payer, at, request(1_001))
	c.send(payer, at, request(600))
	equal(t, "the free balance", c.balanceOf(payer), 400)
	c.refused("TooEarly", payer, at, escrowABI.PackWithdraw())
	c.refused("NotEnoughBalance", payer, at, escrowABI.PackReserve([]dgrid.Address{c.who("provider").Address}, model, big.NewInt(401)))
	c.pass(500)
	c.send(payer, at, request(700)) // another request waits anew
	c.pass(600)
	c.refused("TooEarly", payer, at, escrowABI.PackWithdraw())
	c.send(payer, at, request(0)) // called off
	c.pass(2_000)
	c.refused("NothingRequested", payer, at, escrowABI.PackWithdraw())
	c.send(payer, at, request(700))
	c.pass(1_000)
	r := c.send(payer, at, escrowABI.PackWithdraw())
	equal(t, "the event's amount", event(c, r, escrowABI.UnpackWithdrawnEvent).Amount.Int64(), 700)
	equal(t, "the payer's tokens", c.tokens(payer.Address), 700)
	equal(t, "the free balance", c.balanceOf(payer), 300)
	c.refused("NothingRequested", payer, at, escrowABI.PackWithdraw())
	c.conserved()
}

func TestReserve(t *testing.T) {
	c := newChain(t)
	payer, provider, at := c.who("payer"), c.who("provider"), c.Escrow.Address
	both := []dgrid.Address{provider.Address, c.who("provider2").Address}
	c.deposit(payer, 1_000)
	c.refused("NothingMoved", payer, at, escrowABI.PackReserve(nil, model, big.NewInt(5)))
	c.refused("NotEnoughBalance("+payer.Hex()+", 1000, 1002)", payer, at, escrowABI.PackReserve(both, model, big.NewInt(501)))
	c.refused("NothingMoved", payer, at, escrowABI.PackRequestRelease(provider.Address, model))
	c.refused("NothingRequested", payer, at, escrowABI.PackRelease(provider.Address, model))
	c.send(payer, at, escrowABI.PackReserve(both, model, big.NewInt(300)))
	equal(t, "the free balance", c.balanceOf(payer), 400)
	c.send(payer, at, escrowABI.PackRequestRelease(provider.Address, model))
	c.refused("TooEarly", payer, at, escrowABI.PackRelease(provider.Address, model))
	c.pass(1_000)
	c.send(payer, at, escrowABI.PackReserve(both[:1], model, big.NewInt(100))) // calls the release off
	c.refused("NothingRequested", payer, at, escrowABI.PackRelease(provider.Address, model))
	c.send(payer, at, escrowABI.PackRequestRelease(provider.Address, model))
	c.pass(1_000)
	c.send(payer, at, escrowABI.PackRelease(provider.Address, model))
	equal(t, "the free balance", c.balanceOf(payer), 700)
	c.conserved()
}

func TestRedeem(t *testing.T) {
	c := newChain(t)
	payer, provider, watcher, at := c.who("payer"), c.who("provider"), c.who("watcher"), c.Escrow.Address
	c.deposit(payer, 10_000)
	c.stake(provider, 500)
	b := c.anchor(provider, c.leafOf(receipt(payer, provider, "a", 1_005), 1_005), c.leafOf(receipt(payer, provider, "b", 995), 2_000))

	r := c.send(watcher, at, c.one(payer, voucher(payer, provider, 1_500), c.prove(b, 0))) // the leaf is the lesser
	e := event(c, r, escrowABI.UnpackRedeemedEvent)
	equal(t, "what was paid", e.Amount.Int64(), 1_005)
	equal(t, "what was burned of it, rounded down", e.Burned.Int64(), 100)
	equal(t, "the provider's tokens", c.tokens(provider.Address), 905)
	equal(t, "the burned tokens", c.tokens(burnt), 100)
	c.send(watcher, at, c.one(payer, voucher(payer, provider, 1_500), c.prove(b, 0))) // a replay
	equal(t, "paid after a replay", c.paid(payer, provider), 1_005)
	c.send(watcher, at, c.one(payer, voucher(payer, provider, 900), c.prove(b, 1))) // a lower voucher
	equal(t, "paid after a lower voucher", c.paid(payer, provider), 1_005)
	c.send(watcher, at, c.one(payer, voucher(payer, provider, 1_500), c.prove(b, 1))) // the voucher is the lesser
	equal(t, "paid", c.paid(payer, provider), 1_500)
	equal(t, "the balance", c.balanceOf(payer), 8_500)
	c.conserved()
}

func TestRedeemRefuses(t *testing.T) {
	c := newChain(t)
	payer, provider, at := c.who("payer"), c.who("provider"), c.Escrow.Address
	c.deposit(payer, 10_000)
	verdict := c.leafOf(receipt(payer, provider, "a", 100), 100)
	verdict.Kind = dgrid.LeafVerdict
	unknown := verdict
	unknown.Kind = 4
	b := c.anchor(provider, c.leafOf(receipt(payer, provider, "a", 100), 100), verdict, unknown)
	try := func(want string, signer *person, v *dgrid.Voucher, i int, edit func(*redemption)) {
		t.Helper()
		var r redemption
		c.add(&r, signer, v, c.prove(b, i))
		edit(&r)
		c.refused(want, provider, at, r.pack())
	}
	none := func(*redemption) {}
	good := voucher(payer, provider, 100)
	try("BadSignature(0, "+payer.Hex()+")", provider, good, 0, none)
	try("BadSignature", payer, good, 0, func(r *redemption) { r.vouchers[0].Amount = big.NewInt(101) })
	try("BadSignature", payer, good, 0, func(r *redemption) { r.signatures[0] = r.signatures[0][:64] })
	try("BadSignature", payer, good, 0, func(r *redemption) { r.signatures[0] = highS(r.signatures[0]) })
	try("BadSignature", payer, good, 0, func(r *redemption) { r.signatures[0] = nil })
	try("WrongLeaf(0)", payer, voucher(payer, c.who("provider2"), 100), 0, none)
	try("WrongLeaf", payer, good, 1, none) // a verdict's leaf
	try("WrongLeaf", payer, good, 2, none) // a kind that does not exist
	try("WrongLeaf", payer, good, 0, func(r *redemption) { r.proofs[0].Leaf.Payer = provider.Address })
	try("WrongLeaf", payer, good, 0, func(r *redemption) { r.proofs[0].Leaf.Model[0]++ })
	try("NotIncluded(0)", payer, good, 0, func(r *redemption) { r.proofs[0].Leaf.PairFee = big.NewInt(101) })
	try("NotIncluded", payer, good, 0, func(r *redemption) { r.proofs[0].Path = nil })
	try("NotAnchored(0, "+provider.Hex()+", 2)", payer, good, 0, func(r *redemption) { r.proofs[0].Batch.Epoch = 2 })
	try("LengthMismatch(1, 0, 1)", payer, good, 0, func(r *redemption) { r.signatures = nil })
	try("LengthMismatch(1, 1, 0)", payer, good, 0, func(r *redemption) { r.proofs = nil })
	// The voucher of another contract, chain or version is not this one's.
	other := c.domain
	other.Escrow = c.Disputes.Address
	sig, err := other.Sign(good, payer.key)
	if err != nil {
		t.Fatal(err)
	}
	try("BadSignature", payer, good, 0, func(r *redemption) { r.signatures[0] = sig[:] })
}

// highS is the other signature of the same key over the same hash, which is refused.
func highS(sig []byte) []byte {
	n, _ := new(big.Int).SetString("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16)
	out := append([]byte{}, sig...)
	new(big.Int).Sub(n, new(big.Int).SetBytes(sig[32:64])).FillBytes(out[32:64])
	out[64] = 27 + 28 - sig[64]
	return out
}

func TestRedeemAfterItsSlotWasRecycled(t *testing.T) {
	c := newChain(t)
	payer, provider, at := c.who("payer"), c.who("provider"), c.Escrow.Address
	c.deposit(payer, 10_000)
	leaf := c.leafOf(receipt(payer, provider, "a", 100), 100)
	old := c.anchor(provider, leaf)
	var last *batch
	for range 8 {
		last = c.anchor(provider, leaf)
	}
	c.refused("NotAnchored", provider, at, c.one(payer, voucher(payer, provider, 100), c.prove(old, 0)))
	c.send(provider, at, c.one(payer, voucher(payer, provider, 100), c.prove(last, 0)))
	equal(t, "paid by a later leaf", c.paid(payer, provider), 100)
}

// What is there is paid: first the reserve, then the balance, then what the payer asked to withdraw.
func TestRedeemPaysWhatIsThere(t *testing.T) {
	c := newChain(t, func(p *contract.Params) { p.BurnBps = 0 })
	payer, provider, at := c.who("payer"), c.who("provider"), c.Escrow.Address
	c.stake(provider, 500)
	c.deposit(payer, 1_000)
	c.send(payer, at, escrowABI.PackReserve([]dgrid.Address{provider.Address}, model, big.NewInt(300)))
	c.send(payer, at, escrowABI.PackRequestWithdraw(big.NewInt(400)))
	b := c.anchor(provider, c.leafOf(receipt(payer, provider, "a", 5_000), 5_000))
	for _, step := range []struct{ voucher, paid, reserved, free, requested int64 }{
		{200, 200, 100, 300, 400},
		{500, 500, 0, 100, 400},
		{700, 700, 0, 0, 300},
		{2_000, 1_000, 0, 0, 0},
		{2_000, 1_000, 0, 0, 0},
	} {
		c.send(provider, at, c.one(payer, voucher(payer, provider, uint64(step.voucher)), c.prove(b, 0)))
		what := fmt.Sprintf(" at a voucher of %d", step.voucher)
		equal(t, "paid"+what, c.paid(payer, provider), step.paid)
		equal(t, "reserved"+what, ask(c, at, escrowABI.PackReservedOf(payer.Address, provider.Address, model), escrowABI.UnpackReservedOf).Int64(), step.reserved)
		equal(t, "free"+what, c.balanceOf(payer), step.free)
		equal(t, "requested"+what, c.pendingWithdraw(payer), step.requested)
		equal(t, "the provider's tokens"+what, c.tokens(provider.Address), step.paid)
		c.conserved()
	}
	c.pass(1_000)
	c.refused("NothingRequested", payer, at, escrowABI.PackWithdraw())
	c.deposit(payer, 5_000) // the same voucher now pays the rest of it
	c.send(provider, at, c.one(payer, voucher(payer, provider, 2_000), c.prove(b, 0)))
	equal(t, "paid", c.paid(payer, provider), 2_000)
}

func TestRedeemMany(t *testing.T) {
	c := newChain(t)
	payer, payer2, provider, provider2 := c.who("payer"), c.who("payer2"), c.who("provider"), c.who("provider2")
	c.deposit(payer, 1_000)
	c.stake(provider, 500)
	c.stake(provider2, 500)
	b := c.anchor(provider, c.leafOf(receipt(payer, provider, "a", 100), 100), c.leafOf(receipt(payer2, provider, "b", 100), 100))
	b2 := c.anchor(provider2, c.leafOf(receipt(payer, provider2, "c", 50), 50))
	var r redemption
	c.add(&r, payer, voucher(payer, provider, 100), c.prove(b, 0))
	c.add(&r, payer2, voucher(payer2, provider, 100), c.prove(b, 1)) // a payer without money does not fail the others
	c.add(&r, payer, voucher(payer, provider, 100), c.prove(b, 0))   // nor does a voucher that stands twice
	c.add(&r, payer, voucher(payer, provider2, 50), c.prove(b2, 0))
	receipt := c.send(c.who("watcher"), c.Escrow.Address, r.pack())
	equal(t, "logs: three redemptions, three transfers", len(receipt.Logs), 6)
	equal(t, "the first provider's tokens", c.tokens(provider.Address), 90)
	equal(t, "the second provider's tokens", c.tokens(provider2.Address), 45)
	equal(t, "the burned tokens", c.tokens(burnt), 15)
	c.conserved()
}

func TestUnstakedProviderWaits(t *testing.T) {
	c := newChain(t)
	payer, provider, watcher, at := c.who("payer"), c.who("provider"), c.who("watcher"), c.Escrow.Address
	c.deposit(payer, 100_000)
	c.stake(provider, 499)
	b := c.anchor(provider, c.leafOf(receipt(payer, provider, "a", 5_000), 5_000))
	c.refused("NothingMoved", watcher, at, escrowABI.PackSweep(provider.Address))
	r := c.send(provider, at, c.one(payer, voucher(payer, provider, 100), c.prove(b, 0)))
	until := event(c, r, escrowABI.UnpackMaturesEvent).Until
	equal(t, "the provider's tokens", c.tokens(provider.Address), 0)
	equal(t, "the burned tokens", c.tokens(burnt), 10)
	// Others may redeem as finely as they like: it neither delays the first entry nor makes the queue long.
	for i := range uint64(20) {
		c.send(watcher, at, c.one(payer, voucher(payer, provider, 110+10*i), c.prove(b, 0)))
	}
	total, ready := c.maturing(provider)
	equal(t, "what waits", total, 90+20*9)
	equal(t, "what is ready", ready, 0)
	c.refused("NothingMoved", watcher, at, escrowABI.PackSweep(provider.Address))
	header, err := c.sim.Client().HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if left := int64(until) - int64(header.Time); left > 3_200+101 {
		t.Errorf("the first entry waits %d seconds more", left)
	}
	c.pass(int64(until) - int64(header.Time))
	c.send(watcher, at, escrowABI.PackSweep(provider.Address))
	if got := c.tokens(provider.Address); got < 90 {
		t.Errorf("the provider has %d tokens, want 90 at least", got)
	}
	c.conserved()
	c.pass(300)
	if total, _ = c.maturing(provider); total > 0 {
		c.send(watcher, at, escrowABI.PackSweep(provider.Address))
	}
	equal(t, "the provider's tokens", c.tokens(provider.Address), 270)
	c.stake(provider, 1) // enough from now on
	before := c.tokens(provider.Address)
	c.send(watcher, at, c.one(payer, voucher(payer, provider, 400), c.prove(b, 0)))
	equal(t, "what came at once", c.tokens(provider.Address)-before, 90)
	c.conserved()
}

// A signer's vouchers count for the withdrawal's delay after it was replaced: a payer cannot disown what it signed.
func TestPayersSigner(t *testing.T) {
	c := newChain(t)
	payer, provider, signer, at := c.who("payer"), c.who("provider"), c.who("signer"), c.Escrow.Address
	c.deposit(payer, 10_000)
	b := c.anchor(provider, c.leafOf(receipt(payer, provider, "a", 5_000), 5_000))
	redeem := func(by *person, n uint64) []byte { return c.one(by, voucher(payer, provider, n), c.prove(b, 0)) }
	signerOf := func() dgrid.Address {
		return ask(c, at, escrowABI.PackSignerOf(payer.Address), escrowABI.UnpackSignerOf)
	}
	equal(t, "the signer at first", signerOf(), payer.Address)
	c.refused("BadSignature", provider, at, redeem(signer, 100))
	r := c.send(payer, at, escrowABI.PackSetSigner(signer.Address))
	equal(t, "the event's signer", event(c, r, escrowABI.UnpackSignerSetEvent).Signer, signer.Address)
	equal(t, "the signer", signerOf(), signer.Address)
	c.send(provider, at, redeem(signer, 100))
	c.send(provider, at, redeem(payer, 200))
	c.send(payer, at, escrowABI.PackSetSigner(dgrid.Address{}))
	c.send(provider, at, redeem(signer, 300))
	equal(t, "paid", c.paid(payer, provider), 300)
	c.pass(1_100)
	c.refused("BadSignature", provider, at, redeem(signer, 400))
	c.send(provider, at, redeem(payer, 400))
	equal(t, "the signer at last", signerOf(), payer.Address)
}

func TestEscrowRefusesParameters(t *testing.T) {
	refusedParams(t, func(p *contract.Params) { p.BurnBps = 10_001 })
}

func TestLargestAmounts(t *testing.T) {
	c := newChain(t, func(p *contract.Params) { p.MinStake = dgrid.Amount{} })
	payer, provider, at := c.who("payer"), c.who("provider"), c.Escrow.Address
	most := dgrid.MaxAmount.Big()
	c.send(payer, c.Token.Address, tokenABI.PackMint(payer.Address, new(big.Int).Lsh(most, 1)))
	c.send(payer, c.Token.Address, tokenABI.PackApprove(at, new(big.Int).Lsh(most, 1)))
	c.send(payer, at, escrowABI.PackDeposit(most))
	c.refused("execution reverted: arithmetic underflow or overflow, data 0x4e487b710000000000000000000000000000000000000000000000000000000000000011",
		payer, at, escrowABI.PackDeposit(big.NewInt(1)))
	c.refused("NotEnoughBalance", payer, at, escrowABI.PackReserve([]dgrid.Address{{1}, {2}, {3}}, model, most))
	leaf := c.leafOf(receipt(payer, provider, "a", 1), 0)
	leaf.PairFee = dgrid.MaxAmount
	b := c.anchor(provider, leaf)
	v := voucher(payer, provider, 0)
	v.Amount = dgrid.MaxAmount
	c.send(provider, at, c.one(payer, v, c.prove(b, 0)))
	got := ask(c, c.Token.Address, tokenABI.PackBalanceOf(provider.Address), tokenABI.UnpackBalanceOf)
	burned := new(big.Int).Div(new(big.Int).Mul(most, big.NewInt(1_000)), big.NewInt(10_000))
	equal(t, "the provider's tokens", got.String(), new(big.Int).Sub(most, burned).String())
}

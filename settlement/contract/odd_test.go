package contract_test

import (
	"bytes"
	"fmt"
	"math/big"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/contract/internal/oddtoken"
	"github.com/dgrid-network/dgrid/settlement/contract/internal/wallet"
)

var (
	oddABI    = oddtoken.NewOddToken()
	walletABI = wallet.NewWallet()
)

func newOddChain(t *testing.T) *chain {
	return newChain(t, func(p *contract.Params) { p.Token = oddToken })
}

// What counts is what arrives.
func TestTokenThatKeepsAFee(t *testing.T) {
	c := newOddChain(t)
	payer, v := c.who("payer"), c.who("v0")
	c.send(payer, c.Token.Address, oddABI.PackSetFee(big.NewInt(100)))
	c.deposit(payer, 1_000)
	equal(t, "the balance", c.balanceOf(payer), 990)
	c.stake(v, 1_000)
	equal(t, "the stake", c.stakeOf(v), 990)
	c.conserved()
	c.send(payer, c.Token.Address, oddABI.PackSetFee(big.NewInt(10_000)))
	c.mint(payer, 5, c.Escrow.Address)
	c.refused("NothingMoved", payer, c.Escrow.Address, escrowABI.PackDeposit(big.NewInt(5)))
}

// A provider that the token refuses neither fails the others' payments nor loses its own.
func TestTokenThatRefusesAProvider(t *testing.T) {
	c := newOddChain(t)
	payer, provider, provider2, at := c.who("payer"), c.who("provider"), c.who("provider2"), c.Escrow.Address
	c.deposit(payer, 1_000)
	c.stake(provider, 500)
	c.stake(provider2, 500)
	b := c.anchor(provider, c.leafOf(receipt(payer, provider, "a", 100), 100))
	b2 := c.anchor(provider2, c.leafOf(receipt(payer, provider2, "c", 50), 50))
	c.send(payer, c.Token.Address, oddABI.PackRefuse(provider.Address, true))
	var r redemption
	c.add(&r, payer, voucher(payer, provider, 100), c.prove(b, 0))
	c.add(&r, payer, voucher(payer, provider2, 50), c.prove(b2, 0))
	c.send(provider2, at, r.pack())
	equal(t, "the other provider's tokens", c.tokens(provider2.Address), 45)
	total, ready := c.maturing(provider)
	equal(t, "what waits for the refused one", total, 90)
	equal(t, "what is ready for it", ready, 90)
	c.refused("execution reverted, data "+refusedData(provider.Address), provider, at, escrowABI.PackSweep(provider.Address))
	c.conserved()
	c.send(payer, c.Token.Address, oddABI.PackRefuse(provider.Address, false))
	c.send(provider2, at, escrowABI.PackSweep(provider.Address))
	equal(t, "the provider's tokens", c.tokens(provider.Address), 90)
	c.conserved()
}

func refusedData(who dgrid.Address) string {
	id := oddtoken.OddTokenRefusedErrorID()
	return fmt.Sprintf("0x%x%024x%x", id[:4], 0, who)
}

// A reporter that the token refuses does not stop a slash.
func TestTokenThatRefusesAReporter(t *testing.T) {
	c := newOddChain(t)
	payer, provider, watcher := c.who("payer"), c.who("provider"), c.who("watcher")
	c.stake(provider, 1_000)
	c.send(payer, c.Token.Address, oddABI.PackRefuse(watcher.Address, true))
	a, b := receipt(payer, provider, "job", 5), receipt(payer, provider, "job", 6)
	c.send(watcher, c.Disputes.Address, disputesABI.PackSlashEquivocation(disputeReceipt(a), c.sign(a, provider), disputeReceipt(b), c.sign(b, provider)))
	equal(t, "the stake", c.stakeOf(provider), 800)
	equal(t, "the burned tokens", c.tokens(burnt), 200)
}

// A token that calls back in the middle of a transfer gets nowhere.
func TestTokenThatCallsBack(t *testing.T) {
	c := newOddChain(t)
	payer, provider, at := c.who("payer"), c.who("provider"), c.Escrow.Address
	c.deposit(payer, 1_000)
	c.stake(provider, 500)
	b := c.anchor(provider, c.leafOf(receipt(payer, provider, "a", 100), 100))
	redeem := c.one(payer, voucher(payer, provider, 100), c.prove(b, 0))
	reentered := escrowABI.GetABI().Errors["ReentrancyGuardReentrantCall"].ID
	for name, again := range map[string][]byte{
		"redeem":   redeem,
		"sweep":    escrowABI.PackSweep(provider.Address),
		"deposit":  escrowABI.PackDepositFor(payer.Address, big.NewInt(0)),
		"withdraw": escrowABI.PackWithdraw(),
	} {
		c.mint(payer, 5, at)
		c.send(payer, c.Token.Address, oddABI.PackCall(at, again))
		c.send(payer, at, escrowABI.PackDeposit(big.NewInt(5)))
		answer := ask(c, c.Token.Address, oddABI.PackAnswer(), oddABI.UnpackAnswer)
		if !bytes.Equal(answer, reentered[:4]) {
			t.Errorf("%s in the middle of a deposit came out with %x", name, answer)
		}
	}
	c.send(payer, c.Token.Address, oddABI.PackCall(at, redeem))
	c.send(payer, at, redeem)
	if answer := ask(c, c.Token.Address, oddABI.PackAnswer(), oddABI.UnpackAnswer); !bytes.Equal(answer, reentered[:4]) {
		t.Errorf("redeem in the middle of redeem came out with %x", answer)
	}
	equal(t, "paid", c.paid(payer, provider), 100)
	c.conserved()
}

// A contract wallet stakes, anchors and pays by the key that it names.
func TestContractWallet(t *testing.T) {
	c := newChain(t)
	key, provider, watcher := c.who("signer"), c.who("provider"), c.who("watcher")
	w := &person{Address: c.deploy(key, wallet.WalletMetaData.Bin, walletABI.PackConstructor(key.Address)), key: key.key}
	c.stake(provider, 500)
	c.mint(key, 1_000, c.Escrow.Address)
	c.send(key, c.Escrow.Address, escrowABI.PackDepositFor(w.Address, big.NewInt(1_000)))
	b := c.anchor(provider, c.leafOf(receipt(w, provider, "a", 100), 100))
	c.refused("BadSignature(0, "+w.Hex()+")", watcher, c.Escrow.Address, c.one(watcher, voucher(w, provider, 100), c.prove(b, 0)))
	c.send(watcher, c.Escrow.Address, c.one(w, voucher(w, provider, 100), c.prove(b, 0)))
	equal(t, "paid", c.paid(w, provider), 100)
	// A wallet as the signer of somebody else.
	c.send(provider, c.Staking.Address, stakingABI.PackSetSigner(w.Address))
	a, b2 := receipt(watcher, provider, "job", 5), receipt(watcher, provider, "job", 6)
	c.send(watcher, c.Disputes.Address, disputesABI.PackSlashEquivocation(disputeReceipt(a), c.sign(a, w), disputeReceipt(b2), c.sign(b2, w)))
	equal(t, "the stake", c.stakeOf(provider), 400)
}

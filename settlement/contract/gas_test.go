package contract_test

import (
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/node"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
)

// gas measures what calls cost; its rows stand in the order in which they were measured first.
type gas struct {
	*chain
	rows  []string
	costs map[string]float64
}

func (g *gas) note(row string, gas float64) {
	if _, ok := g.costs[row]; !ok {
		g.rows = append(g.rows, row)
	}
	g.costs[row] = gas
}

func (g *gas) call(row string, from *person, to dgrid.Address, data []byte) *types.Receipt {
	g.Helper()
	return g.paying(row, from, to, 0, data)
}

func (g *gas) paying(row string, from *person, to dgrid.Address, value int64, data []byte) *types.Receipt {
	g.Helper()
	r := g.pay(from, to, value, data)
	g.note(row, float64(r.GasUsed))
	return r
}

// view is what a view would cost a transaction, its 21,000 and its data included.
func (g *gas) view(row string, to dgrid.Address, data []byte) {
	g.Helper()
	used, err := g.sim.Client().EstimateGas(g.Context(), ethereum.CallMsg{From: g.who("watcher").Address, To: &to, Data: data})
	if err != nil {
		g.Fatal(reason(err))
	}
	g.note(row, float64(used))
}

// TestGas measures every call under the rules of today's main network and of the ones to come. It writes docs/data/gas.txt where
// DGRID_GAS_FILE names it.
func TestGas(t *testing.T) {
	var tables [2]*gas
	for i, rules := range []func(*node.Config, *ethconfig.Config){osaka, bogota} {
		p := testParams()
		p.Seats, p.MinValidators = 21, 5
		g := &gas{chain: newChainWith(t, p, rules), costs: map[string]float64{}}
		g.escrow()
		g.anchors()
		g.staking()
		g.disputes()
		tables[i] = g
	}
	var out strings.Builder
	out.WriteString("$ make gas\n\n# Gas of the contracts' calls on a simulated chain. The targets were measured on a prototype without fee counter, leaf, burn and stake.\n")
	fmt.Fprintf(&out, "# %-46s %12s %12s %14s %14s\n", "call", "Osaka", "EIP-8037", "target Osaka", "target EIP-8037")
	for _, row := range tables[0].rows {
		d := targets[row]
		fmt.Fprintf(&out, "%-48s %12s %12s %14s %14s\n", row, figure(tables[0].costs[row]), figure(tables[1].costs[row]), figure(d[0]), figure(d[1]))
	}
	t.Log("\n" + out.String())
	if file := os.Getenv("DGRID_GAS_FILE"); file != "" {
		if err := os.WriteFile(file, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func figure(n float64) string {
	switch {
	case n == 0:
		return "-"
	case n < 1_000:
		return fmt.Sprintf("%.2f", n)
	default:
		return fmt.Sprintf("%.0f", n)
	}
}

// targets are figures of a prototype that had no fee counter, no leaf to prove, no burn and no stake to look up.
var targets = map[string][2]float64{
	"deposit, new":                   {71_168, 181_188},
	"deposit, top-up":                {54_068, 83_268},
	"redeem 1, first":                {114_573, 385_833},
	"redeem 1, steady":               {63_285, 92_085},
	"redeem 25 steady, each":         {29_585, 44_561},
	"anchor, ring steady":            {40_119, 54_419},
	"anchor per receipt, N = 100":    {401, 544},
	"anchor per receipt, N = 10,000": {4.01, 5.44},
	"verifyReceipt, N = 1":           {35_600, 35_600},
	"verifyReceipt, N = 100":         {44_600, 44_600},
	"verifyReceipt, N = 10,000":      {54_000, 54_000},
	"slashEquivocation":              {91_000, 201_000},
	"openDispute, 7 validators":      {166_000, 613_000},
	"decide, 5 signatures":           {78_000, 92_000},
	"execute":                        {52_000, 81_000},
}

// crowd is a batch of n leaves of a provider, a payer each; the first 30 payers have keys.
func (g *gas) crowd(n int, pairFee uint64) ([]*person, []dgrid.BatchLeaf) {
	payers := make([]*person, min(n, 30))
	leaves := make([]dgrid.BatchLeaf, n)
	for i := range leaves {
		leaves[i] = dgrid.BatchLeaf{Kind: dgrid.LeafReceipt, Seq: uint64(i), Object: filled(byte(i)), Payer: dgrid.Address{1, byte(i), byte(i >> 8)}, Model: model, PairFee: dgrid.NewAmount(pairFee), Previous: filled(byte(i + 1))}
		if i < len(payers) {
			payers[i] = newPerson(fmt.Sprint("payer ", i))
			leaves[i].Payer = crypto.PubkeyToAddress(payers[i].key.PublicKey)
		}
	}
	return payers, leaves
}

func (g *gas) escrow() {
	payer, provider, watcher, at := g.who("payer"), g.who("provider"), g.who("watcher"), g.Escrow.Address
	g.mint(payer, 1_000_000_000, at)
	g.deposit(g.who("payer2"), 1_000) // so that the contract has a balance
	deposit := escrowABI.PackDeposit(big.NewInt(1_000_000))
	g.call("deposit, new", payer, at, deposit)
	g.call("deposit, top-up", payer, at, deposit)
	g.call("setSigner", g.who("payer2"), at, escrowABI.PackSetSigner(g.who("signer").Address))
	g.call("reserve, one provider", payer, at, escrowABI.PackReserve([]dgrid.Address{watcher.Address}, model, big.NewInt(500)))
	g.call("requestRelease", payer, at, escrowABI.PackRequestRelease(watcher.Address, model))
	g.call("requestWithdraw", payer, at, escrowABI.PackRequestWithdraw(big.NewInt(1_000)))
	g.pass(1_000)
	g.call("release", payer, at, escrowABI.PackRelease(watcher.Address, model))
	g.call("withdraw", payer, at, escrowABI.PackWithdraw())

	g.stake(provider, 500)
	payers, leaves := g.crowd(100, 1_000_000)
	for _, p := range payers {
		g.send(payer, at, escrowABI.PackDepositFor(p.Address, big.NewInt(1_000_000)))
	}
	b := g.chain.anchor(provider, leaves...)
	g.call("redeem 1, first", watcher, at, g.one(payers[0], voucher(payers[0], provider, 1_000), g.prove(b, 0)))
	g.call("redeem 1, steady", watcher, at, g.one(payers[0], voucher(payers[0], provider, 2_000), g.prove(b, 0)))
	single := g.chain.anchor(provider, leaves[0])
	g.call("redeem 1, steady, batch of 1", watcher, at, g.one(payers[0], voucher(payers[0], provider, 3_000), g.prove(single, 0)))
	many := func(amount uint64) []byte {
		var r redemption
		for i := range 25 {
			g.add(&r, payers[i], voucher(payers[i], provider, amount), g.prove(b, i))
		}
		return r.pack()
	}
	g.note("redeem 25 first, each", float64(g.send(watcher, at, many(4_000)).GasUsed)/25)
	g.note("redeem 25 steady, each", float64(g.send(watcher, at, many(5_000)).GasUsed)/25)

	poor := g.who("provider2")
	own := g.chain.anchor(poor, leaves...)
	g.call("redeem 1, first, provider without stake", watcher, at, g.one(payers[0], voucher(payers[0], poor, 1_000), g.prove(own, 0)))
	g.call("redeem 1, steady, provider without stake", watcher, at, g.one(payers[0], voucher(payers[0], poor, 2_000), g.prove(own, 0)))
	g.pass(4_000)
	g.call("sweep, one entry", watcher, at, escrowABI.PackSweep(poor.Address))
}

func (g *gas) anchors() {
	at, v, watcher := g.Deployment.Anchors.Address, g.who("v7"), g.who("watcher")
	step := func(row string, epoch uint64) {
		g.pass(20)
		g.mine(3)
		g.call(row, v, at, anchorsABI.PackAnchor(epoch, filled(byte(epoch)), 100))
	}
	for epoch := uint64(1); epoch <= 8; epoch++ {
		step([]string{"anchor, first", "anchor, new slots"}[min(epoch-1, 1)], epoch)
	}
	for epoch := uint64(9); epoch <= 12; epoch++ {
		step("anchor, ring steady", epoch)
	}
	steady := g.costs["anchor, ring steady"]
	g.note("anchor per receipt, N = 1", steady)
	g.note("anchor per receipt, N = 100", steady/100)
	g.note("anchor per receipt, N = 10,000", steady/10_000)
	g.mine(3)
	g.call("pinRandomness, ring steady", watcher, at, anchorsABI.PackPinRandomness(v.Address, 12))
	g.pass(20)
	g.mine(3)
	g.call("anchor, ring steady, the one before pinned", v, at, anchorsABI.PackAnchor(13, filled(13), 100))
	g.pass(20)
	g.mine(3)
	a := &dgrid.Anchor{Node: v.Address, Epoch: 14, Root: filled(14), Count: 100}
	g.call("anchorFor, ring steady", watcher, at, anchorsABI.PackAnchorFor(as[anchors.Anchor](disputeAnchor(a)), g.sign(a, v)))
	for _, n := range []int{1, 100, 10_000} {
		_, leaves := g.crowd(n, 1_000)
		r := receipt(g.who("payer"), v, "job", 5)
		leaves[n/2] = g.leafOf(r, 5)
		b := g.chain.anchor(v, leaves...)
		g.view(map[int]string{1: "verifyReceipt, N = 1", 100: "verifyReceipt, N = 100", 10_000: "verifyReceipt, N = 10,000"}[n], at,
			anchorsABI.PackVerifyReceipt(proof(g.prove(b, n/2)), abiReceipt(r)))
	}
}

func (g *gas) staking() {
	at, v := g.Staking.Address, g.who("v0")
	g.mint(v, 10_000, at)
	g.call("stake, first", v, at, stakingABI.PackStake(big.NewInt(1_000), dgrid.Address{}))
	g.call("stake, more", v, at, stakingABI.PackStake(big.NewInt(1_000), dgrid.Address{}))
	g.call("register, a model's first ticket", v, at, stakingABI.PackRegister(dgrid.Digest{1}, class))
	g.call("unregister", v, at, stakingABI.PackUnregister(dgrid.Digest{1}))
	g.call("unbond", v, at, stakingABI.PackUnbond(big.NewInt(500)))
	g.pass(10_000)
	g.call("claimUnbonded", v, at, stakingABI.PackClaimUnbonded())
}

func (g *gas) disputes() {
	provider, watcher, at := g.who("provider"), g.who("watcher"), g.Disputes.Address
	g.stake(provider, 1_000_000)
	g.validators(7)
	a, b := receipt(g.who("payer"), provider, "twice", 5), receipt(g.who("payer"), provider, "twice", 6)
	g.call("slashEquivocation", watcher, at, disputesABI.PackSlashEquivocation(disputeReceipt(a), g.sign(a, provider), disputeReceipt(b), g.sign(b, provider)))
	x := &dgrid.Anchor{Node: provider.Address, Epoch: 3, Root: dgrid.Digest{1}, Count: 5}
	y := *x
	y.Count = 6
	g.call("slashAnchors", watcher, at, disputesABI.PackSlashAnchors(disputeAnchor(x), g.sign(x, provider), disputeAnchor(&y), g.sign(&y, provider)))
	g.sum(provider, watcher)
	g.missing(provider, watcher)

	d := g.dispute(provider, "job")
	for range 3 {
		g.sim.Commit()
	}
	g.send(watcher, g.Deployment.Anchors.Address, anchorsABI.PackPinRandomness(provider.Address, d.batch.Epoch))
	opened := g.opened(g.paying("openDispute, 7 validators", watcher, at, testBond, g.open(d)))
	var seats []int
	for i, s := range opened.Seats {
		if s != (dgrid.Address{}) {
			seats = append(seats, i)
		}
	}
	var bs []disputes.Ballot
	var sigs [][]byte
	for _, seat := range seats[:5] {
		b, sig := g.ballot(d, opened.Seats, seat, 1)
		bs, sigs = append(bs, b), append(sigs, sig)
	}
	g.call("decide, 5 signatures", watcher, at, disputesABI.PackDecide(d.id, opened.Seats, bs, sigs))
	g.pass(1_200)
	g.call("execute", watcher, at, disputesABI.PackExecute(d.id))
	g.call("collect", watcher, at, disputesABI.PackCollect())
}

func (g *gas) sum(provider, watcher *person) {
	_, leaves := g.crowd(100, 1)
	r := receipt(g.who("payer"), provider, "sum", 10)
	leaves[1] = g.leafOf(receipt(g.who("payer"), provider, "before", 10), 10)
	leaves[2] = g.leafOf(r, 21)
	leaves[2].Previous = leaves[1].Hash()
	b := g.chain.anchor(provider, leaves...)
	g.call("slashSumReceipt, N = 100", watcher, g.Disputes.Address,
		disputesABI.PackSlashSumReceipt(disputeProof(g.prove(b, 1)), disputeProof(g.prove(b, 2)), disputeReceipt(r)))
}

func (g *gas) missing(provider, watcher *person) {
	at := g.Disputes.Address
	m, n := g.chain.missing(provider, "m", g.block()), g.chain.missing(provider, "n", g.block())
	_, leaves := g.crowd(10_000, 1)
	leaves[7] = g.leafOf(m.receipt, 5)
	b := g.chain.anchor(provider, leaves...)
	g.paying("challengeMissingReceipt", watcher, at, testBond, g.challengeReceipt(m, provider.Address, provider))
	g.paying("challengeMissingStep", watcher, at, testBond, g.challengeStep(n, provider.Address, provider))
	g.call("answerMissingReceipt, N = 10,000", provider, at, disputesABI.PackAnswerMissingReceipt(m.id, disputeProof(g.prove(b, 7)), disputeReceipt(m.receipt)))
	g.pass(600)
	g.call("executeMissing", watcher, at, disputesABI.PackExecuteMissing(n.id))
}

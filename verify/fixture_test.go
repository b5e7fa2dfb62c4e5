package verify_test

import (
	"crypto/ecdsa"
	"fmt"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
	"github.com/ethereum/go-ethereum/crypto"
)

// endToken ends answers in these tests.
const endToken dgrid.TokenID = 2

// fixture is a signed transcript with the keys that signed it, so that a test can alter either what is signed or what is not.
type fixture struct {
	testing.TB
	domain                  dgrid.Domain
	payer, provider, nobody *ecdsa.PrivateKey
	t                       *dgrid.Transcript
	ev                      *verify.Evidence
	prompt                  []dgrid.TokenID
}

func key(name string) *ecdsa.PrivateKey {
	h := dgrid.Hash([]byte("verify test key " + name))
	k, err := crypto.ToECDSA(h[:])
	if err != nil {
		panic(err)
	}
	return k
}

func address(k *ecdsa.PrivateKey) dgrid.Address { return crypto.PubkeyToAddress(k.PublicKey) }

func digest(name string) dgrid.Digest { return dgrid.Hash([]byte("verify test " + name)) }

// newFixture is a job whose answer has n tokens and ended as finish says; an early one has its unsettled tokens in an unsigned leaf.
func newFixture(t testing.TB, n int, finish dgrid.Finish) *fixture {
	f := &fixture{TB: t, domain: dgrid.Domain{ChainID: 7, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}},
		payer: key("payer"), provider: key("provider"), nobody: key("nobody"), prompt: []dgrid.TokenID{11, 12, 13, 14, 15}}
	x := &dgrid.Transcript{Version: dgrid.Version, Network: "test", Domain: f.domain, ModelName: "model"}
	f.t = x
	x.Request = dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "Why?"}},
		Params: dgrid.Params{Temperature: 800_000, Stop: []string{"STOP"}}}
	maxOutput := uint32(n)
	if finish != dgrid.FinishLength {
		maxOutput += 100
	}
	x.Order.Object = dgrid.Order{Payer: address(f.payer), Provider: address(f.provider), Model: dgrid.ModelID(digest("model")),
		RequestHash: x.Request.Hash(), ClientSeed: digest("seed"), MaxPrompt: 100, MaxOutput: maxOutput,
		Price:  dgrid.Price{Input: dgrid.NewAmount(1_000_000), Output: dgrid.NewAmount(3_000_000)},
		MaxFee: dgrid.NewAmount(5000), Nonce: digest("nonce"), Session: digest("session")}
	x.Acceptance.Object = dgrid.Acceptance{PromptHash: dgrid.HashTokens(f.prompt), PromptTokens: uint32(len(f.prompt))}
	f.answer(n, finish)
	f.settle(finish)
	f.signAll()
	return f
}

// answer fills leaves, sketches and the evidence that an honest re-computation gives.
func (f *fixture) answer(n int, finish dgrid.Finish) {
	f.ev = &verify.Evidence{Prompt: f.prompt, EndTokens: []dgrid.TokenID{endToken}}
	for i := range n {
		id, piece := dgrid.TokenID(100+i), fmt.Sprintf("w%d ", i)
		if i == n-1 && finish == dgrid.FinishStop {
			id, piece = endToken, ""
		}
		if i%dgrid.LeafTokens == 0 {
			f.t.Leaves = append(f.t.Leaves, dgrid.Leaf{})
		}
		leaf := &f.t.Leaves[len(f.t.Leaves)-1]
		leaf.IDs, leaf.Text = append(leaf.IDs, id), leaf.Text+piece
		f.t.Sketches = append(f.t.Sketches, dgrid.Sketch{int16(i), 1, 2, 3})
		f.ev.Sketches = append(f.ev.Sketches, dgrid.Sketch{int16(i), 1, 2, 4})
		f.ev.Margins = append(f.ev.Margins, int32(i%7)*10)
		f.ev.Pieces = append(f.ev.Pieces, piece)
		f.ev.Forbidden = append(f.ev.Forbidden, false)
		f.ev.Stops = append(f.ev.Stops, i == n-1 && finish == dgrid.FinishStopString)
	}
	f.hashSketches()
	if settled := n / dgrid.LeafTokens * dgrid.LeafTokens; finish.Early() || finish == 0 {
		f.t.Sketches, f.ev.Sketches, f.ev.Margins = f.t.Sketches[:settled], f.ev.Sketches[:settled], f.ev.Margins[:settled]
		f.ev.Pieces, f.ev.Forbidden, f.ev.Stops = f.ev.Pieces[:settled], f.ev.Forbidden[:settled], f.ev.Stops[:settled]
	}
}

func (f *fixture) hashSketches() {
	for i := range f.t.Leaves {
		from := i * dgrid.LeafTokens
		f.t.Leaves[i].SketchHash = dgrid.HashSketches(f.t.Sketches[from : from+len(f.t.Leaves[i].IDs)])
	}
}

// settle makes steps, receipt (none if finish is 0), cancel and voucher from the leaves.
func (f *fixture) settle(finish dgrid.Finish) {
	x := f.t
	x.Steps, x.Receipt, x.Cancel = nil, nil, nil
	var tree dgrid.Tree
	var tokens uint32
	fee := func() dgrid.Amount { return x.Order.Object.Price.Fee(x.Acceptance.Object.PromptTokens, tokens) }
	for i := range x.Leaves {
		if len(x.Leaves[i].IDs) < dgrid.LeafTokens && (finish.Early() || finish == 0) {
			break
		}
		tree.Append(x.Leaves[i].Hash())
		tokens += uint32(len(x.Leaves[i].IDs))
		if len(x.Leaves[i].IDs) == dgrid.LeafTokens {
			x.Steps = append(x.Steps, dgrid.Signed[dgrid.Step]{Object: dgrid.Step{Number: uint32(i + 1), Root: tree.Root(), OutputTokens: tokens, Fee: fee()}})
		}
	}
	x.Voucher = &dgrid.Signed[dgrid.Voucher]{Object: dgrid.Voucher{Payer: x.Order.Object.Payer, Provider: x.Order.Object.Provider,
		Model: x.Order.Object.Model, Amount: fee()}}
	if finish == dgrid.FinishCancelled {
		x.Cancel = &dgrid.Signed[dgrid.Cancel]{Object: dgrid.Cancel{OutputTokens: tokens}}
	}
	if finish == 0 {
		return
	}
	o := &x.Order.Object
	x.Receipt = &dgrid.Signed[dgrid.Receipt]{Object: dgrid.Receipt{Payer: o.Payer, Provider: o.Provider, Model: o.Model, RequestHash: o.RequestHash,
		PromptTokens: x.Acceptance.Object.PromptTokens, OutputTokens: tokens, Root: tree.Root(), Fee: fee(), Started: 1000, Ended: 2000, Finish: finish}}
	x.Receipt.Object.OutputHash = dgrid.OutputHash(x.Output(x.SettledLeaves()))
}

// signAll names the job everywhere and signs every object with the key of whoever it is of.
func (f *fixture) signAll() {
	x := f.t
	x.Order.Signature = f.sign(&x.Order.Object, f.payer)
	job := dgrid.JobID(f.domain.HashObject(&x.Order.Object))
	x.Acceptance.Object.Job = job
	x.Acceptance.Signature = f.sign(&x.Acceptance.Object, f.provider)
	for i := range x.Steps {
		x.Steps[i].Object.Job = job
		x.Steps[i].Signature = f.sign(&x.Steps[i].Object, f.provider)
	}
	if x.Cancel != nil {
		x.Cancel.Object.Job = job
		x.Cancel.Signature = f.sign(&x.Cancel.Object, f.payer)
	}
	if x.Receipt != nil {
		x.Receipt.Object.Job = job
		x.Receipt.Signature = f.sign(&x.Receipt.Object, f.provider)
	}
	if x.Voucher != nil {
		x.Voucher.Signature = f.sign(&x.Voucher.Object, f.payer)
	}
}

func (f *fixture) sign(o dgrid.Object, k *ecdsa.PrivateKey) dgrid.Signature {
	sig, err := f.domain.Sign(o, k)
	if err != nil {
		f.Fatal(err)
	}
	return sig
}

// receipt changes the receipt and signs it again, as a lying provider would.
func (f *fixture) receipt(change func(*dgrid.Receipt)) {
	change(&f.t.Receipt.Object)
	f.t.Receipt.Signature = f.sign(&f.t.Receipt.Object, f.provider)
}

// step changes step i and signs it again.
func (f *fixture) step(i int, change func(*dgrid.Step)) {
	change(&f.t.Steps[i].Object)
	f.t.Steps[i].Signature = f.sign(&f.t.Steps[i].Object, f.provider)
}

func (f *fixture) rungs() []verify.Rung {
	return append(verify.Signatures(f.t, f.domain), verify.Structure(f.t, f.ev)...)
}

func describe(rungs []verify.Rung) string {
	var b strings.Builder
	for _, r := range rungs {
		fmt.Fprintf(&b, "\n%-16s %-6s %-10s %s", r.Name, r.State, r.Fault, r.Detail)
	}
	return b.String()
}

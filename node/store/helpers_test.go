package store_test

import (
	"encoding/binary"
	"fmt"
	"log/slog"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

var testDomain = dgrid.Domain{ChainID: 31337, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}}

// small keeps the ballast out of the way of tests that open hundreds of stores.
func small() store.Options { return store.Options{Ballast: 1 << 20} }

func open(t testing.TB, dir string, opt store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(dir, testDomain, opt, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func digest(parts ...any) dgrid.Digest { return dgrid.Hash([]byte(fmt.Sprintln(parts...))) }

func signature(parts ...any) (s dgrid.Signature) {
	a, b := digest(append(parts, "r")...), digest(append(parts, "s")...)
	copy(s[:], a[:])
	copy(s[32:], b[:])
	s[64] = 27
	return s
}

func pairNumber(n int) dgrid.Pair {
	d := digest("pair", n)
	return dgrid.Pair{Payer: dgrid.Address(d[:20]), Provider: dgrid.Address{9}, Model: dgrid.ModelID(digest("model", n))}
}

// script is a job whose every object follows from its number and its pair.
type script struct {
	n    int
	pair dgrid.Pair
	id   dgrid.JobID
}

func newScript(n int, pair dgrid.Pair) script {
	s := script{n: n, pair: pair}
	o := s.order()
	s.id = dgrid.JobID(testDomain.HashObject(&o.Object))
	return s
}

func (s script) order() dgrid.Signed[dgrid.Order] {
	request := s.request()
	o := dgrid.Order{
		Payer: s.pair.Payer, Provider: s.pair.Provider, Model: s.pair.Model, RequestHash: request.Hash(), MaxPrompt: 100, MaxOutput: 1000,
		Price: dgrid.Price{Input: dgrid.NewAmount(1e6), Output: dgrid.NewAmount(2e6)}, MaxFee: dgrid.NewAmount(1e9), Created: 1000 + uint64(s.n),
		Nonce: digest("nonce", s.n),
	}
	return dgrid.Signed[dgrid.Order]{Object: o, Signature: signature("order", s.n)}
}

func (s script) request() dgrid.Request {
	return dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: fmt.Sprintf("Question %d: what is ½ of 3 <b>\u2028</b>?", s.n)}}}
}

func (s script) begin() *dgrid.Transcript {
	return &dgrid.Transcript{Network: "test", Domain: testDomain, ModelName: "model", Request: s.request(), Prefix: []dgrid.TokenID{7, dgrid.TokenID(s.n)}, Order: s.order()}
}

func (s script) acceptance() dgrid.Signed[dgrid.Acceptance] {
	a := dgrid.Acceptance{Job: s.id, PromptHash: digest("prompt", s.n), PromptTokens: 10}
	return dgrid.Signed[dgrid.Acceptance]{Object: a, Signature: signature("acceptance", s.n)}
}

func (s script) leaf(number uint32, tokens int) (dgrid.Leaf, []dgrid.Sketch) {
	var l dgrid.Leaf
	var sketches []dgrid.Sketch
	for i := range tokens {
		l.IDs = append(l.IDs, dgrid.TokenID(int(number)*100+i))
		sketches = append(sketches, dgrid.Sketch{int16(i), -int16(number), 3, -4, 5, -6, 32767, -32768})
	}
	l.Text = fmt.Sprintf("leaf %d of %d – ✓", number, s.n)
	l.SketchHash = dgrid.HashSketches(sketches)
	return l, sketches
}

func (s script) root(leaves uint32) dgrid.Digest {
	var t dgrid.Tree
	for i := range leaves {
		l, _ := s.leaf(i+1, dgrid.LeafTokens)
		t.Append(l.Hash())
	}
	return t.Root()
}

func (s script) fee(tokens uint32) dgrid.Amount { return s.order().Object.Price.Fee(10, tokens) }

func (s script) step(number uint32) dgrid.Signed[dgrid.Step] {
	tokens := number * dgrid.LeafTokens
	st := dgrid.Step{Job: s.id, Number: number, Root: s.root(number), OutputTokens: tokens, Fee: s.fee(tokens)}
	return dgrid.Signed[dgrid.Step]{Object: st, Signature: signature("step", s.n, number)}
}

func (s script) cancel(tokens uint32) dgrid.Signed[dgrid.Cancel] {
	return dgrid.Signed[dgrid.Cancel]{Object: dgrid.Cancel{Job: s.id, OutputTokens: tokens}, Signature: signature("cancel", s.n, tokens)}
}

func (s script) receipt(tokens uint32) dgrid.Signed[dgrid.Receipt] {
	o := s.order().Object
	r := dgrid.Receipt{Job: s.id, Payer: o.Payer, Provider: o.Provider, Model: o.Model, RequestHash: o.RequestHash, PromptTokens: 10, OutputTokens: tokens,
		Root: digest("root", s.n, tokens), Fee: s.fee(tokens), Started: 1, Ended: 2, Finish: dgrid.FinishStop}
	return dgrid.Signed[dgrid.Receipt]{Object: r, Signature: signature("receipt", s.n, tokens)}
}

func voucher(pair dgrid.Pair, amount uint64) dgrid.Signed[dgrid.Voucher] {
	v := dgrid.Voucher{Payer: pair.Payer, Provider: pair.Provider, Model: pair.Model, Amount: dgrid.NewAmount(amount)}
	sum := binary.BigEndian.AppendUint64(nil, amount)
	return dgrid.Signed[dgrid.Voucher]{Object: v, Signature: signature("voucher", pair, sum)}
}

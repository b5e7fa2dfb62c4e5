package dgrid_test

import (
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
)

// entries are a batch's entry of each kind, by one node.
func entries(t *testing.T) (d dgrid.Domain, node dgrid.Address, all map[string]dgrid.BatchEntry) {
	t.Helper()
	payer, _ := crypto.ToECDSA(digestBytes("payer"))
	key, _ := crypto.ToECDSA(digestBytes("node"))
	if payer == nil || key == nil {
		t.Fatal("no keys")
	}
	d = dgrid.Domain{ChainID: 1337, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}}
	node = crypto.PubkeyToAddress(key.PublicKey)
	order := dgrid.Order{Payer: crypto.PubkeyToAddress(payer.PublicKey), Provider: node, Model: dgrid.ModelID{3}, RequestHash: dgrid.Digest{4}, MaxPrompt: 100, MaxOutput: 100,
		Price: dgrid.Price{Input: dgrid.NewAmount(1e6), Output: dgrid.NewAmount(2e6)}, MaxFee: dgrid.NewAmount(1000)}
	job := dgrid.JobID(d.HashObject(&order))
	acceptance := dgrid.Acceptance{Job: job, PromptTokens: 10, AnchorBy: 5}
	step := dgrid.Step{Job: job, Number: 1, OutputTokens: 32, Fee: dgrid.NewAmount(74)}
	receipt := dgrid.Receipt{Job: job, Payer: order.Payer, Provider: node, Model: order.Model, RequestHash: order.RequestHash, PromptTokens: 10, OutputTokens: 33, Fee: dgrid.NewAmount(76)}
	verdict := dgrid.Verdict{Job: job, Object: d.HashObject(&receipt), Provider: dgrid.Address{8}, Model: order.Model, Epoch: 2, Validator: node, Role: dgrid.RoleSeat, Finding: dgrid.FindingPass}
	sign := func(o dgrid.Object, signer bool) dgrid.Signature {
		k := key
		if signer {
			k = payer
		}
		sig, err := d.Sign(o, k)
		if err != nil {
			t.Fatal(err)
		}
		return sig
	}
	so := &dgrid.Signed[dgrid.Order]{Object: order, Signature: sign(&order, true)}
	leaf := func(k dgrid.LeafKind, o dgrid.Object, fee dgrid.Amount) dgrid.BatchLeaf {
		l := dgrid.BatchLeaf{Kind: k, Object: d.HashObject(o), Model: order.Model, PairFee: fee}
		if k != dgrid.LeafVerdict {
			l.Payer = order.Payer
		}
		return l
	}
	return d, node, map[string]dgrid.BatchEntry{
		"receipt": {Leaf: leaf(dgrid.LeafReceipt, &receipt, receipt.Fee), Order: so, Receipt: &dgrid.Signed[dgrid.Receipt]{Object: receipt, Signature: sign(&receipt, false)}},
		"step": {Leaf: leaf(dgrid.LeafStep, &step, step.Fee), Order: so, Acceptance: &dgrid.Signed[dgrid.Acceptance]{Object: acceptance, Signature: sign(&acceptance, false)},
			Step: &dgrid.Signed[dgrid.Step]{Object: step, Signature: sign(&step, false)}},
		"verdict": {Leaf: leaf(dgrid.LeafVerdict, &verdict, dgrid.Amount{}), Verdict: &dgrid.Signed[dgrid.Verdict]{Object: verdict, Signature: sign(&verdict, false)}},
	}
}

func TestBatchEntryCheck(t *testing.T) {
	d, node, all := entries(t)
	for name, e := range all {
		if err := e.Check(d, node, d.Owners); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if e.Job().IsZero() || (name != "verdict") == e.Fee().IsZero() {
			t.Errorf("%s: job %s, fee %s", name, e.Job(), e.Fee())
		}
		if err := e.Check(d, dgrid.Address{7}, d.Owners); err == nil {
			t.Errorf("%s: as another node's", name)
		}
		other := d
		other.ChainID++
		if err := e.Check(other, node, other.Owners); err == nil {
			t.Errorf("%s: on another chain", name)
		}
	}
	for what, change := range map[string]struct {
		of string
		f  func(e *dgrid.BatchEntry)
	}{
		"no kind":                 {"receipt", func(e *dgrid.BatchEntry) { e.Leaf.Kind = 0 }},
		"another kind":            {"receipt", func(e *dgrid.BatchEntry) { e.Leaf.Kind = dgrid.LeafStep }},
		"no order":                {"receipt", func(e *dgrid.BatchEntry) { e.Order = nil }},
		"no receipt":              {"receipt", func(e *dgrid.BatchEntry) { e.Receipt = nil }},
		"a step, too":             {"receipt", func(e *dgrid.BatchEntry) { e.Step = all["step"].Step }},
		"a verdict, too":          {"receipt", func(e *dgrid.BatchEntry) { e.Verdict = all["verdict"].Verdict }},
		"an order with a verdict": {"verdict", func(e *dgrid.BatchEntry) { e.Order = all["step"].Order }},
		"no acceptance":           {"step", func(e *dgrid.BatchEntry) { e.Acceptance = nil }},
		"another object":          {"receipt", func(e *dgrid.BatchEntry) { e.Leaf.Object[0] ^= 1 }},
		"another step":            {"step", func(e *dgrid.BatchEntry) { e.Leaf.Object[0] ^= 1 }},
		"another verdict":         {"verdict", func(e *dgrid.BatchEntry) { e.Leaf.Object[0] ^= 1 }},
		"another payer":           {"receipt", func(e *dgrid.BatchEntry) { e.Leaf.Payer[0] ^= 1 }},
		"another model":           {"step", func(e *dgrid.BatchEntry) { e.Leaf.Model[0] ^= 1 }},
		"a verdict with a fee":    {"verdict", func(e *dgrid.BatchEntry) { e.Leaf.PairFee = dgrid.NewAmount(1) }},
		"a verdict with a payer":  {"verdict", func(e *dgrid.BatchEntry) { e.Leaf.Payer[0] = 1 }},
		"a signature":             {"receipt", func(e *dgrid.BatchEntry) { s := *e.Receipt; s.Signature[3] ^= 1; e.Receipt = &s }},
		"the order's signature":   {"step", func(e *dgrid.BatchEntry) { s := *e.Order; s.Signature[3] ^= 1; e.Order = &s }},
		"an accepted signature":   {"step", func(e *dgrid.BatchEntry) { s := *e.Acceptance; s.Signature[3] ^= 1; e.Acceptance = &s }},
		"an order's price":        {"receipt", func(e *dgrid.BatchEntry) { s := *e.Order; s.Object.Price.Input = dgrid.NewAmount(5); e.Order = &s }},
		"a fee":                   {"receipt", func(e *dgrid.BatchEntry) { s := *e.Receipt; s.Object.Fee = dgrid.NewAmount(5); e.Receipt = &s }},
		"prompt tokens":           {"step", func(e *dgrid.BatchEntry) { s := *e.Acceptance; s.Object.PromptTokens++; e.Acceptance = &s }},
	} {
		e := all[change.of]
		change.f(&e)
		if err := e.Check(d, node, d.Owners); err == nil {
			t.Errorf("%s of a %s: no error", what, change.of)
		}
	}
}

func digestBytes(s string) []byte {
	h := dgrid.Hash([]byte(s))
	return h[:]
}

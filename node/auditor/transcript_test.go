package auditor_test

import (
	"crypto/ecdsa"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/ethereum/go-ethereum/crypto"
)

var domain = dgrid.Domain{ChainID: 7, Anchors: dgrid.Address{1}, Escrow: dgrid.Address{2}}

func key(name string) *ecdsa.PrivateKey {
	h := dgrid.Hash([]byte("auditor test key " + name))
	k, err := crypto.ToECDSA(h[:])
	if err != nil {
		panic(err)
	}
	return k
}

func sign[T any, P interface {
	*T
	dgrid.Object
}](t testing.TB, o T, k *ecdsa.PrivateKey) dgrid.Signed[T] {
	t.Helper()
	s, err := domain.Sign(P(&o), k)
	if err != nil {
		t.Fatal(err)
	}
	return dgrid.Signed[T]{Object: o, Signature: s}
}

// question is what a payer orders, and where the provider stops although nothing told it to; 0 is nowhere.
type question struct {
	model     dgrid.ModelID
	request   dgrid.Request
	seed      dgrid.Digest
	maxOutput uint32
	stopAfter int
	parent    dgrid.JobID
	prefix    []dgrid.TokenID
}

// answered is the signed transcript of what g answers, as a provider and a payer that keep to the protocol make it, and all
// tokens that the payer saw.
func answered(t testing.TB, g generator, q *question) (*dgrid.Transcript, []dgrid.TokenID) {
	t.Helper()
	payer, provider := key("payer"), key("provider")
	o := dgrid.Order{Payer: crypto.PubkeyToAddress(payer.PublicKey), Provider: crypto.PubkeyToAddress(provider.PublicKey), Model: q.model,
		RequestHash: q.request.Hash(), ClientSeed: q.seed, MaxPrompt: 1000, MaxOutput: q.maxOutput,
		Price:  dgrid.Price{Input: dgrid.NewAmount(1_000_000), Output: dgrid.NewAmount(3_000_000)},
		MaxFee: dgrid.NewAmount(1_000_000_000), Nonce: dgrid.Hash([]byte("nonce")), Session: dgrid.Hash([]byte("session")),
		TemplateTime: 1767225600000, Parent: q.parent, Start: uint32(len(q.prefix))}
	if len(q.prefix) > 0 {
		o.PrefixHash = dgrid.HashTokens(q.prefix)
	}
	x := &dgrid.Transcript{Version: dgrid.Version, Network: "test", Domain: domain, ModelName: "model", Request: q.request, Prefix: q.prefix, Order: sign(t, o, payer)}
	id := dgrid.JobID(domain.HashObject(&o))
	prompt, err := g.Prompt(deadline(t), &q.request, o.TemplateTime, q.prefix)
	if err != nil {
		t.Fatal(err)
	}
	x.Acceptance = sign(t, dgrid.Acceptance{Job: id, PromptHash: dgrid.HashTokens(prompt), PromptTokens: uint32(len(prompt))}, provider)
	finish := fill(t, x, g, q, &dgrid.Job{ID: id, Prompt: prompt, Params: q.request.Params, Seed: dgrid.JobSeed(q.model, q.seed), Start: o.Start, MaxOutput: q.maxOutput})
	settle(t, x, id, finish, provider)
	ids, _ := x.Output(len(x.Leaves))
	return x, ids
}

// fill puts the answer's leaves and sketches into x.
func fill(t testing.TB, x *dgrid.Transcript, g generator, q *question, job *dgrid.Job) dgrid.Finish {
	t.Helper()
	usage, err := g.Generate(deadline(t), job, func(c dgrid.Chunk) error {
		if n := len(x.Leaves); n == 0 || len(x.Leaves[n-1].IDs) == dgrid.LeafTokens {
			x.Leaves = append(x.Leaves, dgrid.Leaf{})
		}
		leaf := &x.Leaves[len(x.Leaves)-1]
		leaf.IDs, leaf.Text = append(leaf.IDs, c.IDs...), leaf.Text+c.Text
		if x.Sketches = append(x.Sketches, c.Sketches...); len(x.Sketches) == q.stopAfter {
			return errStopped
		}
		return nil
	})
	if q.stopAfter > 0 {
		usage.Finish = dgrid.FinishInterrupted
	} else if err != nil {
		t.Fatal(err)
	}
	for i := range x.Leaves {
		from := i * dgrid.LeafTokens
		x.Leaves[i].SketchHash = dgrid.HashSketches(x.Sketches[from : from+len(x.Leaves[i].IDs)])
	}
	return usage.Finish
}

// settle signs a step for every whole leaf, and the receipt.
func settle(t testing.TB, x *dgrid.Transcript, id dgrid.JobID, finish dgrid.Finish, provider *ecdsa.PrivateKey) {
	t.Helper()
	o, prompt := &x.Order.Object, x.Acceptance.Object.PromptTokens
	var tree dgrid.Tree
	tokens := uint32(0)
	for i := range x.Leaves {
		whole := len(x.Leaves[i].IDs) == dgrid.LeafTokens
		if !whole && finish.Early() {
			break
		}
		tree.Append(x.Leaves[i].Hash())
		tokens += uint32(len(x.Leaves[i].IDs))
		if whole {
			x.Steps = append(x.Steps, sign(t, dgrid.Step{Job: id, Number: uint32(i + 1), Root: tree.Root(), OutputTokens: tokens, Fee: o.Price.Fee(prompt, tokens)}, provider))
		}
	}
	r := dgrid.Receipt{Job: id, Payer: o.Payer, Provider: o.Provider, Model: o.Model, RequestHash: o.RequestHash, PromptTokens: prompt, OutputTokens: tokens,
		Root: tree.Root(), Fee: o.Price.Fee(prompt, tokens), Started: 1000, Ended: 2000, Finish: finish}
	n := int(tokens+dgrid.LeafTokens-1) / dgrid.LeafTokens
	r.OutputHash = dgrid.OutputHash(x.Output(n))
	signed := sign(t, r, provider)
	x.Receipt = &signed
}

package contract_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
)

// filled gives every byte of a digest another value.
func filled(seed byte) (d dgrid.Digest) {
	for i := range d {
		d[i] = seed + byte(i)
	}
	return d
}

func TestObjectHashes(t *testing.T) {
	c := newChain(t)
	a, b := dgrid.Address{1, 2, 19: 3}, dgrid.Address{0: 255, 19: 254}
	order := &dgrid.Order{
		Payer: a, Provider: b, Model: dgrid.ModelID(filled(1)), RequestHash: filled(2), ClientSeed: filled(3), MaxPrompt: 4, MaxOutput: math.MaxUint32,
		Price: dgrid.Price{Input: dgrid.NewAmount(6), Output: dgrid.MaxAmount}, MaxFee: dgrid.NewAmount(8), Created: 9, Expiry: math.MaxUint64, TemplateTime: 11,
		Privacy: 1, Nonce: filled(12), Session: filled(13), Parent: dgrid.JobID(filled(14)), PrefixHash: filled(15), Start: 16,
	}
	acceptance := &dgrid.Acceptance{Job: dgrid.JobID(filled(1)), PromptHash: filled(2), PromptTokens: 3, AnchorBy: 4}
	step := &dgrid.Step{Job: dgrid.JobID(filled(1)), Number: 2, Root: filled(3), OutputTokens: 4, Fee: dgrid.MaxAmount}
	r := receipt(c.who("payer"), c.who("provider"), "job", 77)
	anchor := &dgrid.Anchor{Node: a, Epoch: 2, Root: filled(3), Count: 4}
	verdict := &dgrid.Verdict{
		Job: dgrid.JobID(filled(1)), Object: filled(2), Provider: a, Model: dgrid.ModelID(filled(3)), Epoch: 4, Validator: b, Role: dgrid.RoleControl, Seat: 6, Finding: dgrid.FindingFail,
		Scores: dgrid.Scores{S1: -1, S1Window: math.MinInt32, S2: math.MaxInt32, S2Window: 0}, Cell: filled(7), Evidence: filled(8),
	}
	ballot := &dgrid.Ballot{Provider: a, Object: filled(2), Validator: b, Seat: 3, Guilty: 1}
	vouch := &dgrid.Voucher{Payer: a, Provider: b, Model: dgrid.ModelID(filled(1)), Amount: dgrid.MaxAmount}
	at := c.Deployment.Anchors.Address
	for _, k := range []struct {
		object dgrid.Object
		got    [32]byte
	}{
		{order, ask(c, at, anchorsABI.PackHashOrder(anchors.Order{
			Payer: order.Payer, Provider: order.Provider, Model: order.Model, RequestHash: order.RequestHash, ClientSeed: order.ClientSeed, MaxPrompt: order.MaxPrompt, MaxOutput: order.MaxOutput,
			PriceInput: order.Price.Input.Big(), PriceOutput: order.Price.Output.Big(), MaxFee: order.MaxFee.Big(), Created: order.Created, Expiry: order.Expiry, TemplateTime: order.TemplateTime,
			Privacy: uint8(order.Privacy), Nonce: order.Nonce, Session: order.Session, Parent: order.Parent, PrefixHash: order.PrefixHash, Start: order.Start,
		}), anchorsABI.UnpackHashOrder)},
		{acceptance, ask(c, at, anchorsABI.PackHashAcceptance(as[anchors.Acceptance](disputeAcceptance(acceptance))), anchorsABI.UnpackHashAcceptance)},
		{step, ask(c, at, anchorsABI.PackHashStep(as[anchors.Step](disputeStep(step))), anchorsABI.UnpackHashStep)},
		{r, ask(c, at, anchorsABI.PackHashReceipt(abiReceipt(r)), anchorsABI.UnpackHashReceipt)},
		{anchor, ask(c, at, anchorsABI.PackHashAnchor(as[anchors.Anchor](disputeAnchor(anchor))), anchorsABI.UnpackHashAnchor)},
		{verdict, ask(c, at, anchorsABI.PackHashVerdict(anchors.Verdict{
			Job: verdict.Job, Object: verdict.Object, Provider: verdict.Provider, Model: verdict.Model, Epoch: verdict.Epoch, Validator: verdict.Validator, Role: uint8(verdict.Role), Seat: verdict.Seat,
			Finding: uint8(verdict.Finding), S1: verdict.Scores.S1, S1Window: verdict.Scores.S1Window, S2: verdict.Scores.S2, S2Window: verdict.Scores.S2Window, Cell: verdict.Cell, Evidence: verdict.Evidence,
		}), anchorsABI.UnpackHashVerdict)},
		{ballot, ask(c, at, anchorsABI.PackHashBallot(anchors.Ballot{
			Provider: ballot.Provider, Object: ballot.Object, Validator: ballot.Validator, Seat: ballot.Seat, Guilty: ballot.Guilty,
		}), anchorsABI.UnpackHashBallot)},
		{vouch, ask(c, c.Escrow.Address, escrowABI.PackHashVoucher(escrow.Voucher{
			Payer: vouch.Payer, Provider: vouch.Provider, Model: vouch.Model, Amount: vouch.Amount.Big(),
		}), escrowABI.UnpackHashVoucher)},
	} {
		equal(t, "the contract's hash of a "+k.object.Kind().String(), dgrid.Digest(k.got), c.domain.HashObject(k.object))
	}
}

// Every place of every small tree, and some places of larger ones, are included by Go's proof, and by no other place's.
func TestInclusion(t *testing.T) {
	c := newChain(t)
	node := c.who("provider")
	includes := func(in *dgrid.Inclusion) bool {
		return ask(c, c.Deployment.Anchors.Address, anchorsABI.PackIncludes(proof(in)), anchorsABI.UnpackIncludes)
	}
	for _, size := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 100, 1_000} {
		leaves := make([]dgrid.BatchLeaf, size)
		for i := range leaves {
			leaves[i] = dgrid.BatchLeaf{
				Kind: dgrid.LeafStep, Seq: uint64(i), Object: filled(byte(i)), Payer: dgrid.Address{byte(i)}, Model: model, PairFee: dgrid.NewAmount(uint64(i)), Previous: filled(byte(i + 1)),
			}
		}
		b := c.anchor(node, leaves...)
		for i := 0; i < size; i += 1 + size/17 {
			in := c.prove(b, i)
			equal(t, fmt.Sprintf("leaf %d of %d being included", i, size), includes(in), true)
			wrong := *in
			wrong.Index = uint64((i + 1) % size)
			equal(t, fmt.Sprintf("leaf %d of %d at the next place", i, size), includes(&wrong), size == 1)
			if size > 1 {
				wrong = *in
				wrong.Path = append(append([]dgrid.Digest{}, in.Path...), dgrid.Digest{})
				equal(t, fmt.Sprintf("leaf %d of %d with a longer path", i, size), includes(&wrong), false)
				wrong.Path = in.Path[:len(in.Path)-1]
				equal(t, fmt.Sprintf("leaf %d of %d with a shorter path", i, size), includes(&wrong), false)
			}
			wrong = *in
			wrong.Leaf.Seq++
			equal(t, fmt.Sprintf("another leaf than %d of %d", i, size), includes(&wrong), false)
		}
	}
}

package contract_test

import (
	"github.com/ethereum/go-ethereum/accounts/abi"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
)

// batch is a batch of a node that was anchored, with its leaves.
type batch struct {
	dgrid.Batch
	leaves []dgrid.BatchLeaf
}

// leafOf is a receipt's leaf, first of its pair.
func (c *chain) leafOf(r *dgrid.Receipt, pairFee uint64) dgrid.BatchLeaf {
	return dgrid.BatchLeaf{Kind: dgrid.LeafReceipt, Object: c.domain.HashObject(r), Payer: r.Payer, Model: r.Model, PairFee: dgrid.NewAmount(pairFee)}
}

// receipt is a receipt of a job between payer and provider.
func receipt(payer, provider *person, job string, fee uint64) *dgrid.Receipt {
	return &dgrid.Receipt{
		Job: dgrid.JobID(dgrid.Hash([]byte(job))), Payer: payer.Address, Provider: provider.Address, Model: model, RequestHash: dgrid.Hash([]byte("request")),
		PromptTokens: 12, OutputTokens: 34, Root: dgrid.Hash([]byte("root")), OutputHash: dgrid.Hash([]byte("output")), Fee: dgrid.NewAmount(fee),
		Started: 1, Ended: 2, Finish: dgrid.FinishStop,
	}
}

func rootOf(leaves []dgrid.BatchLeaf) (dgrid.Digest, []dgrid.Digest) {
	hashes := make([]dgrid.Digest, len(leaves))
	for i := range leaves {
		hashes[i] = leaves[i].Hash()
	}
	return dgrid.RootOf(hashes), hashes
}

// head is a node's last epoch.
func (c *chain) head(node dgrid.Address) anchors.HeadOutput {
	c.Helper()
	return ask(c, c.Anchors.Address, anchorsABI.PackHead(node), anchorsABI.UnpackHead)
}

// anchor anchors the node's next batch, as soon as the contract takes it.
func (c *chain) anchor(node *person, leaves ...dgrid.BatchLeaf) *batch {
	c.Helper()
	epoch := c.head(node.Address).Epoch + 1
	if epoch > 1 {
		c.pass(20)
		c.mine(3)
	}
	root, _ := rootOf(leaves)
	r := c.send(node, c.Anchors.Address, anchorsABI.PackAnchor(epoch, root, uint64(len(leaves))))
	return &batch{dgrid.Batch{Node: node.Address, Epoch: epoch, Root: root, Count: uint64(len(leaves)), Block: r.BlockNumber.Uint64()}, leaves}
}

// prove is the proof of the batch's leaf i.
func (c *chain) prove(b *batch, i int) *dgrid.Inclusion {
	c.Helper()
	_, hashes := rootOf(b.leaves)
	path, err := dgrid.Prove(hashes, i)
	if err != nil {
		c.Fatal(err)
	}
	in := &dgrid.Inclusion{Batch: b.Batch, Leaf: b.leaves[i], Index: uint64(i), Path: path}
	if err := in.Verify(); err != nil {
		c.Fatal(err)
	}
	return in
}

func batchOf(b *dgrid.Batch) anchors.Batch {
	return anchors.Batch{Node: b.Node, Epoch: b.Epoch, Root: b.Root, Count: b.Count, BlockNumber: b.Block}
}

func proof(in *dgrid.Inclusion) anchors.Proof {
	l := &in.Leaf
	p := anchors.Proof{
		Batch: batchOf(&in.Batch), Index: in.Index, Path: make([][32]byte, len(in.Path)),
		Leaf: anchors.Leaf{Kind: uint8(l.Kind), Seq: l.Seq, Object: l.Object, Payer: l.Payer, Model: l.Model, PairFee: l.PairFee.Big(), Previous: l.Previous},
	}
	for i, h := range in.Path {
		p.Path[i] = h
	}
	return p
}

// as turns a binding's struct into the same one of another package.
func as[T any](v any) T { return *abi.ConvertType(v, new(T)).(*T) }

func escrowProof(in *dgrid.Inclusion) escrow.Proof    { return as[escrow.Proof](proof(in)) }
func disputeProof(in *dgrid.Inclusion) disputes.Proof { return as[disputes.Proof](proof(in)) }

func abiReceipt(r *dgrid.Receipt) anchors.Receipt {
	return anchors.Receipt{
		Job: r.Job, Payer: r.Payer, Provider: r.Provider, Model: r.Model, RequestHash: r.RequestHash, PromptTokens: r.PromptTokens, OutputTokens: r.OutputTokens,
		Root: r.Root, OutputHash: r.OutputHash, Fee: r.Fee.Big(), Started: r.Started, Ended: r.Ended, Finish: uint8(r.Finish),
	}
}

func disputeReceipt(r *dgrid.Receipt) disputes.Receipt { return as[disputes.Receipt](abiReceipt(r)) }

func disputeStep(s *dgrid.Step) disputes.Step {
	return disputes.Step{Job: s.Job, Number: s.Number, Root: s.Root, OutputTokens: s.OutputTokens, Fee: s.Fee.Big()}
}

func disputeAnchor(a *dgrid.Anchor) disputes.Anchor {
	return disputes.Anchor{Node: a.Node, Epoch: a.Epoch, Root: a.Root, Count: a.Count}
}

func disputeAcceptance(a *dgrid.Acceptance) disputes.Acceptance {
	return disputes.Acceptance{Job: a.Job, PromptHash: a.PromptHash, PromptTokens: a.PromptTokens, AnchorBy: a.AnchorBy}
}

// redemption is what one call of redeem takes.
type redemption struct {
	vouchers   []escrow.Voucher
	signatures [][]byte
	proofs     []escrow.Proof
}

func (c *chain) add(r *redemption, signer *person, v *dgrid.Voucher, in *dgrid.Inclusion) {
	c.Helper()
	r.vouchers = append(r.vouchers, escrow.Voucher{Payer: v.Payer, Provider: v.Provider, Model: v.Model, Amount: v.Amount.Big()})
	r.signatures = append(r.signatures, c.sign(v, signer))
	r.proofs = append(r.proofs, escrowProof(in))
}

func (r *redemption) pack() []byte { return escrowABI.PackRedeem(r.vouchers, r.signatures, r.proofs) }

// one is a redemption of a single voucher.
func (c *chain) one(signer *person, v *dgrid.Voucher, in *dgrid.Inclusion) []byte {
	c.Helper()
	var r redemption
	c.add(&r, signer, v, in)
	return r.pack()
}

func voucher(payer, provider *person, amount uint64) *dgrid.Voucher {
	return &dgrid.Voucher{Payer: payer.Address, Provider: provider.Address, Model: model, Amount: dgrid.NewAmount(amount)}
}

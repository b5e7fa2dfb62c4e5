package contract

import (
	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/settlement/contract/disputes"
	"github.com/dgrid-network/dgrid/settlement/contract/escrow"
)

// The bindings have a type of their own for each contract that a structure goes to. All are of one shape, so that they convert.

func batch(b dgrid.Batch) escrow.Batch {
	return escrow.Batch{Node: b.Node, Epoch: b.Epoch, Root: b.Root, Count: b.Count, BlockNumber: b.Block}
}

// EscrowProof is the inclusion as Escrow takes it.
func EscrowProof(i *dgrid.Inclusion) escrow.Proof {
	path := make([][32]byte, len(i.Path))
	for n, p := range i.Path {
		path[n] = p
	}
	l := &i.Leaf
	leaf := escrow.Leaf{Kind: uint8(l.Kind), Seq: l.Seq, Object: l.Object, Payer: l.Payer, Model: l.Model, PairFee: l.PairFee.Big(), Previous: l.Previous}
	return escrow.Proof{Batch: batch(i.Batch), Leaf: leaf, Index: i.Index, Path: path}
}

// AnchorsProof is the inclusion as Anchors takes it.
func AnchorsProof(i *dgrid.Inclusion) anchors.Proof {
	p := EscrowProof(i)
	return anchors.Proof{Batch: anchors.Batch(p.Batch), Leaf: anchors.Leaf(p.Leaf), Index: p.Index, Path: p.Path}
}

// DisputesProof is the inclusion as Disputes takes it.
func DisputesProof(i *dgrid.Inclusion) disputes.Proof {
	p := EscrowProof(i)
	return disputes.Proof{Batch: disputes.Batch(p.Batch), Leaf: disputes.Leaf(p.Leaf), Index: p.Index, Path: p.Path}
}

// EscrowVoucher is the voucher as Escrow takes it.
func EscrowVoucher(v *dgrid.Voucher) escrow.Voucher {
	return escrow.Voucher{Payer: v.Payer, Provider: v.Provider, Model: v.Model, Amount: v.Amount.Big()}
}

// DisputesReceipt is the receipt as Disputes takes it.
func DisputesReceipt(r *dgrid.Receipt) disputes.Receipt {
	return disputes.Receipt{
		Job: r.Job, Payer: r.Payer, Provider: r.Provider, Model: r.Model, RequestHash: r.RequestHash, PromptTokens: r.PromptTokens,
		OutputTokens: r.OutputTokens, Root: r.Root, OutputHash: r.OutputHash, Fee: r.Fee.Big(), Started: r.Started, Ended: r.Ended, Finish: uint8(r.Finish),
	}
}

// DisputesBallot is the ballot as Disputes takes it.
func DisputesBallot(b *dgrid.Ballot) disputes.Ballot {
	return disputes.Ballot{Provider: b.Provider, Object: b.Object, Validator: b.Validator, Seat: b.Seat, Guilty: b.Guilty}
}

package dgrid_test

import (
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
)

// What a step costs the provider (hash the leaf, extend the tree, sign) and the payer (the same, and check the signature).
func BenchmarkStep(b *testing.B) {
	key, err := crypto.GenerateKey()
	if err != nil {
		b.Fatal(err)
	}
	domain, signer := dgrid.Domain{ChainID: 1}, crypto.PubkeyToAddress(key.PublicKey)
	leaf := dgrid.Leaf{IDs: make([]dgrid.TokenID, dgrid.LeafTokens), Text: "a leaf holds some hundred bytes of text, of which this is a part", SketchHash: dgrid.Hash()}
	step := dgrid.Step{Number: 1, OutputTokens: dgrid.LeafTokens, Fee: dgrid.NewAmount(12_800_000_000_000)}
	commit := func(tree *dgrid.Tree) {
		tree.Append(leaf.Hash())
		step.Root = tree.Root()
	}
	var sig dgrid.Signature
	b.Run("sign", func(b *testing.B) {
		var tree dgrid.Tree
		for b.Loop() {
			commit(&tree)
			if sig, err = domain.Sign(&step, key); err != nil {
				b.Fatal(err)
			}
		}
	})
	if sig, err = domain.Sign(&step, key); err != nil {
		b.Fatal(err)
	}
	b.Run("check", func(b *testing.B) {
		var tree dgrid.Tree
		for b.Loop() {
			tree.Append(leaf.Hash())
			if err := domain.Verify(&step, sig, signer); err != nil {
				b.Fatal(err)
			}
		}
	})
}

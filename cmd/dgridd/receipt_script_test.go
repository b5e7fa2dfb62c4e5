package main_test

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"math/big"
	"os"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
)

// anchored runs `anchored NETWORK FILE`: the development key, as a provider, anchors a batch of one job on the script's chain, and another that
// pins the first. FILE is the job's transcript, with its inclusion.
func anchored(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: anchored NETWORK FILE")
	}
	network, err := config.LoadNetwork(ts.MkAbs(args[0]))
	ts.Check(err)
	provider, err := crypto.HexToECDSA("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
	ts.Check(err)
	t := shortAnswer(ts, network.Domain, provider)
	p := t.Order.Object.Pair()
	leaf := dgrid.BatchLeaf{Kind: dgrid.LeafReceipt, Object: network.Domain.HashObject(&t.Receipt.Object), Payer: p.Payer, Model: p.Model, PairFee: t.Receipt.Object.Fee}
	b := dgrid.Batch{Node: p.Provider, Epoch: 1, Root: leaf.Hash(), Count: 1}
	b.Block = anchorAs(ts, network.Domain.Anchors, provider, &b)
	t.Inclusion = &dgrid.Inclusion{Batch: b, Leaf: leaf}
	anchorAs(ts, network.Domain.Anchors, provider, &dgrid.Batch{Epoch: 2, Root: dgrid.Digest{1}, Count: 1})
	text, err := json.Marshal(t)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), text, 0o600))
}

// finality is more than the confirmations of a development network.
const finality = 4

// anchorAs anchors a batch, trying again while the contract finds it too early, and returns its block when that is final.
func anchorAs(ts *testscript.TestScript, to dgrid.Address, key *ecdsa.PrivateKey, b *dgrid.Batch) uint64 {
	client := chainOf(ts).Client()
	ctx, cancel := context.WithTimeout(context.Background(), scriptLimit)
	defer cancel()
	for {
		nonce, err := client.PendingNonceAt(ctx, crypto.PubkeyToAddress(key.PublicKey))
		ts.Check(err)
		tx, err := types.SignNewTx(key, types.LatestSignerForChainID(big.NewInt(1337)), &types.DynamicFeeTx{
			ChainID: big.NewInt(1337), Nonce: nonce, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(3e9), Gas: 400_000, To: &to,
			Data: anchors.NewAnchors().PackAnchor(b.Epoch, b.Root, b.Count),
		})
		ts.Check(err)
		ts.Check(client.SendTransaction(ctx, tx))
		var r *types.Receipt
		for r == nil {
			if r, err = client.TransactionReceipt(ctx, tx.Hash()); err != nil {
				r = nil
				<-time.After(10 * time.Millisecond)
			}
			if ctx.Err() != nil {
				ts.Fatalf("batch %d was not anchored", b.Epoch)
			}
		}
		if r.Status != types.ReceiptStatusSuccessful {
			continue // too early
		}
		block := r.BlockNumber.Uint64()
		for head := block; head < block+finality; <-time.After(10 * time.Millisecond) {
			head, err = client.BlockNumber(ctx)
			ts.Check(err)
		}
		return block
	}
}

// shortAnswer is a job of two tokens, signed by a payer of its own.
func shortAnswer(ts *testscript.TestScript, d dgrid.Domain, provider *ecdsa.PrivateKey) *dgrid.Transcript {
	payer, err := crypto.ToECDSA(common.LeftPadBytes([]byte{7}, 32))
	ts.Check(err)
	request := dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "Why?"}}, Params: dgrid.Params{Temperature: 800_000}}
	o := dgrid.Order{Payer: crypto.PubkeyToAddress(payer.PublicKey), Provider: crypto.PubkeyToAddress(provider.PublicKey), Model: dgrid.ModelID{1},
		RequestHash: request.Hash(), ClientSeed: dgrid.UserSeed(1), MaxPrompt: 9, MaxOutput: 2, Price: dgrid.Price{Output: dgrid.NewAmount(1_000_000)},
		MaxFee: dgrid.NewAmount(9), Nonce: dgrid.Digest{2}, Session: dgrid.Digest{3}}
	t := &dgrid.Transcript{Version: dgrid.Version, Network: "dev-local", Domain: d, ModelName: "m", Request: request, Order: signed(ts, d, o, payer)}
	id := dgrid.JobID(d.HashObject(&o))
	t.Acceptance = signed(ts, d, dgrid.Acceptance{Job: id, PromptHash: dgrid.HashTokens([]dgrid.TokenID{5}), PromptTokens: 1, AnchorBy: 100}, provider)
	leaf := dgrid.Leaf{IDs: []dgrid.TokenID{6, 7}, Text: "So."}
	t.Leaves = []dgrid.Leaf{leaf}
	var tree dgrid.Tree
	tree.Append(leaf.Hash())
	receipt := signed(ts, d, dgrid.Receipt{Job: id, Payer: o.Payer, Provider: o.Provider, Model: o.Model, RequestHash: o.RequestHash, PromptTokens: 1, OutputTokens: 2,
		Root: tree.Root(), OutputHash: dgrid.OutputHash(t.Output(1)), Fee: o.Price.Fee(1, 2), Started: 1, Ended: 2, Finish: dgrid.FinishLength}, provider)
	t.Receipt = &receipt
	return t
}

func signed[T any, P interface {
	*T
	dgrid.Object
}](ts *testscript.TestScript, d dgrid.Domain, v T, key *ecdsa.PrivateKey) dgrid.Signed[T] {
	s := dgrid.Signed[T]{Object: v}
	var err error
	s.Signature, err = d.Sign(P(&s.Object), key)
	ts.Check(err)
	return s
}

package evm_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

var write = flag.Bool("write", false, "write testdata/items.json anew")

// samples is one item of each state.
func samples(t testing.TB) []evm.Item {
	t.Helper()
	key := testKey(1)
	in := evm.Intent{ID: "anchor/7", Kind: "anchor", To: counter, Data: bytes.Repeat([]byte{0xda}, 100), Value: big.NewInt(5), GasLimit: 90_000, Note: "epoch 7"}
	tx, err := types.SignNewTx(key, types.LatestSignerForChainID(big.NewInt(chainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(chainID), Nonce: 3, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(3e9), Gas: 90_000, To: &in.To, Value: in.Value, Data: in.Data,
	})
	must(t, err)
	raw, err := tx.MarshalBinary()
	must(t, err)
	queued := evm.Item{Intent: in, Seq: 1, From: address(key), State: evm.Queued, Created: 1000, Changed: 1001, Nonce: 2, Head: 50}
	sent := queued
	sent.State, sent.Nonce, sent.Hashes, sent.Raw, sent.Attempted, sent.Head = evm.Sent, 3, []dgrid.Digest{{1}, dgrid.Digest(tx.Hash())}, raw, 1002, 51
	mined := sent
	mined.State, mined.Block, mined.BlockHash, mined.Hash, mined.GasUsed, mined.FeePaid = evm.Mined, 52, dgrid.Digest{2}, dgrid.Digest(tx.Hash()), 40_119, big.NewInt(80_238_000_000_000)
	final := mined
	final.State, final.Changed = evm.Final, 1003
	failed := final
	failed.State, failed.Reverted, failed.Error = evm.Failed, true, "the contract refuses: closed today"
	replaced := sent
	replaced.State, replaced.Error = evm.Replaced, "nonce 3 went to a transaction that the outbox does not know"
	deploy := queued
	deploy.Seq, deploy.ID, deploy.To, deploy.Value, deploy.Note = 2, "deploy", dgrid.Address{}, new(big.Int), ""
	return []evm.Item{queued, sent, mined, final, failed, replaced, deploy}
}

type itemVector struct {
	State string   `json:"state"`
	Bytes string   `json:"bytes"`
	Item  evm.Item `json:"item"`
}

func TestItemVectors(t *testing.T) {
	var have []itemVector
	for _, i := range samples(t) {
		b, err := evm.EncodeItem(&i)
		must(t, err)
		have = append(have, itemVector{i.State.String(), hex.EncodeToString(b), i})
		back, err := evm.DecodeItem(b)
		must(t, err)
		if fmt.Sprintf("%+v", back) != fmt.Sprintf("%+v", i) { // not DeepEqual: a number 0 has two forms in memory
			t.Errorf("%s: got %+v, want %+v", i.State, back, i)
		}
	}
	got, err := json.MarshalIndent(have, "", "  ")
	must(t, err)
	got = append(got, '\n')
	if *write {
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile("testdata/items.json", got, 0o644))
	}
	want, err := os.ReadFile("testdata/items.json")
	must(t, err)
	if string(got) != string(want) {
		t.Error("the encoding is not that of testdata/items.json; outboxes hold it, so a change needs a new version byte")
	}
}

func TestItemsThatAreNotStored(t *testing.T) {
	for name, change := range map[string]func(*evm.Item){
		"no key":          func(i *evm.Item) { i.ID = "" },
		"long key":        func(i *evm.Item) { i.ID = strings.Repeat("x", evm.MaxID+1) },
		"no kind":         func(i *evm.Item) { i.Kind = "" },
		"long data":       func(i *evm.Item) { i.Data = make([]byte, evm.MaxData+1) },
		"no state":        func(i *evm.Item) { i.State = 0 },
		"unknown state":   func(i *evm.Item) { i.State = 9 },
		"negative value":  func(i *evm.Item) { i.Value = big.NewInt(-1) },
		"text not UTF-8":  func(i *evm.Item) { i.Note = "\xff" },
		"another call":    func(i *evm.Item) { i.Data = []byte{1} },
		"another address": func(i *evm.Item) { i.To = refuser },
		"broken bytes":    func(i *evm.Item) { i.Raw = i.Raw[1:] },
		"many attempts":   func(i *evm.Item) { i.Hashes = make([]dgrid.Digest, 65) },
	} {
		i := samples(t)[1]
		change(&i)
		if _, err := evm.EncodeItem(&i); err == nil {
			t.Errorf("%s: stored", name)
		}
	}
	i := samples(t)[1]
	i.Error = strings.Repeat("é", 1000) + "\xff"
	b, err := evm.EncodeItem(&i)
	must(t, err)
	if back, err := evm.DecodeItem(b); err != nil || len(back.Error) != 1000 {
		t.Errorf("a long error text: %d bytes, %v", len(back.Error), err)
	}
	big := samples(t)[0]
	big.Data = make([]byte, evm.MaxData)
	if b, err = evm.EncodeItem(&big); err != nil || len(b) > evm.MaxItem {
		t.Errorf("the longest item has %d bytes, %v", len(b), err)
	}
	for cut := range b[:300] {
		if _, err := evm.DecodeItem(b[:cut]); err == nil {
			t.Errorf("cut at %d: decoded", cut)
		}
	}
	if _, err := evm.DecodeItem(append(b, 0)); err == nil {
		t.Error("a byte is left over: decoded")
	}
}

// FuzzDecodeItem holds DecodeItem to being EncodeItem's inverse on everything that it accepts.
func FuzzDecodeItem(f *testing.F) {
	for _, i := range samples(f) {
		b, err := evm.EncodeItem(&i)
		must(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		i, err := evm.DecodeItem(b)
		if err != nil {
			return
		}
		again, err := evm.EncodeItem(&i)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%x decodes to what encodes to %x, %v", b, again, err)
		}
	})
}

// FuzzDecodeRevert holds Decode to never failing on what a contract returns.
func FuzzDecodeRevert(f *testing.F) {
	f.Add(tokenError())
	f.Add(textError("closed today"))
	f.Add(common.FromHex("4e487b710000000000000000000000000000000000000000000000000000000000000011"))
	e := evm.NewErrors()
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := e.Decode(b); err == nil || err.Error() == "" {
			t.Errorf("%x: %v", b, err)
		}
	})
}

package evm_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// The sender deploys a real contract; its bindings read over the client, and its refusals come back with types.
func TestBindings(t *testing.T) {
	key, other := testKey(1), testKey(2)
	w := newWorld(t, key, other)
	token := devtoken.NewDevToken()
	known := token.GetABI()
	cfg := w.config(w.serve())
	cfg.Errors = evm.NewErrors(&known)
	c, err := evm.Dial(t.Context(), cfg, quiet)
	must(t, err)
	defer c.Close()
	s := w.sender(c, evm.NewMemoryOutbox(), key, fast())
	running(t, s)
	send := func(in evm.Intent) evm.Item {
		t.Helper()
		_, err := s.Send(t.Context(), in)
		must(t, err)
		until(t, in.ID, func() bool { return state(t, s, in.ID) == evm.Final }, func() { w.commit() })
		item, err := s.Wait(t.Context(), in.ID)
		must(t, err)
		return item
	}
	created := send(evm.Intent{ID: "deploy", Kind: "deploy", Data: common.FromHex(devtoken.DevTokenMetaData.Bin)})
	at := created.Contract()
	send(evm.Intent{ID: "mint", Kind: "mint", To: at, Data: token.PackMint(address(key), big.NewInt(100))})
	send(evm.Intent{ID: "pay", Kind: "pay", To: at, Data: token.PackTransfer(address(other), big.NewInt(30))})

	final, err := c.Final(t.Context())
	must(t, err)
	for _, number := range []*big.Int{nil, new(big.Int).SetUint64(final.Number)} {
		opts := &bind.CallOpts{Context: t.Context(), BlockNumber: number}
		have, err := bind.Call(token.Instance(c, at), opts, token.PackBalanceOf(address(other)), token.UnpackBalanceOf)
		must(t, err)
		if have.Int64() != 30 {
			t.Errorf("balance %s at block %v", have, number)
		}
	}
	it, err := bind.FilterEvents(token.Instance(c, at), &bind.FilterOpts{Context: t.Context(), Start: 0}, token.UnpackTransferEvent)
	must(t, err)
	defer it.Close()
	events := 0
	for it.Next() {
		events++
	}
	if must(t, it.Error()); events != 2 {
		t.Errorf("%d transfers, want 2", events)
	}

	var tokens *evm.TokensError
	var revert *evm.RevertError
	_, err = s.Send(t.Context(), evm.Intent{ID: "too much", Kind: "pay", To: at, Data: token.PackTransfer(address(other), big.NewInt(71))})
	if !errors.As(err, &tokens) || tokens.Allowance || tokens.Have.Int64() != 70 || tokens.Need.Int64() != 71 || tokens.Account != address(key) {
		t.Errorf("more than there is: %v", err)
	}
	_, err = s.Send(t.Context(), evm.Intent{ID: "not allowed", Kind: "pay", To: at, Data: token.PackTransferFrom(address(other), address(key), big.NewInt(1))})
	if !errors.As(err, &tokens) || !tokens.Allowance || tokens.Account != address(key) {
		t.Errorf("not allowed: %v", err)
	}
	_, err = s.Send(t.Context(), evm.Intent{ID: "nobody", Kind: "pay", To: at, Data: token.PackTransfer(common.Address{}, big.NewInt(1))})
	if !errors.As(err, &revert) || revert.Name != "ERC20InvalidReceiver" {
		t.Errorf("to nobody: %v", err)
	}
	if decoded, err := token.UnpackError(revert.Data); err != nil || decoded == nil {
		t.Errorf("the bindings read the revert's data as %v, %v", decoded, err)
	}
	if want := "send pay: estimate gas: the contract refuses: ERC20InvalidReceiver: receiver 0x0000000000000000000000000000000000000000"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

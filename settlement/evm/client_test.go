package evm_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

func TestWrongChain(t *testing.T) {
	w := newWorld(t)
	srv, other := w.serve(), w.serve()
	other.setFault(func(r request) fault {
		if r.Method == "eth_chainId" {
			return fault{result: "0x1"}
		}
		return fault{}
	})
	_, err := evm.Dial(t.Context(), w.config(srv, other), quiet)
	var m *evm.MismatchError
	if !errors.As(err, &m) || !errors.Is(err, evm.ErrMismatch) || m.Want != "1337" || m.Have != "1" || m.Endpoint != other.URL {
		t.Errorf("an endpoint of another chain: %v", err)
	}
	cfg := w.config(srv)
	cfg.Genesis = dgrid.Digest{1}
	_, err = evm.Dial(t.Context(), cfg, quiet)
	if !errors.As(err, &m) || m.What != "genesis" || m.Want != cfg.Genesis.String() || m.Have != w.genesis().String() {
		t.Errorf("an endpoint of another genesis: %v", err)
	}
}

// An endpoint that turns to another chain while others do not is left out; it does not end anybody.
func TestOneTurnsAway(t *testing.T) {
	w := newWorld(t)
	bad, good := w.serve(), w.serve()
	c := w.client(bad, good)
	bad.down(true)
	_, err := c.SuggestGasPrice(t.Context())
	must(t, err)
	bad.setFault(func(r request) fault {
		if r.Method == "eth_chainId" {
			return fault{result: "0x1"}
		}
		return fault{}
	})
	for range 3 {
		_, err := c.SuggestGasPrice(t.Context())
		must(t, err)
		_, err = c.Head(t.Context())
		must(t, err)
	}
}

// A chain that is started anew behind the same URL is noticed by the first call after the connection broke.
func TestChainReplaced(t *testing.T) {
	w := newWorld(t)
	srv := w.serve()
	c := w.client(srv)
	srv.down(true)
	if _, err := c.Head(t.Context()); !errors.Is(err, evm.ErrDown) {
		t.Fatalf("a broken connection: %v", err)
	}
	srv.setFault(func(r request) fault {
		if r.Method != "eth_getBlockByNumber" {
			return fault{}
		}
		return fault{change: func(b json.RawMessage) json.RawMessage {
			return json.RawMessage(strings.Replace(string(b), w.genesis().String(), dgrid.Digest{1}.String(), 1))
		}}
	})
	if _, err := c.Head(t.Context()); !errors.Is(err, evm.ErrMismatch) {
		t.Errorf("another chain behind the same URL: %v", err)
	}
}

func TestDown(t *testing.T) {
	w := newWorld(t)
	a, b := w.serve(), w.serve()
	cfg := w.config(a, b)
	a.down(true)
	c, err := evm.Dial(t.Context(), cfg, quiet)
	must(t, err) // the other one is enough
	defer c.Close()
	if _, err := c.Head(t.Context()); err != nil {
		t.Errorf("one of two endpoints answers: %v", err)
	}
	b.down(true)
	_, err = c.Head(t.Context())
	var down *evm.DownError
	if !errors.As(err, &down) || len(down.Endpoints) != 2 {
		t.Errorf("no endpoint answers: %v", err)
	}
	c2, err := evm.Dial(t.Context(), cfg, quiet)
	if !errors.Is(err, evm.ErrDown) || c2 == nil {
		t.Fatalf("dialling a chain that is down: %v", err)
	}
	defer c2.Close()
	b.down(false)
	if _, err := c2.Head(t.Context()); err != nil {
		t.Errorf("the chain is back: %v", err)
	}
}

// One endpoint that hangs holds up nobody for longer than a call's deadline.
func TestDeadline(t *testing.T) {
	w := newWorld(t)
	srv := w.serve()
	cfg := w.config(srv)
	cfg.Timeout = 50 * time.Millisecond
	release := make(chan struct{})
	defer close(release)
	srv.setFault(func(request) fault { <-release; return fault{} })
	_, err := evm.Dial(context.Background(), cfg, quiet)
	if !errors.Is(err, evm.ErrDown) {
		t.Errorf("an endpoint that hangs: %v", err)
	}
}

// Of three endpoints one may lie, lag or be dead: what two say counts. Two that differ with the third dead are not believed.
func TestTwoOfThree(t *testing.T) {
	key := testKey(1)
	w := newWorld(t, key)
	for range 10 {
		w.commit()
	}
	liar, b, c := w.serve(), w.serve(), w.serve()
	client := w.client(liar, b, c)
	lie := func(r request) fault {
		switch r.Method {
		case "eth_getTransactionCount":
			return fault{result: "0x2a"}
		case "eth_getBalance":
			return fault{result: "0x0"}
		case "eth_call":
			return fault{result: "0x01"}
		case "eth_getLogs":
			return fault{result: []any{}}
		case "eth_getBlockByNumber":
			return fault{change: func(b json.RawMessage) json.RawMessage {
				var m map[string]any
				if json.Unmarshal(b, &m) != nil || m["number"] == "0x0" {
					return b
				}
				m["number"], m["hash"] = "0xffff", dgrid.Digest{9}.String()
				b, _ = json.Marshal(m)
				return b
			}}
		}
		return fault{}
	}
	liar.setFault(lie)
	for range 3 {
		head, err := client.Head(t.Context())
		must(t, err)
		final, err := client.Final(t.Context())
		must(t, err)
		nonce, err := client.Nonce(t.Context(), address(key), head.Number)
		must(t, err)
		balance, err := client.Balance(t.Context(), address(key), head.Number)
		must(t, err)
		if head.Number != 10 || final.Number != 10-confs || nonce != 0 || balance.Sign() == 0 {
			t.Errorf("head %d, final %d, nonce %d, balance %s", head.Number, final.Number, nonce, balance)
		}
	}
	b.down(true)
	_, err := client.Nonce(t.Context(), address(key), 10)
	var split *evm.SplitError
	if !errors.As(err, &split) || !errors.Is(err, evm.ErrDown) {
		t.Errorf("two that differ, one dead: %v", err)
	}
	c.down(true)
	if _, err := client.Nonce(t.Context(), address(key), 10); !errors.Is(err, evm.ErrDown) {
		t.Errorf("one of three: %v", err)
	}
	b.down(false)
	c.down(false)
	if _, err := client.Nonce(t.Context(), address(key), 10); err != nil {
		t.Errorf("two of three are back: %v", err)
	}
}

// An endpoint that lags is asked last.
func TestLaggard(t *testing.T) {
	w := newWorld(t)
	for range 20 {
		w.commit()
	}
	slow, good := w.serve(), w.serve()
	slow.setFault(func(r request) fault {
		if r.Method == "eth_getBlockByNumber" && string(r.Params[0]) == `"latest"` {
			return fault{change: func(b json.RawMessage) json.RawMessage {
				return json.RawMessage(strings.Replace(string(b), `"number":"0x14"`, `"number":"0x3"`, 1))
			}}
		}
		return fault{}
	})
	c := w.client(slow, good)
	_, err := c.Head(t.Context())
	must(t, err)
	head, err := c.Head(t.Context())
	if err != nil || head.Number != 20 {
		t.Fatalf("head %d, %v", head.Number, err)
	}
	_, err = c.Balance(t.Context(), counter, 20)
	must(t, err)
	if slow.calls("eth_getBalance") != 0 || good.calls("eth_getBalance") != 1 {
		t.Error("the endpoint that lags was asked first")
	}
}

func TestCheckCode(t *testing.T) {
	w := newWorld(t)
	c := w.client()
	must(t, c.CheckCode(t.Context(), counter, dgrid.Hash(counterCode)))
	var m *evm.MismatchError
	err := c.CheckCode(t.Context(), counter, dgrid.Digest{1})
	if !errors.As(err, &m) || m.Have != dgrid.Hash(counterCode).String() || m.Want != (dgrid.Digest{1}).String() {
		t.Errorf("another code: %v", err)
	}
	if err := c.CheckCode(t.Context(), dgrid.Address{1, 2}, dgrid.Digest{1}); !errors.As(err, &m) || m.Have != "missing" {
		t.Errorf("no code: %v", err)
	}
}

// What an endpoint's provider put into its URL as a secret is in no error.
func TestSecretsStayOut(t *testing.T) {
	cfg := evm.Config{URLs: []string{"http://user:hunter2@127.0.0.1:1/v3/hunter2?key=hunter2", "ws://127.0.0.1:1/hunter2"}, ChainID: 1}
	c, err := evm.Dial(t.Context(), cfg, quiet)
	if !errors.Is(err, evm.ErrDown) || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
	c.Close()
	_, err = evm.New(evm.Config{URLs: []string{"ftp://127.0.0.1/hunter2"}, ChainID: 1}, quiet)
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("%v", err)
	}
}

func TestCallsDecodeReverts(t *testing.T) {
	w := newWorld(t)
	c := w.client()
	var revert *evm.RevertError
	_, err := c.Call(t.Context(), ethereum.CallMsg{To: &refuser}, 0)
	if !errors.As(err, &revert) || revert.Name != "Error" || revert.Error() != "the contract refuses: closed today" {
		t.Errorf("%v", err)
	}
	_, err = c.CallContract(t.Context(), ethereum.CallMsg{To: &poor}, nil)
	if !errors.As(err, &revert) || revert.Name != "ERC20InsufficientBalance" || hexutil.Encode(revert.Data) != hexutil.Encode(tokenError()) {
		t.Errorf("%v", err)
	}
	until(t, "the index of transactions", func() bool { _, err := c.Receipt(t.Context(), dgrid.Digest{1}); return errors.Is(err, evm.ErrNotFound) }, func() { w.commit() })
	if _, err := c.Block(t.Context(), 1e6); !errors.Is(err, evm.ErrNotFound) {
		t.Errorf("%v", err)
	}
	if _, err := c.TransactionReceipt(t.Context(), common.Hash{1}); !errors.Is(err, ethereum.NotFound) {
		t.Errorf("%v", err)
	}
}

// The exact words, because people search for them.
func TestMessages(t *testing.T) {
	a, h := dgrid.Address{0xab}, dgrid.Digest{0xcd}
	wei := big.NewInt(1500000000000000)
	for _, c := range []struct {
		err  error
		want string
	}{
		{&evm.DownError{Doing: "read the chain's head", Want: 1, Endpoints: []evm.EndpointError{{Endpoint: "http://127.0.0.1:8545", Err: errors.New("connection refused")}}},
			"read the chain's head: the chain cannot be reached: http://127.0.0.1:8545: connection refused: check that the chain's node runs and that the configured URLs are right"},
		{&evm.MismatchError{What: "chain id", Endpoint: "http://127.0.0.1:8545", Want: "1337", Have: "1"},
			"chain id of http://127.0.0.1:8545 is 1, the network file says 1337: use that network's endpoint, or the network file that belongs to this chain"},
		{&evm.MismatchError{What: "code of contract " + a.String(), Endpoint: "http://127.0.0.1:8545", Want: h.String(), Have: "missing"},
			"code of contract 0xab00000000000000000000000000000000000000 of http://127.0.0.1:8545 is missing, the network file says 0xcd00000000000000000000000000000000000000000000000000000000000000: use that network's endpoint, or the network file that belongs to this chain"},
		{&evm.FundsError{Account: a, Need: wei, Have: new(big.Int)},
			"account 0xab00000000000000000000000000000000000000 has 0 ether, the transaction may cost 0.0015: send it at least 0.0015 ether"},
		{&evm.TokensError{Account: a, Need: big.NewInt(9), Have: big.NewInt(5), Allowance: true},
			"contract 0xab00000000000000000000000000000000000000 may take 5 base units of the token, 9 are wanted: approve that much first"},
		{&evm.FeesError{Want: big.NewInt(7e9), Max: big.NewInt(4500000000)},
			"the chain asks 7 gwei per gas, the configured bound is 4.5: it waits until fees fall, or raise the bound"},
		{&evm.SplitError{Doing: "read block 7", Endpoints: []evm.EndpointError{{Endpoint: "http://a", Err: errors.New("yes: 1")}, {Endpoint: "http://b", Err: errors.New("yes: 2")}}},
			"read block 7: no two endpoints give the same answer (http://a: yes: 1; http://b: yes: 2): one of them lags or lies; waiting may help, else replace it"},
	} {
		if c.err.Error() != c.want {
			t.Errorf("got\n%s\nwant\n%s", c.err, c.want)
		}
	}
}

package main_test

import (
	"encoding/json"
	"math/big"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	devchain "github.com/dgrid-network/dgrid/cmd/dgrid-devchain"
)

const somebody = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"

// order calls a method of the chain that makes blocks, and returns the last block's hash.
func order(t *testing.T, p *process, method string, args ...any) (hash common.Hash) {
	t.Helper()
	if err := p.rpc.CallContext(t.Context(), &hash, method, args...); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
	return hash
}

func head(t *testing.T, p *process) (number, time uint64, hash common.Hash) {
	t.Helper()
	h, err := p.client.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return h.Number.Uint64(), h.Time, h.Hash()
}

func balance(t *testing.T, p *process, address string) string {
	t.Helper()
	b, err := p.client.BalanceAt(t.Context(), common.HexToAddress(address), nil)
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A test can mine, let time pass and reorganise; what a reorganisation takes out comes back unless it is dropped.
func TestOrders(t *testing.T) {
	p := start(t, t.TempDir(), "--period", "0")
	order(t, p, "dev_mine", 2)
	if n, _, _ := head(t, p); n != 3 { // the first one was there
		t.Fatalf("%d blocks, want 3", n)
	}
	if _, stderr, code := program(t, "fund", "--rpc", p.HTTP, "--ether", "0.5", somebody); code != 0 {
		t.Fatal(stderr)
	}
	_, before, old := head(t, p)
	if hash := order(t, p, "dev_advance", 3600); hash == old {
		t.Error("no block was made")
	}
	n, after, _ := head(t, p)
	if n != 5 || after-before != 3600 {
		t.Errorf("block %d is %d s after the one before", n, after-before)
	}
	order(t, p, "dev_reorg", 3)
	if n, _, _ := head(t, p); n != 6 || balance(t, p, somebody) != "500000000000000000" {
		t.Errorf("after the reorganisation there are %d blocks, and a balance of %s", n, balance(t, p, somebody))
	}
	if h, err := p.client.HeaderByHash(t.Context(), old); err == nil {
		if now, err := p.client.HeaderByNumber(t.Context(), h.Number); err != nil || now.Hash() == old {
			t.Errorf("block %d is the old one, %v", h.Number, err)
		}
	}
	order(t, p, "dev_reorg", 4, true)
	if n, _, _ := head(t, p); n != 7 || balance(t, p, somebody) != "0" {
		t.Errorf("after the second one there are %d blocks, and a balance of %s", n, balance(t, p, somebody))
	}
	for _, wrong := range [][]any{{"dev_reorg", 0}, {"dev_reorg", 33}, {"dev_reorg", 8}, {"dev_mine", 0}, {"dev_advance", 0}} {
		if err := p.rpc.CallContext(t.Context(), nil, wrong[0].(string), wrong[1:]...); err == nil || !strings.Contains(err.Error(), "want 1 to") {
			t.Errorf("%v: error is %v", wrong, err)
		}
	}
}

// Many transactions at once, in any order, all come into blocks.
func TestCrowd(t *testing.T) {
	const senders, each = 8, 40
	p := start(t, t.TempDir(), "--period", "0")
	key, err := crypto.HexToECDSA(devchain.DevKey[2:])
	if err != nil {
		t.Fatal(err)
	}
	to, id := common.HexToAddress(somebody), new(big.Int).SetUint64(p.ChainID)
	var group sync.WaitGroup
	for s := range senders {
		group.Go(func() {
			for i := range each {
				tx := types.MustSignNewTx(key, types.LatestSignerForChainID(id), &types.DynamicFeeTx{
					ChainID: id, Nonce: uint64(i*senders + s), GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(10e9), Gas: 21_000, To: &to, Value: big.NewInt(1),
				})
				if err := p.client.SendTransaction(t.Context(), tx); err != nil {
					t.Errorf("transaction %d: %v", tx.Nonce(), err)
				}
			}
		})
	}
	group.Wait()
	for deadline := time.Now().Add(20 * time.Second); balance(t, p, somebody) != strconv.Itoa(senders*each); {
		if time.Now().After(deadline) {
			t.Fatalf("%s of %d have arrived", balance(t, p, somebody), senders*each)
		}
	}
}

// Two chains are two chains, but one chain stays the same; what it began with cannot be changed.
func TestGenesis(t *testing.T) {
	dir := t.TempDir()
	a, b := start(t, dir, "--chain-id", "31337", "--alloc", somebody+"=2.5"), start(t, t.TempDir())
	if a.Genesis == b.Genesis || a.ChainID != 31337 || b.ChainID != 1337 || balance(t, a, somebody) != "2500000000000000000" {
		t.Errorf("chains are %+v and %+v", a.Ready, b.Ready)
	}
	if _, stderr, code := program(t, "--dir", dir, "--chain-id", "31337", "--http", "127.0.0.1:0", "--ws", "127.0.0.1:0"); code != 1 || !strings.Contains(stderr, "another process has") {
		t.Errorf("code %d, %s", code, stderr)
	}
	a.kill()
	again := start(t, dir, "--chain-id", "31337")
	if again.Genesis != a.Genesis {
		t.Errorf("genesis is %s, it was %s", again.Genesis, a.Genesis)
	}
	again.kill()
	for _, flags := range [][]string{{"--chain-id", "1337"}, {"--chain-id", "31337", "--alloc", somebody + "=3"}} {
		if _, stderr, code := program(t, append([]string{"--dir", dir, "--http", "127.0.0.1:0", "--ws", "127.0.0.1:0"}, flags...)...); code != 2 || !strings.Contains(stderr, "leave the flag as it was") {
			t.Errorf("%v: code %d, %s", flags, code, stderr)
		}
	}
}

func TestRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "chain")
	for _, test := range []struct {
		want string
		args []string
	}{
		{"--dir is missing", nil},
		{"want a loopback address", []string{"--dir", dir, "--http", "0.0.0.0:0"}},
		{"want a loopback address", []string{"--dir", dir, "--ws", "192.0.2.7:0"}},
		{"want a loopback address", []string{"--dir", dir, "--ws", ":0"}},
		{"want host:port", []string{"--dir", dir, "--http", "127.0.0.1"}},
		{"want 0 or at least 1s", []string{"--dir", dir, "--period", "10ms"}},
		{"--chain-id is 0", []string{"--dir", dir, "--chain-id", "0"}},
		{"want address=ether", []string{"--dir", dir, "--alloc", "me=1"}},
		{"want a number", []string{"--dir", dir, "--alloc", somebody + "=-1"}},
		{"has its coins already", []string{"--dir", dir, "--alloc", devchain.DevAddress.Hex() + "=1"}},
		{"unknown flag", []string{"--dri", dir}},
		{"is no address", []string{"fund", "me"}},
		{"requires at least 1 arg", []string{"fund"}},
	} {
		stdout, stderr, code := program(t, test.args...)
		if code != 2 || stdout != "" || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: code %d, %s", test.args, code, stderr)
		}
	}
}

// A page of the web that has its own name lead to this machine gets nothing.
func TestForeignHost(t *testing.T) {
	p := start(t, t.TempDir())
	body := `{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}`
	for host, want := range map[string]int{"evil.example": http.StatusForbidden, "localhost": http.StatusOK, "127.0.0.1:8545": http.StatusOK} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.HTTP, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		r.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %s", host, response.Status)
		}
	}
	var text json.RawMessage
	if err := p.rpc.CallContext(t.Context(), &text, "admin_nodeInfo"); err == nil {
		t.Errorf("the node's own methods are offered: %s", text)
	}
}

func TestParseUnits(t *testing.T) {
	for text, want := range map[string]string{"0": "0", "1": "1000000", "0.5": "500000", "12.000001": "12000001"} {
		if n, err := devchain.ParseUnits(text, 6); err != nil || n.String() != want {
			t.Errorf("%q is %s, %v, want %s", text, n, err, want)
		}
	}
	for _, text := range []string{"", ".", ".5", "1.", "-1", "+1", "1e3", "1.0000001", "1,5", "0x1", " 1", strings.Repeat("9", 61)} {
		if n, err := devchain.ParseUnits(text, 6); err == nil {
			t.Errorf("%q is accepted as %s", text, n)
		}
	}
	if n, err := devchain.ParseUnits("1", 0); err != nil || n.Cmp(big.NewInt(1)) != 0 {
		t.Errorf("without decimals it is %s, %v", n, err)
	}
}

package main_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/settlement/contract/devtoken"
)

// moneyCommands are what scripts about money have besides the program.
var moneyCommands = map[string]func(*testscript.TestScript, bool, []string){
	"fund": fund, "killed": killed, "until": until, "documented": documented,
	"advance": advance, "otherchain": otherChain, "settled": settled, "anchored": anchored,
}

// scriptLimit is how long anything of a script is waited for that must happen.
const scriptLimit = time.Minute

// fund runs `fund HOME WEI UNITS`: the node of HOME gets so much ether and, of the development token, so many base units.
func fund(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: fund HOME WEI UNITS")
	}
	ts.Check(ts.Exec("dgridd", "--home", args[0], "status", "--json"))
	var s control.Status
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &s))
	network, err := config.LoadNetwork(ts.MkAbs(args[0] + "/network.json"))
	ts.Check(err)
	wei, ok1 := new(big.Int).SetString(args[1], 10)
	units, ok2 := new(big.Int).SetString(args[2], 10)
	if !ok1 || !ok2 {
		ts.Fatalf("want whole numbers: %v", args)
	}
	client := chainOf(ts).Client()
	key, err := crypto.HexToECDSA("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80")
	ts.Check(err)
	ctx, cancel := context.WithTimeout(context.Background(), scriptLimit)
	defer cancel()
	send := func(to common.Address, value *big.Int, data []byte) {
		nonce, err := client.PendingNonceAt(ctx, crypto.PubkeyToAddress(key.PublicKey))
		ts.Check(err)
		tx, err := types.SignNewTx(key, types.LatestSignerForChainID(big.NewInt(1337)), &types.DynamicFeeTx{
			ChainID: big.NewInt(1337), Nonce: nonce, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(3e9), Gas: 200_000, To: &to, Value: value, Data: data,
		})
		ts.Check(err)
		ts.Check(client.SendTransaction(ctx, tx))
		for {
			if r, err := client.TransactionReceipt(ctx, tx.Hash()); err == nil && r.Status == types.ReceiptStatusSuccessful {
				return
			}
			if ctx.Err() != nil {
				ts.Fatalf("the transaction was not mined")
			}
			<-time.After(10 * time.Millisecond)
		}
	}
	if wei.Sign() > 0 {
		send(s.Owner, wei, nil)
	}
	if units.Sign() > 0 {
		send(network.Token.Address, new(big.Int), devtoken.NewDevToken().PackMint(s.Owner, units))
	}
}

// killed runs `killed N TEXT ARGUMENTS ...`: the program with these arguments, which is killed as by kill -9 when the N-th line with TEXT came out.
func killed(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: killed N TEXT ARGUMENTS ...")
	}
	left, err := strconv.Atoi(args[0])
	ts.Check(err)
	program, err := exec.LookPath("dgridd")
	ts.Check(err)
	cmd := exec.Command(program, args[2:]...)
	cmd.Dir = ts.MkAbs(".")
	cmd.Env = append(os.Environ(), "DGRID_HOME="+ts.Getenv("DGRID_HOME"), "DGRID_CACHE="+ts.Getenv("DGRID_CACHE"))
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	var log bytes.Buffer
	cmd.Stderr = &log
	ts.Check(cmd.Start())
	watch := time.AfterFunc(scriptLimit, func() { _ = cmd.Process.Kill() })
	defer watch.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), args[1]) {
			if left--; left == 0 {
				_ = cmd.Process.Kill()
				break
			}
		}
	}
	_ = cmd.Wait()
	if left > 0 {
		ts.Fatalf("%q did not come out often enough: %s", args[1], log.String())
	}
}

// settled waits until no transaction of the node is open.
func settled(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: settled")
	}
	for deadline := time.Now().Add(scriptLimit); ; <-time.After(50 * time.Millisecond) {
		ts.Check(ts.Exec("dgridd", "tx", "list", "--json"))
		if !strings.Contains(ts.ReadFile("stdout"), `"open": true`) {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("some transactions are still open")
		}
	}
}

// until runs `until COMMAND ...` until the command succeeds.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: until COMMAND ...")
	}
	for deadline := time.Now().Add(scriptLimit); ; <-time.After(50 * time.Millisecond) {
		err := ts.Exec(args[0], args[1:]...)
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("%v: %v", args, err)
		}
	}
}

// advance runs `advance SECONDS`, which the chain's clock goes on by.
func advance(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: advance SECONDS")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	chain := chainOf(ts)
	clock := func() uint64 {
		h, err := chain.Client().HeaderByNumber(context.Background(), nil)
		ts.Check(err)
		return h.Time
	}
	before := clock()
	for deadline := time.Now().Add(scriptLimit); ; <-time.After(50 * time.Millisecond) {
		if clock() >= before+uint64(n) {
			return
		}
		_ = chain.advance(time.Duration(n) * time.Second) // it fails while a transaction waits
		if time.Now().After(deadline) {
			ts.Fatalf("the chain's clock does not go on")
		}
	}
}

// otherChain sets $OTHER to an endpoint of a chain whose id is 1.
func otherChain(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: otherchain")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var call struct {
			ID json.RawMessage `json:"id"`
		}
		if err := json.NewDecoder(r.Body).Decode(&call); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":"0x1"}`, call.ID)
	}))
	ts.Defer(server.Close)
	ts.Setenv("OTHER", server.URL)
}

// varying are what differs from one run to the next in what users see of the chain.
var varying = []struct {
	what *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`0x[0-9a-f]{64}`), "HASH"},
	{regexp.MustCompile(`0x[0-9a-fA-F]{40}`), "ADDRESS"},
	{regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`), "URL"},
	{regexp.MustCompile(`127\.0\.0\.1:[0-9]+`), "HOST"},
	{regexp.MustCompile(`[0-9-]{10} [0-9:]{8} UTC, that is in [0-9hms]+`), "TIME"},
	{regexp.MustCompile(`[0-9-]{10} [0-9:]{8} UTC`), "TIME"},
	{regexp.MustCompile(`at block [0-9]+`), "at block N"},
	{regexp.MustCompile(`may cost [0-9.]+: send it at least [0-9.]+ ether`), "may cost N: send it at least N ether"},
	{regexp.MustCompile(`(/[^ /:]+)+/(config\.toml|network\.json)`), "HOME/$2"},
}

func steady(line string) string {
	for _, v := range varying {
		line = v.what.ReplaceAllString(line, v.as)
	}
	return strings.TrimSpace(line)
}

// documented fails unless every line that the last command wrote to standard error stands in docs/errors.md, but for what differs from run to run.
func documented(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: documented")
	}
	page, err := os.ReadFile(filepath.Join(sources, "docs", "errors.md"))
	ts.Check(err)
	known := map[string]bool{}
	for _, line := range strings.Split(string(page), "\n") {
		if strings.HasPrefix(line, "    ") {
			known[steady(line)] = true
		}
	}
	said := 0
	for _, line := range strings.Split(ts.ReadFile("stderr"), "\n") {
		if !strings.HasPrefix(line, "error: ") && !strings.HasPrefix(line, "try: ") {
			continue // a log
		}
		if said++; !known[steady(line)] {
			ts.Fatalf("docs/errors.md does not hold\n    %s", line)
		}
	}
	if said == 0 {
		ts.Fatalf("the command said nothing")
	}
}

// sources is the root of the module; tests begin in the folder of their package.
var sources = func() string {
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		panic(fmt.Sprint("find the sources: ", err))
	}
	return dir
}()

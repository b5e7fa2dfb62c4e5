package config_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/config"
)

// vector is one network file with the bytes that its id is the hash of.
type vector struct {
	Case     string          `json:"case"`
	Encoding string          `json:"encoding"` // abi.encode, hexadecimal
	File     json.RawMessage `json:"file"`
}

func vectors(t testing.TB) (vs []vector) {
	t.Helper()
	b, err := os.ReadFile("testdata/networks.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &vs); err != nil {
		t.Fatal(err)
	}
	return vs
}

func TestNetworkVectors(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Case, func(t *testing.T) {
			n, err := config.ParseNetwork(v.File)
			if err != nil {
				t.Fatal(err)
			}
			if got := config.EncodeNetwork(n); got != v.Encoding {
				t.Errorf("encoding is\n%s, want\n%s", got, v.Encoding)
			}
		})
	}
}

func TestDevNetworkIsTheVector(t *testing.T) {
	want, err := config.ParseNetwork(vectors(t)[0].File)
	if err != nil {
		t.Fatal(err)
	}
	if err := config.Same(config.DevNetwork("dev"), want); err != nil {
		t.Error(err)
	}
	err = config.Same(config.DevNetwork("dev-two"), want)
	if err == nil || !strings.Contains(err.Error(), want.ID.String()) || !strings.Contains(err.Error(), config.DevNetwork("dev-two").ID.String()) {
		t.Errorf("error is %v, want one with both ids", err)
	}
}

// A signature of one development network must not count on another.
func TestDevNetworksShareNoContract(t *testing.T) {
	a, b := config.DevNetwork("dev-a"), config.DevNetwork("dev-b")
	if a.Domain.Anchors == b.Domain.Anchors || a.Domain.Escrow == b.Domain.Escrow || a.Domain.Anchors == a.Domain.Escrow {
		t.Errorf("domains are %+v and %+v", a.Domain, b.Domain)
	}
}

// A development network is one by its id, not by its name, and whatever its bootstrap peers.
func TestDev(t *testing.T) {
	const address = "/ip4/127.0.0.1/tcp/4700/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"
	dev := config.DevNetwork("dev-a")
	more, err := dev.WithBootstrap(address, address)
	if err != nil || len(more.Bootstrap) != 1 || len(dev.Bootstrap) != 0 || more.ID != dev.ID || !more.Dev() {
		t.Errorf("with an address it is %+v, %v; without %+v", more, err, dev)
	}
	if _, err := dev.WithBootstrap("/ip4/127.0.0.1/tcp/4700"); err == nil || !strings.Contains(err.Error(), "has no peer id") {
		t.Errorf("an address without peer: %v", err)
	}
	public, err := config.ParseNetwork(vectors(t)[1].File)
	if err != nil {
		t.Fatal(err)
	}
	if public.Dev() {
		t.Error("a network with a chain counts as one for development")
	}
	c := load(t, "")
	if c.DHTMode(dev) != config.DHTServer || c.DHTMode(public) != config.DHTAuto {
		t.Errorf("modes are %q and %q", c.DHTMode(dev), c.DHTMode(public))
	}
	c.P2P.DHT = config.DHTClient
	if c.DHTMode(dev) != config.DHTClient {
		t.Error("the network overrules what was set")
	}
}

// Every value but the bootstrap peers is part of the id.
func TestEveryFieldIsBound(t *testing.T) {
	full := vectors(t)[1].File
	changes := [][2]string{
		{`"name": "example-main"`, `"name": "example-mai"`}, {`"chainId": 9007199254740991`, `"chainId": 1`},
		{`0xa1`, `0xa2`}, {`0xe5`, `0xe6`}, {`0x67`, `0x68`}, {`0xca`, `0xcb`}, {`0xce`, `0xcf`}, {`0x70`, `0x71`},
		{`"decimals": 6`, `"decimals": 7`}, {`DG.x`, `DG.y`}, {`"acceptMillis": 30000`, `"acceptMillis": 30001`},
		{`"anchorMillis": 86400000`, `"anchorMillis": 86400001`}, {`"disputeMillis": 172800000`, `"disputeMillis": 172801000`},
		{`"keepMillis": 259200000`, `"keepMillis": 259200001`}, {`"samplingMicro": 20000`, `"samplingMicro": 20001`},
		{`"seats": 5`, `"seats": 6`}, {`"minValidators": 6`, `"minValidators": 7`}, {`"slots": 1025`, `"slots": 1026`},
		{`0x57`, `0x58`}, {`0xd1`, `0xd2`}, {`0xac`, `0xad`}, {`0xc5`, `0xc6`}, {`0xcd`, `0xcc`}, {`0xc3`, `0xc4`}, {`0xc7`, `0xc8`},
		{`"committee": 19`, `"committee": 20`}, {`"blockMillis": 12001`, `"blockMillis": 12002`}, {`"confirmations": 33`, `"confirmations": 34`},
		{`"pinDelayBlocks": 5`, `"pinDelayBlocks": 6`},
		{`"unbondMillis": 1209600000`, `"unbondMillis": 1209601000`}, {`"withdrawMillis": 172801000`, `"withdrawMillis": 172802000`},
		{`"answerMillis": 86401000`, `"answerMillis": 86402000`}, {`"appealMillis": 172802000`, `"appealMillis": 172803000`},
		{`"batchMillis": 180000`, `"batchMillis": 180001`}, {`"batchCount": 10001`, `"batchCount": 10002`},
		{`"batchValue": "340282366920938463463374607431768211455"`, `"batchValue": "1"`},
		{`"watchAt": 21`, `"watchAt": 22`}, {`"suspendAt": 1001`, `"suspendAt": 1002`}, {`"slashAt": 1000001`, `"slashAt": 1000002`},
	}
	for _, c := range changes {
		changed := strings.Replace(string(full), c[0], c[1], 1)
		if changed == string(full) {
			t.Fatalf("the vector does not hold %s", c[0])
		}
		if _, err := config.ParseNetwork([]byte(changed)); err == nil || !strings.Contains(err.Error(), "but the file's parameters make") {
			t.Errorf("%s: error is %v, want a mismatch of ids", c[1], err)
		}
	}
	moved := strings.Replace(string(full), "192.0.2.7", "192.0.2.8", 1)
	if _, err := config.ParseNetwork([]byte(moved)); err != nil || moved == string(full) {
		t.Errorf("another bootstrap peer makes another network: %v", err)
	}
}

func TestNetworkRefused(t *testing.T) {
	dev := string(vectors(t)[0].File)
	refuses(t, dev, []refusal{
		{`"version": 0`, `"version": 1`, "version 1, this program knows version 0"},
		{`"version": 0,`, ``, "version is missing"},
		{`"version": 0`, `"version": 0, "extra": 1`, `unknown field "extra"`},
		{`"name": "dev"`, `"name": "../dev"`, "name is"},
		{`"symbol": "DEV"`, `"symbol": "D E V"`, "token.symbol is"},
		{`"keepMillis": 120000`, `"keepMillis": 1`, "shorter than the dispute window"},
		{`"seats": 2`, `"seats": 0`, "params.seats is 0"},
		{`"acceptMillis": 10000`, `"acceptMillis": 0`, "params.acceptMillis is 0"},
		{`"acceptMillis": 10000`, `"acceptMillis": -1`, "cannot unmarshal"},
		{`"chainId": 1337`, `"chainId": 9007199254740992`, "domain.chainId is 9007199254740992"},
		{`"samplingMicro": 200000`, `"samplingMicro": 1000001`, "params.samplingMicro is 1000001"},
		{`"bootstrap": []`, `"bootstrap": ["/ip4/192.0.2.7/tcp/1"]`, "has no peer id"},
		{`"domain": {`, `"contracts": {"staking": "0x5757575757575757575757575757575757575757"}, "domain": {`, "contracts are set, but genesis is zero"},
		{`"escrow": "0x0000`, `"escrow": "0x0001`, "code is set, but genesis is zero"},
		{`"slots": 1024`, `"slots": 1024, "watchAt": 20`, "what only a chain gives meaning"},
	})
	for _, text := range []string{dev + dev, dev + "x"} {
		if _, err := config.ParseNetwork([]byte(text)); err == nil {
			t.Error("a file with something behind its object is accepted")
		}
	}
}

// refusal is a change of a file's text and what is then said.
type refusal struct{ old, new, want string }

func refuses(t *testing.T, file string, tests []refusal) {
	t.Helper()
	for _, test := range tests {
		text := strings.Replace(file, test.old, test.new, 1)
		if text == file {
			t.Errorf("the file does not hold %s", test.old)
		}
		if _, err := config.ParseNetwork([]byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error is %v, want one with %q", test.new, err, test.want)
		}
	}
}

func TestNetworkWithChainRefused(t *testing.T) {
	refuses(t, string(vectors(t)[1].File), []refusal{
		{`0x5757575757575757575757575757575757575757`, `0x0000000000000000000000000000000000000000`, "the address of the contract staking is zero"},
		{`0xd1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1`, `0xacacacacacacacacacacacacacacacacacacacac`, "the contracts disputes and access are the same address"},
		{`"0xc7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7c7"`, `"0x0000000000000000000000000000000000000000000000000000000000000000"`, "code.token is zero"},
		{`"committee": 19`, `"committee": 4`, "params.committee is 4: want 5, which is params.seats, to 21"},
		{`"committee": 19`, `"committee": 22`, "params.committee is 22"},
		{`"minValidators": 6`, `"minValidators": 20`, "params.minValidators is 20: want at most params.committee"},
		{`"slots": 1025`, `"slots": 1`, "want at least 2"},
		{`"blockMillis": 12001`, `"blockMillis": 0`, "params.blockMillis is 0"},
		{`"appealMillis": 172802000`, `"appealMillis": 1123199000`, "answerMillis and appealMillis together"},
		{`"confirmations": 33`, `"confirmations": 0`, "params.confirmations is 0"},
		{`"pinDelayBlocks": 5`, `"pinDelayBlocks": 129`, "params.pinDelayBlocks is 129: want 1 to 128"},
		{`"answerMillis": 86401000`, `"answerMillis": 86401001`, "want whole seconds"},
		{`"unbondMillis": 1209600000`, `"unbondMillis": 172800000`, "gone before it is slashed"},
		{`"withdrawMillis": 172801000`, `"withdrawMillis": 86609000`, "a payer is gone before it is charged"},
		{`"batchMillis": 180000`, `"batchMillis": 86400000`, "a batch must close before"},
		{`"batchMillis": 180000`, `"batchMillis": 168999`, "an anchor is forgotten"},
		{`"batchCount": 10001`, `"batchCount": 0`, "params.batchCount is 0"},
		{`"batchValue": "340282366920938463463374607431768211455"`, `"batchValue": "0"`, "params.batchValue is 0"},
		{`"watchAt": 21`, `"watchAt": 1001`, "want each above the one before"},
		{`"slashAt": 1000001`, `"slashAt": 4503599627370497`, "want each above the one before"},
	})
}

// The sets of parameters that a deployment starts from make valid networks; one on the development chain is a development network.
func TestChainParams(t *testing.T) {
	n, err := config.ParseNetwork(vectors(t)[1].File)
	if err != nil {
		t.Fatal(err)
	}
	if p := n.Params; p.AnchorBlocks() != 7_200 || p.ChallengeBlocks() != 14_399 {
		t.Errorf("%d and %d blocks, want those of 86,400 s and 172,800 s at 12.001 s", p.AnchorBlocks(), p.ChallengeBlocks())
	}
	if got := n.Params.MinInterval(); got != 169_000 {
		t.Errorf("%d ms between two anchors, want 172,800 s / 1,025 rounded up", got)
	}
	if p := config.DevNetwork("dev").Params; p.AnchorBlocks() != 0 {
		t.Errorf("%d blocks without a chain", p.AnchorBlocks())
	}
	if !n.HasChain() || config.DevNetwork("dev").HasChain() {
		t.Error("which network has a chain is told wrong")
	}
	for _, p := range []config.NetworkParams{config.DefaultChainParams(), config.DevChainParams()} {
		n.Params = p
		if err := n.Seal().Validate(); err != nil {
			t.Error(err)
		}
	}
	if n.Dev() {
		t.Errorf("chain %d counts as one for development", n.Domain.ChainID)
	}
	n.Domain.ChainID = config.DevChainID
	if !n.Seal().Dev() {
		t.Error("the development chain does not count as one")
	}
	b, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := config.ParseNetwork(b); err != nil || again.Params != n.Params {
		t.Errorf("written and read again it is %+v, %v", again, err)
	}
}

// A node that deals with money needs the chain of its network, and a validator needs a network with one.
func TestCheckChain(t *testing.T) {
	chain, err := config.ParseNetwork(vectors(t)[1].File)
	if err != nil {
		t.Fatal(err)
	}
	const model, rpc = "[[models]]\nname = \"a\"\n", "[chain]\nrpc = [\"http://127.0.0.1:8545\"]\n"
	for _, test := range []struct {
		text, want string
		network    *config.Network
	}{
		{"", "", config.DevNetwork("dev")},
		{"", "gateway.enabled is true: want an endpoint", chain},
		{rpc, "", chain},
		{"[gateway]\nenabled = false\n", "", chain},
		{"[gateway]\nenabled = false\n[auditor]\nenabled = true\n" + model, "", chain},
		{"[provider]\nenabled = true\n" + model, "provider.enabled is true: want an endpoint", chain},
		{"[validator]\nenabled = true\n" + model, "validator.enabled is true: want an endpoint", chain},
		{rpc + "[validator]\nenabled = true\n" + model, "", chain},
		{rpc + "[validator]\nenabled = true\n" + model, "has no chain to hold a stake", config.DevNetwork("dev")},
	} {
		err := load(t, test.text).Check(test.network)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: error is %v, want one with %q", test.text, err, test.want)
		}
	}
}

// Whatever is accepted has the id that it claims, and survives being written and read again.
func FuzzParseNetwork(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add([]byte(v.File))
	}
	f.Add([]byte(`{"version":0}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := config.ParseNetwork(b)
		if err != nil {
			return
		}
		written, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		again, err := config.ParseNetwork(written)
		if err != nil {
			t.Fatalf("what was accepted is refused once written: %v", err)
		}
		if err := config.Same(n, again); err != nil {
			t.Fatal(err)
		}
	})
}

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
		{`"anchorMillis": 86400000`, `"anchorMillis": 86400001`}, {`"disputeMillis": 172800000`, `"disputeMillis": 172800001`},
		{`"keepMillis": 259200000`, `"keepMillis": 259200001`}, {`"samplingMicro": 20000`, `"samplingMicro": 20001`},
		{`"seats": 5`, `"seats": 6`}, {`"minValidators": 6`, `"minValidators": 7`}, {`"slots": 1025`, `"slots": 1026`},
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
	tests := []struct{ old, new, want string }{
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
	}
	for _, test := range tests {
		text := strings.Replace(dev, test.old, test.new, 1)
		if _, err := config.ParseNetwork([]byte(text)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error is %v, want one with %q", test.new, err, test.want)
		}
	}
	for _, text := range []string{dev + dev, dev + "x"} {
		if _, err := config.ParseNetwork([]byte(text)); err == nil {
			t.Error("a file with something behind its object is accepted")
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

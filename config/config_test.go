package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
)

// TestMain runs the tests without the settings of whoever runs them.
func TestMain(m *testing.M) {
	for _, e := range os.Environ() {
		if name, _, _ := strings.Cut(e, "="); strings.HasPrefix(name, "DGRID_") {
			_ = os.Unsetenv(name) // only a name without a character can fail
		}
	}
	os.Exit(m.Run())
}

// home writes text as the configuration of a new home folder.
func home(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, config.FileName), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestDefaults(t *testing.T) {
	dir := home(t, "")
	c, origins, err := config.Load(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Network != filepath.Join(dir, "network.json") || c.Store.KeepTranscripts != 72*time.Hour || c.Store.MinFree != 1<<30 ||
		c.Log.Level != "info" || c.Log.Format != "text" || c.Provider.Enabled || c.Payer.MaxFee.String() != "10000000000000000" {
		t.Errorf("defaults are %+v", c)
	}
	if !c.P2P.MDNS || c.P2P.DHT != config.DHTAuto || c.P2P.Relay || c.P2P.AdvertInterval != time.Minute || !c.Gateway.Enabled ||
		c.Gateway.Listen != "127.0.0.1:8484" || len(c.Gateway.Hosts)+len(c.Gateway.Origins) != 0 || c.Gateway.MaxRequests != 64 ||
		c.Auditor.Enabled || c.Auditor.Jobs != 1 || c.Payer.AuditRate.Micro() != 20_000 || c.Payer.Unverified || len(c.Payer.Auditors) != 0 {
		t.Errorf("defaults are %+v", c)
	}
	if len(c.Chain.RPC) != 0 || c.Chain.MaxFee != 200e9 || c.Chain.Timeout != 10*time.Second || c.Validator.Enabled {
		t.Errorf("defaults are %+v", c)
	}
	for _, key := range origins.Keys() {
		if origins[key].Layer != config.Default {
			t.Errorf("%s comes from %s", key, origins[key])
		}
	}
}

func TestModelDefaults(t *testing.T) {
	c, _, err := config.Load(home(t, "[[models]]\nname = \"a\"\n[[models]]\nname = \"b\"\nprice_output = \"7\"\npath = \"b.gguf\"\nthreads = 3\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	a, b := c.Models[0], c.Models[1]
	if a.Context != 2048 || a.Threads < 1 || a.Slots != 0 || a.Path != "" || a.PriceOutput.String() != "400000000000000000" {
		t.Errorf("model without settings is %+v", a)
	}
	if b.Price().Output != dgrid.NewAmount(7) || b.Threads != 3 || b.Path != filepath.Join(c.Home, "b.gguf") {
		t.Errorf("model with settings is %+v", b)
	}
}

func TestLayers(t *testing.T) {
	const text = "[log]\nlevel = \"warn\"\n"
	flags := func(args ...string) *pflag.FlagSet {
		f := pflag.NewFlagSet("t", pflag.ContinueOnError)
		f.String("log-level", "info", "")
		f.StringSlice("p2p-listen", nil, "")
		f.Bool("unrelated", false, "")
		if err := f.Parse(args); err != nil {
			t.Fatal(err)
		}
		return f
	}
	tests := []struct {
		name, variable, want string
		layer                config.Layer
		args                 []string
	}{
		{name: "file over default", want: "warn", layer: config.File},
		{name: "environment over file", variable: "error", want: "error", layer: config.Environment},
		{name: "flag over environment", variable: "error", args: []string{"--log-level", "debug"}, want: "debug", layer: config.Flag},
		{name: "a flag's own default never counts", args: []string{"--unrelated"}, want: "warn", layer: config.File},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.variable != "" {
				t.Setenv("DGRID_LOG_LEVEL", test.variable)
			}
			c, origins, err := config.Load(home(t, text), flags(test.args...))
			if err != nil {
				t.Fatal(err)
			}
			if c.Log.Level != test.want || origins["log.level"].Layer != test.layer {
				t.Errorf("level %q from %s, want %q from %s", c.Log.Level, origins["log.level"], test.want, test.layer)
			}
		})
	}
	c, _, err := config.Load(home(t, text), flags("--p2p-listen", "/ip4/127.0.0.1/tcp/1,/ip4/127.0.0.1/tcp/2"))
	if err != nil || len(c.P2P.Listen) != 2 || c.P2P.Listen[1] != "/ip4/127.0.0.1/tcp/2" {
		t.Errorf("list by flag is %v, %v", c, err)
	}
}

// Every kind of value is reached by a variable.
func TestEnvironment(t *testing.T) {
	for name, value := range map[string]string{
		"DGRID_PROVIDER_CREDIT_LIMIT": "12", "DGRID_STORE_KEEP_TRANSCRIPTS": "90m", "DGRID_STORE_MIN_FREE": "3 MiB",
		"DGRID_P2P_LISTEN": "/ip4/127.0.0.1/tcp/0, /ip4/127.0.0.1/udp/0/quic-v1", "DGRID_CACHE": "/srv/dgrid",
		"DGRID_PAYER_AUDIT_RATE": "0.5", "DGRID_P2P_MDNS": "false", "DGRID_P2P_ADVERT_INTERVAL": "2s", "DGRID_GATEWAY_LISTEN": "[::1]:0",
	} {
		t.Setenv(name, value)
	}
	c, origins, err := config.LoadOrDefault(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Provider.CreditLimit != dgrid.NewAmount(12) || c.Store.KeepTranscripts != 90*time.Minute || c.Store.MinFree != 3<<20 ||
		len(c.P2P.Listen) != 2 || c.Cache != "/srv/dgrid" || c.Payer.AuditRate.Micro() != dgrid.One/2 || c.P2P.MDNS ||
		c.P2P.AdvertInterval != 2*time.Second || c.Gateway.Listen != "[::1]:0" {
		t.Errorf("configuration is %+v", c)
	}
	if got := origins["store.min_free"].String(); got != "environment DGRID_STORE_MIN_FREE" {
		t.Errorf("origin is %q", got)
	}
}

func TestRefused(t *testing.T) {
	tests := []refusedConfig{
		{"unknown key", "[store]\nkeep_transcript = \"1h\"", `unknown key "store.keep_transcript": did you mean "store.keep_transcripts"?`},
		{"key of a section at the top", "min_free = \"1 GiB\"", `did you mean "store.min_free"?`},
		{"unknown section", "[strore]\nmin_free = \"1 GiB\"", `did you mean "store.min_free"?`},
		{"unknown key of a model", "[[models]]\nname = \"a\"\nprice = \"1\"", `models, section 1: unknown key "price": did you mean "price_`},
		{"models as a table", "[models]\nname = \"a\"", `"models`},
		{"models as text", "models = \"a\"", "[[models]]"},
		{"not TOML", "[store", "line 1, column"},
		{"number for a duration", "[store]\nkeep_transcripts = 72", "72 has no unit"},
		{"duration without unit", "[store]\nkeep_transcripts = \"72\"", "want a number with a unit"},
		{"negative duration", "[store]\nkeep_transcripts = \"-1h\"", "want a positive duration"},
		{"size with a fraction", "[store]\nmin_free = \"1.5 GiB\"", "want a whole number of bytes"},
		{"no reserve of disk space", "[store]\nmin_free = \"0\"", "store.min_free"},
		{"size too large", "[store]\nmin_free = \"99999999999 TiB\"", "want a whole number of bytes"},
		{"amount with a fraction", "[payer]\nmax_fee = 1.5", "want text in quotes"},
		{"amount with a sign", "[payer]\nmax_fee = -1", "want a decimal integer"},
		{"no money", "[payer]\nmax_fee = \"0\"", "no job could be paid"},
		{"share as a percentage", "[payer]\naudit_rate = 2", "want a number from 0 to 1"},
		{"share too fine", "[payer]\naudit_rate = 0.0000001", "at most six places"},
		{"share that is a switch", "[payer]\naudit_rate = true", "want text in quotes"},
		{"auditor that is no peer", "[payer]\nauditors = [\"0x12\"]", "is no peer id"},
		{"auditor without model", "[auditor]\nenabled = true", "name a model to audit"},
		{"no audit", "[auditor]\njobs = 0", "want 1 to 64"},
		{"validator without model", "[validator]\nenabled = true", "name a model to validate"},
		{"part in the table", "[p2p]\ndht = \"on\"", "want auto, server or client"},
		{"adverts too often", "[p2p]\nadvert_interval = \"10ms\"", "want 1s to 1h"},
		{"adverts too seldom", "[p2p]\nadvert_interval = \"61m\"", "want 1s to 1h"},
		{"gateway without port", "[gateway]\nlisten = \"127.0.0.1\"", "want host:port"},
		{"gateway without host", "[gateway]\nlisten = \":8484\"", `all interfaces are "0.0.0.0:8484"`},
		{"gateway's port", "[gateway]\nlisten = \"127.0.0.1:65536\"", "0 to 65535"},
		{"host with port", "[gateway]\nhosts = [\"a.example:80\"]", "is no host name"},
		{"host with scheme", "[gateway]\nhosts = [\"http://a.example\"]", "is no host name"},
		{"any host", "[gateway]\nhosts = [\"*\"]", "is no host name"},
		{"origin with path", "[gateway]\norigins = [\"https://a.example/\"]", "is no origin"},
		{"origin without scheme", "[gateway]\norigins = [\"a.example\"]", "is no origin"},
		{"any origin", "[gateway]\norigins = [\"*\"]", "is no origin"},
		{"no request", "[gateway]\nmax_requests = 0", "want 1 to 65536"},
		{"text for a switch", "[provider]\nenabled = \"yes\"", "provider.enabled"},
		{"provider without model", "[provider]\nenabled = true", "no [[models]] section"},
		{"context above 32 bits", "[[models]]\nname = \"a\"\ncontext = 4294967297", "out of range"},
		{"context with a fraction", "[[models]]\nname = \"a\"\ncontext = 2048.5", "want a whole number"},
		{"context too small", "[[models]]\nname = \"a\"\ncontext = 1", "want 64 to"},
		{"negative threads", "[[models]]\nname = \"a\"\nthreads = -1", "threads is -1"},
		{"negative slots", "[[models]]\nname = \"a\"\nslots = -1", "slots is -1"},
		{"model without name", "[[models]]\ncontext = 2048", "name is missing"},
		{"model twice", "[[models]]\nname = \"a\"\n[[models]]\nname = \"a\"", "both serve"},
		{"level", "[log]\nlevel = \"loud\"", "want debug, info, warn or error"},
		{"format", "[log]\nformat = \"xml\"", "want text or json"},
		{"address", "[p2p]\nlisten = [\"127.0.0.1:80\"]", "p2p.listen"},
		{"no address", "[p2p]\nlisten = []", "want at least one address"},
		{"peer without id", "[p2p]\npeers = [\"/ip4/127.0.0.1/tcp/1\"]", "has no peer id"},
		{"no network", "network = \"\"", "want the path of a network file"},
	}
	refused(t, tests)
}

func TestChainRefused(t *testing.T) {
	refused(t, []refusedConfig{
		{"endpoint without scheme", "[chain]\nrpc = [\"127.0.0.1:8545\"]", "chain.rpc"},
		{"endpoint that is no address", "[chain]\nrpc = [\"ftp://a.example\"]", "want http, https, ws or wss"},
		{"endpoint twice", "[chain]\nrpc = [\"http://a.example\", \"http://a.example\"]", "number 2 is there already"},
		{"no gas", "[chain]\nmax_fee = 0", "no transaction could be paid"},
		{"gas in another unit", "[chain]\nmax_fee = \"1 finney\"", "want a whole number of wei"},
		{"timeout", "[chain]\ntimeout = \"10ms\"", "want 1s to 5m"},
	})
}

// refusedConfig is a file's text and what is then said.
type refusedConfig struct{ name, text, want string }

func refused(t *testing.T, tests []refusedConfig) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := config.Load(home(t, test.text), nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestUnknownVariable(t *testing.T) {
	t.Setenv("DGRID_LOG_LEVL", "debug")
	_, _, err := config.Load(home(t, ""), nil)
	if err == nil || !strings.Contains(err.Error(), "unknown variable DGRID_LOG_LEVL: did you mean DGRID_LOG_LEVEL?") {
		t.Errorf("error is %v", err)
	}
}

func TestModelsOfAnAuditor(t *testing.T) {
	c, _, err := config.Load(home(t, "[auditor]\nenabled = true\n[[models]]\nname = \"a\"\n"), nil)
	if err != nil || c.Provider.Enabled || !c.Auditor.Enabled || len(c.Models) != 1 {
		t.Errorf("configuration is %+v, %v", c, err)
	}
}

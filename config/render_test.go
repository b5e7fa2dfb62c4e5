package config_test

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
)

func load(t *testing.T, text string) *config.Config {
	t.Helper()
	c, _, err := config.Load(home(t, text), nil)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return c
}

// same compares without the folder that both lie in.
func same(t *testing.T, got, want *config.Config) {
	t.Helper()
	texts := [2]string{}
	for i, c := range []*config.Config{got, want} {
		b, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = strings.ReplaceAll(string(b), c.Home, "HOME")
	}
	if texts[0] != texts[1] {
		t.Errorf("configuration is\n%s, want\n%s", texts[0], texts[1])
	}
}

func TestRenderedFileIsTheDefaults(t *testing.T) {
	text, err := config.Render(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, load(t, string(text)), load(t, ""))
	// With every comment taken away it states the same: what it shows as defaults are the defaults.
	active := regexp.MustCompile(`(?m)^# (\w+ = )`).ReplaceAllString(string(text), "$1")
	head, _, _ := strings.Cut(active, "# Models that")
	if strings.Count(head, "\n# ") == strings.Count(active, "\n") || head == string(text) {
		t.Fatal("no default was found in the file")
	}
	same(t, load(t, head), load(t, ""))
}

func TestRenderedSettings(t *testing.T) {
	text, err := config.Render(config.Settings{
		"p2p.listen": config.List([]string{"/ip4/127.0.0.1/tcp/1"}), "provider.enabled": "true", "log.level": config.Text("warn"),
		"store.min_free":   config.Text("5 MB"),
		"payer.unverified": "true # with a reason", "payer.audit_rate": "0.5",
	}, []config.Settings{{"name": config.Text("a")}, {"name": config.Text(`b"\`), "price_output": config.Text("7"), "slots": "3"}})
	if err != nil {
		t.Fatal(err)
	}
	c := load(t, string(text))
	if !slices.Equal(c.P2P.Listen, []string{"/ip4/127.0.0.1/tcp/1"}) || !c.Provider.Enabled || c.Log.Level != "warn" || c.Store.MinFree != 5e6 {
		t.Errorf("configuration is %+v", c)
	}
	if len(c.Models) != 2 || c.Models[1].Name != `b"\` || c.Models[0].Context != 2048 ||
		c.Models[1].Slots != 3 || c.Models[1].PriceOutput != dgrid.NewAmount(7) || c.Models[1].PriceInput != c.Models[0].PriceInput {
		t.Errorf("models are %+v", c.Models)
	}
	if !c.Payer.Unverified || c.Payer.AuditRate.Micro() != dgrid.One/2 {
		t.Errorf("payer is %+v", c.Payer)
	}
	if _, err := config.Render(config.Settings{"log.levl": `"warn"`}, nil); err == nil {
		t.Error("a setting that is no key is rendered")
	}
	if _, err := config.Render(nil, []config.Settings{{"name": `"a"`, "price": `"1"`}}); err == nil {
		t.Error("a setting that is no key of a model is rendered")
	}
}

// Every key is in the file, with its unit, default and example in the line above it.
func TestEveryKeyIsDocumented(t *testing.T) {
	b, err := os.ReadFile("default.toml")
	if err != nil {
		t.Fatal(err)
	}
	lines, section := strings.Split(string(b), "\n"), ""
	documented := map[string]bool{}
	value := regexp.MustCompile(`^(?:# )?(\w+) = `)
	for i, line := range lines {
		if s := strings.TrimPrefix(line, "# "); strings.HasPrefix(s, "[") {
			section = strings.Trim(s, "[]") + "."
		}
		m := value.FindStringSubmatch(line)
		if m == nil || strings.HasPrefix(line, "# A line") {
			continue
		}
		documented[section+m[1]] = true
		for _, part := range []string{"unit: ", "default: "} {
			if !strings.Contains(lines[i-1], part) {
				t.Errorf("%s%s: the line above it does not say %q", section, m[1], part)
			}
		}
	}
	var want []string
	keysOf(reflect.TypeFor[config.Config](), "", &want)
	for _, key := range want {
		if !documented[key] {
			t.Errorf("%s is not in default.toml", key)
		}
		delete(documented, key)
	}
	for key := range documented {
		t.Errorf("default.toml documents %s, which is no key", key)
	}
}

func keysOf(t reflect.Type, prefix string, list *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, inner := f.Tag.Get("koanf"), f.Type
		if inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		switch {
		case name == "-":
		case inner.Kind() == reflect.Struct && inner.PkgPath() == reflect.TypeFor[config.Config]().PkgPath():
			keysOf(inner, prefix+name+".", list)
		default:
			*list = append(*list, prefix+name)
		}
	}
}

func TestBytes(t *testing.T) {
	for text, want := range map[string]config.Bytes{"0": 0, "1": 1, "7 B": 7, "2kB": 2000, "1 KiB": 1024, "3 MB": 3e6, "1 GiB": 1 << 30, "16 TiB": 16 << 40} {
		var b config.Bytes
		if err := b.UnmarshalText([]byte(text)); err != nil || b != want {
			t.Errorf("%q is %d, %v, want %d", text, b, err, want)
		}
	}
	for _, text := range []string{"", "GiB", "-1", "1.5 GiB", "1 gib", "1 GiB GiB", "18446744073709551616", "18014398509481984 KiB", "0x10"} {
		var b config.Bytes
		if err := b.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is accepted as %d", text, b)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := config.Bytes(rapid.Uint64().Draw(t, "n"))
		var got config.Bytes
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Fatalf("%q reads as %d, %v, want %d", want, got, err, want)
		}
	})
}

func TestShare(t *testing.T) {
	for text, want := range map[string]dgrid.Micro{"0": 0, "1": dgrid.One, "1.0": dgrid.One, "0.02": 20_000, "0.000001": 1, "0.999999": 999_999, "0.29": 290_000} {
		var s config.Share
		if err := s.UnmarshalText([]byte(text)); err != nil || s.Micro() != want {
			t.Errorf("%q is %d, %v, want %d", text, s, err, want)
		}
	}
	for _, text := range []string{"", "-0", "-0.1", "1.1", "2", "0.0000001", "1e-3", ".5", "0.", "0,5", "00", "NaN", " 0"} {
		var s config.Share
		if err := s.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is accepted as %s", text, s)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := config.Share(rapid.Int32Range(0, int32(dgrid.One)).Draw(t, "millionths"))
		var got config.Share
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Fatalf("%q reads as %d, %v, want %d", want, got, err, want)
		}
	})
}

func TestWei(t *testing.T) {
	for text, want := range map[string]config.Wei{"0": 0, "1": 1, "7 wei": 7, "2gwei": 2e9, "200 gwei": 200e9, "18 ether": 18e18} {
		var w config.Wei
		if err := w.UnmarshalText([]byte(text)); err != nil || w != want {
			t.Errorf("%q is %d, %v, want %d", text, w, err, want)
		}
	}
	for _, text := range []string{"", "gwei", "-1", "1.5 gwei", "1 Gwei", "1 finney", "19 ether", "18446744073709551616", "1 wei wei"} {
		var w config.Wei
		if err := w.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is accepted as %d", text, w)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := config.Wei(rapid.Uint64().Draw(t, "n"))
		var got config.Wei
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Fatalf("%q reads as %d, %v, want %d", want, got, err, want)
		}
	})
}

// Whatever a file holds, loading it gives a configuration or an error.
func FuzzLoad(f *testing.F) {
	example, err := config.Render(config.Settings{"provider.enabled": "true"}, []config.Settings{{"name": config.Text("smollm2")}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	for _, text := range []string{"", "[p2p]", "models = 1", "[[models]]\nname = \"a\"\n[[models]]", "p2p = 1", "[models.a]", "[store]\nmin_free = 1e9", "[log]\nlevel = []"} {
		f.Add(text)
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(dir+"/"+config.FileName, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, origins, err := config.Load(dir, nil)
		if err == nil && (c == nil || len(origins) == 0 || len(c.P2P.Listen) == 0 || c.Store.KeepTranscripts <= 0) {
			t.Fatalf("loaded %+v", c)
		}
	})
}

package config_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/config"
)

// What is shown is what was set, and every key is there once.
func TestValues(t *testing.T) {
	t.Setenv("DGRID_PAYER_AUDIT_RATE", "0.25")
	c, origins, err := config.Load(home(t, "[store]\nmin_free = \"3 MiB\"\n[p2p]\nadvert_interval = \"90s\"\n"+
		"[[models]]\nname = \"a\"\n[[models]]\nname = \"b\"\nprice_output = \"7\"\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]config.Value{}
	for _, v := range c.Values(origins) {
		if _, twice := values[v.Key]; twice {
			t.Errorf("%s is there twice", v.Key)
		}
		values[v.Key] = v
	}
	for _, key := range origins.Keys() {
		if _, ok := values[key]; !ok && key != "models" {
			t.Errorf("%s is missing", key)
		}
	}
	for key, want := range map[string]string{
		"store.min_free": `"3 MiB" file`, "store.keep_transcripts": `"72h" default`, "p2p.advert_interval": `"1m30s" file`, "p2p.mdns": "true default",
		"p2p.peers": "[] default", "payer.audit_rate": "0.25 environment", "payer.max_fee": `"10000000000000000" default`,
		"models[0].name": `"a" file`, "models[1].price_output": `"7" file`, "models[0].slots": "0 default", "gateway.max_requests": "64 default",
	} {
		v := values[key]
		if got := fmt.Sprintf("%s %s", v.Text(), v.Origin.Layer); got != want {
			t.Errorf("%s is %s, want %s", key, got, want)
		}
	}
	b, err := json.Marshal(values["payer.audit_rate"])
	if err != nil || !strings.Contains(string(b), `"value":0.25,"origin":{"layer":"environment","name":"DGRID_PAYER_AUDIT_RATE"}`) {
		t.Errorf("JSON is %s, %v", b, err)
	}
}

// Each value is written as the file takes it.
func TestValuesAreSettings(t *testing.T) {
	c, origins, err := config.Load(home(t, ""), nil)
	if err != nil {
		t.Fatal(err)
	}
	set := config.Settings{}
	for _, v := range c.Values(origins) {
		set[v.Key] = strings.ReplaceAll(v.Text(), c.Home+"/", "") // another home has other paths
	}
	text, err := config.Render(set, nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, load(t, string(text)), c)
}

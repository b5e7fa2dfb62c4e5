package gateway_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/gateway"
)

func readDocs(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Each member that the decoder knows is in the tables of docs/api.md.
func TestDocsNameEveryField(t *testing.T) {
	docs := readDocs(t)
	for _, name := range append(gateway.KnownFields(), gateway.KnownEmbedFields()...) {
		if !strings.Contains(docs, "`"+name+"`") {
			t.Errorf("docs/api.md lacks %s", name)
		}
	}
}

// The messages of docs/api.md are the program's, word for word, and each of its codes is real.
func TestDocsMessages(t *testing.T) {
	docs := readDocs(t)
	_, list, found := strings.Cut(docs, "word for word:\n\n")
	list, _, closed := strings.Cut(list, "\n\nand at start")
	if !found || !closed {
		t.Fatal("docs/api.md has no list of messages")
	}
	said := map[string]bool{}
	open, keyed := newRig(t, says("Hi"), nil), newRig(t, says("Hi"), nil)
	secret := addKey(t, keyed.keys, "ann", 20)
	note := func(r *rig, method, path, body string, headers ...string) {
		w := r.send(method, path, body, append([]string{"Content-Type", "application/json"}, headers...)...)
		said[decodeError(t, w.Body).Error.Message] = true
	}
	chat := func(body string) { note(open, "POST", "/v1/chat/completions", body) }
	chat(`{"messages":[]}`)
	for _, extra := range []string{
		`"temprature":1`, `"temperature":9`, `"temperature":"hot"`, `"n":2`, `"logprobs":true`, `"response_format":{"type":"json_object"}`, `"tool_choice":"required"`,
		`"dgrid":{"max_fee":"1000001"}`,
	} {
		chat(question(extra))
	}
	chat(`{"model":"m","messages":[{"role":"user","content":[{"type":"image_url"}]}]}`)
	chat(`{"model":"gpt-4o","messages":[{"role":"user","content":"x"}]}`)
	chat(question("") + strings.Repeat(" ", 8<<20))
	note(open, "GET", "/v1/dgrid/jobs/"+firstJob.String(), "")
	note(keyed, "GET", "/v1/models", "")
	note(keyed, "GET", "/v1/models", "", "Authorization", "Bearer x")
	note(open, "GET", "/v1/models", "", "Host", "evil.example")
	note(open, "GET", "/v1/models", "", "Origin", "https://evil.example")
	w := open.send("POST", "/v1/chat/completions", "x", "Content-Type", "text/plain")
	said[decodeError(t, w.Body).Error.Message] = true
	h, err := keyed.keys.Reserve(keyed.keys.List()[0].ID, amount(20))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Settle(t.Context(), secondJob, amount(20)); err != nil {
		t.Fatal(err)
	}
	note(keyed, "POST", "/v1/chat/completions", question(""), "Authorization", "Bearer "+secret)
	endless := ended(1)
	endless.Finish = 0
	note(newRig(t, gives(endless), nil), "POST", "/v1/chat/completions", question(""))
	open.Drain()
	chat(question(""))
	for line := range strings.SplitSeq(list, "\n") {
		if line = strings.TrimSpace(line); !said[line] {
			t.Errorf("docs/api.md: the program does not say %q", line)
		}
		delete(said, line)
	}
	for message := range said {
		t.Errorf("docs/api.md lacks %q", message)
	}
	_, err = gateway.New(gateway.Config{Listen: "0.0.0.0:8484", MaxFee: dgrid.NewAmount(1)}, open.Parts)
	if err == nil || !strings.Contains(docs, "\n    "+err.Error()+"\n") {
		t.Errorf("docs/api.md lacks %v", err)
	}
}

// Every code that the package writes is in the table of errors.
func TestDocsCodes(t *testing.T) {
	docs := readDocs(t)
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	code, n := regexp.MustCompile(`(?:badCode\(|[cC]ode: |code[A-Z][A-Za-z]+ *= )"([a-z_]+)"`), 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		b, err := os.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(b), -1) {
			n++
			if m[1] != "cancelled" && !strings.Contains(docs, "`"+m[1]+"`") { // of cancelled nobody is left to be told
				t.Errorf("%s: docs/api.md lacks the code %s", e.Name(), m[1])
			}
		}
	}
	if n < 20 {
		t.Errorf("found %d codes only: the expression no longer fits the code", n)
	}
}

package main_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid/node/keys"
)

// A node that says all it can about itself says no question, no answer and no key, in its log and in its metrics: no key of the
// network and none of the HTTP API.
func TestNothingSecretIsTold(t *testing.T) {
	w := newWorld(t)
	rewrite(t, filepath.Join(w.provider, "config.toml"), `# level = "info"`, `level = "debug"`)
	rewrite(t, filepath.Join(w.provider, "config.toml"), `# listen = "127.0.0.1:8484"`, `listen = "127.0.0.1:0"`)
	key := strings.TrimSpace(string(w.mustRun("apikey", "add", "tester", "--home", w.provider)))
	w.up()
	status, err := w.view().Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const prompt, system = "What is a lighthouse on Zanzibarquokka island?", "You are called Velvetumbrella."
	text := w.complete(status.Gateway.URL, key, prompt, system)
	if len(strings.Fields(text)) < 4 {
		t.Fatalf("the answer %q is too short to look for", text)
	}
	w.embed(status.Gateway.URL, key, "Where is Quincebellflower harbour?")
	asked := w.ask(prompt, "--max-tokens", "24", "--seed", "1", "--log-level", "debug")
	if code, _ := w.end(asked); code != 0 {
		t.Fatalf("ask: exit code %d\n%s", code, asked.stderr.String())
	}
	_, answer := asked.printed()
	measured := w.metrics(status.Gateway.URL, key)
	for _, line := range []string{
		`dgrid_gateway_requests_total{code="200",endpoint="/v1/chat/completions"} 1`, `dgrid_gateway_requests_total{code="200",endpoint="/v1/embeddings"} 1`, `dgrid_answers_total{result="length"} 1`,
		`dgrid_jobs_total{result="length",role="payer"} 1`, `dgrid_jobs_total{result="length",role="provider"} 2`,
		`dgrid_tokens_total{kind="answer",role="provider"} 48`, `dgrid_engine_up{model="smollm2-135m-instruct-q4_1"} 1`,
		`dgrid_provider_waiting_jobs{model="smollm2-135m-instruct-q4_1"} 0`, "dgrid_api_keys 1",
	} {
		if !strings.Contains(measured, line+"\n") {
			t.Errorf("the metrics do not say %s", line)
		}
	}
	if t.Failed() {
		t.Log(measured)
	}
	w.down()

	log := w.daemon.stderr.String() + asked.stderr.String() + measured
	if !strings.Contains(log, "DBG") {
		t.Fatalf("nothing was logged at the level debug:\n%s", log)
	}
	secrets := map[string]string{
		"the question": "Zanzibarquokka", "the system message": "Velvetumbrella", "the text of an embedding": "Quincebellflower", "the API key": key, "the end of the API key": key[len(key)-12:],
		"the answer to HTTP": middle(text), "the answer to ask": middle(answer),
	}
	for _, home := range []string{w.provider, w.asker} {
		secrets["the password of "+home] = strings.TrimSpace(read(t, filepath.Join(home, "keys", keys.PasswordFile)))
		k, err := keys.Load(filepath.Join(home, "keys"))
		if err != nil {
			t.Fatal(err)
		}
		secrets["the owner key of "+home] = hex.EncodeToString(crypto.FromECDSA(k.Owner))
		raw, err := k.Peer.Raw()
		if err != nil {
			t.Fatal(err)
		}
		secrets["the peer key of "+home] = hex.EncodeToString(raw[:16])
	}
	for what, secret := range secrets {
		if len(secret) < 8 {
			t.Errorf("%s is %q, too short to look for", what, secret)
		} else if strings.Contains(strings.ToLower(log), strings.ToLower(secret)) {
			t.Errorf("%s is told", what)
		}
	}
}

// complete asks over HTTP and returns the answer's text.
func (w *world) complete(url, key, prompt, system string) string {
	w.t.Helper()
	b := w.post(url+"/v1/chat/completions", key, map[string]any{
		"model": "smollm2-135m-instruct-q4_1", "max_tokens": 24, "seed": 1,
		"messages": []map[string]string{{"role": "system", "content": system}, {"role": "user", "content": prompt}},
	})
	var answer struct {
		Choices []struct {
			Message struct{ Content string }
		}
	}
	if err := json.Unmarshal(b, &answer); err != nil || len(answer.Choices) != 1 {
		w.t.Fatalf("answer %s: %v", b, err)
	}
	return answer.Choices[0].Message.Content
}

// embed has the node itself make a vector of a text.
func (w *world) embed(url, key, text string) {
	w.t.Helper()
	var got struct {
		Data []struct {
			Embedding []float64 `json:"embedding"`
		} `json:"data"`
	}
	b := w.post(url+"/v1/embeddings", key, map[string]any{"model": "smollm2-135m-instruct-q4_1", "input": text})
	if err := json.Unmarshal(b, &got); err != nil || len(got.Data) != 1 || len(got.Data[0].Embedding) != 576 {
		w.t.Fatalf("%v: %.300s", err, b)
	}
}

// post sends a request to a gateway and returns what it answers.
func (w *world) post(url, key string, request map[string]any) []byte {
	w.t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.fetch(http.MethodPost, url, key, bytes.NewReader(body))
}

// metrics is what Prometheus would read.
func (w *world) metrics(url, key string) string {
	w.t.Helper()
	return string(w.fetch(http.MethodGet, url+"/metrics", key, nil))
}

// fetch is what a gateway answers to a request with a key.
func (w *world) fetch(method, url, key string, body io.Reader) []byte {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, url, body)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := (&http.Client{Timeout: patience}).Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %s: %s, %v\n%s", url, res.Status, b, err, w.daemon.stderr.String())
	}
	return b
}

// middle is some words of a text, which no log would hold by chance.
func middle(text string) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(4, len(words))], " ")
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// rewrite changes what must be there.
func rewrite(t *testing.T, path, old, new string) {
	t.Helper()
	text := read(t, path)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q", path, old)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(text, old, new, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

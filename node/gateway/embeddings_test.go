package gateway_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func (r *rig) embed(body string, headers ...string) *httptest.ResponseRecorder {
	return r.send("POST", "/v1/embeddings", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

// Whatever its input, an answer has a vector of length 1 for each text, in order, and the tokens that were read.
func TestEmbeddings(t *testing.T) {
	r := newRig(t, says(), nil)
	for input, want := range map[string][]int{`"abc"`: {3}, `["a","bc"]`: {1, 2}, `[5,6,7]`: {3}, `[[5],[6,7]]`: {1, 2}} {
		w := r.embed(`{"model":"smollm2","user":"x","input":` + input + `}`)
		var got struct {
			Object string `json:"object"`
			Model  string `json:"model"`
			Data   []struct {
				Object    string    `json:"object"`
				Index     int       `json:"index"`
				Embedding []float32 `json:"embedding"`
			} `json:"data"`
			Usage map[string]int `json:"usage"`
			Dgrid map[string]any `json:"dgrid"`
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != 200 {
			t.Fatalf("%s: status %d, %v: %s", input, w.Code, err, w.Body)
		}
		if got.Object != "list" || got.Model != modelName || len(got.Data) != len(want) || got.Dgrid["peer"] != peerID || got.Dgrid["model"] != modelID.String() {
			t.Errorf("%s: %s", input, w.Body)
		}
		sum := 0
		for i, e := range got.Data {
			sum += want[i]
			if e.Object != "embedding" || e.Index != i || !slices.Equal(e.Embedding, []float32{0.6, 0.8}) {
				t.Errorf("%s: text %d is %+v", input, i, e)
			}
		}
		if got.Usage["prompt_tokens"] != sum || got.Usage["total_tokens"] != sum {
			t.Errorf("%s: usage %v, want %d", input, got.Usage, sum)
		}
	}
	var text struct {
		Data []struct {
			Embedding string `json:"embedding"`
		} `json:"data"`
	}
	if err := json.Unmarshal(r.embed(`{"model":"smollm2","input":"abc","encoding_format":"base64"}`).Body.Bytes(), &text); err != nil {
		t.Fatal(err)
	}
	if got, want := text.Data[0].Embedding, base64.StdEncoding.EncodeToString([]byte{0x9a, 0x99, 0x19, 0x3f, 0xcd, 0xcc, 0x4c, 0x3f}); got != want {
		t.Errorf("in base64 it is %s, want %s", got, want)
	}
}

func TestEmbeddingsThatAreRefused(t *testing.T) {
	r := newRig(t, says(), nil)
	tests := []struct {
		body   string
		status int
		code   string
		param  string
	}{
		{`{"input":"a"}`, 400, "invalid_request", "model"},
		{`{"model":"smollm2"}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":[]}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":""}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":["a",""]}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":[[]]}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":[1.5]}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":{"text":"a"}}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":["a",1]}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":[` + strings.Repeat(`"a",`, 2048) + `"a"]}`, 400, "invalid_request", "input"},
		{`{"model":"smollm2","input":"a","dimensions":2}`, 400, "unsupported_parameter", "dimensions"},
		{`{"model":"smollm2","input":"a","encoding_format":"hex"}`, 400, "unsupported_value", "encoding_format"},
		{`{"model":"smollm2","input":"a","inputs":"b"}`, 400, "unknown_parameter", "inputs"},
		{`{"model":"gpt-4o","input":"a"}`, 404, "model_not_found", "model"},
		{`{"model":"smollm2","input":"elsewhere"}`, 404, "model_not_found", "model"},
		{`{"model":"smollm2","input":"long"}`, 400, "context_length_exceeded", "input"},
		{`{"model":"smollm2","input":"busy"}`, 429, "all_busy", ""},
		{`{"model":"smollm2","input":"trouble"}`, 500, "internal_error", ""},
	}
	for _, test := range tests {
		w := r.embed(test.body)
		e := wantError(t, w, test.status, test.code)
		if test.param != "" && (e.Error.Param == nil || *e.Error.Param != test.param) {
			t.Errorf("%.80s: param %v, want %s", test.body, e.Error.Param, test.param)
		}
		if test.status == 429 && w.Header().Get("Retry-After") != "2" {
			t.Errorf("%s: retry after %q", test.body, w.Header().Get("Retry-After"))
		}
	}
	addKey(t, r.keys, "ann", 1)
	wantError(t, r.embed(`{"model":"smollm2","input":"a"}`), 401, "invalid_api_key")
	ending := newRig(t, says(), nil)
	ending.Drain()
	wantError(t, ending.embed(`{"model":"smollm2","input":"a"}`), 503, "node_ending")
}

// Embeddings cost a key nothing, not even what it holds for answers.
func TestEmbeddingsAreFree(t *testing.T) {
	r := newRig(t, says(), nil)
	secret := addKey(t, r.keys, "ann", 1)
	h, err := r.keys.Reserve(r.keys.List()[0].ID, amount(1))
	if err != nil {
		t.Fatal(err)
	}
	defer h.Release()
	if w := r.embed(`{"model":"smollm2","input":"abc"}`, "Authorization", "Bearer "+secret); w.Code != 200 {
		t.Fatal(w.Body)
	}
	if k := r.keys.List()[0]; !k.Spent.IsZero() {
		t.Error(fmt.Sprint(k))
	}
}

package gateway_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
	"github.com/dgrid-network/dgrid/node/gateway"
)

// Every member that changes something, and what it becomes.
func TestDecode(t *testing.T) {
	params := func(change func(*dgrid.Params)) func(*gateway.Decoded) {
		return func(d *gateway.Decoded) { change(&d.Question.Request.Params) }
	}
	same := func(*gateway.Decoded) {}
	tests := []struct {
		extra  string
		change func(*gateway.Decoded) // of what the plain question gives
	}{
		{``, same},
		{`"stream":true`, func(d *gateway.Decoded) { d.Stream = true }},
		{`"stream":false`, same},
		{`"stream":true,"stream_options":{"include_usage":true}`, func(d *gateway.Decoded) { d.Stream, d.IncludeUsage = true, true }},
		{`"stream":true,"stream_options":{"include_obfuscation":false}`, func(d *gateway.Decoded) { d.Stream = true }},
		{`"max_tokens":64`, func(d *gateway.Decoded) { d.Question.MaxOutput = 64 }},
		{`"max_completion_tokens":65`, func(d *gateway.Decoded) { d.Question.MaxOutput = 65 }},
		{`"max_tokens":66,"max_completion_tokens":66`, func(d *gateway.Decoded) { d.Question.MaxOutput = 66 }},
		{`"temperature":0`, params(func(p *dgrid.Params) { p.Temperature = 0 })},
		{`"temperature":0.7`, params(func(p *dgrid.Params) { p.Temperature = 700_000 })},
		{`"temperature":2`, params(func(p *dgrid.Params) { p.Temperature = 2_000_000 })},
		{`"temperature":null`, same},
		{`"top_p":0.9`, params(func(p *dgrid.Params) { p.TopP = 900_000 })},
		{`"top_p":1`, params(func(p *dgrid.Params) { p.TopP = dgrid.One })},
		{`"top_p":0`, params(func(p *dgrid.Params) { p.TopP = 1 })},
		{`"frequency_penalty":-0.5`, params(func(p *dgrid.Params) { p.FrequencyPenalty = -500_000 })},
		{`"presence_penalty":1.25`, params(func(p *dgrid.Params) { p.PresencePenalty = 1_250_000 })},
		{`"top_k":40`, params(func(p *dgrid.Params) { p.TopK = 40 })},
		{`"min_p":0.05`, params(func(p *dgrid.Params) { p.MinP = 50_000 })},
		{`"repetition_penalty":1.1`, params(func(p *dgrid.Params) { p.RepetitionPenalty = 1_100_000 })},
		{`"seed":42`, func(d *gateway.Decoded) { d.Question.ClientSeed = dgrid.UserSeed(42) }},
		{`"seed":0`, func(d *gateway.Decoded) { d.Question.ClientSeed = dgrid.UserSeed(0) }},
		{`"seed":-9223372036854775808`, func(d *gateway.Decoded) { d.Question.ClientSeed = dgrid.UserSeed(-9223372036854775808) }},
		{`"stop":"END"`, params(func(p *dgrid.Params) { p.Stop = []string{"END"} })},
		{`"stop":["a","b"]`, params(func(p *dgrid.Params) { p.Stop = []string{"a", "b"} })},
		{`"stop":[]`, same},
		{`"logit_bias":{"9":-100,"10":1.5,"2":0}`, params(func(p *dgrid.Params) {
			p.LogitBias = []dgrid.TokenBias{{Token: 2}, {Token: 9, Bias: -100_000_000}, {Token: 10, Bias: 1_500_000}}
		})},
		{`"logit_bias":{}`, same},
		{`"tools":[{"type": "function", "function": {"name": "f", "parameters": {}}}]`, func(d *gateway.Decoded) {
			d.Question.Request.Tools = `[{"type":"function","function":{"name":"f","parameters":{}}}]`
		}},
		{`"tool_choice":"auto","tools":[{"type":"function","function":{"name":"f"}}]`, func(d *gateway.Decoded) {
			d.Question.Request.Tools = `[{"type":"function","function":{"name":"f"}}]`
		}},
		{`"tool_choice":"none","tools":[{"type":"function","function":{"name":"f"}}]`, same},
		{`"tools":[]`, same},
		{`"dgrid":{"max_fee":"5000","privacy":"open","unverified":true,"provider":"` + peerID + `"}`, func(d *gateway.Decoded) {
			q := &d.Question
			q.MaxFee, q.Privacy, q.Unverified, q.Provider = dgrid.NewAmount(5000), dgrid.Open, true, peerID
		}},
		{`"dgrid":{"privacy":"committee","unverified":false,"max_fee":null}`, same},
		{`"n":1,"logprobs":false,"top_logprobs":0,"response_format":{"type":"text"},"parallel_tool_calls":true,"modalities":["text"],"verbosity":"medium"`, same},
		{`"metadata":{"a":"b"},"prediction":{"type":"content","content":"x"},"prompt_cache_key":"k","prompt_cache_options":{},"prompt_cache_retention":"24h",` +
			`"safety_identifier":"s","service_tier":"auto","store":true,"user":"u"`, same},
		{`"audio":null,"functions":null,"function_call":null,"moderation":null,"reasoning_effort":null,"web_search_options":null,"unheard_of":null`, same},
	}
	for _, test := range tests {
		want := gateway.Decoded{Model: "smollm2"}
		want.Question.Request = dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "What is a lighthouse?"}}, Params: dgrid.Params{Temperature: dgrid.One}}
		test.change(&want)
		got, err := gateway.Decode([]byte(question(test.extra)))
		if err != nil {
			t.Errorf("%s: %v", test.extra, err)
			continue
		}
		if len(got.Question.Request.Params.Stop) == 0 {
			got.Question.Request.Params.Stop = nil
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", test.extra, got, want)
		}
	}
}

// What every known member does is in one of the two tables.
func TestEveryFieldIsTested(t *testing.T) {
	tested := map[string]bool{"model": true, "messages": true}
	for _, name := range []string{
		"stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature", "top_p", "frequency_penalty", "presence_penalty", "top_k", "min_p",
		"repetition_penalty", "seed", "stop", "logit_bias", "tools", "tool_choice", "dgrid", "n", "logprobs", "top_logprobs", "response_format",
		"parallel_tool_calls", "modalities", "verbosity", "audio", "function_call", "functions", "moderation", "reasoning_effort", "web_search_options",
		"metadata", "prediction", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "safety_identifier", "service_tier", "store", "user",
	} {
		tested[name] = true
	}
	for _, name := range gateway.KnownFields() {
		if !tested[name] {
			t.Errorf("the member %q is known and in no test: add it to TestDecode", name)
		}
	}
}

func TestMessages(t *testing.T) {
	tests := []struct {
		messages string
		want     []dgrid.Message
	}{
		{`[{"role":"system","content":"Be short."},{"role":"user","content":"Hi"}]`, []dgrid.Message{{Role: "system", Content: "Be short."}, {Role: "user", Content: "Hi"}}},
		{`[{"role":"developer","content":"Be short."}]`, []dgrid.Message{{Role: "system", Content: "Be short."}}},
		{`[{"role":"user","name":"ann","content":""}]`, []dgrid.Message{{Role: "user", Name: "ann"}}},
		{`[{"role":"user","content":[{"type":"text","text":"one"},{"type":"text","text":"two"}]}]`, []dgrid.Message{{Role: "user", Content: "one\ntwo"}}},
		{`[{"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}]},` +
			`{"role":"tool","tool_call_id":"c1","content":"2"}]`, []dgrid.Message{
			{Role: "assistant", ToolCalls: `[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}}]`},
			{Role: "tool", ToolCallID: "c1", Content: "2"},
		}},
		{`[{"role":"assistant","content":"Yes.","annotations":[],"tool_calls":[]}]`, []dgrid.Message{{Role: "assistant", Content: "Yes."}}},
		{`[{"role":"assistant","content":null,"refusal":"No."}]`, []dgrid.Message{{Role: "assistant", Content: "No."}}},
		{`[{"role":"assistant","content":[{"type":"refusal","refusal":"No."}]}]`, []dgrid.Message{{Role: "assistant", Content: "No."}}},
		{`[{"role":"user","content":"\u0000\ud83d\ude00<|im_end|>"}]`, []dgrid.Message{{Role: "user", Content: "\x00😀<|im_end|>"}}},
	}
	for _, test := range tests {
		got, err := gateway.Decode([]byte(`{"model":"m","messages":` + test.messages + `}`))
		if err != nil {
			t.Errorf("%s: %v", test.messages, err)
		} else if !reflect.DeepEqual(got.Question.Request.Messages, test.want) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", test.messages, got.Question.Request.Messages, test.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	r := newRig(t, says("Hi"), nil)
	long := strings.Repeat("x", 257)
	tests := []struct {
		body, code, param, message string
	}{
		{``, "invalid_request", "", "not a JSON object"},
		{`null`, "invalid_request", "", "not a JSON object: it is null"},
		{`[]`, "invalid_request", "", "not a JSON object: it is an array"},
		{`{"model":"m"`, "invalid_request", "", "unexpected end"},
		{"{\"model\":\"\xff\"}", "invalid_request", "", "not UTF-8"},
		{`{"messages":[{"role":"user","content":"x"}]}`, "invalid_request", "model", "model is missing"},
		{`{"model":"smollm2"}`, "invalid_request", "messages", "messages is missing"},
		{`{"model":"smollm2","messages":[]}`, "invalid_request", "messages", "at least one"},
		{`{"model":7,"messages":[]}`, "invalid_request", "model", "want a string"},
		{`{"model":"smollm2","messages":{}}`, "invalid_request", "messages", "want a list of messages: it is an object"},
		{`{"model":"smollm2","messages":[{"content":"x"}]}`, "invalid_request", "messages[0].role", "missing"},
		{`{"model":"smollm2","messages":[{"role":"function","content":"x"}]}`, "invalid_request", "messages[0].role", "want system"},
		{`{"model":"smollm2","messages":[{"role":"user"}]}`, "invalid_request", "messages[0].content", "missing"},
		{`{"model":"smollm2","messages":[{"role":"user","content":[]}]}`, "invalid_request", "messages[0].content", "empty list"},
		{`{"model":"smollm2","messages":[{"role":"user","content":7}]}`, "invalid_request", "messages[0].content", "want a string"},
		{`{"model":"smollm2","messages":[{"role":"user","content":[{"type":"text"}]}]}`, "invalid_request", "messages[0].content", "has no text"},
		{`{"model":"smollm2","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:"}}]}]}`, "unsupported_value", "messages[0].content", "read text only"},
		{`{"model":"smollm2","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]}`, "unsupported_value", "messages[0].content", "read text only"},
		{`{"model":"smollm2","messages":[{"role":"user","content":"x","colour":"red"}]}`, "unknown_parameter", "messages[0].colour", "unrecognized"},
		{`{"model":"smollm2","messages":[{"role":"user","content":"x","tool_calls":[{"function":{"name":"f"}}]}]}`, "invalid_request", "messages[0].tool_calls", "assistant"},
		{`{"model":"smollm2","messages":[{"role":"user","content":"x","tool_call_id":"c"}]}`, "invalid_request", "messages[0].tool_call_id", "role tool"},
		{`{"model":"smollm2","messages":[{"role":"tool","content":"x"}]}`, "invalid_request", "messages[0].tool_call_id", "missing"},
		{`{"model":"smollm2","messages":[{"role":"assistant","content":"x","tool_calls":[{"type":"custom"}]}]}`, "unsupported_value", "messages[0].tool_calls", "function"},
		{`{"model":"smollm2","messages":[{"role":"assistant","content":"x","audio":{"id":"a"}}]}`, "unsupported_parameter", "messages[0].audio", "text"},
		{question(`"stream":"yes"`), "invalid_request", "stream", "true or false"},
		{question(`"stream_options":{}`), "invalid_request", "stream_options", "set stream to true"},
		{question(`"max_tokens":0`), "invalid_request", "max_tokens", "want 1"},
		{question(`"max_tokens":-1`), "invalid_request", "max_tokens", "want 1"},
		{question(`"max_tokens":1.5`), "invalid_request", "max_tokens", "a whole number"},
		{question(`"max_completion_tokens":4294967296`), "invalid_request", "max_completion_tokens", "want 1"},
		{question(`"max_tokens":1,"max_completion_tokens":2`), "invalid_request", "max_tokens", "give one"},
		{question(`"temperature":5.1`), "invalid_request", "temperature", "want 0 to 5"},
		{question(`"temperature":"hot"`), "invalid_request", "temperature", "want a number: it is a string"},
		{question(`"top_p":1.1`), "invalid_request", "top_p", "want 0 to 1"},
		{question(`"frequency_penalty":2.1`), "invalid_request", "frequency_penalty", "want -2 to 2"},
		{question(`"presence_penalty":-2.1`), "invalid_request", "presence_penalty", "want -2 to 2"},
		{question(`"top_k":-1`), "invalid_request", "top_k", "want 0"},
		{question(`"min_p":2`), "invalid_request", "min_p", "want 0 to 1"},
		{question(`"repetition_penalty":0`), "invalid_request", "repetition_penalty", "want 0.1 to 10"},
		{question(`"seed":1.5`), "invalid_request", "seed", "whole number"},
		{question(`"seed":9223372036854775808`), "invalid_request", "seed", "whole number"},
		{question(`"stop":""`), "invalid_request", "stop", "0 bytes"},
		{question(`"stop":"` + long + `"`), "invalid_request", "stop", "257 bytes"},
		{question(`"stop":[null]`), "invalid_request", "stop", "null"},
		{question(`"stop":[` + strings.Repeat(`"x",`, 16) + `"x"]`), "invalid_request", "stop", "17 strings"},
		{question(`"logit_bias":{"a":1}`), "invalid_request", "logit_bias", "token id"},
		{question(`"logit_bias":{"-1":1}`), "invalid_request", "logit_bias", "token id"},
		{question(`"logit_bias":{"1":101}`), "invalid_request", "logit_bias", "want -100 to 100"},
		{question(`"logit_bias":{"1":1,"01":1}`), "invalid_request", "logit_bias", "twice"},
		{question(`"tools":[{"type":"custom"}]`), "unsupported_value", "tools", "function"},
		{question(`"tools":[{"type":"function"}]`), "invalid_request", "tools", "function.name"},
		{question(`"tool_choice":"required"`), "unsupported_value", "tool_choice", "auto"},
		{question(`"tool_choice":{"type":"function","function":{"name":"f"}}`), "unsupported_value", "tool_choice", "auto"},
		{question(`"response_format":{"type":"json_object"}`), "unsupported_value", "response_format", "grammar"},
		{question(`"response_format":{"type":"json_schema","json_schema":{}}`), "unsupported_value", "response_format", "grammar"},
		{question(`"n":2`), "unsupported_value", "n", "another seed"},
		{question(`"logprobs":true`), "unsupported_value", "logprobs", "probabilities"},
		{question(`"top_logprobs":3`), "unsupported_value", "top_logprobs", "probabilities"},
		{question(`"parallel_tool_calls":false`), "unsupported_value", "parallel_tool_calls", ""},
		{question(`"modalities":["text","audio"]`), "unsupported_value", "modalities", "text"},
		{question(`"verbosity":"low"`), "unsupported_value", "verbosity", ""},
		{question(`"audio":{"voice":"a","format":"wav"}`), "unsupported_parameter", "audio", ""},
		{question(`"functions":[]`), "unsupported_parameter", "functions", "tools"},
		{question(`"function_call":"auto"`), "unsupported_parameter", "function_call", "tools"},
		{question(`"moderation":{}`), "unsupported_parameter", "moderation", ""},
		{question(`"reasoning_effort":"low"`), "unsupported_parameter", "reasoning_effort", ""},
		{question(`"web_search_options":{}`), "unsupported_parameter", "web_search_options", ""},
		{question(`"temprature":1`), "unknown_parameter", "temprature", "unrecognized"},
		{question(`"dgrid":{"max_fee":5}`), "invalid_request", "dgrid.max_fee", "string"},
		{question(`"dgrid":{"max_fee":"0"}`), "invalid_request", "dgrid.max_fee", `from "1"`},
		{question(`"dgrid":{"max_fee":"1000001"}`), "max_fee_too_high", "dgrid.max_fee", "at most 1000000"},
		{question(`"dgrid":{"privacy":"secret"}`), "invalid_request", "dgrid.privacy", "committee"},
		{question(`"dgrid":{"unverified":1}`), "invalid_request", "dgrid.unverified", "true or false"},
		{question(`"dgrid":{"provider":"nobody"}`), "invalid_request", "dgrid.provider", "peer id"},
		{question(`"dgrid":{"colour":"red"}`), "unknown_parameter", "dgrid.colour", "unrecognized"},
		{question(`"dgrid":7`), "invalid_request", "dgrid", "an object"},
	}
	for _, test := range tests {
		w := r.ask(test.body)
		if w.Code != 400 {
			t.Errorf("%.120s: status %d, want 400: %s", test.body, w.Code, w.Body)
			continue
		}
		e := decodeError(t, w.Body)
		param := ""
		if e.Error.Param != nil {
			param = *e.Error.Param
		}
		if e.Error.Code != test.code || param != test.param || !strings.Contains(e.Error.Message, test.message) || e.Error.Type != "invalid_request_error" {
			t.Errorf("%.120s: code %q, param %q, type %q: %s\nwant %q, %q and %q", test.body, e.Error.Code, param, e.Error.Type, e.Error.Message, test.code, test.param, test.message)
		}
	}
	if len(r.router.asked) != 0 {
		t.Errorf("the router was asked %d times", len(r.router.asked))
	}
}

// Whatever the decoder takes can be sampled, and has been understood the same way when it is written again.
func FuzzDecode(f *testing.F) {
	for _, extra := range []string{
		``, `"stream":true,"stream_options":{"include_usage":true}`, `"temperature":0.7,"top_p":0,"seed":-1,"stop":["a"]`, `"logit_bias":{"1":2,"3":-4.5}`,
		`"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"none"`, `"dgrid":{"max_fee":"5","provider":"` + peerID + `"}`, `"n":2`, `"user":null`,
	} {
		f.Add([]byte(question(extra)))
	}
	f.Add([]byte(`{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"x","content":[{"type":"text","text":"y"}]}]}`))
	roles := []string{"system", "user", "assistant", "tool"}
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := gateway.Decode(body)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("a refusal without a reason")
			}
			return
		}
		req := &d.Question.Request
		if d.Model == "" || len(req.Messages) == 0 {
			t.Fatalf("taken without a model or messages: %+v", d)
		}
		if err := sampler.Validate(req.Params, 1<<31-1); err != nil {
			t.Fatal(err)
		}
		if req.Tools != "" && !json.Valid([]byte(req.Tools)) {
			t.Fatalf("tools are not JSON: %q", req.Tools)
		}
		for _, m := range req.Messages {
			if !slices.Contains(roles, m.Role) || m.ToolCalls != "" && !json.Valid([]byte(m.ToolCalls)) {
				t.Fatalf("message: %+v", m)
			}
		}
		again, err := gateway.Decode(body)
		if err != nil || again.Question.Request.Hash() != req.Hash() {
			t.Fatalf("read twice, the request has two digests (%v)", err)
		}
	})
}

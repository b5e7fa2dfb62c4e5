package gateway

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
)

// field reads one member of a request.
type field func(r *request, name string, raw json.RawMessage) *apiError

// maxTools is how many tools a request may define, as OpenAI has it.
const maxTools = 128

// fields are the members of a request that are known; docs/api.md has the same table.
var fields = map[string]field{
	"model": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.model, e = read[string](name, raw, "a string")
		return e
	},
	"messages": readMessages,
	"stream": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.stream, e = read[bool](name, raw, "true or false")
		return e
	},
	"stream_options": readStreamOptions,
	"max_tokens": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.maxTokens, e = count(name, raw, 1)
		return e
	},
	"max_completion_tokens": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.maxCompletion, e = count(name, raw, 1)
		return e
	},

	"temperature": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.params().Temperature, e = micro(name, raw, 0, sampler.MaxTemperature)
		return e
	},
	"top_p": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		p, e := micro(name, raw, 0, dgrid.One)
		r.params().TopP = max(p, 1) // 0 would turn it off; the least share there is keeps the likeliest token, which is what 0 means
		return e
	},
	"frequency_penalty": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.params().FrequencyPenalty, e = micro(name, raw, -sampler.MaxPenalty, sampler.MaxPenalty)
		return e
	},
	"presence_penalty": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.params().PresencePenalty, e = micro(name, raw, -sampler.MaxPenalty, sampler.MaxPenalty)
		return e
	},
	"top_k": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.params().TopK, e = count(name, raw, 0)
		return e
	},
	"min_p": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.params().MinP, e = micro(name, raw, 0, dgrid.One)
		return e
	},
	"repetition_penalty": func(r *request, name string, raw json.RawMessage) (e *apiError) {
		r.params().RepetitionPenalty, e = micro(name, raw, sampler.MinRepetitionPenalty, sampler.MaxRepetitionPenalty)
		return e
	},
	"seed": func(r *request, name string, raw json.RawMessage) *apiError {
		seed, e := read[int64](name, raw, "a whole number of 64 bits")
		r.question.ClientSeed = dgrid.UserSeed(seed)
		return e
	},
	"stop":       readStop,
	"logit_bias": readBias,

	"tools":       readTools,
	"tool_choice": readToolChoice,
	"dgrid":       readExtension,

	"n":                   only("1", "one answer is given to a request: ask again with another seed"),
	"logprobs":            only("false", "probabilities of tokens are not part of what providers sign"),
	"top_logprobs":        only("0", "probabilities of tokens are not part of what providers sign"),
	"response_format":     readFormat,
	"parallel_tool_calls": only("true", "the answer is the model's own text, in which calls are not counted"),
	"modalities":          readModalities,
	"verbosity":           only(`"medium"`, "the models here have no such setting: say in the messages how long the answer shall be"),

	"audio":              never("answers are text"),
	"function_call":      never("use tools and tool_choice"),
	"functions":          never("use tools and tool_choice"),
	"moderation":         never("nothing is moderated here"),
	"reasoning_effort":   never("the models here have no such setting"),
	"web_search_options": never("models answer without searching"),

	// These change nothing in the answer.
	"metadata": ignore, "prediction": ignore, "prompt_cache_key": ignore, "prompt_cache_options": ignore, "prompt_cache_retention": ignore,
	"safety_identifier": ignore, "service_tier": ignore, "store": ignore, "user": ignore,
}

func (r *request) params() *dgrid.Params { return &r.question.Request.Params }

func ignore(*request, string, json.RawMessage) *apiError { return nil }

// never is a member that only null is taken for.
func never(why string) field {
	return func(_ *request, name string, _ json.RawMessage) *apiError { return refused(name, why) }
}

// only takes the one value that asks for what is done anyway.
func only(value, why string) field {
	return func(_ *request, name string, raw json.RawMessage) *apiError {
		if string(raw) != value {
			return refusedValue(name, shorten(raw), why)
		}
		return nil
	}
}

// shorten is raw for an error.
func shorten(raw json.RawMessage) string {
	if len(raw) > 60 {
		return strings.ToValidUTF8(string(raw[:60]), "") + "..."
	}
	return string(raw)
}

func readStreamOptions(r *request, name string, raw json.RawMessage) *apiError {
	options, e := read[struct {
		IncludeUsage *bool `json:"include_usage"`
	}](name, raw, "an object such as {\"include_usage\": true}")
	r.streamOptions = true
	r.includeUsage = options.IncludeUsage != nil && *options.IncludeUsage
	return e
}

func readStop(r *request, name string, raw json.RawMessage) *apiError {
	var stops []string
	if raw[0] == '"' {
		stops = make([]string, 1)
		_ = json.Unmarshal(raw, &stops[0]) // it is a string: the whole request was read before
	} else {
		list, e := read[[]*string](name, raw, "a string or a list of strings")
		if e != nil {
			return e
		}
		for _, s := range list {
			if s == nil {
				return bad(name, "%s: want a string or a list of strings: it holds a null", name)
			}
			stops = append(stops, *s)
		}
	}
	if len(stops) > sampler.MaxStops {
		return bad(name, "%s has %d strings: want at most %d", name, len(stops), sampler.MaxStops)
	}
	for i, s := range stops {
		if len(s) == 0 || len(s) > sampler.MaxStopBytes {
			return bad(name, "%s string %d has %d bytes: want 1 to %d", name, i, len(s), sampler.MaxStopBytes)
		}
	}
	r.params().Stop = stops
	return nil
}

// readBias sorts the entries, so that the same request has the same digest however its writer ordered them.
func readBias(r *request, name string, raw json.RawMessage) *apiError {
	entries, e := read[map[string]json.RawMessage](name, raw, "an object of token ids and numbers")
	if e != nil {
		return e
	}
	if len(entries) > sampler.MaxBiases {
		return bad(name, "%s has %d entries: want at most %d", name, len(entries), sampler.MaxBiases)
	}
	byToken := map[dgrid.TokenID]dgrid.Micro{}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		id, err := strconv.ParseInt(key, 10, 32)
		if err != nil || id < 0 {
			return bad(name, "%s: %.40q is not a token id: want a whole number from 0", name, key)
		}
		if _, twice := byToken[dgrid.TokenID(id)]; twice {
			return bad(name, "%s names token %d twice", name, id)
		}
		bias, e := micro(name, entries[key], -sampler.MaxBias, sampler.MaxBias)
		if e != nil {
			return e
		}
		byToken[dgrid.TokenID(id)] = bias
	}
	for _, id := range slices.Sorted(maps.Keys(byToken)) {
		r.params().LogitBias = append(r.params().LogitBias, dgrid.TokenBias{Token: id, Bias: byToken[id]})
	}
	return nil
}

// readTools keeps the definitions as they were written, but for blanks: the order of their members is the model's to see.
func readTools(r *request, name string, raw json.RawMessage) *apiError {
	tools, e := read[[]struct {
		Type     string `json:"type"`
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
	}](name, raw, "a list of tools")
	if e != nil {
		return e
	}
	if len(tools) > maxTools {
		return bad(name, "%s has %d entries: want at most %d", name, len(tools), maxTools)
	}
	for i, t := range tools {
		if t.Type != "function" {
			return refusedValue(name, "entry "+strconv.Itoa(i)+" of type "+strconv.Quote(t.Type), "only tools of type \"function\" are rendered into the prompt")
		}
		if t.Function.Name == "" {
			return bad(name, "%s: entry %d has no function.name", name, i)
		}
	}
	if len(tools) > 0 {
		r.tools = compact(raw)
	}
	return nil
}

// compact is JSON that has been read before, without blanks.
func compact(raw json.RawMessage) string {
	var b bytes.Buffer
	_ = json.Compact(&b, raw)
	return b.String()
}

func readToolChoice(r *request, name string, raw json.RawMessage) *apiError {
	switch string(raw) {
	case `"auto"`:
	case `"none"`:
		r.noTools = true
	default:
		return refusedValue(name, shorten(raw), "no provider can be made to call a tool: use \"auto\" or \"none\"")
	}
	return nil
}

func readFormat(_ *request, name string, raw json.RawMessage) *apiError {
	format, e := read[struct {
		Type string `json:"type"`
	}](name, raw, "an object such as {\"type\": \"text\"}")
	if e != nil {
		return e
	}
	if format.Type != "text" {
		return refusedValue(name, strconv.Quote(format.Type), "the engines of this network do not hold an answer to a grammar: ask for JSON in the messages, and check what comes")
	}
	return nil
}

func readModalities(_ *request, name string, raw json.RawMessage) *apiError {
	list, e := read[[]string](name, raw, "a list of strings")
	if e != nil {
		return e
	}
	for _, m := range list {
		if m != "text" {
			return refusedValue(name, strconv.Quote(m), "answers are text")
		}
	}
	return nil
}

// readExtension reads what OpenAI's API has no word for.
func readExtension(r *request, name string, raw json.RawMessage) *apiError {
	members, e := read[map[string]json.RawMessage](name, raw, "an object")
	if e != nil {
		return e
	}
	q := &r.question
	for _, key := range slices.Sorted(maps.Keys(members)) {
		param, raw := name+"."+key, members[key]
		if isNull(raw) {
			continue
		}
		switch key {
		case "max_fee":
			s, e := read[string](param, raw, "base units as a string, such as \"5000\"")
			if e != nil {
				return e
			}
			fee, err := dgrid.ParseAmount(s)
			if err != nil || fee.IsZero() {
				return bad(param, "%s is %.60q: want base units as a string, from \"1\"", param, s)
			}
			q.MaxFee = fee
		case "privacy":
			switch string(raw) {
			case `"open"`:
				q.Privacy = dgrid.Open
			case `"committee"`:
				q.Privacy = dgrid.Committee
			default:
				return bad(param, "%s is %s: want \"open\" or \"committee\"", param, shorten(raw))
			}
		case "unverified":
			if q.Unverified, e = read[bool](param, raw, "true or false"); e != nil {
				return e
			}
			r.onlyVerified = !q.Unverified
		case "provider":
			if q.Provider, e = readPeer(param, raw); e != nil {
				return e
			}
		default:
			return badCode("unknown_parameter", param, "unrecognized request argument supplied: %.100s", param)
		}
	}
	return nil
}

func readPeer(param string, raw json.RawMessage) (dgrid.PeerID, *apiError) {
	s, e := read[string](param, raw, "a peer id")
	if e != nil {
		return "", e
	}
	id, err := peer.Decode(s)
	if err != nil {
		return "", bad(param, "%s is %.80q: want a peer id such as those in an answer's dgrid.parts", param, s)
	}
	return dgrid.PeerID(id.String()), nil
}

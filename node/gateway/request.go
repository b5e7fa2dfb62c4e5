package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"mime"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
	"github.com/dgrid-network/dgrid/node/router"
)

// request is a chat completion as it was asked for. The model is still a name, and limits that were not given are zero.
type request struct {
	model        string
	question     router.Question
	stream       bool
	includeUsage bool
	onlyVerified bool // the request says so, whatever the configuration does

	maxTokens, maxCompletion uint32
	streamOptions, noTools   bool
	tools                    string
}

// readBody reads a request's JSON. The time for it is bounded apart from that of the answer; serve has set the deadline.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, *apiError) {
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		e := badCode("unsupported_media_type", "", "the content type is %.100q: want application/json", r.Header.Get("Content-Type"))
		e.status = http.StatusUnsupportedMediaType
		return nil, e
	}
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		e := badCode("request_too_large", "", "the request has more than %d bytes: send a shorter conversation", maxBody)
		e.status = http.StatusRequestEntityTooLarge
		return nil, e
	case err != nil:
		e := badCode("request_timeout", "", "the request did not arrive within %s", bodyPatience)
		e.status = http.StatusRequestTimeout
		return nil, e
	}
	// Without a deadline from here on: the server reads on to learn that the client went away, and takes a timeout for that. Where
	// the body did not come whole the deadline stays, since the server then waits for the rest.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // recorders of tests have none
	return b, nil
}

// decode reads the body of a chat completion.
func decode(body []byte) (*request, *apiError) {
	r := &request{question: router.Question{Request: dgrid.Request{Params: dgrid.Params{Temperature: dgrid.One}}}}
	if e := object(r, body, fields); e != nil {
		return nil, e
	}
	return r, r.complete()
}

// object reads a JSON object into r. Every member is looked up in known; null stands for a member that is not there.
func object[R any, F ~func(*R, string, json.RawMessage) *apiError](r *R, body []byte, known map[string]F) *apiError {
	if !utf8.Valid(body) {
		return bad("", "the request is not UTF-8")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil || members == nil {
		return bad("", "the request is not a JSON object: %s", jsonTrouble(err))
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if isNull(members[name]) {
			continue
		}
		read, ok := known[name]
		if !ok {
			return badCode("unknown_parameter", name, "unrecognized request argument supplied: %.100s", name)
		}
		if e := read(r, name, members[name]); e != nil {
			return e
		}
	}
	return nil
}

func errNoModel() *apiError { return bad("model", "model is missing: GET /v1/models lists the models") }

// complete checks what concerns several members.
func (r *request) complete() *apiError {
	q := &r.question
	switch {
	case r.model == "":
		return errNoModel()
	case len(q.Request.Messages) == 0:
		return bad("messages", "messages is missing or empty: want at least one message")
	case r.streamOptions && !r.stream:
		return bad("stream_options", "stream_options is for answers that are streamed: set stream to true, or leave it out")
	case r.maxTokens != 0 && r.maxCompletion != 0 && r.maxTokens != r.maxCompletion:
		return bad("max_tokens", "max_tokens is %d and max_completion_tokens %d: give one of them", r.maxTokens, r.maxCompletion)
	}
	q.MaxOutput = max(r.maxTokens, r.maxCompletion)
	if !r.noTools {
		q.Request.Tools = r.tools
	}
	// A vocabulary as large as can be: which tokens the model has is for its providers to say.
	if err := sampler.Validate(q.Request.Params, math.MaxInt32); err != nil {
		return bad("", "%v", err)
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

// jsonTrouble says what is wrong with JSON without saying which Go type it was read into.
func jsonTrouble(err error) string {
	var wrong *json.UnmarshalTypeError
	switch {
	case err == nil:
		return "it is null"
	case errors.As(err, &wrong):
		return "it is " + article(wrong.Value)
	default:
		return err.Error()
	}
}

func article(value string) string {
	if value == "array" || value == "object" {
		return "an " + value
	}
	return "a " + value
}

// read is raw as a T, named want in the error.
func read[T any](param string, raw json.RawMessage, want string) (v T, e *apiError) {
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, bad(param, "%s: want %s: %s", param, want, jsonTrouble(err))
	}
	return v, nil
}

// micro is a number between low and high, both included, in millionths.
func micro(param string, raw json.RawMessage, low, high dgrid.Micro) (dgrid.Micro, *apiError) {
	f, e := read[float64](param, raw, "a number")
	if e != nil {
		return 0, e
	}
	one := float64(dgrid.One)
	if f < float64(low)/one || f > float64(high)/one {
		return 0, bad(param, "%s is %v: want %v to %v", param, f, float64(low)/one, float64(high)/one)
	}
	return dgrid.Micro(math.Round(f * one)), nil
}

// count is a whole number between low and the largest that fits.
func count(param string, raw json.RawMessage, low uint32) (uint32, *apiError) {
	n, e := read[int64](param, raw, "a whole number")
	if e != nil {
		return 0, e
	}
	if n < int64(low) || n > math.MaxUint32 {
		return 0, bad(param, "%s is %d: want %d to %d", param, n, low, uint32(math.MaxUint32))
	}
	return uint32(n), nil
}

// refused is a member that would change the answer in a way that is not offered.
func refused(param, why string) *apiError {
	return badCode("unsupported_parameter", param, "%s is not supported: %s", param, why)
}

// refusedValue is one of its values.
func refusedValue(param, value, why string) *apiError {
	return badCode("unsupported_value", param, "%s", fmt.Sprintf("%s %s is not supported: %s", param, value, why))
}

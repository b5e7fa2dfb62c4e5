package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// OpenAI's types of errors, by which its clients' users branch.
const (
	typeInvalid  = "invalid_request_error"
	typeAuth     = "authentication_error"
	typeRate     = "rate_limit_error"
	typeQuota    = "insufficient_quota"
	typeServer   = "server_error"
	codeInvalid  = "invalid_request"
	codeInternal = "internal_error"
)

// apiError is an error in OpenAI's shape.
type apiError struct {
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    string  `json:"code"`

	status int
	retry  time.Duration // after which the same request may succeed; 0 is unknown
	final  bool          // OpenAI's clients shall not repeat the request by themselves
}

func (e *apiError) Error() string { return e.Message }

// errorBody is how an error travels. The answer's account goes with it where something was spent.
type errorBody struct {
	Error *apiError `json:"error"`
	Dgrid *account  `json:"dgrid,omitempty"`
}

// bad is a request that no repetition makes right.
func bad(param, format string, args ...any) *apiError {
	return badCode(codeInvalid, param, format, args...)
}

func badCode(code, param, format string, args ...any) *apiError {
	e := &apiError{Message: fmt.Sprintf(format, args...), Type: typeInvalid, Code: code, status: http.StatusBadRequest}
	if param != "" {
		e.Param = &param
	}
	return e
}

// fail answers with e. Nothing has been written before.
func fail(w http.ResponseWriter, e *apiError, a *account) {
	h := w.Header()
	if e.retry > 0 {
		h.Set("Retry-After", strconv.FormatInt(int64((e.retry+time.Second-1)/time.Second), 10))
	}
	if e.final {
		h.Set("X-Should-Retry", "false")
	}
	if e.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="dgrid"`)
	}
	writeJSON(w, e.status, errorBody{Error: e, Dgrid: a})
}

// writeJSON answers with v. It is called after everything that can fail, so what is left is a client that went away.
func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	deadline(w)
	w.WriteHeader(status)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
}

// deadline gives the client until then to take what is written next. Recorders of tests have none.
func deadline(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writePatience))
}

package gateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
)

// fault is how an error is told.
type fault struct {
	code   string // the user's word
	status int
	typ    string
	param  string
	retry  time.Duration // where the error names none
	final  bool          // it cost money, or would again: OpenAI's clients shall not repeat it on their own
}

// faults is the table, by the router's word. An error without a word in it is this node's own trouble.
var faults = map[router.Code]fault{
	router.NoProvider:     {code: "no_provider", status: http.StatusServiceUnavailable, typ: typeServer, param: "model"},
	router.Unavailable:    {code: "unavailable", status: http.StatusServiceUnavailable, typ: typeServer, param: "model"},
	router.AllBusy:        {code: "all_busy", status: http.StatusTooManyRequests, typ: typeRate, retry: time.Second},
	router.OverBudget:     {code: codeMaxFee, status: http.StatusBadRequest, typ: typeInvalid, param: "dgrid.max_fee"},
	router.OnlyUnverified: {code: "only_unverified", status: http.StatusBadRequest, typ: typeInvalid, param: "dgrid.unverified"},
	router.ContextTooLong: {code: "context_length_exceeded", status: http.StatusBadRequest, typ: typeInvalid, param: "messages"},
	router.Invalid:        {code: codeInvalid, status: http.StatusBadRequest, typ: typeInvalid},
	router.BrokenOff:      {code: "broken_off", status: http.StatusBadGateway, typ: typeServer, final: true},
	router.TimedOut:       {code: "timeout", status: http.StatusGatewayTimeout, typ: typeServer, final: true},
	router.Cancelled:      {code: "cancelled", status: statusClientClosed, typ: typeInvalid, final: true},
	codeEnding:            {code: "node_ending", status: http.StatusServiceUnavailable, typ: typeServer, retry: time.Second},
}

// codeEnding is the one that is not the router's.
const codeEnding router.Code = "ending"

const codeMaxFee = "max_fee_too_low"

// statusClientClosed is what proxies log where nobody was left to answer.
const statusClientClosed = 499

func (f fault) error(message string, retry time.Duration) *apiError {
	e := &apiError{Message: message, Type: f.typ, Code: f.code, status: f.status, retry: f.retry, final: f.final}
	if f.param != "" {
		e.Param = &f.param
	}
	if retry > 0 {
		e.retry = retry
	}
	return e
}

func errDraining() *apiError {
	return faults[codeEnding].error("this node is ending: ask another one", 0)
}

// told is err as the user shall see it. This node's own trouble goes to the log, and the user learns which request it was.
func (g *Gateway) told(ctx context.Context, w http.ResponseWriter, doing string, err error) *apiError {
	var word router.Code
	var retry time.Duration
	message := err.Error()
	var e *router.Error
	switch {
	case errors.Is(context.Cause(ctx), errEnding):
		word, message = codeEnding, "this node is ending and the answer did not finish in time: ask another one"
	case errors.As(err, &e):
		word, retry = e.Code, e.Retry
	case errors.Is(err, context.DeadlineExceeded):
		word, message = router.TimedOut, fmt.Sprintf("%s took longer than this gateway waits: ask for fewer tokens, or try again", doing)
	case errors.Is(err, context.Canceled) || errors.Is(err, errClientGone):
		word, message = router.Cancelled, "the client went away"
	}
	f, known := faults[word]
	if !known {
		id := w.Header().Get("X-Request-Id")
		g.Log.Error("request failed", "request", id, "doing", doing, "err", err)
		return &apiError{
			Message: fmt.Sprintf("%s failed inside this node: its log has the reason beside %s", doing, id),
			Type:    typeServer, Code: codeInternal, status: http.StatusInternalServerError, final: true,
		}
	}
	return f.error(message, retry)
}

// unknownModel is err of a look-up of a model by name.
func (g *Gateway) unknownModel(ctx context.Context, w http.ResponseWriter, err error) *apiError {
	if !errors.Is(err, models.ErrUnknown) {
		return g.told(ctx, w, "finding the model", err)
	}
	e := badCode("model_not_found", "model", "%v; GET /v1/models lists what is offered now", err)
	e.status = http.StatusNotFound
	return e
}

// unknownJob is err of a look-up of an answer or a transcript.
func (g *Gateway) unknownJob(ctx context.Context, w http.ResponseWriter, id string, err error) *apiError {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return noSuchJob(id)
	case errors.Is(err, store.ErrExpired):
		e := badCode("transcript_expired", "", "the content of job %.80s has expired here: `dgridd receipt show` on this node has what was signed", id)
		e.status = http.StatusGone
		return e
	}
	return g.told(ctx, w, "finding the job", err)
}

func noSuchJob(id string) *apiError {
	e := badCode("job_not_found", "", "no job %.80q was asked for here with this key: the X-Dgrid-Job header of an answer has its id", id)
	e.status = http.StatusNotFound
	return e
}

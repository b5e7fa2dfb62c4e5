package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/dgrid-network/dgrid/node/router"
)

// ending is the last line of the answer to a question.
type ending struct {
	Answer  *router.Answer `json:"answer,omitempty"`
	Code    router.Code    `json:"code,omitempty"` // of the error, or ""
	Message string         `json:"message,omitempty"`
}

// Ask fails where the node does not run.
func (l *Local) Ask(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	if l.Living == nil {
		return nil, unavailable("ask", "the node does not run: dgridd up")
	}
	return l.Living.Ask(ctx, q, emit)
}

// handleAsk streams an answer. A client that goes away cancels the job.
func handleAsk(w http.ResponseWriter, r *http.Request, v View) {
	var q router.Question
	if !read(w, r, &q) {
		return
	}
	stream(w, func(tell func(router.Piece) error) ending {
		a, err := v.Ask(r.Context(), q, tell)
		end := ending{Answer: a}
		if err != nil {
			end.Code, end.Message = router.Internal, err.Error()
			var why *router.Error
			if errors.As(err, &why) {
				end.Code = why.Code
			}
		}
		return end
	})
}

// Ask has the daemon ask. What the daemon says of a failure is a *router.Error.
func (c *Client) Ask(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	end, err := follow[router.Piece, ending](ctx, c, "/ask", q, emit)
	switch {
	case errors.Is(err, errEnded):
		return nil, fmt.Errorf("%w before the answer did", err)
	case err != nil:
		return nil, err
	case end.Code != "":
		return end.Answer, &router.Error{Code: end.Code, Message: end.Message}
	}
	return end.Answer, nil
}

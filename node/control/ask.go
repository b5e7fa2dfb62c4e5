package control

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/dgrid-network/dgrid/node/router"
)

// event is one line of the answer to a question that is put through the socket: a piece, or the end.
type event struct {
	Piece *router.Piece `json:"piece,omitempty"`
	End   *ending       `json:"end,omitempty"`
}

// ending is the last line.
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

// handleAsk streams an answer, one JSON object a line. A client that goes away cancels the job.
func handleAsk(w http.ResponseWriter, r *http.Request, v View) {
	var q router.Question
	if !read(w, r, &q) {
		return
	}
	out := http.NewResponseController(w)
	say := func(e event) error {
		// Each line has its own time: an answer takes longer than any one write may.
		if err := out.SetWriteDeadline(time.Now().Add(patience)); err != nil {
			return fmt.Errorf("answer on the control socket: %w", err)
		}
		if err := json.NewEncoder(w).Encode(e); err != nil {
			return fmt.Errorf("answer on the control socket: %w", err)
		}
		return out.Flush()
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	a, err := v.Ask(r.Context(), q, func(p router.Piece) error { return say(event{Piece: &p}) })
	end := ending{Answer: a}
	if err != nil {
		end.Code, end.Message = router.Internal, err.Error()
		var why *router.Error
		if errors.As(err, &why) {
			end.Code = why.Code
		}
	}
	_ = say(event{End: &end}) // a reader that went away needs no end
}

// Ask has the daemon ask. Errors are *router.Error.
func (c *Client) Ask(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, fmt.Errorf("ask the running node: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://node/ask", bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("ask the running node: %w", err)
	}
	stream := http.Client{Transport: c.http.Transport} // without the time limit of the short calls: q has its own
	res, err := stream.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the running node: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
		return nil, fmt.Errorf("ask the running node: %s", bytes.TrimSpace(text))
	}
	return follow(res.Body, emit)
}

// follow reads lines to the end.
func follow(r io.Reader, emit func(router.Piece) error) (*router.Answer, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("ask the running node: %w", err)
		}
		switch {
		case e.Piece != nil:
			if err := emit(*e.Piece); err != nil {
				return nil, err
			}
		case e.End != nil && e.End.Code != "":
			return e.End.Answer, &router.Error{Code: e.End.Code, Message: e.End.Message}
		case e.End != nil:
			return e.End.Answer, nil
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("ask the running node: %w", err)
	}
	return nil, errors.New("ask the running node: it ended before the answer did")
}

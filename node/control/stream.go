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
)

// line is one line of an answer that goes on while something happens: news of it, or the end.
type line[N, E any] struct {
	News *N `json:"news,omitempty"`
	End  *E `json:"end,omitempty"`
}

// stream answers with what work tells, one JSON object a line, and its end. A client that goes away ends the request's context.
func stream[N, E any](w http.ResponseWriter, work func(tell func(N) error) E) {
	out := http.NewResponseController(w)
	say := func(l line[N, E]) error {
		// Each line has its own time: the whole takes longer than any one write may.
		if err := out.SetWriteDeadline(time.Now().Add(patience)); err != nil {
			return fmt.Errorf("answer on the control socket: %w", err)
		}
		if err := json.NewEncoder(w).Encode(l); err != nil {
			return fmt.Errorf("answer on the control socket: %w", err)
		}
		return out.Flush()
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	end := work(func(news N) error { return say(line[N, E]{News: &news}) })
	_ = say(line[N, E]{End: &end}) // a reader that went away needs no end
}

var (
	// errLost says that the daemon could not be read any more.
	errLost = errors.New("ask the running node")
	// errEnded says that the daemon ended before its answer did.
	errEnded = errors.New("ask the running node: it ended")
)

// follow puts a request whose answer is a stream, and hands each piece of news to emit, whose errors end it.
func follow[N, E any](ctx context.Context, c *Client, path string, what any, emit func(N) error) (*E, error) {
	body, err := json.Marshal(what)
	if err != nil {
		return nil, fmt.Errorf("ask the running node: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://node"+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("ask the running node: %w", err)
	}
	res, err := c.unhurried().http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the running node: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
		return nil, fmt.Errorf("ask the running node: %w", said(res.StatusCode, text))
	}
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(nil, maxAnswer)
	for lines.Scan() {
		var l line[N, E]
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("ask the running node: %w", err)
		}
		if l.End != nil {
			return l.End, nil
		}
		if l.News != nil {
			if err := emit(*l.News); err != nil {
				return nil, err
			}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%w: %w", errLost, err)
	}
	return nil, errEnded
}

// unhurried is the client without the time limit of its short calls: what takes longer has limits of its own.
func (c *Client) unhurried() *Client { return &Client{http.Client{Transport: c.http.Transport}} }

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/dgrid-network/dgrid"
)

// asked is one question to a gateway.
type asked struct {
	model, text string
	maxTokens   int
	seed        uint32
	provider    dgrid.PeerID  // only the one of this peer id; "" is any
	patience    time.Duration // for the whole answer; 0 is answerTime
}

// heard is what a client saw of an answer.
type heard struct {
	ID     string
	Text   string
	Chunks []arrival // that had text
	Finish string
	Tokens int // that the gateway counted; 0 where the answer did not end
	Began  time.Time
	Ended  time.Time
}

// arrival is when some text came.
type arrival struct {
	at     time.Time
	length int // bytes of the answer so far
}

// after is when the first byte behind the first n came.
func (h *heard) after(n int) (time.Time, bool) {
	for _, c := range h.Chunks {
		if c.length > n {
			return c.at, true
		}
	}
	return time.Time{}, false
}

func (q *asked) body() ([]byte, error) {
	m := map[string]any{
		"model": q.model, "stream": true, "stream_options": map[string]bool{"include_usage": true}, "max_tokens": q.maxTokens,
		"temperature": 0.8, "seed": q.seed, "messages": []map[string]string{{"role": "user", "content": q.text}},
	}
	if q.provider != "" {
		m["dgrid"] = map[string]dgrid.PeerID{"provider": q.provider}
	}
	return json.Marshal(m)
}

// hear asks, and calls each behind every chunk that has text. What was heard is returned with an error, too.
func (g gateway) hear(ctx context.Context, q asked, each func(*heard)) (*heard, error) {
	if q.patience == 0 {
		q.patience = answerTime
	}
	ctx, cancel := context.WithTimeout(ctx, q.patience)
	defer cancel()
	h := &heard{Began: time.Now()}
	defer func() { h.Ended = time.Now() }()
	body, err := q.body()
	if err != nil {
		return h, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.base+"/v1/chat/completions", bytes.NewReader(body))
	if err != nil {
		return h, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := g.do(req)
	if err != nil {
		return h, fmt.Errorf("ask the gateway: %w", err)
	}
	defer res.Body.Close()
	h.ID = res.Header.Get("X-Dgrid-Job")
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(io.LimitReader(res.Body, maxBody))
		return h, fmt.Errorf("ask the gateway: %s: %s", res.Status, bytes.TrimSpace(b))
	}
	return h, scanEvents(res.Body, func(e *event) { h.take(e, each) })
}

func (h *heard) take(e *event, each func(*heard)) {
	if e.Usage != nil {
		h.Tokens = e.Usage.Completion
	}
	for _, c := range e.Choices {
		if c.Finish != "" {
			h.Finish = c.Finish
		}
		if c.Delta.Content == "" {
			continue
		}
		h.Text += c.Delta.Content
		h.Chunks = append(h.Chunks, arrival{time.Now(), len(h.Text)})
		if each != nil {
			each(h)
		}
	}
}

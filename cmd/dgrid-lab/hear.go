package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
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
	Prompt int // likewise
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
	body, err := q.body()
	if err != nil {
		return &heard{}, err
	}
	return g.listen(ctx, body, each)
}

// refused is an answer of the gateway's that is none.
type refused struct {
	Status int
	text   string
}

func (r *refused) Error() string { return "ask the gateway: " + r.text }

// listen sends a request as it is, which wants a stream or not.
func (g gateway) listen(ctx context.Context, body []byte, each func(*heard)) (*heard, error) {
	h := &heard{Began: time.Now()}
	defer func() { h.Ended = time.Now() }()
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
		return h, &refused{res.StatusCode, fmt.Sprintf("%s: %s", res.Status, bytes.TrimSpace(b))}
	}
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return h, h.whole(res.Body)
	}
	return h, scanEvents(res.Body, func(e *event) { h.take(e, each) })
}

// whole reads an answer that came at once.
func (h *heard) whole(r io.Reader) error {
	var a struct {
		Choices []struct {
			Message struct{ Content string }
			Finish  string `json:"finish_reason"`
		}
		Usage struct {
			Prompt     int `json:"prompt_tokens"`
			Completion int `json:"completion_tokens"`
		}
	}
	if err := json.NewDecoder(io.LimitReader(r, maxBody)).Decode(&a); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	if len(a.Choices) != 1 {
		return fmt.Errorf("read the answer: it has %d choices", len(a.Choices))
	}
	h.Text, h.Finish = a.Choices[0].Message.Content, a.Choices[0].Finish
	h.Prompt, h.Tokens = a.Usage.Prompt, a.Usage.Completion
	return nil
}

func (h *heard) take(e *event, each func(*heard)) {
	if e.Usage != nil {
		h.Prompt, h.Tokens = e.Usage.Prompt, e.Usage.Completion
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

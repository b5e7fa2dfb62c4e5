package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// gateway is a node's HTTP address, spoken to as any OpenAI client speaks to it.
type gateway struct {
	base   string
	client *http.Client // nil is the default one
	key    string       // of the API, "" where it asks for none
}

func (g gateway) do(req *http.Request) (*http.Response, error) {
	if g.key != "" {
		req.Header.Set("Authorization", "Bearer "+g.key)
	}
	if g.client == nil {
		return http.DefaultClient.Do(req)
	}
	return g.client.Do(req)
}

const (
	answerTime = 3 * time.Minute // for one whole answer
	lookTime   = 10 * time.Second
	maxBody    = 32 << 20 // bytes
)

// chat asks a question and calls show with the text as it arrives. It returns the id of the answer, which the gateway names before
// the first byte.
func (g gateway) chat(ctx context.Context, model, text string, maxTokens int, show func(id, text string)) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	body, err := json.Marshal(map[string]any{
		"model": model, "stream": true, "max_tokens": maxTokens, "temperature": 0.8, "seed": seed,
		"messages": []map[string]string{{"role": "user", "content": text}},
	})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.base+"/v1/chat/completions", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := g.do(req)
	if err != nil {
		return "", fmt.Errorf("ask the gateway: %w", err)
	}
	defer res.Body.Close()
	id = res.Header.Get("X-Dgrid-Job")
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(io.LimitReader(res.Body, maxBody))
		return id, fmt.Errorf("ask the gateway: %s: %s", res.Status, bytes.TrimSpace(b))
	}
	return id, readEvents(res.Body, func(text string) { show(id, text) })
}

// event is one chunk of a streamed answer.
type event struct {
	Choices []struct {
		Delta  struct{ Content string }
		Finish string `json:"finish_reason"`
	}
	Usage *struct {
		Prompt     int `json:"prompt_tokens"`
		Completion int `json:"completion_tokens"`
	}
	Error *struct{ Message string }
}

// readEvents reads a stream of server-sent events to its end mark.
func readEvents(r io.Reader, show func(text string)) error {
	return scanEvents(r, func(e *event) {
		for _, c := range e.Choices {
			show(c.Delta.Content)
		}
	})
}

func scanEvents(r io.Reader, take func(*event)) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		if data == "[DONE]" {
			return nil
		}
		var e event
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			return fmt.Errorf("read the answer: %w", err)
		}
		if e.Error != nil {
			return fmt.Errorf("the answer broke off: %s", e.Error.Message)
		}
		take(&e)
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	return errors.New("read the answer: the stream ended without [DONE]")
}

// get reads one JSON document.
func (g gateway) get(ctx context.Context, path string, v any) error {
	b, err := g.raw(ctx, path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

func (g gateway) raw(ctx context.Context, path string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, g.base+path, nil)
	if err != nil {
		return nil, err
	}
	res, err := g.do(req)
	if err != nil {
		return nil, fmt.Errorf("ask the gateway for %s: %w", path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxBody))
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("ask the gateway for %s: %s: %s", path, res.Status, bytes.TrimSpace(b))
	}
	return b, err
}

// answer is the gateway's record of an answer, as far as the lab reads it.
type answer struct {
	ID     dgrid.JobID   `json:"id"`
	State  string        `json:"state"`
	Tokens uint32        `json:"tokens"`
	Fee    dgrid.Amount  `json:"fee"` // base units
	Finish string        `json:"finish"`
	Parts  []router.Part `json:"parts"`
}

func (g gateway) answer(ctx context.Context, id string) (*answer, error) {
	var a answer
	return &a, g.get(ctx, "/v1/dgrid/jobs/"+id, &a)
}

// transcript is the gateway's of one job.
func (g gateway) transcript(ctx context.Context, job dgrid.JobID) (*dgrid.Transcript, error) {
	var t dgrid.Transcript
	return &t, g.get(ctx, "/v1/dgrid/jobs/"+job.String()+"/receipt", &t)
}

// offered is how many providers the gateway knows for the first model that it lists, and the model's name.
func (g gateway) offered(ctx context.Context) (model string, providers int, err error) {
	var list struct {
		Data []struct {
			ID    string
			Dgrid struct{ Providers int }
		}
	}
	if err := g.get(ctx, "/v1/models", &list); err != nil {
		return "", 0, err
	}
	for _, m := range list.Data {
		if m.Dgrid.Providers > providers {
			model, providers = m.ID, m.Dgrid.Providers
		}
	}
	return model, providers, nil
}

// until calls ready every 50 ms until it says true, for at most patience.
func until(ctx context.Context, patience time.Duration, what string, ready func() (bool, error)) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	var last error
	for {
		ok, err := ready()
		if ok {
			return nil
		}
		if err != nil {
			last = err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.Join(fmt.Errorf("wait for %s: not within %s", what, patience), last)
		}
	}
}

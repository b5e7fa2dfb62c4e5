package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"
)

// questions make the requests that both sides get, byte for byte the same.
type questions struct {
	text string         // of the long prompt
	bias map[string]int // that keeps an answer from ending
}

// para is repeated, with a number each time, until the long prompt is long enough.
const para = `Entry %d. The wind came from the south, and the harbour master counted the barrels of oil before the lamp was lit. Two ships passed; one of them carried timber,
the other one letters for people who had left the island years ago. The keeper sorted them by the houses in which they had once lived, and wrote down the hour.`

// makeQuestions makes a long prompt of about that many tokens, by the model's own tokenizer.
func makeQuestions(ctx context.Context, model string, tokens int) (*questions, error) {
	v, err := openVocabulary(ctx, model)
	if err != nil {
		return nil, err
	}
	defer v.close()
	q := &questions{bias: map[string]int{}}
	for _, t := range v.model.EndTokens() {
		q.bias[strconv.Itoa(int(t))] = -100
	}
	var b strings.Builder
	for n, held := 1, 0; held < tokens; n++ {
		entry := fmt.Sprintf(para, n)
		ids, err := v.model.Tokenize(entry)
		if err != nil {
			return nil, err
		}
		held += len(ids)
		b.WriteString(entry + "\n")
	}
	q.text = b.String()
	return q, nil
}

// body is a request of OpenAI's API; system may be empty.
func (q *questions) body(model, system, user string, maxTokens int, seed uint64) ([]byte, error) {
	var messages []map[string]string
	if system != "" {
		messages = append(messages, map[string]string{"role": "system", "content": system})
	}
	return json.Marshal(map[string]any{
		"model": model, "stream": true, "stream_options": map[string]bool{"include_usage": true}, "max_tokens": maxTokens,
		"temperature": 0.8, "seed": seed, "logit_bias": q.bias,
		"messages": append(messages, map[string]string{"role": "user", "content": user}),
	})
}

// stream asks a side, and fails unless the answer has all its tokens.
func (s *server) stream(ctx context.Context, body []byte, tokens int) (*heard, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	h, err := s.listen(ctx, body, nil)
	if err != nil {
		return nil, err
	}
	if h.Tokens != tokens || len(h.Chunks) < 1 {
		return nil, fmt.Errorf("an answer has %d tokens in %d pieces, want %d", h.Tokens, len(h.Chunks), tokens)
	}
	return h, nil
}

// single is one answer alone.
func (b *benching) single(ctx context.Context, s *server, n int) (*taken, error) {
	return b.together(ctx, s, n, 1)
}

// eight are that many at once.
func (b *benching) eight(ctx context.Context, s *server, n int) (*taken, error) {
	return b.together(ctx, s, n, benchStreams)
}

// together asks for several answers at the same time, no two alike.
func (b *benching) together(ctx context.Context, s *server, n, streams int) (*taken, error) {
	all, errs := make([]*heard, streams), make([]error, streams)
	tokens := b.tokens
	if n == 0 { // a warm-up
		tokens = min(tokens, benchWarm)
	}
	var group sync.WaitGroup
	for i := range all {
		user := fmt.Sprintf("%s This is number %d of %d.", stories[(n+i)%len(stories)], i+1, n)
		body, err := b.asks.body(s.model, "", user, tokens, b.seed+uint64(n*streams+i))
		if err != nil {
			return nil, err
		}
		group.Go(func() { all[i], errs[i] = s.stream(ctx, body, tokens) })
	}
	group.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("stream %d of %d: %w", i+1, streams, err)
		}
	}
	return weigh(all), nil
}

// first is how long the first token takes behind the long prompt, which was read before, and a short question, which was not.
func (b *benching) first(ctx context.Context, s *server, n int) (*taken, error) {
	body, err := b.asks.body(s.model, b.asks.text, fmt.Sprintf("What does entry %d say about the wind?", n+1), benchReply, b.seed+uint64(n))
	if err != nil {
		return nil, err
	}
	h, err := s.stream(ctx, body, benchReply)
	if err != nil {
		return nil, err
	}
	return weigh([]*heard{h}), nil
}

// weigh is what answers that ran at the same time come to.
func weigh(all []*heard) *taken {
	t := &taken{Prompt: all[0].Prompt}
	slowest, fastest := math.Inf(1), 0.0
	began, first, last, ended := all[0].Began, all[0].Chunks[0].at, time.Time{}, time.Time{}
	for _, h := range all {
		t.Tokens += h.Tokens
		from, to := h.Chunks[0].at, h.Chunks[len(h.Chunks)-1].at
		rate := perSecond(h.Tokens-1, to.Sub(from))
		slowest, fastest = min(slowest, rate), max(fastest, rate)
		began, first = earlier(began, h.Began), earlier(first, from)
		last, ended = later(last, to), later(ended, h.Ended)
		t.First = max(t.First, millis(from.Sub(h.Began)))
	}
	t.Rate, t.Whole = perSecond(t.Tokens-1, last.Sub(first)), perSecond(t.Tokens, ended.Sub(began))
	if len(all) > 1 && fastest > 0 {
		t.Even = slowest / fastest
	}
	return t
}

// perSecond is 0 where no time passed: a short answer may come in one piece.
func perSecond(tokens int, d time.Duration) float64 {
	if d <= 0 {
		return 0
	}
	return float64(tokens) / d.Seconds()
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// headerJob holds the id of an answer's first job.
const headerJob = "X-Dgrid-Job"

// errClientGone is why a job is cancelled whose client takes nothing any more.
var errClientGone = errors.New("the client takes no more of the answer")

// stream sends an answer as server-sent events, without names, as OpenAI's clients read them.
//
// Nothing is written before the first token, so that an error until then has a status of its own. Once the first job is known
// and Config.Keepalive has passed, comments are worth more than a status: the stream begins.
type stream struct {
	model  string
	usage  bool
	cancel context.CancelCauseFunc

	mu      sync.Mutex // guards what follows: pieces come from the router, comments from keepAlive
	w       http.ResponseWriter
	flusher *http.ResponseController
	job     dgrid.JobID
	created int64 // seconds
	begun   bool
	ended   bool
	last    time.Time // of anything written, or of the request
	failed  error     // of the first write that failed
	buf     bytes.Buffer
}

func newStream(w http.ResponseWriter, model string, usage bool, cancel context.CancelCauseFunc) *stream {
	now := time.Now()
	return &stream{model: model, usage: usage, cancel: cancel, w: w, flusher: http.NewResponseController(w), created: now.Unix(), last: now}
}

func (s *stream) piece(p router.Piece) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.job.IsZero() {
		s.job = p.Job
	}
	if p.Tokens == 0 && p.Text == "" {
		return s.failed // a job began; its first token may yet fail
	}
	s.begin()
	if p.Text != "" {
		s.send(s.chunk(delta{Content: &p.Text}, nil))
	}
	return s.failed
}

// begin writes the headers and the first chunk, which has the role.
func (s *stream) begin() {
	if s.begun {
		return
	}
	s.begun = true
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // for proxies that would collect the answer
	h.Set(headerJob, s.job.String())
	s.w.WriteHeader(http.StatusOK)
	empty := ""
	s.send(s.chunk(delta{Role: "assistant", Content: &empty}, nil))
}

func (s *stream) chunk(d delta, finish *string) chunk {
	c := chunk{ID: completionID(s.job), Object: "chat.completion.chunk", Created: s.created, Model: s.model, Choices: []chunkChoice{{Delta: d, FinishReason: finish}}}
	if s.usage {
		c.Usage = json.RawMessage("null")
	}
	return c
}

// end writes the last chunks. The account is in the very last one.
func (s *stream) end(a *router.Answer, finish string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.job.IsZero() {
		s.job = a.ID
	}
	s.begin()
	last := s.chunk(delta{}, &finish)
	if s.usage {
		s.send(last)
		last.Choices, last.Usage = []chunkChoice{}, usageOf(a)
	}
	last.Dgrid = accountOf(a)
	s.send(last)
	s.raw("data: [DONE]\n\n")
	s.ended = true
}

// fail tells an error by a status where nothing was written, and else in a last chunk without [DONE], which OpenAI's clients
// throw as an error.
func (s *stream) fail(e *apiError, a *account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	if !s.begun {
		if a != nil && !a.Answer.IsZero() {
			s.w.Header().Set(headerJob, a.Answer.String())
		}
		fail(s.w, e, a)
		return
	}
	s.send(errorBody{Error: e, Dgrid: a})
}

// send writes v as one event.
func (s *stream) send(v any) {
	s.buf.Reset()
	s.buf.WriteString("data: ")
	e := json.NewEncoder(&s.buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		s.broke(fmt.Errorf("encode a chunk: %w", err))
		return
	}
	s.buf.WriteByte('\n') // Encode wrote the first
	s.write(s.buf.Bytes())
}

func (s *stream) raw(text string) { s.write([]byte(text)) }

func (s *stream) write(b []byte) {
	if s.failed != nil {
		return
	}
	deadline(s.w)
	if _, err := s.w.Write(b); err != nil {
		s.broke(err)
		return
	}
	if err := s.flusher.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		s.broke(err)
		return
	}
	s.last = time.Now()
}

func (s *stream) broke(err error) {
	s.failed = fmt.Errorf("%w: %w", errClientGone, err)
	s.cancel(s.failed)
}

// keepAlive writes a comment whenever nothing was written for that long, until ctx ends.
func (s *stream) keepAlive(ctx context.Context, every time.Duration) {
	t := time.NewTimer(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			t.Reset(s.beat(every))
		}
	}
}

// beat writes a comment if one is due, and says when to look again.
func (s *stream) beat(every time.Duration) time.Duration {
	if !s.mu.TryLock() {
		return every // something is being written
	}
	defer s.mu.Unlock()
	if idle := time.Since(s.last); idle < every {
		return every - idle
	}
	if !s.ended && !s.job.IsZero() {
		s.begin()
		s.raw(": the answer goes on\n\n")
	}
	return every
}

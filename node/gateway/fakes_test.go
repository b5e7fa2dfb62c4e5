package gateway_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
)

const (
	modelName = "smollm2-135m-instruct-q4_1"
	peerID    = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA"
)

var (
	modelID   = dgrid.ModelID{0xc3, 0xf4}
	firstJob  = dgrid.JobID{0x11}
	secondJob = dgrid.JobID{0x22}
	price     = dgrid.Price{Input: dgrid.NewAmount(1_000_000), Output: dgrid.NewAmount(2_000_000)}
)

// answers is how a scripted router answers.
type answers func(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error)

// scripted is a router that answers as it is told and remembers what it was asked.
type scripted struct {
	answer answers

	mu    sync.Mutex
	asked []router.Question
	kept  []*router.Answer
}

func (s *scripted) Answer(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	s.mu.Lock()
	s.asked = append(s.asked, q)
	s.mu.Unlock()
	a, err := s.answer(ctx, q, emit)
	if a != nil {
		a.User, a.Model, a.ModelName = q.User, q.Model, q.ModelName
		s.mu.Lock()
		s.kept = append(s.kept, a)
		s.mu.Unlock()
	}
	return a, err
}

func (s *scripted) Find(_ context.Context, id dgrid.JobID) (*router.Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.kept {
		if a.ID == id || slices.ContainsFunc(a.Parts, func(p router.Part) bool { return p.Job == id }) {
			return a, nil
		}
	}
	return nil, fmt.Errorf("find answer %s: %w", id, store.ErrNotFound)
}

// Transcript holds those of answers.
func (s *scripted) Transcript(ctx context.Context, id dgrid.JobID) (*dgrid.Transcript, error) {
	if _, err := s.Find(ctx, id); err != nil {
		return nil, err
	}
	return &dgrid.Transcript{Network: "dev", ModelName: modelName}, nil
}

// Inclusion knows that of the second part.
func (s *scripted) Inclusion(_ context.Context, id dgrid.JobID) (*dgrid.Inclusion, error) {
	if id != secondJob {
		return nil, store.ErrNotFound
	}
	return &dgrid.Inclusion{Batch: dgrid.Batch{Node: dgrid.Address{7}, Epoch: 3, Root: dgrid.Digest{8}, Count: 9, Block: 40}, Index: 5}, nil
}

// last is the newest question.
func (s *scripted) last(t *testing.T) router.Question {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.asked) == 0 {
		t.Fatal("the router was not asked")
	}
	return s.asked[len(s.asked)-1]
}

// says is an answer of these pieces by one provider, a token each.
func says(texts ...string) answers {
	return func(ctx context.Context, _ router.Question, emit func(router.Piece) error) (*router.Answer, error) {
		for _, text := range texts {
			if err := emit(router.Piece{Job: firstJob, Text: text, Tokens: 1}); err != nil {
				return broken(len(texts)), err
			}
			if ctx.Err() != nil {
				return broken(len(texts)), context.Cause(ctx)
			}
		}
		return ended(len(texts)), nil
	}
}

// ended is the record of a whole answer of one provider.
func ended(tokens int) *router.Answer {
	n := uint32(tokens)
	return &router.Answer{
		ID: firstJob, Created: 1_700_000_000_000, Ended: 1_700_000_001_000, Prompt: 7, Tokens: n, Finish: dgrid.FinishStop, Fee: price.Fee(7, n),
		Parts: []router.Part{{
			Job: firstJob, Provider: dgrid.Address{0xaa}, Peer: peerID, Tokens: n, Signed: n, Prompt: 7, Fee: price.Fee(7, n), Finish: "stop",
			Decision: router.Decision{Chosen: peerID, Candidates: []router.Candidate{
				{Peer: peerID, Price: price, Verified: true, Quoted: true, Reasons: []string{"cheapest of 2"}},
				{Peer: "other", Excluded: "no free slot"},
			}},
		}},
	}
}

func broken(tokens int) *router.Answer {
	a := ended(tokens)
	a.Finish, a.Parts[0].Finish, a.Parts[0].Error = 0, "", "connection lost"
	return a
}

func fails(err error) answers {
	return func(context.Context, router.Question, func(router.Piece) error) (*router.Answer, error) {
		return nil, err
	}
}

// shelf is a catalogue of one model.
type shelf struct{}

func (shelf) Resolve(name string) (dgrid.ModelID, string, error) {
	if strings.EqualFold(name, modelName) || name == "smollm2" || name == modelID.String() {
		return modelID, modelName, nil
	}
	return dgrid.ModelID{}, "", fmt.Errorf("%w %q: this node knows %s", models.ErrUnknown, name, modelName)
}

func (shelf) Models(context.Context) ([]gateway.Model, error) {
	return []gateway.Model{{
		ID: modelID, Name: modelName, Created: 1_700_000_000_000, OwnedBy: "HuggingFaceTB", Context: 2048, Providers: 2,
		Lowest: price, Highest: dgrid.Price{Input: price.Input, Output: dgrid.NewAmount(5_000_000)}, Verified: true, Why: "calibrated for cpu-x86-avx2",
	}}, nil
}

// ruler makes vectors of texts by their length, and errors of some.
type ruler struct{}

func (ruler) Embed(_ context.Context, model dgrid.ModelID, texts []gateway.Text) (*gateway.Embedded, error) {
	if model != modelID {
		return nil, fmt.Errorf("embed: %w", gateway.ErrNotHere)
	}
	made := &gateway.Embedded{Peer: peerID}
	for _, t := range texts {
		switch t.Text {
		case "busy":
			return nil, &router.Error{Code: router.AllBusy, Message: "the model is busy", Retry: 2 * time.Second}
		case "long":
			return nil, fmt.Errorf("text 0: %w", &router.Error{Code: router.ContextTooLong, Message: "a text has 9 tokens"})
		case "elsewhere":
			return nil, fmt.Errorf("embed: %w", gateway.ErrNotHere)
		case "trouble":
			return nil, errDisk
		}
		n := len(t.Text) + len(t.Tokens)
		made.Vectors, made.Tokens = append(made.Vectors, []float32{3 * float32(n), 4 * float32(n)}), made.Tokens+uint32(n)
	}
	return made, nil
}

// memory is a store of notes that can fail, before or after it has stored.
type memory struct {
	mu          sync.Mutex
	notes       map[[2]string][]byte
	failBefore  bool
	failedAfter bool
}

var errDisk = errors.New("disk trouble")

func (m *memory) PutNote(_ context.Context, kind, key string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.failBefore {
		return errDisk
	}
	if m.notes == nil {
		m.notes = map[[2]string][]byte{}
	}
	m.notes[[2]string{kind, key}] = bytes.Clone(value)
	if m.failedAfter {
		return errDisk
	}
	return nil
}

func (m *memory) Notes(kind string) (out []store.Note, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, v := range m.notes {
		if k[0] == kind {
			out = append(out, store.Note{Key: k[1], Value: v})
		}
	}
	slices.SortFunc(out, func(a, b store.Note) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

// rig is a gateway around a scripted router.
type rig struct {
	*gateway.Gateway
	router *scripted
	notes  *memory
	keys   *gateway.Keys
	log    *bytes.Buffer // what was logged
}

// newRig is a gateway with change applied to its settings and parts.
func newRig(t testing.TB, answer answers, change func(*gateway.Config, *gateway.Parts)) *rig {
	t.Helper()
	r := &rig{router: &scripted{answer: answer}, notes: &memory{}, log: &bytes.Buffer{}}
	r.keys = openKeys(t, r.notes)
	cfg := gateway.Config{Listen: "127.0.0.1:0", MaxFee: dgrid.NewAmount(1_000_000)}
	parts := gateway.Parts{
		Router: r.router, Transcripts: r.router, Catalogue: shelf{}, Embedder: ruler{}, Keys: r.keys, Ready: func() []string { return nil },
		Log: slog.New(slog.NewTextHandler(r.log, nil)),
	}
	if change != nil {
		change(&cfg, &parts)
	}
	g, err := gateway.New(cfg, parts)
	if err != nil {
		t.Fatal(err)
	}
	r.Gateway = g
	return r
}

func openKeys(t testing.TB, notes gateway.Notes) *gateway.Keys {
	t.Helper()
	k, err := gateway.OpenKeys(notes, func() time.Time { return time.UnixMilli(1_700_000_000_000) })
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func addKey(t testing.TB, k *gateway.Keys, name string, budget uint64) string {
	t.Helper()
	secret, err := k.Add(t.Context(), name, dgrid.NewAmount(budget))
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// question is a chat completion's body with extra members.
func question(extra string) string {
	if extra != "" {
		extra = "," + extra
	}
	return `{"model":"smollm2","messages":[{"role":"user","content":"What is a lighthouse?"}]` + extra + `}`
}

// ask sends a chat completion to the handler itself.
func (r *rig) ask(body string, headers ...string) *httptest.ResponseRecorder {
	return r.send("POST", "/v1/chat/completions", body, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func (r *rig) send(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, strings.NewReader(body))
	req.Host = "127.0.0.1:8484"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
			continue
		}
		req.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

// apiError is OpenAI's shape of errors, with nothing beside it but the account.
type apiError struct {
	Error struct {
		Message string  `json:"message"`
		Type    string  `json:"type"`
		Param   *string `json:"param"`
		Code    string  `json:"code"`
	} `json:"error"`
	Dgrid json.RawMessage `json:"dgrid"`
}

func decodeError(t *testing.T, body io.Reader) apiError {
	t.Helper()
	var e apiError
	d := json.NewDecoder(body)
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		t.Fatalf("the error is not in OpenAI's shape: %v", err)
	}
	if e.Error.Message == "" || e.Error.Type == "" || e.Error.Code == "" {
		t.Fatalf("the error lacks a message, a type or a code: %+v", e)
	}
	return e
}

func wantError(t *testing.T, w *httptest.ResponseRecorder, status int, code string) apiError {
	t.Helper()
	if w.Code != status {
		t.Fatalf("status %d, want %d: %s", w.Code, status, w.Body)
	}
	if got := w.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("content type %q", got)
	}
	e := decodeError(t, w.Body)
	if e.Error.Code != code {
		t.Fatalf("code %q, want %q: %s", e.Error.Code, code, e.Error.Message)
	}
	return e
}

var _ http.Handler = (*gateway.Gateway)(nil)

// gives is this answer, without a piece.
func gives(a *router.Answer) answers {
	return func(context.Context, router.Question, func(router.Piece) error) (*router.Answer, error) {
		return a, nil
	}
}

package gateway

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// sink takes an answer as it comes.
type sink interface {
	piece(router.Piece) error
	end(a *router.Answer, finish string)
	fail(e *apiError, a *account)
}

// chat answers POST /v1/chat/completions.
func (g *Gateway) chat(w http.ResponseWriter, r *http.Request, c *caller) {
	body, e := readBody(w, r)
	if e != nil {
		fail(w, e, nil)
		return
	}
	req, e := decode(body)
	if e == nil {
		e = g.prepare(r.Context(), w, req)
	}
	if e != nil {
		fail(w, e, nil)
		return
	}
	q := &req.question
	hold, err := g.Keys.Reserve(c.key, q.MaxFee)
	if err != nil {
		fail(w, g.noBudget(r.Context(), w, err), nil)
		return
	}
	defer hold.Release()
	q.MaxFee, q.User = hold.Amount(), c.key

	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	ctx, stop := context.WithTimeout(ctx, g.cfg.Patience+answerGrace)
	defer stop()
	var s sink = &whole{w: w, model: q.ModelName}
	if req.stream {
		st := newStream(w, q.ModelName, req.includeUsage, cancel)
		s = st
		var beating sync.WaitGroup
		beat, end := context.WithCancel(ctx)
		beating.Go(func() { st.keepAlive(beat, g.cfg.Keepalive) })
		defer beating.Wait()
		defer end()
	}
	g.answer(ctx, w, req, s, hold)
}

// prepare fills in what a request leaves to the gateway.
func (g *Gateway) prepare(ctx context.Context, w http.ResponseWriter, req *request) *apiError {
	if g.draining.Load() {
		return errDraining()
	}
	q := &req.question
	var err error
	if q.Model, q.ModelName, err = g.Catalogue.Resolve(req.model); err != nil {
		return g.unknownModel(ctx, w, err)
	}
	if q.MaxFee.Cmp(g.cfg.MaxFee) > 0 {
		return badCode("max_fee_too_high", "dgrid.max_fee", "dgrid.max_fee is %s base units: this gateway spends at most %s on an answer (payer.max_fee)", q.MaxFee, g.cfg.MaxFee)
	}
	if q.MaxFee.IsZero() {
		q.MaxFee = g.cfg.MaxFee
	}
	q.Unverified = q.Unverified || g.cfg.Unverified && !req.onlyVerified
	q.Patience = g.cfg.Patience
	return nil
}

func (g *Gateway) noBudget(ctx context.Context, w http.ResponseWriter, err error) *apiError {
	var short *BudgetError
	if !errors.As(err, &short) {
		return g.told(ctx, w, "holding the key's budget", err)
	}
	return &apiError{Message: short.Error(), Type: typeQuota, Code: typeQuota, status: http.StatusTooManyRequests, final: short.Held.IsZero()}
}

// answer has the router answer, settles what it cost, and then ends: who sees the end sees the spending, too.
func (g *Gateway) answer(ctx context.Context, w http.ResponseWriter, req *request, s sink, hold *Hold) {
	started := time.Now()
	a, err := g.Router.Answer(ctx, req.question, s.piece)
	if a != nil {
		g.settle(ctx, hold, a)
	}
	finish := ""
	if err == nil {
		var ended bool
		if a == nil {
			err = errors.New("the router gave neither an answer nor an error")
		} else if finish, ended = finishReason(a.Finish); !ended {
			err = &router.Error{Code: router.BrokenOff, Message: "the answer broke off: what came of it is signed and paid as dgrid.parts says; ask again for a whole one"}
		}
	}
	if err != nil {
		e := g.told(ctx, w, "answering", err)
		if hold.Cut() && e.Code == codeMaxFee {
			e.Message += " (what is left of this key's budget)"
		}
		g.logAnswer(req, a, started, "code", e.Code)
		s.fail(e, accountOf(a))
		return
	}
	g.logAnswer(req, a, started, "finish", finish)
	s.end(a, finish)
}

// settle outlasts the client: what was spent is spent, whoever still listens.
func (g *Gateway) settle(ctx context.Context, hold *Hold, a *router.Answer) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordPatience)
	defer cancel()
	if err := hold.Settle(ctx, a.ID, a.Fee); err != nil {
		// It is counted until this process ends, and from the answers themselves after the next start.
		g.Log.Error("cannot store what an answer cost", "job", a.ID, "user", a.User, "err", err)
	}
}

// logAnswer says nothing of what was asked or answered.
func (g *Gateway) logAnswer(req *request, a *router.Answer, started time.Time, args ...any) {
	args = append(args, "model", req.question.ModelName, "user", req.question.User, "stream", req.stream, "took", time.Since(started).Round(time.Millisecond))
	if a != nil {
		args = append(args, "job", a.ID, "parts", len(a.Parts), "tokens", a.Tokens, "fee", a.Fee)
	}
	g.Log.Info("answer ended", args...)
}

// whole collects an answer that is not streamed.
type whole struct {
	w     http.ResponseWriter
	model string
	text  strings.Builder
	job   dgrid.JobID
}

func (s *whole) piece(p router.Piece) error {
	if s.job.IsZero() {
		s.job = p.Job
	}
	s.text.WriteString(p.Text)
	return nil
}

func (s *whole) name(a dgrid.JobID) {
	if s.job.IsZero() {
		s.job = a
	}
	if !s.job.IsZero() {
		s.w.Header().Set(headerJob, s.job.String())
	}
}

func (s *whole) end(a *router.Answer, finish string) {
	s.name(a.ID)
	writeJSON(s.w, http.StatusOK, completion{
		ID: completionID(s.job), Object: "chat.completion", Created: int64(a.Created / 1000), Model: s.model,
		Choices: []choice{{Message: message{Role: "assistant", Content: s.text.String()}, FinishReason: finish}},
		Usage:   usageOf(a), Dgrid: accountOf(a),
	})
}

func (s *whole) fail(e *apiError, a *account) {
	if a != nil {
		s.name(a.Answer)
	}
	fail(s.w, e, a)
}

package metrics

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/verify"
)

// Roles of this node in a job.
const (
	Payer    = "payer"
	Provider = "provider"
)

// Who ordered an audit that this node computed or had computed.
const (
	Own    = "own"    // of this node's own jobs
	Others = "others" // for another payer
)

func (m *Metrics) makeJobs() {
	seconds := []float64{0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60}
	perSecond := []float64{1, 2, 5, 10, 20, 50, 100, 200, 500}
	m.jobs = counters("jobs_total", "Jobs that ended, by this node's role and how.", "role", "result")
	m.tokens = counters("tokens_total", "Tokens of jobs that ended, read (prompt) and written (answer).", "role", "kind")
	m.firstToken = histograms("first_token_seconds", "Time from a job's begin to its first token.", seconds, "role")
	m.speed = histograms("answer_tokens_per_second", "Tokens a second behind the first one.", perSecond, "role")
	m.answers = counters("answers_total", "Questions that were routed, by how they ended.", "result")
	m.retries = prometheus.NewCounter(prometheus.CounterOpts{Name: "dgrid_router_retries_total", Help: "Parts of answers that another provider took over before the first token."})
	m.resumes = prometheus.NewCounter(prometheus.CounterOpts{Name: "dgrid_router_resumes_total", Help: "Parts of answers that another provider took over in mid-answer."})
	m.audits = counters("audits_total", "Audits, by whose job it was and the verdict.", "of", "verdict")
}

// Audit counts an audit; of is Own or Others.
func (m *Metrics) Audit(of string, verdict verify.Result) {
	m.audits.WithLabelValues(of, verdict.String()).Inc()
}

// pace times the tokens of one job.
type pace struct {
	began, first, last time.Time
	tokens, behind     int // behind are the tokens after those that came first
}

func (p *pace) add(tokens int) {
	if tokens == 0 {
		return
	}
	p.last = time.Now()
	if p.tokens == 0 {
		p.first = p.last
	} else {
		p.behind += tokens
	}
	p.tokens += tokens
}

// least is how many tokens, and how long a time, a speed is taken from: of fewer it says nothing.
const (
	leastTokens = 8
	leastTime   = 10 * time.Millisecond
)

func (m *Metrics) observe(role string, p *pace) {
	if p.tokens == 0 {
		return
	}
	m.firstToken.WithLabelValues(role).Observe(p.first.Sub(p.began).Seconds())
	if took := p.last.Sub(p.first); p.behind >= leastTokens && took >= leastTime {
		m.speed.WithLabelValues(role).Observe(float64(p.behind) / took.Seconds())
	}
}

// Generator runs one model, as a provider's engine does.
type Generator interface {
	Prompt(ctx context.Context, req *dgrid.Request, at dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error)
	Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error)
}

// Engine is next, whose jobs are counted as the provider's.
func (m *Metrics) Engine(next Generator) Generator { return &engine{next, m} }

type engine struct {
	Generator
	m *Metrics
}

func (e *engine) Generate(ctx context.Context, job *dgrid.Job, emit dgrid.Emit) (dgrid.Usage, error) {
	p := pace{began: time.Now()}
	usage, err := e.Generator.Generate(ctx, job, func(c dgrid.Chunk) error {
		p.add(len(c.IDs))
		return emit(c)
	})
	e.m.jobs.WithLabelValues(Provider, generated(usage, err)).Inc()
	if p.tokens > 0 || err == nil { // otherwise nothing was read
		e.m.tokens.WithLabelValues(Provider, "prompt").Add(float64(len(job.Prompt)))
		e.m.tokens.WithLabelValues(Provider, "answer").Add(float64(p.tokens))
	}
	e.m.observe(Provider, &p)
	return usage, err
}

// generated is how an engine ended a job, in a word of a short list.
func generated(u dgrid.Usage, err error) string {
	switch {
	case err == nil:
		return finish(u.Finish)
	case errors.Is(err, inference.ErrBusy):
		return "busy"
	case errors.Is(err, inference.ErrContextOverflow):
		return "too long"
	case errors.Is(err, inference.ErrRefused):
		return "refused"
	case errors.Is(err, inference.ErrWorkerLost):
		return "engine lost"
	case u.Finish == dgrid.FinishCancelled:
		return "cancelled"
	}
	return "interrupted"
}

func finish(f dgrid.Finish) string {
	if f < dgrid.FinishStop || f > dgrid.FinishInterrupted {
		return "other"
	}
	return f.String()
}

// Answerer answers questions, as a router does.
type Answerer interface {
	Answer(ctx context.Context, q router.Question, emit func(router.Piece) error) (*router.Answer, error)
}

// Answer has next answer q, and counts it.
func (m *Metrics) Answer(ctx context.Context, next Answerer, q router.Question, emit func(router.Piece) error) (*router.Answer, error) {
	p := pace{began: time.Now()}
	a, err := next.Answer(ctx, q, func(piece router.Piece) error {
		p.add(piece.Tokens)
		return emit(piece)
	})
	m.answered(a, err)
	m.observe(Payer, &p)
	return a, err
}

func (m *Metrics) answered(a *router.Answer, err error) {
	m.answers.WithLabelValues(answerResult(a, err)).Inc()
	if a == nil {
		return
	}
	for i, part := range a.Parts {
		m.jobs.WithLabelValues(Payer, partResult(part)).Inc()
		m.tokens.WithLabelValues(Payer, "prompt").Add(float64(part.Prompt))
		m.tokens.WithLabelValues(Payer, "answer").Add(float64(part.Tokens))
		switch {
		case i == 0:
		case part.Start == 0:
			m.retries.Inc()
		default:
			m.resumes.Inc()
		}
	}
}

// answerResult is the finish of an answer, or the router's code of an error.
func answerResult(a *router.Answer, err error) string {
	var e *router.Error
	switch {
	case err == nil && a != nil:
		return finish(a.Finish)
	case errors.As(err, &e):
		return strings.ReplaceAll(string(e.Code), "_", " ")
	case errors.Is(err, context.Canceled):
		return "cancelled"
	}
	return "failed"
}

// partResult is the finish of a part's receipt, or that there was none.
func partResult(p router.Part) string {
	for f := dgrid.FinishStop; f <= dgrid.FinishInterrupted; f++ {
		if p.Finish == f.String() {
			return p.Finish
		}
	}
	if p.Error != "" {
		return "broke off"
	}
	return "other"
}

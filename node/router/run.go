package router

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/store"
)

const (
	stall      = time.Second     // of silence in mid-answer after which quotes of others are pulled, in case that this provider is dead
	failedWait = 2 * time.Second // how long somebody who failed is waited for before the first token
	firstStall = 4               // times the stall for the first token: the job may wait for others there
	endings    = 2               // providers whose word it takes that an answer had already ended
)

// run is one question on its way to its answer. One goroutine uses it.
type run struct {
	r    *Router
	q    Question
	talk []prefix
	emit func(Piece) error
	stop context.CancelCauseFunc // of the question's context

	absent map[dgrid.PeerID]absence
	fits   map[dgrid.PeerID]uint32 // the maximum of output tokens that a refusal has named
	stale  map[dgrid.PeerID]bool   // who was started anew between greeting and order
	choice *choice                 // the last
	waited time.Duration           // for somebody to be free

	ids     []dgrid.TokenID // the answer so far
	resume  *payer.Resume   // how the next part goes on; nil before the first token
	prompt  uint32          // tokens of the question, as counted by a provider; 0 is unknown
	spent   []dgrid.Amount  // the most that each part can cost
	ended   []dgrid.PeerID  // who said that there is nothing to go on with
	answer  *Answer         // nil before the first order
	last    error           // of the part before
	emitErr error

	reserved  dgrid.PeerID // where a job is counted for this question; "" is nowhere
	unreserve func()
}

func newRun(r *Router, q Question, emit func(Piece) error) *run {
	if q.ClientSeed.IsZero() {
		rand.Read(q.ClientSeed[:]) // never fails
	}
	return &run{r: r, q: q, talk: prefixes(q.Model, &q.Request), emit: emit, absent: make(map[dgrid.PeerID]absence), fits: make(map[dgrid.PeerID]uint32),
		stale: make(map[dgrid.PeerID]bool)}
}

func (x *run) received() uint32 { return uint32(len(x.ids)) }

// answerAll asks one provider after the other until the answer is whole.
func (x *run) answerAll(ctx context.Context) error {
	for range x.r.cfg.Attempts {
		c, err := x.next(ctx)
		if err != nil {
			return err
		}
		if c == nil { // nobody is left, and who was asked says that the answer had ended
			x.answer.Finish = dgrid.FinishStop
			return nil
		}
		done, err := x.ask(ctx, c)
		if done || err != nil {
			return err
		}
	}
	return x.nobody(x.without(x.choice, time.Now()))
}

// next is who is asked next. Where nobody can be and somebody may be soon, it waits.
func (x *run) next(ctx context.Context) (*candidate, error) {
	if len(x.ended) >= endings {
		return nil, nil
	}
	for {
		now := time.Now()
		if x.choice != nil && now.Sub(x.choice.made) < quoteAge {
			x.choice = x.without(x.choice, now)
		}
		if x.choice == nil || len(x.choice.ranked) == 0 || now.Sub(x.choice.made) >= quoteAge {
			c, err := x.decide(ctx, true)
			if err != nil {
				return nil, err
			}
			x.choice = c
		}
		if len(x.choice.ranked) > 0 {
			c := x.choice.ranked[0]
			x.choice.choose(c.offer.Peer)
			return &c, nil
		}
		if len(x.ended) > 0 {
			return nil, nil
		}
		if !x.wait(ctx, x.choice) {
			if ctx.Err() != nil {
				return nil, x.over(ctx)
			}
			return nil, x.nobody(x.choice)
		}
	}
}

// wait waits until the first of the excluded may be asked again, and reports whether it is worth while. Before the first token that
// is so for one that is busy; one that failed is given a moment. Behind it, the caller has no better choice than to wait.
func (x *run) wait(ctx context.Context, c *choice) bool {
	now := time.Now()
	deadline, _ := ctx.Deadline()
	var first time.Time
	for _, k := range c.excluded {
		limit := failedWait
		if k.level == occupied {
			limit = x.r.cfg.BusyWait
		}
		if k.retry.IsZero() || len(x.ids) == 0 && x.waited+k.retry.Sub(now) > limit || k.retry.After(deadline) {
			continue
		}
		if first.IsZero() || k.retry.Before(first) {
			first = k.retry
		}
	}
	if first.IsZero() {
		return false
	}
	d := max(first.Sub(now), 10*time.Millisecond)
	x.waited += d
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (c *choice) firstRetry() (first time.Time) {
	for _, k := range c.excluded {
		if !k.retry.IsZero() && (first.IsZero() || k.retry.Before(first)) {
			first = k.retry
		}
	}
	return first
}

// ask puts what is left of the question to c. done is true where the answer is whole.
func (x *run) ask(ctx context.Context, c *candidate) (done bool, err error) {
	o := &c.offer
	x.r.deps.Book.Begin(o.Owner, x.q.Model, o.Peer)
	x.reserve(o.Peer)
	defer x.release()
	p := &part{x: x, c: c, began: time.Now(), others: x.choice.ranked[min(1, len(x.choice.ranked)):]}
	idle := time.AfterFunc(stall, p.prefetch)
	defer idle.Stop()
	partCtx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	stalled := time.AfterFunc(firstStall*x.r.cfg.Stall+x.reading(o), func() { giveUp(errStalled) })
	defer stalled.Stop()
	deadline, _ := ctx.Deadline()
	q := payer.Question{
		Addr: c.addr, Owner: o.Owner, Model: x.q.Model, ModelName: x.q.ModelName, Request: x.q.Request, ClientSeed: x.q.ClientSeed,
		MaxPrompt: x.q.MaxPrompt, MaxOutput: x.maxOutput(c), MaxFee: x.budget(), Privacy: x.q.Privacy, Patience: time.Until(deadline),
		Resume: x.resume, MaxPrice: &o.Price, Notes: p.ordered,
	}
	if q.MaxPrompt == 0 {
		q.MaxPrompt = o.Context
	} else {
		q.MaxPrompt += x.received()
	}
	p.question = q
	t, askErr := x.r.deps.Asker.Ask(partCtx, q, func(chunk dgrid.Chunk) error {
		idle.Reset(stall)
		stalled.Reset(x.r.cfg.Stall)
		p.last = time.Now()
		return p.take(chunk)
	})
	if ctx.Err() == nil && errors.Is(context.Cause(partCtx), errStalled) && !p.whole(t, askErr) {
		askErr = errStalled
	}
	p.settle(t, askErr)
	return x.conclude(ctx, p, t, askErr)
}

// part is one order under way.
type part struct {
	x        *run
	c        *candidate
	others   []candidate
	question payer.Question
	job      dgrid.JobID // zero before the order
	index    int         // in the answer's parts
	tokens   uint32
	began    time.Time
	last     time.Time // when a chunk came; zero before
}

// errStalled is the end of a part whose provider is there and gives nothing.
var errStalled = errors.New("no token came for too long")

// reading is how long o may take for the prompt: three times what follows from its speed, measured or guessed.
func (x *run) reading(o *Offer) time.Duration {
	speed := float64(o.Prefill)
	if speed == 0 {
		speed = guessPrefill
	}
	return seconds(3 * float64(x.need().Prompt) / speed)
}

// whole reports whether the answer came to its end although the part was being given up.
func (p *part) whole(t *dgrid.Transcript, err error) bool {
	return err == nil && !t.Receipt.Object.Finish.Early()
}

// silence is how long nothing has come.
func (p *part) silence() time.Duration {
	if p.last.IsZero() {
		return time.Since(p.began)
	}
	return time.Since(p.last)
}

// prefetch pulls the quotes of whoever may have to go on. It runs beside the job.
func (p *part) prefetch() {
	for _, c := range p.others {
		p.x.r.quotes.pull(place{c.offer.Peer, p.x.q.Model}, c.offer.Owner)
	}
}

// ordered notes the part before its order is stored.
func (p *part) ordered(job dgrid.JobID) []store.Note {
	x := p.x
	p.job = job
	now := dgrid.Time(time.Now().UnixMilli())
	first := x.answer == nil
	if first {
		x.answer = &Answer{ID: job, Model: x.q.Model, ModelName: x.q.ModelName, User: x.q.User, Created: now}
	}
	p.index = len(x.answer.Parts)
	x.answer.Parts = append(x.answer.Parts, Part{
		Job: job, Provider: p.c.offer.Owner, Peer: p.c.offer.Peer, Start: x.received(), Decision: x.choice.decision,
	})
	return x.r.noteOrder(x.answer, job, first)
}

// take hands a chunk on. Where the caller does not take it, the job is cancelled in good order.
func (p *part) take(c dgrid.Chunk) error {
	x := p.x
	x.ids = append(x.ids, c.IDs...)
	p.tokens += uint32(len(c.IDs))
	if x.emitErr != nil {
		return nil
	}
	if err := x.emit(Piece{Job: p.job, Provider: p.c.offer.Owner, Text: c.Text, Tokens: len(c.IDs)}); err != nil {
		x.emitErr = err
		x.stop(err)
	}
	return nil
}

// settle notes what came of the part.
func (p *part) settle(t *dgrid.Transcript, err error) {
	x := p.x
	if p.job.IsZero() {
		return
	}
	part := &x.answer.Parts[p.index]
	part.Tokens = p.tokens
	if err != nil {
		part.Error = reason(err)
	}
	x.spent = append(x.spent, p.atMost(t, err))
	if t == nil {
		return
	}
	part.Prompt = t.Acceptance.Object.PromptTokens
	part.Signed, _, part.Fee = t.Settled()
	if t.Receipt != nil {
		part.Finish = t.Receipt.Object.Finish.String()
	}
	if n := part.Prompt - min(part.Prompt, part.Start); x.prompt == 0 && n <= 2*bound(&x.q.Request) { // more is not to be believed
		x.prompt = n
	}
	if p.tokens > 0 {
		at := t.Order.Object.TemplateTime
		x.resume = &payer.Resume{Parent: p.job, TemplateTime: at, Prefix: x.ids[:len(x.ids):len(x.ids)]}
		x.r.talks.served(p.c.offer.Peer, x.talk)
	}
	if part.Signed > 0 && x.r.cfg.OnAnswered != nil {
		x.r.cfg.OnAnswered(*part, t)
	}
}

// conclude says whether the answer is whole, and draws the lesson where it is not.
func (x *run) conclude(ctx context.Context, p *part, t *dgrid.Transcript, askErr error) (done bool, err error) {
	out := x.judge(ctx, p, t, askErr)
	if out.kind != "" {
		e := reputation.Event{Kind: out.kind, Peer: p.c.offer.Peer, Job: p.job, Reason: out.why}
		if err := x.r.deps.Book.Add(p.c.offer.Owner, x.q.Model, e); err != nil {
			x.r.log.Warn("what a provider did is not noted", "provider", p.c.offer.Owner, "err", err)
		}
	}
	if askErr != nil {
		x.r.log.Info("a provider did not answer to the end", "provider", p.c.offer.Owner, "job", p.job.Short(), "tokens", p.tokens, "event", out.kind, "cause", cause(askErr))
	}
	x.last = askErr
	if out.requote {
		x.r.quotes.forget(place{p.c.offer.Peer, x.q.Model})
	}
	if out.leave != nil {
		x.absent[p.c.offer.Peer] = *out.leave
	}
	if p.tokens > 0 && !out.done {
		x.choice.made = time.Time{} // others are as they are now, not as they were when this part began
	}
	if out.done {
		x.answer.Finish = out.finish
		return true, out.err
	}
	if !p.job.IsZero() && out.err == nil {
		x.r.noteEnd(x.answer, false)
	}
	return false, out.err
}

// over is why the question's time is up.
func (x *run) over(ctx context.Context) error {
	e := &Error{Code: TimedOut, Message: "the answer took longer than allowed: allow more time, or fewer tokens", Tokens: x.received(), Err: x.last}
	if cause := context.Cause(ctx); !errors.Is(cause, context.DeadlineExceeded) {
		e.Code, e.Message, e.Err = Cancelled, "the caller cancelled", cause
	}
	return e
}

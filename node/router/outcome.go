package router

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/node/reputation"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
)

// outcome is what follows from a part's end.
type outcome struct {
	done    bool            // the answer is whole
	finish  dgrid.Finish    // where it is
	err     error           // ends the question
	kind    reputation.Kind // what to remember of the provider; "" is nothing
	why     string
	leave   *absence // nil: it may be asked again at once
	requote bool
}

// judge attributes a part's end: to the question, to this node, or to the provider.
func (x *run) judge(ctx context.Context, p *part, t *dgrid.Transcript, err error) outcome {
	var (
		refused *payer.RefusedError
		broken  *payer.BrokenError
	)
	switch {
	case err == nil && t.Receipt.Object.Finish == dgrid.FinishCancelled:
		o := outcome{done: true, finish: dgrid.FinishCancelled, err: x.over(ctx)}
		o.kind, o.why = x.silent(o.err, p)
		return o
	case err == nil && p.tokens == 0: // even an empty answer has its end token, and one that had ended is not gone on with
		o := outcome{kind: reputation.Misbehaved, why: "ended the answer without a token"}
		o.leave = &absence{level: away, why: o.why}
		return o
	case err == nil:
		return outcome{done: true, finish: t.Receipt.Object.Finish, kind: reputation.Answered, why: fmt.Sprintf("%d tokens", p.tokens)}
	case p.complete(t):
		return outcome{done: true, finish: dgrid.FinishLength, kind: reputation.BrokenOff, why: "behind the last token: " + reason(err)}
	case ctx.Err() != nil:
		o := outcome{err: x.over(ctx)}
		o.kind, o.why = x.silent(o.err, p)
		return o
	case errors.Is(err, errStalled):
		o := outcome{kind: reputation.BrokenOff, why: fmt.Sprintf("after %d tokens: %s", p.tokens, err)}
		o.leave = &absence{level: away, why: "broke off " + o.why}
		return o
	case isOwn(err):
		return outcome{err: &Error{Code: Internal, Message: "this node cannot store the job: " + reason(err) + ": see dgridd doctor", Tokens: x.received(), Err: err}}
	case errors.As(err, &refused):
		return x.judgeRefusal(p, refused)
	case errors.As(err, &broken):
		return x.judgeBroken(p, t, broken)
	}
	return x.judgeContact(err)
}

// longSilence behind a token makes the provider answerable for a question whose time was up; before the first, a stall does.
const longSilence = 10 * time.Second

// silent blames the provider for a question that took too long if nothing came from it.
func (x *run) silent(err error, p *part) (reputation.Kind, string) {
	limit := longSilence
	if p.last.IsZero() {
		limit = x.r.cfg.Stall
	}
	if d := p.silence(); Is(err, TimedOut) && d > limit {
		return reputation.BrokenOff, fmt.Sprintf("after %d tokens: silent for %s until the question's time was up", p.tokens, short(d))
	}
	return "", ""
}

// complete reports whether everything that the part's order pays for has come, so that there is nothing to go on with.
func (p *part) complete(t *dgrid.Transcript) bool {
	return t != nil && p.tokens > 0 && p.tokens == settlement.OutputLimit(&t.Order.Object, t.Acceptance.Object.PromptTokens)
}

// isOwn reports whether this node's store failed.
func isOwn(err error) bool {
	return errors.Is(err, store.ErrNoSpace) || errors.Is(err, store.ErrFailed) || errors.Is(err, store.ErrClosed)
}

// judgeRefusal is for an order, or a meeting, that the provider did not take.
func (x *run) judgeRefusal(p *part, r *payer.RefusedError) outcome {
	o := outcome{kind: reputation.Unkept, why: "refused: " + reasonText(r.Message)}
	stay := func(l level, d time.Duration) *absence {
		a := &absence{level: l, why: o.why}
		if d > 0 {
			a.until = time.Now().Add(d)
		}
		return a
	}
	switch r.Code {
	case p2p.Busy:
		o.kind, o.requote = reputation.Busy, true
		if p.c.offer.Quoted && p.c.offer.Free > 0 && p.c.offer.Loading == 0 {
			o.kind = reputation.Declined
		}
		o.leave = stay(occupied, min(max(r.Retry, 250*time.Millisecond), 10*time.Second))
	case p2p.Draining, p2p.NoSpace:
		o.kind, o.leave = reputation.Busy, stay(away, 0)
	case p2p.Context:
		return x.judgeContext(p, r, o)
	case p2p.Session: // it was started anew since it was greeted: greeted again, it tells its new session
		o.kind = reputation.NotItsFault
		if x.stale[p.c.offer.Peer] {
			o.leave = stay(away, time.Second)
		}
		x.stale[p.c.offer.Peer] = true
	case p2p.Credit, p2p.Expired, p2p.WrongNetwork:
		o.kind, o.leave = reputation.NotItsFault, stay(away, 0)
	case p2p.Price:
		o.requote, o.leave = true, stay(away, time.Second)
	case p2p.Invalid:
		if x.received() > 0 || p.job.IsZero() { // another provider has taken the request, or it has not seen it yet
			o.leave = stay(away, 0)
			break
		}
		o.kind = reputation.NotItsFault
		o.err = &Error{Code: Invalid, Message: "the request is not valid: " + reasonText(r.Message), Err: r}
	default: // UnknownModel among them: it is in its advert
		o.leave = stay(away, 0)
	}
	return o
}

// judgeContext is for a prompt or an answer that is too long there. Where the question leaves the answer's length open, it is put
// again with the length that fits.
func (x *run) judgeContext(p *part, r *payer.RefusedError, o outcome) outcome {
	have, want, asked := r.Have, r.Want, uint64(p.question.MaxOutput)
	if x.q.MaxOutput == 0 && want > asked && have > want-asked && x.fits[p.c.offer.Peer] == 0 {
		x.fits[p.c.offer.Peer] = uint32(min(have-(want-asked), uint64(p.c.offer.Context)))
		o.kind = "" // it is how the length is found out
		return o
	}
	o.kind, o.leave = reputation.NotItsFault, &absence{level: tooShort, why: o.why}
	if have > 0 && have < uint64(p.c.offer.Context) && have != uint64(p.question.MaxPrompt) {
		o.kind = reputation.Unkept
		o.leave.why += fmt.Sprintf(" (it had promised %d)", p.c.offer.Context)
	}
	return o
}

// judgeBroken is for a job that was accepted and did not come to its end.
func (x *run) judgeBroken(p *part, t *dgrid.Transcript, b *payer.BrokenError) outcome {
	o := outcome{kind: reputation.BrokenOff, why: fmt.Sprintf("after %d tokens: %s", p.tokens, reason(b.Err))}
	o.leave = &absence{level: away, why: "broke off " + o.why, until: time.Now().Add(time.Second)}
	switch {
	case b.Failure == p2p.FailurePayment:
		o.kind = reputation.NotItsFault
	case b.Failure == p2p.FailureEngine && !b.Retryable && p.tokens == 0:
		return x.judgeRefusedByEngine(p, b, o)
	case !b.Retryable && b.Failure == 0 && (t == nil || t.Receipt == nil):
		o.kind, o.leave.until = reputation.Misbehaved, time.Time{}
	}
	return o
}

// judgeRefusedByEngine is for a job that no engine of the model would run. Before the first token the request is wrong. Behind it the
// request was good enough for whoever began, so the answer had ended: its end token was the last that came.
func (x *run) judgeRefusedByEngine(p *part, b *payer.BrokenError, o outcome) outcome {
	o.kind = reputation.NotItsFault
	if x.received() == 0 {
		o.err = &Error{Code: Invalid, Message: "the request is not valid: " + reason(b.Err), Err: b}
		return o
	}
	o.leave.until = time.Time{}
	x.ended = append(x.ended, p.c.offer.Peer)
	return o
}

// judgeContact is for a provider that was not reached, or that went away before it took the order.
func (x *run) judgeContact(err error) outcome {
	o := outcome{kind: reputation.Unreachable, why: reason(err)}
	o.leave = &absence{level: away, why: "not reached: " + o.why, until: time.Now().Add(time.Second)}
	var (
		unserved *payer.NotServedError
		price    *payer.PriceError
		owner    *payer.WrongOwnerError
		network  *p2p.WrongNetworkError
		version  *p2p.VersionError
		stream   *p2p.StreamError
		frame    *p2p.FrameError
	)
	switch {
	case errors.As(err, &unserved), errors.As(err, &price), errors.As(err, &owner), errors.Is(err, p2p.ErrNotServing), errors.Is(err, p2p.ErrNotDgrid):
		o.kind, o.requote, o.leave = reputation.Unkept, true, &absence{level: away, why: o.why}
	case errors.As(err, &network), errors.As(err, &version):
		o.kind, o.leave = reputation.NotItsFault, &absence{level: away, why: o.why}
	case errors.As(err, &frame):
		o.kind, o.err = "", &Error{Code: Invalid, Message: "the request cannot be sent: " + o.why, Tokens: x.received(), Err: err}
	case errors.As(err, &stream) && stream.Code == p2p.CodeBusy:
		o.kind, o.leave.level, o.leave.until = reputation.Busy, occupied, time.Now().Add(time.Second)
	}
	return o
}

// cause is err without the provider's own words, which may quote the prompt: for the log.
func cause(err error) string {
	var (
		refused *payer.RefusedError
		broken  *payer.BrokenError
	)
	switch {
	case errors.As(err, &refused):
		return "refused: " + refused.Code.String()
	case errors.As(err, &broken) && broken.Failure != 0:
		return "failed: " + broken.Failure.String()
	}
	return reason(err)
}

// reason is err in one printable line of bounded length.
func reason(err error) string { return reasonText(err.Error()) }

func reasonText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

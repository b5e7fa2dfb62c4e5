package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
)

// told is what a client saw of a request.
type told struct {
	*heard
	wish    *wish
	gateway gateway
	outcome string
	err     error
	busy    int
}

// Outcomes of a request.
const (
	outWhole   = "whole"
	outLeft    = "left"     // the client closed the connection at a random time
	outImpat   = "deadline" // likewise, by its deadline
	outRefused = "refused"  // as it should be
	outHung    = "hung"
	outError   = "error"
)

var (
	errLeft      = errors.New("the client left")
	errImpatient = errors.New("the client's deadline is over")
	errHung      = errors.New("it did not end in time")
)

// ask sends a request as often as the node says that it is busy, and does to it what the wish says.
func (s *soaking) ask(ctx context.Context, w *wish, pool *http.Transport) *told {
	t := &told{wish: w, gateway: s.keys[w.key], heard: &heard{}}
	if w.elsewhere {
		t.gateway = s.payer
	}
	body, err := w.encode()
	if err != nil {
		t.err, t.outcome = err, outError
		return t
	}
	g := t.gateway
	g.client = &http.Client{Transport: pool}
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	for _, end := range []struct {
		after time.Duration
		why   error
	}{{soakPatience, errHung}, {w.closes, errLeft}, {w.deadline, errImpatient}} {
		if end.after > 0 {
			defer time.AfterFunc(end.after, func() { leave(end.why) }).Stop()
		}
	}
	for {
		t.heard, t.err = g.listen(ctx, body, func(h *heard) {
			if w.closesAt > 0 && len(h.Chunks) >= w.closesAt {
				leave(errLeft)
			}
		})
		r := (*refused)(nil)
		if !errors.As(t.err, &r) || r.Status != http.StatusTooManyRequests || !pause(ctx, busyPause) {
			break
		}
		t.busy++
	}
	t.outcome = w.outcome(t.err, context.Cause(ctx))
	return t
}

// outcome says what became of a request.
func (w *wish) outcome(err, cause error) string {
	r := (*refused)(nil)
	switch {
	case err == nil && !w.refused:
		return outWhole
	case errors.Is(cause, errHung):
		return outHung
	case errors.Is(cause, errLeft):
		return outLeft
	case errors.Is(cause, errImpatient):
		return outImpat
	case errors.As(err, &r) && r.Status == http.StatusBadRequest && w.mayRefuse(r.text):
		return outRefused
	}
	return outError
}

// mayRefuse reports whether a refusal is what follows from the request: it cannot fit, or may cost too little.
func (w *wish) mayRefuse(text string) bool {
	return w.refused && strings.Contains(text, "context_length_exceeded") || w.body["dgrid"] != nil && strings.Contains(text, "max_fee_too_low")
}

// compare holds what a client saw against what both sides have of the answer. What was delivered and never signed only the payer keeps: it is
// added to the job, so that it is computed again, too.
func (s *soaking) compare(ctx context.Context, t *told, jobs map[dgrid.JobID]*dgrid.Transcript) error {
	switch {
	case t.outcome == outError && t.err == nil:
		return errors.New("it was answered and cannot fit")
	case t.outcome == outError || t.outcome == outHung:
		return t.err
	case t.ID == "":
		return nil
	}
	a, err := t.gateway.answer(ctx, t.ID)
	if err != nil {
		return err
	}
	var b strings.Builder
	tokens := 0
	for _, p := range a.Parts {
		j := jobs[p.Job]
		if j == nil && p.Tokens == 0 {
			continue
		}
		if j == nil {
			return fmt.Errorf("job %s is not in the provider's books", p.Job.Short())
		}
		payers, err := t.gateway.transcript(ctx, p.Job)
		if err != nil {
			return err
		}
		if err := extend(j, payers); err != nil {
			return fmt.Errorf("job %s: %w", p.Job.Short(), err)
		}
		ids, text := j.Output(len(j.Leaves))
		b.WriteString(text)
		tokens += len(ids)
	}
	return t.fits(b.String(), tokens, a.State)
}

// extend adds to the provider's transcript the leaves that only the payer has.
func extend(own, payers *dgrid.Transcript) error {
	n := min(len(own.Leaves), len(payers.Leaves))
	for i := range n {
		if own.Leaves[i].Text != payers.Leaves[i].Text || !equal(own.Leaves[i].IDs, payers.Leaves[i].IDs) {
			return fmt.Errorf("provider and payer have two leaves %d", i+1)
		}
	}
	own.Leaves = append(own.Leaves, payers.Leaves[n:]...)
	return nil
}

// fits says how what the client saw differs from an answer's text.
func (t *told) fits(text string, tokens int, state string) error {
	switch {
	case tokens > t.wish.maxTokens:
		return fmt.Errorf("answer %s has %d tokens, at most %d were asked for", t.ID, tokens, t.wish.maxTokens)
	case t.outcome == outWhole && (text != t.Text || tokens != t.Tokens || state != "done"):
		return fmt.Errorf("answer %s: the client saw %d bytes of %d tokens, the transcript has %d of %d, the same up to byte %d; it is %s",
			t.ID, len(t.Text), t.Tokens, len(text), tokens, common(t.Text, text), state)
	case !strings.HasPrefix(text, t.Text):
		return fmt.Errorf("answer %s: the client saw %d bytes that are no beginning of the transcript's %d, the same up to byte %d", t.ID, len(t.Text), len(text), common(t.Text, text))
	}
	return nil
}

// fresh are the jobs that the provider has begun since the last time, with all that it signed and all sketches.
func (s *soaking) fresh(ctx context.Context) (map[dgrid.JobID]*dgrid.Transcript, error) {
	view, err := s.at(ctx, "gateway")
	if err != nil {
		return nil, err
	}
	all, err := view.Jobs(ctx, mostJobs)
	if err != nil {
		return nil, err
	}
	found := map[dgrid.JobID]*dgrid.Transcript{}
	for _, j := range all {
		if s.known[j.ID] {
			continue
		}
		s.known[j.ID] = true
		f, err := view.Find(ctx, j.ID.String())
		if err != nil {
			return nil, err
		}
		found[j.ID] = f.Transcript
	}
	return found, nil
}

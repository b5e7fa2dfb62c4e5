package validator

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

var (
	// errMoot says that the committee has decided, or its time is over.
	errMoot = errors.New("this seat is no longer asked")
	// errSilent says that the provider gave no answer that can be used.
	errSilent = errors.New("the provider is silent")
)

// work brings a file to its end. It may be called again after an error, or by another process.
func (v *Validator) work(ctx context.Context, f *File) error {
	if f.Verdict == nil {
		if err := v.examine(ctx, f); err != nil {
			return err
		}
		o := &f.Verdict.Object
		v.log.Info("signed a verdict", "job", f.Job.Short(), "provider", f.Provider, "seat", f.Seat, "finding", o.Finding.String(), "reason", f.Reason)
		v.mu.Lock()
		v.total[o.Finding]++
		v.spent.add(&f.Spent)
		v.mu.Unlock()
		v.deps.Meter(o.Finding, f.Spent)
	}
	if err := v.deps.Settler.AddVerdict(ctx, *f.Verdict); err != nil {
		return fmt.Errorf("hand over the verdict: %w", err)
	}
	f.Done = v.time()
	return v.put(ctx, f)
}

// examine audits the job and stores a signed verdict.
func (v *Validator) examine(ctx context.Context, f *File) error {
	began := v.cfg.Now()
	finding, report, err := v.audit(ctx, f)
	switch {
	case errors.Is(err, errSilent):
		finding, f.Reason = dgrid.FindingSilent, err.Error()
	case err != nil:
		return err
	}
	f.Spent.Took += v.cfg.Now().Sub(began).Seconds()
	verdict := dgrid.Verdict{Job: f.Job, Object: f.Object, Provider: f.Provider, Model: f.Model, Epoch: f.Epoch, Validator: v.cfg.Owner,
		Role: dgrid.RoleSeat, Seat: f.Seat, Finding: finding, Evidence: f.evidence(v.cfg.Domain)}
	if report != nil {
		f.Figures, f.Reason = &report.Verdict, report.Verdict.Reason
		verdict.Scores = verify.Millionths(&report.Scores)
		if report.Verdict.Cell != "" {
			verdict.Cell = dgrid.Hash([]byte(report.Verdict.Cell))
		}
	}
	sig, err := v.cfg.Domain.Sign(&verdict, v.cfg.Key)
	if err != nil {
		return err
	}
	f.Verdict = &dgrid.Signed[dgrid.Verdict]{Object: verdict, Signature: sig}
	if err := v.put(ctx, f); err != nil {
		f.Verdict = nil // it is not durable, so it was never signed
		return err
	}
	return nil
}

func (f *File) evidence(d dgrid.Domain) dgrid.Digest {
	var commit, opening, reveal dgrid.Digest
	if f.Commit != nil {
		commit = d.HashObject(&f.Commit.Object)
	}
	if f.Opening != nil {
		opening = d.HashObject(&f.Opening.Object)
	}
	if f.Reveal != nil {
		reveal = d.HashObject(&f.Reveal.Object)
	}
	return dgrid.HashEvidence(commit, opening, reveal)
}

// audit is the exchange with the provider and what follows from it. The report is nil where nothing was computed.
func (v *Validator) audit(ctx context.Context, f *File) (dgrid.Finding, *auditor.Report, error) {
	engine, ok := v.deps.Engines(f.Model)
	if !ok {
		f.Reason = "this node does not have the model"
		return dgrid.FindingAbstain, nil, nil
	}
	t, err := v.transcript(ctx, f)
	if err != nil {
		return 0, nil, err
	}
	ev, err := v.recompute(ctx, f, t, engine)
	if err != nil {
		return 0, nil, err
	}
	if len(ev.Margins) == 0 {
		f.Reason = "the answer has no settled token"
		return dgrid.FindingAbstain, nil, nil
	}
	if err := v.commit(ctx, f, ev); err != nil {
		return 0, nil, err
	}
	opened, err := v.opening(ctx, f, t)
	if err != nil {
		return 0, nil, err
	}
	others := v.reveal(ctx, f, opened)
	t.Sketches = opened.Sketches
	report, err := v.weigh(ctx, f, t, engine, ev)
	f.Others = others()
	if err != nil {
		return 0, nil, err
	}
	return verify.Finding(&report.Verdict, v.cfg.AdviceCounts), report, nil
}

// transcript asks for the answer. What is not of this job, or not what was signed and anchored, is no answer.
func (v *Validator) transcript(ctx context.Context, f *File) (t *dgrid.Transcript, err error) {
	err = v.persist(ctx, f, &p2p.SeatRequest{Ask: p2p.AskTranscript}, func(r *p2p.SeatReply) error {
		if t = r.Transcript; t == nil {
			return errors.New("the answer has no transcript")
		}
		return f.check(t, v.cfg.Domain)
	})
	return t, err
}

// check fails unless t is the transcript of the anchored object, whole and as it was signed.
func (f *File) check(t *dgrid.Transcript, d dgrid.Domain) error {
	if job := dgrid.JobID(d.HashObject(&t.Order.Object)); job != f.Job {
		return fmt.Errorf("the transcript is of job %s", job.Short())
	}
	object := dgrid.Digest{}
	switch {
	case t.Receipt != nil:
		object = d.HashObject(&t.Receipt.Object)
	case len(t.Steps) > 0:
		object = d.HashObject(&t.Steps[len(t.Steps)-1].Object)
	}
	if object != f.Object {
		return fmt.Errorf("the transcript ends by object %s, anchored is %s", object.Short(), f.Object.Short())
	}
	for _, r := range verify.Signatures(t, d) {
		if r.State == verify.Fails && r.Fault == verify.FaultTranscript {
			return fmt.Errorf("the transcript is not what was signed: %s", r.Name)
		}
	}
	return nil
}

func (v *Validator) recompute(ctx context.Context, f *File, t *dgrid.Transcript, e auditor.Engine) (*verify.Evidence, error) {
	defer v.inTurn(ctx)()
	info, err := e.Ready(ctx)
	if err != nil {
		return nil, err
	}
	began := time.Now()
	ev, err := auditor.Recompute(ctx, t, e, info)
	f.Spent.Recompute += time.Since(began).Seconds()
	return ev, err
}

func (v *Validator) weigh(ctx context.Context, f *File, t *dgrid.Transcript, e auditor.Engine, ev *verify.Evidence) (*auditor.Report, error) {
	defer v.inTurn(ctx)()
	began := time.Now()
	report, err := auditor.Weigh(ctx, t, v.cfg.Domain, e, ev, v.cfg.Cells)
	if report != nil && len(report.Controls) > 0 {
		f.Spent.Control += time.Since(began).Seconds()
	}
	return report, err
}

// inTurn waits for the engine, or for ctx's end, by which the engine fails.
func (v *Validator) inTurn(ctx context.Context) (leave func()) {
	select {
	case v.turn <- struct{}{}:
		return func() { <-v.turn }
	case <-ctx.Done():
		return func() {}
	}
}

// commit makes a commit, once, and gives it to the provider.
func (v *Validator) commit(ctx context.Context, f *File, ev *verify.Evidence) error {
	if f.Commit == nil {
		if err := v.makeCommit(ctx, f, ev); err != nil {
			return err
		}
	}
	return v.persist(ctx, f, &p2p.SeatRequest{Ask: p2p.AskCommit, Commit: f.Commit}, nil)
}

func (v *Validator) makeCommit(ctx context.Context, f *File, ev *verify.Evidence) error {
	scores, err := verify.Score(ev, nil)
	if err != nil {
		return err
	}
	own := verify.Millionths(&scores)
	reveal := dgrid.Reveal{Job: f.Job, Object: f.Object, Validator: v.cfg.Owner, Seat: f.Seat, S1: own.S1, S1Window: own.S1Window, Sketches: dgrid.HashSketches(ev.Sketches)}
	_, _ = rand.Read(reveal.Salt[:]) // never fails
	commit := dgrid.Commit{Job: f.Job, Object: f.Object, Validator: v.cfg.Owner, Seat: f.Seat, Hash: dgrid.RevealHash(&reveal)}
	revealSig, err := v.cfg.Domain.Sign(&reveal, v.cfg.Key)
	if err != nil {
		return err
	}
	commitSig, err := v.cfg.Domain.Sign(&commit, v.cfg.Key)
	if err != nil {
		return err
	}
	f.Reveal = &dgrid.Signed[dgrid.Reveal]{Object: reveal, Signature: revealSig}
	f.Commit = &dgrid.Signed[dgrid.Commit]{Object: commit, Signature: commitSig}
	if err := v.put(ctx, f); err != nil {
		f.Reveal, f.Commit = nil, nil
		return err
	}
	return nil
}

// opening waits until the provider hands over its sketches. They need not be those that it committed to: then they say nothing, and what
// follows is for the judgement.
func (v *Validator) opening(ctx context.Context, f *File, t *dgrid.Transcript) (opened *p2p.SeatReply, err error) {
	err = v.persist(ctx, f, &p2p.SeatRequest{Ask: p2p.AskOpening}, func(r *p2p.SeatReply) error {
		opened = r
		return v.checkOpening(f, t, r)
	})
	if err != nil {
		return nil, err
	}
	f.Opening = opened.Opening
	return opened, v.put(ctx, f)
}

func (v *Validator) checkOpening(f *File, t *dgrid.Transcript, r *p2p.SeatReply) error {
	if r.Opening == nil {
		return errors.New("the answer has no opening")
	}
	o := &r.Opening.Object
	var hashes []dgrid.Digest
	seen := false
	for i := range r.Commits {
		c := &r.Commits[i].Object
		if i > 0 && r.Commits[i-1].Object.Seat >= c.Seat || c.Object != f.Object {
			return errors.New("the opening's commits are not in the order of their seats, or of another job")
		}
		seen = seen || r.Commits[i] == *f.Commit
		hashes = append(hashes, v.cfg.Domain.HashObject(c))
	}
	settled, _, _ := t.Settled()
	switch {
	case o.Job != f.Job || o.Object != f.Object:
		return errors.New("the opening is of another job")
	case !seen || o.Commits != dgrid.HashCommits(hashes):
		return errors.New("the opening has not seen this seat's commit, or others than it shows")
	case o.Sketches != dgrid.HashSketches(r.Sketches) || uint32(len(r.Sketches)) > settled:
		return errors.New("the opening's sketches are others than it signs, or too many")
	}
	return v.cfg.Domain.Verify(o, r.Opening.Signature, t.Order.Object.Provider)
}

// persist asks the provider until take accepts an answer. It gives up with errSilent when none has come for the time of silence, and with
// errMoot when the committee needs this seat no more.
func (v *Validator) persist(ctx context.Context, f *File, req *p2p.SeatRequest, take func(*p2p.SeatReply) error) error {
	req.Object, req.Epoch, req.Seat = f.Object, f.Epoch, f.Seat
	began, pause := v.cfg.Now(), firstPause
	for tries := 1; ; tries++ {
		reply, sent, err := v.deps.Network.Seat(ctx, f.Provider, req)
		f.Spent.Asked++
		f.Spent.Sent += sent
		if reply != nil {
			f.Spent.Received += reply.Bytes
		}
		if err == nil && take != nil {
			err = take(reply)
		}
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case !v.wanted(f):
			return errMoot
		case tries >= leastTries && v.cfg.Now().Sub(began) >= v.cfg.Silence:
			return fmt.Errorf("%w: it was asked %d times for %s: %w", errSilent, tries, req.Ask, err)
		}
		v.log.Debug("the provider has not answered yet", "job", f.Job.Short(), "ask", req.Ask.String(), "tries", tries, "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			pause = min(2*pause, longPause)
		}
	}
}

// wanted reports whether the committee still waits for this node's seat.
func (v *Validator) wanted(f *File) bool {
	c := v.deps.Record.View().Case(f.Object, f.Epoch)
	if c == nil || !v.cfg.Now().Before(c.Until) {
		return false
	}
	_, ok := v.asked(c)
	return ok
}

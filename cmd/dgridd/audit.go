package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// auditing is the flags of audit.
type auditing struct {
	peer, variant, control, cells string
	threads                       int
	timeout                       time.Duration
}

func newAudit(a *app) *cobra.Command {
	var f auditing
	cmd := &cobra.Command{
		Use:   "audit JOB|FILE",
		Short: "Re-compute an answer, and say whether that model gave it",
		Long: `Re-compute an answer with the model, in one pass over all its tokens, and compare. It needs the model and the runtime
(dgridd pull) and trusts nobody. For one of this node's own jobs the transcript is fetched from the provider, with the
sketches that it committed to; without the provider, and for a file, what is at hand is used.

An answer with a score above the threshold that honest jobs stayed under is suspected. It may only be a hard text, so a control
follows: the answer's own tokens are decoded one by one, as the provider says it did, and scored the same way. The verdict is
honest (nothing is off, or the control is as noisy), failed (the structure is broken, which needs no statistics, or the answer
is much further off than the control), suspected (no control could be made) or abstain (nothing can be said, with the reason).
Exit code 3 says suspected or failed.`,
		Example: `  dgridd audit 3f9a
  dgridd audit answer.json --variant haswell --threads 2
  dgridd audit 3f9a --control-variant ivybridge
  dgridd audit 3f9a --peer /ip4/192.0.2.7/tcp/4700/p2p/12D3KooW... --json`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return a.audit(cmd, &f, args[0]) },
	}
	fl := cmd.Flags()
	fl.StringVar(&f.peer, "peer", "", "address of the provider (default: where it was asked)")
	fl.StringVar(&f.variant, "variant", "", "CPU variant of the runtime (default: the best that this CPU runs)")
	fl.StringVar(&f.control, "control-variant", "", "CPU variant to decode the control with, best the provider's (default: that of --variant)")
	fl.StringVar(&f.cells, "cells", "", "folder of further calibration cells")
	fl.IntVar(&f.threads, "threads", 1, "CPU threads")
	fl.DurationVar(&f.timeout, "timeout", 10*time.Minute, "give up after this time")
	settingFlags(cmd, "cache", "catalogue")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) audit(cmd *cobra.Command, f *auditing, arg string) error {
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(cmd.Context())
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, f.timeout)
	defer cancel()
	t, err := a.evidence(ctx, p, f, arg)
	if err != nil {
		return err
	}
	cells, err := f.loadCells()
	if err != nil {
		return err
	}
	r, err := f.recompute(ctx, p, t, cells)
	if err != nil {
		return err
	}
	if a.asJSON {
		if err := a.printJSON(r); err != nil {
			return err
		}
	} else {
		a.printReport(r)
	}
	if v := r.Verdict; v.Result == verify.Suspected || v.Result == verify.Failed {
		return withCode(exitFalse, fmt.Errorf("the answer does not pass: %s", v.Reason))
	}
	return nil
}

// evidence is the transcript with the provider's sketches where they can be had. What the provider sends must be the very job
// that this node has: its frames are compared by the roots that were signed.
func (a *app) evidence(ctx context.Context, p *parts, f *auditing, arg string) (*dgrid.Transcript, error) {
	if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() {
		return readTranscript(arg)
	}
	n, err := p.open(ctx, false)
	if err != nil && !errors.Is(err, store.ErrLocked) {
		return nil, err
	}
	if err != nil { // a daemon runs on this home: what it has is audited as it is
		found, findErr := a.find(ctx, p, arg)
		if findErr != nil {
			return nil, errors.Join(err, findErr)
		}
		return found.Transcript, nil
	}
	t, err := f.fetch(ctx, n, p, arg)
	return t, errors.Join(err, n.Close())
}

func (f *auditing) fetch(ctx context.Context, n *node.Node, p *parts, arg string) (*dgrid.Transcript, error) {
	role, job, err := n.Store().Find(arg)
	if err != nil {
		return nil, withHint(err, "dgridd receipt show, which lists the jobs", "the path of a transcript file")
	}
	own, err := n.Store().Transcript(role, job)
	if err != nil {
		return nil, err
	}
	addr := f.peer
	if addr == "" {
		addr = recall(n.Store(), own.Order.Object.Provider)
	}
	if addr == "" {
		addr = routedTo(ctx, n, job)
	}
	if own.Sketches != nil || addr == "" {
		return own, nil
	}
	fetchCtx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	theirs, err := n.Host().FetchTranscript(fetchCtx, addr, job)
	if err != nil {
		p.log.Warn("the provider did not give its transcript; the payer's is audited, without sketches", "err", err)
		return own, nil
	}
	own.Sketches = theirs.Sketches // their hashes stand in the leaves whose roots the payer has checked
	return own, nil
}

// routedTo is the peer that the router sent a job to, or "".
func routedTo(ctx context.Context, n *node.Node, job dgrid.JobID) string {
	a, err := n.Router().Find(ctx, job)
	if err != nil {
		return ""
	}
	for _, part := range a.Parts {
		if part.Job == job {
			return string(part.Peer)
		}
	}
	return ""
}

func (f *auditing) loadCells() (verify.Cells, error) {
	cells, err := verify.EmbeddedCells()
	if err != nil || f.cells == "" {
		return cells, err
	}
	more, err := verify.LoadCells(os.DirFS(f.cells))
	return append(cells, more...), err
}

func (f *auditing) recompute(ctx context.Context, p *parts, t *dgrid.Transcript, cells verify.Cells) (_ *auditor.Report, err error) {
	catalogue, files, err := node.OpenModels(p.config)
	if err != nil {
		return nil, err
	}
	m, err := node.ResolveModel(catalogue, files, t.Order.Object.Model.String())
	if err != nil {
		return nil, withHint(fmt.Errorf("an audit needs the model itself: %w", err), "dgridd pull "+t.ModelName)
	}
	model := config.ModelConfig{Name: m.Name, Context: contextOf(t, m.Context), Threads: f.threads, Variant: f.variant}
	e, stop, err := startEngine(ctx, p, &model)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if f.control == "" || f.control == f.variant {
		return auditor.Audit(ctx, t, p.network.Domain, e.Worker, cells)
	}
	model.Variant = f.control
	second := &spareEngine{parts: p, model: &model}
	defer func() { err = errors.Join(err, second.close()) }()
	return auditor.Audit(ctx, t, p.network.Domain, e.Worker, cells, second)
}

// spareEngine starts when it is first asked for something: few audits need a control.
type spareEngine struct {
	parts  *parts
	model  *config.ModelConfig
	engine *node.Engine
	stop   func() error
}

// Ready starts the engine.
func (s *spareEngine) Ready(ctx context.Context) (inference.Info, error) {
	if s.engine == nil {
		var err error
		if s.engine, s.stop, err = startEngine(ctx, s.parts, s.model); err != nil {
			return inference.Info{}, err
		}
	}
	return s.engine.Worker.Ready(ctx)
}

// Control decodes an answer.
func (s *spareEngine) Control(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID) (*inference.Control, error) {
	if _, err := s.Ready(ctx); err != nil {
		return nil, err
	}
	return s.engine.Worker.Control(ctx, job, output)
}

func (s *spareEngine) close() error {
	if s.engine == nil {
		return nil
	}
	return s.stop()
}

// contextSlack is how many tokens more than a transcript claims its prompt may have, so that a false count is found by the
// comparison and not by the engine.
const contextSlack = 1024

// contextOf is how many tokens of context an audit of t needs, and no more than the model was trained for.
func contextOf(t *dgrid.Transcript, trained uint32) uint32 {
	settled, _, _ := t.Settled()
	return uint32(min(uint64(t.Acceptance.Object.PromptTokens)+uint64(settled)+contextSlack, uint64(trained))) // counts of a file may be anything
}

// startEngine runs a model's worker until stop.
func startEngine(ctx context.Context, p *parts, m *config.ModelConfig) (e *node.Engine, stop func() error, err error) {
	worker, err := workerCommand()
	if err != nil {
		return nil, nil, err
	}
	if e, err = node.OpenEngine(ctx, p.config, m, worker, p.log); err != nil {
		return nil, nil, err
	}
	run, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() { ended <- e.Worker.Run(run) }()
	stop = func() error {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			return err
		}
		return nil
	}
	if _, err := e.Worker.Ready(ctx); err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	return e, stop, nil
}

func (a *app) printReport(r *auditor.Report) {
	a.printf("job      %s\nprovider %s\nmodel    %s (%s), re-computed on %s\n\nwhat was signed\n", r.Job, r.Provider, r.ModelName, r.Model, r.Device)
	a.printLadder(r.Signatures)
	a.printf("\nwhat the model says\n")
	a.printLadder(r.Structure)
	v := r.Verdict
	a.printf("\n  %d tokens re-computed in %.2f s\n", r.Positions, r.Seconds)
	a.printf("  T1 margin, whole answer      %.4f nats%s\n", r.Scores.S1, limit(v.Cell, v.Threshold))
	a.printf("  T1 margin, worst 64 tokens   %.4f nats%s, from token %d\n", r.Scores.S1Window, limit(v.Cell, v.WindowThreshold), r.Scores.WorstFrom)
	switch {
	case v.T2:
		a.printf("  T2 sketches, whole answer    %.4f%s\n", r.Scores.S2, limit(v.Cell, v.S2Threshold))
		a.printf("  T2 sketches, worst 64 tokens %.4f%s\n", r.Scores.S2Window, limit(v.Cell, v.S2WindowThreshold))
	case r.Scores.Sketched:
		a.printf("  T2 sketches                  %.4f (shown; T0 and T1 decide)\n", r.Scores.S2)
	}
	for _, c := range r.Controls {
		a.printf("  control on %s: T1 %.4f, worst 64 tokens %.4f, T2 %.4f, worst 64 tokens %.4f, in %.2f s\n",
			c.Class, c.Scores.S1, c.Scores.S1Window, c.Scores.S2, c.Scores.S2Window, c.Seconds)
	}
	a.printf("\nverdict: %s: %s\n", strings.ToUpper(v.Result.String()), v.Reason)
	if v.Cell != "" {
		a.printf("by cell %s: at most %.2f %% of honest jobs are suspected (confidence 1 - 1e-6)\n", v.Cell, 100*v.FalsePositive)
	}
}

func limit(cell string, threshold float64) string {
	if cell == "" {
		return ""
	}
	return fmt.Sprintf(", threshold %.4f", threshold)
}

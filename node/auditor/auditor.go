// Package auditor re-computes an answer with the model that is said to have given it, and puts what it finds beside what the
// provider signed. It needs the transcript and the model, and nobody's word.
package auditor

import (
	"context"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/verify"
)

// Engine reads prompts and answers again. inference.Worker is one.
type Engine interface {
	Controller
	Prompt(ctx context.Context, req *dgrid.Request, at dgrid.Time, prefix []dgrid.TokenID) ([]dgrid.TokenID, error)
	Recheck(ctx context.Context, job *dgrid.Job, output []dgrid.TokenID, others ...[]dgrid.TokenID) (*inference.Evidence, error)
}

// Report is an audit's result.
type Report struct {
	Job        dgrid.JobID    `json:"job"`
	Model      dgrid.ModelID  `json:"model"`
	ModelName  string         `json:"modelName"`
	Provider   dgrid.Address  `json:"provider"`
	Device     string         `json:"device"` // runtime class of this machine
	Signatures []verify.Rung  `json:"signatures"`
	Structure  []verify.Rung  `json:"structure"`
	Scores     verify.Scores  `json:"scores"`
	Controls   []Control      `json:"controls,omitempty"` // that a suspicion was held against
	Verdict    verify.Verdict `json:"verdict"`
	Positions  int            `json:"positions"` // output tokens that were re-computed
	Seconds    float64        `json:"seconds"`   // that the re-computation took, without controls
}

// Control is what an honest machine scored on the audited tokens.
type Control struct {
	Class   string        `json:"class"` // runtime class that decoded them
	Scores  verify.Scores `json:"scores"`
	Seconds float64       `json:"seconds"`
}

// Audit checks t. The domain is the auditor's own, so that a transcript of another network does not pass by naming it. An answer
// that is suspected is held against controls: those that are given, best of the provider's runtime class, else e itself.
func Audit(ctx context.Context, t *dgrid.Transcript, d dgrid.Domain, e Engine, cells verify.Cells, controls ...Controller) (*Report, error) {
	info, err := e.Ready(ctx)
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	ev, err := Recompute(ctx, t, e, info)
	if err != nil {
		return nil, err
	}
	took := time.Since(begin).Seconds()
	r, err := Weigh(ctx, t, d, e, ev, cells, controls...)
	if err != nil {
		return nil, err
	}
	r.Device, r.Seconds = info.Class(), took
	return r, nil
}

// Weigh is the part of Audit behind the re-computation whose evidence it is given: it judges, and holds a suspicion against controls.
func Weigh(ctx context.Context, t *dgrid.Transcript, d dgrid.Domain, e Engine, ev *verify.Evidence, cells verify.Cells, controls ...Controller) (*Report, error) {
	o := &t.Order.Object
	r := &Report{Job: dgrid.JobID(d.HashObject(o)), Model: o.Model, ModelName: t.ModelName, Provider: o.Provider,
		Signatures: verify.Signatures(t, d), Structure: verify.Structure(t, ev), Positions: len(ev.Margins)}
	var err error
	if r.Scores, err = verify.Score(ev, t.Sketches[:min(len(t.Sketches), len(ev.Margins))]); err != nil {
		return nil, err
	}
	info, err := e.Ready(ctx)
	if err != nil {
		return nil, err
	}
	by, err := cells.Find(o.Model, t.Request.Params.Temperature, r.Scores.Tokens, info.Class())
	if err != nil {
		by = nil // Judge then says why it abstains
	}
	rungs := append(append([]verify.Rung{}, r.Signatures...), r.Structure...)
	r.Verdict = verify.Judge(by, r.Scores, rungs)
	if r.Verdict.Result != verify.Suspected {
		return r, nil
	}
	if len(controls) == 0 {
		controls = []Controller{e}
	}
	job, output := rebuild(t, ev.Prompt)
	if r.Controls, err = Run(ctx, e, job, output, controls); err != nil {
		return nil, err
	}
	r.Verdict = verify.JudgeControlled(by, r.Scores, rungs, scoresOf(r.Controls))
	return r, nil
}

// Recompute renders the prompt again and reads the settled part of the answer in one pass.
func Recompute(ctx context.Context, t *dgrid.Transcript, e Engine, info inference.Info) (*verify.Evidence, error) {
	prompt, err := e.Prompt(ctx, &t.Request, t.Order.Object.TemplateTime, t.Prefix)
	if err != nil {
		return nil, fmt.Errorf("render the prompt again: %w", err)
	}
	job, output := rebuild(t, prompt)
	found, err := e.Recheck(ctx, job, output)
	if err != nil {
		return nil, fmt.Errorf("re-compute the answer: %w", err)
	}
	ev := &verify.Evidence{Sketches: found.Sketches, Pieces: found.Pieces, Stops: found.Stops, Prompt: prompt, EndTokens: info.EndTokens}
	for _, m := range found.Margins {
		ev.Margins = append(ev.Margins, m.Value)
		ev.Forbidden = append(ev.Forbidden, m.Forbidden)
	}
	return ev, nil
}

// rebuild is the job that the provider was given, and the settled tokens of its answer. The prompt of a resumed job ends with
// the answer so far, whose length tells the sampler where its noise goes on.
func rebuild(t *dgrid.Transcript, prompt []dgrid.TokenID) (*dgrid.Job, []dgrid.TokenID) {
	o := &t.Order.Object
	output, _ := t.Output(t.SettledLeaves())
	// Text that was held back comes out at the order's own maximum, in tokens or fees, and not where a job was only settled early.
	// How far away the maximum is does not matter, and needs no context. An answer beyond it is read all the same, so that the
	// ladder can say so.
	most := uint32(len(output))
	if most < settlement.OutputLimit(o, t.Acceptance.Object.PromptTokens) {
		most++
	}
	return &dgrid.Job{
		ID: t.Acceptance.Object.Job, Prompt: prompt, Params: t.Request.Params, Seed: dgrid.JobSeed(o.Model, o.ClientSeed),
		Start: o.Start, MaxOutput: most,
	}, output
}

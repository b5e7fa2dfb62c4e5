package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/verify"
)

// rechecker judges answers with an engine of the lab's own, as an auditor does.
type rechecker struct {
	engine *inference.Worker
	info   inference.Info
	cells  verify.Cells
}

// tested is what the answers of a block were found to be.
type tested struct {
	Verdicts map[string]int `json:"verdicts"` // of answers, by result: those that are judged only together are "together"
	Bundles  map[string]int `json:"bundles"`  // of answers that are judged together
	Tokens   int            `json:"tokens"`   // of answers, read again
	Unsigned int            `json:"unsigned"` // of them, delivered and in no receipt
	Worst    float64        `json:"worst"`    // mean margin of 64 tokens in a row, nats
	Limit    float64        `json:"limit"`    // that an answer or bundle suspected alone would have passed at the worst one
	Problems []string       `json:"problems,omitempty"`
}

// passage is tokens of one answer that are judged together with others': it is too short, its temperature is in no cell, or nobody signed it.
type passage struct {
	job     *dgrid.Job
	output  []dgrid.TokenID
	from    int // of output; what is before it was judged, or is read for its context only
	given   []dgrid.Sketch
	found   []dgrid.Sketch
	margins []int32
}

// sort is what of passages can be judged together: those that were drawn or are always the likeliest, as calibration cells have them, with sketches or
// without.
type sort struct{ drawn, sketched bool }

type bundles map[sort][]passage

// judge has an answer computed again and judged.
func (c *rechecker) judge(ctx context.Context, t *dgrid.Transcript, into bundles, found *tested) error {
	settled, _, _ := t.Settled()
	ids, _ := t.Output(len(t.Leaves))
	judged := 0
	var ev *verify.Evidence
	if settled > 0 {
		var err error
		if ev, err = auditor.Recompute(ctx, t, c.engine, c.info); err != nil {
			return err
		}
		r, err := auditor.Weigh(ctx, t, t.Domain, c.engine, ev, c.cells)
		if err != nil {
			return err
		}
		found.Tokens += r.Positions
		if !alone(r) {
			found.Verdicts[r.Verdict.Result.String()]++
			found.worst(&r.Scores, r.Verdict.WindowThreshold)
			if r.Verdict.Result != verify.Honest {
				found.Problems = append(found.Problems, fmt.Sprintf("job %s is %s: %s%s", r.Job.Short(), r.Verdict.Result, r.Verdict.Reason, broken(r)))
			}
			judged = r.Positions
		}
	}
	if judged >= len(ids) {
		return nil
	}
	if judged == 0 {
		found.Verdicts["together"]++
	}
	unsigned := max(0, len(ids)-int(settled))
	found.Unsigned, found.Tokens = found.Unsigned+unsigned, found.Tokens+unsigned
	var err error
	if unsigned > 0 {
		if ev, err = c.read(ctx, t, ids); err != nil {
			return err
		}
	}
	p := passageOf(t, ids, judged, ev)
	of := sort{t.Request.Params.Temperature > 0, p.given != nil}
	into[of] = append(into[of], p)
	return nil
}

// broken is what the rungs that do not hold say.
func broken(r *auditor.Report) (s string) {
	for _, rung := range slices.Concat(r.Signatures, r.Structure) {
		if rung.State == verify.Fails {
			s += "; " + rung.Name + ": " + rung.Detail
		}
	}
	return s
}

// alone reports whether an answer is fine as far as it goes, but cannot be judged by itself.
func alone(r *auditor.Report) bool {
	v := &r.Verdict
	return v.Result == verify.Abstain && (r.Scores.Tokens < verify.WindowTokens && strings.Contains(v.Reason, "too few to judge alone") ||
		strings.Contains(v.Reason, verify.ErrNoCell.Error()))
}

// jobAgain is what the provider was asked to do, as far as it got.
func jobAgain(t *dgrid.Transcript, prompt, ids []dgrid.TokenID) *dgrid.Job {
	o := &t.Order.Object
	return &dgrid.Job{ID: t.Acceptance.Object.Job, Prompt: prompt, Params: t.Request.Params, Seed: dgrid.JobSeed(o.Model, o.ClientSeed), Start: o.Start, MaxOutput: uint32(len(ids))}
}

// read reads all of an answer again, also what nobody signed.
func (c *rechecker) read(ctx context.Context, t *dgrid.Transcript, ids []dgrid.TokenID) (*verify.Evidence, error) {
	prompt, err := c.engine.Prompt(ctx, &t.Request, t.Order.Object.TemplateTime, t.Prefix)
	if err != nil {
		return nil, err
	}
	found, err := c.engine.Recheck(ctx, jobAgain(t, prompt, ids), ids)
	if err != nil {
		return nil, err
	}
	ev := &verify.Evidence{Prompt: prompt, Sketches: found.Sketches}
	for _, m := range found.Margins {
		ev.Margins = append(ev.Margins, m.Value)
	}
	return ev, nil
}

func passageOf(t *dgrid.Transcript, ids []dgrid.TokenID, from int, ev *verify.Evidence) passage {
	p := passage{job: jobAgain(t, ev.Prompt, ids), output: ids, from: from, found: ev.Sketches[from:], margins: ev.Margins[from:]}
	if len(t.Sketches) == len(ids) {
		p.given = t.Sketches[from:]
	}
	return p
}

// together puts passages into bundles of at least as many tokens as an answer must have to be judged; what is left over goes to the last.
func together(all []passage) (groups [][]passage) {
	tokens := verify.WindowTokens
	for _, p := range all {
		if tokens >= verify.WindowTokens {
			groups, tokens = append(groups, nil), 0
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], p)
		tokens += len(p.margins)
	}
	if n := len(groups); n > 1 && tokens < verify.WindowTokens {
		groups[n-2] = append(groups[n-2], groups[n-1]...)
		groups = groups[:n-1]
	}
	return groups
}

// judgeBundles judges what was collected, each bundle like one answer.
func (c *rechecker) judgeBundles(ctx context.Context, model dgrid.ModelID, all bundles, found *tested) error {
	for of, passages := range all {
		temperature := dgrid.Micro(0)
		if of.drawn {
			temperature = 800_000 // of the cell that is nearest to those in none
		}
		for _, group := range together(passages) {
			v, err := c.judgeBundle(ctx, model, temperature, group)
			if err != nil {
				return err
			}
			found.Bundles[v.Result.String()]++
			if v.Scores.Tokens < verify.WindowTokens {
				continue // all of its kind in this block: too few to say anything
			}
			found.worst(&v.Scores, v.WindowThreshold)
			if v.Result != verify.Honest {
				found.Problems = append(found.Problems, fmt.Sprintf("%d tokens of %d answers, from job %s on, are %s: %s",
					v.Scores.Tokens, len(group), group[0].job.ID.Short(), v.Result, v.Reason))
			}
		}
	}
	return nil
}

func (c *rechecker) judgeBundle(ctx context.Context, model dgrid.ModelID, temperature dgrid.Micro, group []passage) (*verify.Verdict, error) {
	scores, err := scoreOf(group, func(p *passage) ([]int32, []dgrid.Sketch, error) { return p.margins, p.given, nil })
	if err != nil {
		return nil, err
	}
	by, err := c.cells.Find(model, temperature, max(scores.Tokens, verify.WindowTokens), c.info.Class())
	if err != nil {
		return nil, err
	}
	v := verify.Judge(by, *scores, nil)
	if v.Result != verify.Suspected {
		return &v, nil
	}
	control, err := scoreOf(group, func(p *passage) ([]int32, []dgrid.Sketch, error) { return c.control(ctx, p) })
	if err != nil {
		return nil, err
	}
	v = verify.JudgeControlled(by, *scores, nil, []verify.Scores{*control})
	return &v, nil
}

// control decodes a passage's answer token by token, and scores what this machine chose by a second pass.
func (c *rechecker) control(ctx context.Context, p *passage) ([]int32, []dgrid.Sketch, error) {
	control, err := c.engine.Control(ctx, p.job, p.output)
	if err != nil {
		return nil, nil, err
	}
	ev, err := c.engine.Recheck(ctx, p.job, p.output, control.Winners)
	if err != nil {
		return nil, nil, err
	}
	return ev.Others[0][p.from:], control.Sketches[p.from:], nil
}

// scoreOf scores a group as if it were one answer, without sketches where it has none.
func scoreOf(group []passage, of func(*passage) ([]int32, []dgrid.Sketch, error)) (*verify.Scores, error) {
	ev := &verify.Evidence{}
	var given []dgrid.Sketch
	for i := range group {
		margins, sketches, err := of(&group[i])
		if err != nil {
			return nil, err
		}
		ev.Margins, given, ev.Sketches = append(ev.Margins, margins...), append(given, sketches...), append(ev.Sketches, group[i].found...)
	}
	s, err := verify.Score(ev, given)
	return &s, err
}

// worst notes how near any answer came to its limit.
func (f *tested) worst(s *verify.Scores, limit float64) {
	if limit > 0 && (f.Limit == 0 || s.S1Window/limit > f.Worst/f.Limit) {
		f.Worst, f.Limit = s.S1Window, limit
	}
}

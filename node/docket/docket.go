// Package docket shows commands the public record of audits as a node holds it, and what the node knows of its own seats. It decides
// nothing. docs/audits.md describes what is shown.
package docket

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/validator"
	"github.com/dgrid-network/dgrid/verify"
)

// Record is the public record as the node holds it. record.Public is it.
type Record interface {
	View() *record.View
	Changed() <-chan struct{}
	Filed(provider dgrid.Address, epoch uint64, object dgrid.Digest) (*record.Filed, error)
}

// Docket is a control.PublicRecord. It is safe for concurrent use.
type Docket struct {
	domain dgrid.Domain
	record Record
	anew   func(context.Context) (*record.View, error)
	notes  validator.Notes
}

// New shows held; anew reads the whole record once more, and notes keep the files of the node's own seats.
func New(domain dgrid.Domain, held Record, anew func(context.Context) (*record.View, error), notes validator.Notes) *Docket {
	return &Docket{domain, held, anew, notes}
}

// Audits are the drawn jobs and this node's files.
func (d *Docket) Audits(_ context.Context, q control.AuditQuery) (*control.Audits, error) {
	view := d.record.View()
	out := &control.Audits{Final: view.Final, Jobs: []control.AuditedJob{}, Files: []control.SeatFile{}, Missing: len(view.Missing), Waiting: view.Waiting}
	keep := func(provider dgrid.Address, job dgrid.JobID) bool {
		return begins(provider.Hex(), q.Provider) && begins(job.String(), q.Job)
	}
	jobs := view.Jobs(record.Query{Keep: func(x *verify.Exhibit) bool { return keep(x.Provider, x.Job) }, Open: q.Open, Limit: q.Limit})
	for i := range jobs {
		out.Jobs = append(out.Jobs, job(&jobs[i]))
	}
	files, err := validator.Files(d.notes)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(files, func(a, b validator.File) int { return cmp.Compare(b.Begun, a.Begun) })
	for i := range files {
		f := &files[i]
		if open := view.Case(f.Object, f.Epoch) != nil; len(out.Files) == q.Limit || q.Open && !open || !keep(f.Provider, f.Job) {
			continue
		}
		out.Files = append(out.Files, d.file(f))
	}
	return out, nil
}

// Filed is what the record knows of one anchored job.
func (d *Docket) Filed(_ context.Context, q control.FiledQuery) (*record.Filed, error) {
	return d.record.Filed(q.Provider, q.Epoch, q.Object)
}

// begins reports whether hex digits begin with others, in whatever case and with or without 0x.
func begins(digits, prefix string) bool {
	bare := func(s string) string { return strings.TrimPrefix(strings.ToLower(s), "0x") }
	return strings.HasPrefix(bare(digits), bare(prefix))
}

func job(a *record.Audited) control.AuditedJob {
	x, d := a.Exhibit, &a.Decision
	j := control.AuditedJob{
		Job: x.Job, Object: x.Object, Provider: x.Provider, Payer: x.Payer, Model: x.Model, Epoch: x.Epoch, Block: x.Block, Tx: a.Anchor.Tx, Index: a.Index,
		Fee: x.Fee, Rate: float64(a.Rate) / float64(dgrid.One), Chance: a.Chance, Draw: a.Draw, Open: a.Open, Seats: []control.AuditSeat{},
		Outcome: d.Outcome.String(), Escalated: d.Escalated, Reason: d.Reason,
	}
	if a.Seated {
		j.Eligible = &x.Eligible
	}
	if a.After != nil {
		value := a.After.Process.Value()
		j.Value, j.Standing = &value, a.After.Process.Status.String()
	}
	for seat, owner := range x.Seats {
		finding, spoke := a.Findings[seat]
		asked := slices.Contains(d.Seats, seat)
		if !asked && !spoke {
			continue
		}
		s := control.AuditSeat{Seat: seat, Owner: owner, Asked: asked}
		if spoke {
			s.Finding = finding.String()
		}
		if v := a.Verdicts[seat]; v != nil {
			s.S1, s.S2 = figure(v.Scores.S1), figure(v.Scores.S2)
		}
		j.Seats = append(j.Seats, s)
	}
	return j
}

// figure is a score that was signed in millionths.
func figure(millionths int32) *float64 {
	f := float64(millionths) / 1e6
	return &f
}

func (d *Docket) file(f *validator.File) control.SeatFile {
	s := control.SeatFile{
		Job: f.Job, Object: f.Object, Provider: f.Provider, Model: f.Model, Epoch: f.Epoch, Seat: f.Seat, Begun: f.Begun, Done: f.Done, Until: f.Until,
		Reason: f.Reason, Others: len(f.Others), RecomputeSeconds: f.Spent.Recompute, ControlSeconds: f.Spent.Control, TookSeconds: f.Spent.Took,
		SentBytes: f.Spent.Sent, ReceivedBytes: f.Spent.Received, Requests: f.Spent.Asked,
	}
	for _, o := range f.Others {
		if !o.Kept {
			s.Broken++
		}
	}
	if f.Commit != nil {
		s.Commit = d.domain.HashObject(&f.Commit.Object)
	}
	if f.Opening != nil {
		s.Opening = d.domain.HashObject(&f.Opening.Object)
	}
	if f.Reveal != nil {
		s.Reveal = d.domain.HashObject(&f.Reveal.Object)
	}
	if f.Verdict != nil {
		v := &f.Verdict.Object
		s.Verdict, s.Finding = d.domain.HashObject(v), v.Finding.String()
		s.S1, s.S1Window, s.S2, s.S2Window = figure(v.Scores.S1), figure(v.Scores.S1Window), figure(v.Scores.S2), figure(v.Scores.S2Window)
	}
	return s
}

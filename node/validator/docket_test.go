package validator_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/docket"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/store"
)

// docket is what commands see of the node's record.
func (p *party) docket() *docket.Docket {
	anew := func(ctx context.Context) (*record.View, error) {
		cfg := record.Config{Domain: p.domain, Rules: rules(), Poll: 30 * time.Millisecond, Window: 10 * time.Minute}
		return record.Recompute(ctx, cfg, p.chain, p.world, slog.New(slog.DiscardHandler))
	}
	return docket.New(p.domain, p.public, anew, p.store)
}

// TestDocket: what commands see of audits is what happened, and whoever folds the record anew comes to the same.
func TestDocket(t *testing.T) {
	w := newWorld(t, "cheat", "v0", "v1", "v2")
	cheat := w.party("cheat", false)
	validators := []*party{w.party("v0", true), w.party("v1", true), w.party("v2", true)}
	for _, p := range append(validators, cheat) {
		p.follow()
		p.anchoring()
	}
	for i, p := range validators {
		p.validate(machine{rounding: int16(20 + 3*i)})
	}
	good := cheat.answers(1, true)[0]
	bad := cheat.answers(1, false)[0]
	node := validators[0]
	node.await("the verdicts", func(v *record.View) bool { return v.Record.Standing(subject(cheat)).Process.Audits == 2 })
	node.await("its own verdicts", func(*record.View) bool {
		a, err := node.docket().Audits(t.Context(), control.AuditQuery{Limit: 10})
		return err == nil && len(a.Files) == 2 && a.Files[0].Done != 0 && a.Files[1].Done != 0
	})
	checkAudits(t, w, node, cheat, good, bad)
	checkLadder(t, node, cheat, good, bad)

	view := node.public.View()
	y, err := docket.Why(view, cheat.owner.Hex()[:12])
	if err != nil {
		t.Fatal(err)
	}
	if c := y.Public; y.Owner != cheat.owner || c.Audits != 2 || c.Failures != 1 || len(c.Models) != 1 || len(c.Lines) < 4 {
		t.Errorf("%+v, in public %+v", y, c)
	}
	if stops := y.Public.Standing == "suspended" || y.Public.Standing == "slashed"; stops != (y.Banned != "") || stops != (y.Weight == 0) || stops && y.Standing != y.Public.Standing {
		t.Errorf("%+v, in public %+v", y, y.Public)
	}
	if _, err := docket.Why(view, node.owner.Hex()); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("why of a validator: %v", err)
	}
	r, err := node.docket().Recompute(t.Context(), cheat.owner.Hex()[:9])
	if err != nil || !r.Agrees || len(r.Standings) != 1 || r.Standings[0].Audits != 2 || r.Standings[0].Figure != r.Standings[0].Held || r.Missing != 0 || r.Batches < 2 {
		t.Errorf("recomputed: %+v, %v", r, err)
	}
	if r, err = node.docket().Recompute(t.Context(), "0x00000000"); err != nil || !r.Agrees || len(r.Standings) != 0 {
		t.Errorf("recomputed for nobody: %+v, %v", r, err)
	}
	// Batches that nobody hands over now show as that, not as a false record.
	for _, p := range validators {
		w.hide(p, true)
	}
	if r, err = node.docket().Recompute(t.Context(), ""); err != nil || r.Agrees || r.Missing == 0 || r.Standings[0].Audits != 0 || r.Standings[0].Held.Audits != 2 {
		t.Errorf("recomputed without the verdicts: %+v, %v", r, err)
	}
}

// checkAudits holds what is listed against what was done.
func checkAudits(t *testing.T, w *world, node, cheat *party, good, bad dgrid.JobID) {
	t.Helper()
	list := func(q control.AuditQuery) *control.Audits {
		a, err := node.docket().Audits(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	all := list(control.AuditQuery{Provider: cheat.owner.Hex()[:10], Limit: 10})
	if len(all.Jobs) != 2 || all.Final == 0 {
		t.Fatalf("%+v", all)
	}
	for _, j := range all.Jobs {
		outcome, finding := "passed", "pass"
		if j.Job == bad {
			outcome, finding = "failed", "fail"
		}
		if j.Outcome != outcome || j.Escalated != (j.Job == bad) || j.Open || j.Value == nil || j.Standing == "" || j.Reason == "" || *j.Eligible != 3 || j.Block == 0 || j.Tx.IsZero() {
			t.Errorf("%+v", j)
		}
		if !(0 <= j.Draw && j.Draw < j.Chance && j.Chance <= 1 && 0.5 <= j.Rate && j.Rate <= j.Chance) {
			t.Errorf("drawn at %v, below %v, by rate %v", j.Draw, j.Chance, j.Rate)
		}
		spoke := 0
		for _, s := range j.Seats {
			if _, ok := w.nodes[s.Owner]; !ok || s.Finding != "" && (s.Finding != finding || s.S1 == nil || s.S2 == nil) {
				t.Errorf("%+v", s)
			}
			if s.Finding != "" {
				spoke++
			}
		}
		if spoke < 2 {
			t.Errorf("job %s is decided by %d seats", j.Job.Short(), spoke)
		}
	}
	for _, f := range all.Files {
		if f.Commit.IsZero() || f.Opening.IsZero() || f.Reveal.IsZero() || f.Verdict.IsZero() || f.Finding == "" || f.S1 == nil || f.SentBytes == 0 || f.ReceivedBytes == 0 {
			t.Errorf("%+v", f)
		}
	}
	for _, c := range []struct {
		q    control.AuditQuery
		jobs int
	}{
		{control.AuditQuery{Job: good.String()[2:], Limit: 10}, 1},
		{control.AuditQuery{Provider: node.owner.Hex(), Limit: 10}, 0},
		{control.AuditQuery{Open: true, Limit: 10}, 0},
		{control.AuditQuery{Limit: 1}, 1},
	} {
		if a := list(c.q); len(a.Jobs) != c.jobs || len(a.Files) != c.jobs {
			t.Errorf("%+v gives %d jobs and %d files", c.q, len(a.Jobs), len(a.Files))
		}
	}
}

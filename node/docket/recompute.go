package docket

import (
	"context"
	"time"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/verify"
)

// catchUp is how long the node's own record may take to come to where the new one ends.
const catchUp = 15 * time.Second

// Recompute compares the node's record with one that is folded anew, at the block up to which the new one goes. The node's may be
// behind it by a look at the chain or a batch that is on its way, so it has some time.
func (d *Docket) Recompute(ctx context.Context, prefix string) (*control.Recomputed, error) {
	anew, err := d.anew(ctx)
	if err != nil {
		return nil, err
	}
	end := time.NewTimer(catchUp)
	defer end.Stop()
	for {
		changed := d.record.Changed()
		held := d.record.View()
		out := compare(anew, held, prefix)
		if out.Agrees {
			return out, nil
		}
		select {
		case <-changed:
		case <-end.C:
			return out, nil
		case <-ctx.Done():
			return out, nil
		}
	}
}

// compare is how two records stand at the end of the block that the first was read up to.
func compare(anew, held *record.View, prefix string) *control.Recomputed {
	out := &control.Recomputed{
		Final: anew.Final, Agrees: true, Batches: anew.Batches, Missing: len(anew.Missing), Waiting: anew.Waiting, Standings: []control.Comparison{},
		Held: control.HeldRecord{Final: held.Final, Batches: held.Batches, Missing: len(held.Missing), Waiting: held.Waiting},
	}
	seen := map[verify.Subject]bool{}
	for _, s := range append(anew.Record.Standings(), held.Record.Standings()...) {
		if seen[s.Subject] {
			continue
		}
		seen[s.Subject] = true
		a, h := anew.Record.Before(s.Subject, anew.Final+1), held.Record.Before(s.Subject, anew.Final+1)
		out.Agrees = out.Agrees && a == h
		if begins(s.Provider.Hex(), prefix) && a.Process.Audits+h.Process.Audits > 0 {
			out.Standings = append(out.Standings, control.Comparison{Figure: figureOf(&a), Agrees: a == h, Held: figureOf(&h)})
		}
	}
	return out
}

// figureOf is a standing for people and programs.
func figureOf(s *verify.Standing) control.Figure {
	p := &s.Process
	return control.Figure{Provider: s.Provider, Model: s.Model, Audits: p.Audits, Failures: p.Failures, Value: p.Value(), Standing: p.Status.String()}
}

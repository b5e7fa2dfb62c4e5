package record

import (
	"fmt"
	"math/big"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

// Audited is a job that was drawn, and what has become of it.
type Audited struct {
	Exhibit  *verify.Exhibit
	Anchor   Anchored
	Index    uint64 // of its leaf
	Kind     dgrid.LeafKind
	Rate     dgrid.Micro // at which jobs of average fee were drawn
	Chance   float64     // of this one, by its fee
	Draw     float64     // of 0 to 1; it was drawn because it is below Chance
	Seated   bool        // seats are known; without the model's tickets they are not
	Open     bool        // its committee is at work
	Decision verify.Decision
	Findings map[int]dgrid.Finding  // that count, by seat
	Verdicts map[int]*dgrid.Verdict // behind them
	After    *verify.Standing       // of the provider, once it is decided; else nil
}

// Query says which jobs are of interest.
type Query struct {
	Keep  func(*verify.Exhibit) bool // nil keeps all; seats are not known yet
	Open  bool                       // only those whose committees are at work
	Limit int                        // at most so many
}

// Jobs are drawn jobs, the last that were anchored first.
func (v *View) Jobs(q Query) []Audited {
	open := map[filing]bool{}
	for i := range v.Open {
		open[filing{v.Open[i].Exhibit.Object, v.Open[i].Exhibit.Epoch}] = true
	}
	decided := map[filing]*verify.Event{}
	where := map[dgrid.JobID]uint64{} // epoch of the inclusion that was decided
	for _, s := range v.Record.Standings() {
		events := v.Record.Events(s.Subject)
		for i := range events {
			x := events[i].Exhibit
			decided[filing{x.Object, x.Epoch}], where[x.Job] = &events[i], x.Epoch
		}
	}
	var out []Audited
	for n := len(v.batches) - 1; n >= 0; n-- {
		b := v.batches[n]
		if !b.fetched || b.randomness.IsZero() {
			continue
		}
		for i := len(b.jobs) - 1; i >= 0; i-- {
			if len(out) >= q.Limit {
				return out
			}
			f := filing{b.jobs[i].object, b.Batch.Epoch}
			if q.Open && !open[f] {
				continue
			}
			x := b.exhibit(&b.jobs[i])
			if q.Keep != nil && !q.Keep(x) || !v.Record.Drawn(x) {
				continue
			}
			a := v.audited(b, &b.jobs[i])
			a.Open = open[f]
			if e := decided[f]; e != nil {
				a.After, a.Decision = &e.Standing, e.Decision
			} else if epoch, elsewhere := where[x.Job]; elsewhere {
				a.Decision.Reason = fmt.Sprintf("decided as it was anchored in epoch %d", epoch)
			} else if !a.Open && a.Seated && a.Decision.Outcome == verify.Undecided {
				a.Decision.Reason += ", and the committee's time is over"
			}
			out = append(out, a)
		}
	}
	return out
}

// audited is what is known of a drawn job but its standing afterwards.
func (v *View) audited(b *batch, j *jobLeaf) Audited {
	f := filing{j.object, b.Batch.Epoch}
	a := Audited{Exhibit: v.exhibits[f], Anchor: b.Anchored, Index: j.index, Kind: j.kind, Seated: true, Verdicts: map[int]*dgrid.Verdict{}}
	if a.Exhibit == nil { // its committee's time is over, and nobody said anything
		a.Exhibit = b.exhibit(j)
		list := v.tickets[j.model]
		if a.Seated = list != nil && list.asOf >= a.Exhibit.Block; a.Seated {
			x := a.Exhibit
			x.Seats, x.Eligible = verify.Seats(list.tickets, x.Block, x.Randomness, x.Job, x.Provider, x.Payer, v.draw)
		}
	}
	x := a.Exhibit
	a.Rate = v.Record.Rate(x)
	a.Chance, a.Draw = chance(x, a.Rate), verify.DrawFraction(x.Randomness, x.Job)
	a.Decision = verify.Decision{Reason: "the committee's time is over, and nobody has said anything"}
	if a.Seated {
		a.Decision = v.Record.Decision(x)
	}
	a.Findings = v.Record.Findings(x)
	for seat := range a.Findings {
		a.Verdicts[seat] = v.verdict(x, seat)
	}
	return a
}

// verdict is the first that the holder of a seat has signed on a job: it is the one that counts, if any does.
func (v *View) verdict(x *verify.Exhibit, seat int) *dgrid.Verdict {
	said := v.said[filing{x.Object, x.Epoch}]
	for i := range said {
		d := &said[i].Verdict
		if d.Role == dgrid.RoleSeat && int(d.Seat) == seat && d.Validator == x.Seats[seat] && d.Job == x.Job && d.Model == x.Model && said[i].At.Block > x.Block {
			return d
		}
	}
	return nil
}

// chance is that of a job to be drawn, as verify.Drawn has it exactly.
func chance(x *verify.Exhibit, rate dgrid.Micro) float64 {
	factor := 1.0
	if !x.Batch.Fees.IsZero() {
		r, _ := new(big.Rat).SetFrac(new(big.Int).Mul(x.Fee.Big(), new(big.Int).SetUint64(x.Batch.Jobs)), x.Batch.Fees.Big()).Float64()
		factor = max(factor, r)
	}
	return min(1, factor*float64(rate)/float64(dgrid.One))
}

package settler

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/settlement/contract/anchors"
	"github.com/dgrid-network/dgrid/verify"
)

// audit is what the rungs of a job's audit have found so far. All of it is computed here from the chain and the transcript, but for the
// rate, the batch's totals and which verdicts there are: these are the record's.
type audit struct {
	exhibit verify.Exhibit
	filed   *record.Filed
	unread  string // why filed is nil or says nothing, else ""
}

// randomness is the batch's, by its slot, or, where that was recycled, by the event that pinned it.
func (c *climb) randomness(ctx context.Context) (verify.State, string, error) {
	for _, base := range []string{RungLeaf, RungAnchor} {
		switch c.came[base] {
		case verify.Holds:
		case verify.Fails:
			return verify.Absent, fmt.Sprintf("not checked: the rung %q does not hold", base), nil
		default:
			return verify.Absent, "the job is in no batch that is final yet", nil
		}
	}
	i, p := c.t.Inclusion, c.pair()
	_, _, fee := c.t.Settled()
	x := &c.audit.exhibit
	*x = verify.Exhibit{Job: dgrid.JobID(c.Domain.HashObject(&c.t.Order.Object)), Object: i.Leaf.Object, Provider: p.Provider, Payer: p.Payer, Model: p.Model, Fee: fee,
		Epoch: i.Batch.Epoch, Block: i.Batch.Block}
	var err error
	if x.Randomness, err = c.see.Randomness(ctx, c.final.Number, i.Batch); err != nil {
		return verify.Absent, "", err
	}
	by := "by its slot"
	if x.Randomness.IsZero() {
		by = "by the event that pinned it: the slot is recycled"
		if x.Randomness, err = c.pinned(ctx, i.Batch); err != nil {
			return verify.Absent, "", err
		}
	}
	if x.Randomness.IsZero() {
		return verify.Absent, "not pinned yet: the provider's next batch pins it, or else a validator does", nil
	}
	return verify.Holds, fmt.Sprintf("%s, %s", x.Randomness, by), nil
}

// pinned is a batch's randomness by the event that pinned it, zero where there is none.
func (c *climb) pinned(ctx context.Context, b dgrid.Batch) (dgrid.Digest, error) {
	for l, err := range c.events(anchors.AnchorsPinnedEventName, b.Node, b.Epoch).Up(ctx, b.Block, c.final.Number) {
		if err != nil {
			return dgrid.Digest{}, err
		}
		if e, err := c.anchors.UnpackPinnedEvent(l); err == nil && e.Node == b.Node && e.Epoch == b.Epoch {
			return dgrid.Randomness(e.BlockHash, b.Root), nil
		}
	}
	return dgrid.Digest{}, nil
}

// draw says whether the job was drawn. Without a record only jobs below the network's least rate are known to be.
func (c *climb) draw(ctx context.Context) (verify.State, string, error) {
	if c.came[RungRandomness] != verify.Holds {
		return verify.Absent, "nothing is drawn without randomness", nil
	}
	a, x := &c.audit, &c.audit.exhibit
	f, err := c.Filed(ctx, x.Provider, x.Epoch, x.Object)
	switch {
	case errors.Is(err, record.ErrNotRead):
		a.unread = err.Error()
	case err != nil:
		return verify.Absent, "", err
	case !f.Known:
		a.unread = fmt.Sprintf("the node's record has not got batch %d of the provider yet: ask it again later, or another node", x.Epoch)
	default:
		a.filed, x.Batch = f, f.Totals
	}
	at := verify.DrawFraction(x.Randomness, x.Job)
	if a.filed == nil {
		if verify.Drawn(x.Randomness, x.Job, x.Fee, verify.Totals{}, c.Rules.Floor) {
			return verify.Holds, fmt.Sprintf("drawn at %.6f, below the least rate of the network, %.6f", at, micro(c.Rules.Floor)), nil
		}
		return verify.Skipped, fmt.Sprintf("not looked at: %s. It draws %.6f; whether its chance is above that follows from the provider's record and the fees in its batch", a.unread, at), nil
	}
	by := fmt.Sprintf("rate %.6f; fee %s, of %d jobs with fees of %s in the batch", micro(f.Rate), x.Fee, f.Totals.Jobs, f.Totals.Fees)
	if f.Earlier > 0 {
		by += fmt.Sprintf("; the rate may be another: %d earlier batches are missing in the node's record", f.Earlier)
	}
	if verify.Drawn(x.Randomness, x.Job, x.Fee, x.Batch, f.Rate) {
		return verify.Holds, fmt.Sprintf("drawn at %.6f (%s)", at, by), nil
	}
	return verify.Absent, fmt.Sprintf("not drawn at %.6f, so nobody audits it (%s)", at, by), nil
}

// seats draws the job's committee from the tickets on the chain.
func (c *climb) seats(ctx context.Context) (verify.State, string, error) {
	switch c.came[RungDraw] {
	case verify.Holds:
	case verify.Skipped:
		return verify.Skipped, "not looked at: it is not known whether the job was drawn", nil
	default:
		return verify.Absent, "no seats are drawn for it", nil
	}
	x := &c.audit.exhibit
	list, err := c.see.Tickets(ctx, c.final.Number, x.Model, 0)
	if err != nil {
		return verify.Absent, "", err
	}
	tickets := make([]verify.Ticket, len(list))
	for i, t := range list {
		tickets[i] = verify.Ticket{Owner: t.Owner, From: t.From, To: t.To}
	}
	rule := c.Rules.Committee
	x.Seats, x.Eligible = verify.Seats(tickets, x.Block, x.Randomness, x.Job, x.Provider, x.Payer, rule.Draw())
	first := rule.Decide(x.Seats, x.Eligible, nil)
	if first.Outcome == verify.Unverified {
		return verify.Absent, "unverified: " + first.Reason, nil
	}
	asked := make([]string, len(first.Seats))
	for i, seat := range first.Seats {
		asked[i] = fmt.Sprintf("%d: %s", seat, x.Seats[seat])
	}
	return verify.Holds, fmt.Sprintf("of %d owners who could be seated are asked first %s", x.Eligible, strings.Join(asked, ", ")), nil
}

// verdicts is what the committee decided by the verdicts that its members anchored.
func (c *climb) verdicts(ctx context.Context) (verify.State, string, error) {
	a, x := &c.audit, &c.audit.exhibit
	switch {
	case c.came[RungSeats] == verify.Skipped:
		return verify.Skipped, "not looked at: it is not known whether the job was drawn", nil
	case c.came[RungSeats] != verify.Holds:
		return verify.Absent, "no seats are asked", nil
	case a.filed == nil:
		return verify.Skipped, "not looked at: " + a.unread, nil
	}
	fold, strange, err := c.fold(ctx)
	if err != nil {
		return verify.Absent, "", err
	}
	d := fold.Decision(x)
	said := d.Reason + saying(x, fold.Findings(x))
	if strange > 0 {
		said += fmt.Sprintf("; %d verdicts in the node's record are not on this chain: dgridd recompute shows what it should hold", strange)
	}
	switch d.Outcome {
	case verify.Passed:
		return verify.Holds, "passed: " + said, nil
	case verify.Convicted:
		return verify.Fails, "the committee found a wrong answer: " + said, nil
	case verify.Unverified:
		return verify.Absent, "unverified: " + said, nil
	}
	return c.undecided(ctx, said)
}

// undecided says what becomes of a job whose seats have not decided.
func (c *climb) undecided(ctx context.Context, said string) (verify.State, string, error) {
	f, x := c.audit.filed, &c.audit.exhibit
	if f.Elsewhere > 0 {
		return verify.Absent, fmt.Sprintf("decided as it was anchored in epoch %d: an inclusion of that epoch shows how", f.Elsewhere), nil
	}
	anchored, err := c.chain.Block(ctx, x.Block)
	if err != nil {
		return verify.Absent, "", err
	}
	last := x.Block
	if c.BlockTime > 0 {
		last += uint64(c.Window / c.BlockTime)
	}
	end := time.Unix(int64(anchored.Time), 0).Add(c.Window)
	until := fmt.Sprintf("about block %d (%s)", last, end.UTC().Format(time.RFC3339))
	switch {
	case time.Unix(int64(c.final.Time), 0).Before(end):
		if f.Later > 0 {
			said += fmt.Sprintf("; %d later batches are missing in the node's record", f.Later)
		}
		return verify.Absent, fmt.Sprintf("open until %s: %s", until, said), nil
	case f.Later > 0:
		return verify.Skipped, fmt.Sprintf("not looked at: %d later batches, which may hold verdicts, are missing in the node's record: ask it again later, or another node (%s)", f.Later, said), nil
	default:
		return verify.Absent, fmt.Sprintf("unverified: the committee's time ended at %s, undecided: %s", until, said), nil
	}
}

// fold is the public record of this job alone, from the verdicts that stand on the chain, and how many of those that were shown do not.
func (c *climb) fold(ctx context.Context) (*verify.Record, int, error) {
	x := &c.audit.exhibit
	var entries []verify.Entry
	batches := map[dgrid.Batch]bool{} // on the chain or not
	for i := range c.audit.filed.Verdicts {
		v := &c.audit.filed.Verdicts[i]
		leaf, b := &v.Inclusion.Leaf, v.Inclusion.Batch
		if leaf.Kind != dgrid.LeafVerdict || leaf.Object != c.Domain.HashObject(&v.Verdict) || b.Node != v.Verdict.Validator || v.Inclusion.Verify() != nil {
			continue
		}
		stands, looked := batches[b]
		if !looked {
			var err error
			if stands, err = c.isAnchored(ctx, b, c.final); err != nil {
				return nil, 0, err
			}
			batches[b] = stands
		}
		if stands {
			entries = append(entries, verify.Entry{At: verify.Position{Block: b.Block, Log: v.Log, Leaf: v.Inclusion.Index}, Verdict: v.Verdict, Exhibit: x})
		}
	}
	fold, err := verify.Fold(c.Rules, entries)
	return fold, len(c.audit.filed.Verdicts) - len(entries), err
}

// saying lists what seats found, by their numbers.
func saying(x *verify.Exhibit, findings map[int]dgrid.Finding) string {
	var b strings.Builder
	seats := make([]int, 0, len(findings))
	for seat := range findings {
		seats = append(seats, seat)
	}
	slices.Sort(seats)
	for _, seat := range seats {
		fmt.Fprintf(&b, "; seat %d (%s): %s", seat, x.Seats[seat], findings[seat])
	}
	return b.String()
}

func micro(m dgrid.Micro) float64 { return float64(m) / float64(dgrid.One) }

package verify

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/dgrid-network/dgrid"
)

// Position is where a leaf stands on the chain. The public record is read in this order.
type Position struct {
	Block uint64 `json:"block"` // of the anchor
	Log   uint64 `json:"log"`   // the anchor's event in that block
	Leaf  uint64 `json:"leaf"`  // in the anchored batch
}

// Compare is -1, 0 or 1 as p stands before, at or behind q.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.Block, q.Block), cmp.Compare(p.Log, q.Log), cmp.Compare(p.Leaf, q.Leaf))
}

func (p Position) String() string {
	return fmt.Sprintf("block %d, log %d, leaf %d", p.Block, p.Log, p.Leaf)
}

// Exhibit is an anchored job as the chain and the provider's batch show it: all that its selection and its seats follow from.
type Exhibit struct {
	Job        dgrid.JobID     `json:"job"`
	Object     dgrid.Digest    `json:"object"` // EIP-712 hash of its receipt or last step
	Provider   dgrid.Address   `json:"provider"`
	Payer      dgrid.Address   `json:"payer"`
	Model      dgrid.ModelID   `json:"model"`
	Fee        dgrid.Amount    `json:"fee"`
	Epoch      uint64          `json:"epoch"`
	Block      uint64          `json:"block"` // in which the batch was anchored
	Randomness dgrid.Digest    `json:"randomness"`
	Batch      Totals          `json:"batch"`
	Seats      []dgrid.Address `json:"seats"`    // Committee.Draw seats, by the tickets at Block
	Eligible   int             `json:"eligible"` // owners who could have one
}

// Entry is a verdict in the public record. That it is signed, and that it and its exhibit stand on the chain, is for the caller to check.
type Entry struct {
	At      Position      `json:"at"`
	Verdict dgrid.Verdict `json:"verdict"`
	Exhibit *Exhibit      `json:"exhibit"`
}

// Rules are the network's parameters that a record follows from.
type Rules struct {
	Limits    Limits      `json:"limits"`
	Committee Committee   `json:"committee"`
	Floor     dgrid.Micro `json:"floor"` // least share of a provider's jobs that is audited
}

// Subject is whom a process is about.
type Subject struct {
	Provider dgrid.Address `json:"provider"`
	Model    dgrid.ModelID `json:"model"`
}

func (s Subject) compare(o Subject) int {
	return cmp.Or(bytes.Compare(s.Provider[:], o.Provider[:]), bytes.Compare(s.Model[:], o.Model[:]))
}

// Standing is what the public record says of a provider and model.
type Standing struct {
	Subject
	Process Process  `json:"process"`
	Since   uint64   `json:"since"` // audits since the last failure
	At      Position `json:"at"`    // of the verdict that decided the last audit
}

// Event is one decided job in a provider's record.
type Event struct {
	Exhibit  *Exhibit `json:"exhibit"`
	Decision Decision `json:"decision"`
	Value    float64  `json:"value"` // of the process afterwards
	Standing Standing `json:"standing"`
}

// filing names one anchored inclusion of an object.
type filing struct {
	object dgrid.Digest
	epoch  uint64
}

// docket is what seats have said of one job so far.
type docket struct {
	exhibit  *Exhibit
	drawn    bool
	findings map[int]dgrid.Finding
	decision Decision
}

// Record is the public record, folded: what follows for each provider and model from all verdicts on the chain. It depends on the
// entries and the rules alone, so that whoever reads the same chain has the same record. It is not safe for concurrent use.
type Record struct {
	rules   Rules
	last    Position
	any     bool
	dockets map[filing]*docket
	decided map[dgrid.JobID]bool // a job counts once, however often it is anchored
	events  map[Subject][]Event  // decided jobs, in order
}

// NewRecord is an empty record.
func NewRecord(rules Rules) (*Record, error) {
	if err := rules.Limits.Check(); err != nil {
		return nil, err
	}
	if c := rules.Committee; c.First < 1 || c.Most < c.First || c.Spare < 0 || c.Silent < 1 || c.MinValidators < 1 {
		return nil, fmt.Errorf("new record: committee %+v: want first, silent and minValidators of at least 1 and most of at least first", c)
	}
	return &Record{rules: rules, dockets: map[filing]*docket{}, decided: map[dgrid.JobID]bool{}, events: map[Subject][]Event{}}, nil
}

// Fold is the record of entries in any order.
func Fold(rules Rules, entries []Entry) (*Record, error) {
	r, err := NewRecord(rules)
	if err != nil {
		return nil, err
	}
	sorted := slices.Clone(entries)
	slices.SortFunc(sorted, func(a, b Entry) int { return a.At.Compare(b.At) })
	for i := range sorted {
		if _, err := r.Add(sorted[i]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// ErrOrder says that an entry stands before one that was added already. The record then has to be folded anew.
var ErrOrder = errors.New("the entry stands before the last one of the record")

// Add takes the next verdict and says whether it counts: whether the job was drawn and is not decided yet, and the validator has the
// seat that it names and has not spoken before. An error says that nothing was added.
func (r *Record) Add(e Entry) (counted bool, err error) {
	if r.any && e.At.Compare(r.last) <= 0 {
		return false, fmt.Errorf("add verdict at %s behind %s: %w", e.At, r.last, ErrOrder)
	}
	x, v := e.Exhibit, &e.Verdict
	if x == nil {
		return false, fmt.Errorf("add verdict at %s: it has no exhibit", e.At)
	}
	r.last, r.any = e.At, true
	if v.Role != dgrid.RoleSeat || v.Job != x.Job || v.Object != x.Object || v.Provider != x.Provider || v.Model != x.Model || v.Epoch != x.Epoch || e.At.Block <= x.Block {
		return false, nil
	}
	d := r.docket(x)
	seat := int(v.Seat)
	if !d.drawn || r.decided[x.Job] || d.decision.Outcome != Undecided || seat >= len(x.Seats) || x.Seats[seat] != v.Validator || v.Validator == (dgrid.Address{}) {
		return false, nil
	}
	if _, spoke := d.findings[seat]; spoke {
		return false, nil
	}
	d.findings[seat] = v.Finding
	d.decision = r.rules.Committee.Decide(x.Seats, x.Eligible, d.findings)
	if o := d.decision.Outcome; o == Passed || o == Convicted {
		r.observe(e.At, d)
	}
	return true, nil
}

func (r *Record) docket(x *Exhibit) *docket {
	key := filing{x.Object, x.Epoch}
	d := r.dockets[key]
	if d == nil {
		d = &docket{exhibit: x, findings: map[int]dgrid.Finding{}, drawn: r.Drawn(x), decision: r.rules.Committee.Decide(x.Seats, x.Eligible, nil)}
		r.dockets[key] = d
	}
	return d
}

func (r *Record) observe(at Position, d *docket) {
	r.decided[d.exhibit.Job] = true
	s := Subject{d.exhibit.Provider, d.exhibit.Model}
	standing := r.Standing(s)
	failed := d.decision.Outcome == Convicted
	standing.Process.ObserveWithin(r.rules.Limits, failed)
	standing.At = at
	if standing.Since++; failed {
		standing.Since = 0
	}
	r.events[s] = append(r.events[s], Event{Exhibit: d.exhibit, Decision: d.decision, Value: standing.Process.Value(), Standing: standing})
}

// Standing is what the record says of a provider and model.
func (r *Record) Standing(s Subject) Standing {
	if events := r.events[s]; len(events) > 0 {
		return events[len(events)-1].Standing
	}
	return Standing{Subject: s}
}

// Before is what the record said of a provider and model at the beginning of a block.
func (r *Record) Before(s Subject, block uint64) Standing {
	events := r.events[s]
	n, _ := slices.BinarySearchFunc(events, block, func(e Event, block uint64) int { return cmp.Compare(e.Standing.At.Block, block) })
	if n == 0 {
		return Standing{Subject: s}
	}
	return events[n-1].Standing
}

// Drawn reports whether a job is audited. What counts is the record at the block in which its batch was anchored, which nobody can
// change any more when the batch's randomness comes out.
func (r *Record) Drawn(x *Exhibit) bool {
	return Drawn(x.Randomness, x.Job, x.Fee, x.Batch, r.Rate(x))
}

// Rate is the share of its provider's jobs of average fee that was audited at the block in which a job's batch was anchored.
func (r *Record) Rate(x *Exhibit) dgrid.Micro {
	before := r.Before(Subject{x.Provider, x.Model}, x.Block)
	return AuditRate(&before, r.rules.Floor)
}

// Decision is what the seats of a job have said so far; before any has, who is asked.
func (r *Record) Decision(x *Exhibit) Decision {
	if d := r.dockets[filing{x.Object, x.Epoch}]; d != nil {
		return d.decision
	}
	return r.rules.Committee.Decide(x.Seats, x.Eligible, nil)
}

// Decided reports whether a job has passed or failed, in whatever epoch it was audited.
func (r *Record) Decided(job dgrid.JobID) bool { return r.decided[job] }

// Findings is what the seats of a job have said so far, by the number of the seat.
func (r *Record) Findings(x *Exhibit) map[int]dgrid.Finding {
	d := r.dockets[filing{x.Object, x.Epoch}]
	if d == nil {
		return nil
	}
	out := make(map[int]dgrid.Finding, len(d.findings))
	for seat, f := range d.findings {
		out[seat] = f
	}
	return out
}

// Standings are all providers and models of which something was decided, in the order of their addresses and models.
func (r *Record) Standings() []Standing {
	out := make([]Standing, 0, len(r.events))
	for s := range r.events {
		out = append(out, r.Standing(s))
	}
	slices.SortFunc(out, func(a, b Standing) int { return a.Subject.compare(b.Subject) })
	return out
}

// Events are the decided jobs of a provider and model, in the order in which they were decided.
func (r *Record) Events(s Subject) []Event { return slices.Clone(r.events[s]) }

// Explain says in lines for people how a provider came to its standing, the last limit events at most.
func (r *Record) Explain(s Subject, limit int) []string {
	events := r.events[s]
	standing := r.Standing(s)
	p := &standing.Process
	lines := []string{fmt.Sprintf("%s: %d audits decided, %d failed, evidence %.4g (watched at %g, suspended at %g, slashed at %g)",
		p.Status, p.Audits, p.Failures, p.Value(), r.rules.Limits.Watch, r.rules.Limits.Suspend, r.rules.Limits.Slash)}
	rate := AuditRate(&standing, r.rules.Floor)
	lines = append(lines, fmt.Sprintf("%.4g %% of its jobs of average fee are audited", 100*float64(rate)/float64(dgrid.One)))
	if skipped := len(events) - limit; skipped > 0 {
		lines = append(lines, fmt.Sprintf("%d earlier audits are not shown", skipped))
		events = events[skipped:]
	}
	for i := range events {
		e := &events[i]
		lines = append(lines, fmt.Sprintf("job %s, epoch %d, decided at %s: %s, %s; evidence %.4g, %s", e.Exhibit.Job.Short(), e.Exhibit.Epoch,
			e.Standing.At, e.Decision.Outcome, e.Decision.Reason, e.Value, e.Standing.Process.Status))
	}
	return lines
}

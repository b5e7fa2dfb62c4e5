package record

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/verify"
)

// View is the record at one moment. Nothing in it changes.
type View struct {
	Final   uint64         // newest final block
	Record  *verify.Record // of all verdicts that were fetched; it must only be read
	Open    []Case         // drawn jobs whose committees are at work, in the order of the chain
	Missing []dgrid.Batch  // that nobody has handed over yet
	Waiting int            // verdicts on jobs of a batch that is missing or has no randomness yet
	Pins    []Anchored     // batches with jobs that have no randomness yet
	Batches int            // that were fetched

	exhibits map[filing]*verify.Exhibit
	filed    map[filing]filed
	withheld map[dgrid.Address]dgrid.Batch // by nodes, for too long
	said     map[filing][]verify.Entry     // in the order of the chain, those that do not count included
	batches  []*batch                      // copies, in the order of the chain
	tickets  map[dgrid.ModelID]*ticketList
	draw     int // seats of a job
}

// filed is where an object stands.
type filed struct {
	node  dgrid.Address
	batch dgrid.Batch
	index uint64
	kind  dgrid.LeafKind
}

// Receipt reports whether a job was anchored by its receipt.
func (v *View) Receipt(x *verify.Exhibit) bool {
	f, ok := v.filed[filing{x.Object, x.Epoch}]
	return ok && f.node == x.Provider && f.kind == dgrid.LeafReceipt
}

// Case is a drawn job whose committee is at work.
type Case struct {
	Exhibit  *verify.Exhibit
	Decision verify.Decision
	Findings map[int]dgrid.Finding // of seats, so far
	Kind     dgrid.LeafKind
	Anchored time.Time
	Until    time.Time // its committee may work
}

// Exhibit is a drawn job, or one on which a verdict was signed.
func (v *View) Exhibit(object dgrid.Digest, epoch uint64) *verify.Exhibit {
	return v.exhibits[filing{object, epoch}]
}

// Case is the open case of an object, or nil.
func (v *View) Case(object dgrid.Digest, epoch uint64) *Case {
	for i := range v.Open {
		if x := v.Open[i].Exhibit; x.Object == object && x.Epoch == epoch {
			return &v.Open[i]
		}
	}
	return nil
}

// Standing is what the record says of a provider and model.
func (v *View) Standing(provider dgrid.Address, model dgrid.ModelID) verify.Standing {
	return v.Record.Standing(verify.Subject{Provider: provider, Model: model})
}

// Suspended says why a provider is to have no jobs for a model, or "": the record has suspended it, or it anchored a batch and hands it to
// nobody, so that none of its jobs can be drawn. The second is what this node sees, and no part of the record.
func (v *View) Suspended(provider dgrid.Address, model dgrid.ModelID) string {
	if why := v.Withheld(provider); why != "" {
		return why
	}
	s := v.Standing(provider, model)
	if s.Process.Status < verify.StatusSuspended {
		return ""
	}
	return fmt.Sprintf("%s by the public record: %d of %d audits failed, evidence %.4g", s.Process.Status, s.Process.Failures, s.Process.Audits, s.Process.Value())
}

// Withheld says which batch a node has handed to nobody for too long, or "".
func (v *View) Withheld(node dgrid.Address) string {
	b, ok := v.withheld[node]
	if !ok {
		return ""
	}
	return fmt.Sprintf("it hands over batch %d, anchored in block %d, to nobody: its jobs cannot be audited", b.Epoch, b.Block)
}

// fold makes a new view. It fails where tickets cannot be read; the old view then stays.
func (p *Public) fold(ctx context.Context) error {
	v := &View{Final: p.final, filed: map[filing]filed{}, exhibits: map[filing]*verify.Exhibit{}, said: map[filing][]verify.Entry{},
		draw: p.cfg.Rules.Committee.Draw()}
	entries, err := p.ordered(ctx, v)
	if err == nil {
		v.Record, err = verify.Fold(p.cfg.Rules, entries)
	}
	if err == nil {
		err = p.open(ctx, v)
	}
	if err != nil {
		if ctx.Err() == nil {
			p.log.Warn("the public record is not folded yet", "err", err)
		}
		return err
	}
	p.overdue(v)
	v.tickets = maps.Clone(p.tickets)
	for _, b := range p.batches {
		shot := *b
		v.batches = append(v.batches, &shot)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.view = v
	close(p.changed)
	p.changed = make(chan struct{})
	return nil
}

// overdue notes who has not handed over a batch for too long. Batches whose committees could not work any more do not matter: the node
// may have lost them.
func (p *Public) overdue(v *View) {
	v.withheld = map[dgrid.Address]dgrid.Batch{}
	for _, b := range p.batches {
		age := p.cfg.Now().Sub(time.UnixMilli(int64(b.Time)))
		if !b.fetched && p.cfg.Patience > 0 && age > p.cfg.Patience && age < p.cfg.Window {
			v.withheld[b.Batch.Node] = b.Batch
		}
	}
}

// ordered is the verdicts of all batches with the jobs that they speak of.
func (p *Public) ordered(ctx context.Context, v *View) (entries []verify.Entry, err error) {
	jobs := map[filing]*batch{}
	index := map[filing]*jobLeaf{}
	for _, b := range p.batches {
		if !b.fetched {
			v.Missing = append(v.Missing, b.Batch)
			continue
		}
		v.Batches++
		for i := range b.jobs {
			f := filing{b.jobs[i].object, b.Batch.Epoch}
			jobs[f], index[f] = b, &b.jobs[i]
			v.filed[f] = filed{b.Batch.Node, b.Batch, b.jobs[i].index, b.jobs[i].kind}
		}
		if len(b.jobs) > 0 && b.randomness.IsZero() {
			v.Pins = append(v.Pins, b.Anchored)
		}
	}
	for _, b := range p.batches {
		for i := range b.verdicts {
			verdict := &b.verdicts[i].verdict
			f := filing{verdict.Object, verdict.Epoch}
			of := jobs[f]
			if of == nil || of.randomness.IsZero() || of.Batch.Node != verdict.Provider {
				v.Waiting++
				continue
			}
			x, err := p.exhibit(ctx, of, index[f])
			if err != nil {
				return nil, err
			}
			v.exhibits[f] = x
			e := verify.Entry{At: verify.Position{Block: b.Batch.Block, Log: b.Log, Leaf: b.verdicts[i].index}, Verdict: *verdict, Exhibit: x}
			v.said[f] = append(v.said[f], e)
			entries = append(entries, e)
		}
	}
	return entries, nil
}

// open lists the drawn jobs whose committees are at work.
func (p *Public) open(ctx context.Context, v *View) error {
	now := p.cfg.Now()
	for _, b := range p.batches {
		anchored := time.UnixMilli(int64(b.Time))
		until := anchored.Add(p.cfg.Window)
		if !b.fetched || b.randomness.IsZero() || !now.Before(until) {
			continue
		}
		for i := range b.jobs {
			j := &b.jobs[i]
			if !v.Record.Drawn(b.exhibit(j)) {
				continue
			}
			x, err := p.exhibit(ctx, b, j)
			if err != nil {
				return err
			}
			v.exhibits[filing{j.object, b.Batch.Epoch}] = x
			if d := v.Record.Decision(x); d.Outcome == verify.Undecided && !v.Record.Decided(x.Job) {
				v.Open = append(v.Open, Case{Exhibit: x, Decision: d, Findings: v.Record.Findings(x), Kind: j.kind, Anchored: anchored, Until: until})
			}
		}
	}
	return nil
}

// exhibit is a job with its seats, by the tickets at its batch's block.
func (p *Public) exhibit(ctx context.Context, b *batch, j *jobLeaf) (*verify.Exhibit, error) {
	f := filing{j.object, b.Batch.Epoch}
	if x := p.exhibits[f]; x != nil {
		return x, nil
	}
	list := p.tickets[j.model]
	if list == nil || list.asOf < b.Batch.Block {
		tickets, err := p.chain.Tickets(ctx, j.model)
		if err != nil {
			return nil, err
		}
		list = &ticketList{tickets, p.final}
		p.tickets[j.model] = list
	}
	x := b.exhibit(j)
	x.Seats, x.Eligible = verify.Seats(list.tickets, x.Block, x.Randomness, x.Job, x.Provider, x.Payer, p.cfg.Rules.Committee.Draw())
	p.exhibits[f] = x
	return x, nil
}

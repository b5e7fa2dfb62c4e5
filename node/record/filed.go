package record

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// ErrNotRead says that there is no record to look at.
var ErrNotRead = errors.New("the public record was not read")

// Filed is what the record knows of one anchored job, with what proves it: whoever has the chain can check all of it but the
// rate and the totals, for which the whole record and the whole batch are needed.
type Filed struct {
	Known     bool           `json:"known"`     // the job's batch was fetched; else nothing below is known
	Totals    verify.Totals  `json:"totals"`    // of the job leaves in its batch
	Rate      dgrid.Micro    `json:"rate"`      // at which the provider's jobs of average fee were drawn
	Verdicts  []FiledVerdict `json:"verdicts"`  // on the job as it is anchored there, in the order of the chain, those that do not count included
	Elsewhere uint64         `json:"elsewhere"` // epoch in which it was anchored as it was decided, if that is another one, else 0
	Earlier   int            `json:"earlier"`   // batches anchored before the job's that are missing: the rate may be another
	Later     int            `json:"later"`     // batches anchored after it that are missing: they may hold verdicts
}

// FiledVerdict is a verdict, and the proof that its validator anchored it.
type FiledVerdict struct {
	Verdict   dgrid.Verdict   `json:"verdict"`
	Log       uint64          `json:"log"` // of the anchor's event in its block
	Inclusion dgrid.Inclusion `json:"inclusion"`
}

// Filed is what is known of an object that a provider anchored in an epoch.
func (p *Public) Filed(provider dgrid.Address, epoch uint64, object dgrid.Digest) (*Filed, error) {
	v := p.View()
	out := &Filed{Verdicts: []FiledVerdict{}}
	at, ok := v.filed[filing{object, epoch}]
	if !ok || at.node != provider {
		return out, nil
	}
	of := v.batches[slices.IndexFunc(v.batches, func(b *batch) bool { return b.Batch == at.batch })]
	j := of.jobs[slices.IndexFunc(of.jobs, func(j jobLeaf) bool { return j.index == at.index })]
	x := of.exhibit(&j)
	out.Known, out.Totals, out.Rate = true, of.totals, v.Record.Rate(x)
	for _, b := range v.Missing {
		if b.Block <= x.Block {
			out.Earlier++
		} else {
			out.Later++
		}
	}
	for _, e := range v.Record.Events(verify.Subject{Provider: provider, Model: x.Model}) {
		if e.Exhibit.Job == x.Job && e.Exhibit.Epoch != epoch {
			out.Elsewhere = e.Exhibit.Epoch
		}
	}
	for _, b := range v.batches {
		for i := range b.verdicts {
			said := &b.verdicts[i]
			if d := &said.verdict; d.Object != object || d.Epoch != epoch || d.Provider != provider {
				continue
			}
			proof, _, err := p.prove(b.Batch, said.index)
			if err != nil {
				return nil, fmt.Errorf("prove a verdict on object %s: %w", object.Short(), err)
			}
			out.Verdicts = append(out.Verdicts, FiledVerdict{said.verdict, b.Log, proof})
		}
	}
	return out, nil
}

// prove is the inclusion of a leaf of a batch that was fetched, and the entry behind it.
func (p *Public) prove(b dgrid.Batch, index uint64) (i dgrid.Inclusion, e *dgrid.BatchEntry, err error) {
	entries, err := p.entries(&batch{Anchored: Anchored{Batch: b}})
	if err != nil {
		return i, nil, err
	}
	hashes := make([]dgrid.Digest, len(entries))
	for n := range entries {
		hashes[n] = entries[n].Leaf.Hash()
	}
	i = dgrid.Inclusion{Batch: b, Leaf: entries[index].Leaf, Index: index}
	if i.Path, err = dgrid.Prove(hashes, int(index)); err != nil {
		return i, nil, err
	}
	return i, &entries[index], nil
}

// Glance is the record as it follows from the chain now and from the batches that an earlier run has stored. It fetches none and stores
// nothing. Where notes hold no record it is ErrNotRead.
func Glance(ctx context.Context, cfg Config, chain Chain, notes Notes, log *slog.Logger) (*Public, error) {
	p, err := New(cfg, chain, nil, readOnly{notes}, log)
	if err != nil {
		return nil, err
	}
	if len(p.batches) == 0 {
		return nil, ErrNotRead
	}
	if _, err := p.read(ctx); err != nil {
		return nil, fmt.Errorf("look at the public record: %w", err)
	}
	if err := p.fold(ctx); err != nil {
		return nil, fmt.Errorf("look at the public record: %w", err)
	}
	return p, nil
}

// readOnly are Notes that keep nothing new.
type readOnly struct{ notes Notes }

func (readOnly) PutNotes(context.Context, ...store.Note) error { return nil }

func (r readOnly) Notes(kind string) ([]store.Note, error) { return r.notes.Notes(kind) }

func (r readOnly) Note(kind, key string) ([]byte, error) { return r.notes.Note(kind, key) }

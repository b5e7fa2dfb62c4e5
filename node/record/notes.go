package record

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// The kinds of notes. docs/store.md lists them.
const (
	cursorNote = "record cursor" // key "", value the next block to read
	anchorNote = "record anchor" // key block and log, value anchorState
	batchNote  = "record batch"  // key node, epoch and part, value entries
)

const (
	partEntries  = 48 // entries of one note: some 4 KiB each at most
	partsAWrite  = 16
	cursorNoteID = "next"
)

// anchorState is an anchor as it is stored.
type anchorState struct {
	Anchored
	Randomness dgrid.Digest `json:"randomness"`
	Fetched    bool         `json:"fetched"`
}

func anchorKey(a *Anchored) string { return fmt.Sprintf("%020d/%010d", a.Batch.Block, a.Log) }

func partKey(p place, part int) string {
	return fmt.Sprintf("%s/%020d/%06d", p.node.Hex(), p.epoch, part)
}

func (b *batch) note() (store.Note, error) {
	v, err := json.Marshal(anchorState{b.Anchored, b.randomness, b.fetched})
	return store.Note{Kind: anchorNote, Key: anchorKey(&b.Anchored), Value: v}, err
}

// save stores anchors, and how far the chain has been read, in one write.
func (p *Public) save(ctx context.Context, changed []*batch, next uint64) error {
	v, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("store the public record: %w", err)
	}
	notes := []store.Note{{Kind: cursorNote, Key: cursorNoteID, Value: v}}
	for _, b := range changed {
		n, err := b.note()
		if err != nil {
			return fmt.Errorf("store the public record: %w", err)
		}
		notes = append(notes, n)
	}
	if err := p.notes.PutNotes(ctx, notes...); err != nil {
		return fmt.Errorf("store the public record: %w", err)
	}
	return nil
}

// saveEntries stores a batch's entries. The anchor's note, which says that they are there, is the last to be written.
func (p *Public) saveEntries(ctx context.Context, b *batch, entries []dgrid.BatchEntry) error {
	var notes []store.Note
	for part := 0; part*partEntries < len(entries); part++ {
		v, err := json.Marshal(entries[part*partEntries : min(len(entries), (part+1)*partEntries)])
		if err != nil {
			return fmt.Errorf("store batch: %w", err)
		}
		notes = append(notes, store.Note{Kind: batchNote, Key: partKey(b.place(), part), Value: v})
	}
	for ; len(notes) > 0; notes = notes[min(len(notes), partsAWrite):] {
		if err := p.notes.PutNotes(ctx, notes[:min(len(notes), partsAWrite)]...); err != nil {
			return fmt.Errorf("store batch: %w", err)
		}
	}
	stored := *b
	stored.fetched = true
	n, err := stored.note()
	if err != nil {
		return fmt.Errorf("store batch: %w", err)
	}
	if err := p.notes.PutNotes(ctx, n); err != nil {
		return fmt.Errorf("store batch: %w", err)
	}
	return nil
}

// entries reads a batch's entries from the store.
func (p *Public) entries(b *batch) ([]dgrid.BatchEntry, error) {
	var out []dgrid.BatchEntry
	for part := 0; uint64(len(out)) < b.Batch.Count; part++ {
		v, err := p.notes.Note(batchNote, partKey(b.place(), part))
		if err != nil {
			return nil, err
		}
		var some []dgrid.BatchEntry
		if err := json.Unmarshal(v, &some); err != nil {
			return nil, fmt.Errorf("read batch: %w", err)
		}
		if len(some) == 0 {
			return nil, fmt.Errorf("read batch: part %d is empty", part)
		}
		out = append(out, some...)
	}
	return out, nil
}

// load takes in what an earlier run stored. A batch whose entries cannot be read is fetched again.
func (p *Public) load() error {
	notes, err := p.notes.Notes(cursorNote)
	if err != nil {
		return fmt.Errorf("read the public record: %w", err)
	}
	for _, n := range notes {
		if err := json.Unmarshal(n.Value, &p.next); err != nil {
			return fmt.Errorf("read the public record: cursor: %w", err)
		}
	}
	if notes, err = p.notes.Notes(anchorNote); err != nil {
		return fmt.Errorf("read the public record: %w", err)
	}
	for _, n := range notes { // in the order of the chain: keys sort so
		var s anchorState
		if err := json.Unmarshal(n.Value, &s); err != nil {
			return fmt.Errorf("read the public record: anchor %s: %w", n.Key, err)
		}
		b := &batch{Anchored: s.Anchored, randomness: s.Randomness}
		if s.Fetched {
			entries, err := p.entries(b)
			if err == nil {
				err = checkEntries(p.cfg.Domain, &b.Batch, entries)
			}
			if err != nil {
				p.log.Warn("a stored batch is damaged and will be fetched again", "node", b.Batch.Node, "epoch", b.Batch.Epoch, "err", err)
			} else {
				b.take(entries)
			}
		}
		p.insert(b)
	}
	return nil
}

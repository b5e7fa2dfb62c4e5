package record

import (
	"cmp"
	"context"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// Anchored is an anchor on the chain.
type Anchored struct {
	Batch dgrid.Batch  `json:"batch"`
	Log   uint64       `json:"log"`         // of the event in its block
	Time  dgrid.Time   `json:"time"`        // of its block
	Tx    dgrid.Digest `json:"tx,omitzero"` // that holds it
}

func (a *Anchored) compare(b *Anchored) int {
	return cmp.Or(cmp.Compare(a.Batch.Block, b.Batch.Block), cmp.Compare(a.Log, b.Log))
}

// Pinned is the block hash on the chain that makes a batch's randomness.
type Pinned struct {
	Node      dgrid.Address
	Epoch     uint64
	BlockHash dgrid.Digest
}

// Chain is what is read of the chain. An error says that it cannot be read now; it is tried again.
type Chain interface {
	// Final is the newest block that is final.
	Final(ctx context.Context) (uint64, error)
	// Events are the anchors and pins in the final blocks from to to, both included, in the order of the chain.
	Events(ctx context.Context, from, to uint64) ([]Anchored, []Pinned, error)
	// Tickets are all tickets of a model, live or not, in the order of their registration, as of the final block or a later one.
	Tickets(ctx context.Context, model dgrid.ModelID) ([]verify.Ticket, error)
}

// Source fetches the entries of a batch, from whoever has them. They are checked against the batch's root here.
type Source interface {
	Fetch(ctx context.Context, b dgrid.Batch) ([]dgrid.BatchEntry, error)
}

// Notes keeps values durably. The store does.
type Notes interface {
	PutNotes(ctx context.Context, notes ...store.Note) error
	Notes(kind string) ([]store.Note, error)
	Note(kind, key string) ([]byte, error)
}

package wallet

import (
	"context"
	"fmt"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Tx is an item of the outbox as it is shown.
type Tx struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"`
	Note     string        `json:"note,omitempty"`
	State    string        `json:"state"` // queued, sent, mined, final, failed or replaced
	Open     bool          `json:"open"`  // it is still being worked on
	From     dgrid.Address `json:"from"`
	To       dgrid.Address `json:"to"`
	Value    dgrid.Amount  `json:"value"`           // wei
	Nonce    *uint64       `json:"nonce,omitempty"` // nil while it has none
	Attempts int           `json:"attempts"`        // each with a higher fee, under the same nonce
	Hash     dgrid.Digest  `json:"hash"`            // of the attempt that was mined, else of the newest; zero while there is none
	Block    uint64        `json:"block,omitempty"` // in which it was mined
	GasUsed  uint64        `json:"gasUsed,omitempty"`
	Fee      dgrid.Amount  `json:"fee"`             // wei that were paid
	Error    string        `json:"error,omitempty"` // why it failed, or what it waits for
	Created  dgrid.Time    `json:"created"`
	Changed  dgrid.Time    `json:"changed"`
}

// Ended is whether it took effect for good.
func (t *Tx) Ended() bool { return t.State == evm.Final.String() }

func view(i *evm.Item) Tx {
	t := Tx{ID: i.ID, Kind: i.Kind, Note: i.Note, State: i.State.String(), Open: i.State.Open(), From: i.From, To: i.To, Value: amountOf(i.Value),
		Attempts: len(i.Hashes), Hash: i.Hash, Block: i.Block, GasUsed: i.GasUsed, Fee: amountOf(i.FeePaid), Error: i.Error, Created: i.Created, Changed: i.Changed}
	if i.State != evm.Queued {
		t.Nonce = &i.Nonce
	}
	if t.Hash.IsZero() && len(i.Hashes) > 0 {
		t.Hash = i.Hashes[len(i.Hashes)-1]
	}
	return t
}

func itemID(op Op, plan string, n int) string { return fmt.Sprintf("%s/%s/%d", op, plan, n) }

// maxList is the most transactions that are listed.
const maxList = 1000

// List is the newest transactions of the account, the newest first. limit 0 is as many as are ever listed.
func (w *Wallet) List(ctx context.Context, limit int) ([]Tx, error) {
	if limit <= 0 || limit > maxList {
		limit = maxList
	}
	items, err := w.items(ctx, false, limit)
	out := make([]Tx, 0, len(items))
	for i := range items {
		out = append(out, view(&items[i]))
	}
	return out, err
}

// items asks the sender where there is one: it knows what its items wait for, which is not stored.
func (w *Wallet) items(ctx context.Context, open bool, limit int) ([]evm.Item, error) {
	items, err := w.cfg.Outbox.Items(ctx, w.cfg.Owner, open, limit)
	if err != nil || w.cfg.Sender == nil {
		return items, err
	}
	for i := range items {
		if now, err := w.cfg.Sender.Item(ctx, items[i].ID); err == nil {
			items[i] = now
		}
	}
	return items, nil
}

// Find is the transaction whose id or hash begins with prefix, among the newest ones. Several of them are an error.
func (w *Wallet) Find(ctx context.Context, prefix string) (*Tx, error) {
	if prefix == "" {
		return nil, fail(Wrong, "find a transaction: want the beginning of its id or hash")
	}
	items, err := w.items(ctx, false, 0)
	if err != nil {
		return nil, err
	}
	var found []Tx
	for i := range items {
		t := view(&items[i])
		if t.ID == prefix {
			return &t, nil
		}
		match := strings.HasPrefix(t.ID, prefix)
		for _, h := range items[i].Hashes {
			match = match || strings.HasPrefix(h.String(), "0x"+strings.TrimPrefix(prefix, "0x"))
		}
		if match {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		return nil, fail(UnknownItem, "no transaction's id or hash begins with %.80q", prefix)
	case 1:
		return &found[0], nil
	}
	return nil, fail(UnknownItem, "%d transactions begin with %.80q: give more of it", len(found), prefix)
}

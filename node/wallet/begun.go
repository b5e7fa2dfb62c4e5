package wallet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// NotePutter stores a note.
type NotePutter interface {
	PutNote(ctx context.Context, kind, key string, value []byte) error
}

// plansNote is the kind of note that holds the last begun plan of each operation; its key is the operation.
const plansNote = "wallet plan"

// stored is the last begun plan of an operation, nil where there is none.
func (w *Wallet) stored(op Op) (*begun, error) {
	b, err := w.cfg.Store.Note(plansNote, string(op))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var last begun
	if err := json.Unmarshal(b, &last); err != nil {
		return nil, fmt.Errorf("read the last plan of %s: %w", op, err)
	}
	return &last, nil
}

func (w *Wallet) put(ctx context.Context, b *begun) error {
	text, err := b.encode()
	if err != nil {
		return fmt.Errorf("store the plan of %s: %w", b.Plan.Request.Op, err)
	}
	return w.cfg.Store.PutNote(ctx, plansNote, string(b.Plan.Request.Op), text)
}

// sent are the plan's calls that are in the outbox, in their order.
func (w *Wallet) sent(ctx context.Context, p *Plan) ([]Tx, error) {
	var out []Tx
	for n := range p.Calls {
		item, err := w.cfg.Sender.Item(ctx, p.id(n))
		if errors.Is(err, evm.ErrUnknownItem) {
			break
		}
		if err != nil {
			return nil, err
		}
		out = append(out, view(&item))
	}
	return out, nil
}

// unfinished is the begun plan of the same request that nobody was told the end of, nil where there is none. A plan of which nothing was
// sent is forgotten: the chain may have moved on, and nothing can be sent twice. Where another request is still at work, the error is
// Pending.
func (w *Wallet) unfinished(ctx context.Context, r *Request) (*Plan, error) {
	last, err := w.stored(r.Op)
	if err != nil || last == nil {
		return nil, err
	}
	sent, err := w.sent(ctx, &last.Plan)
	if err != nil || len(sent) == 0 {
		return nil, err
	}
	if !last.Told && last.Plan.Request.same(r) {
		p := last.Plan
		p.Begun, p.Sent = last.At, sent
		return &p, nil
	}
	for _, t := range sent {
		if t.Open && t.State != evm.Mined.String() && !last.Plan.Request.same(r) {
			return nil, fail(Pending, "%s: an earlier command, which would %s, is not through: its transaction %s is %s: dgridd tx show %s", r.Op, last.Plan.Title, t.ID, t.State, t.ID)
		}
	}
	return nil, nil
}

package gateway

import (
	"context"
	"errors"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
)

// KeyRing is keys as commands see them.
func (k *Keys) KeyRing() control.KeyRing { return keyRing{k} }

type keyRing struct{ keys *Keys }

func (r keyRing) AddKey(ctx context.Context, name string, budget *dgrid.Amount) (string, error) {
	if budget == nil {
		return r.keys.Add(ctx, name, dgrid.Amount{})
	}
	if budget.IsZero() {
		return "", errors.New("add API key: its budget is 0 base units, of which nothing can be asked: want 1 or more, or no budget for no limit")
	}
	return r.keys.Add(ctx, name, *budget)
}

func (r keyRing) Keys(context.Context) ([]control.Key, error) {
	out := []control.Key{}
	for _, k := range r.keys.List() {
		line := control.Key{Name: k.Name, Created: time.UnixMilli(int64(k.Created)), Spent: k.Spent, Revoked: k.Revoked != 0}
		if !k.Budget.IsZero() {
			line.Budget = &k.Budget
		}
		out = append(out, line)
	}
	return out, nil
}

func (r keyRing) RevokeKey(ctx context.Context, name string) error { return r.keys.Revoke(ctx, name) }

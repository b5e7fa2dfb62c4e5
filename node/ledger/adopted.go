package ledger

import (
	"context"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// adoptedNote is the kind of note that holds, for a role and pair, the fees that were taken over at meetings: those of jobs
// whose records were lost and cannot be shown. The value is a decimal integer of base units. They are part of settled fees.
const adoptedNote = "adopted"

func adoptedKey(role store.Role, p dgrid.Pair) string {
	return fmt.Sprintf("%s %s %s %s", role, p.Payer, p.Provider, p.Model)
}

// Adopted is the fees that role has taken over for pair.
func Adopted(st *store.Store, role store.Role, pair dgrid.Pair) (dgrid.Amount, error) {
	notes, err := st.Notes(adoptedNote)
	if err != nil {
		return dgrid.Amount{}, fmt.Errorf("read adopted fees: %w", err)
	}
	key := adoptedKey(role, pair)
	for _, n := range notes {
		if n.Key == key {
			return dgrid.ParseAmount(string(n.Value))
		}
	}
	return dgrid.Amount{}, nil
}

// Adopt adds more to the fees that role has taken over for pair. The caller holds the pair's account.
func Adopt(ctx context.Context, st *store.Store, role store.Role, pair dgrid.Pair, more dgrid.Amount) error {
	if more.IsZero() {
		return nil
	}
	sum, err := Adopted(st, role, pair)
	if err != nil {
		return err
	}
	return st.PutNote(ctx, adoptedNote, adoptedKey(role, pair), []byte(sum.Add(more).String()))
}

package gateway

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
)

// What a key has spent is the sum over its answers, and an answer's fee is stored under key and answer. So nothing is counted
// twice, however often it is stored, and what a crash kept from being stored is known from the answers themselves (Recover).

// BudgetError says that nothing is left of a key's budget.
type BudgetError struct {
	Name                string
	Budget, Spent, Held dgrid.Amount
}

func (e *BudgetError) Error() string {
	if e.Held.IsZero() {
		return fmt.Sprintf("the budget of API key %s is used up: %s of %s base units are spent; its operator makes a key with a larger one", e.Name, e.Spent, e.Budget)
	}
	return fmt.Sprintf("the budget of API key %s is taken: of %s base units %s are spent and %s held by answers that run: wait for them, or set a smaller dgrid.max_fee on each", e.Name, e.Budget, e.Spent, e.Held)
}

// Hold is what one running answer may spend. It ends with Release; Settle comes before, where something was spent.
type Hold struct {
	keys   *Keys
	id     string // of the key; "" is nobody's
	amount dgrid.Amount
	cut    bool

	once sync.Once
}

// Reserve holds want, or what is left of the budget of the key with that id if that is less. No two holds are on the same part
// of a budget. The id "" is for callers without a key: they have no budget. The error is a *BudgetError where nothing is left.
func (k *Keys) Reserve(id string, want dgrid.Amount) (*Hold, error) {
	h := &Hold{keys: k, id: id, amount: want}
	if id == "" {
		return h, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	e := k.find(id)
	if e == nil {
		return nil, fmt.Errorf("hold budget: %w: %.80s", errUnknownKey, id)
	}
	if !e.Budget.IsZero() {
		left := e.Budget.Sub(e.Spent).Sub(e.Reserved)
		if left.IsZero() {
			return nil, &BudgetError{Name: e.Name, Budget: e.Budget, Spent: e.Spent, Held: e.Reserved}
		}
		if left.Cmp(want) < 0 {
			h.amount, h.cut = left, true
		}
	}
	e.Reserved = e.Reserved.Add(h.amount)
	return h, nil
}

// Amount is the most that the answer may cost.
func (h *Hold) Amount() dgrid.Amount { return h.amount }

// Cut reports whether that is less than was asked for.
func (h *Hold) Cut() bool { return h.cut }

// Settle stores what the answer cost and ends the hold. Where storing fails the fee counts until this process ends, and
// Recover finds it after the next start.
func (h *Hold) Settle(ctx context.Context, answer dgrid.JobID, fee dgrid.Amount) (err error) {
	h.once.Do(func() {
		if h.id == "" {
			return
		}
		h.keys.recovering.RLock()
		defer h.keys.recovering.RUnlock()
		if !fee.IsZero() {
			err = h.keys.putSpent(ctx, spending{h.id, answer}, fee)
		}
		h.end(fee)
	})
	return err
}

// Release ends a hold of which nothing was spent. After Settle it does nothing.
func (h *Hold) Release() {
	h.once.Do(func() { h.end(dgrid.Amount{}) })
}

func (h *Hold) end(fee dgrid.Amount) {
	h.keys.mu.Lock()
	defer h.keys.mu.Unlock()
	if e := h.keys.find(h.id); e != nil {
		e.Reserved = e.Reserved.Sub(h.amount)
		e.Spent = e.Spent.Add(fee)
	}
}

// spending names what one answer cost one key.
type spending struct {
	key    string
	answer dgrid.JobID
}

func (k *Keys) putSpent(ctx context.Context, s spending, fee dgrid.Amount) error {
	if err := k.notes.PutNote(ctx, noteSpent, s.key+"/"+s.answer.String(), []byte(fee.String())); err != nil {
		return fmt.Errorf("store what answer %s cost API key %s: %w", s.answer, s.key, err)
	}
	return nil
}

func (k *Keys) spentNotes() (map[spending]dgrid.Amount, error) {
	notes, err := k.notes.Notes(noteSpent)
	if err != nil {
		return nil, fmt.Errorf("read what API keys have spent: %w", err)
	}
	out := make(map[spending]dgrid.Amount, len(notes))
	for _, n := range notes {
		key, answer, _ := strings.Cut(n.Key, "/")
		s := spending{key: key}
		if err := s.answer.UnmarshalText([]byte(answer)); err != nil {
			return nil, fmt.Errorf("read what API keys have spent: note %.120q: %w", n.Key, err)
		}
		fee, err := dgrid.ParseAmount(string(n.Value))
		if err != nil {
			return nil, fmt.Errorf("read what API keys have spent: note %.120q: %w", n.Key, err)
		}
		out[s] = fee
	}
	return out, nil
}

// Recover corrects what keys have spent by the answers themselves, and returns how many of them were not stored, or with
// another fee. It is for each start: before the first request, and after the router has settled what a crash left open, because
// an answer counts with the fee that it has now.
func (k *Keys) Recover(ctx context.Context, answers iter.Seq2[*router.Answer, error]) (corrected int, err error) {
	k.recovering.Lock()
	defer k.recovering.Unlock()
	stored, err := k.spentNotes()
	if err != nil {
		return 0, err
	}
	for a, err := range answers {
		if err != nil {
			return corrected, fmt.Errorf("recover what API keys have spent: %w", err)
		}
		s := spending{a.User, a.ID}
		if stored[s] == a.Fee || !k.known(a.User) {
			continue
		}
		if err := k.putSpent(ctx, s, a.Fee); err != nil {
			return corrected, fmt.Errorf("recover what API keys have spent: %w", err)
		}
		stored[s] = a.Fee
		corrected++
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.sum(stored)
	return corrected, nil
}

func (k *Keys) known(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.find(id) != nil
}

// sum makes what each key has spent anew. The caller holds mu, or is OpenKeys.
func (k *Keys) sum(stored map[spending]dgrid.Amount) {
	for _, e := range k.keys {
		e.Spent = dgrid.Amount{}
	}
	for s, fee := range stored {
		if e := k.find(s.key); e != nil {
			e.Spent = e.Spent.Add(fee)
		}
	}
}

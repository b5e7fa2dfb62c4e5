package router

import (
	"encoding/json"
	"fmt"
	"iter"

	"github.com/dgrid-network/dgrid/node/store"
)

// Answers are all records of answers that are kept, in the order of their ids. An error ends them.
func (r *Router) Answers() iter.Seq2[*Answer, error] {
	return func(yield func(*Answer, error) bool) {
		notes, err := r.deps.Notes.Notes(noteAnswer)
		if err != nil {
			yield(nil, fmt.Errorf("read records of answers: %w", err))
			return
		}
		for _, n := range notes {
			a, err := decode(n)
			if !yield(a, err) || err != nil {
				return
			}
		}
	}
}

func decode(n store.Note) (*Answer, error) {
	var a Answer
	if err := json.Unmarshal(n.Value, &a); err != nil {
		return nil, fmt.Errorf("read record of answer %.8s: %w", n.Key, err)
	}
	return &a, nil
}

package store

import (
	"context"
	"fmt"
	"strings"

	"github.com/dgraph-io/badger/v4"
)

const (
	maxNoteName  = 512       // bytes of kind and of key
	maxNoteValue = 256 << 10 // bytes
)

// PutNote stores a value under kind and key, in place of the one before; a nil value removes it. Notes are not journalled.
func (s *Store) PutNote(ctx context.Context, kind, key string, value []byte) error {
	return s.PutNotes(ctx, Note{Kind: kind, Key: key, Value: value})
}

// PutNotes is PutNote of several in one write.
func (s *Store) PutNotes(ctx context.Context, notes ...Note) error {
	items, err := noteItems(notes)
	if err != nil || len(items) == 0 {
		return err
	}
	return s.do(ctx, func(g *group) error {
		g.keep(items...)
		return nil
	})
}

func noteItems(notes []Note) ([]item, error) {
	items := make([]item, 0, len(notes))
	for _, n := range notes {
		if err := checkNote(n.Kind, n.Key, n.Value); err != nil {
			return nil, err
		}
		items = append(items, item{noteKey(n.Kind, n.Key), n.Value})
	}
	return items, nil
}

func checkNote(kind, key string, value []byte) error {
	if kind == "" || len(kind) > maxNoteName || strings.ContainsRune(kind, 0) {
		return fmt.Errorf("put note: kind %.80q: want 1 to %d bytes, none of them zero", kind, maxNoteName)
	}
	if len(key) > maxNoteName || len(value) > maxNoteValue {
		return fmt.Errorf("put note %s: key of %d and value of %d bytes, at most %d and %d are stored", kind, len(key), len(value), maxNoteName, maxNoteValue)
	}
	return nil
}

// Note is the value under kind and key. It is ErrNotFound where there is none.
func (s *Store) Note(kind, key string) (value []byte, err error) {
	err = s.view(func(x index) error {
		value, err = x.get(noteKey(kind, key))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read note %s: %w", kind, err)
	}
	return value, nil
}

// Notes are all of one kind, in the order of their keys.
func (s *Store) Notes(kind string) ([]Note, error) {
	var out []Note
	prefix := noteKey(kind, "")
	err := s.view(func(x index) error {
		return x.scan(prefix, true, func(it *badger.Item) (bool, error) {
			v, err := it.ValueCopy(nil)
			out = append(out, Note{Kind: kind, Key: string(it.Key()[len(prefix):]), Value: v})
			return true, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return out, nil
}

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
	if kind == "" || len(kind) > maxNoteName || strings.ContainsRune(kind, 0) {
		return fmt.Errorf("put note: kind %.80q: want 1 to %d bytes, none of them zero", kind, maxNoteName)
	}
	if len(key) > maxNoteName || len(value) > maxNoteValue {
		return fmt.Errorf("put note %s: key of %d and value of %d bytes, at most %d and %d are stored", kind, len(key), len(value), maxNoteName, maxNoteValue)
	}
	return s.do(ctx, func(g *group) error {
		g.keep(item{noteKey(kind, key), value})
		return nil
	})
}

// Notes are all of one kind, in the order of their keys.
func (s *Store) Notes(kind string) ([]Note, error) {
	var out []Note
	prefix := noteKey(kind, "")
	err := s.view(func(x index) error {
		return x.scan(prefix, true, func(it *badger.Item) (bool, error) {
			v, err := it.ValueCopy(nil)
			out = append(out, Note{Key: string(it.Key()[len(prefix):]), Value: v})
			return true, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read notes: %w", err)
	}
	return out, nil
}

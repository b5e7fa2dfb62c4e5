package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
)

// Expire removes the content of every job that ended longer than KeepTranscripts ago, and content that a crash left without
// a job. Run calls it. It returns how many jobs lost their content. A clock that jumped back only delays it.
func (s *Store) Expire(ctx context.Context) (int, error) {
	due, err := s.due()
	if err != nil {
		return 0, fmt.Errorf("expire content: %w", err)
	}
	n := 0
	for _, d := range due {
		var gone bool
		err := s.do(ctx, func(g *group) (err error) {
			gone, err = g.expire(d, s.keep.Milliseconds())
			return err
		})
		if err != nil {
			return n, fmt.Errorf("expire content: %w", err)
		}
		if gone {
			n++
		}
	}
	return n, nil
}

// due is one expiry key whose time has come.
type due struct {
	ref jobRef
	key []byte
}

func (s *Store) due() (out []due, err error) {
	limit := int64(s.time()) - s.keep.Milliseconds()
	if limit < 0 {
		return nil, nil
	}
	err = s.view(func(x index) error {
		return x.scan([]byte{keyExpiry}, false, func(it *badger.Item) (bool, error) {
			key := it.KeyCopy(nil)
			ref, ok := refAt(key, 9)
			if !ok {
				return false, fmt.Errorf("%w: an expiry key has %d bytes", ErrDamaged, len(key))
			}
			if binary.BigEndian.Uint64(key[1:]) > dgrid.Time(limit) {
				return false, nil
			}
			out = append(out, due{ref, key})
			return true, nil
		})
	})
	return out, err
}

// expire looks again under the writer's eye. A job has two expiry keys, of its beginning and of its end; the earlier one
// must not take the content of a job that is open or ended later. The key goes last: a crash before leaves it to try again.
func (g *group) expire(d due, keep int64) (bool, error) {
	j, err := g.job(d.ref)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return false, err
	}
	if err == nil && (!j.Closed || int64(j.Ended)+keep > int64(g.now)) {
		g.keep(item{key: d.key})
		return false, nil
	}
	had := false
	err = g.scan(d.ref.under(keyContent), false, func(it *badger.Item) (bool, error) {
		had = true
		g.keep(item{key: it.KeyCopy(nil)})
		return true, nil
	})
	if err != nil {
		return false, err
	}
	g.keep(item{key: d.key})
	return had, nil
}

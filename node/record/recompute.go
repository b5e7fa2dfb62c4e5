package record

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"

	"github.com/dgrid-network/dgrid/node/store"
)

// Recompute reads the whole record once, from the chain and from whoever hands over batches, and keeps nothing. What nobody hands over is
// in the view's Missing; the record is then that of the rest.
func Recompute(ctx context.Context, cfg Config, chain Chain, source Source, log *slog.Logger) (*View, error) {
	p, err := New(cfg, chain, source, newMemory(), log)
	if err != nil {
		return nil, err
	}
	if _, err := p.read(ctx); err != nil {
		return nil, fmt.Errorf("recompute the public record: %w", err)
	}
	var running sync.WaitGroup
	defer running.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for p.fetch(ctx, &running); p.fetching > 0; p.fetch(ctx, &running) {
		select {
		case f := <-p.fetched:
			if f.err != nil {
				f.batch.pause = longPause // one try each
			}
			if err := p.arrive(ctx, f); err != nil {
				return nil, fmt.Errorf("recompute the public record: %w", err)
			}
		case <-ctx.Done():
			return nil, fmt.Errorf("recompute the public record: %w", context.Cause(ctx))
		}
	}
	if err := p.fold(ctx); err != nil {
		return nil, fmt.Errorf("recompute the public record: %w", err)
	}
	return p.View(), nil
}

// memory is Notes that end with the process.
type memory struct {
	mu    sync.Mutex
	notes map[string]map[string][]byte
}

func newMemory() *memory { return &memory{notes: map[string]map[string][]byte{}} }

func (m *memory) PutNotes(_ context.Context, notes ...store.Note) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range notes {
		if m.notes[n.Kind] == nil {
			m.notes[n.Kind] = map[string][]byte{}
		}
		m.notes[n.Kind][n.Key] = n.Value
	}
	return nil
}

func (m *memory) Notes(kind string) (out []store.Note, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for key, value := range m.notes[kind] {
		out = append(out, store.Note{Kind: kind, Key: key, Value: value})
	}
	slices.SortFunc(out, func(a, b store.Note) int { return strings.Compare(a.Key, b.Key) })
	return out, nil
}

func (m *memory) Note(kind, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.notes[kind][key]
	if !ok {
		return nil, store.ErrNotFound
	}
	return v, nil
}

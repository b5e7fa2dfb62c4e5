package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dgraph-io/badger/v4"
)

const (
	spacePeriod = 5 * time.Second // between looks at the disk, so that the ballast goes before the database needs it
	sweepPeriod = 10 * time.Minute
)

// Run removes expired content, gives the database's space back, and keeps or gives up the ballast, until ctx ends. It
// returns early, with ErrFailed, when the store has failed.
func (s *Store) Run(ctx context.Context) error {
	space, sweep := time.NewTicker(spacePeriod), time.NewTicker(sweepPeriod)
	defer space.Stop()
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.closing:
			return nil
		case <-s.failed:
			return s.Failed()
		case <-space.C:
			if err := s.tend(); err != nil {
				s.log.Warn("disk is running out", "err", err)
			}
		case <-sweep.C:
			if err := s.sweep(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("sweeping the store failed", "err", err)
			}
		}
	}
}

func (s *Store) tend() error {
	if err := s.disk.room(); err != nil {
		return err
	}
	return s.disk.restock()
}

func (s *Store) sweep(ctx context.Context) error {
	n, err := s.Expire(ctx)
	if n > 0 {
		s.log.Info("removed the content of old jobs", "jobs", n, "after", s.keep)
	}
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		// Each run rewrites at most one file; it says so when none is half empty.
		err := s.reader(func() error { return s.db.RunValueLogGC(0.5) })
		if errors.Is(err, badger.ErrNoRewrite) || errors.Is(err, badger.ErrRejected) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("collect the value log: %w", err)
		}
	}
	return nil
}

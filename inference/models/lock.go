package models

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"github.com/dgrid-network/dgrid"
)

// lockPoll is how often a waiting pull looks whether the other one has ended.
const lockPoll = 50 * time.Millisecond

// lock holds the artifact with this digest against other pulls, of this process and of others, until unlock is called. The
// system releases it when its holder dies. waiting is called once if somebody else holds it. The lock's file stays: removing it
// would let a third pull lock a new file while the second still holds the old one.
func (s *Store) lock(ctx context.Context, digest dgrid.Digest, waiting func()) (unlock func(), err error) {
	name := filepath.Join(s.dir, locksDir, hexOf(digest)+".lock")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock artifact: %w", err)
	}
	tick := time.NewTicker(lockPoll)
	defer tick.Stop()
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return func() { f.Close() }, nil // closing releases the lock
		case errors.Is(err, unix.EINTR):
			continue
		case !errors.Is(err, unix.EWOULDBLOCK):
			f.Close()
			return nil, fmt.Errorf("lock artifact: lock %s: %w", name, err)
		}
		if waiting != nil {
			waiting()
			waiting = nil
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, fmt.Errorf("wait for another pull that holds %s: %w", name, context.Cause(ctx))
		case <-tick.C:
		}
	}
}

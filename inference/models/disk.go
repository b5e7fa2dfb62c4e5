package models

import (
	"fmt"
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// slack is left free on a disk: what file systems need for themselves, and what others write in the meantime.
const slack = 16 << 20 // bytes

// freeBytes is how much this user may still write on the disk of dir.
func freeBytes(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("ask how much of the disk of %s is free: %w", dir, err)
	}
	blocks, size := uint64(st.Bavail), uint64(max(st.Bsize, 0)) // the types differ between systems
	if size == 0 || blocks > math.MaxInt64/size {
		return math.MaxInt64, nil
	}
	return int64(blocks * size), nil
}

// room fails unless the store's disk has need bytes free. It is asked before anything is written, because an engine that fills
// the disk takes the journal of the node with it.
func (s *Store) room(need int64) error {
	free, err := s.free(s.dir)
	if err != nil {
		return err
	}
	if free-slack < need {
		return fmt.Errorf("%w: %s needs %s, %s are free: free some, or set %s to a folder on a larger disk",
			ErrNoSpace, s.dir, size(need+slack), size(free), cacheVariable)
	}
	return nil
}

// size writes a number of bytes for people, with the exact number.
func size(n int64) string {
	const mib = 1 << 20
	return fmt.Sprintf("%.1f MiB (%d bytes)", float64(n)/mib, n)
}

// syncDir makes a rename in dir last through a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	return err
}

package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"
)

// disk watches the free space. Badger writes through memory maps of files that have no blocks yet; on a full disk such a
// write kills the process with SIGBUS. So the store looks before each group, and holds back a ballast file that it gives
// up when the rest is gone: running jobs can then still end, and the database can still sort its tables. Somebody who fills
// the disk between a look and the write can kill the process all the same; that is a crash like any other, and the next
// Open finds the ballast to live on.
type disk struct {
	dir     string
	free    func(dir string) (uint64, error)
	minFree uint64 // below it no job begins
	ballast uint64 // size of the ballast, and the space below which the ballast is given up and then nothing is written

	mu sync.Mutex // guards the ballast file
}

// Space is nil while there is room for new jobs. Otherwise it says what is free and what is wanted.
func (s *Store) Space() error {
	if err := s.Failed(); err != nil {
		return err
	}
	return s.disk.admit()
}

func (d *disk) admit() error {
	free, err := d.free(d.dir)
	if err != nil {
		return fmt.Errorf("look at free disk space: %w", err)
	}
	if free < d.minFree {
		return fmt.Errorf("%w: %s are free on the disk of %s, a new job wants %s: free some space or move the folder",
			ErrNoSpace, size(free), d.dir, size(d.minFree))
	}
	return nil
}

// room is nil while anything may be written at all: of the ballast one half is for ending jobs, the other half stays for
// the database's own tables.
func (d *disk) room() error { return d.want(d.ballast / 2) }

// roomToOpen wants the whole, because opening may sort what a crash left.
func (d *disk) roomToOpen() error { return d.want(d.ballast) }

func (d *disk) want(least uint64) error {
	free, err := d.free(d.dir)
	if err != nil {
		return fmt.Errorf("look at free disk space: %w", err)
	}
	if free >= d.ballast {
		return nil
	}
	if err := d.drop(); err != nil {
		return err
	}
	if free, err = d.free(d.dir); err != nil {
		return fmt.Errorf("look at free disk space: %w", err)
	}
	if free < least {
		return fmt.Errorf("%w: %s are free on the disk of %s, at least %s are wanted for anything to be written: free some space",
			ErrNoSpace, size(free), d.dir, size(least))
	}
	return nil
}

func (d *disk) path() string { return filepath.Join(d.dir, "ballast") }

func (d *disk) drop() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := os.Remove(d.path()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("give up the ballast: %w", err)
	}
	return nil
}

// restock writes the ballast where it is missing and there is plenty of room for it.
func (d *disk) restock() (err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if info, err := os.Stat(d.path()); err == nil && uint64(info.Size()) == d.ballast {
		return nil
	}
	free, err := d.free(d.dir)
	if err != nil || free < d.minFree+2*d.ballast {
		return err
	}
	f, err := os.OpenFile(d.path(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write ballast: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := allocate(f, int64(d.ballast)); err != nil {
		return fmt.Errorf("write ballast: %w", errors.Join(err, os.Remove(d.path())))
	}
	return f.Sync()
}

// fill takes n bytes of the disk by writing them: noise, because a file system that compresses would keep zeros for free.
func fill(w io.Writer, n int64) error {
	_, err := io.CopyN(w, rand.NewChaCha8([32]byte{}), n)
	return err
}

func freeBytes(dir string) (uint64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("statfs %s: %w", dir, err)
	}
	return uint64(st.Bavail) * uint64(st.Bsize), nil
}

func size(n uint64) string { return fmt.Sprintf("%d MiB", n>>20) }

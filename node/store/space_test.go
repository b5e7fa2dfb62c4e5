package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// fullDisk is a disk whose free space a test sets; the ballast counts on top once it is gone.
type fullDisk struct {
	free    atomic.Uint64
	ballast uint64
}

func (d *fullDisk) left(dir string) (uint64, error) {
	if _, err := os.Stat(filepath.Join(dir, "ballast")); errors.Is(err, os.ErrNotExist) {
		return d.free.Load() + d.ballast, nil
	}
	return d.free.Load(), nil
}

func TestFullDisk(t *testing.T) {
	const mib = 1 << 20
	disk := &fullDisk{ballast: 4 * mib}
	disk.free.Store(2000 * mib)
	dir, ctx, role := t.TempDir(), t.Context(), store.AsProvider
	s := open(t, dir, store.Options{Ballast: 4 * mib, Free: disk.left})
	ballast := filepath.Join(dir, "ballast")
	j := newScript(1, pairNumber(1))
	must(t, s.Space())
	must(t, s.Begin(ctx, role, j.begin()))
	if info, err := os.Stat(ballast); err != nil || info.Size() != 4*mib {
		t.Fatalf("no ballast: %v", err)
	}

	disk.free.Store(900 * mib)
	if err := s.Space(); !errors.Is(err, store.ErrNoSpace) || !strings.Contains(err.Error(), "900 MiB") || !strings.Contains(err.Error(), "1024 MiB") {
		t.Errorf("space with 900 MiB free: %v", err)
	}
	if err := s.Begin(ctx, role, newScript(2, pairNumber(1)).begin()); !errors.Is(err, store.ErrNoSpace) {
		t.Errorf("begin with 900 MiB free: %v", err)
	}

	disk.free.Store(0)
	leaf, sketches := j.leaf(1, dgrid.LeafTokens)
	must(t, s.AddStep(ctx, role, j.step(1), leaf, sketches)) // the ballast makes room
	if _, err := os.Stat(ballast); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the ballast is still there: %v", err)
	}
	must(t, s.Finish(ctx, role, j.id, store.Ending{}))

	disk.ballast = 0 // somebody else took that, too
	if err := s.PutVoucher(ctx, role, voucher(j.pair, 5)); !errors.Is(err, store.ErrNoSpace) || !strings.Contains(err.Error(), "0 MiB") {
		t.Errorf("voucher on a full disk: %v", err)
	}
	if s.Failed() != nil {
		t.Errorf("a full disk is no failure: %v", s.Failed())
	}

	disk.free.Store(2000 * mib)
	must(t, s.PutVoucher(ctx, role, voucher(j.pair, 5)))
	must(t, s.Tend())
	if _, err := os.Stat(ballast); err != nil {
		t.Errorf("no ballast although there is room again: %v", err)
	}
	checkBooks(t, s, dir)
}

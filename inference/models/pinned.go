package models

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/dgrid-network/dgrid"
)

// writePinned writes in to the file name in root, hashing on the way, and syncs it. If what came is not f, it removes the file
// and says what came; the error then wraps ErrDigest.
func writePinned(ctx context.Context, root *os.Root, name string, f File, in io.Reader, progress func(done int64)) error {
	out, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Name, err)
	}
	h := sha256.New()
	// One byte more than wanted is read, so that a longer file is seen, and no more, so that an endless one ends.
	limited := io.LimitReader(&meter{ctx: ctx, in: in, progress: progress}, f.Size+1)
	n, err := io.CopyBuffer(io.MultiWriter(out, h), limited, make([]byte, 1<<18))
	if err == nil {
		err = compare(f, n, dgrid.Digest(h.Sum(nil)))
	}
	if err == nil {
		err = out.Sync()
	}
	if closeErr := out.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		return nil
	}
	if !errors.Is(err, ErrDigest) {
		err = fmt.Errorf("write %s: %w", f.Name, err)
	}
	return errors.Join(err, root.Remove(name))
}

// compare fails, with both values, unless n bytes with digest got are f.
func compare(f File, n int64, got dgrid.Digest) error {
	switch {
	case n > f.Size:
		return fmt.Errorf("%w: %s has more than the %d bytes of SHA-256 %s; nothing was kept", ErrDigest, f.Name, f.Size, hexOf(f.SHA256))
	case n < f.Size:
		return fmt.Errorf("%w: %s has %d bytes and SHA-256 %s, want %d bytes and SHA-256 %s; nothing was kept",
			ErrDigest, f.Name, n, hexOf(got), f.Size, hexOf(f.SHA256))
	case got != f.SHA256:
		return fmt.Errorf("%w: %s has SHA-256 %s, want %s; nothing was kept", ErrDigest, f.Name, hexOf(got), hexOf(f.SHA256))
	}
	return nil
}

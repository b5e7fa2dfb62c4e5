package models

import (
	"context"
	"errors"

	"github.com/dgrid-network/dgrid"
)

// What a caller may branch on.
var (
	ErrMissing = errors.New("not in the store")
	ErrDamaged = errors.New("damaged")
	ErrUnknown = errors.New("unknown model")
	ErrDigest  = errors.New("wrong digest")
	ErrNoSpace = errors.New("not enough disk space")
)

// Store is the folder of artifacts. It is safe for concurrent use, by several processes too.
type Store struct{ dir string }

// DefaultDir is $DGRID_CACHE, else the user's cache folder + "/dgrid".
func DefaultDir() (string, error) { return "", errors.ErrUnsupported }

// Open opens the store in dir.
func Open(dir string) (*Store, error) { return nil, errors.ErrUnsupported }

// Path is where the artifact with this digest lies, if it is there.
func (s *Store) Path(sha256 dgrid.Digest) (string, bool) { return "", false }

// Model is the path of m's file.
func (s *Store) Model(m Model) (string, error) { return "", errors.ErrUnsupported }

// Runtime is the folder of this platform's runtime.
func (s *Store) Runtime() (string, error) { return "", errors.ErrUnsupported }

// Variant makes the folder of a runtime that has only one CPU variant, for example "haswell".
func (s *Store) Variant(ctx context.Context, variant string) (string, error) {
	return "", errors.ErrUnsupported
}

// Verify hashes m's file again.
func (s *Store) Verify(ctx context.Context, m Model) error { return errors.ErrUnsupported }

// Import takes a local GGUF file into the store.
func (s *Store) Import(ctx context.Context, path string) (dgrid.Digest, error) {
	return dgrid.Digest{}, errors.ErrUnsupported
}

// PullOptions are the choices of one pull.
type PullOptions struct {
	From     string // a local file or a download address that is tried before the artifact's own sources
	Progress func(stage string, done, total int64)
}

// Pull fetches a from the first source that has it.
func (s *Store) Pull(ctx context.Context, a Artifact, opt PullOptions) (string, error) {
	return "", errors.ErrUnsupported
}

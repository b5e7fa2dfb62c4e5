package models

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

// What a caller may branch on.
var (
	ErrUnknown = errors.New("unknown model")
	ErrMissing = errors.New("not in the store")
	ErrDamaged = errors.New("damaged")
	ErrDigest  = errors.New("wrong digest") // of something that was fetched
	ErrNoSpace = errors.New("not enough disk space")
)

// cacheVariable names the environment variable that moves the store. It is read here because tests, workers and the command
// line must agree on it before any configuration is loaded.
const cacheVariable = "DGRID_CACHE"

// The folders of a store.
const (
	modelsDir   = "models"   // <sha256>.gguf
	runtimesDir = "runtimes" // <sha256>/ and <sha256>-<variant>/
	locksDir    = "locks"    // <sha256>.lock, held while an artifact is written
	kernelsDir  = "kernels"  // <model>-<runtime>/, code that a GPU's driver compiled
	partialDir  = "partial"  // <sha256>.part, a download to be resumed, and <sha256>/, work in progress
)

// Store is the folder of artifacts. It is safe for concurrent use, by several processes too.
type Store struct {
	dir       string
	free      func(dir string) (int64, error)
	catalogue *Catalogue // of the runtimes
}

// Option changes how a store is opened.
type Option func(*Store)

// WithFree sets how the store learns how many bytes are free on the disk of a folder.
func WithFree(free func(dir string) (int64, error)) Option { return func(s *Store) { s.free = free } }

// WithCatalogue sets the catalogue that says which runtimes there are; the default is the built-in one.
func WithCatalogue(c *Catalogue) Option { return func(s *Store) { s.catalogue = c } }

// DefaultDir is $DGRID_CACHE if it is set, else the folder dgrid in the user's cache folder.
func DefaultDir() (string, error) {
	if d := os.Getenv(cacheVariable); d != "" {
		abs, err := filepath.Abs(d)
		if err != nil {
			return "", fmt.Errorf("find the store %s=%s: %w", cacheVariable, d, err)
		}
		return abs, nil
	}
	d, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the store: %w; set %s to a folder", err, cacheVariable)
	}
	return filepath.Join(d, "dgrid"), nil
}

// Open opens the store in dir and makes its folders.
func Open(dir string, options ...Option) (*Store, error) {
	s := &Store{dir: dir, free: freeBytes}
	for _, o := range options {
		o(s)
	}
	if s.catalogue == nil {
		c, err := Load("")
		if err != nil {
			return nil, fmt.Errorf("open store: %w", err)
		}
		s.catalogue = c
	}
	for _, d := range []string{modelsDir, runtimesDir, locksDir, partialDir} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			return nil, fmt.Errorf("open store: %w; set %s to a folder that can be written", err, cacheVariable)
		}
	}
	return s, nil
}

// Dir is the store's folder.
func (s *Store) Dir() string { return s.dir }

// Path is where the artifact with this digest lies, if it is there: a model's file or a runtime's folder.
func (s *Store) Path(digest dgrid.Digest) (string, bool) {
	for _, p := range []string{s.place(KindModel, digest), s.place(KindRuntime, digest)} {
		if _, err := os.Stat(p); err == nil {
			return p, true
		}
	}
	return "", false
}

func (s *Store) place(k Kind, digest dgrid.Digest) string {
	if k == KindRuntime {
		return filepath.Join(s.dir, runtimesDir, hexOf(digest))
	}
	return filepath.Join(s.dir, modelsDir, hexOf(digest)+".gguf")
}

// Model is the path of m's file. Its error wraps ErrMissing, or ErrDamaged if the file's size is wrong; only Verify reads the
// whole file.
func (s *Store) Model(m Model) (string, error) {
	p := s.place(KindModel, m.Artifact.SHA256)
	switch info, err := os.Stat(p); {
	case errors.Is(err, os.ErrNotExist):
		return "", fmt.Errorf("find model %s: %w: run `dgridd pull %s`", m.Name, ErrMissing, m.Name)
	case err != nil:
		return "", fmt.Errorf("find model %s: %w", m.Name, err)
	case info.Size() != m.Artifact.Size:
		return "", fmt.Errorf("find model %s: %w: %s has %d bytes, want %d: run `dgridd pull %s` to fetch it again",
			m.Name, ErrDamaged, p, info.Size(), m.Artifact.Size, m.Name)
	}
	return p, nil
}

// Verify hashes m's file again and compares its chat template with the one that m's id names. Its error wraps ErrMissing or
// ErrDamaged.
func (s *Store) Verify(ctx context.Context, m Model) error {
	p, err := s.Model(m)
	if err != nil {
		return err
	}
	got, err := hashFile(ctx, p, nil)
	if err != nil {
		return fmt.Errorf("verify model %s: %w", m.Name, err)
	}
	if got != m.Artifact.SHA256 {
		return fmt.Errorf("verify model %s: %w: %s has SHA-256 %s, want %s: run `dgridd pull %s` to fetch it again",
			m.Name, ErrDamaged, p, hexOf(got), hexOf(m.Artifact.SHA256), m.Name)
	}
	h, err := gguf.ReadFile(p)
	if err != nil {
		return fmt.Errorf("verify model %s: %w", m.Name, err)
	}
	if t := TemplateDigest(h.Template); t != m.Spec.Template {
		return fmt.Errorf("verify model %s: its chat template has SHA-256 %s, the catalogue says %s: correct the catalogue",
			m.Name, hexOf(t), hexOf(m.Spec.Template))
	}
	return nil
}

// TemplateDigest is the digest of a chat template's text in a ModelSpec.
func TemplateDigest(template string) dgrid.Digest { return sha256.Sum256([]byte(template)) }

// hashFile is the SHA-256 of the file at path.
func hashFile(ctx context.Context, path string, progress func(done int64)) (dgrid.Digest, error) {
	f, err := os.Open(path)
	if err != nil {
		return dgrid.Digest{}, err
	}
	defer f.Close() // only read from
	h := sha256.New()
	if _, err := io.CopyBuffer(h, &meter{ctx: ctx, in: f, progress: progress}, make([]byte, 1<<18)); err != nil {
		return dgrid.Digest{}, fmt.Errorf("hash %s: %w", path, err)
	}
	return dgrid.Digest(h.Sum(nil)), nil
}

// meter reads from in until ctx ends and tells progress how much came.
type meter struct {
	ctx      context.Context
	in       io.Reader
	done     int64
	progress func(done int64)
}

func (m *meter) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, context.Cause(m.ctx)
	}
	n, err := m.in.Read(b)
	m.done += int64(n)
	if m.progress != nil && n > 0 {
		m.progress(m.done)
	}
	return n, err
}

// Kernels is the folder for the code that a GPU's driver compiles for a model and the libraries in the folder runtime. It is made when
// there is some, and may be removed at any time: it is compiled again.
func (s *Store) Kernels(model dgrid.Digest, runtime string) string {
	libraries := dgrid.Hash([]byte(runtime))
	return filepath.Join(s.dir, kernelsDir, hex.EncodeToString(model[:8])+"-"+hex.EncodeToString(libraries[:8]))
}

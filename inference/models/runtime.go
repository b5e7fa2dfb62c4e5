package models

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// variantPrefix and variantSuffix stand around the name of a CPU variant in a library's file name.
const (
	variantPrefix = "libggml-cpu-"
	variantSuffix = ".so"
)

// versioned is a library whose file name carries its version, as in libllama.v0.5.0.so or libllama.cuda.v0.5.0.so. The engine
// opens it without.
var versioned = regexp.MustCompile(`^(lib[a-z0-9-]+)(?:\.[a-z]+)?\.v[0-9][0-9.]*(\.so|\.dylib)$`)

// manifestDigest is the SHA-256 of the lines that sha256sum prints for files in the order of their names.
func manifestDigest(files []File) dgrid.Digest {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s  %s\n", hexOf(f.SHA256), f.Name)
	}
	return dgrid.Digest(h.Sum(nil))
}

// RuntimeDigest hashes the libraries in dir, the folder of a runtime or of one of its variants. It is what a node advertises
// as its runtime: links do not count, and a folder with fewer variants has another digest.
func RuntimeDigest(ctx context.Context, dir string) (dgrid.Digest, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return dgrid.Digest{}, fmt.Errorf("hash runtime: %w", err)
	}
	var files []File
	for _, e := range entries { // ReadDir sorts by name
		if !e.Type().IsRegular() {
			continue
		}
		d, err := hashFile(ctx, filepath.Join(dir, e.Name()), nil)
		if err != nil {
			return dgrid.Digest{}, fmt.Errorf("hash runtime: %w", err)
		}
		files = append(files, File{Name: e.Name(), SHA256: d})
	}
	if len(files) == 0 {
		return dgrid.Digest{}, fmt.Errorf("hash runtime: %s holds no libraries", dir)
	}
	return manifestDigest(files), nil
}

// Runtime is the folder of the runtime that this machine uses: the selected one, or else this platform's. Its error wraps ErrMissing, or ErrDamaged if a file is gone or has another
// size; only VerifyRuntime reads the files.
func (s *Store) Runtime() (string, error) {
	a, err := s.SelectedRuntime()
	if err != nil {
		return "", err
	}
	dir := s.place(KindRuntime, a.SHA256)
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("find runtime %s: %w: run `dgridd pull runtime`", a.Name, ErrMissing)
	} else if err != nil {
		return "", fmt.Errorf("find runtime %s: %w", a.Name, err)
	}
	for _, f := range a.Files {
		info, err := os.Stat(filepath.Join(dir, f.Name))
		if err != nil || info.Size() != f.Size {
			return "", fmt.Errorf("find runtime %s: %w: %s is missing or has a wrong size: run `dgridd pull runtime` to fetch it again",
				a.Name, ErrDamaged, filepath.Join(dir, f.Name))
		}
	}
	return dir, nil
}

// VerifyRuntime hashes the runtime that this machine uses again. Its error wraps ErrMissing or ErrDamaged.
func (s *Store) VerifyRuntime(ctx context.Context) error {
	dir, err := s.Runtime()
	if err != nil {
		return err
	}
	got, err := RuntimeDigest(ctx, dir)
	if err != nil {
		return err
	}
	if want := filepath.Base(dir); hexOf(got) != want {
		return fmt.Errorf("verify runtime: %w: %s has the digest %s, want %s: run `dgridd pull runtime` to fetch it again",
			ErrDamaged, dir, hexOf(got), want)
	}
	return nil
}

// Variants are the CPU variants that the runtime of this machine holds, in order.
func (s *Store) Variants() ([]string, error) {
	a, err := s.SelectedRuntime()
	if err != nil {
		return nil, err
	}
	var vs []string
	for _, f := range a.Files {
		if v, ok := variantOf(f.Name); ok {
			vs = append(vs, v)
		}
	}
	return vs, nil
}

func variantOf(name string) (string, bool) {
	v, ok := strings.CutPrefix(name, variantPrefix)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(v, variantSuffix)
}

// Variant makes and returns a folder with this machine's runtime in which variant is the only one for CPUs, so that an engine
// must use it. It holds hard links and takes no space. Asking twice gives the same folder.
func (s *Store) Variant(ctx context.Context, variant string) (dir string, err error) {
	full, err := s.Runtime()
	if err != nil {
		return "", err
	}
	vs, err := s.Variants()
	if err != nil {
		return "", err
	}
	if !slices.Contains(vs, variant) {
		return "", fmt.Errorf("find CPU variant %.80q: this runtime has %s", variant, strings.Join(vs, ", "))
	}
	a, err := s.SelectedRuntime()
	if err != nil {
		return "", err
	}
	unlock, err := s.lock(ctx, a.SHA256, nil)
	if err != nil {
		return "", err
	}
	defer unlock()
	dir = full + "-" + variant
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	work, err := s.freshWork(a.SHA256)
	if err != nil {
		return "", fmt.Errorf("lay out CPU variant %s: %w", variant, err)
	}
	if err := layOut(full, filepath.Join(work, unpackedDir), dir, variant, a.Files); err != nil {
		return "", errors.Join(fmt.Errorf("lay out CPU variant %s: %w", variant, err), os.RemoveAll(work))
	}
	return dir, os.RemoveAll(work)
}

// layOut makes the folder of one variant in work and publishes it as final.
func layOut(full, work, final, variant string, files []File) error {
	for _, f := range files {
		if v, ok := variantOf(f.Name); ok && v != variant {
			continue
		}
		if err := os.Link(filepath.Join(full, f.Name), filepath.Join(work, f.Name)); err != nil {
			return err
		}
	}
	if err := linkVersioned(work, files); err != nil {
		return err
	}
	return publish(work, final)
}

// linkVersioned makes libllama.so a link to libllama.v0.5.0.so, and so on for every library with its version in its name.
func linkVersioned(dir string, files []File) error {
	for _, f := range files {
		if m := versioned.FindStringSubmatch(f.Name); m != nil {
			if err := os.Symlink(f.Name, filepath.Join(dir, m[1]+m[2])); err != nil {
				return err
			}
		}
	}
	return nil
}

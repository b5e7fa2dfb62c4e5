package keys

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const maxFile = 64 << 10 // bytes; a keystore file is half a kilobyte

func obtainPassword(path string) (string, error) {
	password, err := readPassword(path)
	if !errors.Is(err, ErrMissing) {
		return password, err
	}
	password = hex.EncodeToString(randomBytes(32))
	return password, writeNew(path, []byte(password+"\n"))
}

// randomBytes cannot fail: crypto/rand ends the program where the system has no randomness.
func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}

func readPassword(path string) (string, error) {
	b, err := readPrivate(path)
	if err != nil {
		return "", err
	}
	password := strings.TrimRight(string(b), "\r\n")
	if password == "" {
		return "", fmt.Errorf("read password: %s is empty", path)
	}
	if strings.ContainsAny(password, "\r\n") {
		return "", fmt.Errorf("read password: %s has more than one line", path)
	}
	return password, nil
}

// private fails where others may look into dir.
func private(dir string) error {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open keys: %w: there is no folder %s", ErrMissing, dir)
	}
	if err != nil {
		return fmt.Errorf("open keys: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("open keys: %s is no folder", dir)
	}
	return checkMode(dir, info, 0o700)
}

func checkMode(path string, info fs.FileInfo, want fs.FileMode) error {
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("open keys: others may read %s (mode %04o): run: chmod %o %s", path, info.Mode().Perm(), want, path)
	}
	return nil
}

// readPrivate reads a small file that nobody else may read. It looks at the open file, so that no other file can take the
// name's place in between.
func readPrivate(path string) ([]byte, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open keys: %w: there is no file %s", ErrMissing, path)
	}
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open keys: %s is no regular file", path)
	}
	if err := checkMode(path, info, 0o600); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("open keys: %w", err)
	}
	if len(b) > maxFile {
		return nil, fmt.Errorf("open keys: %s is larger than %d bytes", path, maxFile)
	}
	return b, nil
}

// writeNew writes a file that must not exist, whole and durable or not at all.
func writeNew(path string, b []byte) error {
	if err := writeFile(path, b); err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	return nil
}

func writeFile(path string, b []byte) (err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	// Unlike a rename, a link does not replace what another process has put there meanwhile.
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

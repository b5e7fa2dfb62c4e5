package facts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

const maxFile = 4 << 20 // bytes; some 10,000 facts

// Fact is a value that knows whether it can be true.
type Fact interface{ Check() error }

// File is one JSON object of facts by key. It holds nothing in memory: what another process wrote is seen at the next Get. It is
// safe for concurrent use, by several processes too.
type File[V Fact] struct{ path string }

// Open is the file at path; it makes the folder if there is none.
func Open[V Fact](path string) (*File[V], error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	return &File[V]{path: path}, nil
}

// Get is the fact of key. A file that cannot be read or is damaged knows none.
func (f *File[V]) Get(key string) (V, bool) {
	v, ok := f.All()[key]
	return v, ok
}

// All is every fact; never nil.
func (f *File[V]) All() map[string]V {
	file, err := os.Open(f.path)
	if err != nil {
		return make(map[string]V)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil || len(text) > maxFile {
		return make(map[string]V)
	}
	return Parse[V](text)
}

// Parse reads a file's text. What it cannot read, or what cannot be true, it leaves out: one fact, or all.
func Parse[V Fact](text []byte) map[string]V {
	all := make(map[string]V)
	var raw map[string]json.RawMessage
	if json.Unmarshal(text, &raw) != nil {
		return all
	}
	for key, value := range raw {
		var v V
		if json.Unmarshal(value, &v) == nil && v.Check() == nil {
			all[key] = v
		}
	}
	return all
}

// Change puts what change makes of the fact of key, the zero value where there is none, in its place. Either the whole file is
// replaced or nothing is changed; a damaged file is replaced by one that holds key alone.
func (f *File[V]) Change(key string, change func(before V) V) error {
	unlock, err := f.lock()
	if err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	defer unlock()
	all := f.All()
	after := change(all[key])
	if err := after.Check(); err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	all[key] = after
	if err := f.replace(all); err != nil {
		return fmt.Errorf("write %s: %w", f.path, err)
	}
	return nil
}

// replace writes the file anew beside the old one and puts it in its place. What a killed process leaves beside it is a few kilobytes
// that the next writer does not look at.
func (f *File[V]) replace(all map[string]V) (err error) {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if len(text) >= maxFile {
		return fmt.Errorf("it would be larger than %d bytes: remove it, and what it holds is found out anew", maxFile)
	}
	part, err := os.CreateTemp(filepath.Dir(f.path), filepath.Base(f.path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, part.Close(), os.Remove(part.Name()))
		}
	}()
	if _, err := part.Write(append(text, '\n')); err != nil {
		return err
	}
	if err := errors.Join(part.Chmod(0o644), part.Sync()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), f.path); err != nil {
		return err
	}
	return part.Close()
}

// lock keeps other writers out, of this process and of others, until unlock is called. It is held for one small file's writing. The
// system releases it when its holder dies; the lock's file stays.
func (f *File[V]) lock() (unlock func(), err error) {
	name := strings.TrimSuffix(f.path, ".json") + ".lock"
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	for {
		err := unix.Flock(int(file.Fd()), unix.LOCK_EX)
		if err == nil {
			return func() { file.Close() }, nil
		}
		if !errors.Is(err, unix.EINTR) {
			file.Close()
			return nil, &fs.PathError{Op: "lock", Path: name, Err: err}
		}
	}
}

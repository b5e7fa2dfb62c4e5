package speed

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/dgrid-network/dgrid"
)

// FileName is the book's name in its folder.
const FileName = "speed.json"

const (
	lockName = "speed.lock"
	maxFile  = 4 << 20 // bytes; some 10,000 entries
)

// Figures are what was measured. A figure that is 0 is not known.
type Figures struct {
	Prefill  float64    `json:"prefill,omitempty"`  // tokens a second of a prompt that is read
	Decode   float64    `json:"decode,omitempty"`   // tokens a second of one answer that runs alone
	Decode8  float64    `json:"decode8,omitempty"`  // tokens a second of 8 answers at once, together
	RSS      uint64     `json:"rss,omitempty"`      // bytes: the most that the worker process had resident
	Recheck  float64    `json:"recheck,omitempty"`  // time of a re-check over that of generating what it checks
	Measured dgrid.Time `json:"measured,omitempty"` // when, ms since 1970
}

func (f Figures) check() error {
	for _, v := range []float64{f.Prefill, f.Decode, f.Decode8, f.Recheck} {
		if v < 0 || math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("figure %g: want a number that is not negative", v)
		}
	}
	return nil
}

// over is f, with what f does not know taken from before.
func (f Figures) over(before Figures) Figures {
	for _, pair := range []struct{ now, before *float64 }{
		{&f.Prefill, &before.Prefill}, {&f.Decode, &before.Decode}, {&f.Decode8, &before.Decode8}, {&f.Recheck, &before.Recheck},
	} {
		if *pair.now == 0 {
			*pair.now = *pair.before
		}
	}
	if f.RSS == 0 {
		f.RSS = before.RSS
	}
	if f.Measured == 0 {
		f.Measured = before.Measured
	}
	return f
}

// Book is one folder's file. It holds nothing in memory: what another process wrote is seen at the next Get. It is safe for
// concurrent use, by several processes too.
type Book struct{ dir string }

// Open is the book of a folder, normally that of the models; it makes the folder if there is none.
func Open(dir string) (*Book, error) {
	if dir == "" {
		return nil, errors.New("open the book of speeds: no folder")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("open the book of speeds: %w", err)
	}
	return &Book{dir: dir}, nil
}

// Get is what is known of k. A file that cannot be read or is damaged knows nothing: it is measured anew.
func (b *Book) Get(k Key) (Figures, bool) {
	f, ok := b.read()[k.String()]
	return f, ok
}

// All is every key with its figures. Entries that another version wrote and this one cannot read are left out.
func (b *Book) All() map[Key]Figures {
	all := make(map[Key]Figures)
	for text, f := range b.read() {
		if k, err := ParseKey(text); err == nil {
			all[k] = f
		}
	}
	return all
}

// Put writes f down for k. A figure of f that is 0 leaves the one that stands there. Either the whole file is replaced or nothing
// is changed; a damaged file is replaced by one that holds k alone.
func (b *Book) Put(k Key, f Figures) error {
	if err := errors.Join(k.check(), f.check()); err != nil {
		return fmt.Errorf("write down speeds: %w", err)
	}
	unlock, err := b.lock()
	if err != nil {
		return fmt.Errorf("write down speeds: %w", err)
	}
	defer unlock()
	all := b.read()
	all[k.String()] = f.over(all[k.String()])
	if err := b.replace(all); err != nil {
		return fmt.Errorf("write down speeds: %w", err)
	}
	return nil
}

// read is the file's entries; never nil.
func (b *Book) read() map[string]Figures {
	all := make(map[string]Figures)
	file, err := os.Open(filepath.Join(b.dir, FileName))
	if err != nil {
		return all
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err != nil || len(text) > maxFile {
		return all
	}
	return parse(text)
}

// parse reads the file's text. What it cannot read it leaves out: one entry, or all.
func parse(text []byte) map[string]Figures {
	all := make(map[string]Figures)
	var raw map[string]json.RawMessage
	if json.Unmarshal(text, &raw) != nil {
		return all
	}
	for key, value := range raw {
		var f Figures
		if json.Unmarshal(value, &f) == nil && f.check() == nil {
			all[key] = f
		}
	}
	return all
}

// replace writes the file anew beside the old one and puts it in its place.
func (b *Book) replace(all map[string]Figures) (err error) {
	text, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	if len(text) >= maxFile {
		return fmt.Errorf("%s would be larger than %d bytes: remove it, and it is measured anew", filepath.Join(b.dir, FileName), maxFile)
	}
	part, err := os.CreateTemp(b.dir, FileName+".*")
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
	if err := os.Rename(part.Name(), filepath.Join(b.dir, FileName)); err != nil {
		return err
	}
	return part.Close()
}

// lock keeps other writers out, of this process and of others, until unlock is called. It is held for one small file's writing. The
// system releases it when its holder dies; the lock's file stays.
func (b *Book) lock() (unlock func(), err error) {
	f, err := os.OpenFile(filepath.Join(b.dir, lockName), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, unix.EINTR) {
			f.Close()
			return nil, &fs.PathError{Op: "lock", Path: f.Name(), Err: err}
		}
	}
}

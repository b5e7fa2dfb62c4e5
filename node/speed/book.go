package speed

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/facts"
)

// FileName is the book's name in its folder.
const FileName = "speed.json"

// Figures are what was measured. A figure that is 0 is not known.
type Figures struct {
	Prefill  float64    `json:"prefill,omitempty"`  // tokens a second of a prompt that is read
	Decode   float64    `json:"decode,omitempty"`   // tokens a second of one answer that runs alone
	Decode8  float64    `json:"decode8,omitempty"`  // tokens a second of 8 answers at once, together
	RSS      uint64     `json:"rss,omitempty"`      // bytes: the most that the worker process had resident
	Recheck  float64    `json:"recheck,omitempty"`  // time of a re-check over that of generating what it checks
	Measured dgrid.Time `json:"measured,omitempty"` // when, ms since 1970
}

// Check refuses what nobody can have measured.
func (f Figures) Check() error {
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

// Book is one folder's file. It is safe for concurrent use, by several processes too.
type Book struct{ file *facts.File[Figures] }

// Open is the book of a folder, normally that of the models; it makes the folder if there is none.
func Open(dir string) (*Book, error) {
	if dir == "" {
		return nil, errors.New("open the book of speeds: no folder")
	}
	file, err := facts.Open[Figures](filepath.Join(dir, FileName))
	if err != nil {
		return nil, fmt.Errorf("open the book of speeds: %w", err)
	}
	return &Book{file: file}, nil
}

// Get is what is known of k. A file that cannot be read or is damaged knows nothing: it is measured anew.
func (b *Book) Get(k Key) (Figures, bool) { return b.file.Get(k.String()) }

// All is every key with its figures. Entries that another version wrote and this one cannot read are left out.
func (b *Book) All() map[Key]Figures {
	all := make(map[Key]Figures)
	for text, f := range b.file.All() {
		if k, err := ParseKey(text); err == nil {
			all[k] = f
		}
	}
	return all
}

// Put writes f down for k. A figure of f that is 0 leaves the one that stands there.
func (b *Book) Put(k Key, f Figures) error {
	if err := errors.Join(k.check(), f.Check()); err != nil {
		return fmt.Errorf("write down speeds: %w", err)
	}
	return b.file.Change(k.String(), f.over)
}

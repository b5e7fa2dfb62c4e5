package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// filled is a folder with a few jobs, closed.
func filled(t *testing.T) (dir string, jobs []script) {
	t.Helper()
	dir = t.TempDir()
	s := open(t, dir, small())
	for n := range 6 {
		j := newScript(n, pairNumber(n))
		run(t, s, store.AsProvider, j)
		jobs = append(jobs, j)
	}
	must(t, s.Close())
	return dir, jobs
}

func try(dir string) error {
	s, err := store.Open(dir, testDomain, small(), slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return s.Close()
}

func copyDir(t *testing.T, from string) (to string) {
	t.Helper()
	to = filepath.Join(t.TempDir(), "copy")
	must(t, os.CopyFS(to, os.DirFS(from)))
	return to
}

// The journal's own tests change every bit. Here the question is that Open, which may cut off a torn tail, never takes a
// changed byte for one, and leaves a damaged folder as it is.
func TestOpenDetectsChangedBytesOfTheJournal(t *testing.T) {
	dir, _ := filled(t)
	path := filepath.Join(dir, "journal")
	whole, err := os.ReadFile(path)
	must(t, err)
	rng := rand.New(rand.NewPCG(3, 4))
	positions := []int{0, 7, 8, 56, 87, 88, 92, 100, len(whole) - 1, len(whole) - 32, len(whole) - 40, len(whole) - 48, len(whole) - 57}
	for range 30 {
		positions = append(positions, rng.IntN(len(whole)))
	}
	for _, i := range positions {
		b := bytes.Clone(whole)
		b[i] ^= byte(1 + rng.IntN(255))
		must(t, os.WriteFile(path, b, 0o600))
		if err := try(dir); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "backup") {
			t.Errorf("byte %d of %d changed to %#x: %v", i, len(b), b[i], err)
		}
		if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, b) {
			t.Fatalf("byte %d: Open changed a damaged journal: %v", i, err)
		}
	}
	must(t, os.WriteFile(path, whole, 0o600))
	must(t, try(dir))
}

// expect opens the folder and compares all jobs and accounts with what run left.
func expect(t *testing.T, dir string, jobs []script, withContent bool) {
	t.Helper()
	s := open(t, dir, small())
	for _, j := range jobs {
		got, err := s.Transcript(store.AsProvider, j.id)
		if withContent {
			must(t, err)
			sameJSON(t, got, j.want(store.AsProvider))
		} else if !errors.Is(err, store.ErrExpired) {
			t.Errorf("transcript without content: %v", err)
		}
		r, err := s.Record(store.AsProvider, j.id)
		must(t, err)
		if *r.Receipt != j.receipt(69) || len(r.Steps) != 2 || r.Order != j.order() || *r.Acceptance != j.acceptance() || *r.Cancel != j.cancel(69) {
			t.Errorf("record: %+v", r)
		}
	}
	checkBooks(t, s, dir)
	must(t, s.Close())
}

func TestTornTailIsCutOff(t *testing.T) {
	dir, jobs := filled(t)
	f, err := os.OpenFile(filepath.Join(dir, "journal"), os.O_WRONLY|os.O_APPEND, 0)
	must(t, err)
	_, err = f.Write(make([]byte, 300))
	must(t, errors.Join(err, f.Close()))
	expect(t, dir, jobs, true)
	expect(t, dir, jobs, true)
}

func TestLosses(t *testing.T) {
	cut := func(n int64) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, "journal")
			info, err := os.Stat(path)
			must(t, err)
			must(t, os.Truncate(path, info.Size()-n))
		}
	}
	const receipt = 16 + 1 + 1 + 65 + 2 + 13*32 + 32 // the last record of filled
	for _, c := range []struct {
		name string
		lose func(t *testing.T, dir string)
		want error
		say  string
	}{
		{"the journal's last byte", cut(1), store.ErrDamaged, "were acknowledged"},
		{"the journal's last record", cut(receipt), store.ErrDamaged, "were acknowledged"},
		{"the journal", func(t *testing.T, dir string) { must(t, os.Remove(filepath.Join(dir, "journal"))) }, store.ErrDamaged, "is missing"},
		{"the index", func(t *testing.T, dir string) { must(t, os.RemoveAll(filepath.Join(dir, "index"))) }, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, jobs := filled(t)
			c.lose(t, dir)
			if c.want == nil {
				expect(t, dir, jobs, false)
				return
			}
			if err := try(dir); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.say) {
				t.Errorf("got %v, want %v that says %q", err, c.want, c.say)
			}
		})
	}
}

// alter changes the index behind the store's back, as a damaged disk would.
func alter(t *testing.T, dir string, f func(txn *badger.Txn) error) {
	t.Helper()
	db, err := badger.Open(badger.DefaultOptions(filepath.Join(dir, "index")).WithLogger(nil))
	must(t, err)
	must(t, db.Update(f))
	must(t, db.Close())
}

func TestIndexThatDisagreesIsMadeAnew(t *testing.T) {
	first := func(txn *badger.Txn, prefix byte) []byte {
		opt := badger.DefaultIteratorOptions
		opt.Prefix = []byte{prefix}
		it := txn.NewIterator(opt)
		defer it.Close()
		it.Rewind()
		return it.Item().KeyCopy(nil)
	}
	for name, f := range map[string]func(txn *badger.Txn) error{
		"a signed object is gone": func(txn *badger.Txn) error { return txn.Delete(first(txn, 'o')) },
		"an account is gone":      func(txn *badger.Txn) error { return txn.Delete(first(txn, 'a')) },
		"an account is another":   func(txn *badger.Txn) error { return txn.Set(first(txn, 'a'), []byte(`{"settled":"5","jobs":1}`)) },
		"a job is open that is closed": func(txn *badger.Txn) error {
			return txn.Set(append([]byte{'w', 2}, make([]byte, 32)...), make([]byte, 72))
		},
		"a rebuild was cut short": func(txn *badger.Txn) error { return txn.Set([]byte("ma"), make([]byte, 40)) },
		"the position is gone":    func(txn *badger.Txn) error { return txn.Delete([]byte("ma")) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, jobs := filled(t)
			alter(t, dir, f)
			expect(t, dir, jobs, true)
		})
	}
}

func TestIndexOfAnotherJournalIsRefused(t *testing.T) {
	dir, _ := filled(t)
	other := t.TempDir()
	s := open(t, other, small())
	for n := range 9 {
		run(t, s, store.AsPayer, newScript(n, pairNumber(1)))
	}
	must(t, s.Close())
	must(t, os.RemoveAll(filepath.Join(other, "index")))
	must(t, os.CopyFS(filepath.Join(other, "index"), os.DirFS(filepath.Join(dir, "index"))))
	if err := try(other); !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "two different copies") {
		t.Errorf("got %v", err)
	}
}

// An old copy is a valid beginning. What came after it is adopted from the other side.
func TestOldCopyOpensAndCatchesUp(t *testing.T) {
	dir, ctx, role := t.TempDir(), t.Context(), store.AsPayer
	j := newScript(1, pairNumber(1))
	s := open(t, dir, small())
	must(t, s.Begin(ctx, role, j.begin()))
	leaf, _ := j.leaf(1, dgrid.LeafTokens)
	must(t, s.AddStep(ctx, role, j.step(1), leaf, nil))
	must(t, s.PutVoucher(ctx, role, voucher(j.pair, 100)))
	must(t, s.Close())
	backup := copyDir(t, dir)

	s = open(t, dir, small())
	run(t, s, role, newScript(2, pairNumber(1))) // lost with the disk
	must(t, s.Close())

	s = open(t, backup, small())
	if open, err := s.OpenJobs(role); err != nil || len(open) != 1 || open[0] != j.id {
		t.Fatalf("open jobs of the old copy: %v, %v", open, err)
	}
	must(t, s.AdoptStep(ctx, role, j.step(2)))
	must(t, s.PutVoucher(ctx, role, voucher(j.pair, 500)))
	must(t, s.Finish(ctx, role, j.id, store.Ending{}))
	got, err := s.Transcript(role, j.id)
	must(t, err)
	if len(got.Steps) != 2 || len(got.Leaves) != 1 {
		t.Errorf("%d steps and %d leaves, want 2 and 1", len(got.Steps), len(got.Leaves))
	}
	checkBooks(t, s, backup)
}

// An index restored without its journal's last records, or a crash between the two, is the same thing: Open catches up.
func TestOldIndexCatchesUp(t *testing.T) {
	dir, jobs := filled(t)
	old := copyDir(t, filepath.Join(dir, "index"))
	s := open(t, dir, small())
	late := newScript(50, pairNumber(50))
	run(t, s, store.AsProvider, late)
	must(t, s.Close())
	must(t, os.RemoveAll(filepath.Join(dir, "index")))
	must(t, os.Rename(old, filepath.Join(dir, "index")))
	s = open(t, dir, small())
	if r, err := s.Record(store.AsProvider, late.id); err != nil || r.Receipt == nil {
		t.Errorf("record behind the old index: %+v, %v", r, err)
	}
	must(t, s.Close())
	expect(t, dir, jobs, true)
}

// The store may fail although the data is already on the disk. The caller hears of the failure; what it repeats after the
// restart is no change, and nothing is there twice.
func TestFailureAfterPersisting(t *testing.T) {
	fault := errors.New("injected fault")
	for _, stage := range []int{store.AfterContent, store.AfterJournal, store.AfterIndex} {
		for call := range 5 {
			t.Run(fmt.Sprintf("stage %d call %d", stage, call), func(t *testing.T) {
				dir, ctx, role, j := t.TempDir(), t.Context(), store.AsProvider, newScript(1, pairNumber(1))
				leaf, sketches := j.leaf(1, dgrid.LeafTokens)
				tail, tailSketches := j.leaf(2, 5)
				receipt := j.receipt(37)
				calls := []func(s *store.Store) error{
					func(s *store.Store) error { return s.Begin(ctx, role, j.begin()) },
					func(s *store.Store) error { return s.Accept(ctx, role, j.acceptance()) },
					func(s *store.Store) error { return s.AddStep(ctx, role, j.step(1), leaf, sketches) },
					func(s *store.Store) error { return s.PutVoucher(ctx, role, voucher(j.pair, 10)) },
					func(s *store.Store) error {
						return s.Finish(ctx, role, j.id, store.Ending{Receipt: &receipt, Tail: []dgrid.Leaf{tail}, Sketches: tailSketches})
					},
				}
				s := open(t, dir, small())
				for _, f := range calls[:call] {
					must(t, f(s))
				}
				must(t, s.Close())
				s = open(t, dir, small())
				hit := false
				s.SetFault(func(at int) error {
					if at != stage {
						return nil
					}
					hit = true
					return fault
				})
				err := calls[call](s)
				if !hit {
					must(t, err) // this call writes no content
				} else if !errors.Is(err, fault) {
					t.Fatalf("got %v", err)
				}
				fatal := hit && stage != store.AfterContent
				if errors.Is(s.Space(), store.ErrFailed) != fatal || errors.Is(s.PutVoucher(ctx, store.AsPayer, voucher(j.pair, 1)), store.ErrFailed) != fatal {
					t.Errorf("failed for good: %v, want %v", s.Failed(), fatal)
				}
				must(t, s.Close())
				s = open(t, dir, small())
				for i, f := range calls[call:] {
					err := f(s)
					if i == 0 && call == 0 && errors.Is(err, store.ErrExists) {
						err = nil // the order had been stored
					}
					must(t, err)
				}
				got, err := s.Transcript(role, j.id)
				must(t, err)
				if len(got.Steps) != 1 || len(got.Leaves) != 2 || len(got.Sketches) != 37 || *got.Receipt != receipt {
					t.Errorf("transcript: %+v", got)
				}
				checkBooks(t, s, dir)
			})
		}
	}
}

func TestRunEndsWithTheFailure(t *testing.T) {
	s := open(t, t.TempDir(), small())
	s.SetFault(func(at int) error { return errors.New("injected fault") })
	ran := make(chan error, 1)
	go func() { ran <- s.Run(t.Context()) }()
	if err := s.PutVoucher(t.Context(), store.AsPayer, voucher(pairNumber(1), 1)); !errors.Is(err, store.ErrFailed) {
		t.Errorf("voucher: %v", err)
	}
	if err := <-ran; !errors.Is(err, store.ErrFailed) {
		t.Errorf("run: %v", err)
	}
}

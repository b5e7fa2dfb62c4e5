package node_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
)

// The payer ends at any token of a first or second part, as by kill -9. When it starts again, every order that was stored has its
// answer, with the decision behind it and what was signed; and when the provider is met again, with what that signed, too.
func TestRecordsSurviveACrash(t *testing.T) {
	for _, at := range []int{1, 33, 40, 41, 75} {
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			f := newFleet(t, &speaker{length: 90, prompt: 10, fails: 40, err: errEngine}, &speaker{length: 90, prompt: 10})
			dir, n := t.TempDir(), 0
			_, err := f.router.Answer(t.Context(), wanted(500), func(p router.Piece) error {
				if n += p.Tokens; n == at {
					f.payer.freeze(t, dir)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			f.served.Wait()
			if err := f.payer.store.Close(); err != nil {
				t.Fatal(err)
			}
			f.payer.dir = dir
			f.payer.open(t)
			f.open(t)
			jobs, err := f.payer.store.Jobs(store.AsPayer, 0)
			if err != nil {
				t.Fatal(err)
			}
			if want := 1 + at/41; len(jobs) != want {
				t.Fatalf("%d jobs are stored, want %d", len(jobs), want)
			}
			var a *router.Answer
			for _, j := range jobs {
				if a, err = f.router.Find(t.Context(), j.ID); err != nil {
					t.Fatalf("job %s: %v", j.ID.Short(), err)
				}
			}
			last := a.Parts[len(a.Parts)-1]
			if a.Ended == 0 || a.Finish != 0 || len(a.Parts) != len(jobs) || last.Error == "" || last.Decision.Chosen != last.Peer || len(last.Decision.Candidates) != 2 {
				t.Errorf("answer %+v", a)
			}
			if signed := last.Signed; int(signed) > at || int(last.Start+signed+2*dgrid.LeafTokens) < at {
				t.Errorf("%d tokens of the last part are signed, %d came", signed, at)
			}
			q := wanted(5)
			q.Provider = last.Peer
			f.members[0].engine.fails, f.members[0].engine.err = 0, nil
			if _, err := f.answer(t, q); err != nil {
				t.Fatal(err)
			}
			if a, err = f.router.Find(t.Context(), a.ID); err != nil {
				t.Fatal(err)
			}
			met := a.Parts[len(a.Parts)-1]
			signed, err := f.member(last.Peer).store.Record(store.AsProvider, last.Job)
			if err != nil {
				t.Fatal(err)
			}
			if signed.Receipt == nil || met.Signed != signed.Receipt.Object.OutputTokens || met.Fee != signed.Receipt.Object.Fee {
				t.Errorf("met again, the part has %d tokens for %s; the provider signed %+v", met.Signed, met.Fee, signed.Receipt)
			}
		})
	}
}

// freeze copies the store's folder, but for the ballast, as it is on the disk at this moment.
func (s *side) freeze(t *testing.T, to string) {
	t.Helper()
	from := os.DirFS(s.dir)
	err := fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, path), 0o700)
		case path == "ballast":
			return nil
		}
		b, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, path), b, 0o600)
	})
	if err != nil {
		t.Error(err)
	}
}

// A crash between a note and its order leaves a part of which nothing was sent.
func TestNoteWithoutItsOrder(t *testing.T) {
	f := newFleet(t, speakers(1, 40)...)
	got, err := f.answer(t, wanted(100))
	if err != nil {
		t.Fatal(err)
	}
	var notes []store.Note
	for _, kind := range []string{"answer", "part"} {
		found, err := f.payer.store.Notes(kind)
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, found...)
	}
	empty := newSide(t)
	if err := empty.store.PutNotes(t.Context(), append(notes, store.Note{Kind: "answer open", Key: notes[0].Key, Value: []byte("1")})...); err != nil {
		t.Fatal(err)
	}
	f.payer = empty
	f.open(t)
	a, err := f.router.Find(t.Context(), got.ID)
	if err != nil || a.Ended == 0 {
		t.Errorf("answer %+v, %v", a, err)
	}
	if _, err := f.router.Find(t.Context(), dgrid.JobID{1}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an answer that never was: %v", err)
	}
}

package speed_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/facts"
	"github.com/dgrid-network/dgrid/node/speed"
)

func key(n byte) speed.Key {
	return speed.Key{Model: dgrid.ModelID{n}, Class: "cpu-x86-avx2/haswell", Threads: 1}
}

func open(t *testing.T, dir string) *speed.Book {
	t.Helper()
	b, err := speed.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPutAndGet(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	b := open(t, dir)
	if f, ok := b.Get(key(1)); ok {
		t.Fatalf("an empty book knows %+v", f)
	}
	want := speed.Figures{Prefill: 430.5, Decode: 55.9, Decode8: 150, RSS: 1 << 30, Recheck: 0.7, Measured: 1_700_000_000_000}
	if err := b.Put(key(1), want); err != nil {
		t.Fatal(err)
	}
	if got, ok := open(t, dir).Get(key(1)); !ok || got != want {
		t.Errorf("another book of the folder reads %+v, %t: want %+v", got, ok, want)
	}
	other := key(1)
	other.Threads = 2
	if f, ok := b.Get(other); ok {
		t.Errorf("figures of one thread are told for two: %+v", f)
	}
	if all := b.All(); len(all) != 1 || all[key(1)] != want {
		t.Errorf("all is %+v: want the one key", all)
	}
}

func TestPutKeepsWhatItDoesNotKnow(t *testing.T) {
	b := open(t, t.TempDir())
	for _, f := range []speed.Figures{{Prefill: 400, Decode: 50, Measured: 5}, {RSS: 123, Decode: 60}} {
		if err := b.Put(key(1), f); err != nil {
			t.Fatal(err)
		}
	}
	want := speed.Figures{Prefill: 400, Decode: 60, RSS: 123, Measured: 5}
	if got, _ := b.Get(key(1)); got != want {
		t.Errorf("after two writers the book says %+v: want %+v", got, want)
	}
}

func TestPutRefuses(t *testing.T) {
	b := open(t, t.TempDir())
	for _, bad := range []speed.Key{{}, {Model: dgrid.ModelID{1}, Class: "cpu"}, {Model: dgrid.ModelID{1}, Threads: 1}} {
		if err := b.Put(bad, speed.Figures{Decode: 1}); err == nil {
			t.Errorf("key %s was taken", bad)
		}
	}
	if err := b.Put(key(1), speed.Figures{Decode: -1}); err == nil {
		t.Error("a negative figure was taken")
	}
}

// A damaged file, or one with entries of another version, costs only what cannot be read.
func TestDamagedFile(t *testing.T) {
	whole := `{"` + key(1).String() + `":{"decode":5},`
	for name, text := range map[string]string{
		"empty": "", "cut": whole, "no object": "[1]", "zeros": strings.Repeat("\x00", 100),
		"too large": whole + `"x":"` + strings.Repeat("y", 4<<20) + `"}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, speed.FileName), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			b := open(t, dir)
			if f, ok := b.Get(key(1)); ok {
				t.Fatalf("a damaged file says %+v", f)
			}
			if err := b.Put(key(2), speed.Figures{Decode: 7}); err != nil {
				t.Fatal(err)
			}
			if f, _ := b.Get(key(2)); f.Decode != 7 {
				t.Errorf("after the repair the book says %+v", f)
			}
		})
	}
	t.Run("one bad entry", func(t *testing.T) {
		dir := t.TempDir()
		text := whole + `"` + key(2).String() + `":{"decode":"fast"},"a":3,"` + key(3).String() + `":{"decode":9,"later":true}}`
		if err := os.WriteFile(filepath.Join(dir, speed.FileName), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		all := open(t, dir).All()
		if len(all) != 2 || all[key(1)].Decode != 5 || all[key(3)].Decode != 9 {
			t.Errorf("all is %+v: want the two good entries", all)
		}
	})
}

func TestWritersAtOnce(t *testing.T) {
	dir := t.TempDir()
	var group sync.WaitGroup
	for n := range byte(16) {
		group.Go(func() {
			b, err := speed.Open(dir)
			if err == nil {
				err = b.Put(key(n+1), speed.Figures{Decode: float64(n + 1)})
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if all := open(t, dir).All(); len(all) != 16 {
		t.Errorf("of 16 writers' entries %d are left", len(all))
	}
	left, err := filepath.Glob(filepath.Join(dir, speed.FileName+".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("parts are left behind: %v %v", left, err)
	}
}

func TestKeyText(t *testing.T) {
	for _, k := range []speed.Key{key(1), {Model: dgrid.ModelID{9}, Class: "cpu-arm64", Threads: 64}} {
		got, err := speed.ParseKey(k.String())
		if err != nil || got != k {
			t.Errorf("%s reads as %s, %v", k, got, err)
		}
	}
	for _, bad := range []string{"", "/", "//", "0x01/cpu/1", key(1).Model.String() + "/1", key(1).Model.String() + "/cpu/", key(1).Model.String() + "/cpu/0", key(1).Model.String() + "//1"} {
		if k, err := speed.ParseKey(bad); err == nil {
			t.Errorf("%q reads as %s: want an error", bad, k)
		}
	}
}

// Whatever lies in the file, reading it neither fails nor tells figures that nobody could have measured.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"` + key(1).String() + `":{"decode":5,"rss":3}}`))
	f.Add([]byte(`{"a":{"prefill":-1}}`))
	f.Add([]byte(`{`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for k, v := range facts.Parse[speed.Figures](text) {
			if v.Prefill < 0 || v.Decode < 0 || v.Decode8 < 0 || v.Recheck < 0 {
				t.Errorf("%q has %+v", k, v)
			}
			if parsed, err := speed.ParseKey(k); err == nil && (parsed.Threads < 1 || parsed.Class == "") {
				t.Errorf("%q reads as %+v", k, parsed)
			}
		}
	})
}

package gguf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

// entry is one tensor of a file that whole makes.
type entry struct {
	name   string
	dims   []uint64
	typ    uint32
	offset uint64
}

const (
	f32, q4 = 0, 2
	tU16    = 2
)

// pair is one metadata pair of one number.
type pair struct {
	key string
	typ uint32
	raw []byte
}

func number(key string, n uint32) pair {
	return pair{key, tU32, binary.LittleEndian.AppendUint32(nil, n)}
}

// whole is a file with the given pairs and tensors and data bytes of data, aligned to 32.
func whole(pairs []pair, tensors []entry, data int) []byte {
	b := new(builder)
	b.WriteString("GGUF")
	b.u32(3).u64(uint64(len(tensors))).u64(uint64(len(pairs) + 1))
	b.text("general.architecture").u32(tString).text("toy")
	for _, p := range pairs {
		b.text(p.key).u32(p.typ).Write(p.raw)
	}
	for _, e := range tensors {
		b.text(e.name).u32(uint32(len(e.dims)))
		for _, d := range e.dims {
			b.u64(d)
		}
		b.u32(e.typ).u64(e.offset)
	}
	for b.Len()%32 != 0 {
		b.WriteByte(0)
	}
	b.Write(make([]byte, data))
	return b.Bytes()
}

// two are tensors of 64 bytes and of 2 x 18 bytes.
func two() []entry {
	return []entry{{"a", []uint64{4, 4}, f32, 0}, {"b", []uint64{32, 2}, q4, 64}}
}

func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "toy.gguf")
	if err := os.WriteFile(path, whole([]pair{number("toy.block_count", 30)}, two(), 128), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := gguf.Check(path)
	if err != nil {
		t.Fatal(err)
	}
	if l.Header.Architecture != "toy" || l.Numbers["toy.block_count"] != 30 || l.Size != l.Data+128 || l.Data%32 != 0 || len(l.Tensors) != 2 {
		t.Errorf("layout %+v", l)
	}
	if b := l.Tensors[1]; b.Name != "b" || b.Size != 36 || b.Offset != 64 || b.Type != q4 {
		t.Errorf("tensor %+v", b)
	}
	if err := l.Confirm(path); err != nil {
		t.Errorf("another parser: %v", err)
	}
	l.Tensors[1].Offset = 96
	if err := l.Confirm(path); !errors.Is(err, gguf.ErrFormat) || !strings.Contains(err.Error(), "differently") {
		t.Errorf("another layout is confirmed: %v", err)
	}
	if _, err := gguf.Check(path + ".none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want ErrNotExist", err)
	}
	if _, err := gguf.Check(t.TempDir()); !errors.Is(err, gguf.ErrFormat) {
		t.Errorf("a folder: %v, want ErrFormat", err)
	}
}

func TestCheckRefuses(t *testing.T) {
	one := func(e entry) []byte { return whole(nil, []entry{e}, 1<<10) }
	align := func(n uint32) []byte { return whole([]pair{number("general.alignment", n)}, two(), 128) }
	count := func(n uint64) []byte {
		b := whole(nil, two(), 128)
		binary.LittleEndian.PutUint64(b[8:], n)
		return b
	}
	tests := []struct {
		name string
		file []byte
		says string
	}{
		{"no tensors", whole(nil, nil, 64), "no tensors"},
		{"tensors that are not there", count(1 << 19), "tensor 2"},
		{"huge count", count(math.MaxUint64), "tensors, at most"},
		{"name", one(entry{strings.Repeat("n", 64), []uint64{4}, f32, 0}), "name of 64 bytes"},
		{"name twice", whole(nil, []entry{{"a", []uint64{8}, f32, 0}, {"a", []uint64{8}, f32, 32}}, 64), "stands twice"},
		{"no dimensions", one(entry{"a", nil, f32, 0}), "0 dimensions"},
		{"five dimensions", one(entry{"a", []uint64{1, 1, 1, 1, 1}, f32, 0}), "5 dimensions"},
		{"empty dimension", one(entry{"a", []uint64{4, 0}, f32, 0}), "dimensions [4 0]"},
		{"product beyond 64 bits", one(entry{"a", []uint64{1 << 40, 1 << 40}, f32, 0}), "dimensions [1099"},
		{"bytes beyond 64 bits", one(entry{"a", []uint64{1 << 62}, 28, 0}), "dimensions [4611"},
		{"type given up", one(entry{"a", []uint64{32}, 4, 0}), "unknown type 4"},
		{"type unknown", one(entry{"a", []uint64{32}, 1 << 31, 0}), "unknown type"},
		{"half a block", one(entry{"a", []uint64{33}, q4, 0}), "rows of 33"},
		{"not aligned", one(entry{"a", []uint64{4}, f32, 8}), "not aligned to 32"},
		{"past the end", one(entry{"a", []uint64{4}, f32, 1 << 10}), "past the end"},
		{"offset that wraps", one(entry{"a", []uint64{16}, f32, math.MaxUint64 - 31}), "past the end"},
		{"larger than the file", one(entry{"a", []uint64{1 << 20}, f32, 0}), "past the end"},
		{"data cut off", whole(nil, two(), 99), "past the end"},
		{"table cut off", whole(nil, two(), 0)[:120], "cut short"},
		{"no data at all", bytes.TrimRight(whole([]pair{number("x", 1)}, two(), 0), "\x00"), "tensor"},
		{"upon each other", whole(nil, []entry{{"a", []uint64{64}, f32, 0}, {"b", []uint64{8}, f32, 32}}, 512), "upon each other"},
		{"alignment 0", align(0), "alignment 0"},
		{"alignment 4", align(4), "alignment 4"},
		{"alignment 3", align(3), "alignment 3"},
		{"alignment huge", align(1 << 31), "alignment 2147483648"},
		{"split", whole([]pair{{"split.count", tU16, []byte{3, 0}}}, two(), 128), "split into 3 files"},
		{"split's type", whole([]pair{number("split.count", 3)}, two(), 128), "type 4"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := gguf.CheckFrom(bytes.NewReader(tt.file), uint64(len(tt.file)))
			if !errors.Is(err, gguf.ErrFormat) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want ErrFormat that says %q", err, tt.says)
			}
		})
	}
	if b := whole([]pair{{"split.count", tU16, []byte{1, 0}}}, two(), 128); b != nil {
		if _, err := gguf.CheckFrom(bytes.NewReader(b), uint64(len(b))); err != nil {
			t.Errorf("one file that is said to be one: %v", err)
		}
	}
}

// TestCheckTakesNoMemoryForClaims reads files whose every number claims much.
func TestCheckTakesNoMemoryForClaims(t *testing.T) {
	for at := 0; at+8 <= 200; at++ {
		b := whole([]pair{number("toy.block_count", 30)}, two(), 1<<20)
		binary.LittleEndian.PutUint64(b[at:], 1<<20-1)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := gguf.CheckFrom(bytes.NewReader(b), uint64(len(b)))
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 8<<20 {
			t.Errorf("at %d: %d bytes taken for a file of 1 MiB (%v)", at, took, err)
		}
	}
}

// TestEverySmallDamageIsRefusedOrHarmless flips each byte of the part that is read. Nothing may panic, and what passes has its
// tensors in the file.
func TestEverySmallDamageIsRefusedOrHarmless(t *testing.T) {
	good := whole([]pair{number("toy.block_count", 30)}, two(), 128)
	for at := range len(good) - 128 {
		for _, mask := range []byte{0x01, 0x80, 0xff} {
			b := bytes.Clone(good)
			b[at] ^= mask
			if l, err := gguf.CheckFrom(bytes.NewReader(b), uint64(len(b))); err == nil {
				inside(t, l, fmt.Sprintf("byte %d with %#x", at, mask))
			}
		}
	}
}

func inside(t *testing.T, l gguf.Layout, what string) {
	t.Helper()
	for _, e := range l.Tensors {
		if e.Size == 0 || l.Data+e.Offset+e.Size > l.Size || l.Data+e.Offset+e.Size < e.Offset {
			t.Fatalf("%s: tensor %+v in a file of %d bytes", what, e, l.Size)
		}
	}
}

// FuzzCheck: no file makes the check panic, or pass with a tensor outside of the file.
func FuzzCheck(f *testing.F) {
	f.Add(whole([]pair{number("toy.block_count", 30)}, two(), 128))
	f.Add(whole([]pair{number("general.alignment", 64)}, two()[:1], 64))
	f.Add(sound())
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := gguf.CheckFrom(bytes.NewReader(b), uint64(len(b)))
		if err != nil {
			if !errors.Is(err, gguf.ErrFormat) {
				t.Fatal(err)
			}
			return
		}
		inside(t, l, "input")
	})
}

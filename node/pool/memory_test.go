package pool_test

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models/gguf"
	"github.com/dgrid-network/dgrid/node/pool"
)

func TestBudget(t *testing.T) {
	const gib = 1 << 30
	tests := []struct {
		name string
		set  uint64
		m    pool.Memory
		want uint64
		from string
	}{
		{"set", 5 * gib, pool.Memory{Total: gib, Free: gib}, 5 * gib, "engine.memory"},
		{"a tenth is left", 0, pool.Memory{Total: 10 * gib, Free: 8 * gib}, 7 * gib, "8.00 GiB free"},
		{"at most 4 GiB are left", 0, pool.Memory{Total: 1000 * gib, Free: 800 * gib}, 796 * gib, "reserve of 4.00 GiB"},
		{"at least 256 MiB are left", 0, pool.Memory{Total: gib, Free: gib / 2}, gib / 4, "reserve of 256 MiB"},
		{"nothing is left", 0, pool.Memory{Total: 100 * gib, Free: gib}, 0, "free"},
		{"what is free is not known", 0, pool.Memory{Total: 8 * gib}, 6 * gib, "three quarters"},
		{"nothing is known", 0, pool.Memory{}, 1 << 62, "not limited"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := pool.NewBudget(tt.set, tt.m); got.Bytes != tt.want || !strings.Contains(got.From, tt.from) {
				t.Errorf("got %+v, want %d from %q", got, tt.want, tt.from)
			}
		})
	}
}

// The estimates are held against the parts that they are made of: the cache's is exact, and known from libllama's own report.
func TestEstimate(t *testing.T) {
	shape := gguf.Shape{Layers: 30, Width: 576, Inner: 1536, Heads: 9, KVHeads: 3}
	size := pool.Size{File: 100 << 20, Header: gguf.Header{Vocabulary: 49152, Shape: shape}, KVCache: "f16", Cells: 2048}
	with := func(f func(*pool.Size)) uint64 { s := size; f(&s); return s.Estimate() }
	base := with(func(s *pool.Size) { s.Cells = 0 })
	if got := size.Estimate() - base; got != 45<<20 { // 30 layers x 3 heads x (64 + 64) x 2 bytes x 2,048
		t.Errorf("the cache of 2,048 cells is estimated at %d bytes", got)
	}
	if got := with(func(s *pool.Size) { s.KVCache = "q8_0" }) - base; got != 45<<20*34/64 {
		t.Errorf("a quantised cache is estimated at %d bytes", got)
	}
	if got := with(func(s *pool.Size) { s.Header.Shape.KVHeads = 0 }) - base; got != 135<<20 {
		t.Errorf("where the heads are not given the cache is estimated at %d bytes", got)
	}
	if got := with(func(s *pool.Size) { s.Header.Shape.ValueDim, s.Header.Shape.KeyDim = 32, 64 }) - base; got != 45<<20*3/4 {
		t.Errorf("with narrow values the cache is estimated at %d bytes", got)
	}
	if got, least := with(func(s *pool.Size) { s.Batch, s.Outputs = 512, 64 }), size.Estimate()+24<<20; got < least {
		t.Errorf("with a batch %d bytes are estimated, want at least %d", got, least)
	}
	if got := with(func(s *pool.Size) { s.Header.Shape = gguf.Shape{} }); got < 125<<20 || got > 250<<20 {
		t.Errorf("of a file without sizes %d bytes are estimated", got)
	}
}

func TestSlots(t *testing.T) {
	small := pool.Size{Header: gguf.Header{Shape: gguf.Shape{Layers: 30, Width: 576, Heads: 9, KVHeads: 3}}}   // 23,040 bytes a cell
	large := pool.Size{Header: gguf.Header{Shape: gguf.Shape{Layers: 80, Width: 8192, Heads: 64, KVHeads: 8}}} // 327,680 bytes a cell
	tests := []struct {
		name    string
		size    pool.Size
		slots   int
		context uint32
		memory  uint64
		want    int
		cells   uint32
	}{
		{"as many as usual", small, 0, 2048, 16 << 30, 8, 8 * 2048},
		{"as many as there is room for", large, 0, 2048, 16 << 30, 3, 3 * 2048},
		{"two in any case, in the room of one", large, 0, 8192, 16 << 30, 2, 8192},
		{"one set", small, 1, 2048, 16 << 30, 1, 2048},
		{"as set, in the room that there is", large, 8, 2048, 16 << 30, 8, 6656}, // 2 GiB, in whole blocks of 256
		{"a context at least", large, 4, 8192, 1 << 30, 4, 8192},
		{"whole blocks", small, 1, 100, 16 << 30, 1, 256},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if slots, cells := tt.size.Slots(tt.slots, tt.context, tt.memory); slots != tt.want || cells != tt.cells {
				t.Errorf("got %d slots and %d cells, want %d and %d", slots, cells, tt.want, tt.cells)
			}
		})
	}
}

func TestMachine(t *testing.T) {
	m := pool.Machine()
	if m.Total < 64<<20 || m.Free > m.Total {
		t.Errorf("this machine has %+v", m)
	}
	if runtime.GOOS != "linux" {
		t.Skip("only linux says what is free, and what a process has")
	}
	if m.Free == 0 {
		t.Error("nothing is free")
	}
	if r := pool.Resident(os.Getpid()); r < 1<<20 || r > m.Total {
		t.Errorf("this process has %d bytes", r)
	}
	if r := pool.Resident(1 << 30); r != 0 {
		t.Errorf("a process that does not exist has %d bytes", r)
	}
}

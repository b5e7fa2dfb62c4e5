package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/node/store/journal"
)

// BenchmarkAddStep measures durable steps, each with leaf and sketches, over so many jobs at a time.
func BenchmarkAddStep(b *testing.B) {
	for _, writers := range []int{1, 8, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := open(b, b.TempDir(), small())
			jobs := make([]script, writers)
			for w := range jobs {
				jobs[w] = newScript(w, pairNumber(w))
				must(b, s.Begin(b.Context(), store.AsProvider, jobs[w].begin()))
			}
			leaf, sketches := jobs[0].leaf(1, dgrid.LeafTokens)
			var left atomic.Int64
			left.Store(int64(b.N))
			b.ResetTimer()
			var wg sync.WaitGroup
			for _, j := range jobs {
				wg.Go(func() {
					for n := uint32(1); left.Add(-1) >= 0; n++ {
						st := dgrid.Step{Job: j.id, Number: n, OutputTokens: n * dgrid.LeafTokens, Fee: dgrid.NewAmount(uint64(n))}
						if err := s.AddStep(b.Context(), store.AsProvider, dgrid.Signed[dgrid.Step]{Object: st}, leaf, sketches); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}

// BenchmarkFsync is what the disk alone takes for one record: the floor under a step of one writer.
func BenchmarkFsync(b *testing.B) {
	path := filepath.Join(b.TempDir(), "journal")
	must(b, journal.Create(path, testDomain))
	j, _, err := journal.Open(path, testDomain, func(journal.Entry, journal.Position) error { return nil })
	must(b, err)
	defer j.Close()
	for b.Loop() {
		must(b, j.Append(&journal.Signed{Role: store.AsPayer, Object: &dgrid.Step{}}))
	}
}

// BenchmarkOpen is the time to open a folder with so many journal records, all in the index, and what an open store holds.
func BenchmarkOpen(b *testing.B) {
	const writers, each = 64, 500
	dir := b.TempDir()
	s := open(b, dir, small())
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			j := newScript(w, pairNumber(w))
			if err := s.Begin(b.Context(), store.AsProvider, j.begin()); err != nil {
				b.Error(err)
			}
			leaf, sketches := j.leaf(1, dgrid.LeafTokens)
			for n := range uint32(each) {
				st := dgrid.Step{Job: j.id, Number: n + 1, OutputTokens: (n + 1) * dgrid.LeafTokens}
				if err := s.AddStep(b.Context(), store.AsProvider, dgrid.Signed[dgrid.Step]{Object: st}, leaf, sketches); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	must(b, s.Close())
	info, err := os.Stat(filepath.Join(dir, "journal"))
	must(b, err)
	b.ReportMetric(float64(info.Size()), "journal-bytes")
	for b.Loop() {
		s := open(b, dir, small())
		b.StopTimer()
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapAlloc)/(1<<20), "heap-MiB")
		must(b, s.Close())
		b.StartTimer()
	}
}

package p2p_test

import (
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
)

// BenchmarkDiscovery starts members that know one bootstrap address and waits until each knows all. It reports the time from
// the start of the first member until one has the advert of another, and until the last has the last advert; and what a member
// costs in time of a processor from its start to its end, which does not depend on what else the machine does.
func BenchmarkDiscovery(b *testing.B) {
	for _, n := range []int{2, 20, 50} {
		b.Run(fmt.Sprintf("hosts=%d", n), func(b *testing.B) {
			var first, last, cpu time.Duration
			for b.Loop() {
				before := cpuTime(b)
				f, l := discover(b, n)
				first, last, cpu = first+f, last+l, cpu+cpuTime(b)-before
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(first.Milliseconds())/float64(b.N), "ms-first")
			b.ReportMetric(float64(last.Milliseconds())/float64(b.N), "ms-last")
			b.ReportMetric(float64(cpu.Milliseconds())/float64(b.N)/float64(n), "ms-cpu/host")
		})
	}
}

// cpuTime is what this process has used.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func discover(b *testing.B, n int) (first, last time.Duration) {
	boot := startMember(b, meshConfig(b, newIdentity(b), tcp))
	start := time.Now()
	members := make([]*member, n)
	for i := range members {
		members[i] = startMember(b, meshConfig(b, newIdentity(b), tcp, boot.Host))
		check(b, members[i].Announce(listing(byte(i))))
	}
	var mu sync.Mutex
	var group sync.WaitGroup
	for _, m := range members {
		group.Go(func() {
			await(b, m.Host, "an advert of another", func(a []dgrid.Advert) bool { return len(a) > 1 })
			at := time.Since(start)
			mu.Lock()
			if first == 0 || at < first {
				first = at
			}
			mu.Unlock()
			await(b, m.Host, "all adverts", count(n))
			at = time.Since(start)
			mu.Lock()
			last = max(last, at)
			mu.Unlock()
		})
	}
	group.Wait()
	for _, m := range append(members, boot) {
		m.stop()
	}
	return first, last
}

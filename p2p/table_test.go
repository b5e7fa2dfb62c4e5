package p2p_test

import (
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

var noon = time.Date(2030, 1, 1, 12, 0, 0, 0, time.UTC)

// heard is an advert of peer issued at a time.
func heard(peer dgrid.PeerID, boot, sequence uint64, issued time.Time) dgrid.Advert {
	return dgrid.Advert{Peer: peer, Boot: boot, Sequence: sequence, Issued: dgrid.Time(issued.UnixMilli()), TTL: 180_000, Models: []dgrid.Listing{{Model: dgrid.ModelID{1}}}}
}

func TestTableTakesOnlyWhatIsNewer(t *testing.T) {
	table := p2p.NewTable()
	for i, c := range []struct {
		boot, sequence uint64
		want           p2p.Verdict
	}{{2, 5, p2p.Accepted}, {2, 5, p2p.IgnoredStale}, {2, 4, p2p.IgnoredStale}, {1, 9, p2p.IgnoredStale}, {2, 6, p2p.Accepted}, {3, 1, p2p.Accepted}, {2, 7, p2p.IgnoredStale}} {
		at := noon.Add(time.Duration(i) * time.Second)
		if got := table.Offer(heard("a", c.boot, c.sequence, at), nil, p2p.NewArrival(at, true, true)); got != c.want {
			t.Errorf("%d: (%d, %d) was %s, want %s", i, c.boot, c.sequence, got, c.want)
		}
	}
	if live := table.Live(noon.Add(time.Minute)); len(live) != 1 || live[0].Boot != 3 {
		t.Errorf("the table holds %+v", live)
	}
}

func TestTableJudgesByTheClock(t *testing.T) {
	for _, c := range []struct {
		name          string
		issued        time.Duration // before or after noon
		direct, fresh bool
		want          p2p.Verdict
		skew          bool // it says something of the peer's clock
	}{
		{"now", 0, true, true, p2p.Accepted, true},
		{"89 s ahead", 89 * time.Second, true, true, p2p.Accepted, true},
		{"91 s ahead", 91 * time.Second, true, true, p2p.IgnoredClock, true},
		{"an hour ahead, from another", time.Hour, false, true, p2p.IgnoredClock, true},
		{"an hour ahead, pulled", time.Hour, false, false, p2p.IgnoredClock, true},
		{"89 s behind", -89 * time.Second, true, true, p2p.Accepted, true},
		{"91 s behind", -91 * time.Second, true, true, p2p.IgnoredClock, true},
		{"91 s behind, from another", -91 * time.Second, false, true, p2p.IgnoredExpired, false},
		{"two minutes old, pulled", -2 * time.Minute, false, false, p2p.Accepted, false},
		{"two minutes old, pulled from itself", -2 * time.Minute, true, false, p2p.Accepted, false},
		{"four minutes old, pulled", -4 * time.Minute, false, false, p2p.IgnoredExpired, false},
		{"four minutes old, pulled from itself", -4 * time.Minute, true, false, p2p.IgnoredClock, true},
	} {
		table := p2p.NewTable()
		if got := table.Offer(heard("a", 1, 1, noon.Add(c.issued)), nil, p2p.NewArrival(noon, c.direct, c.fresh)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if median, n := table.MedianSkew(); n == 1 != c.skew || c.skew && median != c.issued {
			t.Errorf("%s: skew %s of %d peers", c.name, median, n)
		}
	}
	table := p2p.NewTable()
	for _, issued := range []dgrid.Time{0, 1 << 62} { // further from now than a duration reaches
		a := heard("a", 1, 1, noon)
		a.Issued = issued
		if got := table.Offer(a, nil, p2p.NewArrival(noon, true, true)); got != p2p.IgnoredClock {
			t.Errorf("issued at %d: %s", issued, got)
		}
	}
}

func TestMedianSkewIsOfThePeers(t *testing.T) {
	table := p2p.NewTable()
	for i, ahead := range []time.Duration{0, time.Hour, time.Hour, time.Hour + time.Second, -time.Second} {
		table.Offer(heard(dgrid.PeerID(rune('a'+i)), 1, 1, noon.Add(ahead)), nil, p2p.NewArrival(noon, true, true))
	}
	if median, n := table.MedianSkew(); median != time.Hour || n != 5 {
		t.Errorf("median %s of %d peers, want an hour of 5", median, n)
	}
	table.Expire(noon.Add(11 * time.Minute))
	if _, n := table.MedianSkew(); n != 0 {
		t.Errorf("%d peers' clocks are kept after they were silent for long", n)
	}
}

func TestTableForgetsInTime(t *testing.T) {
	table := p2p.NewTable()
	changed := table.Next()
	table.Offer(heard("ahead", 1, 1, noon.Add(time.Minute)), make([]byte, 100), p2p.NewArrival(noon, true, true))
	table.Offer(heard("behind", 1, 1, noon.Add(-time.Minute)), make([]byte, 100), p2p.NewArrival(noon, true, true))
	<-changed
	if n := len(table.Live(noon.Add(119 * time.Second))); n != 2 {
		t.Errorf("%d live after 119 s, want 2", n)
	}
	// The advert of a clock that is behind ends with its issuer's; one that is ahead does not count longer than others.
	if live := table.Live(noon.Add(121 * time.Second)); len(live) != 1 || live[0].Peer != "ahead" {
		t.Errorf("live after 121 s: %+v", live)
	}
	changed = table.Next()
	table.Expire(noon.Add(121 * time.Second))
	<-changed
	table.Expire(noon.Add(180 * time.Second))
	if n, bytes := table.Size(); n != 0 || bytes != 0 {
		t.Errorf("%d adverts of %d bytes are left", n, bytes)
	}
}

func TestWithdrawnStaysGone(t *testing.T) {
	table := p2p.NewTable()
	gone := heard("a", 1, 2, noon)
	gone.Models = nil
	table.Offer(gone, nil, p2p.NewArrival(noon, true, true))
	if got := table.Offer(heard("a", 1, 1, noon), nil, p2p.NewArrival(noon, false, true)); got != p2p.IgnoredStale {
		t.Errorf("an older advert behind a withdrawal: %s", got)
	}
	if live := table.Live(noon); len(live) != 0 {
		t.Errorf("live: %+v", live)
	}
}

func TestOnePeersAdvertsArePaced(t *testing.T) {
	table := p2p.NewTable()
	counts := map[p2p.Verdict]int{}
	for i := range 100 {
		at := noon.Add(time.Duration(i) * 100 * time.Millisecond) // 100 in 10 s
		counts[table.Offer(heard("a", 1, uint64(i), at), nil, p2p.NewArrival(at, true, true))]++
	}
	if counts[p2p.Accepted] != 13 || counts[p2p.IgnoredRate] != 87 {
		t.Errorf("counts %v, want 10 at once and then one in 3 s", counts)
	}
}

func TestTableIsBounded(t *testing.T) {
	raw := make([]byte, p2p.MaxAdvert)
	for _, c := range []struct {
		size, want int
	}{{100, 4096}, {p2p.MaxAdvert, 1024}} {
		table := p2p.NewTable()
		for i := range 5000 {
			table.Offer(heard(dgrid.PeerID([]byte{byte(i >> 8), byte(i)}), 1, 1, noon), raw[:c.size], p2p.NewArrival(noon, true, true))
		}
		if n, bytes := table.Size(); n != c.want || bytes != c.want*c.size {
			t.Errorf("%d adverts of %d bytes in all, want %d", n, bytes, c.want)
		}
		if got := table.Offer(heard("new", 1, 1, noon), raw[:c.size], p2p.NewArrival(noon, true, true)); got != p2p.IgnoredFull {
			t.Errorf("one more was %s", got)
		}
		// Who is in the table goes on, and there is room again when others expire.
		if got := table.Offer(heard(dgrid.PeerID([]byte{0, 0}), 1, 2, noon), raw[:c.size], p2p.NewArrival(noon, true, true)); got != p2p.Accepted {
			t.Errorf("the next advert of a known peer was %s", got)
		}
		later := noon.Add(4 * time.Minute)
		if got := table.Offer(heard("new", 1, 1, later), raw[:c.size], p2p.NewArrival(later, true, true)); got != p2p.Accepted {
			t.Errorf("one more after the others expired was %s", got)
		}
		if n, _ := table.MedianSkew(); n != 0 {
			t.Errorf("median %s", n)
		}
		if _, n := table.MedianSkew(); n > 1024 {
			t.Errorf("the clocks of %d peers are kept", n)
		}
	}
}

package p2p

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Verdict is what became of an advert that came in.
type Verdict string

// The verdicts. Those that begin with "rejected" are provably the fault of whoever sent the advert, and lower its score; those
// that begin with "ignored" may happen to an honest peer.
const (
	Accepted          Verdict = "accepted"
	RejectedMalformed Verdict = "rejected: malformed"      // it cannot be decoded, or is larger than an advert may be
	RejectedSignature Verdict = "rejected: signature"      // not signed by the key in it
	RejectedBinding   Verdict = "rejected: binding"        // its owner does not vouch for the peer
	RejectedNetwork   Verdict = "rejected: other network"  // of the same name and another id
	IgnoredStale      Verdict = "ignored: stale"           // a newer one of the peer is known, or this one
	IgnoredExpired    Verdict = "ignored: expired"         // its time has passed
	IgnoredClock      Verdict = "ignored: clock"           // issued more than 90 s from now: one of two clocks is wrong
	IgnoredRate       Verdict = "ignored: too many"        // the peer, or who handed it on, sends more than it may
	IgnoredFull       Verdict = "ignored: table full"      // there is no room for another peer
	IgnoredOwn        Verdict = "ignored: of this node"    // an echo
	IgnoredDeparted   Verdict = "ignored: before shutdown" // the host is closing
)

// Bounds of the table.
const (
	tablePeers  = 4096
	tableBytes  = 8 << 20          // of adverts as they travel; decoded they take some three times as much
	advertBurst = 10               // adverts that one peer may send at once
	advertEvery = 3 * time.Second  // and then one in this time
	skewPeers   = 1024             // peers whose clock's difference is kept
	skewFor     = 10 * time.Minute // for how long
)

// table holds the latest advert of each peer. It reads no clock of its own, so that it can be tried at any time.
type table struct {
	mu      sync.Mutex
	entries map[dgrid.PeerID]*entry
	bytes   int
	changed chan struct{} // closed at the next change
	skews   map[dgrid.PeerID]skew
}

// entry is a peer's latest advert. One without models and audits stays until it expires, so that an earlier one, which still
// travels, does not bring the peer back.
type entry struct {
	advert  dgrid.Advert
	raw     []byte
	expires time.Time // by our clock
	pace    bucket
}

type skew struct {
	by time.Duration // the peer's clock is ahead by it
	at time.Time
}

func newTable() *table {
	return &table{entries: map[dgrid.PeerID]*entry{}, changed: make(chan struct{}), skews: map[dgrid.PeerID]skew{}}
}

// arrival is how an advert came.
type arrival struct {
	now    time.Time
	direct bool // from the peer that it is of
	fresh  bool // by gossip, where it takes seconds; what is pulled may be as old as its time to live
}

// judgeTime says whether a counts at the time of its arrival and how far its peer's clock is ahead of ours, as far as a tells.
func judgeTime(a *dgrid.Advert, in arrival) (ahead time.Duration, v Verdict) {
	ahead = difference(a.Issued, in.now)
	switch {
	case ahead > clockSkew:
		return ahead, IgnoredClock
	case in.fresh && ahead < -clockSkew:
		if in.direct {
			return ahead, IgnoredClock
		}
		return ahead, IgnoredExpired // an old one that somebody sends again looks the same
	case a.Expires() <= dgrid.Time(in.now.UnixMilli()):
		if in.direct {
			return ahead, IgnoredClock // a peer hands out none of its own that has expired
		}
		return ahead, IgnoredExpired
	}
	return ahead, Accepted
}

// maxSkew is the largest difference of clocks that is told apart.
const maxSkew = 100 * 365 * 24 * time.Hour

// difference is t before now, at most maxSkew either way.
func difference(t dgrid.Time, now time.Time) time.Duration {
	const most = int64(maxSkew / time.Millisecond)
	ms := min(int64(min(t, 1<<62))-now.UnixMilli(), most)
	return time.Duration(max(ms, -most)) * time.Millisecond
}

// stale reports whether a is not newer than what is known of its peer.
func (t *table) stale(a *dgrid.Advert) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.entries[a.Peer]
	return e != nil && !a.Newer(&e.advert)
}

// offer takes a, which is verified, where it counts.
func (t *table) offer(a dgrid.Advert, raw []byte, in arrival) Verdict {
	ahead, v := judgeTime(&a, in)
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.entries[a.Peer]
	if e != nil && !a.Newer(&e.advert) {
		return IgnoredStale
	}
	// What is pulled says little of a clock, unless it lies outside of what is possible.
	if in.direct && in.fresh || v == IgnoredClock {
		t.noteSkew(a.Peer, skew{ahead, in.now})
	}
	if v != Accepted {
		return v
	}
	if e == nil {
		e = &entry{pace: bucket{tokens: advertBurst, at: in.now}}
	}
	full := func() bool {
		return len(e.raw) == 0 && len(t.entries) >= tablePeers || t.bytes+len(raw)-len(e.raw) > tableBytes
	}
	if full() {
		if t.sweep(in.now); full() {
			return IgnoredFull
		}
	}
	if !e.pace.take(in.now, advertBurst, advertEvery) {
		return IgnoredRate
	}
	t.bytes += len(raw) - len(e.raw)
	ttl := time.Duration(a.TTL) * time.Millisecond
	e.advert, e.raw, e.expires = a, raw, in.now.Add(min(ttl, ttl+ahead))
	t.entries[a.Peer] = e
	t.change()
	return Accepted
}

// own takes this node's own advert.
func (t *table) own(a dgrid.Advert, raw []byte, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if e := t.entries[a.Peer]; e != nil {
		t.bytes -= len(e.raw)
	}
	t.bytes += len(raw)
	t.entries[a.Peer] = &entry{advert: a, raw: raw, expires: now.Add(time.Duration(a.TTL) * time.Millisecond)}
	t.change()
}

// change wakes who waits. The caller holds mu.
func (t *table) change() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// next is closed at the next change.
func (t *table) next() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.changed
}

// expire forgets what has expired.
func (t *table) expire(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.sweep(now) {
		t.change()
	}
	for p, s := range t.skews {
		if now.Sub(s.at) > skewFor {
			delete(t.skews, p)
		}
	}
}

func (t *table) sweep(now time.Time) (some bool) {
	for p, e := range t.entries {
		if !now.Before(e.expires) {
			t.bytes -= len(e.raw)
			delete(t.entries, p)
			some = true
		}
	}
	return some
}

// live are the adverts that say something, in the order of their peer ids.
func (t *table) live(now time.Time) []dgrid.Advert {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []dgrid.Advert
	for _, e := range t.entries {
		if now.Before(e.expires) && len(e.advert.Models)+len(e.advert.Audits) > 0 {
			out = append(out, clone(&e.advert))
		}
	}
	slices.SortFunc(out, func(a, b dgrid.Advert) int { return cmp.Compare(a.Peer, b.Peer) })
	return out
}

func clone(a *dgrid.Advert) dgrid.Advert {
	c := *a
	c.Addrs, c.Models, c.Audits = slices.Clone(a.Addrs), slices.Clone(a.Models), slices.Clone(a.Audits)
	return c
}

// get is the latest advert of p, also where it says nothing.
func (t *table) get(p dgrid.PeerID) (a dgrid.Advert, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := t.entries[p]
	if e == nil {
		return a, false
	}
	return clone(&e.advert), true
}

// envelopes are at most n adverts as they travel, of any peers but one.
func (t *table) envelopes(now time.Time, n int, except dgrid.PeerID) [][]byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out [][]byte
	for p, e := range t.entries {
		if len(out) >= n {
			break
		}
		if now.Before(e.expires) && p != except {
			out = append(out, e.raw)
		}
	}
	return out
}

// noteSkew keeps the latest difference. The caller holds mu.
func (t *table) noteSkew(p dgrid.PeerID, s skew) {
	if _, known := t.skews[p]; !known && len(t.skews) >= skewPeers {
		return
	}
	t.skews[p] = s
}

// observe keeps what was seen of p's clock elsewhere than in an advert: in a hello or a quote.
func (t *table) observe(p dgrid.PeerID, s skew) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.noteSkew(p, s)
}

func (t *table) skew(p dgrid.PeerID) (time.Duration, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s, ok := t.skews[p]
	return s.by, ok
}

// medianSkew is the median by which the clocks of n peers are ahead of ours.
func (t *table) medianSkew() (median time.Duration, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []time.Duration
	for _, s := range t.skews {
		all = append(all, s.by)
	}
	if len(all) == 0 {
		return 0, 0
	}
	slices.Sort(all)
	return all[(len(all)-1)/2], len(all)
}

// size is the number of peers and of bytes.
func (t *table) size() (peers, bytes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.entries), t.bytes
}

// bucket lets some through at once and then one in a while.
type bucket struct {
	tokens float64
	at     time.Time
}

func (b *bucket) take(now time.Time, burst int, every time.Duration) bool {
	if passed := now.Sub(b.at); passed > 0 {
		b.tokens = min(float64(burst), b.tokens+float64(passed)/float64(every))
		b.at = now
	}
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

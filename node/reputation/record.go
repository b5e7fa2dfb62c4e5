package reputation

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
)

const (
	maxRecent = 50  // events of a record
	maxPeers  = 16  // of one owner, whose circuits are remembered
	maxReason = 300 // bytes

	badHalfLife  = time.Hour
	goodHalfLife = 24 * time.Hour
	maxGood      = 50 // a long good record does not buy more faults than this

	backoffLeast = time.Second
	backoffMost  = 5 * time.Minute
	probeTime    = 10 * time.Second // after which a probe that nobody reported counts as ended

	banTime   = 30 * 24 * time.Hour
	watchTime = 7 * 24 * time.Hour
)

// Record is what is remembered of one provider for one model.
type Record struct {
	Owner  dgrid.Address           `json:"owner"`
	Model  dgrid.ModelID           `json:"model"`
	First  dgrid.Time              `json:"first"` // event
	Last   dgrid.Time              `json:"last"`
	Good   float64                 `json:"good"` // decayed to Last
	Bad    float64                 `json:"bad"`  // decayed to Last
	Counts map[Kind]uint64         `json:"counts"`
	Peers  map[dgrid.PeerID]Streak `json:"peers,omitempty"` // those whose last contact failed
	Ban    *Event                  `json:"ban,omitempty"`   // the failed audit
	Watch  dgrid.Time              `json:"watch,omitempty"` // watched until; 0 is not watched
	Recent []Event                 `json:"recent"`          // the newest last
}

// Streak is a peer's failures in a row.
type Streak struct {
	Failures int        `json:"failures"`
	Last     dgrid.Time `json:"last"`
	Reason   string     `json:"reason"`
	Probe    dgrid.Time `json:"-"` // when a probe was begun, or 0
}

// With is the record after e. The record itself is not changed. A clock that jumped back does not undo any decay.
func (r Record) With(e Event) Record {
	if len(e.Reason) > maxReason {
		e.Reason = strings.ToValidUTF8(e.Reason[:maxReason], "")
	}
	good0, bad0 := r.sums(e.Time)
	r.Good, r.Bad = min(good0+good[e.Kind], maxGood), bad0+fault[e.Kind]
	if r.First == 0 {
		r.First = e.Time
	}
	r.Last = max(r.Last, e.Time)
	r.Counts = maps.Clone(r.Counts)
	if r.Counts == nil {
		r.Counts = make(map[Kind]uint64)
	}
	r.Counts[e.Kind]++
	r.Recent = append(slices.Clone(r.Recent), e)
	r.Recent = r.Recent[max(0, len(r.Recent)-maxRecent):]
	r.Peers = withStreak(r.Peers, e)
	switch e.Kind {
	case AuditFailed:
		r.Ban, r.Watch = &e, e.Time+millis(banTime+watchTime)
	case Suspected:
		r.Watch = max(r.Watch, e.Time+millis(watchTime))
	case Acknowledged:
		r.Ban = nil
	}
	return r
}

func withStreak(peers map[dgrid.PeerID]Streak, e Event) map[dgrid.PeerID]Streak {
	if e.Peer == "" || !e.Kind.trips() && !e.Kind.closes() {
		return peers
	}
	peers = maps.Clone(peers)
	if e.Kind.closes() {
		delete(peers, e.Peer)
		return peers
	}
	if peers == nil {
		peers = make(map[dgrid.PeerID]Streak)
	}
	peers[e.Peer] = Streak{Failures: peers[e.Peer].Failures + 1, Last: e.Time, Reason: e.String()}
	for len(peers) > maxPeers {
		oldest := e.Peer
		for p, s := range peers {
			if s.Last < peers[oldest].Last || s.Last == peers[oldest].Last && p < oldest {
				oldest = p
			}
		}
		delete(peers, oldest)
	}
	return peers
}

// sums are good and bad as they have decayed by now.
func (r *Record) sums(now dgrid.Time) (good, bad float64) {
	age := since(r.Last, now)
	return r.Good * halved(age, goodHalfLife), r.Bad * halved(age, badHalfLife)
}

func halved(age, life time.Duration) float64 { return math.Exp2(-age.Seconds() / life.Seconds()) }

// since is now-then, and 0 where the clock was set back.
func since(then, now dgrid.Time) time.Duration {
	if now <= then {
		return 0
	}
	return time.Duration(min(now-then, uint64(math.MaxInt64/time.Millisecond))) * time.Millisecond
}

func millis(d time.Duration) dgrid.Time { return dgrid.Time(d.Milliseconds()) }

// Weight is how much the provider is trusted to answer well, in (0, 1]: the share of good events among all, as if every provider
// had begun with two good ones and half a bad one. A new one has 0.8.
func Weight(r Record, now dgrid.Time) float64 {
	g, b := r.sums(now)
	return max((g+2)/(g+b+2.5), 0.01)
}

// Circuit says until when nobody should be sent to the peer, and because of what. until is 0 where the circuit is closed, and
// where a probe is due. The waiting time doubles with each failure in a row, from 1 s to 5 min.
func Circuit(r Record, peer dgrid.PeerID, now dgrid.Time) (until dgrid.Time, because string) {
	s, ok := r.Peers[peer]
	if !ok {
		return 0, ""
	}
	if until = s.Last + millis(backoff(s.Failures)); now < until {
		return until, s.Reason
	}
	if until = s.Probe + millis(probeTime); s.Probe > s.Last && now < until {
		return until, s.Reason + "; another question probes it now"
	}
	return 0, ""
}

func backoff(failures int) time.Duration {
	return min(backoffLeast<<min(max(failures-1, 0), 20), backoffMost)
}

// Banned says why the provider is not asked for this model any more, or "".
func Banned(r Record, now dgrid.Time) (why string) {
	if r.Ban == nil || now >= r.Ban.Time+millis(banTime) {
		return ""
	}
	return r.Ban.String()
}

// Watched reports whether every answer of the provider is to be audited.
func Watched(r Record, now dgrid.Time) bool { return now < r.Watch }

package reputation_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/reputation"
)

const start = dgrid.Time(1_800_000_000_000)

func at(d time.Duration) dgrid.Time { return start + dgrid.Time(d.Milliseconds()) }

func event(kind reputation.Kind, d time.Duration) reputation.Event {
	return reputation.Event{Time: at(d), Kind: kind, Peer: "peer", Reason: "so it was"}
}

func TestWeight(t *testing.T) {
	var fresh reputation.Record
	if w := reputation.Weight(fresh, start); w != 0.8 {
		t.Errorf("a new provider has %.3f", w)
	}
	good, broken := fresh, fresh
	for i := range 100 {
		good = good.With(event(reputation.Answered, time.Duration(i)*time.Second))
	}
	broken = broken.With(event(reputation.BrokenOff, 0))
	if w := reputation.Weight(good, good.Last); w < 0.98 || w > 1 {
		t.Errorf("a hundred answers give %.3f", w)
	}
	// The fault of one hour ago counts half, that of a day ago next to nothing.
	now, hour, day := reputation.Weight(broken, at(0)), reputation.Weight(broken, at(time.Hour)), reputation.Weight(broken, at(24*time.Hour))
	if math.Abs(now-2/3.5) > 1e-9 || math.Abs(hour-2/3.0) > 1e-3 || day < 0.79 || day > 0.8 {
		t.Errorf("a broken answer: %.3f, an hour later %.3f, a day later %.3f", now, hour, day)
	}
	if w := reputation.Weight(broken, start-1000); w != now {
		t.Errorf("a clock that was set back changes the weight to %.3f", w)
	}
	own := fresh.With(event(reputation.NotItsFault, 0))
	if w := reputation.Weight(own, start); w != 0.8 {
		t.Errorf("what is not its fault gives %.3f", w)
	}
}

// Weight stays in (0, 1], a fault never raises it and a good event never lowers it, whatever came before.
func TestWeightIsMonotone(t *testing.T) {
	kinds := []reputation.Kind{reputation.Answered, reputation.Busy, reputation.Declined, reputation.Unkept, reputation.Unreachable, reputation.BrokenOff,
		reputation.Misbehaved, reputation.AuditPassed, reputation.Suspected, reputation.AuditFailed, reputation.NotItsFault}
	rapid.Check(t, func(t *rapid.T) {
		var r reputation.Record
		now := time.Duration(0)
		for range rapid.IntRange(0, 80).Draw(t, "events") {
			now += time.Duration(rapid.Int64Range(0, int64(3*time.Hour)).Draw(t, "pause"))
			before := reputation.Weight(r, at(now))
			k := rapid.SampledFrom(kinds).Draw(t, "kind")
			r = r.With(event(k, now))
			after := reputation.Weight(r, at(now))
			raises := k == reputation.Answered || k == reputation.AuditPassed
			if after <= 0 || after > 1 || raises && after < before-1e-12 || !raises && after > before+1e-12 {
				t.Fatalf("%s: %f -> %f", k, before, after)
			}
		}
		if len(r.Recent) > 50 || len(r.Peers) > 16 {
			t.Fatalf("%d events, %d peers are kept", len(r.Recent), len(r.Peers))
		}
	})
}

func TestCircuit(t *testing.T) {
	var r reputation.Record
	now := time.Duration(0)
	for i, want := range []time.Duration{1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300} {
		r = r.With(event(reputation.Unreachable, now))
		until, because := reputation.Circuit(r, "peer", at(now))
		if until != at(now+want*time.Second) || because == "" {
			t.Fatalf("failure %d: open for %d ms because %q, want %d s", i+1, until-at(now), because, want)
		}
		if until, _ := reputation.Circuit(r, "another", at(now)); until != 0 {
			t.Fatal("another peer of the owner is closed off, too")
		}
		now += want * time.Second
		if until, _ := reputation.Circuit(r, "peer", at(now)); until != 0 {
			t.Fatalf("failure %d: no probe is let through after %s", i+1, want*time.Second)
		}
	}
	r = r.With(event(reputation.Busy, now)) // it is up
	if until, _ := reputation.Circuit(r, "peer", at(now)); until != 0 {
		t.Error("a peer that answers is closed off")
	}
	for i := range 40 {
		e := event(reputation.BrokenOff, now+time.Duration(i)*time.Second)
		e.Peer = dgrid.PeerID(fmt.Sprint("peer", i))
		r = r.With(e)
	}
	if len(r.Peers) != 16 || r.Peers["peer39"].Failures != 1 {
		t.Errorf("circuits of %d peers are kept", len(r.Peers))
	}
}

func TestBan(t *testing.T) {
	var r reputation.Record
	r = r.With(event(reputation.Suspected, 0))
	if reputation.Banned(r, at(0)) != "" || !reputation.Watched(r, at(time.Hour)) || reputation.Watched(r, at(8*24*time.Hour)) {
		t.Error("a suspicion bans, or does not watch")
	}
	e := event(reputation.AuditFailed, time.Hour)
	e.Job = dgrid.JobID{0xab}
	r = r.With(e)
	if why := reputation.Banned(r, at(29*24*time.Hour)); why != "audit failed (job ab000000): so it was" {
		t.Errorf("banned because of %q", why)
	}
	if why := reputation.Banned(r, at(time.Hour+30*24*time.Hour)); why != "" {
		t.Errorf("still banned: %q", why)
	}
	if !reputation.Watched(r, at(31*24*time.Hour)) {
		t.Error("one that was banned is not watched when it comes back")
	}
	for i := range 60 { // the ban outlives the event
		r = r.With(event(reputation.Answered, 2*time.Hour+time.Duration(i)*time.Minute))
	}
	if reputation.Banned(r, at(4*time.Hour)) == "" {
		t.Error("the ban was forgotten")
	}
	if r = r.With(event(reputation.Acknowledged, 5*time.Hour)); reputation.Banned(r, at(5*time.Hour)) != "" {
		t.Error("the operator cannot lift the ban")
	}
}

// A record that was handed out does not change when the book goes on.
func TestRecordsAreValues(t *testing.T) {
	var r reputation.Record
	r = r.With(event(reputation.Unreachable, 0))
	before := fmt.Sprint(r)
	_ = r.With(event(reputation.Unreachable, time.Second))
	_ = r.With(event(reputation.Answered, time.Second))
	if got := fmt.Sprint(r); got != before {
		t.Errorf("%s\nbecame\n%s", before, got)
	}
}

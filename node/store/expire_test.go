package store_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
)

// clock is a clock that a test sets.
type clock struct{ ms atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMilli(c.ms.Load()) }
func (c *clock) forward(d time.Duration) { c.ms.Add(d.Milliseconds()) }

func TestContentExpiresAndSignedObjectsStay(t *testing.T) {
	c := new(clock)
	c.forward(1000 * time.Hour)
	opt := small()
	opt.Now, opt.KeepTranscripts = c.now, 10*time.Hour
	dir, ctx, role := t.TempDir(), t.Context(), store.AsProvider
	s := open(t, dir, opt)
	old, late, running := newScript(1, pairNumber(1)), newScript(2, pairNumber(1)), newScript(3, pairNumber(1))
	run(t, s, role, old)
	must(t, s.Begin(ctx, role, late.begin()))
	must(t, s.Begin(ctx, role, running.begin()))
	c.forward(9 * time.Hour)
	leaf, sketches := late.leaf(1, dgrid.LeafTokens)
	must(t, s.AddStep(ctx, role, late.step(1), leaf, sketches))
	must(t, s.Finish(ctx, role, late.id, store.Ending{}))

	expire := func(want int) {
		t.Helper()
		if n, err := s.Expire(ctx); err != nil || n != want {
			t.Errorf("expired %d jobs, %v; want %d", n, err, want)
		}
	}
	readable := func(j script, want error) {
		t.Helper()
		if _, err := s.Transcript(role, j.id); !errors.Is(err, want) {
			t.Errorf("transcript of job %d: %v, want %v", j.n, err, want)
		}
	}
	expire(0)
	c.forward(time.Hour)
	expire(1)
	readable(old, store.ErrExpired)
	readable(late, nil) // begun 10 hours ago, but it ended later
	readable(running, nil)
	expire(0)
	if r, err := s.Record(role, old.id); err != nil || *r.Receipt != old.receipt(69) || len(r.Steps) != 2 {
		t.Errorf("record after expiry: %+v, %v", r, err)
	}
	if jobs, err := s.Jobs(role, 0); err != nil || len(jobs) != 3 || jobs[2].ModelName != "" || jobs[2].Fee != old.fee(69) {
		t.Errorf("jobs after expiry: %+v, %v", jobs, err)
	}
	// A receipt that comes after the content went is stored; its tail has no place any more.
	c.forward(9 * time.Hour)
	must(t, s.Sweep(ctx))
	readable(late, store.ErrExpired)
	receipt, tail := late.receipt(37), leaf
	must(t, s.Finish(ctx, role, late.id, store.Ending{Receipt: &receipt, Tail: []dgrid.Leaf{tail}}))
	readable(late, store.ErrExpired)
	c.forward(1000 * time.Hour)
	readable(running, nil)
	expire(0) // an open job keeps its content however old it is
	readable(running, nil)
	must(t, s.Finish(ctx, role, running.id, store.Ending{}))
	c.forward(-2000 * time.Hour) // a clock that jumped back only delays
	expire(0)
	c.forward(3000 * time.Hour)
	expire(1)
	checkBooks(t, s, dir)
	if left := s.ContentKeys(t); left != 0 {
		t.Errorf("%d keys of content or expiry are left", left)
	}
}

// A crash between content and journal leaves content that no job owns.
func TestContentWithoutAJobIsRemoved(t *testing.T) {
	c := new(clock)
	c.forward(1000 * time.Hour)
	opt := small()
	opt.Now = c.now
	dir := t.TempDir()
	s := open(t, dir, opt)
	fault := errors.New("injected fault")
	s.SetFault(func(at int) error {
		if at == store.AfterContent {
			return fault
		}
		return nil
	})
	if err := s.Begin(t.Context(), store.AsPayer, newScript(1, pairNumber(1)).begin()); !errors.Is(err, fault) {
		t.Fatal(err)
	}
	must(t, s.Close())
	s = open(t, dir, opt)
	if s.ContentKeys(t) == 0 {
		t.Fatal("nothing was left behind")
	}
	c.forward(73 * time.Hour)
	if n, err := s.Expire(t.Context()); n != 1 || err != nil {
		t.Errorf("expired %d, %v", n, err)
	}
	if left := s.ContentKeys(t); left != 0 {
		t.Errorf("%d keys are left", left)
	}
}

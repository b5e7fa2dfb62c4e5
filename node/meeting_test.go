package node_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/p2p"
)

func (f *fleet) direct(m *member, max uint32) payer.Question {
	q := question(max)
	q.Addr, q.Owner = "/p2p/"+string(m.peer), m.owner()
	return q
}

// Many first questions to one provider at once take one meeting, and agree on what they cost.
func TestOneMeetingForManyQuestions(t *testing.T) {
	f := newFleet(t, speakers(1, 40)...)
	m := f.members[0]
	m.slots = 20
	m.start(t)
	var meetings atomic.Int32
	m.filter = func(fr p2p.Frame) p2p.Frame {
		if _, ok := fr.(*p2p.MeetFrame); ok {
			meetings.Add(1)
		}
		return fr
	}
	var running sync.WaitGroup
	for range 20 {
		running.Go(func() {
			n := 0
			tr, err := f.ask.Ask(t.Context(), f.direct(m, 100), func(c dgrid.Chunk) error { n += len(c.IDs); return nil })
			if err != nil || n != 40 || tr.Receipt == nil {
				t.Errorf("%d tokens, %v", n, err)
			}
		})
	}
	running.Wait()
	f.served.Wait()
	if n := meetings.Load(); n != 2 {
		t.Errorf("%d meet frames, want the payer's and the provider's", n)
	}
	if mine, _ := f.settled(t, m); mine.Settled != price.Fee(10*20, 40*20) {
		t.Errorf("settled %s", mine.Settled)
	}
}

// The two meet while a job is under way that the provider has finished and whose frames the payer has not read yet. Its fee is in the
// provider's total, and counts once.
func TestMeetingWhileAJobRuns(t *testing.T) {
	for _, read := range []int{0, 1, 19} {
		t.Run(fmt.Sprint(read), func(t *testing.T) {
			f := newFleet(t, speakers(1, 40)...)
			m := f.members[0]
			m.cuts = []int{0, 40, 0} // of the job that runs, of one that breaks off when it has been paid, of one that meets again
			ready, hold, finished := make(chan struct{}), make(chan struct{}), make(chan struct{})
			var first sync.Once
			m.filter = func(fr p2p.Frame) p2p.Frame {
				if _, ok := fr.(*p2p.ReceiptFrame); ok {
					first.Do(func() { close(finished) })
				}
				return fr
			}
			var running sync.WaitGroup
			running.Go(func() {
				n := 0
				if _, err := f.ask.Ask(t.Context(), f.direct(m, 20), func(dgrid.Chunk) error {
					if n == read {
						close(ready)
						<-hold
					}
					n++
					return nil
				}); err != nil {
					t.Error(err)
				}
			})
			<-ready
			<-finished
			if _, err := f.ask.Ask(t.Context(), f.direct(m, 100), func(dgrid.Chunk) error { return nil }); err == nil {
				t.Error("the second job did not break off")
			}
			if _, err := f.ask.Ask(t.Context(), f.direct(m, 100), func(dgrid.Chunk) error { return nil }); err != nil {
				t.Error(err)
			}
			close(hold)
			running.Wait()
			f.served.Wait()
			if _, err := f.ask.Ask(t.Context(), f.direct(m, 100), func(dgrid.Chunk) error { return nil }); err != nil {
				t.Error(err)
			}
			f.served.Wait()
			f.settled(t, m)
		})
	}
}

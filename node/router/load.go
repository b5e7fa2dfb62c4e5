package router

import (
	"slices"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
)

// place is one model at one peer.
type place struct {
	peer  dgrid.PeerID
	model dgrid.ModelID
}

// load is how many jobs this node has running where, since when. A quote does not know of a job that was sent after it: without
// this, many questions at once would all run to the node that was free a moment ago.
type load struct {
	mu      sync.Mutex
	running map[place][]time.Time
}

func newLoad() *load { return &load{running: make(map[place][]time.Time)} }

// begin counts a job until the function that it returns is called.
func (l *load) begin(p place) (end func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := time.Now()
	l.running[p] = append(l.running[p], at)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		jobs := l.running[p]
		if i := slices.Index(jobs, at); i >= 0 {
			jobs = slices.Delete(jobs, i, i+1)
		}
		if l.running[p] = jobs; len(jobs) == 0 {
			delete(l.running, p)
		}
	}
}

// since is how many of the running jobs were begun after t; the zero time counts all.
func (l *load) since(p place, t time.Time) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, at := range l.running[p] {
		if !at.Before(t) {
			n++
		}
	}
	return n
}

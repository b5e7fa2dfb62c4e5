package scheduler

import "slices"

// Every cell that holds a token makes every row a little dearer, so that a kept token has cost what reading it anew would behind some thousand rows of
// others. So long stays what was wanted again once. Most else never is. docs/adr/0076 has the figures.
const (
	known   = 4096 // rows that are read beside a kept sequence that was wanted again
	unknown = 128  // and beside another
)

// again reports whether a call that takes over n of the tokens of from goes on from there, and does not merely begin as all do.
func (s *sequence) again(n int) bool { return n >= 64 && 2*n >= s.at || n >= 256 }

// want takes note that a call goes on from k, which runs or is kept.
func (s *Scheduler) want(k *sequence) {
	k.wanted, k.used = true, s.shown
	if i := slices.Index(s.lying, k); i >= 0 {
		s.lying = append(slices.Delete(s.lying, i, i+1), k) // the most recently used
	}
}

// thin forgets what was kept for too long, and what is too much.
func (s *Scheduler) thin() {
	for _, k := range slices.Clone(s.lying) {
		most := uint64(unknown)
		if k.wanted {
			most = known
		}
		if s.shown-k.used > most || !k.wanted && len(s.lying)+s.count(Paid) > s.cfg.Kept {
			s.drop(k)
		}
	}
	for len(s.lying) > s.cfg.Kept {
		s.drop(s.least())
	}
}

// least is the kept sequence that is missed least.
func (s *Scheduler) least() *sequence {
	for _, k := range s.lying {
		if !k.wanted {
			return k
		}
	}
	return s.lying[0]
}

// drop forgets a kept sequence.
func (s *Scheduler) drop(k *sequence) {
	s.lying = slices.DeleteFunc(s.lying, func(l *sequence) bool { return l == k })
	s.forget(k)
}

func (s *Scheduler) forget(q *sequence) {
	s.pool.release(q.end)
	s.free = append(s.free, q.id)
	s.moves = append(s.moves, Move{To: q.id, From: -1})
}

// Clear forgets everything that is kept.
func (s *Scheduler) Clear() {
	for len(s.lying) > 0 {
		s.drop(s.lying[0])
	}
}

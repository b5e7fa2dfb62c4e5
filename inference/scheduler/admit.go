package scheduler

import (
	"slices"
	"time"
)

// mostPassed is how many calls may be admitted before one that was first and did not fit. Then the others wait until it does.
const mostPassed = 16

// admit gives waiting calls their sequences, paid ones first.
func (s *Scheduler) admit(now time.Time) {
	late := len(s.queues[Spare]) > 0 && s.late(now, patience)
	if !s.changed && !late {
		return
	}
	s.changed = false
	for s.count(Paid) < s.cfg.Sequences && s.admitOne(s.inTurn()) {
	}
	// Spare work takes no cells that paid work waits for, unless it would be late.
	for s.count(Spare) < s.cfg.Spares && (len(s.queues[Paid]) == 0 || late) {
		queue := slices.Clone(s.queues[Spare])
		slices.SortFunc(queue, compare)
		if !s.admitOne(queue) {
			break
		}
	}
}

func compare(a, b *sequence) int {
	if a.before(b) {
		return -1
	}
	return 1
}

func (s *Scheduler) count(c Class) (n int) {
	for _, r := range s.running {
		if r.Class == c {
			n++
		}
	}
	return n
}

// inTurn is the first call of each payer, the payer whose turn it is first.
func (s *Scheduler) inTurn() []*sequence {
	first := make(map[string]*sequence)
	for _, q := range s.queues[Paid] {
		if f := first[q.Payer]; f == nil || q.before(f) {
			first[q.Payer] = q
		}
	}
	var calls []*sequence
	for _, q := range first {
		calls = append(calls, q)
	}
	slices.SortFunc(calls, func(a, b *sequence) int {
		if c := s.payers.compare(admission, a.Payer, b.Payer); c != 0 {
			return c
		}
		return compare(a, b)
	})
	return calls
}

// admitOne admits the first of calls that fits. Where the first one does not, it is not passed over for ever.
func (s *Scheduler) admitOne(calls []*sequence) bool {
	for i, q := range calls {
		if s.place(q) {
			for _, passed := range calls[:i] {
				passed.passed++
			}
			return true
		}
		if q.passed >= mostPassed {
			return false
		}
	}
	return false
}

// place gives q a sequence if there are cells for all that it may need beside what is promised already, forgetting what is kept
// where that makes room.
func (s *Scheduler) place(q *sequence) bool {
	from, n := s.beginning(q)
	var shared *segment
	ends := make([]*segment, 0, len(s.running)+1)
	for _, r := range s.running {
		ends = append(ends, r.end)
	}
	if n > 0 {
		shared = share(from.end, from.at, n)
		ends = append(ends, shared)
	}
	if held(ends)+s.promised()+q.need()-n > s.cfg.Cells {
		s.pool.release(shared)
		return false
	}
	s.take(q, from, n, shared)
	for s.pool.used+s.promised() > s.cfg.Cells {
		s.drop(s.least())
	}
	return true
}

// take makes q run, with n tokens of from.
func (s *Scheduler) take(q, from *sequence, n int, shared *segment) {
	last := len(s.free) - 1
	q.id, s.free = s.free[last], s.free[:last]
	q.state, q.at, q.pure, q.end = running, n, n, leaf(shared)
	if n > 0 {
		if q.Class == Paid && from.again(n) {
			s.want(from)
			q.wanted = true
		}
		q.pure = min(n, from.pure)
		s.moves = append(s.moves, Move{To: q.id, From: from.id, N: n})
		s.stats.Reused += uint64(n)
	}
	s.running = append(s.running, q)
	s.queues[q.Class] = slices.DeleteFunc(s.queues[q.Class], func(w *sequence) bool { return w == q })
	s.payers.charge(admission, q.Payer, 1)
}

// beginning finds the sequence that has the most of q's head. Spare work takes over only what was read as it would read it itself, in
// chunks: cells of tokens that were decoded one by one differ by rounding, and by that a re-check might favour an answer that was
// decoded here.
func (s *Scheduler) beginning(q *sequence) (from *sequence, n int) {
	if s.cfg.Kept == 0 {
		return nil, 0
	}
	for _, all := range [][]*sequence{s.running, s.lying} {
		for _, f := range all {
			most := min(f.at, q.Head)
			if q.Class == Spare {
				most = min(most, f.pure)
			}
			if most < n || most == 0 {
				continue
			}
			m := 0
			for m < most && f.Tokens[m] == q.Tokens[m] {
				m++
			}
			if m > 0 && m >= n {
				from, n = f, m
			}
		}
	}
	return from, n
}

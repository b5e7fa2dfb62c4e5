package scheduler

import (
	"slices"
	"time"
)

// docs/adr/0071 says where these come from.
const (
	stretch  = 2                      // a step between takes at most so many times what the rows take ...
	least    = 16                     // ... but reads so many tokens: fewer cost more a token than they save in time
	longest  = 250 * time.Millisecond // of a step where nobody has rows, but for ...
	usual    = 64                     // ... so many tokens
	parts    = 8                      // spare work gets one in so many parts of the time while there is paid work
	mostOwed = 4 * time.Second        // that spare work can have earned, or overdrawn
	patience = 4                      // spare work is late when it has less than so many times what it takes, and
	hopeless = 2                      // in short slices too late
	margin   = time.Second            // less than this is always late
)

// pace is how long things have lately taken, and what of it was spare work.
type pace struct {
	rows  time.Duration           // a step of rows
	token [Solo + 1]time.Duration // of a step of each kind
	owed  time.Duration           // to spare work
}

// saw takes in a step. waits says that there is spare work.
func (p *pace) saw(st *Step, took time.Duration, waits bool) {
	switch st.Kind {
	case Idle:
		return
	case Rows:
		p.rows = average(p.rows, took)
	default:
		p.token[st.Kind] = average(p.token[st.Kind], took/time.Duration(max(1, st.tokens)))
	}
	switch {
	case !waits && !st.spare:
		p.owed = 0
	case !st.spare:
		p.owed = min(p.owed+took/(parts-1), mostOwed)
	case st.charged:
		p.owed = max(p.owed-took, -mostOwed)
	}
}

func average(before, now time.Duration) time.Duration {
	if before == 0 {
		return now
	}
	return before + (now-before)/4
}

// tokens is how many tokens of a kind go into a step that may hold most.
func (p *pace) tokens(k Kind, beside bool, most int) int {
	limit, floor := longest, usual
	if beside {
		limit, floor = stretch*p.rows, least
	}
	if p.token[k] == 0 {
		return min(floor, most)
	}
	return min(max(int(limit/p.token[k]), floor), most)
}

// of is how long n tokens of a kind take.
func (p *pace) of(k Kind, n int) time.Duration { return p.token[k] * time.Duration(n) }

// left is how long a spare call will still take by itself.
func (p *pace) left(q *sequence) time.Duration {
	rows := List
	if q.Way != Listed {
		rows = Solo
	}
	head := max(0, q.Head-q.at)
	return p.of(Head, head) + p.of(rows, q.need()-q.at-head)
}

// earned reports whether spare work may take so long now, because paid work has had its share.
func (p *pace) earned(cost time.Duration) bool { return p.owed > 0 && p.owed >= cost }

// late reports whether a spare call would miss its deadline if all that are before it took so many times what they take by
// themselves.
func (s *Scheduler) late(now time.Time, times time.Duration) bool {
	var calls []*sequence
	for _, q := range s.all {
		if q.Class == Spare && !q.Deadline.IsZero() {
			calls = append(calls, q)
		}
	}
	slices.SortFunc(calls, compare)
	var sum time.Duration
	for _, q := range calls {
		sum += s.pace.left(q)
		if q.Deadline.Sub(now) < times*sum+margin {
			return true
		}
	}
	return false
}

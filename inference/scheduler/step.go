package scheduler

import (
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Move changes what a sequence of the model holds. Moves come before the step that they belong to, in order.
type Move struct {
	To   int // sequence
	From int // sequence that To, which is empty, shares the first N tokens of; -1 if To is to be forgotten
	N    int
}

// Kind is what a step computes.
type Kind uint8

// The kinds.
const (
	Idle Kind = iota // nothing: no call can go on
	Rows             // one token of each part, with its numbers
	Head             // tokens without numbers
	List             // many tokens of one part, with their numbers
	Solo             // one token of one part, with its numbers
)

// Part is what a step reads of one sequence.
type Part struct {
	ID     ID
	Seq    int
	At     int // position of the first token
	Tokens []dgrid.TokenID
}

// Step is one call of the model.
type Step struct {
	Expired []ID // calls that have ended by their deadline; they are no longer known
	Moves   []Move
	Kind    Kind
	Parts   []Part
	Wake    time.Time // where the step is idle: when a deadline will be over; the zero time is never

	tokens  int
	spare   bool
	charged bool // paid work waits meanwhile
}

// Next decides on a step.
func (s *Scheduler) Next(now time.Time) Step {
	var st Step
	for _, id := range s.expired(now) {
		st.Expired = append(st.Expired, id)
		s.End(id, true)
	}
	s.admit(now)
	st.Moves = s.Moves()
	ready, heads := s.ready(), s.heads()
	if s.gather(ready, heads) {
		st.charged = true
		s.chunk(&st, heads, false)
		return st
	}
	if (s.rows || len(ready) == 0 || s.another()) && s.between(&st, now, heads, len(ready) > 0) {
		s.rows = false
		return st
	}
	if len(ready) > 0 {
		s.rows = true
		st.Kind = Rows
		for _, q := range ready[:min(len(ready), s.cfg.Outputs)] {
			s.part(&st, q, 1)
		}
		return st
	}
	for _, q := range s.all {
		if !q.Deadline.IsZero() && (st.Wake.IsZero() || q.Deadline.Before(st.Wake)) {
			st.Wake = q.Deadline
		}
	}
	return st
}

// mostHeld is how many chunks may be read before a call whose head is read has its first row.
const mostHeld = 4

// gather reports whether calls that could have their first rows wait for others whose heads are short, and counts it for each that does: all
// then share their steps from the first to the last. Whoever has had a row waits for nobody.
func (s *Scheduler) gather(ready, heads []*sequence) bool {
	left := 0
	for _, q := range heads {
		left += q.Head - q.at
	}
	if len(ready) == 0 || len(heads) == 0 || left > s.cfg.Batch {
		return false
	}
	for _, q := range s.running {
		if q.Class == Paid && (q.at > q.Head || q.held == mostHeld) {
			return false
		}
	}
	for _, q := range ready {
		q.held++
	}
	return true
}

// another reports whether a further step of a single row fits between the rows of paid sequences and the last such step.
func (s *Scheduler) another() bool {
	return s.solo && s.gap+s.pace.of(Solo, 1) <= stretch*s.pace.rows
}

// Only is a step of part i alone.
func (st *Step) Only(i int) *Step {
	p := st.Parts[i : i+1]
	return &Step{Kind: st.Kind, Parts: p, tokens: len(p[0].Tokens), spare: st.spare, charged: st.charged}
}

// Moves are those that came up since the last step.
func (s *Scheduler) Moves() []Move {
	moves := s.moves
	s.moves = nil
	return moves
}

// ready are the paid sequences that have a row.
func (s *Scheduler) ready() (ready []*sequence) {
	for _, q := range s.running {
		if q.Class == Paid && q.ready() {
			ready = append(ready, q)
		}
	}
	return ready
}

func (s *Scheduler) part(st *Step, q *sequence, n int) {
	st.Parts = append(st.Parts, Part{ID: q.ID, Seq: q.id, At: q.at, Tokens: q.Tokens[q.at : q.at+n]})
	st.tokens += n
}

// between fills a step that comes between the rows of paid sequences, or in their place where there are none.
func (s *Scheduler) between(st *Step, now time.Time, heads []*sequence, beside bool) bool {
	spare := s.spares()
	more := s.solo && !s.rows // the step before was another of the same kind
	late := s.late(now, patience)
	st.charged = beside || len(heads) > 0
	if more && beside && (len(spare) == 0 || spare[0].next() != Solo) {
		return false
	}
	switch {
	case len(spare) > 0 && late && (!s.turn || more || len(heads) == 0):
		s.turn = true
		s.slice(st, spare[0], beside && !s.late(now, hopeless))
		return true
	case len(spare) > 0 && s.pace.earned(s.cost(spare[0], beside)):
		s.slice(st, spare[0], beside)
		return true
	case len(heads) > 0:
		s.turn = false
		s.chunk(st, heads, beside)
		return true
	case len(spare) > 0 && !beside:
		s.slice(st, spare[0], false)
		return true
	}
	return false
}

// spares are the spare calls that have a sequence, the most urgent first.
func (s *Scheduler) spares() (spare []*sequence) {
	for _, q := range s.running {
		if q.Class == Spare && (q.reading() || q.ready()) {
			spare = append(spare, q)
		}
	}
	slices.SortFunc(spare, compare)
	return spare
}

// heads are the paid calls whose heads are still to be read: of each payer the most urgent first, whose turn it is at the front.
func (s *Scheduler) heads() (heads []*sequence) {
	for _, q := range s.running {
		if q.Class == Paid && q.reading() {
			heads = append(heads, q)
		}
	}
	slices.SortFunc(heads, func(a, b *sequence) int {
		if c := s.payers.compare(chunks, a.Payer, b.Payer); c != 0 && a.Payer != b.Payer {
			return c
		}
		return compare(a, b)
	})
	return heads
}

// chunk reads of the heads what the time allows.
func (s *Scheduler) chunk(st *Step, heads []*sequence, beside bool) {
	st.Kind = Head
	left := s.pace.tokens(Head, beside, s.cfg.Batch)
	for _, q := range heads {
		n := min(left, q.Head-q.at)
		if n == 0 {
			break
		}
		s.part(st, q, n)
		s.payers.charge(chunks, q.Payer, n)
		left -= n
	}
}

// slice reads the next piece of spare work.
func (s *Scheduler) slice(st *Step, q *sequence, beside bool) {
	st.spare = true
	st.Kind = q.next()
	s.part(st, q, s.size(q, beside))
}

// next is the kind of a spare call's next step.
func (q *sequence) next() Kind {
	switch {
	case q.reading():
		return Head
	case q.Way == Listed:
		return List
	}
	return Solo
}

// size is how many tokens of spare work go into a step.
func (s *Scheduler) size(q *sequence, beside bool) int {
	switch k := q.next(); k {
	case Head:
		return min(q.Head-q.at, s.pace.tokens(k, beside, s.cfg.Batch))
	case List:
		return min(len(q.Tokens)-q.at, s.pace.tokens(k, beside, s.cfg.Outputs))
	}
	return 1
}

// cost is how long the next step of spare work would take.
func (s *Scheduler) cost(q *sequence, beside bool) time.Duration {
	return s.pace.of(q.next(), s.size(q, beside))
}

// Done takes note that a step was made. Say and End come after it.
func (s *Scheduler) Done(st *Step) {
	for _, p := range st.Parts {
		q := s.all[p.ID]
		if q == nil {
			continue
		}
		n := len(p.Tokens)
		s.pool.grow(q.end, n)
		if (st.Kind == Head || st.Kind == List) && q.pure == q.at {
			q.pure += n
		}
		q.at += n
	}
	s.stats.Read += uint64(st.tokens)
	if st.Kind != Head {
		s.shown += uint64(st.tokens)
		s.thin()
	}
}

// Took takes note of the time that a step took, with all that was done about it.
func (s *Scheduler) Took(st *Step, took time.Duration) {
	s.solo = st.Kind == Solo
	if s.gap += took; st.Kind == Rows {
		s.gap = 0
	}
	s.pace.saw(st, took, s.count(Spare)+len(s.queues[Spare]) > 0)
}

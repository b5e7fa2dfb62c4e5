package scheduler

import (
	"errors"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Config is what there is to share out.
type Config struct {
	Sequences int // paid calls that run beside each other
	Spares    int // spare calls that do
	Kept      int // sequences that may lie idle; 0 for a model that cannot share a beginning
	Cells     int
	Batch     int // tokens of a step without numbers
	Outputs   int // tokens of a step with numbers
	Queue     int // calls of a class that may wait
}

// What Add refuses.
var (
	ErrFull = errors.New("too many calls wait")
	ErrSize = errors.New("the call needs more cells than there are")
)

// Scheduler shares out one model. It is not safe for concurrent use.
type Scheduler struct {
	cfg  Config
	pool pool
	pace pace

	all     map[ID]*sequence // that wait or run
	queues  [classes][]*sequence
	running []*sequence // in the order of admission
	lying   []*sequence // kept, the least recently used first
	free    []int       // ids
	payers  payers
	order   uint64
	changed bool   // something that may let a waiting call in
	shown   uint64 // rows that were read, ever

	rows  bool          // the last step carried the rows of paid sequences
	turn  bool          // the last step between was spare work that cannot wait
	solo  bool          // the last step was a single row
	gap   time.Duration // since the rows of paid sequences
	moves []Move
	stats Stats
}

// New makes a scheduler for an empty model.
func New(cfg Config) *Scheduler {
	s := &Scheduler{cfg: cfg, all: make(map[ID]*sequence)}
	for id := cfg.Sequences + cfg.Spares + cfg.Kept - 1; id >= 0; id-- {
		s.free = append(s.free, id)
	}
	return s
}

// Add lets a call wait for its sequence.
func (s *Scheduler) Add(j Job) error {
	if j.need() > s.cfg.Cells {
		return ErrSize
	}
	if len(s.queues[j.Class]) >= s.cfg.Queue {
		return ErrFull
	}
	s.welcome(j.Payer)
	s.order++
	j.Tokens = append(make([]dgrid.TokenID, 0, max(len(j.Tokens), j.need())), j.Tokens...)
	q := &sequence{Job: j, order: s.order}
	s.all[j.ID] = q
	s.queues[j.Class] = append(s.queues[j.Class], q)
	s.changed = true
	return nil
}

// welcome opens the books of a payer who has no other call.
func (s *Scheduler) welcome(payer string) {
	present := make(map[string]bool)
	for _, q := range s.all {
		present[q.Payer] = true
	}
	if !present[payer] {
		s.payers.leave(present)
		s.payers.join(payer, present)
	}
}

// Say names the token of a Chosen call's next row.
func (s *Scheduler) Say(id ID, t dgrid.TokenID) {
	if q := s.all[id]; q != nil {
		q.Tokens = append(q.Tokens, t)
	}
}

// Pause keeps a call from having rows until Resume; it keeps its sequence.
func (s *Scheduler) Pause(id ID) { s.pauses(id, true) }

// Resume ends a pause.
func (s *Scheduler) Resume(id ID) { s.pauses(id, false) }

func (s *Scheduler) pauses(id ID, paused bool) {
	if q := s.all[id]; q != nil {
		q.paused = paused
	}
}

// End takes a call out, finished or not. What was read stays for others if whole says that it can be trusted.
func (s *Scheduler) End(id ID, whole bool) {
	q := s.all[id]
	if q == nil {
		return
	}
	delete(s.all, id)
	s.changed = true
	if q.state == waiting {
		queue := &s.queues[q.Class]
		*queue = slices.DeleteFunc(*queue, func(w *sequence) bool { return w == q })
		return
	}
	s.running = slices.DeleteFunc(s.running, func(r *sequence) bool { return r == q })
	if !whole || s.cfg.Kept == 0 || q.at == 0 {
		s.forget(q)
		return
	}
	q.state, q.Tokens, q.paused = kept, q.Tokens[:q.at], false
	// Whatever begins this sequence is no longer needed beside it.
	for _, k := range slices.Clone(s.lying) {
		if k.at <= q.at && k.pure <= q.pure && slices.Equal(k.Tokens, q.Tokens[:k.at]) {
			s.drop(k)
		}
	}
	q.used = s.shown
	if q.Class == Spare {
		s.lying = slices.Insert(s.lying, 0, q) // nobody pays for what is kept of it
	} else {
		s.lying = append(s.lying, q)
	}
	s.thin()
}

// Stats is how much there is to do, and what was saved.
type Stats struct {
	Cells    int    // there are
	Used     int    // hold a token
	Promised int    // of the others, promised to calls that run
	Running  int    // paid calls that have a sequence
	Waiting  int    // paid calls that have none yet
	Spare    int    // spare calls, with a sequence or without
	Kept     int    // sequences of calls that have ended
	Read     uint64 // tokens, ever
	Reused   uint64 // tokens that calls found read, ever
}

// Stats is how it stands.
func (s *Scheduler) Stats() Stats {
	st := s.stats
	st.Cells, st.Used, st.Promised = s.cfg.Cells, s.pool.used, s.promised()
	st.Running, st.Waiting, st.Kept = s.count(Paid), len(s.queues[Paid]), len(s.lying)
	st.Spare = s.count(Spare) + len(s.queues[Spare])
	return st
}

func (s *Scheduler) promised() (n int) {
	for _, r := range s.running {
		n += r.promised()
	}
	return n
}

// expired are the calls whose deadline is over.
func (s *Scheduler) expired(now time.Time) (ids []ID) {
	for _, q := range s.all {
		if !q.Deadline.IsZero() && !now.Before(q.Deadline) {
			ids = append(ids, q.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

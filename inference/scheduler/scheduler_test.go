package scheduler_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/scheduler"
	"pgregory.net/rapid"
)

// machine carries out steps as a model would, and finds out what a model would not forgive. A token costs a millisecond in a step of
// rows, and the step ten; elsewhere a token costs two.
type machine struct {
	t interface {
		Fatalf(string, ...any)
		Helper()
	}
	cfg   scheduler.Config
	s     *scheduler.Scheduler
	now   time.Time
	cells []map[int]dgrid.TokenID // of each sequence: what is at a position; shared cells are counted by owner below
	owner []map[int]*int          // of each sequence: the cell at a position; who shares it has the same pointer
	jobs  map[scheduler.ID]*job
	last  scheduler.ID

	kinds []scheduler.Kind // of the steps that were made
	took  []time.Duration
}

// job is a call and what it got.
type job struct {
	scheduler.Job
	answer  []dgrid.TokenID // of a Chosen call, all that it will say
	rows    int
	ended   bool
	late    bool
	at      time.Time
	between []int // steps between one of its rows and the next
	read    int   // tokens
	begun   time.Time
}

func start(t *testing.T, cfg scheduler.Config) *machine { return startIn(t, cfg) }

func startIn(t interface {
	Fatalf(string, ...any)
	Helper()
}, cfg scheduler.Config) *machine {
	n := cfg.Sequences + cfg.Spares + cfg.Kept
	m := &machine{t: t, cfg: cfg, s: scheduler.New(cfg), now: time.Unix(1000, 0), jobs: make(map[scheduler.ID]*job)}
	for range n {
		m.owner = append(m.owner, make(map[int]*int))
		m.cells = append(m.cells, make(map[int]dgrid.TokenID))
	}
	return m
}

func (m *machine) add(j scheduler.Job, answer ...dgrid.TokenID) *job {
	m.t.Helper()
	m.last++
	j.ID = m.last
	if err := m.s.Add(j); err != nil {
		m.t.Fatalf("add %+v: %v", j, err)
	}
	w := &job{Job: j, answer: answer}
	m.jobs[j.ID] = w
	return w
}

// step makes one step, and reports whether there was one.
func (m *machine) step() bool {
	m.t.Helper()
	st := m.s.Next(m.now)
	for _, id := range st.Expired {
		j := m.jobs[id]
		if j.Deadline.After(m.now) {
			m.t.Fatalf("call %d ended before its deadline", id)
		}
		j.ended, j.late, j.at = true, true, m.now
	}
	m.move(st.Moves)
	if st.Kind == scheduler.Idle {
		return false
	}
	took := m.read(&st)
	m.now = m.now.Add(took)
	m.s.Done(&st)
	if st.Kind != scheduler.Head {
		m.note(&st)
	}
	m.s.Took(&st, took)
	m.kinds, m.took = append(m.kinds, st.Kind), append(m.took, took)
	m.check()
	return true
}

func (m *machine) move(moves []scheduler.Move) {
	m.t.Helper()
	for _, v := range moves {
		if v.From < 0 {
			clear(m.owner[v.To])
			clear(m.cells[v.To])
			continue
		}
		if len(m.owner[v.To]) > 0 {
			m.t.Fatalf("sequence %d is shared into, but holds %d tokens", v.To, len(m.owner[v.To]))
		}
		for at := range v.N {
			cell, ok := m.owner[v.From][at]
			if !ok {
				m.t.Fatalf("sequence %d has no token at %d to share", v.From, at)
			}
			m.owner[v.To][at], m.cells[v.To][at] = cell, m.cells[v.From][at]
		}
	}
}

func (m *machine) read(st *scheduler.Step) time.Duration {
	m.t.Helper()
	n := 0
	for _, p := range st.Parts {
		j := m.jobs[p.ID]
		if j.ended {
			m.t.Fatalf("call %d has ended and is read", p.ID)
		}
		if j.begun.IsZero() {
			j.begun = m.now
		}
		for i, t := range p.Tokens {
			at := p.At + i
			if _, ok := m.owner[p.Seq][at]; ok || len(m.owner[p.Seq]) != at {
				m.t.Fatalf("sequence %d holds %d tokens and reads one at %d", p.Seq, len(m.owner[p.Seq]), at)
			}
			m.owner[p.Seq][at], m.cells[p.Seq][at] = new(int), t
			if want := j.token(at); t != want {
				m.t.Fatalf("call %d reads %d at %d, want %d", p.ID, t, at, want)
			}
		}
		for at := range p.At {
			if got, want := m.cells[p.Seq][at], j.token(at); got != want {
				m.t.Fatalf("call %d goes on from %d at %d, want %d", p.ID, got, at, want)
			}
		}
		n += len(p.Tokens)
		j.read += len(p.Tokens)
		solo := st.Kind == scheduler.Solo
		if (solo || st.Kind == scheduler.List) && (len(st.Parts) > 1 || j.Class == scheduler.Paid) || solo && len(p.Tokens) != 1 {
			m.t.Fatalf("a step of kind %d with %d parts", st.Kind, len(st.Parts))
		}
	}
	switch st.Kind {
	case scheduler.Rows:
		if n > m.cfg.Outputs {
			m.t.Fatalf("%d rows, there is room for %d", n, m.cfg.Outputs)
		}
		return time.Duration(10+n) * time.Millisecond
	case scheduler.List:
		if n > m.cfg.Outputs {
			m.t.Fatalf("%d rows, there is room for %d", n, m.cfg.Outputs)
		}
	case scheduler.Head:
		if n > m.cfg.Batch {
			m.t.Fatalf("%d tokens, a batch holds %d", n, m.cfg.Batch)
		}
	case scheduler.Solo:
		return 11 * time.Millisecond
	}
	return time.Duration(2*n) * time.Millisecond
}

// token is what the call has at a position.
func (j *job) token(at int) dgrid.TokenID {
	if at < len(j.Tokens) {
		return j.Tokens[at]
	}
	return j.answer[at-len(j.Tokens)]
}

func (m *machine) note(st *scheduler.Step) {
	for _, p := range st.Parts {
		j := m.jobs[p.ID]
		if j.rows > 0 && !j.at.IsZero() {
			j.between = append(j.between, int(m.now.Sub(j.at)/time.Millisecond))
		}
		j.at = m.now
		for range p.Tokens {
			j.rows++
			switch {
			case j.rows == j.want():
				j.ended = true
				m.s.End(p.ID, true)
			case j.Way == scheduler.Chosen:
				m.s.Say(p.ID, j.answer[j.rows-1])
			}
		}
	}
}

// want is how many rows the call will take.
func (j *job) want() int {
	if j.Way == scheduler.Chosen {
		return len(j.answer)
	}
	return j.Rows
}

// check compares the scheduler's count of cells with what is there.
func (m *machine) check() {
	m.t.Helper()
	cells := make(map[*int]bool)
	for _, o := range m.owner {
		for _, c := range o {
			cells[c] = true
		}
	}
	st := m.s.Stats()
	if len(cells) > m.cfg.Cells {
		m.t.Fatalf("%d cells are in use, there are %d", len(cells), m.cfg.Cells)
	}
	// What is to be forgotten before the next step still lies there.
	if st.Used > len(cells) || st.Used+st.Promised > m.cfg.Cells {
		m.t.Fatalf("%d cells are said to be in use and %d promised, %d are in use of %d", st.Used, st.Promised, len(cells), m.cfg.Cells)
	}
}

// run makes steps until nothing is left to do.
func (m *machine) run() {
	m.t.Helper()
	for steps := 0; m.step(); steps++ {
		if steps > 1_000_000 {
			m.t.Fatalf("the work does not end")
		}
	}
	m.check()
}

func text(n int, kind dgrid.TokenID) []dgrid.TokenID {
	ids := make([]dgrid.TokenID, n)
	for i := range ids {
		ids[i] = kind + dgrid.TokenID(i%97)
	}
	return ids
}

func chosen(payer string, prompt []dgrid.TokenID, rows int) scheduler.Job {
	return scheduler.Job{Payer: payer, Tokens: prompt, Head: len(prompt) - 1, Rows: rows}
}

func audit(prompt, output []dgrid.TokenID, deadline time.Time) scheduler.Job {
	return scheduler.Job{Class: scheduler.Spare, Way: scheduler.Listed, Deadline: deadline, Tokens: slices.Concat(prompt, output[:len(output)-1]),
		Head: len(prompt) - 1, Rows: len(output)}
}

var usual = scheduler.Config{Sequences: 8, Spares: 4, Kept: 8, Cells: 4096, Batch: 512, Outputs: 64, Queue: 64}

func TestRunningSequencesShareEveryStep(t *testing.T) {
	m := start(t, usual)
	var jobs []*job
	for i := range 8 {
		jobs = append(jobs, m.add(chosen("p", text(20, dgrid.TokenID(1000*i)), 50), text(50, 7)...))
	}
	m.run()
	rows := 0
	for _, k := range m.kinds {
		if k == scheduler.Rows {
			rows++
		}
	}
	if rows != 50 {
		t.Errorf("8 answers of 50 tokens took %d steps, want 50", rows)
	}
	for i, j := range jobs {
		if j.rows != 50 {
			t.Errorf("call %d got %d rows, want 50", i, j.rows)
		}
	}
}

// Calls that come together wait for each other, but not for a long prompt, and nobody who has had a row waits for them.
func TestFirstRowsWaitForShortPromptsOnly(t *testing.T) {
	m := start(t, usual)
	short := m.add(chosen("p", text(20, 1000), 50), text(50, 7)...)
	m.add(chosen("p", text(2000, 2000), 50), text(50, 7)...)
	for steps := 0; short.rows == 0; steps++ {
		if m.step(); steps > 4 {
			t.Fatal("a call waits for the prompt of another, which is long")
		}
	}
	m.run()
	first := m.add(chosen("p", text(20, 4000), 50), text(50, 7)...)
	for first.rows < 5 {
		m.step()
	}
	for i := range 7 {
		m.add(chosen("p", text(60, dgrid.TokenID(5000+1000*i)), 50), text(50, 7)...)
	}
	m.run()
	if most := slices.Max(first.between); most > 60 {
		t.Errorf("a row came %d ms behind the one before, beside prompts of others", most)
	}
}

func TestPrefixIsReadOnce(t *testing.T) {
	m := start(t, usual)
	prompt := text(500, 3)
	first := m.add(chosen("p", prompt, 10), text(10, 900)...)
	m.run()
	again := m.add(chosen("q", prompt, 10), text(10, 900)...)
	m.run()
	longer := m.add(chosen("p", slices.Concat(prompt, text(10, 900), text(5, 60)), 10), text(10, 50)...)
	m.run()
	if first.read != 509 || again.read != 10 || longer.read != 15 {
		t.Errorf("read %d, then %d, then %d tokens: want 509, 10, 15", first.read, again.read, longer.read)
	}
	if st := m.s.Stats(); st.Reused != 499+509 || st.Running != 0 || st.Promised != 0 {
		t.Errorf("%+v", st)
	}
}

// A re-check takes over what was read as it reads itself, and not what was decoded.
func TestAuditsTakeOverOnlyWhatWasRead(t *testing.T) {
	m := start(t, usual)
	prompt, answer := text(100, 3), text(20, 900)
	m.add(chosen("p", prompt, 20), answer...)
	m.run()
	same := m.add(audit(prompt, answer, time.Time{}))
	m.run()
	if same.read != 20 {
		t.Errorf("a re-check of the answer reads %d tokens, want the last of the prompt and the answer's", same.read)
	}
	turn := slices.Concat(prompt, answer, text(10, 300))
	next := m.add(audit(turn, text(5, 1), time.Time{}))
	m.run()
	// The first re-check read the answer in a slice, so all but its last token is there as read.
	if want := 100 + 20 + 10 + 5 - 1 - 119; next.read != want {
		t.Errorf("a re-check of the next turn reads %d tokens, want %d", next.read, want)
	}
	m = start(t, usual)
	m.add(chosen("p", prompt, 20), answer...)
	m.run()
	next = m.add(audit(turn, text(5, 1), time.Time{}))
	m.run()
	if want := 100 + 20 + 10 + 5 - 1 - 99; next.read != want {
		t.Errorf("a re-check after a decoded turn reads %d tokens, want %d", next.read, want)
	}
}

func TestJobsWaitForCells(t *testing.T) {
	cfg := usual
	cfg.Cells = 1024
	m := start(t, cfg)
	var jobs []*job
	for i := range 5 {
		jobs = append(jobs, m.add(chosen("p", text(200, dgrid.TokenID(1000*i)), 200), text(200, 7)...))
	}
	m.step()
	if st := m.s.Stats(); st.Running != 2 || st.Waiting != 3 {
		t.Errorf("%+v: want that two run, and three wait", st)
	}
	m.run()
	for i, j := range jobs {
		if !j.ended || j.late {
			t.Errorf("call %d did not end", i)
		}
	}
}

func TestQueueIsBounded(t *testing.T) {
	cfg := usual
	cfg.Queue = 2
	s := scheduler.New(cfg)
	for id, want := range []error{nil, nil, scheduler.ErrFull} {
		j := chosen("p", text(3, 1), 1)
		j.ID = scheduler.ID(id)
		if err := s.Add(j); err != want {
			t.Errorf("call %d: %v, want %v", id, err, want)
		}
	}
	j := audit(text(3, 1), text(3, 1), time.Time{})
	j.ID = 9
	if err := s.Add(j); err != nil {
		t.Errorf("a re-check beside a full queue of paid work: %v", err)
	}
	if err := s.Add(chosen("p", text(4000, 1), 1000)); err != scheduler.ErrSize {
		t.Errorf("a call larger than the cache: %v, want ErrSize", err)
	}
}

func TestPausedSequenceStopsNobody(t *testing.T) {
	m := start(t, usual)
	slow := m.add(chosen("p", text(20, 1), 50), text(50, 7)...)
	fast := m.add(chosen("q", text(20, 500), 50), text(50, 7)...)
	for slow.rows < 5 {
		m.step()
	}
	m.s.Pause(slow.ID)
	m.run()
	if slow.rows != 5 || !fast.ended {
		t.Errorf("paused after 5 rows it has %d; the other ended: %t", slow.rows, fast.ended)
	}
	m.s.Resume(slow.ID)
	m.run()
	if !slow.ended {
		t.Error("it does not go on")
	}
}

func TestDeadlinesEndCalls(t *testing.T) {
	m := start(t, usual)
	j := chosen("p", text(20, 1), 500)
	j.Deadline = m.now.Add(time.Second)
	late := m.add(j, text(500, 7)...)
	m.run()
	if !late.late || late.at.After(m.now.Add(50*time.Millisecond)) {
		t.Errorf("ended %t after %d rows", late.late, late.rows)
	}
	m.s.Pause(late.ID) // is not known any more
	idle := m.s.Next(m.now)
	if idle.Kind != scheduler.Idle || !idle.Wake.IsZero() {
		t.Errorf("%+v: want nothing to do", idle)
	}
}

// TestPayersTakeTurns: who asks for a hundred answers at once gets no more of the sequences than who asks for one after another.
func TestPayersTakeTurns(t *testing.T) {
	cfg := usual
	cfg.Sequences = 2
	m := start(t, cfg)
	var many, few []*job
	for i := range 30 {
		many = append(many, m.add(chosen("many", text(20, dgrid.TokenID(1000+i)), 20), text(20, 7)...))
	}
	for range 8 {
		m.step()
	}
	for i := range 5 {
		few = append(few, m.add(chosen("few", text(20, dgrid.TokenID(5000+i)), 20), text(20, 7)...))
	}
	before := 0
	for !few[4].ended {
		m.step()
	}
	for _, j := range many {
		if j.ended {
			before++
		}
	}
	if before > 9 {
		t.Errorf("%d answers of one payer were done before another's fifth", before)
	}
	m.run()
}

// TestEqualStreamsAreServedAlike: of eight equal answers that begin at once, the slowest is nearly as fast as the fastest.
func TestEqualStreamsAreServedAlike(t *testing.T) {
	m := start(t, usual)
	begin := m.now
	var jobs []*job
	for i := range 8 {
		jobs = append(jobs, m.add(chosen(fmt.Sprint(i), text(100, dgrid.TokenID(1000*i)), 100), text(100, 7)...))
	}
	m.run()
	var took []time.Duration
	for _, j := range jobs {
		took = append(took, j.at.Sub(begin))
	}
	if ratio := float64(slices.Min(took)) / float64(slices.Max(took)); ratio < 0.8 {
		t.Errorf("slowest over fastest is %.2f", ratio)
	}
}

// TestAuditsAreUnnoticed: a stream whose engine re-checks a twentieth of all tokens loses their share of the work and keeps its pace.
func TestAuditsAreUnnoticed(t *testing.T) {
	for _, streams := range []int{1, 8} {
		alone := start(t, usual)
		audited := start(t, usual)
		const tokens = 1000
		serve := func(m *machine, audits bool) (time.Duration, []int) {
			begin := m.now
			cfg := m.cfg
			cfg.Cells = 64 << 10
			*m = *startIn(t, cfg)
			var jobs, checks []*job
			for i := range streams {
				jobs = append(jobs, m.add(chosen(fmt.Sprint(i), text(20, dgrid.TokenID(1000*i)), tokens), text(tokens, 7)...))
			}
			made, asked := 0, 0
			for made < streams*tokens {
				if !m.step() {
					t.Fatal("there is nothing to do")
				}
				if made = 0; audits {
					for _, j := range jobs {
						made += j.rows
					}
					for asked < made/20 {
						checks = append(checks, m.add(audit(text(50, dgrid.TokenID(9000+made)), text(50, 5), m.now.Add(20*time.Second))))
						asked += 99
					}
				} else {
					for _, j := range jobs {
						made += j.rows
					}
				}
			}
			took := m.now.Sub(begin)
			m.run()
			for i, c := range checks {
				if !c.ended || c.late {
					t.Errorf("%d streams: re-check %d of %d missed its deadline", streams, i, len(checks))
				}
			}
			return took, jobs[0].between
		}
		without, _ := serve(alone, false)
		with, gaps := serve(audited, true)
		own := time.Duration(streams*tokens/20) * 2 * time.Millisecond
		if limit := (without + own) * 105 / 100; with > limit {
			t.Errorf("%d streams: %s with re-checks, %s without, their own share is %s", streams, with, without, own)
		}
		slices.Sort(gaps)
		if median, high := gaps[len(gaps)/2], gaps[len(gaps)*99/100]; high > 4*median {
			t.Errorf("%d streams: gaps are %d ms in the median and %d ms at the 99th percentile", streams, median, high)
		}
	}
}

// TestAuditsEndByTheirDeadline: whatever paid work there is, a re-check that can be done in its time is.
func TestAuditsEndByTheirDeadline(t *testing.T) {
	m := start(t, usual)
	fill := func() {
		st := m.s.Stats()
		for i := st.Running + st.Waiting; i < 12; i++ {
			m.add(chosen(fmt.Sprint(i%3), text(150, dgrid.TokenID(int(m.last)%90*100)), 60), text(60, 7)...)
		}
	}
	for range 200 {
		fill()
		m.step()
	}
	check := m.add(audit(text(100, 77), text(200, 5), m.now.Add(6*time.Second)))
	one := m.add(scheduler.Job{Class: scheduler.Spare, Way: scheduler.Alone, Deadline: m.now.Add(8 * time.Second), Tokens: text(80, 44), Head: 20, Rows: 60})
	for !check.ended || !one.ended {
		fill()
		m.step()
	}
	if check.late || one.late {
		t.Errorf("re-check %t and control %t missed their deadlines", check.late, one.late)
	}
}

func TestAuditsWithoutDeadlineEnd(t *testing.T) {
	m := start(t, usual)
	check := m.add(audit(text(100, 77), text(200, 5), time.Time{}))
	for i := 0; !check.ended; i++ {
		if st := m.s.Stats(); st.Running+st.Waiting < 8 {
			m.add(chosen("p", text(50, dgrid.TokenID(i)), 60), text(60, 7)...)
		}
		m.step()
		if i > 10_000 {
			t.Fatal("paid work keeps a re-check from ever being done")
		}
	}
}

// TestEverythingEnds: whatever comes, in whatever order, and is cancelled whenever: no cell is used twice or lost, nothing is read
// that was not asked for, and all that is not cancelled ends.
func TestEverythingEnds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cfg := scheduler.Config{
			Sequences: rapid.IntRange(1, 4).Draw(rt, "sequences"), Spares: rapid.IntRange(1, 2).Draw(rt, "spares"),
			Kept: rapid.IntRange(0, 4).Draw(rt, "kept"), Cells: rapid.IntRange(40, 200).Draw(rt, "cells"),
			Batch: rapid.IntRange(8, 32).Draw(rt, "batch"), Outputs: 8, Queue: 1000,
		}
		m := startIn(rt, cfg)
		var jobs []*job
		paused := make(map[*job]bool)
		for range rapid.IntRange(1, 60).Draw(rt, "actions") {
			switch rapid.IntRange(0, 5).Draw(rt, "action") {
			case 0, 1:
				jobs = append(jobs, m.add(draw(rt, m)))
				j := jobs[len(jobs)-1]
				if j.Way == scheduler.Chosen {
					j.answer = text(rapid.IntRange(1, j.Rows).Draw(rt, "answer"), dgrid.TokenID(rapid.IntRange(0, 3).Draw(rt, "kind")))
				}
			case 2:
				if j := pick(rt, jobs); j != nil {
					m.s.End(j.ID, rapid.Bool().Draw(rt, "whole"))
					j.ended = true
				}
			case 3:
				if j := pick(rt, jobs); j != nil && j.Class == scheduler.Paid {
					if paused[j] = !paused[j]; paused[j] {
						m.s.Pause(j.ID)
					} else {
						m.s.Resume(j.ID)
					}
				}
			default:
				for range rapid.IntRange(1, 10).Draw(rt, "steps") {
					m.step()
				}
			}
		}
		for j := range paused {
			m.s.Resume(j.ID)
		}
		m.run()
		for _, j := range jobs {
			if !j.ended {
				rt.Fatalf("call %d did not end: %+v", j.ID, j.Job)
			}
		}
		st := m.s.Stats()
		m.s.Clear()
		m.move(m.s.Moves())
		if after := m.s.Stats(); st.Running != 0 || st.Waiting != 0 || st.Spare != 0 || st.Promised != 0 || after.Used != 0 || after.Kept != 0 {
			rt.Fatalf("at the end %+v, after all is forgotten %+v", st, after)
		}
	})
}

func pick(t *rapid.T, jobs []*job) *job {
	if len(jobs) == 0 {
		return nil
	}
	return rapid.SampledFrom(jobs).Draw(t, "job")
}

func draw(t *rapid.T, m *machine) scheduler.Job {
	tokens := text(rapid.IntRange(1, 20).Draw(t, "prompt"), dgrid.TokenID(rapid.IntRange(0, 2).Draw(t, "kind")))
	tokens[len(tokens)/2] += dgrid.TokenID(rapid.IntRange(0, 1).Draw(t, "change"))
	rows := rapid.IntRange(1, 20).Draw(t, "rows")
	j := chosen(rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "payer"), tokens, rows)
	if rapid.Bool().Draw(t, "spare") {
		j = audit(tokens, text(rows, 1), time.Time{})
		if rapid.Bool().Draw(t, "alone") {
			j.Way = scheduler.Alone
		}
	}
	if rapid.Bool().Draw(t, "deadline") {
		j.Deadline = m.now.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "ms")) * time.Millisecond)
	}
	return j
}

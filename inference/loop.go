package inference

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/llama"
	"github.com/dgrid-network/dgrid/inference/scheduler"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// waitLimit is how many calls of a class may wait for a sequence.
const waitLimit = 64

// loop makes the steps of one model: it does what the scheduler decides. All of it belongs to the goroutine in run; others leave
// word in the inbox, which is read between two steps.
type loop struct {
	server *server
	inbox  inbox

	engine *engine // nil until the model is loaded
	sched  *scheduler.Scheduler
	tasks  map[scheduler.ID]task
	tokens workerpb.Tokens // of the step
	ends   []*workerpb.Report
}

// inbox is what others ask of a loop.
type inbox struct {
	wake chan struct{} // has room for one

	mu   sync.Mutex // guards list
	list []func()
}

func (b *inbox) post(f func()) {
	b.mu.Lock()
	b.list = append(b.list, f)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *inbox) take() []func() {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := b.list
	b.list = nil
	return list
}

func newLoop(s *server) *loop {
	return &loop{server: s, inbox: inbox{wake: make(chan struct{}, 1)}, tasks: make(map[scheduler.ID]task)}
}

// open takes a loaded model.
func (l *loop) open(e *engine) {
	m := e.model
	l.engine = e
	l.sched = scheduler.New(scheduler.Config{Sequences: m.Sequences(), Spares: llama.Spares, Kept: m.Kept(), Cells: m.Cells(), Batch: m.Batch(), Outputs: m.Outputs(), Queue: waitLimit})
}

// run makes steps until ctx ends, all of them on one thread of the system: libllama has a team of threads for each that calls it, and what a
// processor has near at hand belongs to the thread that it runs.
func (l *loop) run(ctx context.Context) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for ctx.Err() == nil {
		for _, f := range l.inbox.take() {
			f()
		}
		var wake time.Time
		if l.engine != nil {
			st := l.sched.Next(time.Now())
			if l.make(&st) {
				continue
			}
			wake = st.Wake
		}
		l.server.busy.Store(false)
		l.wait(ctx, wake)
	}
}

// wait returns when there is word, or at the given time.
func (l *loop) wait(ctx context.Context, until time.Time) {
	var alarm <-chan time.Time
	if !until.IsZero() {
		alarm = time.After(time.Until(until))
	}
	select {
	case <-ctx.Done():
	case <-l.inbox.wake:
	case <-alarm:
	}
}

// make makes a step, or says that there is nothing to do.
func (l *loop) make(st *scheduler.Step) bool {
	for _, id := range st.Expired {
		delete(l.tasks, id)
		l.finish(uint64(id), failure(errLate))
	}
	l.move(st.Moves)
	if st.Kind != scheduler.Idle {
		l.server.busy.Store(true)
		began := time.Now()
		l.read(st)
		l.sched.Took(st, time.Since(began))
	}
	l.flush()
	l.engine.stats.Store(new(l.sched.Stats()))
	return st.Kind != scheduler.Idle
}

// move does what the scheduler wants of the sequences.
func (l *loop) move(moves []scheduler.Move) {
	for _, m := range moves {
		var err error
		if m.From < 0 {
			err = l.engine.model.Forget(m.To, 0)
		} else {
			err = l.engine.model.Share(m.From, m.To, m.N)
		}
		if err != nil {
			l.server.conn.Close() // the model's memory is not what we think: only another process helps
			return
		}
	}
}

// read reads what the step says and takes note of what came of it.
func (l *loop) read(st *scheduler.Step) {
	err := l.decode(st)
	if errors.Is(err, llama.ErrNoCells) {
		// By the scheduler's count this cannot be. Should it be all the same, only the call that lacks the room may suffer.
		l.sched.Clear()
		l.move(l.sched.Moves())
		err = l.decode(st)
	}
	switch {
	case err == nil:
		l.sched.Done(st)
		if st.Kind != scheduler.Head {
			l.note(st)
		}
	case errors.Is(err, llama.ErrNoCells) && len(st.Parts) > 1:
		for i := range st.Parts {
			l.read(st.Only(i))
		}
	default:
		for _, p := range st.Parts {
			l.end(p.ID, failure(err), false)
		}
	}
}

func (l *loop) decode(st *scheduler.Step) error {
	m := l.engine.model
	m.Begin()
	for _, p := range st.Parts {
		for i, t := range p.Tokens {
			if err := m.Add(t, p.At+i, p.Seq); err != nil {
				return err
			}
		}
	}
	err := m.Decode(st.Kind != scheduler.Head)
	l.engine.steps.Add(1)
	return err
}

// note gives each call the rows of the step that are its own.
func (l *loop) note(st *scheduler.Step) {
	row := 0
	for _, p := range st.Parts {
		t := l.tasks[p.ID]
		for range p.Tokens {
			report, err := t.take(l.engine, row)
			row++
			if err != nil {
				l.end(p.ID, failure(err), false)
				break
			}
			if g, ok := t.(*generation); ok {
				l.said(p.ID, g, report == nil)
			}
			if report != nil {
				l.end(p.ID, report, true)
				break
			}
		}
	}
}

// said passes a token on.
func (l *loop) said(id scheduler.ID, g *generation, more bool) {
	l.tokens.Tokens = append(l.tokens.Tokens, g.token)
	if more {
		l.sched.Say(id, dgrid.TokenID(g.token.GetId()))
		if g.credit == 0 {
			l.sched.Pause(id)
		}
	}
}

// end ends a call. Its report follows the tokens of the step.
func (l *loop) end(id scheduler.ID, report *workerpb.Report, whole bool) {
	if _, ok := l.tasks[id]; !ok {
		return
	}
	delete(l.tasks, id)
	l.sched.End(id, whole)
	l.finish(uint64(id), report)
}

func (l *loop) finish(call uint64, report *workerpb.Report) {
	report.Call = call
	l.ends = append(l.ends, report)
}

// flush sends what the step brought: the tokens of all calls in one frame, then what ended.
func (l *loop) flush() {
	if len(l.tokens.Tokens) > 0 {
		l.send(&workerpb.Report{Body: &workerpb.Report_Tokens{Tokens: &l.tokens}})
		l.tokens.Tokens = l.tokens.Tokens[:0]
	}
	for _, r := range l.ends {
		l.send(r)
	}
	l.ends = l.ends[:0]
}

func (l *loop) send(r *workerpb.Report) {
	if err := l.server.send(r, patience); err != nil {
		l.server.conn.Close() // nobody learns of the result: end the process, so that the daemon notices
	}
}

// begin lets a call wait for its turn. left is the time until its deadline, or 0.
func (l *loop) begin(call uint64, t task, left time.Duration) {
	j := t.plan()
	j.ID = scheduler.ID(call)
	if left > 0 {
		j.Deadline = time.Now().Add(left)
	}
	err := l.sched.Add(j)
	switch {
	case errors.Is(err, scheduler.ErrFull):
		err = ErrBusy
	case err != nil:
		err = refusal{fmt.Errorf("%d tokens are more than the KV cache holds: %w", j.Head+j.Rows, err)}
	}
	if err != nil {
		l.finish(call, failure(err))
		l.flush()
		return
	}
	l.tasks[j.ID] = t
	if g, ok := t.(*generation); ok && g.credit == 0 {
		l.sched.Pause(j.ID)
	}
}

// cancel ends a call that nobody wants any more. It may have ended by itself.
func (l *loop) cancel(call uint64) {
	l.end(scheduler.ID(call), failure(context.Canceled), true)
	l.flush()
}

// credit lets a call send more tokens.
func (l *loop) credit(call uint64, n uint32) {
	if g, ok := l.tasks[scheduler.ID(call)].(*generation); ok {
		g.credit += n
		l.sched.Resume(scheduler.ID(call))
	}
}

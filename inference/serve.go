package inference

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/jail"
	"github.com/dgrid-network/dgrid/inference/llama"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// patience is how long a worker waits for its daemon to take a frame. A daemon that takes nothing for so long is gone or
// stopped, and its jobs with it.
const patience = time.Minute

// maxLeft is the longest time until a deadline, in milliseconds. What is longer counts like it.
const maxLeft = 30 * 24 * 3600 * 1000

// errLate says that a call's deadline was over before the call.
var errLate = fmt.Errorf("the call's time is over: %w", context.DeadlineExceeded)

// ServeWorker is the child's side: it loads the model that the daemon names and answers its calls until the daemon closes the
// socket or ctx ends. conn is the inherited end of the socket pair, file descriptor 3.
func ServeWorker(ctx context.Context, conn *os.File) error {
	if conn == nil {
		return errors.New("serve worker: no socket; this command is started by dgridd itself")
	}
	// Go's work here is little and follows on the model's. With one processor the runtime's monitor, which otherwise looks at a thread in a
	// long call every few microseconds, sleeps while the model computes.
	runtime.GOMAXPROCS(1)
	closed, err := jail.Enter()
	if err != nil {
		return fmt.Errorf("serve worker: %w", err)
	}
	c, err := net.FileConn(conn)
	if err != nil {
		return fmt.Errorf("serve worker: file descriptor %d is no socket; this command is started by dgridd itself: %w", conn.Fd(), err)
	}
	conn.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.Close() })()
	s := &server{frames: newFrames(c), jail: closed, calls: make(map[uint64]context.CancelFunc), files: make(chan func(), 1), prompts: make(chan func(), 16)}
	s.loop = newLoop(s)
	var group sync.WaitGroup
	group.Go(func() { s.loop.run(ctx) })
	group.Go(func() { run(s.files) })
	group.Go(func() { run(s.prompts) })
	err = s.receive(ctx)
	cancel()
	close(s.files)
	close(s.prompts)
	group.Wait()
	if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return nil // the daemon went away, or told us to
	}
	return err
}

// run works off what comes in.
func run(work <-chan func()) {
	for f := range work {
		f()
	}
}

// server is one worker's state. One goroutine receives, one reads with the model, one loads it, and one prepares prompts, so that
// they are ready while answers are generated.
type server struct {
	*frames
	jail    jail.Jail
	engine  atomic.Pointer[engine]
	loop    *loop
	files   chan func() // loading and quantizing
	prompts chan func()
	busy    atomic.Bool // the model reads a batch

	mu    sync.Mutex                    // guards calls
	calls map[uint64]context.CancelFunc // of files and prompts that have not been answered yet
}

func (s *server) receive(ctx context.Context) error {
	for {
		var c workerpb.Command
		if err := s.frames.receive(&c); err != nil {
			return err
		}
		if err := s.command(ctx, &c); err != nil {
			return err
		}
	}
}

func (s *server) command(ctx context.Context, c *workerpb.Command) error {
	switch body := c.GetBody().(type) {
	case *workerpb.Command_Ping:
		return s.send(&workerpb.Report{Call: c.GetCall(), Body: &workerpb.Report_Pong{Pong: s.pong()}}, patience)
	case *workerpb.Command_Cancel:
		s.cancel(c.GetCall())
		return nil
	case *workerpb.Command_Credit:
		s.loop.inbox.post(func() { s.loop.credit(c.GetCall(), body.Credit.GetTokens()) })
		return nil
	case *workerpb.Command_Prompt, *workerpb.Command_Tokenize:
		return s.start(ctx, c, s.prompts)
	case *workerpb.Command_Load, *workerpb.Command_Quantize:
		return s.start(ctx, c, s.files)
	default:
		return s.enter(c)
	}
}

func (s *server) cancel(call uint64) {
	s.mu.Lock()
	cancel := s.calls[call]
	s.mu.Unlock()
	if cancel != nil {
		cancel()
		return
	}
	s.loop.inbox.post(func() { s.loop.cancel(call) })
}

// enter checks a call that reads with the model, and hands it to the loop.
func (s *server) enter(c *workerpb.Command) error {
	t, left, err := s.task(c)
	if err != nil {
		report := failure(err)
		report.Call = c.GetCall()
		return s.send(report, patience)
	}
	s.loop.inbox.post(func() { s.loop.begin(c.GetCall(), t, left) })
	return nil
}

// task is what a command asks for, and the time until its deadline.
func (s *server) task(c *workerpb.Command) (t task, left time.Duration, err error) {
	e := s.engine.Load()
	if e == nil {
		return nil, 0, refusal{errors.New("no model is loaded")}
	}
	var ms uint64
	switch body := c.GetBody().(type) {
	case *workerpb.Command_Generate:
		t, err = e.generation(c.GetCall(), body.Generate)
		ms = body.Generate.GetLeft()
	case *workerpb.Command_Recheck:
		t, err = e.recheck(body.Recheck)
		ms = body.Recheck.GetLeft()
	case *workerpb.Command_Control:
		t, err = e.control(body.Control)
		ms = body.Control.GetLeft()
	case *workerpb.Command_Embed:
		t, err = e.embedding(body.Embed)
	default:
		return nil, 0, refusal{errors.New("unknown command")}
	}
	return t, time.Duration(min(ms, maxLeft)) * time.Millisecond, err
}

func (s *server) pong() *workerpb.Pong {
	p := &workerpb.Pong{Busy: s.busy.Load()}
	if e := s.engine.Load(); e != nil {
		p.Steps = e.steps.Load()
		if st := e.stats.Load(); st != nil {
			p.Cells, p.Used, p.Promised = uint32(st.Cells), uint32(st.Used), uint32(st.Promised)
			p.Running, p.Waiting, p.Audits, p.Kept = uint32(st.Running), uint32(st.Waiting), uint32(st.Spare), uint32(st.Kept)
			p.Read, p.Reused = st.Read, st.Reused
		}
	}
	return p
}

// start hands a call to the goroutine behind queue. The daemon never has more open than fit; if it does, the call is refused.
func (s *server) start(ctx context.Context, c *workerpb.Command, queue chan<- func()) error {
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	s.calls[c.GetCall()] = cancel
	s.mu.Unlock()
	end := func(report *workerpb.Report) error {
		cancel()
		s.mu.Lock()
		delete(s.calls, c.GetCall())
		s.mu.Unlock()
		report.Call = c.GetCall()
		return s.send(report, patience)
	}
	select {
	case queue <- func() {
		report, err := s.execute(ctx, c)
		if err != nil {
			report = failure(err)
		}
		if err := end(report); err != nil {
			s.conn.Close() // nobody learns of the result: end the process, so that the daemon notices
		}
	}:
		return nil
	default:
		return end(failure(ErrBusy))
	}
}

func (s *server) execute(ctx context.Context, c *workerpb.Command) (*workerpb.Report, error) {
	switch body := c.GetBody().(type) {
	case *workerpb.Command_Load:
		return s.load(body.Load)
	case *workerpb.Command_Quantize:
		q := body.Quantize
		if _, err := llama.Load(q.GetRuntime(), ""); err != nil {
			return nil, refusal{err}
		}
		if err := s.jail.Close(); err != nil {
			return nil, refusal{err}
		}
		if _, err := sound(q.GetIn()); err != nil {
			return nil, refusal{err}
		}
		if err := llama.Quantize(ctx, q.GetRuntime(), q.GetIn(), q.GetOut(), q.GetType()); err != nil {
			return nil, refusal{err}
		}
		return &workerpb.Report{Body: &workerpb.Report_Quantized{Quantized: &workerpb.Quantized{}}}, nil
	}
	e := s.engine.Load()
	if e == nil {
		return nil, refusal{errors.New("no model is loaded")}
	}
	var ids []dgrid.TokenID
	var err error
	if t := c.GetTokenize(); t != nil {
		ids, err = e.tokenize(t.GetText())
	} else {
		ids, err = e.prompt(c.GetPrompt())
	}
	return &workerpb.Report{Body: &workerpb.Report_Prompted{Prompted: &workerpb.Prompted{Tokens: tokensToWire(ids)}}}, err
}

func (s *server) load(c *workerpb.Load) (*workerpb.Report, error) {
	if s.engine.Load() != nil {
		return nil, refusal{errors.New("a model is loaded already")}
	}
	e, err := openEngine(c, s.jail)
	if err != nil {
		return nil, &LoadError{Reason: err.Error()}
	}
	s.loop.inbox.post(func() { s.loop.open(e) }) // before any call can be entered
	s.engine.Store(e)
	return &workerpb.Report{Body: &workerpb.Report_Loaded{Loaded: e.loaded()}}, nil
}

// failure tells the daemon what kind of error it was.
func failure(err error) *workerpb.Report {
	f := &workerpb.Failure{Kind: workerpb.Failure_KIND_ENGINE, Message: err.Error()}
	var (
		refused  refusal
		load     *LoadError
		overflow *ContextOverflowError
	)
	switch {
	case errors.As(err, &overflow):
		f.Kind, f.Prompt, f.Output, f.Context = workerpb.Failure_KIND_OVERFLOW, overflow.Prompt, overflow.Output, overflow.Context
	case errors.As(err, &load):
		f.Kind = workerpb.Failure_KIND_LOAD
	case errors.As(err, &refused):
		f.Kind = workerpb.Failure_KIND_REFUSED
	case errors.Is(err, ErrBusy):
		f.Kind = workerpb.Failure_KIND_BUSY
	case errors.Is(err, errLate):
		f.Kind = workerpb.Failure_KIND_LATE
	case errors.Is(err, context.Canceled):
		f.Kind = workerpb.Failure_KIND_CANCELLED
	}
	return &workerpb.Report{Body: &workerpb.Report_Failure{Failure: f}}
}

package inference

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
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

// ServeWorker is the child's side: it loads the model that the daemon names and answers its calls until the daemon closes the
// socket or ctx ends. conn is the inherited end of the socket pair, file descriptor 3.
func ServeWorker(ctx context.Context, conn *os.File) error {
	if conn == nil {
		return errors.New("serve worker: no socket; this command is started by dgridd itself")
	}
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
	s := &server{frames: newFrames(c), jail: closed, calls: make(map[uint64]*running), jobs: make(chan func(), 1), prompts: make(chan func(), 16)}
	var group sync.WaitGroup
	group.Go(func() { run(s.jobs) })
	group.Go(func() { run(s.prompts) })
	err = s.receive(ctx)
	cancel()
	close(s.jobs)
	close(s.prompts)
	group.Wait()
	if errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return nil // the daemon went away, or told us to
	}
	return err
}

// run works off what comes in. One goroutine owns the model's sequence, another the tokenizer, so that prompts are prepared
// while an answer is generated.
func run(work <-chan func()) {
	for f := range work {
		f()
	}
}

// server is one worker's state. The goroutine in receive owns calls but for what running guards itself.
type server struct {
	*frames
	jail    jail.Jail
	engine  atomic.Pointer[engine]
	jobs    chan func()
	prompts chan func()
	busy    atomic.Bool

	mu    sync.Mutex // guards calls
	calls map[uint64]*running
}

// running is a call that has not been answered yet.
type running struct {
	cancel context.CancelFunc
	credit chan uint32
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
		if r := s.find(c.GetCall()); r != nil {
			r.cancel()
		}
		return nil
	case *workerpb.Command_Credit:
		if r := s.find(c.GetCall()); r != nil {
			select {
			case r.credit <- body.Credit.GetTokens():
			default:
				return errors.New("more credit than tokens")
			}
		}
		return nil
	case *workerpb.Command_Prompt:
		return s.start(ctx, c, s.prompts)
	default:
		return s.start(ctx, c, s.jobs)
	}
}

func (s *server) pong() *workerpb.Pong {
	p := &workerpb.Pong{Busy: s.busy.Load()}
	if e := s.engine.Load(); e != nil {
		p.Steps = e.steps.Load()
	}
	return p
}

func (s *server) find(call uint64) *running {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[call]
}

// start hands a call to the goroutine behind queue. The daemon never has more open than fit; if it does, the call is refused.
func (s *server) start(ctx context.Context, c *workerpb.Command, queue chan<- func()) error {
	ctx, cancel := context.WithCancel(ctx)
	r := &running{cancel: cancel, credit: make(chan uint32, window)}
	s.mu.Lock()
	s.calls[c.GetCall()] = r
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
		report, err := s.execute(ctx, c, r)
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

func (s *server) execute(ctx context.Context, c *workerpb.Command, r *running) (*workerpb.Report, error) {
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
	switch body := c.GetBody().(type) {
	case *workerpb.Command_Prompt:
		ids, err := e.prompt(body.Prompt)
		return &workerpb.Report{Body: &workerpb.Report_Prompted{Prompted: &workerpb.Prompted{Tokens: tokensToWire(ids)}}}, err
	case *workerpb.Command_Generate:
		return s.generate(ctx, e, c.GetCall(), body.Generate, r)
	case *workerpb.Command_Recheck:
		return s.recheck(ctx, e, body.Recheck)
	case *workerpb.Command_Control:
		return s.control(ctx, e, body.Control)
	}
	return nil, refusal{errors.New("unknown command")}
}

func (s *server) load(c *workerpb.Load) (*workerpb.Report, error) {
	if s.engine.Load() != nil {
		return nil, refusal{errors.New("a model is loaded already")}
	}
	e, err := openEngine(c, s.jail)
	if err != nil {
		return nil, &LoadError{Reason: err.Error()}
	}
	s.engine.Store(e)
	return &workerpb.Report{Body: &workerpb.Report_Loaded{Loaded: e.loaded()}}, nil
}

func (s *server) generate(ctx context.Context, e *engine, call uint64, c *workerpb.Generate, r *running) (*workerpb.Report, error) {
	job, err := jobFromWire(c.GetJob())
	if err != nil {
		return nil, refusal{err}
	}
	s.busy.Store(true)
	defer s.busy.Store(false)
	credit, sent := c.GetCredit(), uint32(0)
	finish, err := e.generate(ctx, job, func(t dgrid.TokenID, text string, sketch dgrid.Sketch) error {
		// The daemon's payer may lag behind; waiting for it here is not work, so the daemon must not think that we hang.
		for sent >= credit {
			s.busy.Store(false)
			select {
			case n := <-r.credit:
				credit += n
			case <-ctx.Done():
				return ctx.Err()
			}
			s.busy.Store(true)
		}
		sent++
		return s.send(&workerpb.Report{Call: call, Body: &workerpb.Report_Token{Token: &workerpb.Token{
			Id: int32(t), Text: text, Sketch: appendSketch(nil, sketch)}}}, patience)
	})
	if err != nil {
		return nil, err
	}
	return &workerpb.Report{Body: &workerpb.Report_Generated{Generated: &workerpb.Generated{Finish: uint32(finish), OutputTokens: sent}}}, nil
}

func (s *server) recheck(ctx context.Context, e *engine, c *workerpb.Recheck) (*workerpb.Report, error) {
	job, err := jobFromWire(c.GetJob())
	if err != nil {
		return nil, refusal{err}
	}
	s.busy.Store(true)
	defer s.busy.Store(false)
	var others [][]dgrid.TokenID
	for _, column := range c.GetOthers() {
		others = append(others, tokensFromWire(column.GetTokens()))
	}
	ev, err := e.recheck(ctx, job, tokensFromWire(c.GetOutput()), others)
	if err != nil {
		return nil, err
	}
	return &workerpb.Report{Body: &workerpb.Report_Evidence{Evidence: ev}}, nil
}

func (s *server) control(ctx context.Context, e *engine, c *workerpb.Control) (*workerpb.Report, error) {
	job, err := jobFromWire(c.GetJob())
	if err != nil {
		return nil, refusal{err}
	}
	s.busy.Store(true)
	defer s.busy.Store(false)
	found, err := e.control(ctx, job, tokensFromWire(c.GetOutput()))
	if err != nil {
		return nil, err
	}
	return &workerpb.Report{Body: &workerpb.Report_Controlled{Controlled: found}}, nil
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
	case errors.Is(err, context.Canceled):
		f.Kind = workerpb.Failure_KIND_CANCELLED
	}
	return &workerpb.Report{Body: &workerpb.Report_Failure{Failure: f}}
}

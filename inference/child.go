package inference

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// window is how many tokens a worker may be ahead of whoever takes them.
const window = 8

// grant is how many tokens are taken before the worker may send as many more: each grant is a frame of its own.
const grant = window / 2

// child is the daemon's end of one worker process: it matches reports to calls. It lives as long as the process.
type child struct {
	frames  *frames
	pid     int
	info    Info          // set before any call but the load is made
	silence time.Duration // after which the child counts as hung

	lastCall atomic.Uint64
	born     time.Time    // with the monotonic clock, which neither a corrected time nor a laptop's sleep moves
	heard    atomic.Int64 // when the last frame came, in nanoseconds since born
	pong     atomic.Pointer[workerpb.Pong]

	dead chan struct{} // closed when no more reports will come
	once sync.Once
	why  error // set before dead is closed

	mu    sync.Mutex // guards calls
	calls map[uint64]chan message
}

// message is what a call gets: a token, or the report that ends it.
type message struct {
	token  *workerpb.Token
	report *workerpb.Report
}

func newChild(f *frames, pid int, silence time.Duration) *child {
	return &child{frames: f, pid: pid, silence: silence, born: time.Now(), dead: make(chan struct{}), calls: make(map[uint64]chan message)}
}

// end marks the child as lost. The first reason counts.
func (c *child) end(why error) {
	c.once.Do(func() {
		c.why = why
		close(c.dead)
		c.frames.conn.Close()
	})
}

// alive is false as soon as the child is known to be lost, before Run has taken note of it.
func (c *child) alive() bool {
	select {
	case <-c.dead:
		return false
	default:
		return true
	}
}

func (c *child) lost() error { return fmt.Errorf("%w (%v)", ErrWorkerLost, c.why) }

// receive passes reports on until the socket ends.
func (c *child) receive() {
	for {
		r := new(workerpb.Report)
		if err := c.frames.receive(r); err != nil {
			c.end(fmt.Errorf("its socket closed: %w", err))
			return
		}
		c.heard.Store(int64(time.Since(c.born)))
		if p := r.GetPong(); p != nil {
			c.pong.Store(p)
			continue
		}
		if !c.pass(r) { // no such call, or more tokens than it was given credit for
			c.end(errors.New("it broke the protocol"))
			return
		}
	}
}

// pass gives calls what is theirs.
func (c *child) pass(r *workerpb.Report) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	put := func(call uint64, m message) bool {
		select {
		case c.calls[call] <- m:
			return true
		default:
			return false
		}
	}
	t := r.GetTokens()
	if t == nil {
		return put(r.GetCall(), message{report: r})
	}
	for _, token := range t.GetTokens() {
		if !put(token.GetCall(), message{token: token}) {
			return false
		}
	}
	return true
}

func (c *child) send(call uint64, command *workerpb.Command) error {
	command.Call = call
	if err := c.frames.send(command, c.silence); err != nil {
		c.end(err)
		return c.lost()
	}
	return nil
}

// call makes one call and returns the report that ends it. Each token on the way goes to take, if there is one. When ctx ends
// or take fails the call is cancelled, and that error is returned after the worker has stopped working on it, or a little after
// ctx's end: a worker that hangs, or reads a large batch, must not keep a caller beyond its deadline.
func (c *child) call(ctx context.Context, command *workerpb.Command, take func(*workerpb.Token) error) (*workerpb.Report, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	id := c.lastCall.Add(1)
	messages := make(chan message, window+1)
	c.mu.Lock()
	c.calls[id] = messages
	c.mu.Unlock()
	over := true
	defer func() {
		if over {
			c.forget(id)
		} else {
			go c.await(id, messages)
		}
	}()
	if err := c.send(id, command); err != nil {
		return nil, err
	}
	// A child that does not hear it is gone, which the loop below sees.
	cancel := func() { _ = c.send(id, &workerpb.Command{Body: &workerpb.Command_Cancel{Cancel: &workerpb.Cancel{}}}) }
	defer context.AfterFunc(ctx, cancel)()
	late, stop := c.overtime(ctx)
	defer stop()
	var broken error
	taken := uint32(0)
	for {
		m, err := c.next(messages, late)
		if err != nil {
			if over = !errors.Is(err, errOvertime); !over {
				err = fmt.Errorf("%w: %w", ctx.Err(), err)
			}
			return nil, err
		}
		if m.report != nil {
			return m.report, firstError(broken, ctx.Err(), m.report)
		}
		if take == nil {
			c.end(errors.New("it broke the protocol"))
			return nil, c.lost()
		}
		if broken == nil {
			// A token that nobody takes any more: the answer is not whole, though the worker may have ended it before it heard of that.
			broken = ctx.Err()
		}
		if broken != nil {
			continue
		}
		if broken = take(m.token); broken != nil {
			cancel()
			continue
		}
		if taken++; taken < grant {
			continue
		}
		if err := c.send(id, &workerpb.Command{Body: &workerpb.Command_Credit{Credit: &workerpb.Credit{Tokens: taken}}}); err != nil {
			broken = err
		}
		taken = 0
	}
}

// next is the next message of a call. What came before the child's death counts.
func (c *child) next(messages <-chan message, late <-chan struct{}) (message, error) {
	select {
	case m := <-messages:
		return m, nil
	case <-late:
		return message{}, errOvertime
	case <-c.dead:
	}
	select {
	case m := <-messages:
		return m, nil
	default:
		return message{}, c.lost()
	}
}

// firstError is why a call ended: the taker's error, then ctx's unless the worker finished all the same, then the worker's.
func firstError(taker, ctx error, r *workerpb.Report) error {
	if taker != nil {
		return taker
	}
	f := r.GetFailure()
	if f == nil {
		return nil
	}
	if ctx != nil {
		return ctx
	}
	return failed(f)
}

// watch pings the child until ctx ends, the child is dead, or it hangs.
func (c *child) watch(ctx context.Context) error {
	ticker := time.NewTicker(c.silence / 4)
	defer ticker.Stop()
	steps, moved := uint64(0), time.Now()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-c.dead:
			return c.why
		case <-ticker.C:
		}
		if silent := time.Since(c.born) - time.Duration(c.heard.Load()); silent > c.silence {
			return fmt.Errorf("it has been silent for %s", silent.Round(time.Millisecond))
		}
		// A sign of life comes from another thread than the model's, so a batch that never ends shows only here.
		if p := c.pong.Load(); p != nil {
			if !p.GetBusy() || p.GetSteps() != steps {
				steps, moved = p.GetSteps(), time.Now()
			} else if still := time.Since(moved); still > stallFactor*c.silence {
				return fmt.Errorf("it has read no batch for %s", still.Round(time.Millisecond))
			}
		}
		if err := c.send(0, &workerpb.Command{Body: &workerpb.Command_Ping{Ping: &workerpb.Ping{}}}); err != nil {
			return err
		}
	}
}

// stallFactor is how many heartbeats one batch may take. A large model reads 512 tokens of a prompt in minutes on a slow CPU.
const stallFactor = 30

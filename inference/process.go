package inference

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid/inference/jail"
	"golang.org/x/sys/unix"
)

// exitGrace is how long a worker may take to end after its socket closed: it finishes the batch that it is in.
const exitGrace = 3 * time.Second

// inherited are the only environment variables that a worker sees: where libraries are found and unpacked, and which GPUs it
// may use. Everything else, keys and tokens among them, stays behind.
var inherited = []string{"HOME", "XDG_CACHE_HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
	"CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "GGML_VK_VISIBLE_DEVICES"}

func environment() []string {
	var env []string
	for _, name := range inherited {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// withChild starts a worker process that plan closes, runs use with it, and returns after the process ended: with use's error, or with the
// reason why the child was lost. last is what the process wrote to its standard error at the end.
func withChild(ctx context.Context, command []string, plan jail.Plan, silence time.Duration, log *slog.Logger, use func(context.Context, *child) error) (last string, err error) {
	// The kernel sends the parent's death to the child when the thread that started it ends, so this goroutine keeps its own.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	closed, err := plan.Environment()
	if err != nil {
		return "", err
	}
	ours, theirs, err := socketPair()
	if err != nil {
		return "", err
	}
	defer ours.Close()
	tail := &tail{log: log}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.ExtraFiles, cmd.Stderr, cmd.SysProcAttr = slices.Concat(environment(), kernelVariables(plan.Keep), []string{closed}), []*os.File{theirs}, tail, attributes()
	cmd.WaitDelay = exitGrace
	if err := cmd.Start(); err != nil {
		theirs.Close()
		return "", fmt.Errorf("start worker process: %w", err)
	}
	theirs.Close()

	c := newChild(newFrames(ours), cmd.Process.Pid, silence)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group sync.WaitGroup
	group.Go(c.receive)
	group.Go(func() {
		if err := c.watch(ctx); err != nil {
			c.end(err)
		}
	})
	group.Go(func() {
		if err := bounded(ctx, plan.Keep, kernelsMost, kernelsLook); err != nil {
			c.end(err)
		}
	})
	err = use(ctx, c)
	cancel()
	c.end(ErrStopped)
	kill := time.AfterFunc(exitGrace, func() { _ = cmd.Process.Kill() })
	state := cmd.Wait()
	kill.Stop()
	group.Wait()
	tail.Flush()
	if err != nil && state != nil {
		err = fmt.Errorf("%w (%v)", err, state)
	}
	return tail.Last(), err
}

// socketPair makes the two ends of the connection; neither leaks into other processes.
func socketPair() (net.Conn, *os.File, error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("make the worker's socket: %w", err)
	}
	unix.CloseOnExec(fds[0])
	unix.CloseOnExec(fds[1])
	ours, theirs := os.NewFile(uintptr(fds[0]), "daemon"), os.NewFile(uintptr(fds[1]), "worker")
	conn, err := net.FileConn(ours)
	ours.Close()
	if err != nil {
		theirs.Close()
		return nil, nil, fmt.Errorf("make the worker's socket: %w", err)
	}
	return conn, theirs, nil
}

// tail sends what a worker writes to the debug log, line by line, and keeps the end of it for error messages.
type tail struct {
	log *slog.Logger

	mu   sync.Mutex // guards the rest
	line []byte
	last []string
	over bool // Go has said why the process ends: stacks and registers follow, which tell a user nothing
}

// crashes are how Go begins what it writes when a process cannot go on; for a crash in native code it names the signal.
var crashes = []string{"panic: ", "fatal error: ", "SIGSEGV: ", "SIGBUS: ", "SIGABRT: ", "SIGFPE: ", "SIGILL: ", "SIGSYS: ", "SIGTRAP: "}

const (
	tailLines = 5
	tailWidth = 512 // bytes of a line that are kept
)

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, b := range p {
		if b == '\n' {
			t.flush()
		} else if len(t.line) < tailWidth {
			t.line = append(t.line, b)
		}
	}
	return len(p), nil
}

func (t *tail) flush() {
	line := strings.TrimSpace(strings.ToValidUTF8(string(t.line), "?"))
	t.line = t.line[:0]
	if strings.Trim(line, ". ") == "" {
		return // progress dots
	}
	t.log.Debug("worker", "line", line)
	if t.over {
		return
	}
	t.over = slices.ContainsFunc(crashes, func(c string) bool { return strings.HasPrefix(line, c) })
	t.last = append(t.last, line)
	t.last = t.last[max(0, len(t.last)-tailLines):]
}

// Flush ends a line that has no end.
func (t *tail) Flush() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.flush()
}

// Last is the last lines.
func (t *tail) Last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(t.last, "; ")
}

package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node/control"
)

// patience is how long anything is waited for that must happen. It is no measure: a loaded machine may take most of it.
const patience = 2 * time.Minute

// world is a provider and an asker as processes of the real program, with the real model on one thread.
type world struct {
	t               *testing.T
	program         string
	provider, asker string // homes
	daemon          *process
	addr            string // of the daemon
	answers         int    // counts transcript files
}

// newWorld makes both nodes. The provider does not run yet.
func newWorld(t *testing.T) *world {
	t.Helper()
	cache, err := models.DefaultDir()
	if err != nil {
		t.Fatal(err)
	}
	if held, err := filepath.Glob(filepath.Join(cache, "models", "*")); err != nil || len(held) == 0 {
		t.Fatalf("no model in %s (%v): run make pull", cache, err)
	}
	program, err := exec.LookPath("dgridd") // the test program under its other name
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	w := &world{t: t, program: program, provider: filepath.Join(dir, "provider"), asker: filepath.Join(dir, "asker")}
	w.mustRun("init", "--network", "dev", "--home", w.provider, "--provider", "--listen", "/ip4/127.0.0.1/tcp/0")
	w.mustRun("init", "--network", "dev", "--home", w.asker)
	f, err := os.OpenFile(filepath.Join(w.provider, "config.toml"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, "threads = 1\n"); err != nil { // of the model, whose section stands last
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if w.daemon != nil {
			w.daemon.kill()
			<-w.daemon.ended
		}
	})
	return w
}

// process is a running command, in a process group of its own.
type process struct {
	*exec.Cmd
	stderr  locked
	ended   chan struct{}
	waitErr error // once ended
}

// locked is a buffer that may be read while a process still writes.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start starts the program with stdout going where the caller says.
func (w *world) start(stdout io.Writer, args ...string) *process {
	w.t.Helper()
	p := &process{Cmd: exec.Command(w.program, args...), ended: make(chan struct{})}
	p.Env, p.Stdout, p.Stderr = environment(), stdout, &p.stderr
	p.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL} // should this program itself be killed
	p.WaitDelay = 5 * time.Second                                                   // a worker that outlives its killed daemon for a moment holds its standard error
	if err := p.Start(); err != nil {
		w.t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		p.waitErr = p.Wait()
	}()
	return p
}

// environment is this process's without what configures another node; the cache of models is shared.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		return strings.HasPrefix(v, "DGRID_") && !strings.HasPrefix(v, "DGRID_CACHE=")
	})
}

// kill is kill -9 of the whole group.
func (p *process) kill() { _ = syscall.Kill(-p.Process.Pid, syscall.SIGKILL) }

// wait waits for the end and returns the exit code, -1 after a signal.
func (w *world) wait(p *process) int {
	w.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.kill()
		<-p.ended
		w.t.Fatalf("%s did not end:\n%s", strings.Join(p.Args[1:], " "), p.stderr.String())
	}
	return p.ProcessState.ExitCode()
}

// run runs a command to its end.
func (w *world) run(args ...string) (stdout []byte, code int, stderr string) {
	w.t.Helper()
	var out bytes.Buffer
	p := w.start(&out, args...)
	code = w.wait(p)
	return out.Bytes(), code, p.stderr.String()
}

func (w *world) mustRun(args ...string) []byte {
	w.t.Helper()
	out, code, stderr := w.run(args...)
	if code != 0 {
		w.t.Fatalf("dgridd %s: exit code %d\n%s", strings.Join(args, " "), code, stderr)
	}
	return out
}

// up starts the provider and waits until it is ready.
func (w *world) up() {
	w.t.Helper()
	r, pipe, err := os.Pipe()
	if err != nil {
		w.t.Fatal(err)
	}
	defer r.Close()
	w.daemon = w.start(pipe, "up", "--home", w.provider, "--json")
	if err := errors.Join(pipe.Close(), r.SetReadDeadline(time.Now().Add(patience))); err != nil {
		w.t.Fatal(err)
	}
	var line struct {
		Addrs []string `json:"addrs"`
	}
	if err := json.NewDecoder(r).Decode(&line); err != nil || len(line.Addrs) == 0 {
		w.t.Fatalf("the provider is not up: %v, at %q\n%s", err, line.Addrs, w.daemon.stderr.String())
	}
	w.addr = line.Addrs[0]
}

// down ends the provider as an operator would.
func (w *world) down() {
	w.t.Helper()
	worker := w.worker()
	if err := w.daemon.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Fatal(err)
	}
	if code := w.wait(w.daemon); code != 0 {
		w.t.Fatalf("the provider ended with code %d\n%s", code, w.daemon.stderr.String())
	}
	w.gone(worker)
}

// view asks the running provider.
func (w *world) view() *control.Client {
	w.t.Helper()
	c, ok := control.Dial(w.t.Context(), w.provider)
	if !ok {
		w.t.Fatalf("the provider does not answer on its socket\n%s", w.daemon.stderr.String())
	}
	return c
}

// quiet waits until the provider runs no job.
func (w *world) quiet() {
	w.t.Helper()
	w.eventually("the provider ends its jobs", func() bool {
		s, err := w.view().Status(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		return s.Jobs == 0
	})
}

// eventually waits until cond holds.
func (w *world) eventually(what string, cond func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !cond() {
		select {
		case <-again.C:
		case <-ctx.Done():
			w.t.Fatalf("it did not happen within %s: %s\n%s", patience, what, w.daemon.stderr.String())
		}
	}
}

// worker is the pid of the engine's process, a child of the daemon.
func (w *world) worker() int {
	w.t.Helper()
	pid := 0
	w.eventually("the daemon has a worker", func() bool { pid = child(w.daemon.Process.Pid); return pid != 0 })
	return pid
}

func child(parent int) int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // ended meanwhile
		}
		// pid (name) state ppid ...; the name may hold anything.
		f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		if len(f) > 1 && f[0] != "Z" && f[1] == strconv.Itoa(parent) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			return pid
		}
	}
	return 0
}

// gone waits until a process that is not ours to reap has ended.
func (w *world) gone(pid int) {
	w.t.Helper()
	w.eventually(fmt.Sprintf("process %d ends with the provider", pid), func() bool {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return true
		}
		f := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
		return len(f) > 0 && f[0] == "Z"
	})
}

// asking is an ask that runs, with what it has printed so far.
type asking struct {
	*process
	file string // of its transcript

	mu     sync.Mutex
	text   strings.Builder
	tokens int // printed
	came   chan struct{}
	read   chan struct{} // closed behind the last one
}

// ask asks question and watches the answer come. Standard output is a socket that keeps the borders of writes, of which the
// program makes one for each token: so the tokens that a killed program has printed can be counted.
func (w *world) ask(question string, flags ...string) *asking {
	w.t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	theirs := os.NewFile(uintptr(fds[1]), "stdout of ask")
	defer theirs.Close()
	w.answers++
	a := &asking{file: filepath.Join(filepath.Dir(w.asker), fmt.Sprintf("answer-%d.json", w.answers)), came: make(chan struct{}, 1), read: make(chan struct{})}
	args := append([]string{"ask", "--home", w.asker, "--peer", w.addr, "--transcript", a.file}, flags...)
	a.process = w.start(theirs, append(args, question)...)
	go a.watch(fds[0])
	return a
}

func (a *asking) watch(fd int) {
	defer close(a.read)
	defer syscall.Close(fd)
	buf := make([]byte, 64<<10)
	for {
		n, err := syscall.Read(fd, buf)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case err != nil:
			return
		case n == 0 && hungUp(fd):
			return
		}
		a.mu.Lock()
		a.text.Write(buf[:n])
		a.tokens++
		a.mu.Unlock()
		select {
		case a.came <- struct{}{}:
		default:
		}
	}
}

// hungUp tells the end of the socket from a token without text.
func hungUp(fd int) bool {
	poll := []unix.PollFd{{Fd: int32(fd)}}
	_, err := unix.Poll(poll, 0)
	return err == nil && poll[0].Revents&unix.POLLHUP != 0
}

func (a *asking) printed() (tokens int, text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.tokens, a.text.String()
}

// until returns when n tokens were printed, or the program ended before.
func (w *world) until(a *asking, n int) {
	w.t.Helper()
	deadline := time.After(patience)
	for {
		if got, _ := a.printed(); got >= n {
			return
		}
		select {
		case <-a.came:
		case <-a.ended:
			return
		case <-deadline:
			w.t.Fatalf("%d tokens did not come\n%s\n%s", n, a.stderr.String(), w.daemon.stderr.String())
		}
	}
}

// end waits for the end of an ask and returns its exit code and the transcript that it wrote, if any.
func (w *world) end(a *asking) (code int, t *dgrid.Transcript) {
	w.t.Helper()
	code = w.wait(a.process)
	<-a.read
	b, err := os.ReadFile(a.file)
	if errors.Is(err, os.ErrNotExist) {
		return code, nil
	}
	if err == nil && code != -1 {
		t = new(dgrid.Transcript)
		err = json.Unmarshal(b, t)
	}
	if err != nil {
		w.t.Fatalf("transcript of an ask that ended with code %d: %v", code, err)
	}
	return code, t
}

package jail_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid/inference/jail"
	"golang.org/x/sys/unix"
)

// The test binary is its own inmate: started with the argument "inmate" it closes itself, tries what the JSON object on its
// standard input names, and writes what came of each try.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "inmate" {
		if err := inmate(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// targets are what an inmate tries.
type targets struct {
	Open, Secret, Folder, Peer, Socket string
	Parent                             int
	Memory                             uint64
}

func inmate() error {
	j, err := jail.Enter()
	if err != nil {
		return err
	}
	var at targets
	if err := json.NewDecoder(os.Stdin).Decode(&at); err != nil {
		return err
	}
	// A thread from before the system calls are taken away, which must be held as well.
	early, ask := make(chan error, 1), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		<-ask
		early <- dial("tcp", at.Peer)
	}()
	runtime.Gosched()
	if err := j.Close(); err != nil {
		return err
	}
	close(ask)
	results := map[string]string{"inside": fmt.Sprint(j.Inside()), "connect from an older thread": verdict(<-early)}
	for name, try := range attempts(at) {
		results[name] = verdict(try())
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

func verdict(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, unix.EXDEV), errors.Is(err, unix.ESRCH): // ESRCH: a process in a jail does not see others to trace
		return "refused"
	case errors.Is(err, unix.ENOSYS):
		return "absent"
	case errors.Is(err, unix.ENOMEM):
		return "no memory"
	}
	return err.Error()
}

func dial(network, addr string) error {
	c, err := net.DialTimeout(network, addr, time.Second)
	if err == nil {
		c.Close()
	}
	return err
}

func read(path string) error { _, err := os.ReadFile(path); return err }

func attempts(at targets) map[string]func() error {
	call := func(trap uintptr, args ...uintptr) func() error {
		var a [6]uintptr
		copy(a[:], args)
		return func() error {
			_, _, errno := unix.RawSyscall6(trap, a[0], a[1], a[2], a[3], a[4], a[5])
			if errno != 0 {
				return errno
			}
			return nil
		}
	}
	parent := uintptr(at.Parent)
	return map[string]func() error{
		"read what the plan names":  func() error { return read(at.Open) },
		"read its own maps":         func() error { return read("/proc/self/maps") },
		"start a thread":            startThread,
		"read a secret":             func() error { return read(at.Secret) },
		"list the secret's folder":  func() error { _, err := os.ReadDir(filepath.Dir(at.Secret)); return err },
		"read the password file":    func() error { return read("/etc/passwd") },
		"read the parent's secrets": func() error { return read(fmt.Sprintf("/proc/%d/environ", at.Parent)) },
		"read the parent's name":    func() error { return read(fmt.Sprintf("/proc/%d/cmdline", at.Parent)) },
		"write to the folder":       func() error { return os.WriteFile(filepath.Join(at.Folder, "new"), []byte("x"), 0o600) },
		"write to the secret":       func() error { return os.WriteFile(at.Secret, []byte("x"), 0o600) },
		"cut off the secret":        func() error { return os.Truncate(at.Secret, 0) },
		"write what it may read":    func() error { return os.WriteFile(at.Open, []byte("x"), 0o600) },
		"write to /tmp":             func() error { return os.WriteFile("/tmp/dgrid-inmate", []byte("x"), 0o600) },
		"open the parent's fds":     func() error { _, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", at.Parent)); return err },
		"connect to a port":         func() error { return dial("tcp", at.Peer) },
		"connect over UDP":          func() error { return dial("udp", at.Peer) },
		"connect to a socket file":  func() error { return dial("unix", at.Socket) },
		"listen":                    func() error { _, err := net.Listen("tcp", "127.0.0.1:0"); return err },
		"start a program":           func() error { return exec.Command("/bin/true").Run() },
		"start itself":              func() error { return unix.Exec("/proc/self/exe", []string{"x"}, nil) },
		"fork":                      call(unix.SYS_CLONE, uintptr(unix.SIGCHLD)),
		"trace the parent":          func() error { return unix.PtraceAttach(at.Parent) },
		"read the parent's memory":  call(unix.SYS_PROCESS_VM_READV, parent, 0, 0, 0, 0),
		"signal the parent":         func() error { return unix.Kill(at.Parent, unix.SIGUSR1) },
		"signal a parent's thread":  func() error { return unix.Tgkill(at.Parent, at.Parent, unix.SIGUSR1) },
		"signal everybody":          func() error { return unix.Kill(-1, unix.SIGUSR1) },
		"load a BPF program":        call(unix.SYS_BPF, 0, 0, 0),
		"mount":                     func() error { return unix.Mount("none", "/tmp", "tmpfs", 0, "") },
		"leave by a namespace":      func() error { return unix.Unshare(unix.CLONE_NEWUSER) },
		"change its root":           func() error { return unix.Chroot("/tmp") },
		"make shared memory":        call(unix.SYS_SHMGET, 0, 4096, 0o1600),
		"raise its limits":          func() error { return unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 1 << 16, Max: 1 << 16}) },
		"be signalled for another":  func() error { _, err := unix.FcntlInt(0, unix.F_SETOWN, at.Parent); return err },
		"map shared memory": func() error {
			_, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED|unix.MAP_ANON)
			return err
		},
		"do input by io_uring": call(unix.SYS_IO_URING_SETUP, 1, 0),
		"change a file's mode": func() error { return os.Chmod(at.Open, 0o777) },
		"take a little memory": func() error { return take(1 << 20) },
		"take too much memory": func() error { return take(int(2 * at.Memory)) },
	}
}

func startThread() error {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { runtime.LockOSThread() })
	}
	group.Wait()
	return nil
}

func take(n int) error {
	b, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return err
	}
	return unix.Munmap(b)
}

// confine runs an inmate by p.
func confine(t *testing.T, p jail.Plan, at targets) map[string]string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	env, err := p.Environment()
	if err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(at)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, "inmate")
	cmd.Env, cmd.Stdin = []string{env, "SECRET=1"}, strings.NewReader(string(input))
	var stderr strings.Builder
	cmd.Stderr, cmd.WaitDelay = &stderr, time.Second
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var results map[string]string
	if err := json.Unmarshal(out, &results); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return results
}

// prepare makes what an inmate is after. Others than it reach all of this.
func prepare(t *testing.T) targets {
	t.Helper()
	dir := t.TempDir()
	at := targets{Open: filepath.Join(dir, "model.gguf"), Secret: filepath.Join(dir, "keys", "owner.json"), Folder: filepath.Join(dir, "home"),
		Socket: filepath.Join(dir, "s"), Parent: os.Getpid(), Memory: 256 << 20}
	if err := errors.Join(os.Mkdir(filepath.Dir(at.Secret), 0o700), os.Mkdir(at.Folder, 0o700), os.WriteFile(at.Open, []byte("model"), 0o600), os.WriteFile(at.Secret, []byte("key"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, l := range [][2]string{{"tcp", "127.0.0.1:0"}, {"unix", at.Socket}} {
		listener, err := net.Listen(l[0], l[1])
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { listener.Close() })
		if l[0] == "tcp" {
			at.Peer = listener.Addr().String()
		}
	}
	return at
}

func TestInmateReachesOnlyItsPlan(t *testing.T) {
	if missing := jail.Missing(); len(missing) > 0 {
		t.Skip(strings.Join(missing, "; "))
	}
	at := prepare(t)
	results := confine(t, jail.Plan{Read: []string{at.Open}, Memory: at.Memory}, at)
	want := map[string]string{
		"inside": "true", "read what the plan names": "done", "read its own maps": "done", "start a thread": "done", "take a little memory": "done",
		"take too much memory": "no memory", "do input by io_uring": "absent refused",
	}
	if jail.GPU() {
		want["map shared memory"] = "done" // as drivers do
	}
	if len(results) < 30 {
		t.Errorf("%d results: an attempt is missing", len(results))
	}
	for name, got := range results {
		expected, ok := want[name]
		if !ok {
			expected = "refused"
		}
		if !strings.Contains(expected, got) {
			t.Errorf("%s: %s, want %s", name, got, expected)
		}
	}
	if b, err := os.ReadFile(at.Secret); err != nil || string(b) != "key" {
		t.Errorf("the secret is %q, %v", b, err)
	}
}

// TestPlanlessProcessIsFree holds the attempts themselves to account: without a plan they succeed.
func TestPlanlessProcessIsFree(t *testing.T) {
	at := prepare(t)
	j, err := jail.Enter()
	if err != nil || j.Inside() {
		t.Fatalf("inside %v, error %v without a plan", j.Inside(), err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	all := attempts(at)
	for _, name := range []string{
		"read a secret", "list the secret's folder", "read the password file", "read the parent's secrets", "read the parent's name", "write to the folder", "write what it may read",
		"open the parent's fds", "connect to a port", "connect over UDP", "connect to a socket file", "listen", "start a program", "map shared memory", "take too much memory",
		"be signalled for another", "change a file's mode",
	} {
		if err := all[name](); err != nil {
			t.Errorf("%s: %v, want that it works without a jail", name, err)
		}
	}
}

func TestPlanMayAllowWriting(t *testing.T) {
	if missing := jail.Missing(); len(missing) > 0 {
		t.Skip(strings.Join(missing, "; "))
	}
	at := prepare(t)
	results := confine(t, jail.Plan{Read: []string{at.Open}, Write: []string{at.Folder}, Memory: at.Memory}, at)
	for name, want := range map[string]string{"write to the folder": "done", "write to the secret": "refused", "read a secret": "refused", "write what it may read": "refused", "cut off the secret": "refused"} {
		if results[name] != want {
			t.Errorf("%s: %s, want %s", name, results[name], want)
		}
	}
}

// TestPlanMayKeepCompiledCode: the folder for a GPU's code is written to, and nothing else is.
func TestPlanMayKeepCompiledCode(t *testing.T) {
	if missing := jail.Missing(); len(missing) > 0 {
		t.Skip(strings.Join(missing, "; "))
	}
	at := prepare(t)
	results := confine(t, jail.Plan{Read: []string{at.Open}, Keep: at.Folder, Memory: at.Memory}, at)
	for name, want := range map[string]string{"write to the folder": "done", "write to the secret": "refused", "read a secret": "refused", "write what it may read": "refused",
		"cut off the secret": "refused", "connect to a port": "refused", "start a program": "refused"} {
		if results[name] != want {
			t.Errorf("%s: %s, want %s", name, results[name], want)
		}
	}
}

func TestMalformedPlanIsRefused(t *testing.T) {
	for _, name := range []string{"DGRID_JAIL", "DGRID_JAILED"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, "{")
			if j, err := jail.Enter(); err == nil || j.Inside() {
				t.Errorf("inside %v, error %v: want an error", j.Inside(), err)
			}
		})
	}
}

// TestProcessBearsTheMarks looks from outside at an inmate that waits for its input.
func TestProcessBearsTheMarks(t *testing.T) {
	if missing := jail.Missing(); len(missing) > 0 {
		t.Skip(strings.Join(missing, "; "))
	}
	at := prepare(t)
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	env, err := jail.Plan{Read: []string{at.Open}}.Environment()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe, "inmate")
	cmd.Env = []string{env}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		stdin.Close()
		_ = cmd.Wait() // it ends for want of input
	}()
	of := func(name string) string {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", cmd.Process.Pid, name))
		if err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
		return string(b)
	}
	for until := time.Now().Add(time.Minute); !strings.Contains(of("environ"), "DGRID_JAILED="); {
		if time.Now().After(until) {
			t.Fatal("the process did not enter")
		}
		<-time.After(5 * time.Millisecond)
	}
	status, limits := of("status"), of("limits")
	for _, want := range []string{"NoNewPrivs:\t1", "CapAmb:\t0000000000000000"} {
		if !strings.Contains(status, want) {
			t.Errorf("status lacks %q:\n%s", want, status)
		}
	}
	var permitted uint64
	for line := range strings.Lines(status) {
		if _, err := fmt.Sscanf(line, "CapPrm: %x", &permitted); err == nil {
			break
		}
	}
	if permitted&^(1<<unix.CAP_DAC_OVERRIDE|1<<unix.CAP_DAC_READ_SEARCH) != 0 {
		t.Errorf("capabilities %x are left", permitted)
	}
	limits = strings.Join(strings.Fields(limits), " ")
	for _, want := range []string{"Max core file size 0 0", "Max file size 0 0", "Max open files 256 256"} {
		if !strings.Contains(limits, want) {
			t.Errorf("limits lack %q:\n%s", want, limits)
		}
	}
	if got := strings.TrimSpace(of("oom_score_adj")); got != "1000" {
		t.Errorf("oom_score_adj is %s", got)
	}
}

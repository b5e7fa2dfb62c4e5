package main

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
	"strings"
	"syscall"
	"time"

	"github.com/dgrid-network/dgrid"
)

const (
	starting = time.Minute      // for a node to be up: it may have to load a model on a machine that is busy
	draining = 20 * time.Second // for a node to end after SIGTERM
)

// programs are the two builds, the development chain, and the folder in which everybody's home lies.
type programs struct {
	honest, dishonest, chain, dir string
}

// findPrograms looks for them beside this program; only the honest build where alone is set.
func findPrograms(dir string, alone bool) (programs, error) {
	exe, err := os.Executable()
	if err != nil {
		return programs{}, err
	}
	p := programs{filepath.Join(filepath.Dir(exe), "dgridd"), filepath.Join(filepath.Dir(exe), "dgridd-dishonest"), filepath.Join(filepath.Dir(exe), "dgrid-devchain"), dir}
	wanted := []string{p.honest, p.dishonest, p.chain}
	if alone {
		wanted = wanted[:1]
	}
	for _, path := range wanted {
		if _, err := os.Stat(path); err != nil {
			return p, fmt.Errorf("%w: run make demo, which builds it", err)
		}
	}
	return p, nil
}

func (p programs) home(name string) string { return filepath.Join(p.dir, name) }

// run runs one command to its end. Its standard output is returned and, where show is set, written there as it comes.
func run(ctx context.Context, show io.Writer, program string, args ...string) ([]byte, error) {
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if show != nil {
		cmd.Stdout = io.MultiWriter(&out, show)
	}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = draining
	if err := cmd.Run(); err != nil {
		return out.Bytes(), fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, strings.TrimSpace(errs.String()))
	}
	return out.Bytes(), nil
}

// process is a program that runs in a process group of its own until it is ended.
type process struct {
	cmd    *exec.Cmd
	log    string        // file of its standard error, those of earlier runs included
	ended  chan struct{} // closed when the process is gone
	result error         // of the process, once ended
}

// daemon is a running `dgridd up`.
type daemon struct {
	*process
	Addrs   []string
	Owner   dgrid.Address
	Peer    dgrid.PeerID
	Gateway string // base address of its HTTP API, "" where the node answers no HTTP
}

// launch is how a node is started.
type launch struct {
	program string
	args    []string // behind `up --json`
	env     []string
	within  []string // a command that runs the node elsewhere, such as in a network namespace; the node's own command follows
	log     string   // file that its standard error is added to
}

// up starts a node and waits until it can be reached.
func (o *launch) up(ctx context.Context) (*daemon, error) {
	args := append(append(append([]string{}, o.within...), o.program, "up", "--json"), o.args...)
	p, out, err := spawn(args, o.env, o.log)
	if err != nil {
		return nil, fmt.Errorf("start a node: %w", err)
	}
	d := &daemon{process: p}
	if err := d.ready(ctx, out); err != nil {
		return nil, fmt.Errorf("start a node: %w", d.discard(out, err))
	}
	return d, nil
}

// spawn starts a command and returns its standard output.
func spawn(args, env []string, log string) (*process, *os.File, error) {
	logs, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, err
	}
	defer logs.Close()
	p := &process{cmd: exec.Command(args[0], args[1:]...), log: log, ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stderr = logs
	p.cmd.SysProcAttr = ownGroup()
	out, theirs, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	p.cmd.Stdout = theirs
	err = startProcess(p.cmd)
	_ = theirs.Close()
	if err != nil {
		_ = out.Close()
		return nil, nil, err
	}
	go func() {
		p.result = p.cmd.Wait()
		close(p.ended)
	}()
	return p, out, nil
}

// discard ends a process that did not come up, and says what it wrote last.
func (p *process) discard(out *os.File, err error) error {
	p.end()
	_ = out.Close()
	return fmt.Errorf("%w\n%s", err, p.tail())
}

// firstLine decodes the JSON that a process prints when it is ready; whatever it writes later is thrown away, and must not end it.
func firstLine(ctx context.Context, out *os.File, v any) error {
	stop := context.AfterFunc(ctx, func() { _ = out.SetReadDeadline(time.Now()) })
	defer stop()
	if err := out.SetReadDeadline(time.Now().Add(starting)); err != nil {
		return err
	}
	if err := json.NewDecoder(out).Decode(v); err != nil {
		return errors.Join(ctx.Err(), err)
	}
	if err := out.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, out)
		_ = out.Close()
	}()
	return nil
}

// ready reads the line that the node prints when it is up.
func (d *daemon) ready(ctx context.Context, out *os.File) error {
	var line struct {
		Addrs  []string `json:"addrs"`
		Status struct {
			Owner   dgrid.Address `json:"owner"`
			Peer    dgrid.PeerID  `json:"peer"`
			Gateway struct {
				URL string `json:"url"`
			} `json:"gateway"`
		} `json:"status"`
	}
	if err := firstLine(ctx, out, &line); err != nil {
		return err
	}
	if len(line.Addrs) == 0 {
		return errors.New("it listens nowhere")
	}
	d.Addrs, d.Owner, d.Peer, d.Gateway = line.Addrs, line.Status.Owner, line.Status.Peer, line.Status.Gateway.URL
	return nil
}

// tail is the end of the process's log.
func (p *process) tail() string {
	const most = 2 << 10
	b, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(b[max(0, len(b)-most):]))
}

// stop ends the process as an operator would, and fails unless it drained and left no process of its group behind.
func (p *process) stop() error {
	group := p.cmd.Process.Pid
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop it: %w", err)
	}
	timer := time.AfterFunc(draining, p.kill)
	defer timer.Stop()
	if <-p.ended; p.result != nil {
		return fmt.Errorf("stop it: %w\n%s", p.result, p.tail())
	}
	if err := syscall.Kill(-group, 0); !errors.Is(err, syscall.ESRCH) {
		p.kill()
		return fmt.Errorf("stop it: a process of it is still there")
	}
	return nil
}

// kill ends every process of the group at once, with SIGKILL.
func (p *process) kill() { _ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) }

// end kills the process and returns when it is gone.
func (p *process) end() {
	p.kill()
	<-p.ended
}

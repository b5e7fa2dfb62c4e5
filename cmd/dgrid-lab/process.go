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

// programs are the two builds, and the folder in which everybody's home lies.
type programs struct {
	honest, dishonest, dir string
}

func findPrograms(dir string) (programs, error) {
	exe, err := os.Executable()
	if err != nil {
		return programs{}, err
	}
	p := programs{filepath.Join(filepath.Dir(exe), "dgridd"), filepath.Join(filepath.Dir(exe), "dgridd-dishonest"), dir}
	for _, path := range []string{p.honest, p.dishonest} {
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

// daemon is a running `dgridd up`.
type daemon struct {
	cmd     *exec.Cmd
	log     string        // file of its standard error, those of earlier runs included
	ended   chan struct{} // closed when the process is gone
	result  error         // of the process, once ended
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

// up starts a node in a process group of its own and waits until it can be reached.
func (o *launch) up(ctx context.Context) (*daemon, error) {
	logs, err := os.OpenFile(o.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("start a node: %w", err)
	}
	defer logs.Close()
	args := append(append(append([]string{}, o.within...), o.program, "up", "--json"), o.args...)
	d := &daemon{cmd: exec.Command(args[0], args[1:]...), log: o.log, ended: make(chan struct{})}
	d.cmd.Env = append(os.Environ(), o.env...)
	d.cmd.Stderr = logs
	d.cmd.SysProcAttr = ownGroup()
	out, theirs, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("start a node: %w", err)
	}
	d.cmd.Stdout = theirs
	err = startProcess(d.cmd)
	_ = theirs.Close()
	if err != nil {
		_ = out.Close()
		return nil, fmt.Errorf("start a node: %w", err)
	}
	go func() {
		d.result = d.cmd.Wait()
		close(d.ended)
	}()
	if err := d.ready(ctx, out); err != nil {
		d.end()
		_ = out.Close()
		return nil, fmt.Errorf("start a node: %w\n%s", err, d.tail())
	}
	return d, nil
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
	stop := context.AfterFunc(ctx, func() { _ = out.SetReadDeadline(time.Now()) })
	defer stop()
	if err := out.SetReadDeadline(time.Now().Add(starting)); err != nil {
		return err
	}
	if err := json.NewDecoder(out).Decode(&line); err != nil {
		return errors.Join(ctx.Err(), err)
	}
	if len(line.Addrs) == 0 {
		return errors.New("it listens nowhere")
	}
	d.Addrs, d.Owner, d.Peer, d.Gateway = line.Addrs, line.Status.Owner, line.Status.Peer, line.Status.Gateway.URL
	if err := out.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	go func() { // whatever it writes later must not end it
		_, _ = io.Copy(io.Discard, out)
		_ = out.Close()
	}()
	return nil
}

// tail is the end of the node's log.
func (d *daemon) tail() string {
	const most = 2 << 10
	b, err := os.ReadFile(d.log)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(b[max(0, len(b)-most):]))
}

// stop ends the node as an operator would, and fails unless it drained and left no process of its group behind.
func (d *daemon) stop() error {
	group := d.cmd.Process.Pid
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop a node: %w", err)
	}
	timer := time.AfterFunc(draining, d.kill)
	defer timer.Stop()
	if <-d.ended; d.result != nil {
		return fmt.Errorf("stop a node: %w\n%s", d.result, d.tail())
	}
	if err := syscall.Kill(-group, 0); !errors.Is(err, syscall.ESRCH) {
		d.kill()
		return fmt.Errorf("stop a node: a process of it is still there")
	}
	return nil
}

// kill ends every process of the node at once, with SIGKILL.
func (d *daemon) kill() { _ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL) }

// end kills the node and returns when it is gone.
func (d *daemon) end() {
	d.kill()
	<-d.ended
}

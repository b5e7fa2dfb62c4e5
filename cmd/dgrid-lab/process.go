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

// draining is how long a node may take to end after SIGTERM.
const draining = 20 * time.Second

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

// exitCode is the exit code that an error of run stands for, or -1.
func exitCode(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return -1
}

// daemon is a running `dgridd up`.
type daemon struct {
	cmd     *exec.Cmd
	errs    bytes.Buffer
	Addrs   []string
	Owner   dgrid.Address
	Gateway string // base address of its HTTP API, "" where the node answers no HTTP
}

// up starts a node in a process group of its own and waits until it can be reached.
func up(ctx context.Context, env []string, program string, args ...string) (*daemon, error) {
	d := &daemon{cmd: exec.Command(program, append([]string{"up", "--json"}, args...)...)}
	d.cmd.Env = append(os.Environ(), env...)
	d.cmd.Stderr = &d.errs
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := d.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := d.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a node: %w", err)
	}
	ready := make(chan error, 1)
	var line struct {
		Addrs  []string `json:"addrs"`
		Status struct {
			Owner   dgrid.Address `json:"owner"`
			Gateway struct {
				URL string `json:"url"`
			} `json:"gateway"`
		} `json:"status"`
	}
	go func() { ready <- json.NewDecoder(out).Decode(&line) }()
	select {
	case err = <-ready:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err == nil && len(line.Addrs) == 0 {
		err = errors.New("it listens nowhere")
	}
	if err != nil {
		d.kill()
		return nil, fmt.Errorf("start a node: %w\n%s", err, strings.TrimSpace(d.errs.String()))
	}
	d.Addrs, d.Owner, d.Gateway = line.Addrs, line.Status.Owner, line.Status.Gateway.URL
	return d, nil
}

// stop ends the node as an operator would, and fails unless it drained and left no process of its group behind.
func (d *daemon) stop() error {
	group := d.cmd.Process.Pid
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop a node: %w", err)
	}
	timer := time.AfterFunc(draining, d.kill)
	defer timer.Stop()
	if err := d.cmd.Wait(); err != nil {
		return fmt.Errorf("stop a node: %w\n%s", err, strings.TrimSpace(d.errs.String()))
	}
	if err := syscall.Kill(-group, 0); !errors.Is(err, syscall.ESRCH) {
		d.kill()
		return fmt.Errorf("stop a node: a process of it is still there")
	}
	return nil
}

func (d *daemon) kill() { _ = syscall.Kill(-d.cmd.Process.Pid, syscall.SIGKILL) }

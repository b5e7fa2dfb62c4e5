package models

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// The times of a package client.
const (
	clientDeadline = 30 * time.Minute       // for a package of some 100 MB over a slow line
	clientPoll     = 200 * time.Millisecond // between looks at how much has come
	clientGrace    = 5 * time.Second        // between its end and that of whoever holds its output
)

// maxComplaint is how much of the end of a client's output an error shows.
const maxComplaint = 2 << 10 // bytes

// client is one run of a package client that brings one archive into a folder.
type client struct {
	stage    string
	programs []string // names of the same program; the first that is installed is run
	args     []string
	dir      string // where the archive comes to lie
	suffix   string // of the archive
	size     int64  // of the archive, 0 if it is not known
	install  string // how to get the program
}

func npm(s Source, dir string) client {
	return client{
		stage: "npm pack", programs: []string{"npm"}, dir: dir, suffix: ".tgz", size: s.Size,
		args:    []string{"pack", s.Package + "@" + s.Version, "--pack-destination", dir, "--ignore-scripts", "--loglevel", "error"},
		install: "install Node.js, which brings npm",
	}
}

func pip(s Source, dir string) client {
	return client{
		stage: "pip download", programs: []string{"pip3", "pip"}, dir: dir, suffix: ".whl", size: s.Size,
		args: []string{"download", s.Package + "==" + s.Version, "--dest", dir, "--no-deps", "--only-binary", ":all:",
			"--disable-pip-version-check", "--no-input", "--quiet"},
		install: "install Python's pip",
	}
}

// client runs c and returns the archive that it brought.
func (p *pull) client(ctx context.Context, c client) (string, error) {
	program, err := c.find()
	if err != nil {
		return "", fmt.Errorf("%w; or download the package elsewhere and run `dgridd pull %s --from FILE`", err, p.artifact.Name)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, clientDeadline, fmt.Errorf("%s took longer than %s", c.stage, clientDeadline))
	defer cancel()
	var out tail
	// Package and version were checked when the catalogue was read, so that neither is taken for an option.
	cmd := exec.CommandContext(ctx, program, c.args...)
	// An own folder, so that no settings file of wherever this process runs takes part, and temporary files on the disk that
	// was asked for room.
	cmd.Dir, cmd.Env = c.dir, append(os.Environ(), "TMPDIR="+c.dir)
	cmd.Stdout, cmd.Stderr = &out, &out
	// Clients start children of their own; they all belong to one group, which ends together.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = clientGrace
	p.progress(c.stage, 0, c.size)
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start %s: %w", c.stage, err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	err = p.watch(c, ended)
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", c.stage, err, out.text())
	}
	return c.archive()
}

func (c *client) find() (string, error) {
	var err error
	for _, name := range c.programs {
		var path string
		if path, err = exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s: %w: %s", c.stage, err, c.install)
}

// watch tells how much has come until the client ends.
func (p *pull) watch(c client, ended <-chan error) error {
	tick := time.NewTicker(clientPoll)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-tick.C:
			p.progress(c.stage, min(bytesUnder(c.dir), c.size), c.size)
		}
	}
}

// bytesUnder is the size of the files below dir. Files that vanish meanwhile do not count.
func bytesUnder(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil // it is only for a progress bar
		}
		if info, err := d.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	return n
}

// archive is the one archive that the client brought.
func (c *client) archive() (string, error) {
	found, err := filepath.Glob(filepath.Join(c.dir, "*"+c.suffix))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%s brought %d files that end in %s, want 1", c.stage, len(found), c.suffix)
	}
	return found[0], nil
}

// tail keeps the last bytes that are written to it.
type tail struct{ buf []byte }

func (t *tail) Write(b []byte) (int, error) {
	t.buf = append(t.buf, b...)
	if extra := len(t.buf) - maxComplaint; extra > 0 {
		t.buf = append(t.buf[:0], t.buf[extra:]...)
	}
	return len(b), nil
}

func (t *tail) text() string {
	if len(bytes.TrimSpace(t.buf)) == 0 {
		return "it said nothing"
	}
	return strings.ToValidUTF8(strings.TrimSpace(string(t.buf)), "?")
}

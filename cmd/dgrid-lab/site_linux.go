package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// site is a local network behind a router that translates addresses, and one machine outside of it, all of network namespaces:
//
//	outside 11.0.0.1 ── 11.0.0.2 router 10.77.0.1 ── 10.77.0.10 … the machines inside
//
// The addresses outside are of a range that counts as public, as a bootstrap node's would. Nothing leaves the namespaces.
type site struct {
	prefix string // of the namespaces' names
	made   []string
	inside int
}

const (
	outsideAddr = "11.0.0.1"
	siteTime    = time.Minute // for any one step of making it
	nat         = `table ip nat {
	chain post {
		type nat hook postrouting priority srcnat;
		oifname "wan" masquerade
	}
}
`
)

// newSite needs root, and the Debian packages iproute2 and nftables.
func newSite(ctx context.Context) (s *site, err error) {
	if os.Geteuid() != 0 {
		return nil, errors.New("lan: network namespaces need root")
	}
	for program, pkg := range map[string]string{"ip": "iproute2", "nft": "nftables"} {
		if _, err := exec.LookPath(program); err != nil {
			return nil, fmt.Errorf("lan: %w: install the Debian package %s", err, pkg)
		}
	}
	s = &site{prefix: fmt.Sprintf("dgl%d", os.Getpid())}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.remove())
		}
	}()
	if err := s.add(ctx, "router"); err != nil {
		return s, err
	}
	if err := s.add(ctx, "outside"); err != nil {
		return s, err
	}
	r, o := s.name("router"), s.name("outside")
	steps := [][]string{
		{"link", "add", "wan", "netns", r, "type", "veth", "peer", "name", "eth0", "netns", o},
		{"-n", r, "addr", "add", "11.0.0.2/24", "dev", "wan"}, {"-n", r, "link", "set", "wan", "up"},
		{"-n", o, "addr", "add", outsideAddr + "/24", "dev", "eth0"}, {"-n", o, "link", "set", "eth0", "up"},
		{"-n", r, "link", "add", "lan", "type", "bridge"}, {"-n", r, "addr", "add", "10.77.0.1/24", "dev", "lan"}, {"-n", r, "link", "set", "lan", "up"},
	}
	for _, args := range steps {
		if err := s.ip(ctx, args...); err != nil {
			return s, err
		}
	}
	if err := s.in(ctx, "router", "", "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"); err != nil {
		return s, err
	}
	return s, s.in(ctx, "router", nat, "nft", "-f", "-")
}

func (s *site) name(machine string) string { return s.prefix + "-" + machine }

// add makes a namespace.
func (s *site) add(ctx context.Context, machine string) error {
	if err := s.ip(ctx, "netns", "add", s.name(machine)); err != nil {
		return err
	}
	s.made = append(s.made, s.name(machine))
	return s.ip(ctx, "-n", s.name(machine), "link", "set", "lo", "up")
}

// join makes a machine inside.
func (s *site) join(ctx context.Context, machine string) error {
	if err := s.add(ctx, machine); err != nil {
		return err
	}
	port, n, r := fmt.Sprintf("port%d", s.inside), s.name(machine), s.name("router")
	addr := fmt.Sprintf("10.77.0.%d/24", 10+s.inside)
	s.inside++
	for _, args := range [][]string{
		{"link", "add", port, "netns", r, "type", "veth", "peer", "name", "eth0", "netns", n},
		{"-n", r, "link", "set", port, "master", "lan", "up"},
		{"-n", n, "addr", "add", addr, "dev", "eth0"}, {"-n", n, "link", "set", "eth0", "up"}, {"-n", n, "route", "add", "default", "via", "10.77.0.1"},
	} {
		if err := s.ip(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

// within is the command that runs another one on a machine. It becomes that command: the process is the same.
func (s *site) within(machine string) []string {
	return []string{"ip", "netns", "exec", s.name(machine)}
}

// in runs a command on a machine.
func (s *site) in(ctx context.Context, machine, input string, args ...string) error {
	return tool(ctx, input, append(s.within(machine), args...)...)
}

func (s *site) ip(ctx context.Context, args ...string) error {
	return tool(ctx, "", append([]string{"ip"}, args...)...)
}

func tool(ctx context.Context, input string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, siteTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin = strings.NewReader(input)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}

// remove takes all namespaces away, and with them every link in them.
func (s *site) remove() error {
	var errs []error
	for _, n := range s.made {
		errs = append(errs, s.ip(context.Background(), "netns", "del", n))
	}
	s.made = nil
	return errors.Join(errs...)
}

// client speaks HTTP as a program on that machine would.
func (s *site) client(machine string) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, addr string) (conn net.Conn, err error) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			runtime.LockOSThread() // and never unlocked: the thread ends with this goroutine, and nobody else finds himself there
			conn, err = dialWithin(ctx, "/run/netns/"+s.name(machine), network, addr)
		}()
		<-done
		return conn, err
	}}}
}

// dialWithin moves the calling thread into a namespace. A socket stays in the namespace that it was made in.
func dialWithin(ctx context.Context, file, network, addr string) (net.Conn, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := unix.Setns(int(f.Fd()), unix.CLONE_NEWNET); err != nil {
		return nil, fmt.Errorf("enter %s: %w", file, err)
	}
	return (&net.Dialer{Timeout: lookTime}).DialContext(ctx, network, addr)
}

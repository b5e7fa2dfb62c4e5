package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/dgrid-network/dgrid"
)

// meeting is how long the nodes may take to find each other.
const meeting = 20 * time.Second

// Prices in base units per 1,000,000 tokens of answer: that of the second provider is the default, the first is cheaper, and the
// cheat is the cheapest of all.
const (
	lowPrice   = "300000000000000000"
	cheatPrice = "200000000000000000"
)

// role is a node of the network: its name, and how it is made.
type role struct {
	name string
	init []string
}

// roles are the nodes of the network besides its bootstrap node. Only that one's address is known to them.
var roles = []role{
	{"provider-a", []string{"--provider", "--price-output", lowPrice}},
	{"provider-b", []string{"--provider"}},
	{"auditor", []string{"--auditor"}},
	{"gateway", []string{"--audit-rate", "1"}},
}

// lab is a network of separate processes on this machine, each with its own folder and keys.
type lab struct {
	programs
	bootstrap string // address of the one node that everybody knows
	nodes     map[string]*daemon
	gateway   gateway
	model     string
}

// startLab makes and starts the network and returns when the gateway knows both providers and the auditor.
func startLab(ctx context.Context, p programs) (_ *lab, err error) {
	l := &lab{programs: p, nodes: map[string]*daemon{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, l.kill())
		}
	}()
	if err := l.create(ctx, role{"bootstrap", []string{"--no-gateway"}}); err != nil {
		return nil, err
	}
	if err := l.start(ctx, "bootstrap"); err != nil {
		return nil, err
	}
	l.bootstrap = l.nodes["bootstrap"].Addrs[0]
	for _, r := range roles {
		if err := l.create(ctx, r); err != nil {
			return nil, err
		}
	}
	for _, r := range roles {
		if err := l.start(ctx, r.name); err != nil {
			return nil, err
		}
	}
	l.gateway = gateway{l.nodes["gateway"].Gateway}
	return l, l.awaitProviders(ctx, 2)
}

// create makes a node's folder. Every node but the first is told one address.
func (l *lab) create(ctx context.Context, r role) error {
	args := []string{"init", "--network", "dev", "--home", l.home(r.name), "--json"}
	if l.bootstrap != "" {
		args = append(args, "--peer", l.bootstrap)
	}
	if r.init[0] != "--no-gateway" {
		args = append(args, "--gateway-listen", "127.0.0.1:0")
	}
	_, err := run(ctx, nil, l.honest, append(args, r.init...)...)
	return err
}

// start runs a node that was created.
func (l *lab) start(ctx context.Context, name string) error {
	return l.startAs(ctx, name, l.honest, nil)
}

func (l *lab) startAs(ctx context.Context, name, program string, env []string) error {
	d, err := up(ctx, env, program, "--home", l.home(name))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	l.nodes[name] = d
	return nil
}

// awaitProviders waits until the gateway knows n providers of one model.
func (l *lab) awaitProviders(ctx context.Context, n int) error {
	return until(ctx, meeting, fmt.Sprintf("the gateway to know %d providers", n), func() (bool, error) {
		model, providers, err := l.gateway.offered(ctx)
		l.model = model
		return providers == n, err
	})
}

// nameOf is the name of the node whose owner has that address.
func (l *lab) nameOf(owner dgrid.Address) string {
	for name, d := range l.nodes {
		if d.Owner == owner {
			return name
		}
	}
	return short(owner.Hex())
}

// stop ends every node as an operator would, the gateway first.
func (l *lab) stop() error {
	var errs []error
	for _, name := range []string{"gateway", "auditor", "provider-a", "provider-b", "cheat", "bootstrap"} {
		if d := l.nodes[name]; d != nil {
			if err := d.stop(); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
			delete(l.nodes, name)
		}
	}
	return errors.Join(errs...)
}

// kill ends every node at once.
func (l *lab) kill() error {
	for name, d := range l.nodes {
		d.kill()
		_ = d.cmd.Wait()
		delete(l.nodes, name)
	}
	return nil
}

// cheapModel makes the coarser model that a cheat runs under the real one's name.
func (l *lab) cheapModel(ctx context.Context) (string, error) {
	path := filepath.Join(l.dir, "cheap.gguf")
	_, err := run(ctx, nil, l.dishonest, "quantise", "--home", l.home("cheat"), "--type", "Q4_0", "--out", path)
	return path, err
}

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/control"
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

// roles are the nodes of the demo's network besides its bootstrap node. Only that one's address is known to them. The gateway audits
// nothing itself: what is found is found by those whom the chain draws.
var roles = []role{
	{"provider-a", []string{"--provider", "--price-output", lowPrice}},
	{"provider-b", []string{"--provider"}},
	{"validator-1", []string{"--validator", "--auditor"}},
	{"validator-2", []string{"--validator", "--auditor"}},
	{"validator-3", []string{"--validator", "--auditor"}},
	{"gateway", []string{"--audit-rate", "0"}},
}

// validators are the names of those that audit for the network.
var validators = []string{"validator-1", "validator-2", "validator-3"}

// lab is a network of separate processes on this machine, each with its own folder and keys.
type lab struct {
	programs
	chain     *chainProcess // nil where the network has no chain
	bootstrap string        // address of the one node that everybody knows
	nodes     map[string]*daemon
	owners    map[dgrid.Address]string // name of each node that ever ran
	gateway   gateway
	model     string
}

func newLab(p programs) *lab {
	return &lab{programs: p, nodes: map[string]*daemon{}, owners: map[dgrid.Address]string{}}
}

// startNetwork starts nodes on a network without a chain.
func startNetwork(ctx context.Context, p programs, roles []role) (*lab, error) {
	l := newLab(p)
	if err := l.startNodes(ctx, roles); err != nil {
		return nil, errors.Join(err, l.kill())
	}
	return l, nil
}

// startNodes makes the nodes that have no folder yet, and starts all. A node keeps its folder, and the two that others must find
// again, the bootstrap node and the gateway, keep their ports.
func (l *lab) startNodes(ctx context.Context, roles []role) error {
	if err := l.startFirst(ctx); err != nil {
		return err
	}
	for _, r := range roles {
		if err := l.create(ctx, r); err != nil {
			return err
		}
	}
	for _, r := range roles {
		if err := l.start(ctx, r.name); err != nil {
			return err
		}
	}
	l.gateway = gateway{base: l.nodes["gateway"].Gateway}
	return nil
}

// startFirst starts the node that everybody knows, unless it runs.
func (l *lab) startFirst(ctx context.Context) error {
	if l.nodes["bootstrap"] != nil {
		return nil
	}
	if err := l.create(ctx, role{"bootstrap", []string{"--no-gateway"}}); err != nil {
		return err
	}
	if err := l.start(ctx, "bootstrap"); err != nil {
		return err
	}
	l.bootstrap = l.nodes["bootstrap"].Addrs[0]
	return nil
}

// create makes a node's folder, unless there is one. Every node but the first is told one address.
func (l *lab) create(ctx context.Context, r role) error {
	if _, err := os.Stat(filepath.Join(l.home(r.name), config.FileName)); err == nil {
		return nil
	}
	args := []string{"init", "--network", "dev", "--home", l.home(r.name), "--json"}
	if l.chain != nil {
		args = []string{"init", "--network", l.chain.file, "--rpc", l.chain.url, "--home", l.home(r.name), "--json"}
	}
	if l.bootstrap != "" {
		args = append(args, "--peer", l.bootstrap)
	}
	switch r.name {
	case "bootstrap":
		args = append(args, "--listen", fmt.Sprintf("/ip4/127.0.0.1/tcp/%d", freePort()))
	case "gateway":
		args = append(args, "--gateway-listen", fmt.Sprintf("127.0.0.1:%d", freePort()))
	default:
		args = append(args, "--gateway-listen", "127.0.0.1:0")
	}
	made, err := run(ctx, nil, l.honest, append(args, r.init...)...)
	if err == nil {
		err = os.WriteFile(l.made(r.name), made, 0o600)
	}
	if err != nil {
		return err
	}
	if !slices.Contains(r.init, "--provider") && !slices.Contains(r.init, "--auditor") && !slices.Contains(r.init, "--validator") {
		return nil
	}
	return setEngine(l.home(r.name))
}

// variant is the build of the runtime that all engines here use: calibration cells cover it, and all x86-64 machines of ten years run it.
const variant = "haswell"

// setEngine has a node's engine compute on one thread, for the others' engines are on the same machine.
func setEngine(home string) error { return setModel(home, "threads = 1\nvariant = \""+variant+"\"\n") }

// setModel adds lines to the section of a node's model, which stands last in its configuration.
func setModel(home, lines string) error {
	f, err := os.OpenFile(filepath.Join(home, config.FileName), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(lines)
	return errors.Join(err, f.Close())
}

// freePort is a port that nobody listens on, below those that the system gives to outgoing connections: a node that is down for a
// moment finds it free again.
func freePort() int {
	for range 100 {
		port := 20000 + rand.IntN(12000)
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = l.Close()
			return port
		}
	}
	return 0 // the node takes any
}

// start runs a node that was created.
func (l *lab) start(ctx context.Context, name string) error {
	return l.startAs(ctx, name, l.honest, nil)
}

func (l *lab) startAs(ctx context.Context, name, program string, env []string) error {
	d, err := (&launch{program: program, args: []string{"--home", l.home(name)}, env: env, log: l.home(name) + ".log"}).up(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	l.nodes[name], l.owners[d.Owner] = d, name
	return nil
}

// at looks into a running node, through the socket that the commands use.
func (l *lab) at(ctx context.Context, name string) (*control.Client, error) {
	c, ok := control.Dial(ctx, l.home(name))
	if !ok {
		return nil, fmt.Errorf("%s does not answer on its socket", name)
	}
	return c, nil
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
	if name, ok := l.owners[owner]; ok {
		return name
	}
	return short(owner.Hex())
}

// stop ends every node as an operator would, the gateway first and the chain last.
func (l *lab) stop() error {
	var errs []error
	order := append([]string{"gateway", "auditor"}, validators...)
	for _, name := range append(order, "provider", "provider-a", "provider-b", "cheat", "bootstrap") {
		if d := l.nodes[name]; d != nil {
			if err := d.stop(); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
			delete(l.nodes, name)
		}
	}
	if l.chain != nil && l.chain.process != nil {
		errs = append(errs, l.chain.stop())
		l.chain.process = nil
	}
	return errors.Join(errs...)
}

// kill ends every node, and the chain, at once.
func (l *lab) kill() error {
	for name, d := range l.nodes {
		d.end()
		delete(l.nodes, name)
	}
	if l.chain != nil && l.chain.process != nil {
		l.chain.end()
		l.chain.process = nil
	}
	return nil
}

// cheapModel makes the coarser model that a cheat runs under the real one's name.
func (l *lab) cheapModel(ctx context.Context) (string, error) {
	path := filepath.Join(l.dir, "cheap.gguf")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	_, err := run(ctx, nil, l.dishonest, "quantise", "--home", l.home("gateway"), "--type", "Q4_0", "--out", path)
	return path, err
}

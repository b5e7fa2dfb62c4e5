package main

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference/jail"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/control"
)

func newUp(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run the node",
		Long: `Run the node until it gets SIGTERM or SIGINT: listen for peers and, where provider.enabled is set, serve the models of
the configuration. It prints the addresses at which others reach it.

The first signal drains: no new job is taken, and those that run are finished. The second one ends at once; what was signed
is stored, and the jobs are settled by their last step.`,
		Example: `  dgridd up
  dgridd up --p2p-listen /ip4/127.0.0.1/tcp/4700 --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.up(cmd) },
	}
	cmd.Flags().StringSlice(config.FlagName("p2p.listen"), nil, "setting p2p.listen of the configuration")
	settingFlags(cmd, "provider.enabled", "provider.credit_limit", "payer.max_fee", "store.keep_transcripts", "store.min_free")
	a.jsonFlag(cmd)
	return cmd
}

// upLine is what up prints when the node is ready; with --json as one JSON object.
type upLine struct {
	Addrs  []string        `json:"addrs"`
	Status *control.Status `json:"status"`
}

func (a *app) up(cmd *cobra.Command) (err error) {
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	for _, m := range jail.Missing() {
		p.log.Warn("models are not wholly isolated on this machine", "missing", m)
	}
	if os.Getenv("GOMAXPROCS") == "" { // Go reads it, and whoever sets it knows better
		runtime.GOMAXPROCS(node.Processors(p.config.Models, runtime.GOMAXPROCS(0)))
	}
	stop := onSignals(cmd.Context())
	defer stop.release()
	n, err := p.open(stop.drain, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	view := n.View(func() control.Status { return a.running(p, n) })
	l, err := control.Listen(p.config.Home) // before it says that it is up: whoever reads that may ask at once
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	ctx, cancel := context.WithCancel(context.WithoutCancel(cmd.Context()))
	go func() { served <- control.Serve(ctx, l, view) }()
	defer func() { cancel(); err = errors.Join(err, <-served) }()
	if err := a.announce(cmd.Context(), view, p.network); err != nil {
		return err
	}
	return n.Run(stop.drain, stop.now)
}

func (a *app) announce(ctx context.Context, view control.View, network *config.Network) error {
	s, err := view.Status(ctx)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(upLine{s.Addrs, s})
	}
	a.printf("dgridd is up on network %s as %s\n", s.Network, s.Owner)
	for _, m := range s.Models {
		if slices.Contains(s.Roles, control.RoleProvider) {
			a.printf("serving %s (%s) on %s, %d slots, %d tokens of context\n", m.Name, m.ID.Short(), where(&m), m.Slots, m.Context)
		}
		if slices.Contains(s.Roles, control.RoleAuditor) {
			a.printf("auditing %s (%s) on %s\n", m.Name, m.ID.Short(), where(&m))
		}
	}
	for _, addr := range s.Addrs {
		a.printf("reach it at %s\n", addr)
	}
	switch {
	case len(s.Addrs) == 0:
	case config.Same(network, config.DevNetwork(network.Name)) == nil: // init makes the same network of its name
		a.printf("others join with: dgridd init --network %s --peer %s\n", s.Network, s.Addrs[0])
	default:
		a.printf("others join with the file that this prints: dgridd network%s\n", homeHint(a.home))
	}
	if s.Gateway.URL != "" {
		a.printf("OpenAI clients: base_url=%s/v1\n", s.Gateway.URL)
	}
	return nil
}

// where is what a model computes on. That it is the CPU alone, the runtime class says.
func where(m *control.Model) string {
	if m.Layers == "" || m.Layers == "CPU" {
		return m.Device
	}
	return m.Device + " (" + m.Layers + ")"
}

// running is what a running node says of itself.
func (a *app) running(p *parts, n *node.Node) control.Status {
	s := p.status()
	s.Running, s.Started, s.Addrs = true, n.Started().Truncate(time.Second), n.Host().Addrs()
	s.Jobs, s.Gateway.URL = n.Running(), n.Gateway()
	s.Auditor, s.Gateway.Requests = n.Audits(), n.Requests()
	bootstrap := s.Mesh.Bootstrap
	s.Mesh = n.Mesh()
	s.Mesh.Bootstrap = bootstrap
	for _, m := range n.Models() {
		s.Models = append(s.Models, control.Model{Name: m.Name, ID: m.ID, Slots: m.Slots, Context: m.Context, Device: m.Device, Layers: m.Layers, Price: m.Price,
			Loaded: m.Loaded, Memory: m.Memory, OnGPUs: m.OnGPUs, Measured: m.Measured, Down: m.Down, Restarts: m.Restarts})
	}
	if b, ok := n.MemoryBudget(); ok {
		s.Engine = &control.Engine{Budget: b.Bytes, From: b.From}
	}
	return s
}

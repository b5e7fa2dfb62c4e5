package main

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/wallet"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

func newStatus(a *app) *cobra.Command {
	var healthy bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show how this node stands",
		Long: `Show whether the node runs, in which roles, where it is reached, whom it knows, what it serves, and the money between it and
others: what was promised by vouchers and what closed jobs have cost. What is wrong comes last, with what to do. Amounts are base
units of the network's token. On a network with a chain it shows how that stands, and what the node's account has on it. --healthy prints nothing and fails unless the node runs, for supervisors.`,
		Example: `  dgridd status
  dgridd status --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if healthy {
				return a.healthy(cmd)
			}
			return a.status(cmd)
		},
	}
	cmd.Flags().BoolVar(&healthy, "healthy", false, "print nothing, and fail unless the node runs and answers")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) status(cmd *cobra.Command) error {
	return a.withStatus(cmd, func(v control.View) error {
		s, err := v.Status(cmd.Context())
		if err != nil {
			return err
		}
		if a.asJSON {
			return a.printJSON(s)
		}
		a.printStatus(s)
		return nil
	})
}

// withStatus is withMoney, but for a chain that is another one: that is a thing to show, not a reason to show nothing.
func (a *app) withStatus(cmd *cobra.Command, f func(control.View) error) (err error) {
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	v, closeView, err := p.moneyView(cmd.Context())
	if errors.Is(err, evm.ErrMismatch) {
		v, closeView, err = p.offlineView(cmd.Context(), err.Error())
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeView()) }()
	return f(v)
}

// healthy is for a supervisor that asks every few seconds: it needs no key, and opens no store.
func (a *app) healthy(cmd *cobra.Command) error {
	c, _, err := a.node(cmd)
	if err != nil {
		return err
	}
	daemon, ok := control.Dial(cmd.Context(), c.Home)
	if !ok {
		return withCode(exitLater, withHint(errors.New("the node does not run"), "dgridd up"))
	}
	_, err = daemon.Status(cmd.Context())
	return err
}

func (a *app) printStatus(s *control.Status) {
	a.printf("%s on network %s\nowner %s\npeer  %s\n", s.Agent, s.Network, s.Owner, s.Peer)
	if s.Running {
		a.printf("up for %s, %d jobs running\n", time.Since(s.Started).Round(time.Second), s.Jobs)
		a.printMesh(s)
	} else {
		a.printf("not running (dgridd up)\n")
	}
	for _, m := range s.Models {
		a.printf("serving %s (%s) on %s, %d slots, at %s/%s a million tokens, %s\n", m.Name, m.ID.Short(), where(&m), m.Slots, m.Price.Input, m.Price.Output, loadedOrNot(&m))
	}
	for _, addr := range s.Addrs {
		a.printf("reached at %s\n", addr)
	}
	for _, acc := range s.Accounts {
		a.printf("as %-8s with %s, model %s: %d jobs (%d open), promised %s, settled %s\n", acc.Role, acc.Other, dgrid.Digest(acc.Model).Short(), acc.Jobs, acc.Open, acc.Promised, acc.Settled)
	}
	a.printChain(s.Chain)
	for _, problem := range s.Problems {
		a.printf("wrong: %s\n", problem)
	}
}

// loadedOrNot says whether a model's memory is taken now.
func loadedOrNot(m *control.Model) string {
	if m.Loaded {
		text := "loaded, " + pool.Text(m.Memory)
		if m.OnGPUs > 0 {
			text += " and " + pool.Text(m.OnGPUs) + " of GPUs"
		}
		return text
	}
	return "not loaded, needs " + pool.Text(m.Memory)
}

func (a *app) printMesh(s *control.Status) {
	if len(s.Roles) > 0 {
		a.printf("roles %s\n", strings.Join(s.Roles, ", "))
	}
	if s.Gateway.URL != "" {
		a.printf("gateway %s, %d requests running\n", s.Gateway.URL, s.Gateway.Requests)
	}
	if slices.Contains(s.Roles, control.RoleAuditor) {
		a.printf("audits %d of %d running\n", s.Auditor.Running, s.Auditor.Limit)
	}
	a.printf("mesh %d peers, %d adverts, %d of providers", s.Mesh.Peers, s.Mesh.Adverts, s.Mesh.Providers)
	if s.Mesh.Reach != "" {
		a.printf(", reach %s", s.Mesh.Reach)
	}
	if s.Mesh.Clocks > 0 {
		a.printf(", others' clocks %+d ms", s.Mesh.Skew)
	}
	a.printf("\n")
	if s.Disk.Free > 0 {
		a.printf("disk %d MiB free, %d wanted\n", s.Disk.Free>>20, s.Disk.Want>>20)
	}
}

// printChain shows how the node stands with its chain, where its network has one.
func (a *app) printChain(c *wallet.State) {
	if c == nil {
		return
	}
	a.printf("chain %d", c.ChainID)
	if len(c.Endpoints) > 0 {
		a.printf(" at %s", strings.Join(c.Endpoints, ", "))
	}
	if c.Money == nil {
		a.printf(", not read\n")
		return
	}
	a.printf(", block %d, final %d, %d transactions open\n", c.Block, c.Final, len(c.Open))
	a.printMoney(c.Money, func(x dgrid.Amount) string {
		return wallet.Tokens(x, config.Token{Symbol: c.Symbol, Decimals: c.Decimals})
	})
	if !c.Owed.IsZero() {
		a.printf("promised  %s that providers have not redeemed yet\n", wallet.Tokens(c.Owed, config.Token{Symbol: c.Symbol, Decimals: c.Decimals}))
	}
}

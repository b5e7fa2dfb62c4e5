package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
)

func newStatus(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show how this node stands",
		Long: `Show whether the node runs, where it is reached, what it serves, and the money between it and others: what was promised
by vouchers and what closed jobs have cost. Amounts are base units of the network's token.`,
		Example: `  dgridd status
  dgridd status --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.status(cmd) },
	}
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) status(cmd *cobra.Command) (err error) {
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	v, closeView, err := p.view(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeView()) }()
	s, err := v.Status(cmd.Context())
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(s)
	}
	a.printStatus(s)
	return nil
}

func (a *app) printStatus(s *control.Status) {
	a.printf("%s on network %s\nowner %s\npeer  %s\n", s.Agent, s.Network, s.Owner, s.Peer)
	if s.Running {
		a.printf("up for %s, %d jobs running\n", time.Since(s.Started).Round(time.Second), s.Jobs)
	} else {
		a.printf("not running (dgridd up)\n")
	}
	for _, m := range s.Models {
		a.printf("serving %s (%s) on %s, %d slots, at %s/%s a million tokens\n", m.Name, m.ID.Short(), m.Device, m.Slots, m.Price.Input, m.Price.Output)
	}
	for _, addr := range s.Addrs {
		a.printf("reached at %s\n", addr)
	}
	for _, acc := range s.Accounts {
		a.printf("as %-8s with %s, model %s: %d jobs (%d open), promised %s, settled %s\n", acc.Role, acc.Other, dgrid.Digest(acc.Model).Short(), acc.Jobs, acc.Open, acc.Promised, acc.Settled)
	}
	for _, problem := range s.Problems {
		a.printf("wrong: %s\n", problem)
	}
}

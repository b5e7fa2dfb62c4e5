package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/store"
)

func newWhy(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "why PEER|OWNER",
		Short: "Show what this node thinks of another, and why",
		Long: `Show what this node thinks of another: its standing, the audits of its answers, and what it did that made it rank higher or
lower. On a network with a chain this includes the public record of audits, by which every node suspends it. PEER or OWNER is the
beginning of a peer id or of an owner's address, as dgridd peers lists them.`,
		Example: `  dgridd why 12D3KooWEn5z
  dgridd why 0x8f61 --json`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withView(cmd, func(v control.View) error {
				y, err := v.Why(cmd.Context(), args[0])
				if errors.Is(err, store.ErrNotFound) {
					return withHint(err, "dgridd peers, which lists the nodes that are known")
				}
				if err != nil {
					return daemonError(err)
				}
				if a.asJSON {
					return a.printJSON(y)
				}
				a.printWhy(y)
				return nil
			})
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) printWhy(y *control.Why) {
	a.printf("owner    %s\n", y.Owner)
	if y.Peer != "" {
		a.printf("peer     %s\n", y.Peer)
	}
	a.printf("standing %s: %s\n", y.Standing, oneLine(y.Reason))
	if y.Banned != "" {
		a.printf("banned   it is asked no more: %s\n", oneLine(y.Banned))
	}
	a.printf("rank     weight %.2f; %d jobs, %d of them broke off; %d audits passed, %d failed\n", y.Weight, y.Jobs, y.Broken, y.Passed, y.Failed)
	if r := y.Public; r != nil {
		a.printf("\nthe public record: %s, %d audits decided, %d failed, evidence %.4g\n", r.Standing, r.Audits, r.Failures, r.Value)
		for _, line := range r.Lines {
			a.printf("  %s\n", oneLine(line))
		}
	}
	if len(y.Audits) > 0 {
		a.printf("\naudits of answers that this node paid for\n")
	}
	for _, t := range y.Audits {
		a.printf("  %s  %-9s job %s, model %s, by %s: %s\n", when(t.Time), t.Result, t.Job.Short(), t.Model.Short(), oneLine(t.Auditor), oneLine(t.Reason))
	}
	if len(y.Events) > 0 {
		a.printf("\nwhat happened\n")
	}
	for _, e := range y.Events {
		a.printf("  %s  %-9s ", when(e.Time), oneLine(e.Kind))
		if !e.Job.IsZero() {
			a.printf("job %s: ", e.Job.Short())
		}
		a.printf("%s (weight %.2f)\n", oneLine(e.Reason), e.Weight)
	}
}

func when(t time.Time) string { return t.Local().Format(time.DateTime) }

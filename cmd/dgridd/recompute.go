package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
)

func newRecompute(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "recompute [PROVIDER]",
		Short: "Fold the public record anew from the chain, and compare",
		Long: `Read all anchors from the chain and all batches from the nodes that have them, without anything that this node has stored of
others, and fold the public record of audits anew. Shown is what it says of each provider and model, or of those whose address begins with
PROVIDER, and whether the running node holds the same. Exit code 3 says that it does not; 4 that batches are missing now, without
which it cannot be said.`,
		Example: `  dgridd recompute
  dgridd recompute 0x8f61 --json`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			prefix := ""
			if len(args) == 1 {
				prefix = args[0]
			}
			if err := checkHex("PROVIDER", prefix, len(dgrid.Address{})); err != nil {
				return usageError(cmd, err)
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.withView(cmd, func(v control.View) error {
				r, err := v.Recompute(ctx, prefix)
				if err != nil {
					return daemonError(err)
				}
				if a.asJSON {
					if err := a.printJSON(r); err != nil {
						return err
					}
				} else {
					a.printRecomputed(r)
				}
				return disagreement(r)
			})
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

// disagreement is nil where both records are the same.
func disagreement(r *control.Recomputed) error {
	switch {
	case r.Agrees:
		return nil
	case r.Missing > 0:
		return withCode(exitLater, withHint(fmt.Errorf("the record cannot be compared: nobody hands over %d of its batches now", r.Missing),
			"the same command again, when the nodes that anchored them are there"))
	default:
		return withCode(exitFalse, errors.New("the record that this node holds is not the one that follows from the chain"))
	}
}

func (a *app) printRecomputed(r *control.Recomputed) {
	a.printf("anew   up to block %d from %d batches, %d missing, %d verdicts wait for theirs\n", r.Final, r.Batches, r.Missing, r.Waiting)
	a.printf("held   up to block %d from %d batches, %d missing, %d verdicts wait for theirs\n", r.Held.Final, r.Held.Batches, r.Held.Missing, r.Held.Waiting)
	if len(r.Standings) == 0 {
		a.printf("nothing has been decided\n")
	}
	for i := range r.Standings {
		c := &r.Standings[i]
		a.printf("provider %s, model %s\n  %-6s %s\n", c.Provider, c.Model.Short(), "anew", figures(&c.Figure))
		if !c.Agrees {
			a.printf("  %-6s %s\n", "held", figures(&c.Held))
		}
	}
	if r.Agrees {
		a.printf("both are the same\n")
	}
}

func figures(f *control.Figure) string {
	return fmt.Sprintf("%s: %d audits, %d failed, evidence %.6g", f.Standing, f.Audits, f.Failures, f.Value)
}

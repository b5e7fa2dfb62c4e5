package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/router"
)

// routing are the flags of route.
type routing struct {
	explain    bool
	dryRun     bool
	unverified bool
	maxTokens  uint32
}

func newRoute(a *app) *cobra.Command {
	var f routing
	cmd := &cobra.Command{
		Use:   "route MODEL [QUESTION] --explain|--dry-run",
		Short: "Show who would answer a question, why, and for how much",
		Long: `Show who would answer: the running node asks the providers that it knows for quotes and ranks them, as it would for a real
question, and orders nothing. --dry-run prints who would be chosen and the most that the job would cost; --explain also prints all
candidates, what each one's cost is made of, and why others are left out. Amounts are base units of the network's token.`,
		Example: `  dgridd route smollm2-135m-instruct-q4_1 --dry-run
  dgridd route smollm2 "What is a lighthouse?" --max-tokens 64 --explain`,
		Args: usage(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.explain == f.dryRun {
				return usageError(cmd, errors.New("route: want --explain or --dry-run, one of them; to ask, use dgridd ask"))
			}
			return a.route(cmd, &f, args)
		},
	}
	fl := cmd.Flags()
	fl.BoolVar(&f.explain, "explain", false, "print all candidates with their reasons")
	fl.BoolVar(&f.dryRun, "dry-run", false, "print who would be chosen and the price")
	fl.Uint32Var(&f.maxTokens, "max-tokens", 256, "the longest answer; 0 is as many as fit")
	fl.BoolVar(&f.unverified, "unverified", false, "also providers that nobody can check (default: setting payer.unverified)")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) route(cmd *cobra.Command, f *routing, args []string) error {
	q := control.RouteRequest{Model: args[0], MaxTokens: f.maxTokens}
	if len(args) > 1 {
		q.Question = args[1]
	}
	if cmd.Flags().Changed("unverified") {
		q.Unverified = &f.unverified
	}
	return a.withView(cmd, func(v control.View) error {
		r, err := v.Route(cmd.Context(), q)
		if err != nil {
			return daemonError(err)
		}
		if a.asJSON {
			if err := a.printJSON(r); err != nil {
				return err
			}
		} else {
			a.printRoute(r, f.explain)
		}
		if r.Decision.Chosen == "" {
			return withCode(exitLater, withHint(errors.New(r.Nobody), "dgridd peers, which lists who serves what"))
		}
		return nil
	})
}

func (a *app) printRoute(r *control.Route, explain bool) {
	a.printf("model %s (%s), %d + %d tokens\n", r.ModelName, r.Model.Short(), r.Prompt, r.Output)
	if explain {
		for i := range r.Decision.Candidates {
			a.printCandidate(&r.Decision.Candidates[i], r.Decision.Chosen)
		}
	}
	for _, c := range r.Decision.Candidates {
		if c.Peer == r.Decision.Chosen {
			a.printf("chosen %s of %s, at %s/%s a million tokens\n", c.Peer, c.Owner, c.Price.Input, c.Price.Output)
			a.printf("price  at most %s base units (payer.max_fee allows %s)\n", r.MaxFee, r.Limit)
		}
	}
}

func (a *app) printCandidate(c *router.Candidate, chosen dgrid.PeerID) {
	mark := " "
	switch {
	case c.Excluded != "":
		mark = "✗"
	case c.Peer == chosen:
		mark = "→"
	}
	checked := "verified"
	if !c.Verified {
		checked = "unverified"
	}
	quoted := "quoted"
	if !c.Quoted {
		quoted = "advertised"
	}
	a.printf("%s %s  %s\n    %s on %s, %s %s/%s a million tokens\n", mark, c.Peer, c.Owner, checked, oneLine(c.Class), quoted, c.Price.Input, c.Price.Output)
	if c.Excluded != "" {
		a.printf("    left out: %s\n", oneLine(c.Excluded))
	} else {
		a.printf("    cost %.0f\n", c.Cost)
	}
	for _, reason := range c.Reasons {
		a.printf("    - %s\n", oneLine(reason))
	}
}

package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

func newDisputes(a *app) *cobra.Command {
	var all bool
	var from uint64
	cmd := &cobra.Command{
		Use:   "disputes",
		Short: "List faults, challenges and disputes on the chain",
		Long: `List what the chain's events tell of faults that were proven, receipts that were said to be missing, and answers that a committee of
validators judged: those in which this node is the provider or the reporter, or all. The newest come first. --from leaves out what
is in earlier blocks; on a long chain that saves time.`,
		Example: `  dgridd disputes
  dgridd disputes --all --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withMoney(cmd, func(ctx context.Context, p *parts, v control.View) error {
				cases, err := v.Disputes(ctx, all, from)
				if err != nil {
					return err
				}
				if a.asJSON {
					return a.printJSON(append([]wallet.Case{}, cases...))
				}
				for i := range cases {
					a.printf("%s\n", oneLine(cases[i].Text(func(x dgrid.Amount) string { return wallet.Tokens(x, p.network.Token) })))
				}
				if len(cases) == 0 {
					a.printf("none\n")
				}
				return nil
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "of all nodes")
	cmd.Flags().Uint64Var(&from, "from", 0, "block to begin with")
	a.jsonFlag(cmd)
	return cmd
}

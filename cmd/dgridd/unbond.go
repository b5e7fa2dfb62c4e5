package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

func newUnbond(a *app) *cobra.Command {
	var f moving
	var claim bool
	var names []string
	cmd := &cobra.Command{
		Use:   "unbond [AMOUNT]",
		Short: "Ask stake back, and take it when it is time",
		Long: `Ask stake back. It can be taken when the network's unbonding delay is over, and can be slashed until then. Where tickets lock too much of
it, tickets of the configuration's models, or of --model, are given up first: as many as it takes. The same command again, or
--claim, takes what was asked back; too early, it says from when. Another AMOUNT adds to the first one, and the time of both begins anew.

` + amountHelp + `
` + againHelp,
		Example: `  dgridd unbond 250 DEV
  dgridd unbond --claim --yes`,
		Args: usage(cobra.MaximumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.move(cmd, &f, func(ctx context.Context, p *parts, v control.View) (*wallet.Request, error) {
				amount, err := amountArg(p, args)
				if err != nil || claim || amount == nil {
					return &wallet.Request{Op: wallet.Unbond, Amount: amount, Claim: claim}, err
				}
				if len(names) == 0 {
					names = p.configured()
				}
				models, err := p.modelsOf(ctx, v, names)
				return &wallet.Request{Op: wallet.Unbond, Amount: amount, Models: models}, err
			})
		},
	}
	cmd.Flags().BoolVar(&claim, "claim", false, "take what was asked back")
	cmd.Flags().StringSliceVar(&names, "model", nil, "name or id of a model whose ticket may be given up (default those of the configuration)")
	f.flags(a, cmd)
	return cmd
}

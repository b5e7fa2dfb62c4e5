package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

func newStake(a *app) *cobra.Command {
	var f moving
	var names []string
	cmd := &cobra.Command{
		Use:   "stake AMOUNT",
		Short: "Stake tokens, and register as validator of models",
		Long: `Stake tokens of the node's account. A provider with enough stake is paid at once. A validator needs a ticket for each model that it
audits: each locks a part of the stake. Where validator.enabled is set, tickets for the models of the configuration are registered
that the account has not; --model names others. AMOUNT 0 registers only. Stake can be slashed for faults.

` + amountHelp + `
` + againHelp,
		Example: `  dgridd stake 250 DEV
  dgridd stake 0 --model smollm2 --yes`,
		Args: usage(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.move(cmd, &f, func(ctx context.Context, p *parts, v control.View) (*wallet.Request, error) {
				amount, err := amountArg(p, args)
				if err != nil {
					return nil, err
				}
				if len(names) == 0 && p.config.Validator.Enabled {
					names = p.configured()
				}
				models, err := p.modelsOf(ctx, v, names)
				return &wallet.Request{Op: wallet.Stake, Amount: amount, Models: models}, err
			})
		},
	}
	cmd.Flags().StringSliceVar(&names, "model", nil, "name or id of a model to register for (default those of the configuration, where validator.enabled is set)")
	f.flags(a, cmd)
	return cmd
}

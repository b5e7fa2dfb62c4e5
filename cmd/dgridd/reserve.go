package main

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

// paired is a request about one provider and one model.
func (p *parts) paired(ctx context.Context, v control.View, op wallet.Op, provider, model string) (*wallet.Request, error) {
	if !common.IsHexAddress(provider) {
		return nil, usageFailure(fmt.Errorf("%s: %.60q is no owner's address", op, provider), "dgridd peers, which shows the owners of providers")
	}
	if model == "" {
		return nil, usageFailure(fmt.Errorf("%s: --model is missing: a reserve is for one model", op))
	}
	models, err := p.modelsOf(ctx, v, []string{model})
	return &wallet.Request{Op: op, Models: models, Provider: common.HexToAddress(provider)}, err
}

func newReserve(a *app) *cobra.Command {
	var f moving
	var model string
	cmd := &cobra.Command{
		Use:   "reserve PROVIDER AMOUNT --model NAME",
		Short: "Reserve a part of the deposit for one provider",
		Long: `Set a part of the deposit aside that pays vouchers to one provider for one model alone. PROVIDER is the address of its owner.

` + amountHelp + `
` + againHelp,
		Example: `  dgridd reserve 0x8f61... 5 DEV --model smollm2`,
		Args:    usage(cobra.RangeArgs(2, 3)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.move(cmd, &f, func(ctx context.Context, p *parts, v control.View) (*wallet.Request, error) {
				amount, err := amountArg(p, args[1:])
				if err != nil {
					return nil, err
				}
				r, err := p.paired(ctx, v, wallet.Reserve, args[0], model)
				if err == nil {
					r.Amount = amount
				}
				return r, err
			})
		},
	}
	cmd.Flags().StringVar(&model, "model", "", "name or id of the model")
	f.flags(a, cmd)
	return cmd
}

func newRelease(a *app) *cobra.Command {
	var f moving
	var model string
	cmd := &cobra.Command{
		Use:   "release PROVIDER --model NAME",
		Short: "Ask a reserve back, and free it when it is time",
		Long: `Ask back what is reserved for a provider and a model. The same command again frees it for all providers when the network's withdrawal
delay is over; too early, it says from when.

` + againHelp,
		Example: `  dgridd release 0x8f61... --model smollm2`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.move(cmd, &f, func(ctx context.Context, p *parts, v control.View) (*wallet.Request, error) {
				return p.paired(ctx, v, wallet.Release, args[0], model)
			})
		},
	}
	cmd.Flags().StringVar(&model, "model", "", "name or id of the model")
	f.flags(a, cmd)
	return cmd
}

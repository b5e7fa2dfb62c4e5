package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

func newWithdraw(a *app) *cobra.Command {
	var f moving
	var claim bool
	cmd := &cobra.Command{
		Use:   "withdraw [AMOUNT]",
		Short: "Ask deposited tokens back, and take them when it is time",
		Long: `Ask tokens back from the escrow: AMOUNT of them, or all that are not reserved. They can be taken when the network's withdrawal delay is
over; until then providers can redeem vouchers from them. The same command again, or --claim, takes them then; too early, it says from
when. Another AMOUNT replaces the first one, and the time begins anew; 0 gives the request up.

` + amountHelp + `
` + againHelp,
		Example: `  dgridd withdraw 12.5 DEV
  dgridd withdraw --claim --yes`,
		Args: usage(cobra.MaximumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.move(cmd, &f, func(_ context.Context, p *parts, _ control.View) (*wallet.Request, error) {
				amount, err := amountArg(p, args)
				return &wallet.Request{Op: wallet.Withdraw, Amount: amount, Claim: claim}, err
			})
		},
	}
	cmd.Flags().BoolVar(&claim, "claim", false, "take what was asked back")
	f.flags(a, cmd)
	return cmd
}

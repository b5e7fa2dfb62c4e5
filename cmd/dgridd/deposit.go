package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

func newDeposit(a *app) *cobra.Command {
	var f moving
	cmd := &cobra.Command{
		Use:   "deposit AMOUNT",
		Short: "Deposit tokens, from which this node's questions are paid",
		Long: `Move tokens from the node's account into the escrow of its network. Vouchers that the node signs are paid from there. First it shows
what that costs, and asks. Where the escrow may not take as much from the account yet, it is allowed to first.

` + amountHelp + `
` + againHelp,
		Example: `  dgridd deposit 12.5 DEV
  dgridd deposit 12.5 --yes --json`,
		Args: usage(cobra.RangeArgs(1, 2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.move(cmd, &f, func(_ context.Context, p *parts, _ control.View) (*wallet.Request, error) {
				amount, err := amountArg(p, args)
				return &wallet.Request{Op: wallet.Deposit, Amount: amount}, err
			})
		},
	}
	f.flags(a, cmd)
	return cmd
}

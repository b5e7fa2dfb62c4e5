package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

func newEarnings(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "earnings",
		Short: "Show what this node earned, and what its account has",
		Long: `Show what this node earned as provider, for each payer and model: the fees of closed jobs (settled), the highest voucher that it
holds, the fees that are anchored for good, what was redeemed (paid) with what was burned of it, and what could be redeemed now
(due). Then what its account has, deposited and staked. All that is on the chain is read after its final block.`,
		Example: `  dgridd earnings
  dgridd earnings --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withMoney(cmd, func(ctx context.Context, p *parts, v control.View) error {
				e, err := v.Earnings(ctx)
				if err != nil {
					return err
				}
				if a.asJSON {
					return a.printJSON(e)
				}
				return a.printEarnings(p, e)
			})
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) printEarnings(p *parts, e *wallet.Earnings) error {
	tokens := func(x dgrid.Amount) string { return wallet.Tokens(x, p.network.Token) }
	a.printf("owner %s\n", e.Owner)
	if len(e.Pairs) > 0 {
		w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "PAYER\tMODEL\tJOBS\tSETTLED\tVOUCHER\tANCHORED\tPAID\tBURNED\tDUE")
		line := func(payer, model string, x *wallet.Earned) {
			anchored := "unknown"
			if x.Anchored != nil {
				anchored = tokens(*x.Anchored)
			}
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", payer, model, x.Jobs, tokens(x.Settled), tokens(x.Voucher), anchored, tokens(x.Paid), tokens(x.Burned), tokens(x.Due))
		}
		for i := range e.Pairs {
			line(e.Pairs[i].Payer.Hex(), e.Pairs[i].Model.Short(), &e.Pairs[i])
		}
		line("all", "", &e.Total)
		if err := w.Flush(); err != nil {
			return fmt.Errorf("write the earnings: %w", err)
		}
	} else {
		a.printf("nothing is earned as provider yet\n")
	}
	a.printMoney(e.Money, tokens)
	return nil
}

// printMoney shows what an account has.
func (a *app) printMoney(m *wallet.Money, tokens func(dgrid.Amount) string) {
	a.printf("account   %s, %s ether\n", tokens(m.Tokens), wallet.Ether(m.Ether))
	a.printf("deposit   %s%s\n", tokens(m.Deposit), asked(m.Withdrawing, m.WithdrawFrom, m.Time, tokens))
	a.printf("stake     %s, %s locked by tickets%s\n", tokens(m.Stake), tokens(m.Locked), asked(m.Unbonding, m.UnbondFrom, m.Time, tokens))
	if !m.Maturing.IsZero() {
		a.printf("maturing  %s, %s of it ready\n", tokens(m.Maturing), tokens(m.MaturingReady))
	}
	a.printf("as of     block %d\n", m.Block)
}

// asked is the rest of a line about what was asked back.
func asked(amount dgrid.Amount, from, now uint64, tokens func(dgrid.Amount) string) string {
	switch {
	case amount.IsZero():
		return ""
	case from <= now:
		return fmt.Sprintf("; %s asked back can be taken now", tokens(amount))
	}
	return fmt.Sprintf("; %s asked back can be taken from %s", tokens(amount), when(time.Unix(int64(min(from, 1<<40)), 0)))
}

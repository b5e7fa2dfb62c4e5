package main

import (
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

func newTx(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tx",
		Short: "Show the transactions that this node sends",
		Long: `Show the transactions that this node sends to its network's chain. Each is kept in its store before it is sent, and followed until it is
final.`,
		Example: `  dgridd tx list
  dgridd tx show deposit/5f3a`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTxList(a), newTxShow(a))
	return cmd
}

func newTxList(a *app) *cobra.Command {
	var limit int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List them, the newest first",
		Long: `List the transactions, the newest first. A state is queued (it has no nonce yet), sent, mined (in a block that is not final), final,
failed (it took no effect) or replaced (its nonce went to a transaction that this node does not know). Gas is what it used, the fee
is in ether.`,
		Example: `  dgridd tx list
  dgridd tx list --limit 5 --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 1 || limit > 1000 {
				return usageError(cmd, fmt.Errorf("--limit %d: want 1 to 1000", limit))
			}
			return a.withView(cmd, func(v control.View) error {
				txs, err := v.Transactions(cmd.Context(), limit)
				if err != nil {
					return moneyError(err)
				}
				if a.asJSON {
					return a.printJSON(append([]wallet.Tx{}, txs...))
				}
				return a.printTxs(txs)
			})
		},
	}
	cmd.Flags().IntVar(&limit, "limit", 20, "most that are listed")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) printTxs(txs []wallet.Tx) error {
	if len(txs) == 0 {
		a.printf("none was sent\n")
		return nil
	}
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tSTATE\tNONCE\tBLOCK\tGAS\tFEE\tHASH\tERROR")
	for i := range txs {
		t := &txs[i]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.State, nonce(t), number(t.Block), number(t.GasUsed), wallet.Ether(t.Fee), hash(t.Hash), oneLine(t.Error))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

func nonce(t *wallet.Tx) string {
	if t.Nonce == nil {
		return "-"
	}
	return strconv.FormatUint(*t.Nonce, 10)
}

func number(n uint64) string {
	if n == 0 {
		return "-"
	}
	return strconv.FormatUint(n, 10)
}

func hash(h dgrid.Digest) string {
	if h.IsZero() {
		return "-"
	}
	return h.String()
}

func newTxShow(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "show ID|HASH",
		Short:   "Show one",
		Long:    `Show the transaction whose id or hash begins so.`,
		Example: `  dgridd tx show deposit/5f3a --json`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withView(cmd, func(v control.View) error {
				t, err := v.Transaction(cmd.Context(), args[0])
				if err != nil {
					return moneyError(err)
				}
				if a.asJSON {
					return a.printJSON(t)
				}
				a.printTx(t)
				return nil
			})
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) printTx(t *wallet.Tx) {
	at := func(x dgrid.Time) string { return when(time.UnixMilli(int64(x))) }
	a.printf("id       %s\nkind     %s\n", t.ID, t.Kind)
	if t.Note != "" {
		a.printf("for      %s\n", oneLine(t.Note))
	}
	a.printf("state    %s\nfrom     %s\nto       %s\nvalue    %s ether\n", t.State, t.From, t.To, wallet.Ether(t.Value))
	a.printf("nonce    %s, %d attempts\nhash     %s\nblock    %s\n", nonce(t), t.Attempts, hash(t.Hash), number(t.Block))
	a.printf("gas      %s, %s ether\n", number(t.GasUsed), wallet.Ether(t.Fee))
	a.printf("created  %s\nchanged  %s\n", at(t.Created), at(t.Changed))
	if t.Error != "" {
		a.printf("error    %s\n", oneLine(t.Error))
	}
}

package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
)

func newAPIKey(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "apikey",
		Short: "Make, list and revoke keys of the HTTP API",
		Long: `Make, list and revoke the keys by which programs use this node's HTTP API. While there is none the API answers everybody on this
machine, and refuses to listen elsewhere. A key may have a budget: what all its answers may cost together.`,
		Example: `  dgridd apikey add laptop
  dgridd apikey list`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newAPIKeyAdd(a), newAPIKeyList(a), newAPIKeyRevoke(a))
	return cmd
}

// addedKey is what apikey add prints.
type addedKey struct {
	Name   string        `json:"name"`
	Key    string        `json:"key"`
	Budget *dgrid.Amount `json:"budget,omitempty"` // base units
}

func newAPIKeyAdd(a *app) *cobra.Command {
	var budget string
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Make a key and print it, this once",
		Long: `Make a key and print it. Only its hash is stored, so it cannot be shown again. Clients send it as OpenAI's do, in the header
"Authorization: Bearer KEY".`,
		Example: `  dgridd apikey add laptop
  dgridd apikey add guest --budget 1000000000000000`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			added := addedKey{Name: args[0]}
			if err := control.CheckKeyName(added.Name); err != nil {
				return usageError(cmd, err)
			}
			if budget != "" {
				added.Budget = new(dgrid.Amount)
				if err := added.Budget.UnmarshalText([]byte(budget)); err != nil {
					return usageError(cmd, fmt.Errorf("--budget: %w", err))
				}
			}
			return a.withView(cmd, func(v control.View) (err error) {
				if added.Key, err = v.AddKey(cmd.Context(), added.Name, added.Budget); err != nil {
					return err
				}
				if a.asJSON {
					return a.printJSON(added)
				}
				a.printf("%s\n", added.Key)
				fmt.Fprintf(a.stderr, "Keep it: it is not shown again. Clients send it as \"Authorization: Bearer %.8s...\"\n", added.Key)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&budget, "budget", "", "base units that all its answers may cost together (default no limit but payer.max_fee each)")
	a.jsonFlag(cmd)
	return cmd
}

func newAPIKeyList(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the keys, and what each has spent",
		Long:    `List the keys by name, with when they were made, their budget and what was spent of it, in base units. The keys themselves are not stored.`,
		Example: `  dgridd apikey list --json`,
		Args:    usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withView(cmd, func(v control.View) error {
				keys, err := v.Keys(cmd.Context())
				if err != nil {
					return err
				}
				if a.asJSON {
					return a.printJSON(append([]control.Key{}, keys...))
				}
				return a.printKeys(keys)
			})
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) printKeys(keys []control.Key) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tMADE\tBUDGET\tSPENT\tSTATE")
	for _, k := range keys {
		budget, state := "none", "good"
		if k.Budget != nil {
			budget = k.Budget.String()
		}
		switch {
		case k.Revoked:
			state = "revoked"
		case k.Budget != nil && k.Spent.Cmp(*k.Budget) >= 0:
			state = "used up"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", k.Name, k.Created.Local().Format(time.DateTime), budget, k.Spent, state)
	}
	return w.Flush()
}

func newAPIKeyRevoke(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "revoke NAME",
		Short:   "Make a key count no more",
		Long:    `Make a key count no more, at once and for good. Answers that run are finished.`,
		Example: `  dgridd apikey revoke laptop`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.withView(cmd, func(v control.View) error {
				if err := v.RevokeKey(cmd.Context(), args[0]); err != nil {
					return err
				}
				a.printf("key %s counts no more\n", args[0])
				return nil
			})
		},
	}
}

package main

import (
	"github.com/spf13/cobra"
)

func newChain(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "chain",
		Short: "Deploy a network's contracts, and compare a chain with a network file",
		Long: `Deploy the contracts of a new network and write its network file, or hold a chain against the network file that one was given.
Neither needs a node.`,
		Example: `  dgridd chain deploy --rpc http://127.0.0.1:8545 --dev-key --name dev-local --out network.json
  dgridd chain check --network network.json --rpc http://127.0.0.1:8545`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newChainDeploy(a), newChainCheck(a))
	return cmd
}

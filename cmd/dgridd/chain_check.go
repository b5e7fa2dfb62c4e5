package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// compared is what check prints.
type compared struct {
	Network string          `json:"network"`
	ID      dgrid.Digest    `json:"networkId"`
	OK      bool            `json:"ok"`
	Values  []comparedValue `json:"values"`
}

// comparedValue is one value of the network file and what the chain has instead.
type comparedValue struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	Want string `json:"want"`           // by the network file
	Have string `json:"have,omitempty"` // on the chain, where it differs
	At   string `json:"at,omitempty"`   // address of a contract, or the endpoint
}

func newChainCheck(a *app) *cobra.Command {
	var file string
	var rpc []string
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Compare a chain with a network file",
		Long: `Compare chain id, first block and the code of every contract with the network file, and show both values where they differ. What is
compared of the contracts is final. Without flags it is the node's own network file and its endpoints. The exit code is 3 where something differs.`,
		Example: `  dgridd chain check
  dgridd chain check --network network.json --rpc http://127.0.0.1:8545`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			if file == "" {
				file = c.Network
			}
			if len(rpc) > 0 {
				c.Chain.RPC = rpc
			}
			n, err := config.LoadNetwork(file)
			if err != nil {
				return withCode(exitUsage, fmt.Errorf("chain check: %w", err))
			}
			if !n.HasChain() {
				return withCode(exitUsage, fmt.Errorf("chain check: network %s has no chain: there is nothing to compare", n.Name))
			}
			if len(c.Chain.RPC) == 0 {
				return usageError(cmd, errors.New("chain check: --rpc is missing, and chain.rpc is empty"))
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.checkChain(ctx, c, n)
		},
	}
	cmd.Flags().StringVar(&file, "network", "", "path of the network file (default the node's)")
	cmd.Flags().StringSliceVar(&rpc, "rpc", nil, "endpoint of the chain (default setting chain.rpc)")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) checkChain(ctx context.Context, c *config.Config, n *config.Network) error {
	result, err := compareChain(ctx, c, n, a)
	if errors.Is(err, evm.ErrDown) {
		return withCode(exitLater, fmt.Errorf("chain check: %w", err))
	}
	if err != nil {
		return fmt.Errorf("chain check: %w", err)
	}
	wrong := 0
	for _, v := range result.Values {
		if !v.OK {
			wrong++
		}
	}
	if err := a.printChecked(result); err != nil {
		return err
	}
	if wrong > 0 {
		return withCode(exitFalse, fmt.Errorf("chain check: %d of %d values are not those of network %s: use that network's chain, or the file that belongs to this one", wrong, len(result.Values), n.Name))
	}
	return nil
}

// compareChain holds the chain against n. An endpoint of another chain is asked for no contract.
func compareChain(ctx context.Context, c *config.Config, n *config.Network, a *app) (*compared, error) {
	client, err := evm.New(evm.Config{
		URLs: c.Chain.RPC, ChainID: n.Domain.ChainID, Genesis: n.Genesis, Confirmations: n.Params.Confirmations, Timeout: c.Chain.Timeout,
	}, a.logger(c))
	if err != nil {
		return nil, err
	}
	defer client.Close()
	result := &compared{Network: n.Name, ID: n.ID, OK: true}
	add := func(item comparedValue, err error) error {
		var mismatch *evm.MismatchError
		if errors.As(err, &mismatch) {
			item.Have, result.OK = mismatch.Have, false
			if item.At == "" {
				item.Name, item.Want, item.At = mismatch.What, mismatch.Want, mismatch.Endpoint
			}
			err = nil
		} else {
			item.OK = true
		}
		result.Values = append(result.Values, item)
		return err
	}
	if err := client.Check(ctx); err != nil {
		err := add(comparedValue{}, err) // says itself which of the two it is
		return result, err
	}
	result.Values = []comparedValue{
		{Name: "chain id", OK: true, Want: fmt.Sprint(n.Domain.ChainID)}, {Name: "genesis", OK: true, Want: n.Genesis.String()},
	}
	for _, x := range []struct {
		name    string
		address dgrid.Address
		code    dgrid.Digest
	}{
		{"token", n.Token.Address, n.Code.Token}, {"access", n.Contracts.Access, n.Code.Access}, {"staking", n.Contracts.Staking, n.Code.Staking},
		{"anchors", n.Domain.Anchors, n.Code.Anchors}, {"escrow", n.Domain.Escrow, n.Code.Escrow}, {"disputes", n.Contracts.Disputes, n.Code.Disputes},
	} {
		item := comparedValue{Name: "code of " + x.name, Want: x.code.String(), At: x.address.Hex()}
		if err := add(item, client.CheckCode(ctx, x.address, x.code)); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func (a *app) printChecked(c *compared) error {
	if a.asJSON {
		return a.printJSON(c)
	}
	a.printf("network   %s (%s)\n", c.Network, c.ID)
	for _, v := range c.Values {
		at := ""
		if v.At != "" {
			at = " at " + v.At
		}
		if v.OK {
			a.printf("same      %s%s: %s\n", v.Name, at, v.Want)
			continue
		}
		a.printf("differs   %s%s: the network file says %s, the chain has %s\n", v.Name, at, v.Want, v.Have)
	}
	return nil
}

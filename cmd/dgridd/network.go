package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/keys"
)

func newNetwork(a *app) *cobra.Command {
	var bootstrap []string
	cmd := &cobra.Command{
		Use:   "network",
		Short: "Print the network file, with addresses to meet at",
		Long: `Print the file of the network that this node belongs to, with addresses added that others dial first: those of --bootstrap, else
this node's own. Its own are those of the running node, or those that its configuration names with a port.

Whoever runs dgridd init --network FILE with that file finds the network. The addresses are no part of its id: files with other
addresses are files of the same network.`,
		Example: `  dgridd network > network.json
  dgridd network --bootstrap /ip4/192.0.2.7/tcp/4700/p2p/12D3KooW... > network.json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.printNetwork(cmd, bootstrap) },
	}
	cmd.Flags().StringSliceVar(&bootstrap, "bootstrap", nil, "address of a node, with its peer id, that others dial first")
	return cmd
}

func (a *app) printNetwork(cmd *cobra.Command, bootstrap []string) error {
	c, _, err := a.node(cmd)
	if err != nil {
		return err
	}
	n, err := a.network(c)
	if err != nil {
		return err
	}
	if len(bootstrap) == 0 {
		if bootstrap, err = ownAddresses(cmd.Context(), c); err != nil {
			return err
		}
	}
	more, err := n.WithBootstrap(bootstrap...)
	if err != nil {
		return withCode(exitUsage, fmt.Errorf("network: %w", err))
	}
	return a.printJSON(more)
}

// ownAddresses are where others reach this node.
func ownAddresses(ctx context.Context, c *config.Config) ([]string, error) {
	var own []string
	if daemon, ok := control.Dial(ctx, c.Home); ok {
		s, err := daemon.Status(ctx)
		if err != nil {
			return nil, err
		}
		own = s.Addrs
	} else {
		k, err := keys.Load(c.KeysDir(), keys.Password(c.Keys.PasswordFile))
		if err != nil {
			return nil, err
		}
		id, err := k.PeerID()
		if err != nil {
			return nil, err
		}
		own = fixedAddresses(c.P2P.Listen, id)
	}
	if own = farthest(own); len(own) == 0 {
		return nil, withHint(errors.New("network: nobody knows yet where this node is reached: it does not run, and p2p.listen names no port or all interfaces"),
			"dgridd up, and then this command again", "dgridd network --bootstrap ADDRESS")
	}
	return own, nil
}

// fixedAddresses are those of listen that are known before anything listens: one interface and one port.
func fixedAddresses(listen []string, id dgrid.PeerID) (fixed []string) {
	for _, text := range listen {
		a, err := multiaddr.NewMultiaddr(text)
		if err != nil || manet.IsIPUnspecified(a) || strings.Contains(text+"/", "/tcp/0/") || strings.Contains(text+"/", "/udp/0/") {
			continue
		}
		fixed = append(fixed, text+"/p2p/"+string(id))
	}
	return fixed
}

// farthest leaves out the addresses that only this machine reaches, unless there are no others.
func farthest(addresses []string) []string {
	var far []string
	for _, text := range addresses {
		if a, err := multiaddr.NewMultiaddr(text); err == nil && !manet.IsIPLoopback(a) {
			far = append(far, text)
		}
	}
	if len(far) > 0 {
		return far
	}
	return addresses
}

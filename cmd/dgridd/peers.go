package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
)

func newPeers(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "peers",
		Short: "List the other nodes that this one knows",
		Long: `List the nodes that the running node is connected to or has heard of: who they are and where, what they serve at which price
and whether that can be checked, what their reputation and their score in gossip are, and what is wrong with them. Prices are base
units per 1,000,000 tokens of prompt and of answer.`,
		Example: `  dgridd peers
  dgridd peers --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.withView(cmd, func(v control.View) error {
				peers, err := v.Peers(cmd.Context())
				if err != nil {
					return daemonError(err)
				}
				slices.SortFunc(peers, byUse)
				if a.asJSON {
					if peers == nil {
						peers = []control.Peer{}
					}
					return a.printJSON(peers)
				}
				for i := range peers {
					a.printPeer(&peers[i])
				}
				if len(peers) == 0 {
					a.printf("no peer is known (dgridd status says why)\n")
				}
				return nil
			})
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

// withView runs f on the running daemon's view, or on the store's.
func (a *app) withView(cmd *cobra.Command, f func(control.View) error) (err error) {
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	v, closeView, err := p.view(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeView()) }()
	return f(v)
}

// daemonError says what to do where the node must run and does not.
func daemonError(err error) error {
	if errors.Is(err, control.ErrUnavailable) {
		return withCode(exitLater, withHint(err, "dgridd up, and then this command again"))
	}
	return err
}

// byUse puts first those that are connected, then those that serve, then by name.
func byUse(a, b control.Peer) int {
	rank := func(p control.Peer) (n int) {
		if !p.Connected {
			n += 2
		}
		if len(p.Models) == 0 {
			n++
		}
		return n
	}
	return cmp.Or(rank(a)-rank(b), cmp.Compare(a.ID, b.ID))
}

func (a *app) printPeer(p *control.Peer) {
	link := "not connected"
	if p.Connected {
		link = strings.TrimSpace(p.Transport + " " + p.Direction)
		if p.RTT > 0 {
			link += fmt.Sprintf(", %.1f ms", p.RTT)
		}
	}
	a.printf("%s  %s", p.ID, link)
	if p.Agent != "" {
		a.printf(", %s", oneLine(p.Agent))
	}
	a.printf("\n  owner %s, reputation %.2f, gossip %.1f\n", p.Owner, p.Weight, p.Gossip)
	if p.Addr != "" {
		a.printf("  at %s\n", oneLine(p.Addr))
	}
	for _, m := range p.Models {
		checked := "verified"
		if !m.Verified {
			checked = "unverified"
			if m.Reason != "" {
				checked += ": " + m.Reason
			}
		}
		a.printf("  serves %s (%s) on %s, %d slots, at %s/%s, %s\n", oneLine(m.Name), m.ID.Short(), oneLine(m.Class), m.Slots, m.Price.Input, m.Price.Output, oneLine(checked))
	}
	for _, id := range p.Audits {
		a.printf("  audits %s\n", id.Short())
	}
	for _, problem := range p.Problems {
		a.printf("  wrong: %s\n", oneLine(problem))
	}
}

// oneLine is what another node said, so that it cannot look like more than one thing said.
func oneLine(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

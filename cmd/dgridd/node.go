package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/keys"
	"github.com/dgrid-network/dgrid/node/store"
)

// parts is what a command needs of a node that it does not run.
type parts struct {
	config  *config.Config
	network *config.Network
	keys    *keys.Keys
	log     *slog.Logger
}

// parts reads configuration, network file and keys.
func (a *app) parts(cmd *cobra.Command) (*parts, error) {
	c, _, err := a.node(cmd)
	if err != nil {
		return nil, err
	}
	n, err := a.network(c)
	if err != nil {
		return nil, err
	}
	k, err := keys.Load(c.KeysDir(), keys.Password(c.Keys.PasswordFile))
	if err != nil {
		return nil, err
	}
	return &parts{c, n, k, a.logger(c)}, nil
}

// workerCommand is this program as the worker of an engine.
func workerCommand() ([]string, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program's file: %w", err)
	}
	return []string{exe, "worker"}, nil
}

// open opens the node, to serve or only to ask.
func (p *parts) open(ctx context.Context, serve bool) (*node.Node, error) {
	worker, err := workerCommand()
	if err != nil {
		return nil, err
	}
	opt := p.options()
	opt.Worker, opt.Serve = worker, serve
	return node.Open(ctx, opt, p.log)
}

func (p *parts) options() node.Options {
	return node.Options{Config: p.config, Network: p.network, Keys: p.keys, Agent: "dgridd/" + thisBuild().Version}
}

// view is the running daemon's, or else the store's. closeView ends it.
func (p *parts) view(ctx context.Context) (v control.View, closeView func() error, err error) {
	return p.offlineView(ctx, "")
}

// offlineView is view; why says what is wrong with the chain, "" where it was not looked at.
func (p *parts) offlineView(ctx context.Context, why string) (control.View, func() error, error) {
	if c, ok := control.Dial(ctx, p.config.Home); ok {
		return c, func() error { return nil }, nil
	}
	st, err := store.Open(p.config.StoreDir(), p.network.Domain, store.Options{MinFree: uint64(p.config.Store.MinFree)}, p.log)
	if err != nil {
		return nil, nil, err
	}
	closed, err := node.ClosedView(st, p.status)
	if err != nil {
		return nil, nil, errors.Join(err, st.Close())
	}
	closed.Wallet = node.OfflineWallet(p.options(), st, why)
	return closed, st.Close, nil
}

// status is what is known of a node that does not run.
func (p *parts) status() control.Status {
	s := control.Status{Agent: "dgridd/" + thisBuild().Version, Network: p.network.Name, Owner: p.keys.Address()}
	if id, err := p.keys.PeerID(); err == nil {
		s.Peer = id
	}
	for _, role := range []struct {
		name string
		on   bool
	}{{control.RoleGateway, p.config.Gateway.Enabled}, {control.RoleProvider, p.config.Provider.Enabled}, {control.RoleAuditor, p.config.Auditor.Enabled},
		{control.RoleValidator, p.config.Validator.Enabled}} {
		if role.on {
			s.Roles = append(s.Roles, role.name)
		}
	}
	s.Mesh.Bootstrap = len(p.network.Bootstrap) + len(p.config.P2P.Peers)
	s.Disk = control.Disk{Free: control.FreeSpace(p.config.Home), Want: uint64(p.config.Store.MinFree)}
	return s
}

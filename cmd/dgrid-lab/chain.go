package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
)

// chainProcess is the chain that a lab's network settles on: a process of its own, and the network file of the contracts there.
type chainProcess struct {
	*process
	url     string
	dir     string // of the chain
	file    string // network file
	network *config.Network
}

// startChain runs a chain in l's folder and deploys the contracts. params are name=value, as `dgridd chain deploy --set` takes them.
func (l *lab) startChain(ctx context.Context, params ...string) error {
	c := &chainProcess{dir: l.home("chain"), url: fmt.Sprintf("http://127.0.0.1:%d", freePort()), file: filepath.Join(l.dir, "network.json")}
	l.chain = c
	if err := c.run(ctx, l.programs); err != nil {
		return err
	}
	args := []string{"chain", "deploy", "--rpc", c.url, "--dev-key", "--name", "dev-lab", "--out", c.file, "--yes", "--json"}
	for _, p := range params {
		args = append(args, "--set", p)
	}
	if _, err := run(ctx, nil, l.honest, args...); err != nil {
		return err
	}
	n, err := config.LoadNetwork(c.file)
	c.network = n
	return err
}

// goOn runs the chain that an earlier run left in l's folder, at the address that its nodes know.
func (l *lab) goOn(ctx context.Context) error {
	url, err := os.ReadFile(filepath.Join(l.dir, "ready"))
	if err != nil {
		return err
	}
	c := &chainProcess{dir: l.home("chain"), url: string(url), file: filepath.Join(l.dir, "network.json")}
	if c.network, err = config.LoadNetwork(c.file); err != nil {
		return err
	}
	l.chain = c
	return c.run(ctx, l.programs)
}

// order has the development chain do something.
func (l *lab) order(ctx context.Context, method string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, chainTime)
	defer cancel()
	c, err := rpc.DialContext(ctx, l.chain.url)
	if err != nil {
		return err
	}
	defer c.Close()
	return c.CallContext(ctx, nil, method, args...)
}

// run starts the chain's process; one that ran before goes on with its blocks, at the same address.
func (c *chainProcess) run(ctx context.Context, p programs) error {
	p2, out, err := spawn([]string{p.chain, "--dir", c.dir, "--http", c.url[len("http://"):], "--ws", "127.0.0.1:0", "--json"}, nil, c.dir+".log")
	if err != nil {
		return fmt.Errorf("start the chain: %w", err)
	}
	var line struct {
		HTTP string `json:"http"`
	}
	if err := firstLine(ctx, out, &line); err != nil {
		return fmt.Errorf("start the chain: %w", p2.discard(out, err))
	}
	c.process = p2
	return nil
}

// fund gives owners coins for gas, and whole tokens.
func (l *lab) fund(ctx context.Context, tokens int, owners ...dgrid.Address) error {
	args := []string{"fund", "--rpc", l.chain.url, "--token", l.chain.network.Token.Address.Hex(), "--tokens", fmt.Sprint(tokens), "--json"}
	for _, o := range owners {
		args = append(args, o.Hex())
	}
	_, err := run(ctx, nil, l.programs.chain, args...)
	return err
}

// made is the file of what `dgridd init` said of a node.
func (l *lab) made(name string) string { return l.home(name) + ".json" }

// ownerOf is the owner of a node that was created, running or not.
func (l *lab) ownerOf(name string) (dgrid.Address, error) {
	b, err := os.ReadFile(l.made(name))
	if err != nil {
		return dgrid.Address{}, err
	}
	var made struct {
		Owner dgrid.Address `json:"owner"`
	}
	if err := json.Unmarshal(b, &made); err != nil {
		return dgrid.Address{}, fmt.Errorf("read what init of %s said: %w", name, err)
	}
	return made.Owner, nil
}

// tx is a transaction as `dgridd tx list --json` shows it.
type tx struct {
	ID    string       `json:"id"`
	Kind  string       `json:"kind"`
	State string       `json:"state"`
	Hash  dgrid.Digest `json:"hash"`
	Block uint64       `json:"block"`
	Gas   uint64       `json:"gasUsed"`
	Fee   string       `json:"fee"` // wei
	Error string       `json:"error"`
}

// transactions are those that a node sent, the newest first.
func (l *lab) transactions(ctx context.Context, name string) ([]tx, error) {
	out, err := run(ctx, nil, l.honest, "tx", "list", "--home", l.home(name), "--json")
	if err != nil {
		return nil, err
	}
	var list []tx
	if err := json.Unmarshal(out, &list); err != nil {
		return nil, fmt.Errorf("read dgridd tx list: %w", err)
	}
	return list, nil
}

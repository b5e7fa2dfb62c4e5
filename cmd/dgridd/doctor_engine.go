package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/crypto"
	libp2pcrypto "github.com/libp2p/go-libp2p/core/crypto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/jail"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/keys"
	"github.com/dgrid-network/dgrid/p2p"
)

// models checks the runtime, and of each model its file, its digest, and that it generates.
func (e *examination) models(ctx context.Context) {
	c := e.parts.config
	if !c.Provider.Enabled && !c.Auditor.Enabled && !c.Validator.Enabled {
		e.ok("engine", "none is needed: this node neither serves nor audits")
		return
	}
	e.isolation()
	_, files, err := node.OpenModels(c)
	if err != nil {
		e.fail("runtime", "dgridd pull", err)
		return
	}
	dir := c.Runtime
	if dir == "" {
		if dir, err = files.Runtime(); err != nil {
			e.fail("runtime", "dgridd pull", err)
			return
		}
	}
	e.ok("runtime", "%s", dir)
	if c.Runtime == "" {
		e.gpu(files)
	}
	for i := range c.Models {
		e.model(ctx, &c.Models[i])
	}
}

// isolation says what this machine cannot keep from a model's process.
func (e *examination) isolation() {
	missing := jail.Missing()
	for _, m := range missing {
		e.warn("isolation", "run only models from sources that you trust, or a node without keys of value", "%s", m)
	}
	if len(missing) == 0 {
		e.ok("isolation", "a model's process is closed: no keys, no network, no programs, limited memory")
	}
}

func (e *examination) model(ctx context.Context, m *config.ModelConfig) {
	if e.status != nil && e.running(m.Name) {
		return
	}
	if e.quick {
		e.modelFile(m)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, enginePatience)
	defer cancel()
	engine, stop, err := startEngine(ctx, e.parts, m)
	if err != nil {
		e.fail("engine", "dgridd pull", fmt.Errorf("%s: %w", m.Name, err))
		return
	}
	info, err := generate(ctx, engine)
	if err = errors.Join(err, stop()); err != nil {
		e.fail("engine", "another variant of the runtime: variant under [[models]] (dgridd models)", fmt.Errorf("%s: %w", m.Name, err))
		return
	}
	e.ok("engine", "%s has the right digest, loads and generates on %s", m.Name, info.Class())
	e.devices(m, &info)
}

// running says what the running node says of its engine, and is false where it has none for the model.
func (e *examination) running(name string) bool {
	for _, m := range e.status.Models {
		if m.Name != name && m.ID.String() != name {
			continue
		}
		switch {
		case m.Down != "":
			e.fail("engine", "stop the node and run dgridd doctor again, which loads the model by itself", fmt.Errorf("%s does not answer: %s", name, m.Down))
		case m.Loaded:
			e.ok("engine", "%s is loaded by the running node on %s, restarted %d times", name, m.Device, m.Restarts)
		default:
			e.ok("engine", "%s is not loaded now: the running node loads it on %s when it is asked for", name, m.Device)
		}
		return true
	}
	return false
}

// modelFile looks for the file without reading it.
func (e *examination) modelFile(m *config.ModelConfig) {
	catalogue, files, err := node.OpenModels(e.parts.config)
	if err != nil {
		e.fail("model", "dgridd pull", err)
		return
	}
	path := m.Path
	if path == "" {
		known, err := catalogue.Resolve(m.Name)
		if err != nil {
			e.fail("model", "dgridd models", err)
			return
		}
		if path, err = files.Model(known); err != nil {
			e.fail("model", "dgridd pull", err)
			return
		}
	}
	e.ok("model", "%s is at %s (not read: --quick)", m.Name, path)
}

// generate makes one token and returns what the engine says of itself.
func generate(ctx context.Context, engine *node.Engine) (info inference.Info, err error) {
	if info, err = engine.Worker.Ready(ctx); err != nil {
		return info, err
	}
	req := dgrid.Request{Messages: []dgrid.Message{{Role: "user", Content: "Hello"}}}
	prompt, err := engine.Worker.Prompt(ctx, &req, 0, nil)
	if err != nil {
		return info, err
	}
	tokens := 0
	job := dgrid.Job{Prompt: prompt, Params: req.Params, MaxOutput: 1}
	if _, err = engine.Worker.Generate(ctx, &job, func(c dgrid.Chunk) error { tokens += len(c.IDs); return nil }); err != nil {
		return info, err
	}
	if tokens == 0 {
		return info, errors.New("the engine generated nothing")
	}
	return info, nil
}

// bootstrap dials the peers that the node dials first, and checks that they belong to its network.
func (e *examination) bootstrap(ctx context.Context) {
	addrs := e.others()
	if n := e.peers(); len(addrs) == 0 && n > 0 {
		e.ok("bootstrap", "no address is set to dial first, and none is missed: %d peers are connected", n)
		return
	}
	if len(addrs) == 0 {
		e.warn("bootstrap", "dgridd network on another node, and init --network with its file; or add a peer to p2p.peers",
			"no address is known to dial first: only peers on the same local network, or who dial this node, are met")
		return
	}
	h, err := stranger(e.parts)
	if err != nil {
		e.fail("bootstrap", "", err)
		return
	}
	defer h.Close()
	var errs []error
	for _, addr := range addrs {
		if err := greet(ctx, h, addr); err != nil {
			errs = append(errs, err)
		}
	}
	switch {
	case len(errs) == len(addrs):
		e.fail("bootstrap", "check the connection to the Internet, and that those nodes are up", errs[0])
	case len(errs) > 0:
		e.warn("bootstrap", "nothing, as long as one answers", "%d of %d do not answer: %v", len(errs), len(addrs), errs[0])
	default:
		e.ok("bootstrap", "%d of %d answer, and are on this network", len(addrs), len(addrs))
	}
}

// others are the addresses that are dialled first, without this node's own: a bootstrap node stands in its own network file.
func (e *examination) others() []string {
	self, err := e.parts.keys.PeerID()
	all := slices.Concat(e.parts.network.Bootstrap, e.parts.config.P2P.Peers)
	return slices.DeleteFunc(all, func(addr string) bool { return err == nil && strings.HasSuffix(addr, "/p2p/"+string(self)) })
}

// peers is how many are connected.
func (e *examination) peers() int {
	if e.status == nil {
		return 0
	}
	return e.status.Mesh.Peers
}

func greet(ctx context.Context, h *p2p.Host, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	_, err := h.Greet(ctx, addr)
	return err
}

// stranger is a host that only dials, under keys of its own: the node's may be in use, and one name is at one place.
func stranger(p *parts) (*p2p.Host, error) {
	owner, err := crypto.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	name, _, err := libp2pcrypto.GenerateEd25519Key(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	k := &keys.Keys{Owner: owner, Peer: name}
	id, err := k.PeerID()
	if err != nil {
		return nil, err
	}
	b := dgrid.Binding{Owner: k.Address()}
	if b.Peer, err = p2p.PeerDigest(id); err != nil {
		return nil, err
	}
	sig, err := p.network.Domain.Sign(&b, owner)
	if err != nil {
		return nil, err
	}
	return p2p.New(p2p.Config{
		Key: name, Network: p.network.Name, NetworkID: p.network.ID, Domain: p.network.Domain, Owner: b.Owner,
		Binding: dgrid.Signed[dgrid.Binding]{Object: b, Signature: sig}, Agent: "dgridd/" + thisBuild().Version + " doctor",
	}, p.log)
}

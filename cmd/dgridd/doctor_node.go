package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/keys"
	"github.com/dgrid-network/dgrid/node/store"
)

// home checks what lies in the node's folder. Nothing else can be checked where that is wrong.
func (e *examination) home(cmd *cobra.Command) bool {
	c, _, err := e.app.node(cmd)
	if err != nil {
		e.fail("config", "dgridd config show", err)
		return false
	}
	e.ok("config", "%s is readable and has no unknown key", c.File())
	n, err := e.app.network(c)
	if err != nil {
		e.fail("network", "take the network file again as the network published it", err)
		return false
	}
	e.ok("network", "%s (%s)", n.Name, n.ID)
	k, err := keys.Load(c.KeysDir(), keys.Password(c.Keys.PasswordFile))
	if err != nil {
		e.fail("keys", "restore the folder keys from a backup", err)
		return false
	}
	e.ok("keys", "owner %s; both keys open, and only this user may read them", k.Address())
	quiet := c.Log
	if quiet.Level == "info" {
		quiet.Level = "warn" // what goes well stands in the lines already
	}
	e.parts = &parts{c, n, k, newLogger(e.app.stderr, quiet)}
	return true
}

func (e *examination) daemon(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	client, ok := control.Dial(ctx, e.parts.config.Home)
	if !ok {
		e.ok("daemon", "the node does not run (dgridd up): what only it knows is left out")
		return
	}
	s, err := client.Status(ctx)
	if err != nil {
		e.fail("daemon", "stop and start it: its log says what it waits for", err)
		return
	}
	e.status = s
	e.ok("daemon", "up for %s as %s", time.Since(s.Started).Round(time.Second), s.Peer)
}

// clock compares this machine's time with that of others: signed messages count for seconds.
func (e *examination) clock() {
	if e.status == nil || e.status.Mesh.Clocks == 0 {
		e.warn("clock", "compare it by eye: signed messages count for seconds", "it is %s here; no peer was there to compare with", time.Now().UTC().Format(time.DateTime+" MST"))
		return
	}
	skew := time.Duration(e.status.Mesh.Skew) * time.Millisecond
	if skew.Abs() > control.SkewLimit {
		e.fail("clock", "set it, for example with chrony or systemd-timesyncd", fmt.Errorf("this clock is %s %s that of most of %d peers", skew.Abs().Round(time.Second), control.BehindOrAhead(skew), e.status.Mesh.Clocks))
		return
	}
	e.ok("clock", "within %s of most of %d peers", skew.Abs().Round(time.Millisecond), e.status.Mesh.Clocks)
}

func (e *examination) disk() {
	c := e.parts.config
	free, want := control.FreeSpace(c.Home), uint64(c.Store.MinFree)
	switch {
	case free < want:
		e.fail("disk", "free some space, or set store.min_free lower", fmt.Errorf("%d MiB are free, and no job is taken below %s", free>>20, c.Store.MinFree))
	case free < 2*want:
		e.warn("disk", "free some space", "%d MiB are free, not far above %s, below which no job is taken", free>>20, c.Store.MinFree)
	default:
		e.ok("disk", "%d MiB are free, at least %s are wanted", free>>20, c.Store.MinFree)
	}
}

// store opens the store, which checks the journal, unless the daemon has done so.
func (e *examination) store() {
	if e.status != nil {
		e.ok("store", "the running node has it open")
		return
	}
	p := e.parts
	st, err := store.Open(p.config.StoreDir(), p.network.Domain, store.Options{MinFree: uint64(p.config.Store.MinFree)}, p.log)
	if err == nil {
		err = st.Close()
	}
	switch {
	case errors.Is(err, store.ErrLocked):
		e.fail("store", "wait for the command that uses it, or stop that process", err)
	case err != nil:
		e.fail("store", "see docs/store.md", err)
	default:
		e.ok("store", "it opens, and its journal is whole")
	}
}

// addresses checks that what the node is to listen on is its own or free.
func (e *examination) addresses(ctx context.Context) {
	if e.status != nil {
		if len(e.status.Addrs) == 0 {
			e.fail("listen", "set p2p.listen", errors.New("the node listens nowhere"))
			return
		}
		e.ok("listen", "the node listens at %s", strings.Join(e.status.Addrs, ", "))
		return
	}
	for _, text := range e.parts.config.P2P.Listen {
		if err := free(ctx, text); err != nil {
			e.fail("listen", "stop what listens there, or set p2p.listen to another port", fmt.Errorf("%s cannot be listened on: %w", text, err))
			return
		}
	}
	e.ok("listen", "free: %s", strings.Join(e.parts.config.P2P.Listen, ", "))
}

// free fails where a multiaddress cannot be listened on now.
func free(ctx context.Context, text string) error {
	m, err := multiaddr.NewMultiaddr(text)
	if err != nil {
		return err
	}
	a, err := manet.ToNetAddr(udpOrTCP(m))
	if err != nil {
		return err
	}
	var l io.Closer
	if a.Network() == "udp" {
		l, err = new(net.ListenConfig).ListenPacket(ctx, "udp", a.String())
	} else {
		l, err = new(net.ListenConfig).Listen(ctx, "tcp", a.String())
	}
	if err != nil {
		return err
	}
	return l.Close()
}

// udpOrTCP cuts off what stands behind the port.
func udpOrTCP(m multiaddr.Multiaddr) multiaddr.Multiaddr {
	head, _ := multiaddr.SplitFunc(m, func(c multiaddr.Component) bool {
		switch c.Protocol().Code {
		case multiaddr.P_QUIC_V1, multiaddr.P_P2P, multiaddr.P_WEBTRANSPORT, multiaddr.P_WS, multiaddr.P_WSS, multiaddr.P_TLS:
			return true
		}
		return false
	})
	return head
}

func (e *examination) reach() {
	if e.status == nil {
		return
	}
	switch provider := e.parts.config.Provider.Enabled; {
	case e.status.Mesh.Reach == "public":
		e.ok("reach", "others can dial this node (AutoNAT)")
	case e.status.Mesh.Reach == "private" && provider:
		e.warn("reach", "open or forward the port of p2p.listen", "others cannot dial this node (AutoNAT): only peers that it has dialled can order")
	case e.status.Mesh.Reach == "private":
		e.ok("reach", "others cannot dial this node (AutoNAT); it provides nothing, so nobody has to")
	default:
		e.ok("reach", "not known yet: no peer has tried to dial this node back (AutoNAT)")
	}
}

func (e *examination) mesh() {
	if e.status == nil {
		return
	}
	m := e.status.Mesh
	says := fmt.Sprintf("%d peers connected, %d adverts known, %d of providers", m.Peers, m.Adverts, m.Providers)
	switch {
	case m.Peers == 0:
		e.warn("mesh", "another peer in p2p.peers, or look at the line above", "%s", says)
	case m.Providers == 0 && e.parts.config.Gateway.Enabled:
		e.warn("mesh", "dgridd peers; a provider repeats its advert every p2p.advert_interval", "%s: nobody can answer", says)
	default:
		e.ok("mesh", "%s", says)
	}
}

// gateway asks the HTTP API whether it lives. Without a running node it looks whether the address is free.
func (e *examination) gateway(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, checkPatience)
	defer cancel()
	g := e.parts.config.Gateway
	switch {
	case !g.Enabled:
		e.ok("gateway", "off (gateway.enabled)")
	case e.status == nil:
		l, err := new(net.ListenConfig).Listen(ctx, "tcp", g.Listen)
		if err != nil {
			e.fail("gateway", "stop what listens there, or set gateway.listen to another port", fmt.Errorf("%s cannot be listened on: %w", g.Listen, err))
			return
		}
		_ = l.Close()
		e.ok("gateway", "%s is free", g.Listen)
	case e.status.Gateway.URL == "":
		e.fail("gateway", "its log says why", fmt.Errorf("the node runs, its HTTP API does not answer: %s", e.status.Gateway.Error))
	default:
		if err := healthy(ctx, e.status.Gateway.URL); err != nil {
			e.fail("gateway", "dgridd status", err)
			return
		}
		e.ok("gateway", "%s answers", e.status.Gateway.URL)
	}
}

func healthy(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("ask the gateway: %w", err)
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return fmt.Errorf("ask the gateway: %w", err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("ask the gateway: %s/healthz says %s", url, res.Status)
	}
	return nil
}

package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/multiformats/go-multiaddr"
)

// validate checks each value for itself and against the others, and reports all that is wrong at once.
func (c *Config) validate(origins Origins) error {
	var errs []error
	wrong := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("configuration: %s (from %s): %w", key, origins[key], fmt.Errorf(format, args...)))
	}
	if c.Network == "" {
		wrong("network", "is empty: want the path of a network file")
	}
	if len(c.P2P.Listen) == 0 {
		wrong("p2p.listen", "is empty: want at least one address, for example \"/ip4/0.0.0.0/tcp/4700\"")
	}
	for _, a := range c.P2P.Listen {
		if _, err := multiaddr.NewMultiaddr(a); err != nil {
			wrong("p2p.listen", "address %.80q: %w", a, err)
		}
	}
	for _, a := range c.P2P.Peers {
		if err := checkPeer(a); err != nil {
			wrong("p2p.peers", "%w", err)
		}
	}
	if modes := []string{DHTAuto, DHTServer, DHTClient}; !slices.Contains(modes, c.P2P.DHT) {
		wrong("p2p.dht", "is %.40q: want auto, server or client", c.P2P.DHT)
	}
	if d := c.P2P.AdvertInterval; d < time.Second || d > time.Hour {
		wrong("p2p.advert_interval", "is %s: want 1s to 1h", d)
	}
	c.Gateway.check(wrong)
	c.Chain.check(wrong)
	if c.Auditor.Jobs < 1 || c.Auditor.Jobs > maxAudits {
		wrong("auditor.jobs", "is %d: want 1 to %d", c.Auditor.Jobs, maxAudits)
	}
	for _, id := range c.Payer.Auditors {
		if _, err := peer.Decode(id); err != nil {
			wrong("payer.auditors", "%.80q is no peer id: want one as dgridd status shows it, for example \"12D3KooW...\"", id)
		}
	}
	if c.Keys.PasswordFile == "" {
		wrong("keys.password_file", "is empty: want the path of a file")
	}
	if c.Payer.MaxFee.IsZero() {
		wrong("payer.max_fee", "is 0: no job could be paid")
	}
	if c.Store.KeepTranscripts <= 0 {
		wrong("store.keep_transcripts", "is %s: want a positive duration", c.Store.KeepTranscripts)
	}
	if c.Store.MinFree == 0 {
		wrong("store.min_free", "is 0: a full disk could not be told apart from a failing one; want at least \"1 MiB\"")
	}
	c.Log.check(wrong)
	if c.Provider.Enabled && len(c.Models) == 0 {
		wrong("provider.enabled", "is true, but there is no [[models]] section: name a model to serve")
	}
	if c.Auditor.Enabled && len(c.Models) == 0 {
		wrong("auditor.enabled", "is true, but there is no [[models]] section: name a model to audit")
	}
	if c.Validator.Enabled && len(c.Models) == 0 {
		wrong("validator.enabled", "is true, but there is no [[models]] section: name a model to validate")
	}
	c.checkModels(wrong)
	return errors.Join(errs...)
}

// complaint reports that the value of key is wrong.
type complaint func(key, format string, args ...any)

func (c *Config) checkModels(wrong complaint) {
	for i := range c.Models {
		for _, err := range c.Models[i].check() {
			wrong(listKey, "section %d: %w", i+1, err)
		}
		for j := range i {
			if c.Models[j].Name == c.Models[i].Name {
				wrong(listKey, "sections %d and %d both serve %.80q", j+1, i+1, c.Models[i].Name)
			}
		}
	}
}

func (l *Log) check(wrong complaint) {
	if levels := []string{"debug", "info", "warn", "error"}; !slices.Contains(levels, l.Level) {
		wrong("log.level", "is %.40q: want debug, info, warn or error", l.Level)
	}
	if l.Format != "text" && l.Format != "json" {
		wrong("log.format", "is %.40q: want text or json", l.Format)
	}
}

func (g *Gateway) check(wrong complaint) {
	if host, port, err := net.SplitHostPort(g.Listen); err != nil {
		wrong("gateway.listen", "is %.80q: want host:port, for example \"127.0.0.1:8484\"", g.Listen)
	} else if _, err := strconv.ParseUint(port, 10, 16); err != nil || host == "" {
		wrong("gateway.listen", "is %.80q: want a host and a port of 0 to 65535; all interfaces are \"0.0.0.0:8484\"", g.Listen)
	}
	for _, h := range g.Hosts {
		if !hostName.MatchString(h) {
			wrong("gateway.hosts", "%.80q is no host name: want one without scheme and port, for example \"gateway.example.org\"", h)
		}
	}
	for _, o := range g.Origins {
		u, err := url.Parse(o)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || o != u.Scheme+"://"+u.Host {
			wrong("gateway.origins", "%.80q is no origin: want a scheme and a host and nothing behind them, for example \"https://chat.example.org\"", o)
		}
	}
	if g.MaxRequests < 1 || g.MaxRequests > maxRequests {
		wrong("gateway.max_requests", "is %d: want 1 to %d", g.MaxRequests, maxRequests)
	}
}

func (x *Chain) check(wrong complaint) {
	if len(x.RPC) > maxEndpoints {
		wrong("chain.rpc", "has %d addresses: want at most %d", len(x.RPC), maxEndpoints)
	}
	for i, a := range x.RPC {
		u, err := url.Parse(a)
		if err != nil || !slices.Contains([]string{"http", "https", "ws", "wss"}, u.Scheme) || u.Host == "" {
			wrong("chain.rpc", "number %d is no address of an endpoint: want http, https, ws or wss and a host, for example \"https://rpc.example.org\"", i+1)
		}
		if slices.Index(x.RPC, a) != i {
			wrong("chain.rpc", "number %d is there already", i+1)
		}
	}
	if x.MaxFee == 0 {
		wrong("chain.max_fee", "is 0: no transaction could be paid; want for example \"200 gwei\"")
	}
	if x.Timeout < time.Second || x.Timeout > maxTimeout {
		wrong("chain.timeout", "is %s: want 1s to %s", x.Timeout, shortDuration(maxTimeout))
	}
}

// hostName is a name or an address as it stands in a request, without port.
var hostName = regexp.MustCompile(`^(?:[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])$`)

const (
	maxContext = 1 << 20 // tokens; no open model was trained for more
	maxThreads = 1024
	maxSlots   = 128
	maxLayers  = 1 << 16

	maxAudits   = 64
	maxRequests = 1 << 16

	maxEndpoints = 16
	maxTimeout   = 5 * time.Minute
)

func (m *ModelConfig) check() (errs []error) {
	if m.Name == "" {
		errs = append(errs, errors.New("name is missing: want a name of the catalogue or a ModelID"))
	}
	if m.Context < 64 || m.Context > maxContext {
		errs = append(errs, fmt.Errorf("context is %d: want 64 to %d tokens", m.Context, maxContext))
	}
	if m.Threads < 1 || m.Threads > maxThreads {
		errs = append(errs, fmt.Errorf("threads is %d: want 0 to %d", m.Threads, maxThreads))
	}
	if m.GPULayers < 0 || m.GPULayers > maxLayers {
		errs = append(errs, fmt.Errorf("gpu_layers is %d: want 0, which is as many as fit, to %d", m.GPULayers, maxLayers))
	}
	if strings.EqualFold(m.Device, "cpu") && m.GPULayers > 0 {
		errs = append(errs, fmt.Errorf("gpu_layers is %d and device is %q: leave one of them out", m.GPULayers, m.Device))
	}
	if m.Slots < 0 || m.Slots > maxSlots {
		errs = append(errs, fmt.Errorf("slots is %d: want 1 to %d, or 0 for what fits the memory", m.Slots, maxSlots))
	}
	if loads := []string{LoadAuto, LoadStart, LoadDemand}; !slices.Contains(loads, m.Load) {
		errs = append(errs, fmt.Errorf("load is %.40q: want auto, start or demand", m.Load))
	}
	return errs
}

func checkPeer(address string) error {
	a, err := multiaddr.NewMultiaddr(address)
	if err != nil {
		return fmt.Errorf("address %.120q: %w", address, err)
	}
	if _, err := a.ValueForProtocol(multiaddr.P_P2P); err != nil {
		return fmt.Errorf("address %.120q has no peer id: want it to end in /p2p/ and the id", address)
	}
	return nil
}

// Check fails where the configuration breaks a rule of the network.
func (c *Config) Check(n *Network) error {
	if keep := n.Params.Keep.Duration(); c.Provider.Enabled && c.Store.KeepTranscripts < keep {
		return fmt.Errorf("configuration: store.keep_transcripts is %s, network %s requires providers to keep them at least %s",
			c.Store.KeepTranscripts, n.Name, keep)
	}
	return c.checkChain(n)
}

// checkChain holds the roles against what the network has. Commands that only ask the running node need no endpoint either: where one
// is missing, nothing of the node runs.
func (c *Config) checkChain(n *Network) error {
	role, needs := "", true
	switch {
	case c.Validator.Enabled:
		role = "validator"
	case c.Provider.Enabled:
		role = "provider"
	case c.Gateway.Enabled:
		role = "gateway"
	default:
		needs = false
	}
	if c.Validator.Enabled && !n.HasChain() {
		return fmt.Errorf("configuration: validator.enabled is true, but network %s has no chain to hold a stake: enable auditor instead", n.Name)
	}
	if n.HasChain() && needs && len(c.Chain.RPC) == 0 {
		return fmt.Errorf("configuration: chain.rpc is empty, but network %s settles on chain %d and %s.enabled is true: want an endpoint of that chain, for example [\"http://127.0.0.1:8545\"]",
			n.Name, n.Domain.ChainID, role)
	}
	return nil
}

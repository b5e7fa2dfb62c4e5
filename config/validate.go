package config

import (
	"errors"
	"fmt"
	"slices"

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
	if levels := []string{"debug", "info", "warn", "error"}; !slices.Contains(levels, c.Log.Level) {
		wrong("log.level", "is %.40q: want debug, info, warn or error", c.Log.Level)
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		wrong("log.format", "is %.40q: want text or json", c.Log.Format)
	}
	if c.Provider.Enabled && len(c.Models) == 0 {
		wrong("provider.enabled", "is true, but there is no [[models]] section: name a model to serve")
	}
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
	return errors.Join(errs...)
}

const (
	maxContext = 1 << 20 // tokens; no open model was trained for more
	maxThreads = 1024
	maxSlots   = 1024
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
	if m.Slots < 1 || m.Slots > maxSlots {
		errs = append(errs, fmt.Errorf("slots is %d: want 1 to %d", m.Slots, maxSlots))
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
	return nil
}

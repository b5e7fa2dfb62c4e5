package evm

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/dgrid-network/dgrid"
)

// The defaults of Config.
const (
	defaultTimeout = 10 * time.Second
	defaultMaxLag  = 5
)

// Config says which chain a Client speaks to, and through whom.
type Config struct {
	URLs          []string      // JSON-RPC over http, https, ws or wss; the first is preferred
	ChainID       uint64        // by the network file
	Genesis       dgrid.Digest  // hash of block 0 by the network file; zero is not checked
	Confirmations uint64        // blocks on top of a block that make it final
	Timeout       time.Duration // of one call at one endpoint; 10 s
	MaxLag        uint64        // blocks behind the best endpoint's head from which an endpoint is asked last; 5
	Errors        *Errors       // translates reverts; nil knows the standard ones only
}

// Client speaks to one chain through several endpoints. Its methods are safe for concurrent use, and each ends by a deadline of
// its own, whatever ctx says.
//
// Where three or more endpoints are configured, what decides about money (heads, blocks by number, receipts, logs, code, nonces,
// balances, calls at a given block) is taken only when two of them say the same. Where there are fewer, there is nothing to
// compare with: the first that answers is believed.
type Client struct {
	cfg       Config
	log       *slog.Logger
	endpoints []*endpoint

	mu   sync.Mutex // guards best
	best uint64     // highest head that any endpoint showed
}

// New makes a Client without speaking to anybody.
func New(cfg Config, log *slog.Logger) (*Client, error) {
	if len(cfg.URLs) == 0 {
		return nil, errors.New("make chain client: no URL of an endpoint is configured: name at least one")
	}
	if cfg.ChainID == 0 {
		return nil, errors.New("make chain client: the chain id is 0: the network file must name one")
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	if cfg.MaxLag == 0 {
		cfg.MaxLag = defaultMaxLag
	}
	if cfg.Errors == nil {
		cfg.Errors = NewErrors()
	}
	c := &Client{cfg: cfg, log: log}
	for _, u := range cfg.URLs {
		if err := checkURL(u); err != nil {
			return nil, fmt.Errorf("make chain client: %w", err)
		}
		c.endpoints = append(c.endpoints, &endpoint{url: u, name: Endpoint(u), client: c})
	}
	return c, nil
}

// Dial is New and Check. Where the chain cannot be reached it returns the client and ErrDown: who can wait may go on with it.
// Any other error comes without a client.
func Dial(ctx context.Context, cfg Config, log *slog.Logger) (*Client, error) {
	c, err := New(cfg, log)
	if err != nil {
		return nil, err
	}
	if err := c.Check(ctx); err != nil {
		if errors.Is(err, ErrDown) {
			return c, err
		}
		c.Close()
		return nil, err
	}
	return c, nil
}

// Check looks at chain id and genesis of every endpoint. One that serves another chain is a MismatchError, even if others are right:
// nobody wants to find out later. One that does not answer is a warning as long as enough others do, and is checked before it is first used;
// too few are an ErrDown.
func (c *Client) Check(ctx context.Context) error {
	errs := make([]error, len(c.endpoints))
	var wg sync.WaitGroup
	for i, e := range c.endpoints {
		wg.Go(func() { errs[i] = e.verify(ctx) })
	}
	wg.Wait()
	down := &DownError{Doing: "check the chain's endpoints", Want: c.quorum()}
	for i, e := range c.endpoints {
		if errors.Is(errs[i], ErrMismatch) {
			return fmt.Errorf("check the chain's endpoints: %w", errs[i])
		}
		if errs[i] != nil {
			down.Endpoints = append(down.Endpoints, EndpointError{e.name, errs[i]})
		}
	}
	if len(c.endpoints)-len(down.Endpoints) < c.quorum() {
		return down
	}
	for _, x := range down.Endpoints {
		c.log.Warn("an endpoint of the chain does not answer; the others are used", "endpoint", x.Endpoint, "err", x.Err)
	}
	return nil
}

// Close ends all connections.
func (c *Client) Close() {
	for _, e := range c.endpoints {
		e.close()
	}
}

// ChainID is the configured one, which every endpoint that is used has.
func (c *Client) ChainID() uint64 { return c.cfg.ChainID }

// Confirmations is how many blocks on top of a block make it final.
func (c *Client) Confirmations() uint64 { return c.cfg.Confirmations }

// quorum is how many endpoints must say the same.
func (c *Client) quorum() int {
	if len(c.endpoints) >= 3 {
		return 2
	}
	return 1
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth/filters"
	gethlog "github.com/ethereum/go-ethereum/log"
	"github.com/ethereum/go-ethereum/rpc"
)

// options are the flags of a chain.
type options struct {
	dir, http, ws string
	chainID       uint64
	period        time.Duration
	alloc         []string
	json          bool
}

// ready is what is printed when the chain answers.
type ready struct {
	ChainID    uint64         `json:"chainId"`
	Genesis    common.Hash    `json:"genesis"`
	Head       uint64         `json:"head"` // number of the last block
	HTTP       string         `json:"http"`
	WS         string         `json:"ws"`
	DevAddress common.Address `json:"devAddress"`
	DevKey     string         `json:"devKey"`
}

const (
	maxChainID    = 1<<53 - 1 // what a network file holds
	maxRequest    = 5 << 20   // bytes
	maxBatch      = 1000      // calls in one request
	maxBatchReply = 25 << 20  // bytes
	headerTimeout = 10 * time.Second
)

// serve runs a chain until ctx ends.
func serve(ctx context.Context, o *options, stdout, stderr io.Writer) (err error) {
	alloc, err := o.check()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.dir, 0o700); err != nil {
		return fmt.Errorf("make the chain's folder: %w", err)
	}
	g, err := openGenesis(o.dir, o.chainID, alloc)
	if err != nil {
		return err
	}
	httpListener, err := net.Listen("tcp", o.http)
	if err != nil {
		return fmt.Errorf("listen for HTTP: %w", err)
	}
	defer httpListener.Close()
	wsListener, err := net.Listen("tcp", o.ws)
	if err != nil {
		return fmt.Errorf("listen for WebSocket: %w", err)
	}
	defer wsListener.Close()
	c, err := openChain(o.dir, g, o.period)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	if err := c.settle(ctx); err != nil {
		return err
	}
	logTo(stderr, gethlog.LevelWarn)
	r := ready{
		ChainID: o.chainID, Genesis: c.genesis(), Head: c.head(), DevAddress: devAddress, DevKey: devKeyHex,
		HTTP: "http://" + httpListener.Addr().String(), WS: "ws://" + wsListener.Addr().String(),
	}
	return c.answer(ctx, httpListener, wsListener, func() error { return r.print(stdout, o.json) })
}

// check fails where a flag is wrong, and else returns what --alloc says.
func (o *options) check() (types.GenesisAlloc, error) {
	if o.dir == "" {
		return nil, usageError{errors.New("--dir is missing: want the folder of the chain")}
	}
	if o.chainID == 0 || o.chainID > maxChainID {
		return nil, usageError{fmt.Errorf("--chain-id is %d: want 1 to %d", o.chainID, uint64(maxChainID))}
	}
	if o.period != 0 && o.period < time.Second {
		return nil, usageError{fmt.Errorf("--period is %s: want 0 or at least 1s, because blocks count time in seconds", o.period)}
	}
	if err := errors.Join(loopback("--http", o.http), loopback("--ws", o.ws)); err != nil {
		return nil, err
	}
	return parseAlloc(o.alloc)
}

func (r *ready) print(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(r)
	}
	_, err := fmt.Fprintf(w, "chain     %d\ngenesis   %s\nhead      %d\nhttp      %s\nws        %s\ndev key   %s (%s, worth nothing)\n",
		r.ChainID, r.Genesis, r.Head, r.HTTP, r.WS, r.DevKey, r.DevAddress)
	return err
}

// answer makes blocks and answers requests until ctx ends or something fails. It calls told when it begins.
func (c *chain) answer(ctx context.Context, httpListener, wsListener net.Listener, told func() error) error {
	server, err := c.methods()
	if err != nil {
		return err
	}
	defer server.Stop()
	servers := []*http.Server{
		{Handler: sameHost(server), ReadHeaderTimeout: headerTimeout},
		{Handler: sameHost(server.WebsocketHandler(nil)), ReadHeaderTimeout: headerTimeout},
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var group sync.WaitGroup
	failed := make(chan error, 1+len(servers))
	group.Go(func() {
		failed <- c.run(ctx)
		cancel()
	})
	for i, l := range []net.Listener{httpListener, wsListener} {
		group.Go(func() {
			if err := servers[i].Serve(gatedListener{l, c}); !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("answer requests: %w", err)
			}
			cancel()
		})
	}
	if err := told(); err != nil {
		failed <- fmt.Errorf("print the endpoints: %w", err)
		cancel()
	}
	<-ctx.Done()
	for _, s := range servers {
		err = errors.Join(err, s.Close())
	}
	group.Wait()
	close(failed)
	for e := range failed {
		err = errors.Join(err, e)
	}
	return err
}

// methods are those of a node that a user of a chain needs, and "dev" of our own.
func (c *chain) methods() (*rpc.Server, error) {
	server := rpc.NewServer()
	server.SetBatchLimits(maxBatch, maxBatchReply)
	server.SetHTTPBodyLimit(maxRequest)
	apis := append(c.eth.APIs(),
		rpc.API{Namespace: "eth", Service: filters.NewFilterAPI(filters.NewFilterSystem(c.eth.APIBackend, filters.Config{}))},
		rpc.API{Namespace: "web3", Service: web3{}},
		rpc.API{Namespace: "dev", Service: &dev{c}},
	)
	for _, api := range apis {
		switch api.Namespace {
		case "eth", "net", "txpool", "web3", "dev":
			if err := server.RegisterName(api.Namespace, api.Service); err != nil {
				return nil, fmt.Errorf("offer %s: %w", api.Namespace, err)
			}
		}
	}
	return server, nil
}

// sameHost refuses requests under a name: a page of the web could otherwise have its own name lead here.
func sameHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if host != "localhost" && net.ParseIP(strings.Trim(host, "[]")) == nil {
			http.Error(w, "want localhost or an address as host", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// gatedListener makes connections that tell nothing while a block is made.
type gatedListener struct {
	net.Listener
	chain *chain
}

func (l gatedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return gatedConn{conn, l.chain}, nil
}

type gatedConn struct {
	net.Conn
	chain *chain
}

// Write waits until what may already be seen in memory is on disk, too.
func (g gatedConn) Write(b []byte) (int, error) {
	g.chain.gate.RLock()
	g.chain.gate.RUnlock() //nolint:staticcheck // the point is to have waited
	return g.Conn.Write(b)
}

// loopback fails unless address is host and port of this machine alone.
func loopback(flag, address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return usageError{fmt.Errorf("%s is %.80q: want host:port, for example 127.0.0.1:8545", flag, address)}
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usageError{fmt.Errorf("%s is %.80q: want a loopback address, because everybody has the key to this chain's coins", flag, address)}
	}
	return nil
}

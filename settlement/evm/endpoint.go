package evm

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/dgrid-network/dgrid"
)

// The times for which an endpoint that failed is asked last: they double from the first to the second.
const (
	leastRest = time.Second
	mostRest  = time.Minute
)

// endpoint is one server and what is known of it.
type endpoint struct {
	url    string
	name   string // what may be shown of url
	client *Client

	mu       sync.Mutex // guards what follows
	conn     *ethclient.Client
	verified bool      // chain id and genesis are right; false again after a failure, because another chain may stand behind the URL then
	fails    int       // in a row
	rest     time.Time // asked last before
	head     uint64    // highest that it showed
}

func checkURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return errors.New("the URL of an endpoint cannot be parsed: want http://host:port or ws://host:port")
	}
	switch u.Scheme {
	case "http", "https", "ws", "wss":
		return nil
	}
	return fmt.Errorf("endpoint %s: want a URL that begins with http, https, ws or wss", Endpoint(raw))
}

// connect dials once; over HTTP that sends nothing.
func (e *endpoint) connect(ctx context.Context) (*ethclient.Client, error) {
	e.mu.Lock()
	conn := e.conn
	e.mu.Unlock()
	if conn != nil {
		return conn, nil
	}
	r, err := rpc.DialContext(ctx, e.url)
	if err != nil {
		return nil, e.redact(err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.conn != nil {
		r.Close() // somebody else was faster
		return e.conn, nil
	}
	e.conn = ethclient.NewClient(r)
	return e.conn, nil
}

func (e *endpoint) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.conn != nil {
		e.conn.Close()
		e.conn = nil
	}
}

// redact takes the URL, which may hold a key, out of an error of the HTTP or WebSocket client.
func (e *endpoint) redact(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	if e.url != e.name && strings.Contains(err.Error(), e.url) {
		return errors.New(strings.ReplaceAll(err.Error(), e.url, e.name))
	}
	return err
}

// verify compares chain id and genesis, once until the endpoint fails.
func (e *endpoint) verify(ctx context.Context) error {
	e.mu.Lock()
	done := e.verified
	e.mu.Unlock()
	if done {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, e.client.cfg.Timeout)
	defer cancel()
	conn, err := e.connect(ctx)
	if err != nil {
		return e.failed(ctx, err)
	}
	var id hexutil.Big
	if err := conn.Client().CallContext(ctx, &id, "eth_chainId"); err != nil {
		return e.failed(ctx, err)
	}
	if want := e.client.cfg.ChainID; !id.ToInt().IsUint64() || id.ToInt().Uint64() != want {
		return e.failed(ctx, &MismatchError{What: "chain id", Endpoint: e.name, Want: fmt.Sprint(want), Have: id.ToInt().String()})
	}
	if want := e.client.cfg.Genesis; !want.IsZero() {
		b, err := block(ctx, conn, "0x0")
		if err != nil {
			return e.failed(ctx, err)
		}
		if b.Hash != want {
			return e.failed(ctx, &MismatchError{What: "genesis", Endpoint: e.name, Want: want.String(), Have: b.Hash.String()})
		}
	}
	e.mu.Lock()
	e.verified = true
	e.mu.Unlock()
	return nil
}

// do asks the endpoint one thing, within the deadline of one call.
func do[T any](ctx context.Context, e *endpoint, ask func(context.Context, *ethclient.Client) (T, error)) (T, error) {
	var none T
	if err := e.verify(ctx); err != nil {
		return none, err
	}
	ctx, cancel := context.WithTimeout(ctx, e.client.cfg.Timeout)
	defer cancel()
	conn, err := e.connect(ctx)
	if err != nil {
		return none, e.failed(ctx, err)
	}
	v, err := ask(ctx, conn)
	if err = e.client.translate(err); err == nil || isAnswer(err) || isRefusal(err) {
		e.worked()
		return v, err
	}
	return none, e.failed(ctx, err)
}

// failed notes a failure, unless it was the caller who gave up.
func (e *endpoint) failed(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return err
	}
	err = e.redact(err)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.verified = false
	e.fails++
	e.rest = time.Now().Add(min(leastRest<<min(e.fails-1, 10), mostRest))
	if e.fails == 1 {
		e.client.log.Warn("an endpoint of the chain failed and is asked last for a while", "endpoint", e.name, "err", err)
	}
	return err
}

func (e *endpoint) worked() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fails > 0 {
		e.client.log.Info("an endpoint of the chain answers again", "endpoint", e.name)
	}
	e.fails, e.rest = 0, time.Time{}
}

// showed notes the endpoint's head.
func (e *endpoint) showed(head uint64) {
	e.mu.Lock()
	e.head = head
	e.mu.Unlock()
	c := e.client
	c.mu.Lock()
	c.best = max(c.best, head)
	c.mu.Unlock()
}

// well reports whether the endpoint neither rests nor lags.
func (e *endpoint) well(now time.Time, best uint64) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return now.After(e.rest) && (e.head == 0 || e.head+e.client.cfg.MaxLag >= best)
}

// order is all endpoints, those that are well first, and how many these are.
func (c *Client) order() (all []*endpoint, well int) {
	c.mu.Lock()
	best := c.best
	c.mu.Unlock()
	now := time.Now()
	var rest []*endpoint
	for _, e := range c.endpoints {
		if e.well(now, best) {
			all = append(all, e)
		} else {
			rest = append(rest, e)
		}
	}
	return append(all, rest...), len(all)
}

// awake is the endpoints that do not rest, or all where all do.
func (c *Client) awake() (out []*endpoint) {
	now := time.Now()
	for _, e := range c.endpoints {
		if e.well(now, 0) {
			out = append(out, e)
		}
	}
	if len(out) == 0 {
		return c.endpoints
	}
	return out
}

// translate gives the chain's answers the types of this package.
func (c *Client) translate(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, ethereum.NotFound) {
		return ErrNotFound
	}
	if r := c.cfg.Errors.fromRPC(err); r != nil {
		return r
	}
	return err
}

// isAnswer reports whether an error is what the chain says, rather than an endpoint that failed.
func isAnswer(err error) bool {
	var revert *RevertError
	return errors.Is(err, ErrNotFound) || errors.As(err, &revert)
}

// isRefusal reports whether an endpoint works, but will not or cannot answer this question: a range that is too long, a state that it has
// pruned, a block that it does not have yet.
func isRefusal(err error) bool {
	var coded rpc.Error
	return errors.As(err, &coded)
}

// Block is what is used of a block's header.
type Block struct {
	Number  uint64
	Hash    dgrid.Digest
	Parent  dgrid.Digest
	Time    uint64 // seconds since 1970
	BaseFee uint64 // wei per gas; 0 on chains that have none
}

// block takes the hash from the endpoint's answer: chains add fields to their headers, and a hash computed here would be wrong.
func block(ctx context.Context, conn *ethclient.Client, number string) (Block, error) {
	var b *struct {
		Number     hexutil.Uint64  `json:"number"`
		Hash       dgrid.Digest    `json:"hash"`
		ParentHash dgrid.Digest    `json:"parentHash"`
		Timestamp  hexutil.Uint64  `json:"timestamp"`
		BaseFee    *hexutil.Uint64 `json:"baseFeePerGas"`
	}
	if err := conn.Client().CallContext(ctx, &b, "eth_getBlockByNumber", number, false); err != nil {
		return Block{}, err
	}
	if b == nil {
		return Block{}, ethereum.NotFound
	}
	out := Block{Number: uint64(b.Number), Hash: b.Hash, Parent: b.ParentHash, Time: uint64(b.Timestamp)}
	if b.BaseFee != nil {
		out.BaseFee = uint64(*b.BaseFee)
	}
	return out, nil
}

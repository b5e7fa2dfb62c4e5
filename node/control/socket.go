package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/node/wallet"
)

const (
	maxAnswer = 64 << 20 // bytes
	maxBody   = 16 << 20 // bytes; a question may be as long as an order's, and JSON escapes it
	maxJobs   = 1000
	patience  = 10 * time.Second
	idle      = time.Minute // for the next request on a connection
)

// Listen makes the socket in dir, so that commands find the node from here on. A socket that a killed daemon left is replaced:
// the store's lock has already shown that none runs.
func Listen(dir string) (net.Listener, error) {
	path := filepath.Join(dir, SocketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("listen on control socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen on control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("listen on control socket: %w", err), l.Close())
	}
	return l, nil
}

// Serve answers on l until ctx ends, and closes it.
func Serve(ctx context.Context, l net.Listener, v View) error {
	srv := &http.Server{Handler: handler(v), ReadHeaderTimeout: patience, WriteTimeout: patience, IdleTimeout: idle}
	stop := context.AfterFunc(ctx, func() { _ = srv.Close() })
	defer stop()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve control socket: %w", err)
	}
	return nil
}

func handler(v View) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, r *http.Request) {
		s, err := v.Status(r.Context())
		answer(w, s, err)
	})
	mux.HandleFunc("GET /jobs", func(w http.ResponseWriter, r *http.Request) {
		limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
		if err != nil || limit < 1 || limit > maxJobs {
			http.Error(w, fmt.Sprintf("limit must be 1 to %d", maxJobs), http.StatusBadRequest)
			return
		}
		jobs, err := v.Jobs(r.Context(), limit)
		answer(w, jobs, err)
	})
	mux.HandleFunc("GET /job", func(w http.ResponseWriter, r *http.Request) {
		f, err := v.Find(r.Context(), r.URL.Query().Get("prefix"))
		answer(w, f, err)
	})
	mux.HandleFunc("GET /peers", func(w http.ResponseWriter, r *http.Request) {
		peers, err := v.Peers(r.Context())
		answer(w, peers, err)
	})
	mux.HandleFunc("GET /why", func(w http.ResponseWriter, r *http.Request) {
		y, err := v.Why(r.Context(), r.URL.Query().Get("prefix"))
		answer(w, y, err)
	})
	mux.HandleFunc("POST /route", func(w http.ResponseWriter, r *http.Request) {
		var q RouteRequest
		if !read(w, r, &q) {
			return
		}
		route, err := v.Route(r.Context(), q)
		answer(w, route, err)
	})
	mux.HandleFunc("POST /ask", func(w http.ResponseWriter, r *http.Request) { handleAsk(w, r, v) })
	handleKeys(mux, v)
	handleMoney(mux, v)
	handlePublic(mux, v)
	return mux
}

// newKey is the body of a request for a key.
type newKey struct {
	Name   string        `json:"name"`
	Budget *dgrid.Amount `json:"budget,omitempty"`
}

func handleKeys(mux *http.ServeMux, v View) {
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		keys, err := v.Keys(r.Context())
		answer(w, keys, err)
	})
	mux.HandleFunc("POST /keys", func(w http.ResponseWriter, r *http.Request) {
		var k newKey
		if !read(w, r, &k) {
			return
		}
		secret, err := v.AddKey(r.Context(), k.Name, k.Budget)
		answer(w, secret, err)
	})
	mux.HandleFunc("DELETE /keys", func(w http.ResponseWriter, r *http.Request) {
		answer(w, struct{}{}, v.RevokeKey(r.Context(), r.URL.Query().Get("name")))
	})
}

// read takes the body of a request, and answers itself where there is none.
func read(w http.ResponseWriter, r *http.Request, v any) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		http.Error(w, "read the request: "+err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

// codes are the errors that commands branch on, and the statuses that carry them.
var codes = []struct {
	err  error
	code int
}{
	{store.ErrNotFound, http.StatusNotFound},
	{ErrExists, http.StatusConflict},
	{ErrUnavailable, http.StatusServiceUnavailable},
}

func answer(w http.ResponseWriter, v any, err error) {
	var money *wallet.Error
	if errors.As(err, &money) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_ = json.NewEncoder(w).Encode(money)
		return
	}
	if err != nil {
		code := http.StatusInternalServerError
		for _, c := range codes {
			if errors.Is(err, c.err) {
				code = c.code
			}
		}
		http.Error(w, err.Error(), code)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a reader that went away needs no answer
}

// Client is the View of a running daemon.
type Client struct{ http http.Client }

// Dial is the daemon whose folder is dir. It is false where none answers.
func Dial(ctx context.Context, dir string) (*Client, bool) {
	path := filepath.Join(dir, SocketName)
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: patience}).DialContext(ctx, "unix", path)
	}
	conn, err := dial(ctx, "", "")
	if err != nil {
		return nil, false
	}
	_ = conn.Close()
	return &Client{http.Client{Transport: &http.Transport{DialContext: dial, IdleConnTimeout: idle / 2}, Timeout: patience}}, true
}

// Status asks the daemon.
func (c *Client) Status(ctx context.Context) (*Status, error) {
	var s Status
	return &s, c.get(ctx, "/status", nil, &s)
}

// Jobs asks the daemon.
func (c *Client) Jobs(ctx context.Context, limit int) ([]store.JobInfo, error) {
	var jobs []store.JobInfo
	err := c.get(ctx, "/jobs", url.Values{"limit": {strconv.Itoa(limit)}}, &jobs)
	return jobs, err
}

// Find asks the daemon.
func (c *Client) Find(ctx context.Context, prefix string) (*Found, error) {
	var f Found
	return &f, c.get(ctx, "/job", url.Values{"prefix": {prefix}}, &f)
}

// Peers asks the daemon.
func (c *Client) Peers(ctx context.Context) ([]Peer, error) {
	var peers []Peer
	err := c.get(ctx, "/peers", nil, &peers)
	return peers, err
}

// Why asks the daemon.
func (c *Client) Why(ctx context.Context, prefix string) (*Why, error) {
	var y Why
	return &y, c.get(ctx, "/why", url.Values{"prefix": {prefix}}, &y)
}

// Route asks the daemon.
func (c *Client) Route(ctx context.Context, q RouteRequest) (*Route, error) {
	var r Route
	return &r, c.do(ctx, http.MethodPost, "/route", nil, q, &r)
}

// Keys asks the daemon.
func (c *Client) Keys(ctx context.Context) ([]Key, error) {
	var keys []Key
	err := c.get(ctx, "/keys", nil, &keys)
	return keys, err
}

// AddKey asks the daemon.
func (c *Client) AddKey(ctx context.Context, name string, budget *dgrid.Amount) (string, error) {
	var secret string
	err := c.do(ctx, http.MethodPost, "/keys", nil, newKey{name, budget}, &secret)
	return secret, err
}

// RevokeKey asks the daemon.
func (c *Client) RevokeKey(ctx context.Context, name string) error {
	return c.do(ctx, http.MethodDelete, "/keys", url.Values{"name": {name}}, nil, nil)
}

func (c *Client) get(ctx context.Context, path string, query url.Values, v any) error {
	return c.do(ctx, http.MethodGet, path, query, nil, v)
}

// do sends what may be nil and reads into v, which may be nil.
func (c *Client) do(ctx context.Context, method, path string, query url.Values, what, v any) error {
	var sent io.Reader
	if what != nil {
		b, err := json.Marshal(what)
		if err != nil {
			return fmt.Errorf("ask the running node: %w", err)
		}
		sent = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://node"+path+"?"+query.Encode(), sent)
	if err != nil {
		return err
	}
	res, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("ask the running node: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("ask the running node: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return said(res.StatusCode, body)
	}
	if v == nil {
		return nil
	}
	if err := json.Unmarshal(body, v); err != nil {
		return fmt.Errorf("ask the running node: %w", err)
	}
	return nil
}

// said is the daemon's error: its words, and what commands branch on.
func said(code int, body []byte) error {
	if code == http.StatusUnprocessableEntity {
		var money wallet.Error
		if json.Unmarshal(body, &money) == nil {
			return &money
		}
	}
	text := strings.TrimSpace(string(body))
	for _, c := range codes {
		if c.code == code {
			return &remoteError{text: text, is: c.err}
		}
	}
	return errors.New(text)
}

// remoteError is an error that the daemon told.
type remoteError struct {
	text string
	is   error
}

func (e *remoteError) Error() string { return e.text }
func (e *remoteError) Unwrap() error { return e.is }

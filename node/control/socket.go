package control

import (
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
	"time"

	"github.com/dgrid-network/dgrid/node/store"
)

const (
	maxAnswer = 64 << 20 // bytes
	maxJobs   = 1000
	patience  = 10 * time.Second
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
	srv := &http.Server{Handler: handler(v), ReadHeaderTimeout: patience, WriteTimeout: patience}
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
	return mux
}

func answer(w http.ResponseWriter, v any, err error) {
	switch {
	case errors.Is(err, store.ErrNotFound):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v) // a reader that went away needs no answer
	}
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
	return &Client{http.Client{Transport: &http.Transport{DialContext: dial}, Timeout: patience}}, true
}

// Status asks the daemon.
func (c *Client) Status(ctx context.Context) (*Status, error) {
	var s Status
	return &s, c.get(ctx, "/status", nil, &s)
}

// Jobs asks the daemon.
func (c *Client) Jobs(ctx context.Context, limit int) ([]store.JobInfo, error) {
	var jobs []store.JobInfo
	return jobs, c.get(ctx, "/jobs", url.Values{"limit": {strconv.Itoa(limit)}}, &jobs)
}

// Find asks the daemon.
func (c *Client) Find(ctx context.Context, prefix string) (*Found, error) {
	var f Found
	return &f, c.get(ctx, "/job", url.Values{"prefix": {prefix}}, &f)
}

func (c *Client) get(ctx context.Context, path string, query url.Values, v any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://node"+path+"?"+query.Encode(), nil)
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
	switch res.StatusCode {
	case http.StatusOK:
		if err := json.Unmarshal(body, v); err != nil {
			return fmt.Errorf("ask the running node: %w", err)
		}
		return nil
	case http.StatusNotFound:
		return fmt.Errorf("%w: %s", store.ErrNotFound, body)
	default:
		return fmt.Errorf("ask the running node: %s", body)
	}
}

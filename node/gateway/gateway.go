package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Defaults and bounds.
const (
	DefaultMaxRequests = 64
	DefaultPatience    = 10 * time.Minute // for one answer
	DefaultKeepalive   = 10 * time.Second
	DefaultDrain       = 30 * time.Second

	maxBody        = 8 << 20  // bytes of a request
	maxHeader      = 64 << 10 // bytes of a request's headers
	headerPatience = 10 * time.Second
	bodyPatience   = 30 * time.Second
	writePatience  = 45 * time.Second // more than for a body, which may have to run out first; for a client to take what is written
	idlePatience   = 2 * time.Minute  // for the next request on a connection
	recordPatience = 10 * time.Second // for a look-up, and for storing what an answer cost
	answerGrace    = 10 * time.Second // for the router to end an answer that has used up its patience
)

// Config is the settings of a Gateway. Zero values mean the defaults, where there is one.
type Config struct {
	Listen      string        // host and port; only loopback while no API key exists
	Hosts       []string      // names that requests may be sent to besides localhost and the address itself, without port
	Origins     []string      // origins of web pages that may ask, such as "https://chat.example.org"
	MaxRequests int           // answered at once
	MaxFee      dgrid.Amount  // the most that one answer may cost, in base units; a request may set less
	Unverified  bool          // providers whose answers nobody can check may answer, unless a request says otherwise
	Patience    time.Duration // for one answer
	Keepalive   time.Duration // after which a silent stream gets a comment
	Drain       time.Duration // for answers that run when Run is told to end
}

// Parts is what a Gateway is built on. Metrics and Wrap may be nil; all others are needed.
type Parts struct {
	Router      Router
	Transcripts Transcripts
	Catalogue   Catalogue
	Embedder    Embedder
	Keys        *Keys
	Ready       func() []string                 // why the node cannot answer now; none means that it can
	Metrics     http.Handler                    // in Prometheus' format
	Wrap        func(http.Handler) http.Handler // goes around every request, for example to count it: its Pattern is set when it was answered
	Log         *slog.Logger
}

// Gateway is the HTTP API of a node. It is an http.Handler; Run serves it.
type Gateway struct {
	cfg      Config
	Parts                 // not changed after New
	handler  http.Handler // everything
	routed   http.Handler // what is behind the checks of host and origin
	loopback bool         // Listen is
	hosts    map[string]bool
	origins  map[string]bool
	slots    chan struct{}
	draining atomic.Bool

	listening sync.Mutex
	addr      string // while Run listens
}

// New checks cfg and refuses to listen where others could reach a gateway that asks for no key.
func New(cfg Config, parts Parts) (*Gateway, error) {
	if parts.Router == nil || parts.Transcripts == nil || parts.Catalogue == nil || parts.Embedder == nil || parts.Keys == nil || parts.Ready == nil || parts.Log == nil {
		return nil, errors.New("create gateway: a part is missing: only Metrics and Wrap may be nil")
	}
	cfg.MaxRequests = defaulted(cfg.MaxRequests, DefaultMaxRequests)
	cfg.Patience = defaulted(cfg.Patience, DefaultPatience)
	cfg.Keepalive = defaulted(cfg.Keepalive, DefaultKeepalive)
	cfg.Drain = defaulted(cfg.Drain, DefaultDrain)
	if cfg.MaxRequests < 0 || cfg.Patience < 0 || cfg.Keepalive < 0 || cfg.Drain < 0 {
		return nil, errors.New("create gateway: MaxRequests, Patience, Keepalive and Drain must not be negative")
	}
	if cfg.MaxFee.IsZero() || cfg.MaxFee == dgrid.MaxAmount {
		return nil, errors.New("create gateway: set MaxFee, the most that one answer may cost, to 1 base unit or more and under 2^128-1")
	}
	g := &Gateway{cfg: cfg, Parts: parts, hosts: map[string]bool{}, origins: map[string]bool{}, slots: make(chan struct{}, cfg.MaxRequests)}
	var err error
	if g.loopback, err = g.checkListen(cfg.Listen); err != nil {
		return nil, fmt.Errorf("create gateway: %w", err)
	}
	for _, h := range cfg.Hosts {
		name := hostName(h)
		if name == "" || strings.ContainsAny(h, "/*@ ") {
			return nil, fmt.Errorf("create gateway: host %q: want a name such as gateway.example.org", h)
		}
		g.hosts[name] = true
	}
	for _, o := range cfg.Origins {
		if err := checkOrigin(o); err != nil {
			return nil, fmt.Errorf("create gateway: %w", err)
		}
		g.origins[strings.ToLower(o)] = true
	}
	g.routed = g.routes()
	g.handler = http.HandlerFunc(g.serve)
	if g.Wrap != nil {
		g.handler = g.Wrap(g.handler)
	}
	return g, nil
}

func defaulted[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// checkListen reports whether address is this machine's own, and fails if it is not and anybody would be answered there.
func (g *Gateway) checkListen(address string) (loopback bool, err error) {
	host, err := splitAddress(address)
	if err != nil {
		return false, err
	}
	loopback = host == "localhost"
	if ip, err := netip.ParseAddr(host); err == nil {
		loopback = ip.Unmap().IsLoopback()
	}
	if !loopback && !g.Keys.Any() {
		return false, fmt.Errorf("listen on %s: others could reach it, and there is no API key that it would ask for: run `dgridd apikey add NAME` first, or listen on 127.0.0.1", address)
	}
	return loopback, nil
}

// routes is the table of endpoints. All but the two probes ask for a key once there is one, and so does every other path.
func (g *Gateway) routes() http.Handler {
	guarded := http.NewServeMux()
	handle := func(method, path string, h func(http.ResponseWriter, *http.Request, *caller)) {
		guarded.HandleFunc(method+" "+path, func(w http.ResponseWriter, r *http.Request) { h(w, r, callerOf(r)) })
		guarded.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Allow", method)
			e := badCode("method_not_allowed", "", "%s is not answered at %.200s, %s is", r.Method, r.URL.Path, method)
			e.status = http.StatusMethodNotAllowed
			fail(w, e, nil)
		})
	}
	handle("GET", "/v1/models", g.listModels)
	handle("GET", "/v1/models/{id...}", g.showModel)
	handle("POST", "/v1/chat/completions", g.chat)
	handle("POST", "/v1/embeddings", g.embeddings)
	handle("GET", "/v1/dgrid/jobs/{id}", g.showJob)
	handle("GET", "/v1/dgrid/jobs/{id}/receipt", g.showReceipt)
	if g.Metrics != nil {
		handle("GET", "/metrics", func(w http.ResponseWriter, r *http.Request, _ *caller) {
			deadline(w)
			g.Metrics.ServeHTTP(w, r)
		})
	}
	guarded.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		e := badCode("unknown_url", "", "nothing is at %s %.200s: docs/api.md lists what this gateway answers", r.Method, r.URL.Path)
		e.status = http.StatusNotFound
		fail(w, e, nil)
	})
	rest := g.guard(guarded)
	// Not by a mux: it would answer paths that are not clean with a redirection, before anybody asked for the key.
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch probe := r.Method == http.MethodGet || r.Method == http.MethodHead; {
		case probe && r.URL.Path == "/healthz":
			r.Pattern = r.URL.Path
			g.healthz(w, r)
		case probe && r.URL.Path == "/readyz":
			r.Pattern = r.URL.Path
			g.readyz(w, r)
		default:
			rest(w, r)
		}
	})
}

// caller is who sent a request; the zero value is anybody on this machine, where no key exists.
type caller struct {
	key string // id of the API key, or ""
}

// callerKey is where guard puts the caller in a request's context.
type callerKey struct{}

func callerOf(r *http.Request) *caller { return r.Context().Value(callerKey{}).(*caller) }

// may reports whether the caller may read what was asked by user.
func (c *caller) may(user string) bool { return c.key == "" || c.key == user }

// Drain makes the gateway say that it is not ready and take no new questions, while answers that run go on. It is for the time
// between the decision to end and the end of Run's context.
func (g *Gateway) Drain() { g.draining.Store(true) }

// Requests is how many requests are answered now.
func (g *Gateway) Requests() int { return len(g.slots) }

// record is the context of a look-up.
func record(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), recordPatience)
}

package gateway

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// ServeHTTP answers one request.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.handler.ServeHTTP(w, r) }

// serve checks where a request comes from before anything else.
//
// Host and origin are checked first and for every path: a web page whose name was made to point at this machine is told apart
// by the name in Host, and one that sends requests from elsewhere by Origin, which browsers do not let it leave out.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Request-Id", requestID())
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	// For whatever is left of a body, which the server reads even where nobody here wants it, and for the answer. Each request of
	// a connection sets both anew.
	deadline(w)
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyPatience))
	if !g.hostAllowed(r) {
		e := badCode("host_not_allowed", "", "this gateway does not answer to the name %.200q: use localhost or its address, or add the name to gateway.hosts", hostName(r.Host))
		e.status = http.StatusForbidden
		fail(w, e, nil)
		return
	}
	if origin := r.Header.Get("Origin"); len(r.Header.Values("Origin")) > 0 {
		if len(r.Header.Values("Origin")) > 1 || !g.origins[strings.ToLower(origin)] {
			e := badCode("origin_not_allowed", "", "web pages of %.200q may not ask this gateway: add the origin to gateway.origins", origin)
			e.status = http.StatusForbidden
			fail(w, e, nil)
			return
		}
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", "X-Dgrid-Job, X-Request-Id, Retry-After")
		h.Add("Vary", "Origin")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			preflight(w, r)
			return
		}
	}
	g.routed.ServeHTTP(w, r)
}

// preflight answers a browser that asks whether it may send what it was told to. The origin has been checked, and a request's
// headers decide nothing but the key, so whichever it names are allowed.
func preflight(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	if names := r.Header.Get("Access-Control-Request-Headers"); names != "" {
		h.Set("Access-Control-Allow-Headers", names)
	}
	if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
	h.Set("Access-Control-Max-Age", "600")
	h.Add("Vary", "Access-Control-Request-Headers")
	w.WriteHeader(http.StatusNoContent)
}

// guard asks for a key and takes one of the slots, in this order, so that nobody without a key keeps others out.
func (g *Gateway) guard(h http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, e := g.authenticate(r)
		if e != nil {
			fail(w, e, nil)
			return
		}
		select {
		case g.slots <- struct{}{}:
			defer func() { <-g.slots }()
		default:
			fail(w, &apiError{
				Message: fmt.Sprintf("this gateway answers %d requests at once, and that many are running: try again in a moment, or raise gateway.max_requests", cap(g.slots)),
				Type:    typeRate, Code: "too_many_requests", status: http.StatusTooManyRequests, retry: time.Second,
			}, nil)
			return
		}
		known := r.WithContext(context.WithValue(r.Context(), callerKey{}, c))
		h.ServeHTTP(w, known)
		r.Pattern = known.Pattern
	}
}

// authenticate finds the caller. Without any key everybody on this machine may ask; a connection that came in on another
// address is none of those.
func (g *Gateway) authenticate(r *http.Request) (*caller, *apiError) {
	if !g.Keys.Any() && g.loopback && fromLoopback(r) {
		return &caller{}, nil
	}
	denied := &apiError{Type: typeAuth, Code: "invalid_api_key", status: http.StatusUnauthorized}
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		denied.Message = "this gateway asks for an API key: send the header `Authorization: Bearer KEY`; its operator makes keys with `dgridd apikey add NAME`"
		return nil, denied
	}
	scheme, secret, _ := strings.Cut(values[0], " ")
	if len(values) == 1 && strings.EqualFold(scheme, "Bearer") {
		if id, ok := g.Keys.Authenticate(strings.TrimSpace(secret)); ok {
			return &caller{key: id}, nil
		}
	}
	denied.Message = "this API key is not known here, or it was revoked: `dgridd apikey list` shows those that are, and `dgridd apikey add NAME` makes one"
	return nil, denied
}

func fromLoopback(r *http.Request) bool {
	ip, ok := localIP(r)
	return !ok || ip.IsLoopback()
}

// localIP is the address of this machine that the connection came in on. It is unknown where no server stands around the
// handler.
func localIP(r *http.Request) (netip.Addr, bool) {
	a, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	if !ok {
		return netip.Addr{}, false
	}
	return a.AddrPort().Addr().Unmap(), true
}

// hostAllowed reports whether the request was sent to a name of this gateway's. The address that the connection came in on
// is one: a page from elsewhere carries its own name there, whatever that points at.
func (g *Gateway) hostAllowed(r *http.Request) bool {
	name := hostName(r.Host)
	if name == "localhost" || g.hosts[name] {
		return true
	}
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	if ip = ip.Unmap(); ip.IsLoopback() {
		return true
	}
	local, ok := localIP(r)
	return ok && ip == local
}

// hostName is host without port and brackets, in lower case.
func hostName(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"), "."))
}

func splitAddress(address string) (host string, err error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil || port == "" || host == "" {
		return "", fmt.Errorf("listen on %q: want host:port, for example 127.0.0.1:8484", address)
	}
	return strings.ToLower(host), nil
}

func checkOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || u.Scheme+"://"+u.Host != origin {
		return fmt.Errorf("origin %q: want scheme, name and port if it is not the scheme's, such as https://chat.example.org", origin)
	}
	return nil
}

func requestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return "req_" + hex.EncodeToString(b[:])
}

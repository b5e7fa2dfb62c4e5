package gateway_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/router"
)

// paths are all endpoints that ask for a key, and some that do not exist.
var paths = []struct{ method, path, body string }{
	{"GET", "/v1/models", ""}, {"GET", "/v1/models/smollm2", ""}, {"POST", "/v1/chat/completions", question("")}, {"POST", "/v1/chat/completions", question(`"stream":true`)},
	{"GET", "/v1/dgrid/jobs/" + firstJob.String(), ""}, {"GET", "/v1/dgrid/jobs/" + firstJob.String() + "/receipt", ""}, {"GET", "/metrics", ""},
	{"HEAD", "/v1/models", ""}, {"DELETE", "/v1/models", ""}, {"GET", "/v1/embeddings", ""}, {"GET", "/", ""}, {"GET", "//v1/models", ""}, {"GET", "/v1/../v1/models", ""},
	{"OPTIONS", "/v1/models", ""}, {"CONNECT", "/v1/models", ""},
}

func withMetrics(_ *gateway.Config, p *gateway.Parts) {
	p.Metrics = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "dgrid_up 1\n") })
}

// Every address, Host, Origin and key: who must not be answered is not, by any endpoint.
func TestGuardMatrix(t *testing.T) {
	hosts := map[string]bool{ // and whether the gateway at 127.0.0.1 answers to it
		"localhost": true, "localhost:8484": true, "LOCALHOST": true, "127.0.0.1": true, "127.0.0.1:8484": true, "127.8.8.8": true, "[::1]:8484": true, "[::ffff:127.0.0.1]": true,
		"gateway.example.org": true, "Gateway.Example.ORG.:443": true,
		"evil.example": false, "localhost.evil.example": false, "127.0.0.1.evil.example": false, "192.168.1.7": false, "0.0.0.0": false, "8.8.8.8:8484": false, "[fe80::1]": false,
		"": false, "localhost@evil.example": false, "gateway.example.org.evil.example": false,
	}
	origins := map[string]bool{
		"": true, "https://chat.example.org": true,
		"https://evil.example": false, "null": false, "http://chat.example.org": false, "https://chat.example.org:444": false, "http://localhost:8484": false,
	}
	unanswered, answered := 0, 0
	for _, keyed := range []bool{false, true} {
		r := newRig(t, says("Hi"), func(c *gateway.Config, p *gateway.Parts) {
			withMetrics(c, p)
			c.Hosts, c.Origins = []string{"gateway.example.org"}, []string{"https://chat.example.org"}
		})
		good := ""
		if keyed {
			good = "Bearer " + addKey(t, r.keys, "ann", 0)
		}
		keys := map[string]bool{"": !keyed, "Bearer dgk_wrong": !keyed, "Bearer": !keyed, "Basic YTpi": !keyed}
		if keyed {
			keys[good] = true
			keys["bearer"+strings.TrimPrefix(good, "Bearer")] = true
			keys[strings.TrimPrefix(good, "Bearer ")] = false
			keys[good+"x"] = false
		}
		for host, hostGood := range hosts {
			for origin, originGood := range origins {
				for key, keyGood := range keys {
					for _, p := range paths {
						headers := []string{"Host", host, "Content-Type", "application/json"}
						if origin != "" {
							headers = append(headers, "Origin", origin)
						}
						if key != "" {
							headers = append(headers, "Authorization", key)
						}
						w := r.send(p.method, p.path, p.body, headers...)
						refused := w.Code == 401 || w.Code == 403
						if want := !hostGood || !originGood || !keyGood; refused != want {
							t.Fatalf("%s %s, host %q, origin %q, key %q: status %d, refused should be %v", p.method, p.path, host, origin, key, w.Code, want)
						}
						if refused {
							unanswered++
						} else {
							answered++
						}
						allowed := w.Header().Get("Access-Control-Allow-Origin")
						if origin != "" && originGood && hostGood && allowed != origin || (origin == "" || !originGood) && allowed != "" {
							t.Fatalf("origin %q: allowed is %q", origin, allowed)
						}
					}
				}
			}
		}
		if keyed && len(r.router.asked) == 0 {
			t.Error("the router was never asked")
		}
	}
	t.Logf("%d requests refused, %d answered", unanswered, answered)
}

// What the refusals say.
func TestGuardMessages(t *testing.T) {
	r := newRig(t, says("Hi"), nil)
	e := wantError(t, r.send("GET", "/v1/models", "", "Host", "evil.example"), 403, "host_not_allowed")
	if want := `this gateway does not answer to the name "evil.example": use localhost or its address, or add the name to gateway.hosts`; e.Error.Message != want {
		t.Errorf("message %q", e.Error.Message)
	}
	e = wantError(t, r.send("GET", "/v1/models", "", "Origin", "https://evil.example"), 403, "origin_not_allowed")
	if want := `web pages of "https://evil.example" may not ask this gateway: add the origin to gateway.origins`; e.Error.Message != want {
		t.Errorf("message %q", e.Error.Message)
	}
	secret := addKey(t, r.keys, "ann", 0)
	w := r.send("GET", "/v1/models", "")
	e = wantError(t, w, 401, "invalid_api_key")
	if want := "this gateway asks for an API key: send the header `Authorization: Bearer KEY`; its operator makes keys with `dgridd apikey add NAME`"; e.Error.Message != want || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("message %q, headers %v", e.Error.Message, w.Header())
	}
	if err := r.keys.Revoke(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	e = wantError(t, r.send("GET", "/v1/models", "", "Authorization", "Bearer "+secret), 401, "invalid_api_key")
	if want := "this API key is not known here, or it was revoked: `dgridd apikey list` shows those that are, and `dgridd apikey add NAME` makes one"; e.Error.Message != want {
		t.Errorf("message %q", e.Error.Message)
	}
	// With the last key gone the gateway stays closed.
	wantError(t, r.send("GET", "/v1/models", ""), 401, "invalid_api_key")
	if strings.Contains(r.log.String(), secret) {
		t.Error("the log holds a key")
	}
	wantError(t, newRig(t, says(), nil).send("GET", "/v1/images", ""), 404, "unknown_url")
	w = newRig(t, says(), nil).send("GET", "/v1/chat/completions", "")
	wantError(t, w, 405, "method_not_allowed")
	if w.Header().Get("Allow") != "POST" {
		t.Errorf("allow %q", w.Header().Get("Allow"))
	}
}

// The probes ask for no key, and tell nothing but how the node is.
func TestProbes(t *testing.T) {
	var reasons []string
	r := newRig(t, says(), func(_ *gateway.Config, p *gateway.Parts) { p.Ready = func() []string { return reasons } })
	addKey(t, r.keys, "ann", 0)
	if w := r.send("GET", "/healthz", ""); w.Code != 200 || w.Body.String() != `{"status":"ok"}`+"\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := r.send("GET", "/readyz", ""); w.Code != 200 || w.Body.String() != `{"ready":true,"reasons":[]}`+"\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	reasons = []string{"no peer is connected"}
	if w := r.send("GET", "/readyz", ""); w.Code != 503 || w.Body.String() != `{"ready":false,"reasons":["no peer is connected"]}`+"\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Which addresses may be listened on: without a key none that others reach.
func TestListen(t *testing.T) {
	tests := []struct {
		listen          string
		open, withAKey  bool
		messageContains string
	}{
		{"127.0.0.1:8484", true, true, ""}, {"[::1]:0", true, true, ""}, {"localhost:8484", true, true, ""}, {"127.9.9.9:1", true, true, ""}, {"[::ffff:127.0.0.1]:1", true, true, ""},
		{"0.0.0.0:8484", false, true, "run `dgridd apikey add NAME` first, or listen on 127.0.0.1"}, {"[::]:8484", false, true, "apikey add"}, {"192.168.1.7:80", false, true, "apikey add"},
		{"gateway.example.org:80", false, true, "apikey add"}, {"localhost.evil.example:80", false, true, "apikey add"},
		{":8484", false, false, "want host:port"}, {"8484", false, false, "want host:port"}, {"", false, false, "want host:port"}, {"127.0.0.1", false, false, "want host:port"},
	}
	for _, test := range tests {
		for _, keyed := range []bool{false, true} {
			keys := openKeys(t, &memory{})
			want := test.open
			if keyed {
				addKey(t, keys, "ann", 0)
				want = test.withAKey
			}
			r := &scripted{}
			_, err := gateway.New(gateway.Config{Listen: test.listen, MaxFee: dgrid.NewAmount(1)}, gateway.Parts{
				Router: r, Transcripts: r, Catalogue: shelf{}, Embedder: ruler{}, Keys: keys, Ready: func() []string { return nil }, Log: newRig(t, says(), nil).Log,
			})
			if (err == nil) != want {
				t.Errorf("%q, with a key %v: %v", test.listen, keyed, err)
			}
			if err != nil && !strings.Contains(err.Error(), test.messageContains) {
				t.Errorf("%q: %v", test.listen, err)
			}
		}
	}
}

// A listener that others reach is refused when it is served, whatever the settings say; and where it was served with a key, it
// stays closed when that was revoked. A connection to another address than loopback asks for a key even where the gateway was
// made for loopback.
func TestServeOnOtherAddresses(t *testing.T) {
	r := newRig(t, says("Hi"), nil)
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Serve(t.Context(), l); err == nil || !strings.Contains(err.Error(), "apikey add") {
		t.Errorf("served on %s without a key: %v", l.Addr(), err)
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("the listener is still open")
	}
	for ip, want := range map[string]int{"127.0.0.1": 200, "192.168.1.7": 401} {
		req := httptest.NewRequest(http.MethodGet, "http://localhost/v1/models", nil)
		req = req.WithContext(context.WithValue(req.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.ParseIP(ip), Port: 1}))
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req)
		if w.Code != want {
			t.Errorf("on %s: status %d, want %d", ip, w.Code, want)
		}
	}
	// The address that a connection came in on is a name of this gateway's.
	secret := addKey(t, r.keys, "ann", 0)
	for host, want := range map[string]int{"192.168.1.7:8484": 200, "192.168.1.8:8484": 403} {
		req := httptest.NewRequest(http.MethodGet, "http://"+host+"/v1/models", nil)
		req.Header.Set("Authorization", "Bearer "+secret)
		req = req.WithContext(context.WithValue(req.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.ParseIP("192.168.1.7"), Port: 8484}))
		w := httptest.NewRecorder()
		r.ServeHTTP(w, req)
		if w.Code != want {
			t.Errorf("host %s: status %d, want %d", host, w.Code, want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	r := &scripted{}
	good := gateway.Parts{Router: r, Transcripts: r, Catalogue: shelf{}, Embedder: ruler{}, Keys: openKeys(t, &memory{}), Ready: func() []string { return nil }, Log: newRig(t, says(), nil).Log}
	tests := []struct {
		change  func(*gateway.Config, *gateway.Parts)
		message string
	}{
		{func(_ *gateway.Config, p *gateway.Parts) { p.Router = nil }, "part is missing"},
		{func(c *gateway.Config, _ *gateway.Parts) { c.MaxFee = dgrid.Amount{} }, "MaxFee"},
		{func(c *gateway.Config, _ *gateway.Parts) { c.MaxFee = dgrid.MaxAmount }, "MaxFee"},
		{func(c *gateway.Config, _ *gateway.Parts) { c.Patience = -1 }, "negative"},
		{func(c *gateway.Config, _ *gateway.Parts) { c.Hosts = []string{"https://x.example"} }, "want a name"},
		{func(c *gateway.Config, _ *gateway.Parts) { c.Hosts = []string{""} }, "want a name"},
		{func(c *gateway.Config, _ *gateway.Parts) { c.Origins = []string{"*"} }, "origin"},
		{func(c *gateway.Config, _ *gateway.Parts) { c.Origins = []string{"https://x.example/"} }, "origin"},
		{func(c *gateway.Config, _ *gateway.Parts) { c.Origins = []string{"null"} }, "origin"},
	}
	for i, test := range tests {
		cfg, parts := gateway.Config{Listen: "127.0.0.1:0", MaxFee: dgrid.NewAmount(1)}, good
		test.change(&cfg, &parts)
		if _, err := gateway.New(cfg, parts); err == nil || !strings.Contains(err.Error(), test.message) {
			t.Errorf("%d: %v, want %q", i, err, test.message)
		}
	}
}

// A browser's question before the request.
func TestPreflight(t *testing.T) {
	r := newRig(t, says("Hi"), func(c *gateway.Config, _ *gateway.Parts) { c.Origins = []string{"https://chat.example.org"} })
	addKey(t, r.keys, "ann", 0)
	ask := []string{"Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type,x-stainless-os"}
	w := r.send("OPTIONS", "/v1/chat/completions", "", append(ask, "Origin", "https://chat.example.org")...)
	h := w.Header()
	if w.Code != 204 || h.Get("Access-Control-Allow-Origin") != "https://chat.example.org" || h.Get("Access-Control-Allow-Methods") != "GET, POST" ||
		h.Get("Access-Control-Allow-Headers") != "authorization,content-type,x-stainless-os" || h.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("status %d, headers %v", w.Code, h)
	}
	wantError(t, r.send("OPTIONS", "/v1/chat/completions", "", append(ask, "Origin", "https://evil.example")...), 403, "origin_not_allowed")
	wantError(t, r.send("OPTIONS", "/v1/chat/completions", "", ask...), 401, "invalid_api_key")
	wantError(t, r.send("GET", "/v1/models", "", "Origin", "https://chat.example.org", "Origin", "https://evil.example"), 403, "origin_not_allowed")
}

// What may be posted: JSON only, which no form of a web page can send, and not too much of it.
func TestBodies(t *testing.T) {
	r := newRig(t, says("Hi"), nil)
	for typ, want := range map[string]int{
		"application/json": 200, "application/json; charset=utf-8": 200, "Application/JSON": 200,
		"text/plain": 415, "application/x-www-form-urlencoded": 415, "multipart/form-data; boundary=x": 415, "": 415, "application/jsonx": 415, ";": 415,
	} {
		if w := r.send("POST", "/v1/chat/completions", question(""), "Content-Type", typ); w.Code != want {
			t.Errorf("%q: status %d, want %d", typ, w.Code, want)
		}
	}
	pad := strings.Repeat(" ", 8<<20-len(question("")))
	if w := r.ask(question("") + pad); w.Code != 200 {
		t.Errorf("8 MiB: status %d: %.200s", w.Code, w.Body)
	}
	wantError(t, r.ask(question("")+pad+" "), 413, "request_too_large")
}

// More requests at once than are answered.
func TestMaxRequests(t *testing.T) {
	begun, goOn := make(chan struct{}, 2), make(chan struct{})
	r := newRig(t, func(_ context.Context, _ router.Question, _ func(router.Piece) error) (*router.Answer, error) {
		begun <- struct{}{}
		<-goOn
		return ended(1), nil
	}, func(c *gateway.Config, _ *gateway.Parts) { c.MaxRequests = 2 })
	done := make(chan int, 2)
	for range 2 {
		go func() { done <- r.ask(question("")).Code }()
	}
	<-begun
	<-begun
	if n := r.Requests(); n != 2 {
		t.Errorf("%d requests run, want 2", n)
	}
	w := r.ask(question(""))
	e := wantError(t, w, 429, "too_many_requests")
	if e.Error.Type != "rate_limit_error" || w.Header().Get("Retry-After") != "1" {
		t.Errorf("%+v, headers %v", e, w.Header())
	}
	if w := r.send("GET", "/healthz", ""); w.Code != 200 {
		t.Errorf("health is %d while all slots are taken", w.Code)
	}
	close(goOn)
	for range 2 {
		if code := <-done; code != 200 {
			t.Errorf("status %d", code)
		}
	}
	if w := r.ask(question("")); w.Code != 200 {
		t.Errorf("afterwards: status %d", w.Code)
	}
}

func TestMetrics(t *testing.T) {
	if w := newRig(t, says(), withMetrics).send("GET", "/metrics", ""); w.Code != 200 || w.Body.String() != "dgrid_up 1\n" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	wantError(t, newRig(t, says(), nil).send("GET", "/metrics", ""), 404, "unknown_url")
}

// Whoever wraps the gateway sees which endpoint answered, and never a path that somebody made up.
func TestWrap(t *testing.T) {
	var pattern string
	r := newRig(t, says("Hi"), func(_ *gateway.Config, p *gateway.Parts) {
		p.Wrap = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(w, r)
				pattern = r.Pattern
			})
		}
	})
	for _, test := range []struct{ method, path, host, want string }{
		{"GET", "/healthz", "localhost", "/healthz"}, {"GET", "/readyz", "localhost", "/readyz"}, {"GET", "/v1/models/smollm2", "localhost", "GET /v1/models/{id...}"},
		{"DELETE", "/v1/models", "localhost", "/v1/models"}, {"GET", "/made/up", "localhost", "/"}, {"GET", "/v1/models", "evil.example", ""},
	} {
		r.send(test.method, test.path, "", "Host", test.host)
		if pattern != test.want {
			t.Errorf("%s %s: pattern %q, want %q", test.method, test.path, pattern, test.want)
		}
	}
}

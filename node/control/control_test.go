package control_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/gateway"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
)

// view is a store with one account in each role.
func view(t *testing.T) *control.Local {
	t.Helper()
	st, err := store.Open(t.TempDir(), dgrid.Domain{ChainID: 1}, store.Options{MinFree: 1 << 20, Ballast: 1 << 20}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	for role, amount := range map[store.Role]uint64{store.AsPayer: 5, store.AsProvider: 7} {
		v := dgrid.Voucher{Payer: dgrid.Address{1}, Provider: dgrid.Address{2}, Amount: dgrid.NewAmount(amount)}
		if err := st.PutVoucher(t.Context(), role, dgrid.Signed[dgrid.Voucher]{Object: v}); err != nil {
			t.Fatal(err)
		}
	}
	return &control.Local{Store: st, Base: func() control.Status { return control.Status{Running: true, Network: "test"} }}
}

// What a command sees through the socket is what the daemon sees.
func TestSocketShowsTheSame(t *testing.T) {
	local, dir := view(t), t.TempDir()
	socket := filepath.Join(dir, control.SocketName)
	if err := os.WriteFile(socket, nil, 0o600); err != nil { // as a killed daemon leaves one
		t.Fatal(err)
	}
	l, err := control.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- control.Serve(ctx, l, local) }()
	client, ok := control.Dial(t.Context(), dir)
	if !ok {
		t.Fatal("nobody answers")
	}
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("socket: %v, %v", info, err)
	}
	want, err := local.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.Status(t.Context())
	if err != nil || !reflect.DeepEqual(got, want) || len(got.Accounts) != 2 {
		t.Errorf("status is %+v, %v; want %+v", got, err, want)
	}
	if _, err := client.Find(t.Context(), "abcd"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown job: %v", err)
	}
	if jobs, err := client.Jobs(t.Context(), 10); err != nil || len(jobs) != 0 {
		t.Errorf("jobs: %v, %v", jobs, err)
	}
	if _, err := client.Jobs(t.Context(), 0); err == nil {
		t.Error("a limit of 0 was taken")
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if _, ok := control.Dial(t.Context(), dir); ok {
		t.Error("somebody answers after the end")
	}
}

// fake is a running node's answers.
type fake struct {
	control.Living
	asked   control.RouteRequest
	keys    []control.Key
	revoked string
}

func (f *fake) Peers(context.Context) ([]control.Peer, error) {
	return []control.Peer{{ID: "a", Connected: true, RTT: 1.5, Models: []control.PeerModel{{Name: "m", Price: dgrid.Price{Output: dgrid.NewAmount(7)}}}}}, nil
}

func (f *fake) Route(_ context.Context, q control.RouteRequest) (*control.Route, error) {
	f.asked = q
	d := router.Decision{Chosen: "a", Candidates: []router.Candidate{{Peer: "a", Cost: 1.5, Reasons: []string{"cheap"}}}}
	return &control.Route{ModelName: q.Model, Decision: d, MaxFee: dgrid.NewAmount(9)}, nil
}

func (f *fake) Why(_ context.Context, prefix string) (*control.Why, error) {
	if prefix != "a" {
		return nil, fmt.Errorf("%w: no node begins with %q", store.ErrNotFound, prefix)
	}
	return &control.Why{Peer: "a", Standing: "good", Events: []control.Event{{Kind: "refused", Reason: "busy"}}}, nil
}

func (f *fake) AddKey(_ context.Context, name string, budget *dgrid.Amount) (string, error) {
	for _, k := range f.keys {
		if k.Name == name {
			return "", fmt.Errorf("add key %s: %w", name, control.ErrExists)
		}
	}
	f.keys = append(f.keys, control.Key{Name: name, Budget: budget})
	return "secret-of-" + name, nil
}

func (f *fake) Keys(context.Context) ([]control.Key, error) { return f.keys, nil }

func (f *fake) RevokeKey(_ context.Context, name string) error {
	f.revoked = name
	return nil
}

// serve answers on a socket in a new folder until the test ends.
func serve(t *testing.T, v control.View) *control.Client {
	t.Helper()
	dir := t.TempDir()
	l, err := control.Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- control.Serve(ctx, l, v) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	client, ok := control.Dial(t.Context(), dir)
	if !ok {
		t.Fatal("nobody answers")
	}
	return client
}

// Requests and answers of a running node survive the socket, and so do the errors that commands branch on.
func TestSocketOfARunningNode(t *testing.T) {
	local, f := view(t), &fake{}
	local.Living, local.Reputation, local.KeyRing = f, f, f
	c, ctx := serve(t, local), t.Context()
	want, _ := f.Peers(ctx)
	if got, err := c.Peers(ctx); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("peers are %+v, %v; want %+v", got, err, want)
	}
	no := false
	q := control.RouteRequest{Model: "m", Question: "why?\n\u2028", MaxTokens: 7, Unverified: &no}
	route, err := c.Route(ctx, q)
	if err != nil || !reflect.DeepEqual(f.asked, q) || route.MaxFee != dgrid.NewAmount(9) || route.Decision.Candidates[0].Reasons[0] != "cheap" {
		t.Errorf("route is %+v, %v; asked was %+v", route, err, f.asked)
	}
	if _, err := c.Route(ctx, control.RouteRequest{}); err == nil || !strings.Contains(err.Error(), "want a name or a ModelID") {
		t.Errorf("a route without a model: %v", err)
	}
	if y, err := c.Why(ctx, "a"); err != nil || y.Standing != "good" || y.Events[0].Reason != "busy" {
		t.Errorf("why is %+v, %v", y, err)
	}
	if _, err := c.Why(ctx, "b"); !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), `begins with "b"`) {
		t.Errorf("why of nobody: %v", err)
	}
	budget := dgrid.NewAmount(5)
	if secret, err := c.AddKey(ctx, "laptop", &budget); err != nil || secret != "secret-of-laptop" {
		t.Errorf("key is %q, %v", secret, err)
	}
	if _, err := c.AddKey(ctx, "laptop", nil); !errors.Is(err, control.ErrExists) {
		t.Errorf("a second key of one name: %v", err)
	}
	if _, err := c.AddKey(ctx, "../x", nil); err == nil {
		t.Error("a name with a path is taken")
	}
	if keys, err := c.Keys(ctx); err != nil || len(keys) != 1 || *keys[0].Budget != budget {
		t.Errorf("keys are %+v, %v", keys, err)
	}
	if err := c.RevokeKey(ctx, "laptop"); err != nil || f.revoked != "laptop" {
		t.Errorf("revoked is %q, %v", f.revoked, err)
	}
}

// What a node does not have is told as that.
func TestUnavailable(t *testing.T) {
	local := view(t)
	for name, v := range map[string]control.View{"local": local, "socket": serve(t, local)} {
		_, peers := v.Peers(t.Context())
		_, route := v.Route(t.Context(), control.RouteRequest{Model: "m"})
		_, why := v.Why(t.Context(), "a")
		_, keys := v.Keys(t.Context())
		_, add := v.AddKey(t.Context(), "a", nil)
		_, audits := v.Audits(t.Context(), control.AuditQuery{Limit: 1})
		_, anew := v.Recompute(t.Context(), "")
		for i, err := range []error{peers, route, why, keys, add, audits, anew, v.RevokeKey(t.Context(), "a")} {
			if !errors.Is(err, control.ErrUnavailable) {
				t.Errorf("%s, call %d: %v", name, i, err)
			}
		}
	}
}

// The gateway's keys are listed with what was spent, by the errors that commands branch on.
func TestAPIKeys(t *testing.T) {
	local, ctx := view(t), t.Context()
	ring, err := gateway.OpenKeys(local.Store, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	local.KeyRing = ring.KeyRing()
	budget, nothing := dgrid.NewAmount(5), dgrid.Amount{}
	secret, err := local.AddKey(ctx, "laptop", &budget)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := ring.Authenticate(secret); !ok {
		t.Error("the key does not count")
	}
	if _, err := local.AddKey(ctx, "laptop", nil); !errors.Is(err, control.ErrExists) {
		t.Errorf("a second key of one name: %v", err)
	}
	if _, err := local.AddKey(ctx, "poor", &nothing); err == nil {
		t.Error("a budget of nothing became no limit")
	}
	if err := local.RevokeKey(ctx, "desk"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("revoked a key that is none: %v", err)
	}
	if err := local.RevokeKey(ctx, "laptop"); err != nil {
		t.Fatal(err)
	}
	if _, err := local.AddKey(ctx, "laptop", nil); err != nil {
		t.Errorf("a name is not free after its key was revoked: %v", err)
	}
	keys, err := local.Keys(ctx)
	if err != nil || len(keys) != 2 {
		t.Fatalf("keys are %+v, %v", keys, err)
	}
	for _, k := range keys {
		if k.Revoked != (k.Budget != nil) || k.Budget != nil && *k.Budget != budget || time.Since(k.Created) > time.Hour {
			t.Errorf("key is %+v", k)
		}
	}
}

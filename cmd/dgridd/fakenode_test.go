package main_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/router"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

const (
	goodPeer  = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"
	otherPeer = "12D3KooWEDJqnszhPEBgVn7sc3CvDgLCXTMdwAwT1XmcFRwEUD7r"
)

// fakeNode answers commands as a running node would; it stands for the wiring, which has tests of its own.
type fakeNode struct {
	control.View // nil: what is not below is not called
	gateway      string
	keys         []control.Key
}

func (f *fakeNode) Status(context.Context) (*control.Status, error) {
	s := &control.Status{
		Running: true, Agent: "dgridd/test", Network: "dev", Peer: goodPeer, Started: time.Now().Add(-time.Hour), Addrs: []string{"/ip4/127.0.0.1/tcp/4700/p2p/" + goodPeer},
		Roles:   []string{control.RoleGateway, control.RoleAuditor},
		Gateway: control.Gateway{URL: f.gateway, Requests: 2}, Auditor: control.Auditor{Running: 1, Limit: 3},
		Mesh: control.Mesh{Bootstrap: 1, Peers: 2, Adverts: 2, Providers: 1, Reach: "public", DHT: "server", Skew: 3_600_000, Clocks: 2},
		Disk: control.Disk{Free: 5 << 30, Want: 1 << 30}, Accounts: []control.Account{},
	}
	s.Problems = control.Diagnose(s)
	return s, nil
}

func (f *fakeNode) Peers(context.Context) ([]control.Peer, error) {
	return []control.Peer{
		{ID: otherPeer, Problems: []string{"its clock is 1h0m0s ahead"}, Weight: 0.5},
		{ID: goodPeer, Connected: true, Transport: "quic-v1", Direction: "out", RTT: 1.25, Agent: "dgridd/test\x1b[2J\nwrong: nothing", Addr: "/ip4/192.0.2.7/udp/4700/quic-v1",
			Weight: 1, Models: []control.PeerModel{{ID: dgrid.ModelID{1}, Name: "m", Class: "cpu", Slots: 2, Price: dgrid.Price{Input: dgrid.NewAmount(7), Output: dgrid.NewAmount(9)}, Reason: "one auditor, 2 are wanted"}},
			Audits: []dgrid.ModelID{{2}}},
	}, nil
}

func (f *fakeNode) Why(_ context.Context, prefix string) (*control.Why, error) {
	if prefix != goodPeer[:12] {
		return nil, fmt.Errorf("why: %w: no known node begins with %q", store.ErrNotFound, prefix)
	}
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	return &control.Why{Peer: goodPeer, Standing: "failed", Reason: "an audit found other weights", Banned: "an audit found other weights", Jobs: 4, Broken: 1, Passed: 2, Failed: 1,
		Audits: []control.Audit{{Time: at, Job: dgrid.JobID{3}, Model: dgrid.ModelID{1}, Result: "failed", Reason: "S1 is 0.2, threshold 0.01", Auditor: "self"}},
		Events: []control.Event{{Time: at, Kind: "refused", Reason: "all slots are taken", Weight: 0.5}},
		Public: &control.PublicConduct{Standing: "suspended", Audits: 9, Failures: 2, Value: 1234.5, Lines: []string{"job 0300: failed\x1b[2J"}, Models: []control.Figure{}}}, nil
}

func (f *fakeNode) Audits(_ context.Context, q control.AuditQuery) (*control.Audits, error) {
	out := &control.Audits{Final: 42, Jobs: []control.AuditedJob{}, Files: []control.SeatFile{}, Missing: 1, Waiting: 2}
	if q.Open {
		return out, nil
	}
	value, score, eligible := 25.5, 0.125, 3
	out.Jobs = append(out.Jobs, control.AuditedJob{
		Job: dgrid.JobID{3}, Provider: dgrid.Address{4}, Model: dgrid.ModelID{1}, Epoch: 7, Block: 40, Tx: dgrid.Digest{5}, Fee: dgrid.NewAmount(9), Rate: 0.5, Chance: 0.75, Draw: 0.25,
		Eligible: &eligible, Outcome: "failed", Escalated: true, Reason: "two thirds convict", Value: &value, Standing: "watched",
		Seats: []control.AuditSeat{{Seat: 0, Owner: dgrid.Address{6}, Asked: true, Finding: "fail", S1: &score, S2: &score}, {Seat: 1, Owner: dgrid.Address{7}, Asked: true}},
	})
	out.Files = append(out.Files, control.SeatFile{Job: dgrid.JobID{3}, Seat: 1, Commit: dgrid.Digest{8}, Finding: "pass", S1: &score, S1Window: &score, S2: &score, S2Window: &score,
		Others: 1, RecomputeSeconds: 1.5, TookSeconds: 4, SentBytes: 100, ReceivedBytes: 2000})
	return out, nil
}

func (f *fakeNode) Filed(_ context.Context, q control.FiledQuery) (*record.Filed, error) {
	fee := dgrid.NewAmount(2)
	return &record.Filed{Known: q.Epoch == 1, Totals: verify.Totals{Jobs: 1, Fees: fee}, Rate: dgrid.One, Later: 2}, nil
}

func (f *fakeNode) Recompute(_ context.Context, prefix string) (*control.Recomputed, error) {
	r := &control.Recomputed{Final: 42, Agrees: true, Batches: 5, Held: control.HeldRecord{Final: 41, Batches: 5}, Standings: []control.Comparison{}}
	c := control.Comparison{Figure: control.Figure{Audits: 9, Failures: 2, Value: 1234.5, Standing: "suspended"}, Agrees: true}
	c.Held = c.Figure
	switch prefix {
	case "0xbad":
		r.Agrees, c.Agrees, c.Held = false, false, control.Figure{Audits: 7, Value: 0.5, Standing: "ok"}
	case "0xdead":
		r.Agrees, r.Missing = false, 1
	}
	r.Standings = append(r.Standings, c)
	return r, nil
}

func (f *fakeNode) Route(_ context.Context, q control.RouteRequest) (*control.Route, error) {
	r := &control.Route{Model: dgrid.ModelID{1}, ModelName: q.Model, Prompt: 12, Output: q.MaxTokens, MaxFee: dgrid.NewAmount(42), Limit: dgrid.NewAmount(100)}
	r.Decision.Candidates = []router.Candidate{
		{Peer: goodPeer, Price: dgrid.Price{Input: dgrid.NewAmount(7), Output: dgrid.NewAmount(9)}, Class: "cpu", Verified: true, Quoted: true, Cost: 42.4, Reasons: []string{"a slot is free"}},
		{Peer: otherPeer, Excluded: "nobody can check it"},
	}
	if q.Question == "nobody" {
		r.Decision.Candidates, r.Nobody = r.Decision.Candidates[1:], "no provider may be asked: 1 of 1 is unverified"
	} else {
		r.Decision.Chosen = goodPeer
	}
	return r, nil
}

func (f *fakeNode) AddKey(_ context.Context, name string, budget *dgrid.Amount) (string, error) {
	for _, k := range f.keys {
		if k.Name == name {
			return "", fmt.Errorf("add key %q: %w", name, control.ErrExists)
		}
	}
	f.keys = append(f.keys, control.Key{Name: name, Budget: budget})
	return "dg-" + hex.EncodeToString([]byte(name)), nil
}

func (f *fakeNode) Keys(context.Context) ([]control.Key, error) { return f.keys, nil }

func (f *fakeNode) RevokeKey(_ context.Context, name string) error {
	for i := range f.keys {
		if f.keys[i].Name == name {
			f.keys[i].Revoked = true
			return nil
		}
	}
	return fmt.Errorf("revoke key: %w: %q", store.ErrNotFound, name)
}

// fakenode runs `fakenode HOME`: until the script ends a fake answers as the node of that home.
func fakenode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fakenode HOME")
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	gateway := httptest.NewServer(mux)
	ts.Defer(gateway.Close)
	l, err := control.Listen(filepath.Clean(ts.MkAbs(args[0])))
	ts.Check(err)
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- control.Serve(ctx, l, &fakeNode{gateway: gateway.URL}) }()
	ts.Defer(func() {
		stop()
		if err := <-served; err != nil {
			ts.Logf("fake node: %v", err)
		}
	})
}

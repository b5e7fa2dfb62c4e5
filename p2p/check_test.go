package p2p_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"google.golang.org/protobuf/encoding/protodelim"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// auditor is a member that audits the model of transcripts made by exampleTranscript, and a payer connected to it.
func auditorAndPayer(t *testing.T, change ...func(*p2p.Config)) (auditor, payer *member) {
	t.Helper()
	leakCheck(t)
	a := meshConfig(t, newIdentity(t), tcp)
	for _, f := range change {
		f(&a)
	}
	auditor = startMember(t, a)
	check(t, auditor.Announce(dgrid.Advert{Audits: []dgrid.ModelID{{8}}}))
	payer = startMember(t, meshConfig(t, newIdentity(t), quic, auditor.Host))
	await(t, payer.Host, "the auditor's advert", has(auditor.ID()))
	return auditor, payer
}

func auditable(t *testing.T, leaves int) *dgrid.Transcript {
	t.Helper()
	tr := exampleTranscript(t, leaves)
	tr.Order.Object.Model = dgrid.ModelID{8}
	return tr
}

func TestCheck(t *testing.T) {
	auditor, payer := auditorAndPayer(t, func(c *p2p.Config) { c.Limits.Heartbeat, c.Limits.Silence = 20*time.Millisecond, 500*time.Millisecond })
	want := auditable(t, 1500) // several parts
	long := make(chan struct{})
	auditor.ServeChecks(func(ctx context.Context, remote p2p.Hello, tr *dgrid.Transcript) ([]byte, error) {
		switch {
		case remote.Peer != payer.ID():
			return nil, errors.New("of somebody else")
		case tr.ModelName == "busy":
			return nil, fmt.Errorf("no: %w", &p2p.CheckRefusal{Code: p2p.CheckBusy, Message: "2 checks\nrun"})
		case tr.ModelName == "broken":
			return nil, errors.New("disk on fire")
		case tr.ModelName == "huge":
			return make([]byte, p2p.MaxReport+1), nil
		case tr.ModelName == "long":
			<-long
			return bytes.Repeat([]byte("r"), p2p.MaxReport), nil
		case !reflect.DeepEqual(tr, want):
			return nil, errors.New("of another transcript")
		}
		return []byte("all well"), nil
	})
	report, err := payer.Check(testContext(t), auditor.ID(), want)
	check(t, err)
	if string(report) != "all well" {
		t.Fatalf("report %q", report)
	}
	// A check may take longer than the silence after which a dead peer is given up.
	tr := auditable(t, 1)
	tr.ModelName = "long"
	time.AfterFunc(1200*time.Millisecond, func() { close(long) })
	if report, err = payer.Check(testContext(t), auditor.ID(), tr); err != nil || len(report) != p2p.MaxReport {
		t.Fatalf("report of %d bytes, %v", len(report), err)
	}
	other := auditable(t, 1)
	other.Order.Object.Model = dgrid.ModelID{9}
	named := func(name string) *dgrid.Transcript { tr := auditable(t, 1); tr.ModelName = name; return tr }
	for _, c := range []struct {
		tr   *dgrid.Transcript
		code p2p.CheckCode
		text string
	}{
		{named("busy"), p2p.CheckBusy, "2 checks run"},
		{named("broken"), p2p.CheckFailed, "could not do it"},
		{named("huge"), p2p.CheckFailed, "could not do it"},
		{other, p2p.CheckNotAudited, "model 0x09"},
	} {
		_, err := payer.Check(testContext(t), auditor.ID(), c.tr)
		var refusal *p2p.CheckRefusal
		if !errors.As(err, &refusal) || refusal.Code != c.code || !strings.Contains(err.Error(), c.text) {
			t.Errorf("Check: %v, want the refusal %q that says %q", err, c.code, c.text)
		}
	}
}

// TestCheckEndsWithWhoWaits: an auditor stops working for a payer that is gone, and a payer waits for no dead auditor.
func TestCheckEndsWithWhoWaits(t *testing.T) {
	auditor, payer := auditorAndPayer(t)
	begun, ended := make(chan struct{}, 2), make(chan struct{}, 2)
	auditor.ServeChecks(func(ctx context.Context, _ p2p.Hello, _ *dgrid.Transcript) ([]byte, error) {
		begun <- struct{}{}
		<-ctx.Done()
		ended <- struct{}{}
		return nil, ctx.Err()
	})
	ctx, cancel := context.WithCancel(testContext(t))
	go func() { <-begun; cancel() }()
	if _, err := payer.Check(ctx, auditor.ID(), auditable(t, 1)); !errors.Is(err, context.Canceled) {
		t.Fatalf("Check: %v, want its context's end", err)
	}
	<-ended
	go func() { <-begun; auditor.stop() }()
	_, err := payer.Check(testContext(t), auditor.ID(), auditable(t, 1))
	var failure *p2p.StreamError
	if !errors.As(err, &failure) {
		t.Fatalf("Check with an auditor that shuts down: %v", err)
	}
	<-ended
}

func TestCheckWithAHostileAuditor(t *testing.T) {
	for _, c := range []struct {
		name, text string
		send       func(s network.Stream) // after both hellos and the request
	}{
		{"a report before the transcript", "out of order", func(s network.Stream) { _, _ = protodelim.MarshalTo(s, &pb.CheckReply{Report: []byte("fine")}) }},
		{"ready twice", "out of order", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.CheckReply{Status: 1})
			_, _ = protodelim.MarshalTo(s, &pb.CheckReply{Status: 1})
		}},
		{"unknown", "status 7 is unknown", func(s network.Stream) { _, _ = protodelim.MarshalTo(s, &pb.CheckReply{Status: 7}) }},
		{"a refusal that clears the screen", "cannot be printed", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.CheckReply{Status: 3, Code: 1, Message: "\x1b[2J"})
		}},
		{"a refusal without a code", "no code", func(s network.Stream) { _, _ = protodelim.MarshalTo(s, &pb.CheckReply{Status: 3}) }},
		{"a report too large", "65536", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.CheckReply{Status: 1})
			_, _ = protodelim.MarshalTo(s, &pb.CheckReply{Report: make([]byte, p2p.MaxReport+1)})
		}},
		{"silence after a sign of life", "silent", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.CheckReply{Status: 1})
			_, _ = protodelim.MarshalTo(s, &pb.CheckReply{Status: 2})
		}},
		{"its end", "connection lost", func(s network.Stream) { _ = s.CloseWrite() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			leakCheck(t)
			id := newIdentity(t)
			cfg := id.config(t)
			h := plainHost(t, id.key, tcp)
			announce(t, h, "/dgrid/test/check/0", func(s network.Stream) {
				_, _ = protodelim.MarshalTo(s, &pb.Hello{Network: cfg.Network, NetworkId: cfg.NetworkID[:],
					Binding: &pb.Signed{Object: dgrid.Encode(&cfg.Binding.Object), Signature: cfg.Binding.Signature[:]}})
				c.send(s)
			})
			mine := newIdentity(t).config(t)
			mine.Limits.Heartbeat, mine.Limits.Silence = 50*time.Millisecond, 100*time.Millisecond
			payer := startHost(t, mine)
			_, err := payer.Greet(testContext(t), plainAddr(h))
			if !errors.Is(err, p2p.ErrNotServing) { // it connects
				t.Fatalf("Greet: %v", err)
			}
			_, err = payer.Check(testContext(t), dgrid.PeerID(h.ID().String()), auditable(t, 1))
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("Check: %v, want %q", err, c.text)
			}
		})
	}
}

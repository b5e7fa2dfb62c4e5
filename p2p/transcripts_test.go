package p2p_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/libp2p/go-libp2p/core/network"
	"google.golang.org/protobuf/encoding/protodelim"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// exampleTranscript has n full leaves and one of a single token.
func exampleTranscript(t testing.TB, n int) *dgrid.Transcript {
	t.Helper()
	frame := exampleOrder(t)
	key := newIdentity(t).owner
	receipt := sign(t, key, dgrid.Receipt{Finish: dgrid.FinishLength, OutputTokens: uint32(32*n + 1)})
	cancel := sign(t, key, dgrid.Cancel{OutputTokens: 3})
	tr := &dgrid.Transcript{Version: dgrid.Version, Network: "test", Domain: domain, ModelName: "smol (Q4_1)", Request: frame.Request, Prefix: frame.Prefix,
		Order: frame.Order, Acceptance: sign(t, key, dgrid.Acceptance{PromptTokens: 4}), Receipt: &receipt, Cancel: &cancel}
	voucher := sign(t, key, dgrid.Voucher{Amount: dgrid.NewAmount(12)})
	tr.Voucher = &voucher
	step := sign(t, key, dgrid.Step{Number: 1})
	for i := range n + 1 {
		ids := make([]dgrid.TokenID, dgrid.LeafTokens)
		if i == n {
			ids = ids[:1]
		} else {
			tr.Steps = append(tr.Steps, step)
		}
		for j := range ids {
			ids[j] = dgrid.TokenID(49_000 + j)
			tr.Sketches = append(tr.Sketches, dgrid.Sketch{int16(i), -1, 32767, -32768, 0, 1, 2, int16(j)})
		}
		tr.Leaves = append(tr.Leaves, dgrid.Leaf{IDs: ids, Text: strings.Repeat("wörd ", len(ids)), SketchHash: dgrid.Digest{byte(i), 1}})
	}
	return tr
}

func TestTranscriptsOverBothTransports(t *testing.T) {
	for _, listen := range []string{tcp, quic} {
		t.Run(listen, func(t *testing.T) {
			provider, payer := pair(t, listen)
			want := exampleTranscript(t, 1500) // several parts
			job := dgrid.JobID(domain.HashObject(&want.Order.Object))
			provider.ServeTranscripts(func(_ context.Context, remote p2p.Hello, id dgrid.JobID, full bool) (*dgrid.Transcript, error) {
				switch {
				case remote.Peer != payer.ID():
					return nil, p2p.ErrForbidden
				case id == job:
					return want, nil
				case id == dgrid.JobID{1}:
					return nil, fmt.Errorf("drawn seats only: %w", p2p.ErrForbidden)
				case id == dgrid.JobID{2}:
					return nil, errors.New("disk on fire")
				case id == dgrid.JobID{3}:
					return want, nil // of another job
				}
				return nil, p2p.ErrNoTranscript
			})
			ctx, at := testContext(t), addr(t, provider)
			got, err := payer.FetchTranscript(ctx, at, job)
			check(t, err)
			if !reflect.DeepEqual(got, want) {
				t.Fatal("the transcript is not the one that was sent")
			}
			got, err = payer.FetchReceipt(ctx, at, job)
			check(t, err)
			without := *want
			without.Sketches = nil
			if !reflect.DeepEqual(got, &without) {
				t.Fatal("the receipt's transcript is not the one that was sent, without sketches")
			}
			for id, text := range map[dgrid.JobID]string{{1}: p2p.ErrForbidden.Error(), {2}: "could not read", {3}: "transcript of job " + job.String(), {4}: p2p.ErrNoTranscript.Error()} {
				if _, err := payer.FetchTranscript(ctx, at, id); err == nil || !strings.Contains(err.Error(), text) {
					t.Errorf("FetchTranscript(%s): %v, want %q", id.Short(), err, text)
				}
			}
		})
	}
}

func TestTranscriptOfAHostileProvider(t *testing.T) {
	for _, c := range []struct {
		name string
		send func(s network.Stream) // after both hellos and the request
		text string
	}{
		{"larger than allowed", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.TranscriptReply{Size: p2p.MaxTranscript + 1})
		}, "want 1 to"},
		{"nothing", func(s network.Stream) { _, _ = protodelim.MarshalTo(s, &pb.TranscriptReply{}) }, "want 1 to"},
		{"more than announced", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.TranscriptReply{Size: 3})
			_, _ = protodelim.MarshalTo(s, &pb.Part{Data: []byte("four")})
		}, "more bytes than the 3 announced"},
		{"empty parts", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.TranscriptReply{Size: 3})
			_, _ = protodelim.MarshalTo(s, &pb.Part{})
		}, "empty"},
		{"nonsense", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.TranscriptReply{Size: 4})
			_, _ = protodelim.MarshalTo(s, &pb.Part{Data: []byte("four")})
		}, "decode transcript"},
		{"less than announced", func(s network.Stream) {
			_, _ = protodelim.MarshalTo(s, &pb.TranscriptReply{Size: 4})
			_ = s.CloseWrite()
		}, "connection lost"},
	} {
		t.Run(c.name, func(t *testing.T) {
			leakCheck(t)
			id := newIdentity(t)
			cfg := id.config(t)
			h := plainHost(t, id.key, tcp)
			announce(t, h, "/dgrid/test/audit/0", func(s network.Stream) {
				_, _ = protodelim.MarshalTo(s, &pb.Hello{Network: cfg.Network, NetworkId: cfg.NetworkID[:],
					Binding: &pb.Signed{Object: dgrid.Encode(&cfg.Binding.Object), Signature: cfg.Binding.Signature[:]}})
				c.send(s)
			})
			_, err := startHost(t, newIdentity(t).config(t)).FetchTranscript(testContext(t), plainAddr(h), dgrid.JobID{1})
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Fatalf("FetchTranscript: %v, want %q", err, c.text)
			}
		})
	}
}

package p2p_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

func exampleSeatReply(t testing.TB, leaves int) *p2p.SeatReply {
	key := newIdentity(t).owner
	opening := sign(t, key, dgrid.Opening{Object: dgrid.Digest{1}})
	ballot := sign(t, key, dgrid.Ballot{Object: dgrid.Digest{1}, Guilty: 1})
	tr := exampleTranscript(t, leaves)
	r := &p2p.SeatReply{Transcript: tr, Opening: &opening, Ballot: &ballot, Sketches: tr.Sketches}
	receipt, order, verdict := sign(t, key, dgrid.Receipt{OutputTokens: 1}), sign(t, key, dgrid.Order{MaxOutput: 1}), sign(t, key, dgrid.Verdict{Seat: 1})
	r.Entries = []dgrid.BatchEntry{{Leaf: dgrid.BatchLeaf{Kind: dgrid.LeafReceipt, PairFee: dgrid.NewAmount(3)}, Order: &order, Receipt: &receipt},
		{Leaf: dgrid.BatchLeaf{Kind: dgrid.LeafVerdict, Seq: 1}, Verdict: &verdict}}
	for seat := range uint32(3) {
		r.Commits = append(r.Commits, sign(t, key, dgrid.Commit{Seat: seat}))
		r.Reveals = append(r.Reveals, sign(t, key, dgrid.Reveal{Seat: seat, S1: -5}))
	}
	return r
}

func TestSeatsOverBothTransports(t *testing.T) {
	for _, listen := range []string{tcp, quic} {
		t.Run(listen, func(t *testing.T) {
			provider, validator := pair(t, listen)
			want := exampleSeatReply(t, 1500) // several parts
			commit := sign(t, newIdentity(t).owner, dgrid.Commit{Object: dgrid.Digest{1}, Seat: 7})
			provider.ServeSeats(func(_ context.Context, remote p2p.Hello, r *p2p.SeatRequest) (*p2p.SeatReply, error) {
				switch {
				case remote.Peer != validator.ID():
					return nil, errors.New("of somebody else")
				case r.Ask == p2p.AskCommit && reflect.DeepEqual(r.Commit, &commit) && r.Epoch == 9:
					return nil, nil
				case r.Ask == p2p.AskTranscript:
					return want, nil
				case r.Ask == p2p.AskOpening:
					return nil, fmt.Errorf("seats 1, 2\nare missing: %w", p2p.ErrNotYet)
				case r.Ask == p2p.AskBatch && r.Node == dgrid.Address{9} && r.Epoch == 4:
					return &p2p.SeatReply{Entries: want.Entries}, nil
				case r.Ask == p2p.AskBallot:
					return nil, p2p.ErrNoSeat
				case r.Ask == p2p.AskReveals:
					return nil, p2p.ErrNoTranscript
				}
				return nil, errors.New("disk on fire")
			})
			ctx, at := testContext(t), addr(t, provider)
			got, err := validator.Seat(ctx, at, &p2p.SeatRequest{Ask: p2p.AskTranscript, Object: dgrid.Digest{1}})
			check(t, err)
			if got.Bytes < 1<<20 {
				t.Errorf("a reply of %d bytes", got.Bytes)
			}
			got.Bytes = 0
			if !reflect.DeepEqual(got, want) {
				t.Fatal("the reply is not the one that was sent")
			}
			got, err = validator.Seat(ctx, at, &p2p.SeatRequest{Ask: p2p.AskCommit, Object: dgrid.Digest{1}, Epoch: 9, Seat: 7, Commit: &commit})
			check(t, err)
			if !reflect.DeepEqual(got, &p2p.SeatReply{}) {
				t.Errorf("the answer to a commit is %+v", got)
			}
			got, err = validator.Seat(ctx, at, &p2p.SeatRequest{Ask: p2p.AskBatch, Object: dgrid.Digest{1}, Epoch: 4, Node: dgrid.Address{9}})
			check(t, err)
			if !reflect.DeepEqual(got.Entries, want.Entries) {
				t.Errorf("a batch of %+v", got.Entries)
			}
			for ask, want := range map[p2p.SeatAsk]error{p2p.AskOpening: p2p.ErrNotYet, p2p.AskBallot: p2p.ErrNoSeat, p2p.AskReveals: p2p.ErrNoTranscript} {
				_, err := validator.Seat(ctx, at, &p2p.SeatRequest{Ask: ask, Object: dgrid.Digest{1}})
				if !errors.Is(err, want) || ask == p2p.AskOpening && !strings.Contains(err.Error(), "seats 1, 2 are missing") {
					t.Errorf("%s: %v", ask, err)
				}
			}
			reveal := sign(t, newIdentity(t).owner, dgrid.Reveal{Object: dgrid.Digest{1}})
			_, err = validator.Seat(ctx, at, &p2p.SeatRequest{Ask: p2p.AskReveal, Object: dgrid.Digest{1}, Reveal: &reveal})
			var failure *p2p.StreamError
			if !errors.As(err, &failure) || failure.Code != p2p.CodeInternal || strings.Contains(err.Error(), "fire") {
				t.Errorf("a failure there: %v", err)
			}
		})
	}
}

func TestDecodeSeatRequestRefuses(t *testing.T) {
	key := newIdentity(t).owner
	commit, reveal := sign(t, key, dgrid.Commit{Object: dgrid.Digest{1}, Seat: 2}), sign(t, key, dgrid.Reveal{Object: dgrid.Digest{1}, Seat: 2})
	for name, r := range map[string]*p2p.SeatRequest{
		"no object": {Ask: p2p.AskTranscript}, "no ask": {Object: dgrid.Digest{1}}, "an unknown ask": {Ask: 8, Object: dgrid.Digest{1}},
		"no commit":                  {Ask: p2p.AskCommit, Object: dgrid.Digest{1}, Seat: 2},
		"no reveal":                  {Ask: p2p.AskReveal, Object: dgrid.Digest{1}, Seat: 2},
		"a commit too many":          {Ask: p2p.AskOpening, Object: dgrid.Digest{1}, Seat: 2, Commit: &commit},
		"a commit of another seat":   {Ask: p2p.AskCommit, Object: dgrid.Digest{1}, Seat: 1, Commit: &commit},
		"a commit of another object": {Ask: p2p.AskCommit, Object: dgrid.Digest{2}, Seat: 2, Commit: &commit},
		"a reveal of another seat":   {Ask: p2p.AskReveal, Object: dgrid.Digest{1}, Seat: 1, Reveal: &reveal},
		"a reveal of another object": {Ask: p2p.AskReveal, Object: dgrid.Digest{2}, Seat: 2, Reveal: &reveal},
	} {
		if got, err := p2p.DecodeSeatRequest(must(p2p.EncodeSeatRequest(r))); err == nil {
			t.Errorf("%s: decoded %+v", name, got)
		}
	}
	if _, err := p2p.DecodeSeatBody(bytes.Repeat([]byte{0x1a, 0}, p2p.MaxSeats+1)); err == nil || !strings.Contains(err.Error(), "more than 64 commits") {
		t.Errorf("65 commits: %v", err)
	}
	for name, m := range map[string]*pb.SeatReply{"too large": {Size: p2p.MaxTranscript + 1}, "lines": {Status: 1, Message: "a\nb"}} {
		if size, err := p2p.DecodeSeatReply(must(proto.Marshal(m))); err == nil {
			t.Errorf("%s: decoded %d", name, size)
		}
	}
}

// FuzzDecodeSeatRequest and FuzzDecodeSeatBody: what decodes, encodes again and decodes to the same.
func FuzzDecodeSeatRequest(f *testing.F) {
	key := newIdentity(f).owner
	commit, reveal := sign(f, key, dgrid.Commit{Object: dgrid.Digest{1}, Seat: 2}), sign(f, key, dgrid.Reveal{Object: dgrid.Digest{1}, Seat: 2})
	for _, r := range []*p2p.SeatRequest{
		{Ask: p2p.AskTranscript, Object: dgrid.Digest{1}, Epoch: 3}, {Ask: p2p.AskCommit, Object: dgrid.Digest{1}, Seat: 2, Commit: &commit},
		{Ask: p2p.AskReveal, Object: dgrid.Digest{1}, Seat: 2, Reveal: &reveal}, {Ask: p2p.AskBatch, Object: dgrid.Digest{1}, Epoch: 2, Node: dgrid.Address{3}}, {},
	} {
		f.Add(must(p2p.EncodeSeatRequest(r)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := p2p.DecodeSeatRequest(b)
		if err != nil {
			return
		}
		again, err := p2p.DecodeSeatRequest(must(p2p.EncodeSeatRequest(r)))
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Fatalf("decoded %+v, and again %+v, %v", r, again, err)
		}
	})
}

func FuzzDecodeSeatBody(f *testing.F) {
	f.Add(must(p2p.EncodeSeatBody(exampleSeatReply(f, 1))))
	f.Add(must(p2p.EncodeSeatBody(&p2p.SeatReply{Sketches: []dgrid.Sketch{{1}}})))
	f.Add(bytes.Repeat([]byte{0x2a, 0}, 100))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := p2p.DecodeSeatBody(b)
		if err != nil {
			return
		}
		encoded, err := p2p.EncodeSeatBody(r)
		if err != nil {
			t.Fatalf("%+v decodes and does not encode: %v", r, err)
		}
		again, err := p2p.DecodeSeatBody(encoded)
		if err != nil || !reflect.DeepEqual(again, r) {
			t.Fatalf("decoded %+v, and again %+v, %v", r, again, err)
		}
		_, _ = p2p.DecodeSeatReply(b)
	})
}

package p2p_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// FuzzDecodeFrame: what decodes, encodes again and decodes to the same.
func FuzzDecodeFrame(f *testing.F) {
	for _, frame := range fixedFrames() {
		f.Add(body(f, frame))
	}
	f.Add(p2p.Heartbeat()[1:])
	f.Add(field(10, bytes.Repeat([]byte{0x22, 0}, 100)))
	f.Add(field(6, bytes.Repeat([]byte{8, 1}, 33)))
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := p2p.DecodeFrame(b)
		if err != nil || frame == nil {
			return
		}
		encoded, err := p2p.EncodeFrame(frame)
		if err != nil {
			t.Fatalf("%+v decodes and does not encode: %v", frame, err)
		}
		_, n := protowire.ConsumeVarint(encoded)
		again, err := p2p.DecodeFrame(encoded[n:])
		if err != nil || !reflect.DeepEqual(again, frame) {
			t.Fatalf("decoded %+v, and again %+v, %v", frame, again, err)
		}
	})
}

func FuzzDecodeHello(f *testing.F) {
	binding := &pb.Signed{Object: dgrid.Encode(&dgrid.Binding{Owner: dgrid.Address{1}, Peer: dgrid.Digest{2}}), Signature: make([]byte, 65)}
	for _, m := range []*pb.Hello{
		{Network: "dev", NetworkId: make([]byte, 32), Session: bytes.Repeat([]byte{3}, 32), Agent: "dgridd/0.1.0", Binding: binding},
		{Network: "dev", Binding: binding},
		{Network: "\x1b", NetworkId: make([]byte, 31)},
	} {
		f.Add(must(proto.Marshal(m)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := p2p.DecodeHello(b)
		if err == nil && (h.Network == "" || len(h.Agent) > 128 || h.Owner != h.Binding.Object.Owner) {
			t.Fatalf("decoded %+v", h)
		}
	})
}

func FuzzDecodeTranscript(f *testing.F) {
	for n := range 3 {
		f.Add(must(p2p.EncodeTranscript(exampleTranscript(f, n), p2p.MaxTranscript)))
	}
	f.Add(bytes.Repeat([]byte{0x4a, 0}, 100))
	f.Fuzz(func(t *testing.T, b []byte) {
		tr, err := p2p.DecodeTranscript(b)
		if err != nil {
			return
		}
		encoded, err := p2p.EncodeTranscript(tr, 2*p2p.MaxTranscript)
		if err != nil {
			t.Fatalf("%+v decodes and does not encode: %v", tr, err)
		}
		again, err := p2p.DecodeTranscript(encoded)
		if err != nil || !reflect.DeepEqual(again, tr) {
			t.Fatalf("decoded %+v, and again %+v, %v", tr, again, err)
		}
	})
}

func FuzzDecodeTranscriptRequest(f *testing.F) {
	f.Add(must(proto.Marshal(&pb.TranscriptRequest{Job: bytes.Repeat([]byte{1}, 32)})))
	f.Add(must(proto.Marshal(&pb.TranscriptRequest{Job: make([]byte, 32)})))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if job, err := p2p.DecodeTranscriptRequest(b); err == nil && job.IsZero() {
			t.Fatal("decoded no job")
		}
	})
}

func FuzzDecodeTranscriptReply(f *testing.F) {
	for status := range uint32(6) {
		f.Add(must(proto.Marshal(&pb.TranscriptReply{Status: status, Size: 1000})))
	}
	f.Add(must(proto.Marshal(&pb.TranscriptReply{Size: 1 << 63})))
	f.Fuzz(func(t *testing.T, b []byte) {
		if size, err := p2p.DecodeTranscriptReply(b, 2000); err == nil && (size < 1 || size > 2000) {
			t.Fatalf("decoded a size of %d", size)
		}
	})
}

// FuzzDecodeBatchRequest: what decodes, encodes again and decodes to the same.
func FuzzDecodeBatchRequest(f *testing.F) {
	batch, entries := exampleBatch(f, newIdentity(f), dgrid.Address{1}, 2)
	incs := includedIn(f, batch, entries)
	f.Add(must(p2p.EncodeBatchRequest(7, nil)))
	f.Add(must(p2p.EncodeBatchRequest(0, &p2p.InclusionQuery{AfterEpoch: 1, AfterIndex: 2, Shown: incs})))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		epoch, q, err := p2p.DecodeBatchRequest(b)
		if err != nil {
			return
		}
		encoded, err := p2p.EncodeBatchRequest(epoch, q)
		if err != nil {
			t.Fatalf("%d, %+v decodes and does not encode: %v", epoch, q, err)
		}
		epochAgain, again, err := p2p.DecodeBatchRequest(encoded)
		if err != nil || epochAgain != epoch || !reflect.DeepEqual(again, q) {
			t.Fatalf("decoded %+v, and again %+v, %v", q, again, err)
		}
	})
}

func FuzzDecodeBatchReply(f *testing.F) {
	for status := range uint32(5) {
		f.Add(must(proto.Marshal(&pb.BatchReply{Status: status, Count: 3, More: true})), false)
	}
	f.Add(must(proto.Marshal(&pb.BatchReply{Batch: &pb.Batch{Node: make([]byte, 20), Epoch: 1, Root: make([]byte, 32), Count: 9}})), true)
	f.Fuzz(func(t *testing.T, b []byte, whole bool) {
		batch, count, _, err := p2p.DecodeBatchReply(b, whole)
		if err == nil && (count < 0 || count > p2p.MaxLeaves || (!whole && count > p2p.MaxIncluded) || (whole && (count == 0 || batch.Epoch == 0))) {
			t.Fatalf("decoded %+v, %d", batch, count)
		}
	})
}

// FuzzDecodeBatchParts reads a part of a batch and a part of inclusions: what decodes, encodes again and decodes to the same.
func FuzzDecodeBatchParts(f *testing.F) {
	batch, entries := exampleBatch(f, newIdentity(f), dgrid.Address{1}, 2)
	f.Add(must(proto.Marshal(p2p.PackEntries(entries))))
	for _, i := range includedIn(f, batch, entries) {
		f.Add(must(proto.Marshal(p2p.PackIncluded(f, i))))
	}
	f.Add(bytes.Repeat([]byte{0x0a, 0}, 200))
	f.Fuzz(func(t *testing.T, b []byte) {
		if entries, err := p2p.DecodeBatchPart(b); err == nil {
			again, err := p2p.DecodeBatchPart(must(proto.Marshal(p2p.PackEntries(entries))))
			if err != nil || !reflect.DeepEqual(again, entries) {
				t.Fatalf("decoded %+v, and again %+v, %v", entries, again, err)
			}
		}
		if list, err := p2p.DecodeIncludedPart(b); err == nil {
			again, err := p2p.DecodeIncludedPart(must(proto.Marshal(p2p.PackIncluded(t, list[0]))))
			if err != nil || !reflect.DeepEqual(again[0], list[0]) {
				t.Fatalf("decoded %+v, and again %+v, %v", list[0], again, err)
			}
		}
	})
}

func FuzzDecodePart(f *testing.F) {
	f.Add(must(proto.Marshal(&pb.Part{Data: []byte("part")})))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if data, err := p2p.DecodePart(b); err == nil && (len(data) == 0 || len(data) > len(b)) {
			t.Fatalf("decoded %d bytes out of %d", len(data), len(b))
		}
	})
}

// FuzzStream gives any bytes to a provider's stream: it hands on one order at most, and no cancel before it, or ends.
func FuzzStream(f *testing.F) {
	frames := fixedFrames()
	order, voucher := must(p2p.EncodeFrame(frames["order"])), must(p2p.EncodeFrame(frames["voucher"]))
	f.Add(bytes.Join([][]byte{order, p2p.Heartbeat(), voucher}, nil))
	f.Add(append(order[:len(order):len(order)], order...))
	f.Add(voucher)
	f.Add(bytes.Join([][]byte{must(p2p.EncodeFrame(frames["meet"])), voucher, order, voucher}, nil))
	f.Add([]byte{0xff, 0xff, 0xff, 0x7f})
	f.Add([]byte{0x80, 0x80, 0x80, 0x04, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var tasks p2p.Tasks
		ctx, cancel := context.WithCancel(t.Context())
		provider, payer := newPipe(len(b) + 1<<20)
		s, err := p2p.NewStream(ctx, provider, true, p2p.Limits{}, &tasks)
		check(t, err)
		_, err = payer.Write(b)
		check(t, err)
		check(t, payer.CloseWrite())
		ordered := false
		for {
			frame, err := s.Recv(ctx)
			if err != nil {
				var failure *p2p.StreamError
				if err != io.EOF && !errors.As(err, &failure) {
					t.Fatalf("Recv: %v", err)
				}
				break
			}
			if _, order := frame.(*p2p.OrderFrame); order {
				if ordered {
					t.Fatal("a second order")
				}
				ordered = true
			}
			if _, cancel := frame.(*p2p.CancelFrame); cancel && !ordered {
				t.Fatal("a cancel before the order")
			}
		}
		cancel()
		tasks.Stop()
	})
}

// FuzzSequence sends frames in any order: a meet frame is first or nowhere, then comes the answer, and nothing follows a refusal.
func FuzzSequence(f *testing.F) {
	f.Add([]byte{0, 3, 5, 6, 1, 7})
	f.Add([]byte{0, 4, 5})
	f.Add([]byte{8, 8})
	f.Add([]byte{9, 9, 1, 3, 9, 5})
	f.Fuzz(func(t *testing.T, order []byte) {
		if len(order) > 64 {
			return
		}
		all := fixedFrames()
		kinds := []p2p.Frame{all["order"], all["voucher"], all["cancel"], all["accept"], all["refusal"], all["chunk"], all["step"], all["receipt"], all["failure"], all["meet"]}
		var tasks p2p.Tasks
		ctx, cancel := context.WithCancel(t.Context())
		mine, _ := newPipe(1 << 20)
		s, err := p2p.NewStream(ctx, mine, true, p2p.Limits{}, &tasks)
		check(t, err)
		var sent []int
		for _, k := range order {
			kind := int(k) % len(kinds)
			send, stop := context.WithTimeout(ctx, 5*time.Second)
			err := s.Send(send, kinds[kind])
			stop()
			if err == nil {
				sent = append(sent, kind)
			}
		}
		if len(sent) > 0 && sent[0] == 9 {
			sent = sent[1:]
		}
		for i, kind := range sent {
			first := i == 0
			switch {
			case kind < 3, kind == 9, first && kind != 3 && kind != 4 && kind != 8, !first && (kind == 3 || kind == 4), !first && sent[i-1] == 4:
				t.Fatalf("a provider sent %v", sent)
			}
		}
		cancel()
		tasks.Stop()
	})
}

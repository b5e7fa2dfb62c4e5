package p2p_test

import (
	"context"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// serveEcho answers an order with an acceptance and a token, and each voucher with a token.
func serveEcho(ctx context.Context, s *p2p.JobStream) {
	token := &p2p.ChunkFrame{IDs: []dgrid.TokenID{1234}, Text: " word"}
	for {
		f, err := s.Recv(ctx)
		if err != nil {
			return
		}
		if _, first := f.(*p2p.OrderFrame); first {
			if s.Send(ctx, &p2p.AcceptFrame{}) != nil {
				return
			}
		}
		if s.Send(ctx, token) != nil {
			return
		}
	}
}

// begin sends an order and takes its first token.
func begin(b *testing.B, ctx context.Context, s *p2p.JobStream, order *p2p.OrderFrame) {
	b.Helper()
	check(b, s.Send(ctx, order))
	recv[*p2p.AcceptFrame](b, s)
	recv[*p2p.ChunkFrame](b, s)
}

// BenchmarkRoundTrip is a voucher there and a token back, twice a frame's latency.
func BenchmarkRoundTrip(b *testing.B) {
	run := func(b *testing.B, ctx context.Context, s *p2p.JobStream) {
		begin(b, ctx, s, exampleOrder(b))
		b.ReportAllocs()
		for b.Loop() {
			check(b, s.Send(ctx, &p2p.VoucherFrame{}))
			if _, err := s.Recv(ctx); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("pipe", func(b *testing.B) {
		ctx, cancel := context.WithCancel(context.Background())
		var tasks p2p.Tasks
		x, y := newPipe(256 << 10)
		provider, err := p2p.NewStream(ctx, x, true, p2p.Limits{}, &tasks)
		check(b, err)
		payer, err := p2p.NewStream(ctx, y, false, p2p.Limits{}, &tasks)
		check(b, err)
		go serveEcho(ctx, provider)
		run(b, ctx, payer)
		cancel()
		tasks.Stop()
	})
	for name, listen := range map[string]string{"tcp": tcp, "quic": quic} {
		b.Run(name, func(b *testing.B) {
			provider, payer := pair(b, listen)
			provider.ServeJobs(serveEcho)
			run(b, context.Background(), open(b, payer, provider))
		})
	}
}

// BenchmarkFirstToken is what a stream adds to the time to the first token on a connection that is there: opening, both
// hellos, order, acceptance, token.
func BenchmarkFirstToken(b *testing.B) {
	for name, listen := range map[string]string{"tcp": tcp, "quic": quic} {
		b.Run(name, func(b *testing.B) {
			provider, payer := pair(b, listen)
			provider.ServeJobs(serveEcho)
			order, ctx, at := exampleOrder(b), context.Background(), addr(b, provider)
			for b.Loop() {
				s, err := payer.OpenJob(ctx, at)
				check(b, err)
				begin(b, ctx, s, order)
				check(b, s.Close())
			}
		})
	}
}

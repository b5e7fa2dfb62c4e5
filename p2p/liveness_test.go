package p2p_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// bubble runs f in a bubble of fake time with both ends of a pipe; whatever f left open is ended after it.
func bubble(t *testing.T, f func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, provider, payer *end)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var tasks p2p.Tasks
		a, b := newPipe(256 << 10)
		f(t, ctx, &tasks, a, b)
		cancel()
		tasks.Stop()
		_ = a.ResetWithError(0)
	})
}

func stream(t *testing.T, ctx context.Context, w p2p.Wire, provider bool, tasks *p2p.Tasks) *p2p.JobStream {
	t.Helper()
	s, err := p2p.NewStream(ctx, w, provider, p2p.Limits{}, tasks)
	check(t, err)
	return s
}

// ended waits for the stream's end and checks its code and the time it took.
func ended(t *testing.T, s *p2p.JobStream, code p2p.ErrorCode, after time.Duration) {
	t.Helper()
	start := time.Now()
	_, err := s.Recv(context.Background())
	var failure *p2p.StreamError
	if !errors.As(err, &failure) || failure.Code != code {
		t.Fatalf("Recv: %v, want an end with code %q", err, code)
	}
	if took := time.Since(start); took != after {
		t.Fatalf("the stream ended after %s, want %s", took, after)
	}
}

func TestIdleStreamLivesOnHeartbeats(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		provider, payer := stream(t, ctx, a, true, tasks), stream(t, ctx, b, false, tasks)
		order := exampleOrder(t)
		order.Deadline = time.Hour
		check(t, payer.Send(ctx, order))
		recv[*p2p.OrderFrame](t, provider)
		quiet, cancel := context.WithTimeout(ctx, 59*time.Minute)
		defer cancel()
		for _, s := range []*p2p.JobStream{provider, payer} {
			if _, err := s.Recv(quiet); !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("Recv on an idle stream: %v, want its context's end", err)
			}
		}
		check(t, provider.Send(ctx, &p2p.AcceptFrame{}))
		recv[*p2p.AcceptFrame](t, payer)
	})
}

func TestStreamEndsInTime(t *testing.T) {
	order := exampleOrder(t)
	order.Deadline = time.Minute
	encoded, err := p2p.EncodeFrame(order)
	check(t, err)
	for _, c := range []struct {
		name  string
		code  p2p.ErrorCode
		after time.Duration
		other func(ctx context.Context, w *end) // what the payer's side does
	}{
		{"silent from the start", p2p.CodeSilent, 3 * time.Second, func(context.Context, *end) {}},
		{"silent in an order", p2p.CodeSilent, 3 * time.Second, func(_ context.Context, w *end) { _, _ = w.Write(encoded[:40]) }},
		{"heartbeats and no order", p2p.CodeHeader, 10 * time.Second, func(ctx context.Context, w *end) { every(ctx, time.Second, w, p2p.Heartbeat()) }},
		{"an order byte by byte", p2p.CodeHeader, 10 * time.Second, func(ctx context.Context, w *end) { drip(ctx, w, encoded) }},
		{"a huge order byte by byte", p2p.CodeSlow, 29 * time.Second, func(ctx context.Context, w *end) {
			drip(ctx, w, append([]byte{0x80, 0x80, 0x80, 0x04}, make([]byte, 100)...))
		}},
		{"an order too large", p2p.CodeProtocol, 0, func(_ context.Context, w *end) { _, _ = w.Write([]byte{0x81, 0x80, 0x80, 0x04}) }},
		{"a length without end", p2p.CodeProtocol, 0, func(_ context.Context, w *end) { _, _ = w.Write([]byte{0xff, 0xff, 0xff, 0xff, 0xff}) }},
		{"nonsense", p2p.CodeProtocol, 0, func(_ context.Context, w *end) { _, _ = w.Write([]byte("\x04nope")) }},
		{"cut off inside a frame", p2p.CodeGone, 0, func(_ context.Context, w *end) { _, _ = w.Write(encoded[:40]); _ = w.CloseWrite() }},
		{"reset", p2p.CodeCancelled, 0, func(_ context.Context, w *end) { _ = w.ResetWithError(1) }},
		{"two orders", p2p.CodeProtocol, 0, func(_ context.Context, w *end) {
			_, _ = w.Write(append(encoded[:len(encoded):len(encoded)], encoded...))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
				s := stream(t, ctx, a, true, tasks)
				go c.other(ctx, b)
				go func() { _, _ = io.Copy(io.Discard, b) }()
				if c.name == "two orders" {
					recv[*p2p.OrderFrame](t, s)
				}
				ended(t, s, c.code, c.after)
			})
		})
	}
}

// every writes b in each interval until ctx ends.
func every(ctx context.Context, interval time.Duration, w io.Writer, b []byte) {
	for ctx.Err() == nil {
		if _, err := w.Write(b); err != nil {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(interval):
		}
	}
}

func drip(ctx context.Context, w io.Writer, b []byte) {
	for i := range b {
		if _, err := w.Write(b[i : i+1]); err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
}

func TestPayerEndsAtDeadline(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		provider, payer := stream(t, ctx, a, true, tasks), stream(t, ctx, b, false, tasks)
		order := exampleOrder(t) // with a minute's deadline
		check(t, payer.Send(ctx, order))
		recv[*p2p.OrderFrame](t, provider)
		ended(t, payer, p2p.CodeDeadline, time.Minute+5*time.Second)
		ended(t, provider, p2p.CodeDeadline, 0)
	})
}

func TestWriterBlockedByReaderWhoTakesNothing(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		payer := stream(t, ctx, b, false, tasks)
		go every(ctx, time.Second, a, p2p.Heartbeat())
		order := exampleOrder(t)
		order.Prefix = make([]dgrid.TokenID, 500_000) // more than the window
		start := time.Now()
		var failure *p2p.StreamError
		if err := payer.Send(ctx, order); !errors.As(err, &failure) || failure.Code != p2p.CodeSlow {
			t.Fatalf("Send: %v, want code %q", err, p2p.CodeSlow)
		}
		if took := time.Since(start); took != 10*time.Second {
			t.Fatalf("Send gave up after %s, want 10 s", took)
		}
	})
}

func TestSendWhoseContextEndsLeavesTheStreamWhole(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		provider, payer := stream(t, ctx, a, true, tasks), stream(t, ctx, b, false, tasks)
		over, cancel := context.WithCancel(ctx)
		cancel()
		order := exampleOrder(t)
		if err := payer.Send(over, order); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatalf("Send with an ended context: %v", err)
		} else if err != nil {
			check(t, payer.Send(ctx, order))
		}
		recv[*p2p.OrderFrame](t, provider)
	})
}

func TestCancelArrivesBeforeReset(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		provider, payer := stream(t, ctx, a, true, tasks), stream(t, ctx, b, false, tasks)
		check(t, payer.Send(ctx, exampleOrder(t)))
		recv[*p2p.OrderFrame](t, provider)
		check(t, payer.Send(ctx, &p2p.CancelFrame{}))
		payer.Reset(p2p.CodeCancelled)
		recv[*p2p.CancelFrame](t, provider)
		if _, err := provider.Recv(ctx); err != io.EOF {
			t.Fatalf("Recv after the cancel frame: %v, want io.EOF", err)
		}
		if err := payer.Send(ctx, &p2p.VoucherFrame{}); err == nil {
			t.Fatal("Send after Reset succeeded")
		}
	})
}

func TestFramesAlreadyReceivedComeBeforeTheEnd(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		provider, payer := stream(t, ctx, a, true, tasks), stream(t, ctx, b, false, tasks)
		check(t, payer.Send(ctx, exampleOrder(t)))
		recv[*p2p.OrderFrame](t, provider)
		check(t, provider.Send(ctx, &p2p.RefusalFrame{Code: p2p.Busy, Retry: time.Second}))
		synctest.Wait()
		provider.Reset(p2p.CodeBusy)
		synctest.Wait()
		if f := recv[*p2p.RefusalFrame](t, payer); f.Code != p2p.Busy || f.Retry != time.Second {
			t.Fatalf("received %+v, want busy", f)
		}
		ended(t, payer, p2p.CodeBusy, 0)
	})
}

func TestCloseWaitsForTheOtherSide(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		provider, payer := stream(t, ctx, a, true, tasks), stream(t, ctx, b, false, tasks)
		check(t, payer.Send(ctx, exampleOrder(t)))
		go func() {
			for {
				if _, err := provider.Recv(ctx); err != nil {
					<-time.After(time.Second) // the provider's last work, in fake time
					_ = provider.Close()
					return
				}
			}
		}()
		start := time.Now()
		check(t, payer.Close())
		if took := time.Since(start); took != time.Second {
			t.Fatalf("Close took %s, want the second that the other side took", took)
		}
		if err := payer.Send(ctx, &p2p.VoucherFrame{}); err == nil {
			t.Fatal("Send after Close succeeded")
		}
	})
}

func TestResetBehindCloseDoesNothing(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		payer := stream(t, ctx, b, false, tasks)
		check(t, payer.Send(ctx, exampleOrder(t)))
		check(t, payer.Send(ctx, &p2p.CancelFrame{}))
		beats, stop := context.WithCancel(ctx)
		go every(beats, time.Second, a, p2p.Heartbeat())
		check(t, payer.Close()) // after 3 s: nobody has read yet
		stop()
		payer.Reset(p2p.CodeCancelled)
		synctest.Wait()
		provider := stream(t, ctx, a, true, tasks)
		recv[*p2p.OrderFrame](t, provider)
		recv[*p2p.CancelFrame](t, provider)
	})
}

func TestCloseGivesUpOnASideThatStaysOpen(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		stream(t, ctx, a, true, tasks)
		payer := stream(t, ctx, b, false, tasks)
		start := time.Now()
		check(t, payer.Close())
		if took := time.Since(start); took != 3*time.Second {
			t.Fatalf("Close took %s, want 3 s", took)
		}
	})
}

func TestUnreadStreamHoldsItsWriterBack(t *testing.T) {
	bubble(t, func(t *testing.T, ctx context.Context, tasks *p2p.Tasks, a, b *end) {
		provider, payer := stream(t, ctx, a, true, tasks), stream(t, ctx, b, false, tasks)
		check(t, payer.Send(ctx, exampleOrder(t)))
		recv[*p2p.OrderFrame](t, provider)
		check(t, provider.Send(ctx, &p2p.AcceptFrame{}))
		text := make([]byte, 30<<10)
		for i := range text {
			text[i] = 'a'
		}
		sent := 0
		for ; sent < 1000; sent++ {
			if err := provider.Send(ctx, &p2p.ChunkFrame{Text: string(text)}); err != nil {
				break
			}
		}
		if sent > 40 {
			t.Fatalf("%d frames of 30 KiB were taken from a payer that asks for none", sent)
		}
	})
}

func TestHostEndEndsStreams(t *testing.T) {
	bubble(t, func(t *testing.T, _ context.Context, tasks *p2p.Tasks, a, b *end) {
		ctx, cancel := context.WithCancel(t.Context())
		provider := stream(t, ctx, a, true, tasks)
		cancel()
		ended(t, provider, p2p.CodeShutdown, 0)
		if _, err := p2p.NewStream(ctx, b, true, p2p.Limits{}, closedTasks()); err == nil {
			t.Fatal("a host that is closing began a stream")
		}
	})
}

func closedTasks() *p2p.Tasks {
	var t p2p.Tasks
	t.Stop()
	return &t
}

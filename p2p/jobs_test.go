package p2p_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// exampleOrder is an order frame with something in every field.
func exampleOrder(t testing.TB) *p2p.OrderFrame {
	t.Helper()
	key := newIdentity(t).owner
	request := dgrid.Request{
		Messages: []dgrid.Message{{Role: "system", Content: "be brief"}, {Role: "user", Content: "why is the sky blue? 🌍", Name: "ann"}},
		Tools:    `[{"type":"function"}]`, Nonce: dgrid.Digest{9},
		Params: dgrid.Params{Temperature: dgrid.One, TopK: 40, TopP: 950_000, FrequencyPenalty: -500_000, Stop: []string{"\n\n"},
			LogitBias: []dgrid.TokenBias{{Token: 7, Bias: -dgrid.One}}, Grammar: "root ::= \"a\""},
	}
	order := dgrid.Order{RequestHash: request.Hash(), MaxPrompt: 100, MaxOutput: 64, MaxFee: dgrid.NewAmount(1000), Start: 2, PrefixHash: dgrid.HashTokens([]dgrid.TokenID{1, 2})}
	return &p2p.OrderFrame{Order: sign(t, key, order), Request: request, Prefix: []dgrid.TokenID{1, 2}, Deadline: time.Minute}
}

func TestJobOverBothTransports(t *testing.T) {
	for _, listen := range []string{tcp, quic} {
		t.Run(listen, func(t *testing.T) { runJob(t, listen) })
	}
}

func runJob(t *testing.T, listen string) {
	provider, payer := pair(t, listen)
	key := newIdentity(t).owner
	order := exampleOrder(t)
	job := dgrid.JobID(domain.HashObject(&order.Order.Object))
	due := sign(t, key, dgrid.Voucher{Amount: dgrid.NewAmount(2)})
	mine := &p2p.MeetFrame{Model: dgrid.ModelID{1}, Settled: dgrid.NewAmount(1)}
	theirs := &p2p.MeetFrame{Model: dgrid.ModelID{1}, Voucher: &due, Settled: dgrid.NewAmount(2), Steps: []dgrid.Signed[dgrid.Step]{sign(t, key, dgrid.Step{Number: 1})}}
	answers := []p2p.Frame{
		&p2p.AcceptFrame{Acceptance: sign(t, key, dgrid.Acceptance{Job: job, PromptTokens: 5})},
		&p2p.ChunkFrame{IDs: []dgrid.TokenID{5, 6}, Text: "he"},
		&p2p.ChunkFrame{Text: "llo"},
		&p2p.StepFrame{Step: sign(t, key, dgrid.Step{Job: job, Number: 1}), SketchHash: dgrid.Digest{1}},
		&p2p.ReceiptFrame{Receipt: sign(t, key, dgrid.Receipt{Job: job, Finish: dgrid.FinishStop}), SketchHash: dgrid.Digest{2}},
	}
	voucher := &p2p.VoucherFrame{Voucher: sign(t, key, dgrid.Voucher{Amount: dgrid.NewAmount(3)})}
	served := make(chan error, 1)
	provider.ServeJobs(func(ctx context.Context, s *p2p.JobStream) {
		if s.Remote().Peer != payer.ID() {
			served <- fmt.Errorf("remote is %s, want the payer", s.Remote().Peer)
			return
		}
		served <- errors.Join(
			expect(ctx, s, mine), send(ctx, s, theirs), expect(ctx, s, &p2p.VoucherFrame{Voucher: due}),
			expect(ctx, s, order), send(ctx, s, answers...), expect(ctx, s, voucher), expectEnd(ctx, s))
	})
	ctx := testContext(t)
	s := open(t, payer, provider)
	check(t, send(ctx, s, mine))
	check(t, expect(ctx, s, theirs))
	check(t, send(ctx, s, &p2p.VoucherFrame{Voucher: due}, order))
	check(t, expect(ctx, s, answers...))
	check(t, send(ctx, s, voucher))
	check(t, s.Close())
	check(t, <-served)
}

func send(ctx context.Context, s *p2p.JobStream, frames ...p2p.Frame) error {
	for _, f := range frames {
		if err := s.Send(ctx, f); err != nil {
			return fmt.Errorf("send %T: %w", f, err)
		}
	}
	return nil
}

func expect(ctx context.Context, s *p2p.JobStream, frames ...p2p.Frame) error {
	for _, want := range frames {
		got, err := s.Recv(ctx)
		if err != nil {
			return fmt.Errorf("receive %T: %w", want, err)
		}
		if !reflect.DeepEqual(got, want) {
			return fmt.Errorf("received %+v, want %+v", got, want)
		}
	}
	return nil
}

func expectEnd(ctx context.Context, s *p2p.JobStream) error {
	if f, err := s.Recv(ctx); err != io.EOF {
		return fmt.Errorf("received %+v, %w, want the end", f, err)
	}
	return nil
}

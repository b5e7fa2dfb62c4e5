package p2p_test

import (
	"context"
	"errors"
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
	voucher := sign(t, key, dgrid.Voucher{Amount: dgrid.NewAmount(12)})
	return &p2p.OrderFrame{Order: sign(t, key, order), Request: request, Prefix: []dgrid.TokenID{1, 2}, Voucher: &voucher,
		Steps: []dgrid.Signed[dgrid.Step]{sign(t, key, dgrid.Step{Number: 1, OutputTokens: 32})}, Deadline: time.Minute}
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
		served <- func() error {
			if s.Remote().Peer != payer.ID() {
				return errors.New("remote is not the payer")
			}
			for i, want := range []p2p.Frame{order, voucher, nil} {
				got, err := s.Recv(ctx)
				if want == nil {
					if err != io.EOF {
						return err
					}
					return nil
				}
				if err != nil {
					return err
				}
				if !reflect.DeepEqual(got, want) {
					return errors.New("not the frame that was sent")
				}
				if i == 0 {
					for _, f := range answers {
						if err := s.Send(ctx, f); err != nil {
							return err
						}
					}
				}
			}
			return nil
		}()
	})
	ctx := testContext(t)
	s := open(t, payer, provider)
	check(t, s.Send(ctx, order))
	for _, want := range answers {
		got, err := s.Recv(ctx)
		check(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("received %+v, want %+v", got, want)
		}
	}
	check(t, s.Send(ctx, voucher))
	check(t, s.Close())
	check(t, <-served)
}

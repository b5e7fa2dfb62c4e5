package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p"
)

// replay sends the stored frames of a job again and takes the vouchers that come meanwhile.
func (p *Provider) replay(ctx context.Context, s Stream, known *dgrid.Transcript) error {
	pair := known.Order.Object.Pair()
	acct := p.ledger.Take(pair)
	defer acct.Drop()
	ctx, stop := context.WithCancelCause(ctx)
	payerLeft := make(chan struct{})
	defer func() { stop(nil); <-payerLeft }() // before the account is let go
	go func() {
		defer close(payerLeft)
		stop(p.takeVouchers(ctx, s, acct, pair))
	}()
	if err := sendStored(ctx, s, known); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	select {
	case <-payerLeft:
	case <-time.After(lingering):
	}
	return nil
}

func (p *Provider) takeVouchers(ctx context.Context, s Stream, acct *account, pair dgrid.Pair) error {
	for {
		frame, err := s.Recv(ctx)
		if err != nil {
			return fmt.Errorf("%w: %w", errPayerGone, err)
		}
		v, ok := frame.(*p2p.VoucherFrame)
		if !ok {
			return errCancelled
		}
		if err := p.takeVoucher(ctx, acct, pair, &v.Voucher); err != nil {
			return err
		}
	}
}

func sendStored(ctx context.Context, s Stream, t *dgrid.Transcript) error {
	frames := []p2p.Frame{&p2p.AcceptFrame{Acceptance: t.Acceptance}}
	var tail dgrid.Digest
	for i, l := range t.Leaves {
		frames = append(frames, &p2p.ChunkFrame{IDs: l.IDs, Text: l.Text})
		if i < len(t.Steps) {
			frames = append(frames, &p2p.StepFrame{Step: t.Steps[i], SketchHash: l.SketchHash})
		} else {
			tail = l.SketchHash
		}
	}
	if t.Receipt != nil {
		frames = append(frames, &p2p.ReceiptFrame{Receipt: *t.Receipt, SketchHash: tail})
	} else {
		frames = append(frames, &p2p.FailureFrame{Code: p2p.FailureShutdown, Retryable: true,
			Message: "the provider was restarted while the job ran: it is settled by its last step"})
	}
	for _, f := range frames {
		if err := s.Send(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

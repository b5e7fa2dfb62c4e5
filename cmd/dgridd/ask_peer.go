package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
)

// askPeer puts the question to the one provider that --peer names.
func (a *app) askPeer(cmd *cobra.Command, p *parts, f *asking, q *payer.Question) (err error) {
	q.MaxFee = p.config.Payer.MaxFee
	ctx, stop := interruptible(cmd.Context())
	defer stop()
	n, err := p.open(ctx, false)
	if err != nil {
		return inUse(err)
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	greetCtx, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	hello, err := n.Host().Greet(greetCtx, q.Addr)
	if err != nil {
		return askError(err)
	}
	if err := f.chooseModel(p, hello, q); err != nil {
		return err
	}
	started, first := time.Now(), time.Duration(0)
	t, err := n.Payer().Ask(ctx, *q, func(c dgrid.Chunk) error {
		if first == 0 {
			first = time.Since(started)
		}
		if a.asJSON {
			return nil
		}
		_, err := io.WriteString(a.stdout, printable(c.Text))
		return err
	})
	if t != nil {
		if err := f.write(t); err != nil {
			return err
		}
		remember(n, t, q.Addr)
		a.printAnswer(t, time.Since(started), first)
	}
	if err == nil && ctx.Err() == nil && t.Receipt.Object.Finish == dgrid.FinishCancelled {
		err = fmt.Errorf("gave up after %s (--timeout); the job was cancelled, and what was signed is paid", f.timeout)
	}
	return askError(err)
}

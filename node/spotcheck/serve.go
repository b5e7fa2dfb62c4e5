package spotcheck

import (
	"context"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/auditor"
	"github.com/dgrid-network/dgrid/p2p"
)

// Serve re-computes an answer for another payer and returns the report in JSON. It refuses what it has no engine for, and more than
// it was told to do at once: the payer asks somebody else.
func (c *Checker) Serve(ctx context.Context, remote p2p.Hello, t *dgrid.Transcript) ([]byte, error) {
	model := t.Order.Object.Model
	e, ok := c.engines(model)
	if !ok {
		return nil, &p2p.CheckRefusal{Code: p2p.CheckNotAudited, Message: fmt.Sprintf("this node does not audit model %s", model)}
	}
	select {
	case c.serving <- struct{}{}:
		defer func() { <-c.serving }()
	default:
		return nil, &p2p.CheckRefusal{Code: p2p.CheckBusy, Message: fmt.Sprintf("%d audits run, which is the limit here", cap(c.serving))}
	}
	report, err := auditor.Audit(ctx, t, c.cfg.Domain, e, c.cfg.Cells)
	if err != nil {
		return nil, err
	}
	c.log.Info("audited for another payer", "job", report.Job.Short(), "payer", remote.Owner, "provider", report.Provider, "result", report.Verdict.Result.String())
	return report.Encode()
}

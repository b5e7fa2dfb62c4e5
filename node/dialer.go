package node

import (
	"context"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/payer"
	"github.com/dgrid-network/dgrid/p2p"
)

// dialer is the host as the payer sees it.
type dialer struct{ host *p2p.Host }

func (d dialer) OpenJob(ctx context.Context, addr string) (payer.Stream, error) {
	s, err := d.host.OpenJob(ctx, addr)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (d dialer) FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	return d.host.FetchTranscript(ctx, addr, job)
}

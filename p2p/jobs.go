package p2p

import (
	"context"
	"fmt"

	"github.com/libp2p/go-libp2p/core/network"
)

// ServeJobs calls handle in a goroutine of its own for each job stream that another peer opens. ctx ends with the stream; the
// stream is closed when handle returns. A peer above its limit of streams gets the refusal Busy without handle's being asked.
func (h *Host) ServeJobs(handle func(ctx context.Context, s *JobStream)) {
	h.serve(protocolJob, refuseBusy, func(ctx context.Context, c *conversation) {
		s, err := h.jobStream(ctx, c, true)
		if err != nil {
			return
		}
		handle(s.ctx, s)
		if err := s.Close(); err != nil {
			h.log.Debug("job stream ended", "peer", string(c.remote.Peer), "err", err)
		}
	})
}

// OpenJob opens a job stream to addr: a multiaddr that ends in /p2p/<peer id>, or the id of a connected peer. It fails within
// Limits.Dial, with a *WrongNetworkError, *VersionError, *UnreachableError, *WrongPeerError, *StreamError, ErrNotServing or
// ErrNotDgrid. ctx bounds the opening only.
func (h *Host) OpenJob(ctx context.Context, addr string) (*JobStream, error) {
	c, err := h.open(ctx, addr, protocolJob)
	if err != nil {
		return nil, err
	}
	return h.jobStream(h.ctx, c, false)
}

// jobStream makes a job stream of a conversation. Its peer's connections are spared from trimming for as long as it lives.
func (h *Host) jobStream(ctx context.Context, c *conversation, provider bool) (*JobStream, error) {
	reserve := func(bytes int) error {
		return c.stream.Scope().ReserveMemory(bytes, network.ReservationPriorityHigh)
	}
	s, err := newJobStream(ctx, c.reader, c.remote, provider, reserve, &h.tasks)
	if err != nil {
		return nil, err
	}
	p, tag := c.stream.Conn().RemotePeer(), "job "+c.stream.ID()
	h.host.ConnManager().Protect(p, tag)
	context.AfterFunc(s.ctx, func() { h.host.ConnManager().Unprotect(p, tag) })
	return s, nil
}

// refuseBusy is the refusal of a stream above the limits.
func refuseBusy(have, want int) []byte {
	f := &RefusalFrame{Code: Busy, Have: uint64(have), Want: uint64(want), Retry: retryBusy,
		Message: fmt.Sprintf("%d streams are open, the limit is %d: end one or ask again later", have, want)}
	return must(encodeFrame(f))
}

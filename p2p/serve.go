package p2p

import (
	"context"
	"errors"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
)

// conversation is a stream on which both sides have said hello.
type conversation struct {
	stream network.Stream
	reader *reader
	remote Hello
}

// reset ends the conversation's stream at once.
func (c *conversation) reset(code ErrorCode) {
	_ = c.stream.ResetWithError(network.StreamErrorCode(code))
}

// serve answers streams of a protocol: it admits, says hello, hears who is there and calls handle in the stream's own
// goroutine. A stream above the limits hears busy's bytes (made of the count and its limit) after the hello.
func (h *Host) serve(protocol string, busy func(have, want int) []byte, handle func(ctx context.Context, c *conversation)) {
	h.host.SetStreamHandler(protocolFor(h.cfg.Network, protocol), func(s network.Stream) {
		c := &conversation{stream: s, reader: newReader(s, &h.cfg.Limits)}
		if !h.tasks.enter() {
			c.reset(CodeShutdown)
			return
		}
		defer h.tasks.leave()
		served := false
		defer func() {
			if !served {
				h.count.refuse(protocol)
			}
		}()
		if err := s.Scope().SetService(service(protocol)); err != nil {
			c.reset(CodeBusy)
			return
		}
		p := s.Conn().RemotePeer()
		log := h.log.With("peer", p.String(), "protocol", protocol)
		have, want, ok := h.admission.admit(p)
		if !ok {
			log.Debug("stream refused: too many", "have", have, "limit", want)
			h.turnAway(s, busy, have, want)
			return
		}
		defer h.admission.release(p)
		stop := context.AfterFunc(h.ctx, func() { c.reset(CodeShutdown) })
		var err error
		c.remote, err = h.exchange(c.reader, p, time.Now().Add(h.cfg.Limits.Header))
		if !stop() {
			return
		}
		if err != nil {
			log.Debug("stream refused: no hello to build on", "err", err)
			h.reject(c, err)
			return
		}
		served = true
		h.count.serve(protocol)
		h.acquainted(p, c.remote.Owner)
		handle(h.ctx, c)
	})
}

// turnAway tells a peer with too many streams so.
func (h *Host) turnAway(s network.Stream, busy func(have, want int) []byte, have, want int) {
	word := h.greeting()
	if busy != nil {
		word = append(word, busy(have, want)...)
	}
	if _, err := writeWithin(s, &h.cfg.Limits, word); err != nil {
		_ = s.ResetWithError(network.StreamErrorCode(CodeBusy))
		return
	}
	dismiss(s, CodeBusy)
}

// reject ends a stream whose hello was not good. One of another network has our hello by now: it is let to read it, and
// shows its user both networks.
func (h *Host) reject(c *conversation, err error) {
	var wrong *WrongNetworkError
	if errors.As(err, &wrong) {
		dismiss(c.stream, CodeNetwork)
		return
	}
	failure := streamError(err)
	if failure.Remote {
		c.reset(CodeNone)
		return
	}
	dismiss(c.stream, failure.Code)
}

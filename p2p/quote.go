package p2p

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/ethereum/go-ethereum/common"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

const (
	maxQuote      = 1 << 10          // bytes of its envelope
	quoteFor      = 15 * time.Second // a quote of this node holds
	longestQuote  = 30 * time.Second // that a quote may hold
	quoteTime     = 5 * time.Second  // for the function of ServeQuotes
	statusQuoted  = 0
	quoteUnknown  = 1
	quoteDraining = 2
	quoteBusy     = 3
	quoteFailed   = 4
)

// Errors of quotes. The function of ServeQuotes returns the first two, and Quote returns all of them.
var (
	// ErrNoModel says that the peer does not serve the model.
	ErrNoModel = errors.New("this peer does not serve the model")
	// ErrDraining says that the peer takes no more jobs because it is shutting down.
	ErrDraining = errors.New("the peer is shutting down")
	// ErrBusy says that the peer serves too many streams at the moment.
	ErrBusy = errors.New("the peer serves too many streams: ask again later, or another one")
)

// sealQuote is q as it travels, signed by key, whose peer q must name.
func sealQuote(key crypto.PrivKey, q *dgrid.Quote) ([]byte, error) {
	m := &pb.Quote{NetworkId: q.Network[:], Owner: q.Owner[:], Model: q.Model[:], PriceInput: amountText(q.Price.Input), PriceOutput: amountText(q.Price.Output),
		Context: q.Context, Slots: q.Slots, Free: q.Free, Waiting: q.Waiting, Prefill: q.Prefill, Decode: q.Decode, Issued: q.Issued, Expiry: q.Expiry}
	b, err := seal(key, domainQuote, m)
	if err != nil {
		return nil, fmt.Errorf("encode quote: %w", err)
	}
	return b, checkQuote(q)
}

func checkQuote(q *dgrid.Quote) error {
	if q.Network.IsZero() || q.Model == (dgrid.ModelID{}) {
		return fmt.Errorf("network or model: %w", errAbsent)
	}
	if q.Issued > 1<<62 || q.Expiry <= q.Issued || q.Expiry-q.Issued > dgrid.Time(longestQuote.Milliseconds()) {
		return fmt.Errorf("it holds from %d to %d, want up to %s", q.Issued, q.Expiry, longestQuote)
	}
	return nil
}

// DecodeQuote reads a quote's envelope. It checks the form and the signature of the peer; network, owner and time are for the
// caller.
func DecodeQuote(b []byte) (dgrid.Quote, error) {
	q, err := decodeQuote(b)
	if err != nil {
		return q, fmt.Errorf("decode quote: %w", err)
	}
	return q, nil
}

func decodeQuote(b []byte) (q dgrid.Quote, err error) {
	if len(b) > maxQuote {
		return q, fmt.Errorf("%d bytes, at most %d", len(b), maxQuote)
	}
	var m pb.Quote
	p, err := unseal(b, domainQuote, nil, &m)
	if err != nil {
		return q, err
	}
	q = dgrid.Quote{Peer: dgrid.PeerID(p.String()), Context: m.Context, Slots: m.Slots, Free: m.Free, Waiting: m.Waiting, Prefill: m.Prefill, Decode: m.Decode,
		Issued: m.Issued, Expiry: m.Expiry}
	if q.Network, err = digest(m.NetworkId); err != nil {
		return q, fmt.Errorf("network id: %w", err)
	}
	if len(m.Owner) != common.AddressLength {
		return q, fmt.Errorf("owner of %d bytes, want %d", len(m.Owner), common.AddressLength)
	}
	q.Owner = dgrid.Address(m.Owner)
	model, err := digest(m.Model)
	if err != nil {
		return q, fmt.Errorf("model: %w", err)
	}
	q.Model = dgrid.ModelID(model)
	if q.Price.Input, err = amount(m.PriceInput); err != nil {
		return q, err
	}
	if q.Price.Output, err = amount(m.PriceOutput); err != nil {
		return q, err
	}
	return q, checkQuote(&q)
}

// ServeQuotes answers who asks what a model costs and how busy this node is. f fills what is of the model; the host fills
// network, peer, owner and times, and signs. f returns ErrNoModel or ErrDraining where there is no quote, and has 5 s.
func (h *Host) ServeQuotes(f func(ctx context.Context, remote Hello, model dgrid.ModelID) (dgrid.Quote, error)) {
	busy := func(int, int) []byte { return must(delimited(&pb.QuoteReply{Status: quoteBusy})) }
	h.serve(protocolQuote, busy, func(ctx context.Context, c *conversation) {
		ctx, cancel := context.WithTimeout(ctx, quoteTime+h.cfg.Limits.Header)
		defer cancel()
		defer context.AfterFunc(ctx, func() { c.reset(CodeDeadline) })()
		c.reader.quiet = h.cfg.Limits.Header
		b, err := c.reader.next(maxReply, nil)
		var model dgrid.ModelID
		if err == nil {
			if model, err = decodeQuoteRequest(b); err != nil {
				err = &StreamError{Code: CodeProtocol, Err: err}
			}
		}
		if err == nil {
			err = h.say(c, h.quote(ctx, c.remote, model, f))
		}
		if err != nil {
			failure := streamError(err)
			h.log.Debug("no quote sent", "peer", string(c.remote.Peer), "err", failure)
			c.reset(failure.Code)
			return
		}
		_ = c.stream.Close()
	})
}

func decodeQuoteRequest(b []byte) (dgrid.ModelID, error) {
	var m pb.QuoteRequest
	if err := unmarshal(b, nil, &m); err != nil {
		return dgrid.ModelID{}, fmt.Errorf("decode quote request: %w", err)
	}
	model, err := digest(m.Model)
	if err == nil && model.IsZero() {
		err = errAbsent
	}
	if err != nil {
		return dgrid.ModelID{}, fmt.Errorf("decode quote request: model: %w", err)
	}
	return dgrid.ModelID(model), nil
}

// quote asks f and signs.
func (h *Host) quote(ctx context.Context, remote Hello, model dgrid.ModelID, f func(context.Context, Hello, dgrid.ModelID) (dgrid.Quote, error)) *pb.QuoteReply {
	ctx, cancel := context.WithTimeout(ctx, quoteTime)
	defer cancel()
	q, err := f(ctx, remote, model)
	switch {
	case errors.Is(err, ErrNoModel):
		return &pb.QuoteReply{Status: quoteUnknown}
	case errors.Is(err, ErrDraining):
		return &pb.QuoteReply{Status: quoteDraining}
	case err == nil:
		now := h.now()
		q.Network, q.Peer, q.Owner, q.Model = h.cfg.NetworkID, h.ID(), h.cfg.Owner, model
		q.Issued, q.Expiry = dgrid.Time(now.UnixMilli()), dgrid.Time(now.Add(quoteFor).UnixMilli())
		var b []byte
		if b, err = sealQuote(h.cfg.Key, &q); err == nil {
			return &pb.QuoteReply{Envelope: b}
		}
	}
	h.log.Error("cannot quote", "model", model.String(), "err", err)
	return &pb.QuoteReply{Status: quoteFailed}
}

// Quote asks a peer what a model costs there and how busy it is. What comes back is signed by the peer for its owner, of this
// network, and not expired. rtt is the time from the question to the answer, without what it took to connect. Errors are as with
// OpenJob, and ErrNoModel, ErrDraining, ErrBusy and *ClockError.
func (h *Host) Quote(ctx context.Context, p dgrid.PeerID, model dgrid.ModelID) (q dgrid.Quote, rtt time.Duration, err error) {
	q, rtt, err = h.askQuote(network.WithAllowLimitedConn(ctx, protocolQuote), p, model)
	if err != nil {
		return q, rtt, fmt.Errorf("get a quote for model %s from %s: %w", model.Short(), p, err)
	}
	return q, rtt, nil
}

func (h *Host) askQuote(ctx context.Context, p dgrid.PeerID, model dgrid.ModelID) (q dgrid.Quote, rtt time.Duration, err error) {
	c, err := h.open(ctx, string(p), protocolQuote)
	if err != nil {
		return q, 0, err
	}
	defer func() {
		if err != nil {
			c.reset(CodeCancelled)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, quoteTime+h.cfg.Limits.Header)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeCancelled) })()
	defer context.AfterFunc(h.ctx, cancel)()
	asked := time.Now()
	if err := h.say(c, &pb.QuoteRequest{Model: model[:]}); err != nil {
		return q, 0, streamError(err)
	}
	c.reader.quiet = quoteTime + h.cfg.Limits.Header
	b, err := c.reader.next(maxQuote+16, nil)
	rtt = time.Since(asked)
	if err != nil {
		if ctx.Err() != nil {
			return q, 0, context.Cause(ctx)
		}
		return q, 0, streamError(unexpected(err))
	}
	envelope, err := decodeQuoteReply(b)
	if err != nil {
		return q, rtt, err
	}
	if q, err = DecodeQuote(envelope); err != nil {
		return q, rtt, err
	}
	_ = c.stream.Close()
	return q, rtt, h.verifyQuote(&q, c, model)
}

func decodeQuoteReply(b []byte) ([]byte, error) {
	var m pb.QuoteReply
	if err := unmarshal(b, nil, &m); err != nil {
		return nil, fmt.Errorf("decode quote reply: %w", err)
	}
	switch m.Status {
	case statusQuoted:
		return m.Envelope, nil
	case quoteUnknown:
		return nil, ErrNoModel
	case quoteDraining:
		return nil, ErrDraining
	case quoteBusy:
		return nil, ErrBusy
	}
	return nil, &StreamError{Code: CodeInternal, Remote: true, Err: errors.New("the peer could not make a quote")}
}

// verifyQuote fails unless q is of the peer of c, for its owner, of our network and of now.
func (h *Host) verifyQuote(q *dgrid.Quote, c *conversation, model dgrid.ModelID) error {
	if q.Network != h.cfg.NetworkID {
		return &WrongNetworkError{Ours: h.cfg.Network, Theirs: c.remote.Network, OursID: h.cfg.NetworkID, TheirsID: q.Network}
	}
	if q.Peer != c.remote.Peer || q.Owner != c.remote.Owner || q.Model != model {
		return fmt.Errorf("the quote is of peer %s, owner %s and model %s, asked were %s, %s and %s", q.Peer, q.Owner, q.Model.Short(), c.remote.Peer, c.remote.Owner, model.Short())
	}
	now := h.now()
	ahead := difference(q.Issued, now)
	if m := h.member.Load(); m != nil {
		m.table.observe(q.Peer, skew{ahead, now})
	}
	// It was made for this question, so that only the clocks can make it look old.
	if ahead > clockSkew || ahead < -clockSkew {
		return &ClockError{Peer: q.Peer, Ahead: ahead}
	}
	return nil
}

// connected reports whether a stream of a protocol can be opened to p without dialling: only some are worth a relay's time.
func connected(ctx context.Context, n network.Network, p peer.ID) bool {
	limited, _ := network.GetAllowLimitedConn(ctx)
	c := n.Connectedness(p)
	return c == network.Connected || limited && c == network.Limited
}

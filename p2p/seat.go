package p2p

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// SeatAsk says what a seat of a job's committee wants. A number is never used again.
type SeatAsk uint32

// What can be asked.
const (
	AskTranscript SeatAsk = iota + 1 // of the provider: the job's transcript without sketches
	AskCommit                        // of the provider: take this commit
	AskOpening                       // of the provider: sketches and commits
	AskReveal                        // of the provider and of other seats: take this reveal
	AskReveals                       // of the provider: the reveals that it has
	AskBallot                        // of another seat: its vote in a dispute
	AskBatch                         // of anybody: the entries of somebody else's batch
)

var askNames = [...]string{AskTranscript: "transcript", AskCommit: "commit", AskOpening: "opening", AskReveal: "reveal", AskReveals: "reveals", AskBallot: "ballot", AskBatch: "batch"}

func (a SeatAsk) String() string { return name(askNames[:], uint32(a), "ask") }

// SeatRequest is what a seat asks about one anchored job, or anybody about a batch.
type SeatRequest struct {
	Ask    SeatAsk
	Object dgrid.Digest  // EIP-712 hash of the receipt or last step that was anchored; root of the batch
	Epoch  uint64        // of the provider, in which it was; of the batch
	Node   dgrid.Address // whose batch is asked for
	Seat   uint32        // of the asker
	Commit *dgrid.Signed[dgrid.Commit]
	Reveal *dgrid.Signed[dgrid.Reveal]
}

// SeatReply is the answer. What was not asked for is nil.
type SeatReply struct {
	Transcript *dgrid.Transcript
	Opening    *dgrid.Signed[dgrid.Opening]
	Commits    []dgrid.Signed[dgrid.Commit] // that the opening has seen, in the order of their seats
	Sketches   []dgrid.Sketch
	Reveals    []dgrid.Signed[dgrid.Reveal]
	Ballot     *dgrid.Signed[dgrid.Ballot]
	Entries    []dgrid.BatchEntry

	Bytes int // that the body took on the wire; Seat sets it
}

// MaxSeats is the most commits or reveals in one reply.
const MaxSeats = 64

// Errors of seat streams. The function of ServeSeats returns them, possibly wrapped, and Seat returns them where the other side did.
var (
	// ErrNotYet says that the other side cannot answer yet: ask again in a while.
	ErrNotYet = errors.New("not yet: ask again in a while")
	// ErrNoSeat says that the asker has no seat of the job, or is not asked.
	ErrNoSeat = errors.New("the asker has no seat that is asked about this job")
)

// What a SeatReply says.
const (
	seatDone uint32 = iota
	seatNotYet
	seatRefused
	seatUnknown
	seatBusy
	seatFailed
)

const (
	maxSeatRequest = 4 << 10
	maxSeatReply   = 2 << 10
	seatTime       = 30 * time.Second // to find an answer
)

// ServeSeats answers seats of committees. f decides who may ask what; it is called from many goroutines and has 30 s. It returns
// ErrNotYet, ErrNoSeat or ErrNoTranscript, possibly wrapped; any other error is logged here and not told.
func (h *Host) ServeSeats(f func(ctx context.Context, remote Hello, req *SeatRequest) (*SeatReply, error)) {
	busy := func(int, int) []byte { return must(delimited(&pb.SeatReply{Status: seatBusy})) }
	h.serve(protocolSeat, busy, func(ctx context.Context, c *conversation) {
		if err := h.answerSeat(ctx, c, f); err != nil {
			failure := streamError(err)
			h.log.Debug("seat not answered", "peer", string(c.remote.Peer), "err", failure)
			c.reset(failure.Code)
		}
	})
}

func (h *Host) answerSeat(ctx context.Context, c *conversation, f func(context.Context, Hello, *SeatRequest) (*SeatReply, error)) error {
	ctx, cancel := context.WithTimeout(ctx, transferTime)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeDeadline) })()
	c.reader.quiet = h.cfg.Limits.Header
	b, err := c.reader.next(maxSeatRequest, nil)
	if err != nil {
		return err
	}
	req, err := DecodeSeatRequest(b)
	if err != nil {
		return &StreamError{Code: CodeProtocol, Err: err}
	}
	head, body := h.findSeat(ctx, c.remote, req, f)
	if len(body) > 0 {
		if err := c.stream.Scope().ReserveMemory(len(body), network.ReservationPriorityMedium); err != nil {
			head, body = &pb.SeatReply{Status: seatBusy}, nil
		}
	}
	if err := h.say(c, head); err != nil {
		return err
	}
	if err := h.sendParts(c, body); err != nil {
		return err
	}
	_ = c.stream.CloseWrite()
	if _, err := c.reader.next(maxSeatReply, nil); !errors.Is(err, io.EOF) {
		return streamError(unexpected(err))
	}
	return c.stream.Close()
}

// findSeat asks f and encodes what it says.
func (h *Host) findSeat(ctx context.Context, remote Hello, req *SeatRequest, f func(context.Context, Hello, *SeatRequest) (*SeatReply, error)) (*pb.SeatReply, []byte) {
	ctx, cancel := context.WithTimeout(ctx, seatTime)
	defer cancel()
	reply, err := f(ctx, remote, req)
	said := func(status uint32) (*pb.SeatReply, []byte) {
		return &pb.SeatReply{Status: status, Message: line(err.Error(), MaxMessage)}, nil
	}
	switch {
	case errors.Is(err, ErrNotYet):
		return said(seatNotYet)
	case errors.Is(err, ErrNoSeat):
		return said(seatRefused)
	case errors.Is(err, ErrNoTranscript):
		return said(seatUnknown)
	case err == nil:
		var body []byte
		if body, err = EncodeSeatBody(reply); err == nil {
			return &pb.SeatReply{Status: seatDone, Size: uint64(len(body))}, body
		}
	}
	h.log.Error("cannot answer a seat", "ask", req.Ask.String(), "object", req.Object.Short(), "err", err)
	return &pb.SeatReply{Status: seatFailed}, nil
}

// Seat asks the peer at addr about an anchored job. What comes back is well formed; nothing in it is verified. addr and errors are as
// with OpenJob, and ErrNotYet, ErrNoSeat and ErrNoTranscript.
func (h *Host) Seat(ctx context.Context, addr string, req *SeatRequest) (*SeatReply, error) {
	reply, err := h.askSeat(ctx, addr, req)
	if err != nil {
		return nil, fmt.Errorf("ask %s for the %s of object %s: %w", addr, req.Ask, req.Object.Short(), err)
	}
	return reply, nil
}

func (h *Host) askSeat(ctx context.Context, addr string, req *SeatRequest) (_ *SeatReply, err error) {
	c, err := h.open(ctx, addr, protocolSeat)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			c.reset(CodeCancelled)
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, transferTime)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeCancelled) })()
	defer context.AfterFunc(h.ctx, cancel)()
	body, err := h.receiveSeat(c, req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	reply, err := DecodeSeatBody(body)
	if err != nil {
		return nil, err
	}
	reply.Bytes = len(body)
	return reply, c.stream.Close()
}

func (h *Host) receiveSeat(c *conversation, req *SeatRequest) ([]byte, error) {
	if err := h.say(c, packSeatRequest(req)); err != nil {
		return nil, streamError(err)
	}
	c.reader.quiet = seatTime + h.cfg.Limits.Header
	b, err := c.reader.next(maxSeatReply, nil)
	if err != nil {
		return nil, streamError(unexpected(err))
	}
	size, err := DecodeSeatReply(b)
	if err != nil || size == 0 {
		return nil, err
	}
	if err := c.stream.Scope().ReserveMemory(size, network.ReservationPriorityMedium); err != nil {
		return nil, fmt.Errorf("reserve %d bytes: %w", size, err)
	}
	return h.collect(c, size)
}

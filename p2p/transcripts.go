package p2p

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// What a TranscriptReply says.
const (
	statusFound uint32 = iota
	statusUnknown
	statusForbidden
	statusBusy
	statusFailed
)

const (
	lookupTime   = 30 * time.Second // to find and encode a transcript
	transferTime = 2 * time.Minute  // for all parts of one
	maxReply     = 1 << 10          // bytes of a request or a reply
)

// getTranscript finds a transcript for remote. It returns ErrNoTranscript or ErrForbidden, possibly wrapped.
type getTranscript func(ctx context.Context, remote Hello, job dgrid.JobID, full bool) (*dgrid.Transcript, error)

// ServeTranscripts answers who asks for a job's receipt (full is false: sketches are left out) or transcript (full is true).
// get decides who may read what; it is called from many goroutines and has 30 s.
func (h *Host) ServeTranscripts(get func(ctx context.Context, remote Hello, job dgrid.JobID, full bool) (*dgrid.Transcript, error)) {
	busy := func(int, int) []byte { return must(delimited(&pb.TranscriptReply{Status: statusBusy})) }
	for _, protocol := range []string{protocolReceipt, protocolAudit} {
		h.serve(protocol, busy, func(ctx context.Context, c *conversation) {
			if err := h.answer(ctx, c, get, protocol == protocolAudit); err != nil {
				failure := streamError(err)
				h.log.Debug("transcript not sent", "peer", string(c.remote.Peer), "err", failure)
				c.reset(failure.Code)
			}
		})
	}
}

// answer reads one request and sends one transcript.
func (h *Host) answer(ctx context.Context, c *conversation, get getTranscript, full bool) error {
	ctx, cancel := context.WithTimeout(ctx, transferTime)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeDeadline) })()
	c.reader.quiet = h.cfg.Limits.Header
	b, err := c.reader.next(maxReply, nil)
	if err != nil {
		return err
	}
	job, err := DecodeTranscriptRequest(b)
	if err != nil {
		return &StreamError{Code: CodeProtocol, Err: err}
	}
	t, status := h.lookUp(ctx, c.remote, job, get, full)
	var encoded []byte
	if status == statusFound {
		if encoded, err = EncodeTranscript(t, transcriptLimit(full)); err != nil {
			h.log.Error("cannot send transcript", "job", job.String(), "err", err)
			status = statusFailed
		} else if err := c.stream.Scope().ReserveMemory(len(encoded), network.ReservationPriorityMedium); err != nil {
			encoded, status = nil, statusBusy
		}
	}
	if err := h.say(c, &pb.TranscriptReply{Status: status, Size: uint64(len(encoded))}); err != nil {
		return err
	}
	if err := h.sendParts(c, encoded); err != nil {
		return err
	}
	// The reader's closing says that it has everything; only then is the stream forgotten.
	_ = c.stream.CloseWrite()
	if _, err := c.reader.next(maxReply, nil); !errors.Is(err, io.EOF) {
		return streamError(unexpected(err))
	}
	return c.stream.Close()
}

// partData is the payload of one part, so that the whole message stays within MaxPart.
const partData = MaxPart - 16

func transcriptLimit(full bool) int {
	if full {
		return MaxTranscript
	}
	return MaxReceipt
}

// lookUp asks get.
func (h *Host) lookUp(ctx context.Context, remote Hello, job dgrid.JobID, get getTranscript, full bool) (*dgrid.Transcript, uint32) {
	ctx, cancel := context.WithTimeout(ctx, lookupTime)
	defer cancel()
	t, err := get(ctx, remote, job, full)
	switch {
	case err == nil && t == nil, errors.Is(err, ErrNoTranscript):
		return nil, statusUnknown
	case errors.Is(err, ErrForbidden):
		return nil, statusForbidden
	case err != nil:
		h.log.Error("cannot look up transcript", "job", job.String(), "err", err)
		return nil, statusFailed
	}
	if !full {
		without := *t
		without.Sketches = nil
		t = &without
	}
	return t, statusFound
}

// say sends one message in one write.
func (h *Host) say(c *conversation, m proto.Message) error {
	b, err := delimited(m)
	if err != nil {
		return err
	}
	_, err = writeWithin(c.stream, &h.cfg.Limits, b)
	return err
}

// FetchReceipt asks the peer at addr for the transcript of job without sketches. addr and errors are as with OpenJob, and
// ErrNoTranscript and ErrForbidden. What comes back is of this job, as its order's hash shows; nothing else is verified.
func (h *Host) FetchReceipt(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	return h.fetch(ctx, addr, job, protocolReceipt)
}

// FetchTranscript asks the peer at addr for the whole transcript of job; otherwise it is FetchReceipt.
func (h *Host) FetchTranscript(ctx context.Context, addr string, job dgrid.JobID) (*dgrid.Transcript, error) {
	return h.fetch(ctx, addr, job, protocolAudit)
}

func (h *Host) fetch(ctx context.Context, addr string, job dgrid.JobID, protocol string) (*dgrid.Transcript, error) {
	t, err := h.ask(ctx, addr, job, protocol)
	if err != nil {
		return nil, fmt.Errorf("fetch transcript of job %s from %s: %w", job, addr, err)
	}
	return t, nil
}

func (h *Host) ask(ctx context.Context, addr string, job dgrid.JobID, protocol string) (t *dgrid.Transcript, err error) {
	c, err := h.open(ctx, addr, protocol)
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
	b, err := h.receive(c, job, protocol)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	if t, err = DecodeTranscript(b); err != nil {
		return nil, err
	}
	if got := dgrid.JobID(h.cfg.Domain.HashObject(&t.Order.Object)); got != job {
		return nil, fmt.Errorf("the peer sent the transcript of job %s", got)
	}
	return t, c.stream.Close()
}

// receive asks for job and collects the parts of its transcript.
func (h *Host) receive(c *conversation, job dgrid.JobID, protocol string) ([]byte, error) {
	if err := h.say(c, &pb.TranscriptRequest{Job: job[:]}); err != nil {
		return nil, streamError(err)
	}
	c.reader.quiet = lookupTime + h.cfg.Limits.Header
	b, err := c.reader.next(maxReply, nil)
	if err != nil {
		return nil, streamError(unexpected(err))
	}
	size, err := DecodeTranscriptReply(b, transcriptLimit(protocol == protocolAudit))
	if err != nil {
		return nil, err
	}
	if err := c.stream.Scope().ReserveMemory(size, network.ReservationPriorityMedium); err != nil {
		return nil, fmt.Errorf("reserve %d bytes: %w", size, err)
	}
	return h.collect(c, size)
}

// DecodeTranscriptRequest reads the encoding of a request without its length.
func DecodeTranscriptRequest(b []byte) (dgrid.JobID, error) {
	var m pb.TranscriptRequest
	if err := unmarshal(b, nil, &m); err != nil {
		return dgrid.JobID{}, fmt.Errorf("decode transcript request: %w", err)
	}
	job, err := digest(m.Job)
	if err == nil && job.IsZero() {
		err = errAbsent
	}
	if err != nil {
		return dgrid.JobID{}, fmt.Errorf("decode transcript request: job: %w", err)
	}
	return dgrid.JobID(job), nil
}

// DecodeTranscriptReply reads the encoding of a reply without its length: the size of the transcript, 1 to max bytes, or why
// there is none.
func DecodeTranscriptReply(b []byte, max int) (size int, err error) {
	var m pb.TranscriptReply
	if err := unmarshal(b, nil, &m); err != nil {
		return 0, fmt.Errorf("decode transcript reply: %w", err)
	}
	switch m.Status {
	case statusFound:
	case statusUnknown:
		return 0, ErrNoTranscript
	case statusForbidden:
		return 0, ErrForbidden
	case statusBusy:
		return 0, &StreamError{Code: CodeBusy, Remote: true, Err: errors.New("end a stream or ask again later")}
	default:
		return 0, &StreamError{Code: CodeInternal, Remote: true, Err: errors.New("the peer could not read the transcript")}
	}
	if m.Size == 0 || m.Size > uint64(max) {
		return 0, fmt.Errorf("decode transcript reply: a transcript of %d bytes, want 1 to %d", m.Size, max)
	}
	return int(m.Size), nil
}

// decodePart reads the encoding of a part without its length. A part without data is refused: it would never end.
func decodePart(b []byte) ([]byte, error) {
	var m pb.Part
	if err := unmarshal(b, nil, &m); err != nil {
		return nil, fmt.Errorf("decode part: %w", err)
	}
	if len(m.Data) == 0 {
		return nil, errors.New("decode part: it is empty")
	}
	return m.Data, nil
}

package p2p

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// MaxReport is the largest report of a check, in bytes.
const MaxReport = 64 << 10

const maxCheckReply = MaxReport + 1<<10

// What a CheckReply says.
const (
	checkReport uint32 = iota
	checkReady
	checkWorking
	checkRefused
)

// CheckCode says why an auditor did not check a transcript. A number is never used again.
type CheckCode uint32

// The reasons.
const (
	CheckBusy       CheckCode = iota + 1 // it has enough to do
	CheckNotAudited                      // it does not have the model
	CheckMalformed                       // the transcript is not in order
	CheckFailed                          // its engine failed, or anything else
	CheckDraining                        // it is shutting down
)

var checkNames = [...]string{CheckBusy: "busy", CheckNotAudited: "model not audited", CheckMalformed: "malformed transcript", CheckFailed: "failed", CheckDraining: "shutting down"}

func (c CheckCode) String() string { return name(checkNames[:], uint32(c), "check refusal") }

// CheckRefusal says that an auditor did not check a transcript. The function of ServeChecks returns it, and Check where the
// other side did.
type CheckRefusal struct {
	Code    CheckCode
	Message string // printable, at most MaxMessage bytes
}

func (e *CheckRefusal) Error() string {
	if e.Message == "" {
		return "the auditor does not check this: " + e.Code.String()
	}
	return fmt.Sprintf("the auditor does not check this: %s: %s", e.Code, e.Message)
}

// checker makes a report of a transcript.
type checker func(ctx context.Context, remote Hello, t *dgrid.Transcript) (report []byte, err error)

// ServeChecks checks transcripts for others. f is called from many goroutines, makes a report of at most MaxReport bytes, or
// returns a *CheckRefusal; any other error is logged here and told as CheckFailed. Its ctx ends when nobody waits any more.
func (h *Host) ServeChecks(f func(ctx context.Context, remote Hello, t *dgrid.Transcript) (report []byte, err error)) {
	busy := func(have, want int) []byte {
		return must(delimited(&pb.CheckReply{Status: checkRefused, Code: uint32(CheckBusy), Message: fmt.Sprintf("%d streams are open, the limit is %d", have, want)}))
	}
	h.serve(protocolCheck, busy, func(ctx context.Context, c *conversation) {
		if err := h.answerCheck(ctx, c, f); err != nil {
			failure := streamError(err)
			h.log.Debug("transcript not checked", "peer", string(c.remote.Peer), "err", failure)
			c.reset(failure.Code)
		}
	})
}

// answerCheck reads a transcript, has it checked and sends the report.
func (h *Host) answerCheck(ctx context.Context, c *conversation, f checker) error {
	ctx, cancel := context.WithTimeout(ctx, h.cfg.Limits.Lifetime)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeDeadline) })()
	defer h.spare(c, "check")()
	t, refusal, err := h.receiveCheck(ctx, c)
	if err != nil {
		return err
	}
	if refusal != nil {
		err := h.say(c, refusal.reply())
		dismiss(c.stream, CodeNone)
		return err
	}
	gone := make(chan struct{})
	reply := &pb.CheckReply{Status: checkReport}
	if reply.Report, err = h.work(ctx, c, t, f, gone); errors.As(err, &refusal) {
		reply = refusal.reply()
	} else if err != nil {
		return err
	}
	if err := h.say(c, reply); err != nil {
		return err
	}
	// The asker's closing says that it has everything.
	_ = c.stream.CloseWrite()
	timer := time.NewTimer(h.cfg.Limits.Silence)
	defer timer.Stop()
	select {
	case <-gone:
		return c.stream.Close()
	case <-timer.C:
		return &StreamError{Code: CodeSlow}
	}
}

func (e *CheckRefusal) reply() *pb.CheckReply {
	return &pb.CheckReply{Status: checkRefused, Code: uint32(e.Code), Message: line(e.Message, MaxMessage)}
}

// spare keeps c's peer from being trimmed until the returned function is called.
func (h *Host) spare(c *conversation, what string) func() {
	p, tag := c.stream.Conn().RemotePeer(), what+" "+c.stream.ID()
	h.host.ConnManager().Protect(p, tag)
	return func() { h.host.ConnManager().Unprotect(p, tag) }
}

// receiveCheck reads the request and then, where there is room for it, the transcript.
func (h *Host) receiveCheck(ctx context.Context, c *conversation) (*dgrid.Transcript, *CheckRefusal, error) {
	c.reader.quiet = h.cfg.Limits.Header
	b, err := c.reader.next(maxReply, nil)
	if err != nil {
		return nil, nil, err
	}
	model, size, err := DecodeCheckRequest(b)
	if err != nil {
		return nil, nil, &StreamError{Code: CodeProtocol, Err: err}
	}
	if m := h.member.Load(); m != nil && !m.speaker.audits(model) {
		return nil, &CheckRefusal{CheckNotAudited, "model " + model.String()}, nil
	}
	if err := c.stream.Scope().ReserveMemory(size, network.ReservationPriorityMedium); err != nil {
		return nil, &CheckRefusal{CheckBusy, "no memory is free for the transcript"}, nil
	}
	if err := h.say(c, &pb.CheckReply{Status: checkReady}); err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, transferTime)
	defer cancel()
	defer context.AfterFunc(ctx, func() { c.reset(CodeSlow) })()
	whole, err := h.collect(c, size)
	if err != nil {
		return nil, nil, err
	}
	t, err := DecodeTranscript(whole)
	if err != nil {
		return nil, &CheckRefusal{CheckMalformed, err.Error()}, nil
	}
	if t.Order.Object.Model != model {
		return nil, &CheckRefusal{CheckMalformed, "it is of model " + t.Order.Object.Model.String() + ", announced was " + model.String()}, nil
	}
	return t, nil, nil
}

// work calls f, tells the other side every second that it is still at it, and ends f when the other side goes away,
// which closes gone.
func (h *Host) work(ctx context.Context, c *conversation, t *dgrid.Transcript, f checker, gone chan<- struct{}) (report []byte, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan struct{})
	if !h.tasks.start(func() {
		defer close(done)
		report, err = f(ctx, c.remote, t)
	}) {
		return nil, &StreamError{Code: CodeShutdown}
	}
	// The asker says nothing more: whatever comes is its end. The read ends at the latest with the stream.
	c.reader.quiet = h.cfg.Limits.Lifetime
	if !h.tasks.start(func() {
		defer close(gone)
		_, err := c.reader.next(maxReply, nil)
		cancel(streamError(unexpected(err)))
	}) {
		cancel(&StreamError{Code: CodeShutdown})
	}
	ticker := time.NewTicker(h.cfg.Limits.Heartbeat)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return h.judged(report, err)
		case <-ctx.Done():
			<-done
			return nil, streamError(context.Cause(ctx))
		case <-ticker.C:
			if err := h.say(c, &pb.CheckReply{Status: checkWorking}); err != nil {
				cancel(err)
			}
		}
	}
}

// judged is what the asker gets of f's result.
func (h *Host) judged(report []byte, err error) ([]byte, error) {
	var refusal *CheckRefusal
	switch {
	case errors.As(err, &refusal) && refusal.Code != 0:
		return nil, refusal
	case err == nil && len(report) > MaxReport:
		err = fmt.Errorf("a report of %d bytes, at most %d", len(report), MaxReport)
	}
	if err != nil {
		h.log.Error("cannot check transcript", "err", err)
		return nil, &CheckRefusal{Code: CheckFailed, Message: "the auditor could not do it"}
	}
	return report, nil
}

// Check hands a transcript to an auditor and waits for its report, for as long as ctx and signs of life go on. Errors are as
// with OpenJob, and *CheckRefusal.
func (h *Host) Check(ctx context.Context, p dgrid.PeerID, t *dgrid.Transcript) (report []byte, err error) {
	report, err = h.check(ctx, p, t)
	if err != nil {
		return nil, fmt.Errorf("have a transcript checked by %s: %w", p, err)
	}
	return report, nil
}

func (h *Host) check(ctx context.Context, p dgrid.PeerID, t *dgrid.Transcript) (report []byte, err error) {
	encoded, err := EncodeTranscript(t, MaxTranscript)
	if err != nil {
		return nil, err
	}
	c, err := h.open(ctx, string(p), protocolCheck)
	if err != nil {
		return nil, err
	}
	defer h.spare(c, "check")()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(h.ctx, cancel)()
	stop := context.AfterFunc(ctx, func() { c.reset(CodeCancelled) })
	defer stop()
	if report, err = h.converse(c, t.Order.Object.Model, encoded); err != nil {
		c.reset(CodeCancelled)
		var refusal *CheckRefusal
		if ctx.Err() != nil && !errors.As(err, &refusal) {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	_ = c.stream.Close()
	return report, nil
}

// converse hands over the transcript and waits for the report.
func (h *Host) converse(c *conversation, model dgrid.ModelID, encoded []byte) ([]byte, error) {
	if err := h.say(c, &pb.CheckRequest{Model: model[:], Size: uint64(len(encoded))}); err != nil {
		return nil, streamError(err)
	}
	c.reader.quiet = h.cfg.Limits.Header
	for sent := false; ; {
		b, err := c.reader.next(maxCheckReply, nil)
		if err != nil {
			return nil, streamError(unexpected(err))
		}
		status, report, err := DecodeCheckReply(b)
		switch {
		case err != nil:
			return nil, err
		case status == checkReady && !sent:
			if err := h.sendParts(c, encoded); err != nil {
				return nil, h.lastWord(c, err)
			}
			sent, encoded = true, nil
			c.reader.quiet = h.cfg.Limits.Header // until it is decoded there
		case status == checkWorking && sent:
			c.reader.quiet = h.cfg.Limits.Silence
		case status == checkReport && sent:
			return report, nil
		default:
			return nil, &StreamError{Code: CodeProtocol, Err: errors.New("a reply out of order")}
		}
	}
}

// lastWord is what the other side said before it took no more, or else err.
func (h *Host) lastWord(c *conversation, err error) error {
	c.reader.quiet = h.cfg.Limits.Silence
	if b, readErr := c.reader.next(maxCheckReply, nil); readErr == nil {
		var refusal *CheckRefusal
		if _, _, replyErr := DecodeCheckReply(b); errors.As(replyErr, &refusal) {
			return refusal
		}
	}
	return streamError(err)
}

// DecodeCheckRequest reads the encoding of a request without its length: the model and the size of the transcript.
func DecodeCheckRequest(b []byte) (model dgrid.ModelID, size int, err error) {
	var m pb.CheckRequest
	if err := unmarshal(b, nil, &m); err != nil {
		return model, 0, fmt.Errorf("decode check request: %w", err)
	}
	d, err := digest(m.Model)
	if err == nil && d.IsZero() {
		err = errAbsent
	}
	if err != nil {
		return model, 0, fmt.Errorf("decode check request: model: %w", err)
	}
	if m.Size == 0 || m.Size > MaxTranscript {
		return model, 0, fmt.Errorf("decode check request: a transcript of %d bytes, want 1 to %d", m.Size, MaxTranscript)
	}
	return dgrid.ModelID(d), int(m.Size), nil
}

// DecodeCheckReply reads the encoding of a reply without its length. A refusal is a *CheckRefusal.
func DecodeCheckReply(b []byte) (status uint32, report []byte, err error) {
	var m pb.CheckReply
	if err := unmarshal(b, nil, &m); err != nil {
		return 0, nil, fmt.Errorf("decode check reply: %w", err)
	}
	switch m.Status {
	case checkReport:
		if len(m.Report) > MaxReport {
			return 0, nil, fmt.Errorf("decode check reply: a report of %d bytes, at most %d", len(m.Report), MaxReport)
		}
		return m.Status, m.Report, nil
	case checkReady, checkWorking:
		return m.Status, nil, nil
	case checkRefused:
		if m.Code == 0 {
			return 0, nil, errors.New("decode check reply: no code")
		}
		if err := checkLine("message", m.Message, MaxMessage); err != nil {
			return 0, nil, fmt.Errorf("decode check reply: %w", err)
		}
		return m.Status, nil, &CheckRefusal{CheckCode(m.Code), m.Message}
	}
	return 0, nil, fmt.Errorf("decode check reply: status %d is unknown", m.Status)
}

// sendParts sends encoded in parts.
func (h *Host) sendParts(c *conversation, encoded []byte) error {
	for ; len(encoded) > 0; encoded = encoded[min(len(encoded), partData):] {
		if err := h.say(c, &pb.Part{Data: encoded[:min(len(encoded), partData)]}); err != nil {
			return err
		}
	}
	return nil
}

// collect reads parts until there are size bytes.
func (h *Host) collect(c *conversation, size int) ([]byte, error) {
	c.reader.quiet = h.cfg.Limits.Header
	var whole []byte
	for len(whole) < size {
		b, err := c.reader.next(MaxPart, nil)
		if err != nil {
			return nil, streamError(unexpected(err))
		}
		data, err := decodePart(b)
		if err != nil {
			return nil, err
		}
		if len(data) > size-len(whole) {
			return nil, fmt.Errorf("more bytes than the %d announced", size)
		}
		whole = append(whole, data...)
	}
	return whole, nil
}

// audits reports whether this node announces that it audits model.
func (s *speaker) audits(model dgrid.ModelID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.what == nil {
		return false
	}
	for _, id := range s.what.Audits {
		if id == model {
			return true
		}
	}
	return false
}

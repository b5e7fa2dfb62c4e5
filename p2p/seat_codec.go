package p2p

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid/p2p/pb"
)

var seatShape = shape{1: {name: "transcript", inner: wholeShape}, 3: {name: "commits", max: MaxSeats}, 5: {name: "reveals", max: MaxSeats}, 7: {name: "entries", max: MaxLeaves}}

func packSeatRequest(r *SeatRequest) *pb.SeatRequest {
	m := &pb.SeatRequest{Ask: uint32(r.Ask), Object: digestBytes(r.Object), Epoch: r.Epoch, Seat: r.Seat, Commit: packOptional(r.Commit), Reveal: packOptional(r.Reveal)}
	if r.Ask == AskBatch {
		m.Node = r.Node[:]
	}
	return m
}

// EncodeSeatRequest is r as it travels, without its length.
func EncodeSeatRequest(r *SeatRequest) ([]byte, error) {
	b, err := proto.Marshal(packSeatRequest(r))
	if err != nil {
		return nil, fmt.Errorf("encode seat request: %w", err)
	}
	return b, nil
}

// DecodeSeatRequest reads the encoding of a request without its length. A commit or reveal must be of the object and seat that the
// request names.
func DecodeSeatRequest(b []byte) (*SeatRequest, error) {
	r, err := decodeSeatRequest(b)
	if err != nil {
		return nil, fmt.Errorf("decode seat request: %w", err)
	}
	return r, nil
}

func decodeSeatRequest(b []byte) (*SeatRequest, error) {
	var m pb.SeatRequest
	if err := unmarshal(b, nil, &m); err != nil {
		return nil, err
	}
	object, err := digest(m.Object)
	if err == nil && object.IsZero() {
		err = errAbsent
	}
	if err != nil {
		return nil, fmt.Errorf("object: %w", err)
	}
	r := &SeatRequest{Ask: SeatAsk(m.Ask), Object: object, Epoch: m.Epoch, Seat: m.Seat}
	if r.Ask < AskTranscript || r.Ask > AskBatch {
		return nil, fmt.Errorf("ask %d is unknown", m.Ask)
	}
	if (r.Ask == AskBatch) != (len(m.Node) == common.AddressLength) || len(m.Node) != 0 && len(m.Node) != common.AddressLength {
		return nil, fmt.Errorf("node of %d bytes, want %d for a batch, else none", len(m.Node), common.AddressLength)
	}
	copy(r.Node[:], m.Node)
	if err := unpackOptional(m.Commit, &r.Commit); err != nil {
		return nil, fmt.Errorf("commit: %w", err)
	}
	if err := unpackOptional(m.Reveal, &r.Reveal); err != nil {
		return nil, fmt.Errorf("reveal: %w", err)
	}
	if (r.Ask == AskCommit) != (r.Commit != nil) || (r.Ask == AskReveal) != (r.Reveal != nil) {
		return nil, fmt.Errorf("a request for the %s with another object than it needs", r.Ask)
	}
	if c := r.Commit; c != nil && (c.Object.Object != r.Object || c.Object.Seat != r.Seat) {
		return nil, errors.New("the commit is of another object or seat")
	}
	if v := r.Reveal; v != nil && (v.Object.Object != r.Object || v.Object.Seat != r.Seat) {
		return nil, errors.New("the reveal is of another object or seat")
	}
	return r, nil
}

// DecodeSeatReply reads the encoding of a reply without its length: the size of its body, or why there is none.
func DecodeSeatReply(b []byte) (size int, err error) {
	var m pb.SeatReply
	if err := unmarshal(b, nil, &m); err != nil {
		return 0, fmt.Errorf("decode seat reply: %w", err)
	}
	if err := checkLine("message", m.Message, MaxMessage); err != nil {
		return 0, fmt.Errorf("decode seat reply: %w", err)
	}
	told := func(err error) error {
		if m.Message == "" {
			return err
		}
		return fmt.Errorf("%w (it says: %s)", err, m.Message)
	}
	switch m.Status {
	case seatDone:
		if m.Size > MaxTranscript {
			return 0, fmt.Errorf("decode seat reply: a body of %d bytes, at most %d", m.Size, MaxTranscript)
		}
		return int(m.Size), nil
	case seatNotYet:
		return 0, told(ErrNotYet)
	case seatRefused:
		return 0, told(ErrNoSeat)
	case seatUnknown:
		return 0, told(ErrNoTranscript)
	case seatBusy:
		return 0, &StreamError{Code: CodeBusy, Remote: true, Err: errors.New("end a stream or ask again later")}
	}
	return 0, &StreamError{Code: CodeInternal, Remote: true, Err: errors.New("the peer could not answer")}
}

// EncodeSeatBody is r as it travels. A nil reply has no bytes.
func EncodeSeatBody(r *SeatReply) ([]byte, error) {
	if r == nil {
		return nil, nil
	}
	m := &pb.SeatBody{Opening: packOptional(r.Opening), Commits: packAll(r.Commits), Reveals: packAll(r.Reveals), Ballot: packOptional(r.Ballot)}
	if r.Transcript != nil {
		var err error
		if m.Transcript, err = packTranscript(r.Transcript); err != nil {
			return nil, fmt.Errorf("encode seat body: transcript: %w", err)
		}
	}
	for i := range r.Entries {
		m.Entries = append(m.Entries, packEntry(&r.Entries[i]))
	}
	for _, s := range r.Sketches {
		for _, v := range s {
			m.Sketches = binary.BigEndian.AppendUint16(m.Sketches, uint16(v))
		}
	}
	if size := proto.Size(m); size > MaxTranscript {
		return nil, fmt.Errorf("encode seat body: %d bytes, at most %d", size, MaxTranscript)
	}
	b, err := proto.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode seat body: %w", err)
	}
	return b, nil
}

// DecodeSeatBody reads what EncodeSeatBody writes. It checks the form; whether signatures hold is for the caller.
func DecodeSeatBody(b []byte) (*SeatReply, error) {
	r, err := decodeSeatBody(b)
	if err != nil {
		return nil, fmt.Errorf("decode seat body: %w", err)
	}
	return r, nil
}

func decodeSeatBody(b []byte) (*SeatReply, error) {
	if len(b) > MaxTranscript {
		return nil, fmt.Errorf("%d bytes, at most %d", len(b), MaxTranscript)
	}
	var m pb.SeatBody
	if err := unmarshal(b, seatShape, &m); err != nil {
		return nil, err
	}
	r := new(SeatReply)
	var err error
	if m.Transcript != nil {
		if r.Transcript, err = unpackTranscript(m.Transcript); err != nil {
			return nil, fmt.Errorf("transcript: %w", err)
		}
	}
	if err := unpackOptional(m.Opening, &r.Opening); err != nil {
		return nil, fmt.Errorf("opening: %w", err)
	}
	if err := unpackAll(m.Commits, &r.Commits); err != nil {
		return nil, fmt.Errorf("commits: %w", err)
	}
	if err := unpackAll(m.Reveals, &r.Reveals); err != nil {
		return nil, fmt.Errorf("reveals: %w", err)
	}
	if err := unpackOptional(m.Ballot, &r.Ballot); err != nil {
		return nil, fmt.Errorf("ballot: %w", err)
	}
	for i, x := range m.Entries {
		e, err := unpackEntry(x)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i, err)
		}
		r.Entries = append(r.Entries, e)
	}
	r.Sketches, err = unpackSketches(m.Sketches)
	return r, err
}

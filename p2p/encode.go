package p2p

import (
	"errors"
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// delimited is m with its length in front: a varint of at most four bytes.
func delimited(m proto.Message) ([]byte, error) {
	size := proto.Size(m)
	b := make([]byte, 0, protowire.SizeVarint(uint64(size))+size)
	return proto.MarshalOptions{}.MarshalAppend(protowire.AppendVarint(b, uint64(size)), m)
}

// heartbeat is the frame that says nothing.
var heartbeat = must(delimited(&pb.Frame{Body: &pb.Frame_Heartbeat{Heartbeat: &pb.Heartbeat{}}}))

func must(b []byte, err error) []byte {
	if err != nil {
		panic("p2p: impossible: encode own message: " + err.Error())
	}
	return b
}

// encodeFrame is f as it travels, or a *FrameError where the other side would refuse it.
func encodeFrame(f Frame) ([]byte, error) {
	m, err := packFrame(f)
	if err != nil {
		return nil, &FrameError{frameName(f), err}
	}
	if size, limit := proto.Size(m), frameLimit(f); size > limit {
		return nil, &FrameError{frameName(f), fmt.Errorf("%d bytes, at most %d", size, limit)}
	}
	b, err := delimited(m)
	if err != nil {
		return nil, &FrameError{frameName(f), err}
	}
	return b, nil
}

// frameLimit is how long the encoding of f may be.
func frameLimit(f Frame) int {
	switch f.(type) {
	case *OrderFrame:
		return MaxOrder
	case *ChunkFrame:
		return MaxTokens
	}
	return MaxControl
}

func packFrame(f Frame) (*pb.Frame, error) {
	switch f := f.(type) {
	case *OrderFrame:
		m, err := packOrder(f)
		return &pb.Frame{Body: &pb.Frame_Order{Order: m}}, err
	case *VoucherFrame:
		return &pb.Frame{Body: &pb.Frame_Voucher{Voucher: pack(f.Voucher)}}, nil
	case *CancelFrame:
		return &pb.Frame{Body: &pb.Frame_Cancel{Cancel: pack(f.Cancel)}}, nil
	case *AcceptFrame:
		return &pb.Frame{Body: &pb.Frame_Accept{Accept: &pb.Accept{Acceptance: pack(f.Acceptance)}}}, nil
	case *MeetFrame:
		m := &pb.Meet{Model: f.Model[:], Voucher: packOptional(f.Voucher), Settled: amountText(f.Settled), Steps: packAll(f.Steps)}
		return &pb.Frame{Body: &pb.Frame_Meet{Meet: m}}, checkSteps(f.Steps)
	case *RefusalFrame:
		m, err := packRefusal(f)
		return &pb.Frame{Body: &pb.Frame_Refusal{Refusal: m}}, err
	case *ChunkFrame:
		m, err := packChunk(f)
		return &pb.Frame{Body: &pb.Frame_Chunk{Chunk: m}}, err
	case *StepFrame:
		return &pb.Frame{Body: &pb.Frame_Step{Step: &pb.Step{Step: pack(f.Step), SketchHash: f.SketchHash[:]}}}, nil
	case *ReceiptFrame:
		m := &pb.Receipt{Receipt: pack(f.Receipt), SketchHash: digestBytes(f.SketchHash)}
		return &pb.Frame{Body: &pb.Frame_Receipt{Receipt: m}}, nil
	case *FailureFrame:
		if f.Code == 0 {
			return nil, errors.New("no code")
		}
		m := &pb.Failure{Code: uint32(f.Code), Message: line(f.Message, MaxMessage), Retryable: f.Retryable}
		return &pb.Frame{Body: &pb.Frame_Failure{Failure: m}}, nil
	}
	return nil, fmt.Errorf("%T is no frame", f)
}

func packOrder(f *OrderFrame) (*pb.Order, error) {
	if f.Deadline < time.Millisecond || f.Deadline > maxLifetime {
		return nil, fmt.Errorf("deadline of %s: give 1 ms to %s", f.Deadline, maxLifetime)
	}
	if len(f.Prefix) > maxTokens {
		return nil, fmt.Errorf("prefix of %d tokens, at most %d", len(f.Prefix), maxTokens)
	}
	request, err := packRequest(&f.Request)
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	prefix, err := tokenNumbers(f.Prefix)
	if err != nil {
		return nil, fmt.Errorf("prefix: %w", err)
	}
	return &pb.Order{Order: pack(f.Order), Request: request, Prefix: prefix, DeadlineMs: uint64(f.Deadline.Milliseconds())}, nil
}

func packRefusal(f *RefusalFrame) (*pb.Refusal, error) {
	if f.Code == 0 {
		return nil, errors.New("no code")
	}
	if f.Retry < 0 || f.Retry > maxRetryAfter {
		return nil, fmt.Errorf("retry after %s: give 0 to %s", f.Retry, maxRetryAfter)
	}
	// Rounded up, so that a retry is never sooner than meant.
	retry := uint64((f.Retry + time.Millisecond - 1) / time.Millisecond)
	return &pb.Refusal{Code: uint32(f.Code), Message: line(f.Message, MaxMessage), Have: f.Have, Want: f.Want, RetryMs: retry}, nil
}

func packChunk(f *ChunkFrame) (*pb.Chunk, error) {
	if len(f.IDs) == 0 && f.Text == "" {
		return nil, errors.New("neither ids nor text")
	}
	if len(f.IDs) > dgrid.LeafTokens {
		return nil, fmt.Errorf("%d ids, a leaf has at most %d", len(f.IDs), dgrid.LeafTokens)
	}
	if !utf8.ValidString(f.Text) {
		return nil, errors.New("the text is not whole UTF-8 characters")
	}
	ids, err := tokenNumbers(f.IDs)
	return &pb.Chunk{Ids: ids, Text: f.Text}, err
}

func checkSteps(steps []dgrid.Signed[dgrid.Step]) error {
	if len(steps) > maxSteps {
		return fmt.Errorf("%d steps, at most %d", len(steps), maxSteps)
	}
	return nil
}

func milliseconds(ms uint64, most time.Duration) (time.Duration, error) {
	if ms > math.MaxInt64/uint64(time.Millisecond) || time.Duration(ms)*time.Millisecond > most {
		return 0, fmt.Errorf("%d ms, at most %s", ms, most)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

func frameName(f Frame) string {
	switch f.(type) {
	case *MeetFrame:
		return "meet"
	case *OrderFrame:
		return "order"
	case *VoucherFrame:
		return "voucher"
	case *CancelFrame:
		return "cancel"
	case *AcceptFrame:
		return "accept"
	case *RefusalFrame:
		return "refusal"
	case *ChunkFrame:
		return "chunk"
	case *StepFrame:
		return "step"
	case *ReceiptFrame:
		return "receipt"
	case *FailureFrame:
		return "failure"
	}
	return fmt.Sprintf("%T", f)
}

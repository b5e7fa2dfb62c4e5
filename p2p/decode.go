package p2p

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/p2p/pb"
)

// lenient decoding skips fields that this version does not know, so that a later one may add some.
var lenient = proto.UnmarshalOptions{DiscardUnknown: true}

// The numbers of the frames in pb.Frame.
const (
	orderNumber protowire.Number = iota + 1
	voucherNumber
	cancelNumber
	acceptNumber
	refusalNumber
	chunkNumber
	stepNumber
	receiptNumber
	failureNumber
	meetNumber
	heartbeatNumber protowire.Number = 15
)

// DecodeFrame reads the encoding of one frame without its length. A heartbeat is nil.
func DecodeFrame(b []byte) (Frame, error) {
	num, body, err := envelope(b)
	if err != nil {
		return nil, err
	}
	switch num {
	case orderNumber:
		return decodeOrder(body)
	case voucherNumber:
		return decodeVoucher(body)
	case cancelNumber:
		return decodeCancel(body)
	case acceptNumber:
		return decodeAccept(body)
	case refusalNumber:
		return decodeRefusal(body)
	case chunkNumber:
		return decodeChunk(body)
	case stepNumber:
		return decodeStep(body)
	case receiptNumber:
		return decodeReceipt(body)
	case failureNumber:
		return decodeFailure(body)
	case meetNumber:
		return decodeMeet(body)
	case heartbeatNumber:
		if len(body) != 0 {
			return nil, fmt.Errorf("decode heartbeat frame: %d bytes, want none", len(body))
		}
		return nil, nil
	}
	return nil, fmt.Errorf("decode frame: kind %d is unknown", num)
}

// envelope takes a frame apart: exactly one field, and no more bytes than its kind may have.
func envelope(b []byte) (protowire.Number, []byte, error) {
	num, typ, n := protowire.ConsumeTag(b)
	if n < 0 || typ != protowire.BytesType {
		return 0, nil, errors.New("decode frame: it does not begin with a frame's kind")
	}
	body, m := protowire.ConsumeBytes(b[n:])
	if m < 0 || n+m != len(b) {
		return 0, nil, errors.New("decode frame: its length is not that of its one field")
	}
	limit := MaxControl
	switch num {
	case orderNumber:
		limit = MaxOrder
	case chunkNumber:
		limit = MaxTokens
	}
	if len(b) > limit {
		return 0, nil, fmt.Errorf("decode frame: kind %d with %d bytes, at most %d", num, len(b), limit)
	}
	return num, body, nil
}

// unmarshal checks b against s and decodes it into m.
func unmarshal(b []byte, s shape, m proto.Message) error {
	if err := s.check(b); err != nil {
		return err
	}
	return lenient.Unmarshal(b, m)
}

func decodeOrder(b []byte) (_ Frame, err error) {
	var m pb.Order
	if err := unmarshal(b, orderShape, &m); err != nil {
		return nil, fmt.Errorf("decode order frame: %w", err)
	}
	var f OrderFrame
	if err := unpack(m.Order, &f.Order); err != nil {
		return nil, fmt.Errorf("decode order frame: order: %w", err)
	}
	if f.Request, err = unpackRequest(m.Request); err != nil {
		return nil, fmt.Errorf("decode order frame: request: %w", err)
	}
	if f.Prefix, err = tokens(m.Prefix); err != nil {
		return nil, fmt.Errorf("decode order frame: prefix: %w", err)
	}
	if f.Deadline, err = milliseconds(m.DeadlineMs, maxLifetime); err != nil {
		return nil, fmt.Errorf("decode order frame: deadline: %w", err)
	}
	if f.Deadline == 0 {
		return nil, errors.New("decode order frame: no time is left for the job")
	}
	return &f, nil
}

func decodeMeet(b []byte) (_ Frame, err error) {
	var m pb.Meet
	if err := unmarshal(b, meetShape, &m); err != nil {
		return nil, fmt.Errorf("decode meet frame: %w", err)
	}
	var f MeetFrame
	model, err := digest(m.Model)
	if err != nil {
		return nil, fmt.Errorf("decode meet frame: model: %w", err)
	}
	f.Model = dgrid.ModelID(model)
	if err := unpackOptional(m.Voucher, &f.Voucher); err != nil {
		return nil, fmt.Errorf("decode meet frame: voucher: %w", err)
	}
	if f.Settled, err = amount(m.Settled); err != nil {
		return nil, fmt.Errorf("decode meet frame: settled: %w", err)
	}
	if err := unpackAll(m.Steps, &f.Steps); err != nil {
		return nil, fmt.Errorf("decode meet frame: steps: %w", err)
	}
	return &f, nil
}

func decodeVoucher(b []byte) (_ Frame, err error) {
	var m pb.Signed
	var f VoucherFrame
	if err = unmarshal(b, nil, &m); err == nil {
		err = unpack(&m, &f.Voucher)
	}
	if err != nil {
		return nil, fmt.Errorf("decode voucher frame: %w", err)
	}
	return &f, nil
}

func decodeCancel(b []byte) (_ Frame, err error) {
	var m pb.Signed
	var f CancelFrame
	if err = unmarshal(b, nil, &m); err == nil {
		err = unpack(&m, &f.Cancel)
	}
	if err != nil {
		return nil, fmt.Errorf("decode cancel frame: %w", err)
	}
	return &f, nil
}

func decodeAccept(b []byte) (_ Frame, err error) {
	var m pb.Accept
	if err := unmarshal(b, nil, &m); err != nil {
		return nil, fmt.Errorf("decode accept frame: %w", err)
	}
	var f AcceptFrame
	if err := unpack(m.Acceptance, &f.Acceptance); err != nil {
		return nil, fmt.Errorf("decode accept frame: acceptance: %w", err)
	}
	return &f, nil
}

func decodeRefusal(b []byte) (_ Frame, err error) {
	var m pb.Refusal
	if err := unmarshal(b, nil, &m); err != nil {
		return nil, fmt.Errorf("decode refusal frame: %w", err)
	}
	f := RefusalFrame{Code: RefusalCode(m.Code), Message: m.Message, Have: m.Have, Want: m.Want}
	if m.Code == 0 {
		return nil, errors.New("decode refusal frame: no code")
	}
	if err := checkLine("message", m.Message, MaxMessage); err != nil {
		return nil, fmt.Errorf("decode refusal frame: %w", err)
	}
	if f.Retry, err = milliseconds(m.RetryMs, maxRetryAfter); err != nil {
		return nil, fmt.Errorf("decode refusal frame: retry: %w", err)
	}
	return &f, nil
}

func decodeChunk(b []byte) (_ Frame, err error) {
	var m pb.Chunk
	if err := unmarshal(b, chunkShape, &m); err != nil {
		return nil, fmt.Errorf("decode chunk frame: %w", err)
	}
	f := ChunkFrame{Text: m.Text}
	if f.IDs, err = tokens(m.Ids); err != nil {
		return nil, fmt.Errorf("decode chunk frame: %w", err)
	}
	if len(f.IDs) == 0 && f.Text == "" {
		return nil, errors.New("decode chunk frame: neither ids nor text")
	}
	return &f, nil
}

func decodeStep(b []byte) (_ Frame, err error) {
	var m pb.Step
	if err := unmarshal(b, nil, &m); err != nil {
		return nil, fmt.Errorf("decode step frame: %w", err)
	}
	var f StepFrame
	if err := unpack(m.Step, &f.Step); err != nil {
		return nil, fmt.Errorf("decode step frame: step: %w", err)
	}
	if f.SketchHash, err = digest(m.SketchHash); err != nil {
		return nil, fmt.Errorf("decode step frame: sketch hash: %w", err)
	}
	return &f, nil
}

func decodeReceipt(b []byte) (_ Frame, err error) {
	var m pb.Receipt
	if err := unmarshal(b, nil, &m); err != nil {
		return nil, fmt.Errorf("decode receipt frame: %w", err)
	}
	var f ReceiptFrame
	if err := unpack(m.Receipt, &f.Receipt); err != nil {
		return nil, fmt.Errorf("decode receipt frame: receipt: %w", err)
	}
	if f.SketchHash, err = digest(m.SketchHash); err != nil {
		return nil, fmt.Errorf("decode receipt frame: sketch hash: %w", err)
	}
	return &f, nil
}

func decodeFailure(b []byte) (Frame, error) {
	var m pb.Failure
	if err := unmarshal(b, nil, &m); err != nil {
		return nil, fmt.Errorf("decode failure frame: %w", err)
	}
	if m.Code == 0 {
		return nil, errors.New("decode failure frame: no code")
	}
	if err := checkLine("message", m.Message, MaxMessage); err != nil {
		return nil, fmt.Errorf("decode failure frame: %w", err)
	}
	return &FailureFrame{Code: FailureCode(m.Code), Message: m.Message, Retryable: m.Retryable}, nil
}

package p2p

import (
	"fmt"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Frame is one message on a job stream: a pointer to one of the types below.
type Frame interface{ isFrame() }

// MeetFrame is what the two sides show each other before an order, because either may have lost the end of its records: the
// payer's highest voucher for the model, as each knows it, and what closed jobs have cost. The payer's comes first, the
// provider answers with its own; then the payer may pay what is due by a voucher frame.
type MeetFrame struct {
	Model   dgrid.ModelID
	Voucher *dgrid.Signed[dgrid.Voucher] // nil where there is none
	Settled dgrid.Amount                 // fees of closed jobs
	Steps   []dgrid.Signed[dgrid.Step]   // of the payer: the highest step of each job that it has not closed
}

// OrderFrame asks for a job. A stream carries one.
type OrderFrame struct {
	Order   dgrid.Signed[dgrid.Order]
	Request dgrid.Request
	Prefix  []dgrid.TokenID // the answer so far when resuming
	// Deadline is the time that the job may still take. It travels as milliseconds left, so that clocks need not agree.
	Deadline time.Duration
}

// VoucherFrame pays for the next step.
type VoucherFrame struct {
	Voucher dgrid.Signed[dgrid.Voucher]
}

// CancelFrame asks the provider to stop. A payer that does not wait for the receipt resets the stream after it.
type CancelFrame struct {
	Cancel dgrid.Signed[dgrid.Cancel]
}

// AcceptFrame is the provider's answer to an order where it takes the job.
type AcceptFrame struct {
	Acceptance dgrid.Signed[dgrid.Acceptance]
}

// RefusalFrame is the provider's last frame where it does not take the job.
type RefusalFrame struct {
	Code    RefusalCode
	Message string // printable, at most MaxMessage bytes
	// Have and Want are what the refusal is about, in the unit of its code: tokens for Context, base units for Credit and
	// Price, milliseconds since 1970 for Expired, slots for Busy; 0 elsewhere.
	Have, Want uint64
	Retry      time.Duration // when to ask again; 0 where asking again is no use
}

// ChunkFrame is a run of tokens of one leaf. It has ids or text or both.
type ChunkFrame struct {
	IDs  []dgrid.TokenID
	Text string // whole UTF-8 characters only
}

// StepFrame follows the last token of a full leaf.
type StepFrame struct {
	Step       dgrid.Signed[dgrid.Step]
	SketchHash dgrid.Digest // of the leaf just finished
}

// ReceiptFrame ends a job.
type ReceiptFrame struct {
	Receipt    dgrid.Signed[dgrid.Receipt]
	SketchHash dgrid.Digest // of the last leaf where it is not full, else zero
}

// FailureFrame says that an accepted job cannot go on.
type FailureFrame struct {
	Code      FailureCode
	Message   string // printable, at most MaxMessage bytes
	Retryable bool   // another provider, or this one later, may do better
}

func (*MeetFrame) isFrame()    {}
func (*OrderFrame) isFrame()   {}
func (*VoucherFrame) isFrame() {}
func (*CancelFrame) isFrame()  {}
func (*AcceptFrame) isFrame()  {}
func (*RefusalFrame) isFrame() {}
func (*ChunkFrame) isFrame()   {}
func (*StepFrame) isFrame()    {}
func (*ReceiptFrame) isFrame() {}
func (*FailureFrame) isFrame() {}

// RefusalCode says why a provider does not take an order. A number is never used again.
type RefusalCode uint32

// The refusals.
const (
	Busy         RefusalCode = iota + 1 // no slot is free
	Context                             // prompt and answer do not fit the model's context
	Credit                              // the payer owes more than this provider lends
	UnknownModel                        // this provider does not serve the model
	WrongNetwork                        // the order is for another network
	Expired                             // the order's expiry has passed
	Session                             // the order is for another run of this provider
	Price                               // the order pays less than this provider asks
	Invalid                             // the order contradicts itself or its signature does not hold
	Draining                            // this provider is shutting down
	NoSpace                             // this provider's disk is full
)

var refusalNames = [...]string{Busy: "busy", Context: "context", Credit: "credit", UnknownModel: "unknown model", WrongNetwork: "wrong network",
	Expired: "expired", Session: "session", Price: "price", Invalid: "invalid", Draining: "draining", NoSpace: "no space"}

func (c RefusalCode) String() string { return name(refusalNames[:], uint32(c), "refusal") }

// FailureCode says why an accepted job ended without its receipt. A number is never used again.
type FailureCode uint32

// The failures.
const (
	FailureEngine   FailureCode = iota + 1 // the engine died or gave an error
	FailureDeadline                        // the job's deadline passed
	FailurePayment                         // no voucher came for the next step
	FailureProtocol                        // the other side sent what it must not
	FailureShutdown                        // the provider is going down
	FailureInternal                        // anything else
)

var failureNames = [...]string{FailureEngine: "engine", FailureDeadline: "deadline", FailurePayment: "payment", FailureProtocol: "protocol",
	FailureShutdown: "shutdown", FailureInternal: "internal"}

func (c FailureCode) String() string { return name(failureNames[:], uint32(c), "failure") }

func name(names []string, code uint32, what string) string {
	if int64(code) < int64(len(names)) && names[code] != "" {
		return names[code]
	}
	return fmt.Sprintf("%s %d", what, code)
}

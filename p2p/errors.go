package p2p

import (
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// ErrorCode says why a stream was reset; it travels to the other side. A number is never used again.
type ErrorCode uint32

// The codes. Those from 0x1001 on are libp2p's own.
const (
	CodeNone       ErrorCode = 0  // none given
	CodeCancelled  ErrorCode = 1  // the job is no longer wanted
	CodeProtocol   ErrorCode = 2  // a frame that must not be: malformed, oversize, out of order
	CodeSilent     ErrorCode = 3  // nothing arrived for Limits.Silence
	CodeSlow       ErrorCode = 4  // a frame took too long to arrive or to be taken
	CodeHeader     ErrorCode = 5  // no hello, or no order, in time
	CodeDeadline   ErrorCode = 6  // the job's deadline passed
	CodeBusy       ErrorCode = 7  // too many streams
	CodeShutdown   ErrorCode = 8  // the host is closing
	CodeUnverified ErrorCode = 9  // the hello does not prove what it says
	CodeNetwork    ErrorCode = 10 // the hello is of another network
	CodeInternal   ErrorCode = 11 // the handler failed
	CodeGone       ErrorCode = 12 // the connection broke; never sent
)

var codeNames = [...]string{"no reason given", "cancelled", "protocol violation", "silent", "too slow", "no header in time", "deadline passed",
	"too many streams", "shutting down", "identity not proved", "wrong network", "internal error", "connection lost"}

func (c ErrorCode) String() string { return name(codeNames[:], uint32(c), "code") }

// StreamError is how a stream failed. Every error that Send and Recv return, other than io.EOF, those of the caller's context
// and *FrameError, is one.
type StreamError struct {
	Code   ErrorCode
	Remote bool // the other side ended the stream
	Err    error
}

func (e *StreamError) Error() string {
	side := "here"
	if e.Remote {
		side = "by the other side"
	}
	if e.Err == nil {
		return fmt.Sprintf("stream ended %s: %s", side, e.Code)
	}
	return fmt.Sprintf("stream ended %s: %s: %v", side, e.Code, e.Err)
}

func (e *StreamError) Unwrap() error { return e.Err }

// FrameError is a frame that Send does not send because the other side would refuse it. The stream goes on.
type FrameError struct {
	Frame string // "order", "chunk", ...
	Err   error
}

func (e *FrameError) Error() string { return fmt.Sprintf("send %s frame: %v", e.Frame, e.Err) }

func (e *FrameError) Unwrap() error { return e.Err }

// WrongNetworkError says that a peer belongs to another network. TheirsID is zero where the name alone told so.
type WrongNetworkError struct {
	Ours, Theirs     string
	OursID, TheirsID dgrid.Digest
}

func (e *WrongNetworkError) Error() string {
	if e.TheirsID.IsZero() {
		return fmt.Sprintf("this node is on network %q, the peer on %q: start one of them with the other's network file", e.Ours, e.Theirs)
	}
	return fmt.Sprintf("this node is on network %q (%s), the peer on %q (%s): start one of them with the other's network file", e.Ours, e.OursID, e.Theirs, e.TheirsID)
}

// VersionError says that a peer speaks another version of a protocol.
type VersionError struct {
	Protocol     string // "job", "receipt", "audit"
	Ours, Theirs string
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("this node speaks version %s of the %s protocol, the peer version %s: update the older one", e.Ours, e.Protocol, e.Theirs)
}

// UnreachableError says that no connection to an address could be made.
type UnreachableError struct {
	Addr string
	Err  error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("cannot reach %s: %v: check that the node is up and that the address and port are right", e.Addr, e.Err)
}

func (e *UnreachableError) Unwrap() error { return e.Err }

// WrongPeerError says that another peer than the expected one answers at an address.
type WrongPeerError struct {
	Addr         string
	Want, Actual dgrid.PeerID
}

func (e *WrongPeerError) Error() string {
	return fmt.Sprintf("at %s answers peer %s, not %s: take the address that this node prints when it starts", e.Addr, e.Actual, e.Want)
}

// Sentinels that a caller branches on.
var (
	// ErrNotDgrid says that the peer is a libp2p host which speaks no protocol of dgrid.
	ErrNotDgrid = errors.New("the peer is no dgrid node: take the address that `dgridd up` prints")
	// ErrNotServing says that the peer is a node of this network which does not serve the protocol.
	ErrNotServing = errors.New("the peer does not serve this: it is not a provider, choose another one")
	// ErrNoTranscript is returned by the function of ServeTranscripts for a job that it does not know, and by FetchReceipt
	// and FetchTranscript where the other side answered so.
	ErrNoTranscript = errors.New("no transcript of this job is kept there")
	// ErrForbidden is returned by the function of ServeTranscripts where the remote may not read the transcript, and by
	// FetchReceipt and FetchTranscript where the other side answered so.
	ErrForbidden = errors.New("the transcript of this job is not for this reader")
)

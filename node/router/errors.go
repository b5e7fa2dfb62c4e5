package router

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dgrid-network/dgrid"
)

// Code says why a question was not answered. A caller branches on it.
type Code string

// The codes.
const (
	NoProvider     Code = "no_provider"     // nobody known serves the model
	Unavailable    Code = "unavailable"     // those who serve it cannot be reached, are banned, or failed a moment ago
	AllBusy        Code = "all_busy"        // Retry says when to ask again
	OverBudget     Code = "over_budget"     // Cheapest and MaxFee say by how much
	OnlyUnverified Code = "only_unverified" // the caller did not opt in to them
	ContextTooLong Code = "context_too_long"
	Invalid        Code = "invalid_request" // wherever it is put
	BrokenOff      Code = "broken_off"      // after Tokens tokens, and nobody could go on
	TimedOut       Code = "timed_out"
	Cancelled      Code = "cancelled" // by the caller
	Internal       Code = "internal"  // this node itself failed
)

// Error says why a question was not answered, or not to its end.
type Error struct {
	Code       Code
	Message    string        // what happened and what to do
	Candidates []Candidate   // why each of them did not answer
	Retry      time.Duration // AllBusy: when to ask again
	Cheapest   dgrid.Amount  // OverBudget: what the cheapest would take
	MaxFee     dgrid.Amount  // OverBudget: what the question allows
	Have, Want uint32        // ContextTooLong: tokens that the largest context holds, and that are needed
	Tokens     uint32        // of the answer that came all the same
	Err        error         // the cause, or nil
}

// mentioned is how many candidates an error's text lists.
const mentioned = 5

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for i, c := range e.Candidates {
		if i == mentioned {
			fmt.Fprintf(&b, "; and %d more", len(e.Candidates)-i)
			break
		}
		if c.Excluded != "" {
			fmt.Fprintf(&b, "; %s: %s", shortPeer(c.Peer), c.Excluded)
		}
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Is reports whether err is an *Error of code c.
func Is(err error, c Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == c
}

// shortPeer is the end of a peer id, which is where peer ids differ.
func shortPeer(p dgrid.PeerID) string {
	if len(p) > 8 {
		return "…" + string(p[len(p)-8:])
	}
	return string(p)
}

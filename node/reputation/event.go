package reputation

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// Kind says what happened. A kind is stored as its name.
type Kind string

// The kinds.
const (
	Answered      Kind = "answered"      // up to its receipt
	Busy          Kind = "busy"          // refused: no slot, or no room on its disk, or it is shutting down
	Declined      Kind = "declined"      // the same against a quote that had promised a slot
	Unkept        Kind = "unkept"        // refused what its advert or its quote had promised
	Unreachable   Kind = "unreachable"   // no connection, or it went away before it took the order
	BrokenOff     Kind = "broken off"    // went away in mid-answer, or its engine failed
	Misbehaved    Kind = "misbehaved"    // sent what the protocol forbids: a signature, root or fee that does not hold
	AuditPassed   Kind = "audit passed"  // its answer was re-computed and holds
	Suspected     Kind = "suspected"     // an answer scored above the threshold; no control has confirmed it
	AuditFailed   Kind = "audit failed"  // and a control has confirmed it
	NotItsFault   Kind = "not its fault" // it refused for a reason of this node's: credit, clock, an order that does not fit
	Acknowledged  Kind = "acknowledged"  // the operator lifted a ban
	unknownReason      = "no reason given"
)

// fault is how much a kind counts against a provider, and good how much for it.
var (
	fault = map[Kind]float64{Busy: 0.1, Declined: 0.4, Unkept: 1, Unreachable: 1, BrokenOff: 1, Misbehaved: 4, Suspected: 2, AuditFailed: 20}
	good  = map[Kind]float64{Answered: 1, AuditPassed: 2}
)

// trips reports whether a kind opens the peer's circuit.
func (k Kind) trips() bool {
	return k == Unreachable || k == BrokenOff || k == Misbehaved || k == Unkept
}

// closes reports whether a kind shows that the peer works: it closes the circuit. A peer that refuses for a reason is up.
func (k Kind) closes() bool { return k == Answered || k == Busy || k == Declined || k == NotItsFault }

// Event is one thing that a provider did.
type Event struct {
	Time   dgrid.Time   `json:"time"`
	Kind   Kind         `json:"kind"`
	Peer   dgrid.PeerID `json:"peer,omitempty"`
	Job    dgrid.JobID  `json:"job"` // zero where there was none
	Reason string       `json:"reason,omitempty"`
}

func (e Event) String() string {
	reason := e.Reason
	if reason == "" {
		reason = unknownReason
	}
	if e.Job.IsZero() {
		return fmt.Sprintf("%s: %s", e.Kind, reason)
	}
	return fmt.Sprintf("%s (job %s): %s", e.Kind, e.Job.Short(), reason)
}

package verify

import "fmt"

// Rate is the rate at which an honest provider's audited jobs are taken to fail: an upper bound, since controls make the true
// one far smaller.
const Rate = 0.005

// cheatRates are the rates of failing jobs that a Process bets on.
var cheatRates = [...]float64{0.02, 0.1, 0.5, 0.9}

// Limits are the values of a Process at which a provider's standing changes. They are parameters of the network: a development
// network may have lower ones. An honest provider ever reaches x with a chance of at most 1/x.
type Limits struct {
	Watch   float64 `json:"watch"`   // every job is audited from here on ...
	Calm    float64 `json:"calm"`    // ... until below here
	Suspend float64 `json:"suspend"` // no jobs but audits
	Slash   float64 `json:"slash"`   // for good
}

// DefaultLimits suspend an honest provider with a chance of at most one in a thousand, ever, and slash it with one in a million.
func DefaultLimits() Limits { return Limits{Watch: 20, Calm: 1, Suspend: 1e3, Slash: 1e6} }

// Check fails unless the limits rise from calm to slash.
func (l Limits) Check() error {
	if !(0 < l.Calm && l.Calm <= l.Watch && l.Watch <= l.Suspend && l.Suspend <= l.Slash && l.Slash < huge) {
		return fmt.Errorf("limits of the audit process: want 0 < calm (%v) <= watch (%v) <= suspend (%v) <= slash (%v)", l.Calm, l.Watch, l.Suspend, l.Slash)
	}
	return nil
}

// huge bounds the process's numbers, so that they can be stored: JSON knows no infinity.
const huge = 1e300

// Status is a provider's standing by its process.
type Status uint8

// The standings.
const (
	StatusOK        Status = iota
	StatusWatched          // every job is audited
	StatusSuspended        // it gets no jobs but audits; what passes brings it back
	StatusSlashed          // for good
)

var statusNames = [...]string{StatusOK: "ok", StatusWatched: "watched", StatusSuspended: "suspended", StatusSlashed: "slashed"}

func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("status %d", uint8(s))
}

// MarshalText writes the standing's name.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Status) UnmarshalText(b []byte) error {
	for i, name := range statusNames {
		if name == string(b) {
			*s = Status(i)
			return nil
		}
	}
	return fmt.Errorf("parse standing %.20q: want ok, watched, suspended or slashed", b)
}

// Process is what the audits of one provider say together: an e-process. However long one looks and whenever one stops, the
// chance that an honest provider's Value ever reaches x is at most 1/x. It mixes bets on four rates of failing, begun anew with
// every audit, so that a long honest history buys no licence to cheat. The zero Process is a fresh provider's.
type Process struct {
	Audits   uint64                   `json:"audits"`
	Failures uint64                   `json:"failures"`
	Bets     [len(cheatRates)]float64 `json:"bets"` // R of docs/verification.md, by rate
	Status   Status                   `json:"status"`
}

// Observe takes the next audit's outcome by the default limits. Audits that abstain, or suspect without a control, are none.
func (p *Process) Observe(failed bool) { p.ObserveWithin(DefaultLimits(), failed) }

// ObserveWithin is Observe by other limits.
func (p *Process) ObserveWithin(l Limits, failed bool) {
	p.Audits++
	n := float64(p.Audits)
	fresh := 1 / (n * (n + 1))
	for i, rate := range cheatRates {
		odds := (1 - rate) / (1 - Rate)
		if failed {
			odds = rate / Rate
		}
		p.Bets[i] = min(odds*(p.Bets[i]+fresh), huge)
	}
	if failed {
		p.Failures++
	}
	p.Status = p.next(p.Value(), l)
}

// Value is the evidence against the provider, 1 for a fresh one.
func (p *Process) Value() float64 {
	var sum float64
	for _, r := range p.Bets {
		sum += r / float64(len(p.Bets))
	}
	return sum + 1/float64(p.Audits+1)
}

// next is the standing that follows from value and from the one before.
func (p *Process) next(value float64, l Limits) Status {
	switch {
	case p.Status == StatusSlashed || value >= l.Slash:
		return StatusSlashed
	case value >= l.Suspend:
		return StatusSuspended
	case value >= l.Watch, p.Status != StatusOK && value >= l.Calm:
		return StatusWatched
	default:
		return StatusOK
	}
}

package verify

import "fmt"

// State says how a rung came out.
type State uint8

// The states.
const (
	Absent State = iota // there was nothing to check, or nothing to check it against
	Holds
	Fails
	Skipped // there is something to check, and it was not looked at
)

var stateNames = [...]string{Absent: "absent", Holds: "holds", Fails: "fails", Skipped: "skipped"}

func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// MarshalText writes "holds", "fails", "absent" or "skipped".
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *State) UnmarshalText(b []byte) error {
	for i, name := range stateNames {
		if name == string(b) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("parse state %.20q: want holds, fails, absent or skipped", b)
}

// Fault says whose a failing rung is. It is named only where signatures prove it: what anybody may have altered in a file is
// held against nobody.
type Fault string

// The faults.
const (
	FaultNone       Fault = ""           // the rung does not fail
	FaultTranscript Fault = "transcript" // the file is not what was signed
	FaultPayer      Fault = "payer"
	FaultProvider   Fault = "provider"
)

// Rung is one statement about a transcript.
type Rung struct {
	Name   string `json:"name"`
	State  State  `json:"state"`
	Fault  Fault  `json:"fault,omitempty"`
	Detail string `json:"detail"` // what was seen
	Proves string `json:"proves"` // what follows from it when it holds
}

// finding is how a rung came out.
type finding struct {
	state  State
	fault  Fault
	detail string
}

func holds(format string, args ...any) finding {
	return finding{state: Holds, detail: fmt.Sprintf(format, args...)}
}

func absent(format string, args ...any) finding {
	return finding{state: Absent, detail: fmt.Sprintf(format, args...)}
}

func fails(fault Fault, format string, args ...any) finding {
	return finding{Fails, fault, fmt.Sprintf(format, args...)}
}

// ladder collects rungs. A rung that stands on one that fails is absent, so that a fault shows once, where it is.
type ladder struct {
	rungs  []Rung
	broken map[string]bool // rungs that fail, or stand on one that does
}

// add checks a rung unless it stands on a broken one.
func (l *ladder) add(name, proves string, check func() finding, standsOn ...string) {
	if l.broken == nil {
		l.broken = map[string]bool{}
	}
	r := Rung{Name: name, Proves: proves}
	for _, base := range standsOn {
		if l.broken[base] {
			r.Detail = fmt.Sprintf("not checked: the rung %q does not hold", base)
			l.broken[name] = true
			l.rungs = append(l.rungs, r)
			return
		}
	}
	f := check()
	r.State, r.Fault, r.Detail = f.state, f.fault, f.detail
	l.broken[name] = f.state == Fails
	l.rungs = append(l.rungs, r)
}

// Failing is the names of the rungs that fail, in order.
func Failing(rungs []Rung) []string {
	var names []string
	for _, r := range rungs {
		if r.State == Fails {
			names = append(names, r.Name)
		}
	}
	return names
}

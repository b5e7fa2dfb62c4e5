package verify

import "fmt"

// State says how a rung came out.
type State uint8

// The states.
const (
	Absent State = iota // there was nothing to check, or nothing to check it against
	Holds
	Fails
)

var stateNames = [...]string{Absent: "absent", Holds: "holds", Fails: "fails"}

func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state %d", uint8(s))
}

// MarshalText writes "holds", "fails" or "absent".
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *State) UnmarshalText(b []byte) error {
	for i, name := range stateNames {
		if name == string(b) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("parse state %.20q: want holds, fails or absent", b)
}

// Rung is one statement about a transcript.
type Rung struct {
	Name   string `json:"name"`
	State  State  `json:"state"`
	Detail string `json:"detail"` // what was seen
	Proves string `json:"proves"` // what follows from it when it holds
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

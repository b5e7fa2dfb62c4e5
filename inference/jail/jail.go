package jail

import (
	"encoding/json"
	"fmt"
)

// Plan says what a closed process keeps.
type Plan struct {
	Read   []string // files and folders that it may read besides the system's libraries and devices
	Write  []string // folders in which it may make files; normally none
	Keep   string   // folder in which a GPU's driver may keep the code that it compiles; "" is none
	Memory uint64   // bytes that it may take for itself after Close; 0 is no limit
}

const (
	planned = "DGRID_JAIL"   // environment variable of a process that is to enter
	entered = "DGRID_JAILED" // and of one that has
)

// Environment is the variable that makes a child's Enter close it by p.
func (p Plan) Environment() (string, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return "", fmt.Errorf("write the plan of a jail: %w", err)
	}
	return planned + "=" + string(b), nil
}

// Jail is a process that has entered. Its zero value is a process that nobody closes.
type Jail struct {
	plan   Plan
	inside bool
}

// Inside says whether the process was closed by a plan.
func (j Jail) Inside() bool { return j.inside }

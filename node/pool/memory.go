package pool

import "fmt"

// Memory is what a machine has.
type Memory struct {
	Total uint64 // bytes, or what this process and its children may use of them; 0 is not known
	Free  uint64 // bytes that programs can get without another one losing any; 0 is not known
}

// The reserve is what a derived budget leaves to the rest of the machine: a tenth of all memory, within these bounds.
const (
	reserveShare = 10
	leastReserve = 256 << 20
	mostReserve  = 4 << 30
)

// Budget is the memory that a node's workers may need together.
type Budget struct {
	Bytes uint64
	From  string // where the number comes from, for people
}

// NewBudget is set where the operator has set it, else what m has free less a reserve. Where that is not known either it is three quarters
// of all memory.
func NewBudget(set uint64, m Memory) Budget {
	reserve := min(max(m.Total/reserveShare, leastReserve), mostReserve)
	switch {
	case set > 0:
		return Budget{set, "engine.memory"}
	case m.Free > 0:
		return Budget{m.Free - min(m.Free, reserve), fmt.Sprintf("%s free, less a reserve of %s", Text(m.Free), Text(reserve))}
	case m.Total > 0:
		return Budget{m.Total / 4 * 3, fmt.Sprintf("three quarters of the machine's %s", Text(m.Total))}
	}
	return Budget{1 << 62, "not limited: this system does not say how much memory it has"}
}

// Text is a size for people.
func Text(n uint64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<30:
		return fmt.Sprintf("%.2f GiB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%d MiB", (n+1<<19)>>20)
}

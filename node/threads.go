package node

import (
	"runtime"

	"github.com/dgrid-network/dgrid/config"
)

// Threads is how many CPU threads compute for a model: those of its section, or all but one of the machine's.
func Threads(m *config.ModelConfig) int {
	if m.Threads > 0 {
		return m.Threads
	}
	return max(1, runtime.NumCPU()-1)
}

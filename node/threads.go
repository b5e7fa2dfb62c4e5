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

// Processors is how many of all processors the daemon's own work may use at once: those that no engine's threads compute on, but a quarter
// at least, and one. With more, each token that comes in would wake threads that have nothing to do, on a processor that computes the next.
func Processors(models []config.ModelConfig, all int) int {
	busy := 0
	for i := range models {
		busy = max(busy, Threads(&models[i]))
	}
	return max(1, all/4, all-busy)
}

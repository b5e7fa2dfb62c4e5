//go:build !linux

package node

import (
	"runtime"

	"github.com/dgrid-network/dgrid"
)

// hardware is what this machine is, for the node's advert. How much memory it has is not asked here.
func hardware() dgrid.Hardware {
	return dgrid.Hardware{Device: "cpu", Threads: uint32(runtime.NumCPU())}
}

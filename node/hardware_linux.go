package node

import (
	"runtime"

	"golang.org/x/sys/unix"

	"github.com/dgrid-network/dgrid"
)

// hardware is what this machine is, for the node's advert.
func hardware() dgrid.Hardware {
	h := dgrid.Hardware{Device: "cpu", Threads: uint32(runtime.NumCPU())}
	var info unix.Sysinfo_t
	if unix.Sysinfo(&info) == nil {
		h.Memory = uint64(info.Totalram) * uint64(info.Unit)
	}
	return h
}

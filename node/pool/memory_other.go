//go:build !linux

package pool

import "golang.org/x/sys/unix"

// Machine is this machine's memory. How much of it is free is not asked here.
func Machine() Memory {
	total, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return Memory{}
	}
	return Memory{Total: total}
}

// Resident is not known here: estimates stay.
func Resident(int) uint64 { return 0 }

// Processor names what this machine computes with, as far as the operating system says it.
func Processor() string {
	name, err := unix.Sysctl("machdep.cpu.brand_string")
	if err != nil {
		return ""
	}
	return name
}

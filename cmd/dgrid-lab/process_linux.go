package main

import "syscall"

// ownGroup gives a node a process group of its own, so that it is killed with its worker, and lets it not outlive this program.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

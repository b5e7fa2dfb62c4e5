package main

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// ownGroup gives a node a process group of its own, so that it is killed with its worker, and lets it not outlive this program.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// parent is the thread that starts all nodes, and stays: to the kernel, the parent whose death a node does not outlive is a thread.
var parent = sync.OnceValue(func() chan<- func() {
	work := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range work {
			f()
		}
	}()
	return work
})

func startProcess(cmd *exec.Cmd) error {
	started := make(chan error, 1)
	parent() <- func() { started <- cmd.Start() }
	return <-started
}

//go:build !linux

package main

import (
	"os/exec"
	"syscall"
)

// ownGroup gives a node a process group of its own, so that it is killed with its worker.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func startProcess(cmd *exec.Cmd) error { return cmd.Start() }

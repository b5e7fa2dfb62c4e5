//go:build unix && !linux

package inference

import "syscall"

// attributes keep a terminal's interrupt away from the worker: the daemon drains first. The worker ends when its socket closes.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

package inference

import "syscall"

// attributes make the kernel kill the worker when the daemon dies, even where the worker hangs in native code and does not see
// its socket close. A group of its own keeps a terminal's interrupt away from it: the daemon drains first.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}

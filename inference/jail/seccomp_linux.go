package jail

import (
	"fmt"
	"os"
	"slices"

	seccomp "github.com/elastic/go-seccomp-bpf"
	"github.com/elastic/go-seccomp-bpf/arch"
	"golang.org/x/sys/unix"
)

// allowed are the system calls that a model may make whatever their arguments, on any architecture: its own memory and threads,
// time, and files that are open already or that Landlock lets it open. It is a list of what is allowed because what is not on
// it is refused on the next kernel, too, and because a list of what is forbidden is void for the 32-bit calls of a 64-bit
// machine (ADR 0073).
var allowed = []string{
	// memory
	"brk", "munmap", "mprotect", "mremap", "madvise", "mincore", "msync", "mlock", "mlock2", "munlock", "mlockall", "munlockall", "membarrier",
	"get_mempolicy", "set_mempolicy", "mbind", "pkey_alloc", "pkey_free", "pkey_mprotect", "mseal", "map_shadow_stack",
	// threads
	"futex", "futex_wait", "futex_wake", "futex_requeue", "futex_waitv", "set_robust_list", "get_robust_list", "set_tid_address", "rseq", "gettid", "sched_yield",
	"sched_getaffinity", "sched_setaffinity", "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "getpriority", "getcpu",
	"exit", "exit_group", "arch_prctl",
	// signals of its own
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait", "sigaltstack", "restart_syscall", "pause",
	// time
	"clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "times", "getrusage",
	"timer_create", "timer_settime", "timer_gettime", "timer_delete", "timer_getoverrun", "setitimer", "getitimer", "alarm",
	"timerfd_create", "timerfd_settime", "timerfd_gettime",
	// open files and pipes
	"read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "lseek", "close", "close_range",
	"dup", "dup2", "dup3", "pipe", "pipe2", "flock", "fsync", "fdatasync", "sync_file_range", "ftruncate", "fallocate", "ioctl", "readahead", "fadvise64",
	"poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait", "epoll_pwait2", "eventfd", "eventfd2",
	"getsockopt", "getsockname", "getpeername", "shutdown",
	// files
	"open", "openat", "openat2", "stat", "fstat", "lstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2",
	"readlink", "readlinkat", "getdents", "getdents64", "getcwd",
	// what it is and where it runs
	"getpid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getgroups", "getresuid", "getresgid", "getpgid", "getpgrp", "getsid",
	"uname", "sysinfo", "getrlimit", "getrandom",
}

// writes are what making a file takes beyond that.
var writes = []string{"mkdir", "mkdirat", "unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2", "truncate", "umask"}

// newer is the number from which system calls are the same on all architectures, from 2019 on. A C library asks for these first
// and takes an older one when told that they do not exist.
const newer = 424

func seccompSupported() bool {
	_, err := arch.GetInfo("")
	return err == nil && seccomp.Supported()
}

// filter refuses all other system calls, in all threads of the process. It does nothing where the kernel has no seccomp.
func filter(writing bool) error {
	if !seccompSupported() {
		return nil // Missing says it
	}
	policy, err := policy(writing, len(gpuPaths()) > 0)
	if err != nil {
		return err
	}
	err = seccomp.LoadFilter(seccomp.Filter{NoNewPrivs: true, Flag: seccomp.FilterFlagTSync, Policy: policy})
	if err != nil {
		return fmt.Errorf("restrict system calls: %w", err)
	}
	return nil
}

func policy(writing, gpu bool) (seccomp.Policy, error) {
	here, err := arch.GetInfo("")
	if err != nil {
		return seccomp.Policy{}, fmt.Errorf("restrict system calls: %w", err)
	}
	names := slices.Clone(allowed)
	if writing {
		names = append(names, writes...)
	}
	conditions := conditional()
	if gpu {
		// Drivers share memory with their devices in ways of their own. What they map is not counted as the process's.
		names = append(names, "mmap", "memfd_create")
	} else {
		conditions = append(conditions, privateMapping...)
	}
	known := func(name string) bool { _, ok := here.SyscallNames[name]; return ok }
	names = slices.DeleteFunc(names, func(name string) bool { return !known(name) })
	conditions = slices.DeleteFunc(conditions, func(c seccomp.NameWithConditions) bool { return !known(c.Name) })
	var absent []string
	for name, number := range here.SyscallNames {
		if number >= newer && !slices.Contains(names, name) {
			absent = append(absent, name)
		}
	}
	slices.Sort(absent)
	return seccomp.Policy{
		DefaultAction: seccomp.ActionErrno, // EPERM
		Syscalls: []seccomp.SyscallGroup{
			{Action: seccomp.ActionAllow, Names: names, NamesWithCondtions: conditions},
			{Action: seccomp.ActionErrno | seccomp.Action(unix.ENOSYS), Names: absent},
		},
	}, nil
}

// is makes a condition on argument number arg.
func is(arg uint32, op seccomp.Operation, value uint64) seccomp.Condition {
	return seccomp.Condition{Argument: arg, Operation: op, Value: value}
}

func when(name string, conditions ...seccomp.Condition) seccomp.NameWithConditions {
	return seccomp.NameWithConditions{Name: name, Conditions: conditions}
}

// privateMapping refuses memory that is shared and yet no file's: the limit of memory does not count it.
var privateMapping = []seccomp.NameWithConditions{
	when("mmap", is(3, seccomp.BitsNotSet, unix.MAP_SHARED)),
	when("mmap", is(3, seccomp.BitsNotSet, unix.MAP_ANONYMOUS)),
}

// conditional are the calls that are allowed with some arguments: threads but no processes, signals to nobody else, names of
// threads and of memory, limits that are read and not set.
func conditional() []seccomp.NameWithConditions {
	self := uint64(os.Getpid())
	rules := []seccomp.NameWithConditions{
		when("clone", is(0, seccomp.BitsSet, unix.CLONE_THREAD)),
		when("tgkill", is(0, seccomp.Equal, self)),
		when("kill", is(0, seccomp.Equal, self)),
		when("prlimit64", is(2, seccomp.Equal, 0)),
		when("fcntl", is(1, seccomp.NotEqual, unix.F_SETOWN), is(1, seccomp.NotEqual, unix.F_SETSIG), is(1, seccomp.NotEqual, unix.F_SETOWN_EX)),
	}
	for _, option := range []uint64{
		unix.PR_SET_NAME, unix.PR_GET_NAME, unix.PR_SET_VMA, unix.PR_GET_DUMPABLE, unix.PR_SET_DUMPABLE, unix.PR_CAPBSET_READ,
		unix.PR_GET_NO_NEW_PRIVS, unix.PR_SET_NO_NEW_PRIVS, unix.PR_GET_SECCOMP, unix.PR_SET_THP_DISABLE, unix.PR_GET_THP_DISABLE,
	} {
		rules = append(rules, when("prctl", is(0, seccomp.Equal, option)))
	}
	return rules
}

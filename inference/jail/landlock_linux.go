package jail

import (
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// Rights that a rule gives.
const (
	readFile  = ll.AccessFSReadFile
	read      = readFile | ll.AccessFSReadDir
	start     = readFile | ll.AccessFSExecute
	device    = read | ll.AccessFSWriteFile | ll.AccessFSIoctlDev
	rename    = read | ll.AccessFSWriteFile | ll.AccessFSTruncate
	keep      = read | ll.AccessFSWriteFile | ll.AccessFSTruncate | ll.AccessFSMakeReg | ll.AccessFSMakeDir | ll.AccessFSRemoveFile | ll.AccessFSRemoveDir
	write     = keep | ll.AccessFSRefer
	onlyFiles = ll.AccessFSReadFile | ll.AccessFSWriteFile | ll.AccessFSExecute | ll.AccessFSTruncate | ll.AccessFSIoctlDev // what a rule on a file may name
)

// system is what the loader, libllama and the drivers of GPUs read on any machine. None of it is a user's.
var system = []string{
	"/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/local/cuda", "/opt/rocm", "/nix/store", "/run/opengl-driver",
	"/etc/ld.so.cache", "/etc/OpenCL", "/etc/vulkan", "/etc/glvnd", "/usr/share/vulkan", "/usr/share/glvnd", "/usr/share/nvidia", "/usr/share/drirc.d", "/usr/share/libdrm",
	"/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/proc/devices", "/proc/modules", "/proc/driver", "/proc/sys/vm", "/proc/sys/kernel",
	"/sys", "/dev/urandom", "/dev/random",
}

// gpus are the device files of GPUs, as patterns.
var gpus = []string{"/dev/nvidia*", "/dev/nvidia-caps", "/dev/dri", "/dev/kfd", "/dev/dxg"}

// names is where a process gives its threads names. NVIDIA's driver does so with fopen, and gives up where that fails.
const names = "/proc/self/task"

// gpuPaths are the device files of the GPUs of this machine.
func gpuPaths() []string {
	var found []string
	for _, pattern := range gpus {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			continue // no pattern above is malformed
		}
		found = append(found, paths...)
	}
	return found
}

// handled are the rights that Landlock of the given version takes away where no rule gives them back.
func handled(version int) ll.RulesetAttr {
	a := ll.RulesetAttr{HandledAccessFS: ll.AccessFSMakeSym<<1 - 1}
	for _, later := range []struct {
		since           int
		fs, net, scoped uint64
	}{
		{2, ll.AccessFSRefer, 0, 0},
		{3, ll.AccessFSTruncate, 0, 0},
		{4, 0, ll.AccessNetBindTCP | ll.AccessNetConnectTCP, 0},
		{5, ll.AccessFSIoctlDev, 0, 0},
		{6, 0, 0, ll.ScopeAbstractUnixSocket | ll.ScopeSignal},
		{9, ll.AccessFSResolveUnix, 0, 0},
		{10, 0, ll.AccessNetBindUDP | ll.AccessNetConnectSendUDP, 0},
	} {
		if version >= later.since {
			a.HandledAccessFS |= later.fs
			a.HandledAccessNet |= later.net
			a.Scoped |= later.scoped
		}
	}
	return a
}

// landlock restricts this thread, and what comes from it, to the files of p. It does nothing where the kernel has no Landlock.
//
// The library's own Restrict is not used: for all threads of a process it needs either a very new kernel or a Go program without
// C, and a program that calls C through purego panics there. One thread, followed by an exec, needs neither.
func landlock(p Plan) error {
	version, err := ll.LandlockGetABIVersion()
	if err != nil {
		return nil // Missing says it
	}
	rights := handled(version)
	rules, err := ll.LandlockCreateRuleset(&rights, 0)
	if err != nil {
		return fmt.Errorf("restrict files: %w", err)
	}
	defer unix.Close(rules)
	for _, r := range p.rules() {
		if err := r.add(rules, rights.HandledAccessFS); err != nil {
			return fmt.Errorf("restrict files: %s: %w", r.path, err)
		}
	}
	if err := ll.LandlockRestrictSelf(rules, 0); err != nil {
		return fmt.Errorf("restrict files: %w", err)
	}
	return nil
}

// rule gives rights to a file, or to a folder and what lies in it.
type rule struct {
	path   string
	rights uint64
	needed bool // it is an error if the path is missing
}

func (p Plan) rules() []rule {
	rules := []rule{{path: "/proc/self/exe", rights: start, needed: true}, {path: "/dev/null", rights: device}}
	if i := interpreter("/proc/self/exe"); i != "" {
		rules = append(rules, rule{path: i, rights: start, needed: true})
	}
	for _, path := range system {
		rules = append(rules, rule{path: path, rights: read})
	}
	for path := range strings.SplitSeq(os.Getenv("LD_LIBRARY_PATH"), ":") {
		if filepath.IsAbs(path) && path != "/" {
			rules = append(rules, rule{path: path, rights: read})
		}
	}
	devices := gpuPaths()
	for _, path := range devices {
		rules = append(rules, rule{path: path, rights: device})
	}
	if len(devices) > 0 {
		rules = append(rules, rule{path: names, rights: rename})
	}
	for _, path := range p.Read {
		for _, real := range targets(path) {
			rules = append(rules, rule{path: real, rights: read})
		}
	}
	for _, path := range p.Write {
		rules = append(rules, rule{path: path, rights: write, needed: true})
	}
	if p.Keep != "" {
		rules = append(rules, rule{path: p.Keep, rights: keep, needed: true})
	}
	return rules
}

// targets are path itself and, for a folder, the files that the links in it lead to: a runtime's folder may be made of links.
func targets(path string) []string {
	found := []string{path}
	entries, err := os.ReadDir(path)
	if err != nil {
		return found // a file, or nothing: then the process says by itself what it cannot open
	}
	for _, e := range entries {
		if e.Type()&fs.ModeSymlink == 0 {
			continue
		}
		if real, err := filepath.EvalSymlinks(filepath.Join(path, e.Name())); err == nil {
			found = append(found, real)
		}
	}
	return found
}

// interpreter is the loader that the kernel starts before the program at path, or empty.
func interpreter(path string) string {
	f, err := elf.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close() // only read from
	s := f.Section(".interp")
	if s == nil {
		return ""
	}
	b, err := s.Data()
	if err != nil {
		return ""
	}
	return strings.TrimRight(string(b), "\x00")
}

func (r rule) add(rules int, handled uint64) error {
	fd, err := unix.Open(r.path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		if !r.needed {
			return nil // nothing there, nothing to allow
		}
		return err
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		return err
	}
	rights := r.rights & handled
	if st.Mode&unix.S_IFMT != unix.S_IFDIR {
		rights &= onlyFiles
	}
	return ll.LandlockAddPathBeneathRule(rules, &ll.PathBeneathAttr{ParentFd: fd, AllowedAccess: rights}, 0)
}

// Missing is what this kernel cannot keep from a model's process, in words for an operator. It is empty where nothing lacks.
func Missing() []string {
	var missing []string
	version, err := ll.LandlockGetABIVersion()
	switch {
	case errors.Is(err, unix.EOPNOTSUPP):
		missing = append(missing, "Landlock is switched off: a model's process can read this user's files; add landlock to the kernel's lsm= parameter")
	case err != nil:
		missing = append(missing, fmt.Sprintf("Landlock is not there (%v): a model's process can read this user's files; use Linux 5.13 or later, and let a container have the landlock system calls", err))
	case version < 3:
		missing = append(missing, fmt.Sprintf("Landlock is of version %d: a model's process can cut off this user's files; use Linux 6.2 or later", version))
	}
	if !seccompSupported() {
		missing = append(missing, "seccomp is not there: a model's process can make any system call, network connections among them; use a kernel with CONFIG_SECCOMP_FILTER on amd64 or arm64")
	}
	return missing
}

package jail

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	maxFiles = 256       // open at once: a GPU's driver takes some dozens
	maxKept  = 256 << 20 // bytes of a file that a GPU's driver keeps
	oomScore = "1000"    // the kernel ends this process before any other when memory runs out
)

// Enter closes the process by the plan in its environment and starts its program anew, inside. It returns inside, or at once
// where there is no plan.
func Enter() (Jail, error) {
	if plan, ok := os.LookupEnv(entered); ok {
		var j Jail
		if err := json.Unmarshal([]byte(plan), &j.plan); err != nil {
			return Jail{}, fmt.Errorf("enter the jail: read its plan: %w", err)
		}
		j.inside = true
		return j, nil
	}
	plan, ok := os.LookupEnv(planned)
	if !ok {
		return Jail{}, nil
	}
	var p Plan
	if err := json.Unmarshal([]byte(plan), &p); err != nil {
		return Jail{}, fmt.Errorf("enter the jail: read its plan: %w", err)
	}
	return Jail{}, fmt.Errorf("enter the jail: %w", enter(p, plan))
}

// enter does not return but with an error. What it changes belongs to this thread, which is the only one that the new program
// comes from; after an error the process must end.
func enter(p Plan, plan string) error {
	runtime.LockOSThread()
	if err := os.WriteFile("/proc/self/oom_score_adj", []byte(oomScore), 0); err != nil {
		return fmt.Errorf("ask to be the first when memory runs out: %w", err)
	}
	if err := limits(p); err != nil {
		return err
	}
	if err := dropPrivileges(); err != nil {
		return err
	}
	if err := landlock(p); err != nil {
		return err
	}
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, planned+"=") {
			env = append(env, v)
		}
	}
	err := syscall.Exec("/proc/self/exe", os.Args, append(env, entered+"="+plan))
	return fmt.Errorf("start the program inside: %w", err)
}

func limits(p Plan) error {
	var largest uint64 // file
	if p.Keep != "" {
		largest = maxKept
	}
	set := []struct {
		what  string
		which int
		max   uint64
	}{
		{"core dump", unix.RLIMIT_CORE, 0}, // would hold the prompts
		{"open files", unix.RLIMIT_NOFILE, maxFiles},
		{"file size", unix.RLIMIT_FSIZE, largest},
	}
	for _, l := range set {
		if l.which == unix.RLIMIT_FSIZE && len(p.Write) > 0 {
			continue
		}
		if err := lower(l.which, l.max); err != nil {
			return fmt.Errorf("limit %s: %w", l.what, err)
		}
	}
	return nil
}

// lower sets a limit and never raises it.
func lower(which int, limit uint64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(which, &now); err != nil {
		return err
	}
	limit = min(limit, now.Max)
	return unix.Setrlimit(which, &unix.Rlimit{Cur: limit, Max: limit})
}

// kept are the capabilities of a process that root starts: a model file may belong to another user. Landlock still says which
// files these are.
var kept = map[uintptr]bool{unix.CAP_DAC_OVERRIDE: true, unix.CAP_DAC_READ_SEARCH: true}

// dropPrivileges gives up for good what root or a setuid program could do beyond reading files.
func dropPrivileges() error {
	for c := uintptr(0); c <= unix.CAP_LAST_CAP; c++ {
		if kept[c] {
			continue
		}
		// EPERM: the process has no privileges to drop. EINVAL: the kernel does not know the capability.
		if err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0); err != nil && !errors.Is(err, unix.EPERM) && !errors.Is(err, unix.EINVAL) {
			return fmt.Errorf("drop capability %d: %w", c, err)
		}
	}
	if err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); err != nil && !errors.Is(err, unix.EINVAL) {
		return fmt.Errorf("drop ambient capabilities: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("set no_new_privs: %w", err)
	}
	return nil
}

// GPU says whether this machine has device files of GPUs, which a closed process keeps.
func GPU() bool { return len(gpuPaths()) > 0 }

// Close takes away the system calls that no model needs, in all threads, and limits memory. It comes after the last shared
// library was loaded and does nothing in a process that no plan closes.
func (j Jail) Close() error {
	if !j.inside {
		return nil
	}
	if err := limitMemory(j.plan.Memory); err != nil {
		return fmt.Errorf("close the jail: %w", err)
	}
	if err := filter(len(j.plan.Write) > 0 || j.plan.Keep != ""); err != nil {
		return fmt.Errorf("close the jail: %w", err)
	}
	return nil
}

// limitMemory limits what the process makes its own from here on. Read-only mappings, such as the model file, and address
// space that is only reserved do not count, so the limit can be near what a model needs: Go and GPU drivers reserve many times
// that (ADR 0073).
func limitMemory(more uint64) error {
	if more == 0 {
		return nil
	}
	used, err := dataSize()
	if err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	if err := lower(unix.RLIMIT_DATA, used+more); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	return nil
}

// dataSize is what RLIMIT_DATA counts, in bytes.
func dataSize() (uint64, error) {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	var size, resident, shared, text, lib, data uint64
	if _, err := fmt.Sscan(string(b), &size, &resident, &shared, &text, &lib, &data); err != nil {
		return 0, fmt.Errorf("read /proc/self/statm: %w", err)
	}
	return data * uint64(os.Getpagesize()), nil
}

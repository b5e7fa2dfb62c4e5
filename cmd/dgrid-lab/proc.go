package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// clockTicks is how many a second the kernel counts a process's time in; it is 100 wherever Go runs.
const clockTicks = 100

// statFields are those of /proc/PID/stat behind the name, which may hold anything: state, parent and so on.
func statFields(b []byte) []string {
	return strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
}

// child is the pid of a process's child that runs, or 0.
func child(parent int) int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // ended meanwhile
		}
		if f := statFields(b); len(f) > 1 && f[0] != "Z" && f[1] == strconv.Itoa(parent) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			return pid
		}
	}
	return 0
}

// awaitChild waits for a daemon's worker: one that was killed is started again.
func awaitChild(ctx context.Context, parent int) (pid int, err error) {
	err = until(ctx, starting, fmt.Sprintf("process %d to have a worker", parent), func() (bool, error) {
		pid = child(parent)
		return pid != 0, nil
	})
	return pid, err
}

// running reports whether a process that is not ours to reap is there.
func running(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return false
	}
	f := statFields(b)
	return len(f) > 0 && f[0] != "Z"
}

// cpuTime is what a process has computed so far.
func cpuTime(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	return parseCPU(b)
}

// parseCPU reads user and system time of /proc/PID/stat.
func parseCPU(stat []byte) (time.Duration, error) {
	f := statFields(stat)
	if len(f) < 13 {
		return 0, fmt.Errorf("read a process's time: %d fields", len(f))
	}
	user, err := strconv.ParseUint(f[11], 10, 63)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseUint(f[12], 10, 63)
	return time.Duration(user+system) * time.Second / clockTicks, err
}

// memory is a process's resident memory in KiB, now and at its highest.
func memory(pid int) (now, peak uint64, err error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	return parseMemory(b)
}

func parseMemory(status []byte) (now, peak uint64, err error) {
	for line := range strings.Lines(string(status)) {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		switch f[0] {
		case "VmRSS:":
			now, err = strconv.ParseUint(f[1], 10, 63)
		case "VmHWM:":
			peak, err = strconv.ParseUint(f[1], 10, 63)
		}
		if err != nil {
			return 0, 0, err
		}
	}
	if now == 0 {
		return 0, 0, fmt.Errorf("read a process's memory: none is given")
	}
	return now, peak, nil
}

// rss is what a process has in memory, in KiB: in all, as ps prints it (RSS), and by what it is.
type rss struct {
	All       uint64 `json:"rss"`
	Anonymous uint64 `json:"anonymous"`
	File      uint64 `json:"file"`  // pages of files, such as programs and models, which processes share
	Shared    uint64 `json:"shmem"` // memory that was made to be shared
}

func (r rss) add(o rss) rss {
	return rss{r.All + o.All, r.Anonymous + o.Anonymous, r.File + o.File, r.Shared + o.Shared}
}

func residentOf(pid int) (rss, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return rss{}, err
	}
	return parseResident(b)
}

func parseResident(status []byte) (r rss, err error) {
	want := map[string]*uint64{"VmRSS:": &r.All, "RssAnon:": &r.Anonymous, "RssFile:": &r.File, "RssShmem:": &r.Shared}
	for line := range strings.Lines(string(status)) {
		f := strings.Fields(line)
		if len(f) < 2 || want[f[0]] == nil {
			continue
		}
		if *want[f[0]], err = strconv.ParseUint(f[1], 10, 63); err != nil {
			return rss{}, err
		}
		delete(want, f[0])
	}
	if len(want) > 0 {
		return rss{}, fmt.Errorf("read a process's memory: %d of its figures are not given", len(want))
	}
	return r, nil
}

// machineLoad is the machine's load average over the last minute, -1 where it is not told.
func machineLoad() float64 {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return -1
	}
	first, _, _ := strings.Cut(string(b), " ")
	load, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return -1
	}
	return load
}

// forgetPeak has the kernel measure a process's highest memory from here on.
func forgetPeak(pid int) error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
}

package pool

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Machine is this machine's memory, or what the control groups of this process leave of it.
func Machine() Memory {
	table := readTable("/proc/meminfo")
	m := Memory{Total: table["MemTotal"], Free: table["MemAvailable"]}
	for _, dir := range groups() {
		limit, ok := readNumber(filepath.Join(dir, "memory.max"))
		if !ok || limit >= m.Total && m.Total > 0 {
			continue
		}
		used, _ := readNumber(filepath.Join(dir, "memory.current"))
		// What the group's files have in the page cache is given back when it is needed.
		used -= min(used, readTable(filepath.Join(dir, "memory.stat"))["inactive_file"])
		m.Total = limit
		m.Free = min(m.Free, limit-min(limit, used))
	}
	return m
}

// groups are the folders of this process's control group and of those around it, in version 2 of their file system.
func groups() (dirs []string) {
	const root = "/sys/fs/cgroup"
	text, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		path, ok := strings.CutPrefix(strings.TrimSpace(line), "0::")
		if !ok {
			continue
		}
		for p := filepath.Join(root, path); strings.HasPrefix(p, root); p = filepath.Dir(p) {
			dirs = append(dirs, p)
		}
	}
	return dirs
}

// readTable reads lines of a name and a number, in bytes unless "kB" follows.
func readTable(path string) map[string]uint64 {
	table := make(map[string]uint64)
	f, err := os.Open(path)
	if err != nil {
		return table
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) < 2 {
			continue
		}
		n, err := strconv.ParseUint(words[1], 10, 64)
		if err != nil {
			continue
		}
		if len(words) > 2 && words[2] == "kB" && n < math.MaxUint64>>10 {
			n <<= 10
		}
		table[strings.TrimSuffix(words[0], ":")] = n
	}
	return table
}

// readNumber reads a file of one number; "max" is none.
func readNumber(path string) (uint64, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 64)
	return n, err == nil
}

// Resident is the memory that process pid has now, in bytes; 0 is not known.
func Resident(pid int) uint64 { return readTable(fmt.Sprintf("/proc/%d/status", pid))["VmRSS"] }

// Processor names what this machine computes with, as far as the operating system says it.
func Processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	var parts []string
	for line := range strings.Lines(string(text)) {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			break // behind the first of them
		}
		switch strings.TrimSpace(name) {
		case "model name", "flags", "Features", "CPU part":
			parts = append(parts, strings.TrimSpace(value))
		}
	}
	return strings.Join(parts, "\n")
}

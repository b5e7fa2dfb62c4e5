package gauge

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// stat is what Linux has counted since it started, in ticks of all cores together.
type stat struct {
	cores      int
	busy, idle uint64
}

// parseStat reads /proc/stat.
func parseStat(b []byte) (s stat, err error) {
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		switch {
		case len(f) == 0 || !strings.HasPrefix(f[0], "cpu"):
		case f[0] != "cpu":
			s.cores++
		case len(f) < 6:
			return stat{}, fmt.Errorf("read how busy the machine is: %d counters, want at least 5", len(f)-1)
		default:
			// user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two.
			for i, field := range f[1:min(len(f), 9)] {
				n, err := strconv.ParseUint(field, 10, 63)
				if err != nil {
					return stat{}, fmt.Errorf("read how busy the machine is: %w", err)
				}
				if i == 3 || i == 4 {
					s.idle += n
				} else {
					s.busy += n
				}
			}
		}
	}
	if s.cores == 0 || s.busy+s.idle == 0 {
		return stat{}, errors.New("read how busy the machine is: no core is counted")
	}
	return s, nil
}

// busySince is how many cores were busy between before and s.
func (s stat) busySince(before stat) (float64, error) {
	if s.busy < before.busy || s.idle < before.idle || s.busy+s.idle == before.busy+before.idle {
		return 0, errors.New("read how busy the machine is: its counters did not move on")
	}
	busy, idle := float64(s.busy-before.busy), float64(s.idle-before.idle)
	return float64(s.cores) * busy / (busy + idle), nil
}

// peakOf reads the most that a process had resident, in bytes, from its /proc/PID/status.
func peakOf(status []byte) (uint64, error) {
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmHWM:" {
			kib, err := strconv.ParseUint(f[1], 10, 53)
			return kib << 10, err
		}
	}
	return 0, errors.New("no highest resident memory is given")
}

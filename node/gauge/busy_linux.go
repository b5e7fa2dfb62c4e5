package gauge

import (
	"context"
	"fmt"
	"os"
	"time"
)

// Busy is how many of the machine's cores were busy during a time that ends now; known is false where the system does not say.
func Busy(ctx context.Context, during time.Duration) (cores float64, known bool, err error) {
	before, err := readStat()
	if err != nil {
		return 0, false, err
	}
	select {
	case <-ctx.Done():
		return 0, false, ctx.Err()
	case <-time.After(during):
	}
	after, err := readStat()
	if err != nil {
		return 0, false, err
	}
	cores, err = after.busySince(before)
	return cores, err == nil, err
}

func readStat() (stat, error) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return stat{}, fmt.Errorf("read how busy the machine is: %w", err)
	}
	return parseStat(b)
}

// Peak is the most memory that a process had resident, in bytes; 0 where the system does not say.
func Peak(pid int) uint64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	n, err := peakOf(b)
	if err != nil {
		return 0
	}
	return n
}

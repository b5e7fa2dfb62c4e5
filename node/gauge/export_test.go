package gauge

// BusyBetween is how many cores were busy between two readings of /proc/stat.
func BusyBetween(before, after []byte) (float64, error) {
	a, err := parseStat(before)
	if err != nil {
		return 0, err
	}
	b, err := parseStat(after)
	if err != nil {
		return 0, err
	}
	return b.busySince(a)
}

// PeakOf is the highest resident memory that a process's status tells.
var PeakOf = peakOf

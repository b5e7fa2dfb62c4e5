package config

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// Share is a part of a whole in millionths. Its text is a decimal number from 0 to 1 with at most six places.
type Share dgrid.Micro

// Micro is s as the protocol counts.
func (s Share) Micro() dgrid.Micro { return dgrid.Micro(s) }

// String is the shortest decimal number.
func (s Share) String() string {
	return strconv.FormatFloat(float64(s)/float64(dgrid.One), 'f', -1, 64)
}

// MarshalText is String.
func (s Share) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

var shareText = regexp.MustCompile(`^(?:0(?:\.[0-9]{1,6})?|1(?:\.0{1,6})?)$`)

// UnmarshalText reads what MarshalText writes.
func (s *Share) UnmarshalText(text []byte) error {
	if !shareText.Match(text) {
		return fmt.Errorf("parse share %.40q: want a number from 0 to 1 with at most six places, for example 0.02", text)
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return fmt.Errorf("parse share %.40q: %w", text, err)
	}
	*s = Share(math.Round(f * float64(dgrid.One)))
	return nil
}

// Bytes is a size. Its text is a whole number, alone or with a unit: B, kB, MB, GB, TB, KiB, MiB, GiB or TiB.
type Bytes uint64

var byteUnits = []struct {
	name string
	size uint64
}{
	{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10},
	{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}, {"B", 1},
}

// String is the size in the largest binary unit that divides it.
func (b Bytes) String() string {
	for _, u := range byteUnits[:4] {
		if b != 0 && uint64(b)%u.size == 0 {
			return fmt.Sprintf("%d %s", uint64(b)/u.size, u.name)
		}
	}
	return fmt.Sprintf("%d B", uint64(b))
}

// MarshalText is String.
func (b Bytes) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads what MarshalText writes, and a number without a unit.
func (b *Bytes) UnmarshalText(text []byte) error {
	number, unit := strings.TrimSpace(string(text)), uint64(1)
	for _, u := range byteUnits {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(rest), u.size
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil || n > ^uint64(0)/unit {
		return fmt.Errorf("parse size %.40q: want a whole number of bytes, for example \"1 GiB\" or \"1073741824\"", text)
	}
	*b = Bytes(n * unit)
	return nil
}

// Wei is a price of the chain's gas, in units of 10^-18 of its coin. Its text is a whole number, alone or with a unit: wei, gwei or
// ether.
type Wei uint64

var weiUnits = []struct {
	name string
	size uint64
}{
	{"ether", 1e18}, {"gwei", 1e9}, {"wei", 1}, // "gwei" ends in "wei"
}

// String is the price in the largest unit that divides it.
func (w Wei) String() string {
	for _, u := range weiUnits {
		if w != 0 && uint64(w)%u.size == 0 {
			return fmt.Sprintf("%d %s", uint64(w)/u.size, u.name)
		}
	}
	return "0 wei"
}

// MarshalText is String.
func (w Wei) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what MarshalText writes, and a number without a unit, which is wei.
func (w *Wei) UnmarshalText(text []byte) error {
	number, unit := strings.TrimSpace(string(text)), uint64(1)
	for _, u := range weiUnits {
		if rest, ok := strings.CutSuffix(number, u.name); ok {
			number, unit = strings.TrimSpace(rest), u.size
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 64)
	if err != nil || n > ^uint64(0)/unit {
		return fmt.Errorf("parse price of gas %.40q: want a whole number of wei, for example \"200 gwei\" or \"200000000000\"", text)
	}
	*w = Wei(n * unit)
	return nil
}

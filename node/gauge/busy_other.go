//go:build !linux

package gauge

import (
	"context"
	"time"
)

// Busy is how many of the machine's cores were busy during a time that ends now; known is false where the system does not say.
func Busy(context.Context, time.Duration) (cores float64, known bool, err error) {
	return 0, false, nil
}

// Peak is the most memory that a process had resident, in bytes; 0 where the system does not say.
func Peak(int) uint64 { return 0 }

package settlement

import (
	"time"

	"github.com/dgrid-network/dgrid"
)

// MaxBatch is the most leaves of one batch: what one node hands out, and reads, as one answer.
const MaxBatch = 1 << 16

// Limits say when a batch is closed. The first that is reached counts; a limit of 0 is none.
type Limits struct {
	Age      time.Duration // of the oldest leaf that waits
	Count    uint64        // leaves
	Value    dgrid.Amount  // fees of the leaves together, base units
	Interval time.Duration // at least so long after the batch before; the contract refuses an earlier one
}

// Waiting is what would go into the next batch.
type Waiting struct {
	Count  uint64
	Value  dgrid.Amount
	Oldest time.Time // when the first of them came
	Last   time.Time // when the batch before was anchored, zero if there is none
}

// Due reports whether a batch is to be closed now. If not, at is when the limits of time say so although nothing more comes; it is zero
// where nothing waits.
func Due(l Limits, w Waiting, now time.Time) (due bool, at time.Time) {
	if w.Count == 0 {
		return false, time.Time{}
	}
	at = w.Oldest.Add(l.Age)
	reached := (l.Count > 0 && w.Count >= l.Count) || (!l.Value.IsZero() && w.Value.Cmp(l.Value) >= 0) || w.Count >= MaxBatch
	if reached {
		at = now
	} else if l.Age <= 0 {
		return false, time.Time{}
	}
	if !w.Last.IsZero() {
		if earliest := w.Last.Add(l.Interval); at.Before(earliest) {
			at = earliest
		}
	}
	if at.After(now) {
		return false, at
	}
	return true, now
}

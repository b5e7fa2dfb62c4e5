package spotcheck

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"

	"github.com/dgrid-network/dgrid"
)

// Sampled reports whether a job is in the sample of rate (0 to 1) that this node audits. The secret is this node's own: whoever does
// not know it cannot tell beforehand which jobs are.
func Sampled(job dgrid.JobID, secret dgrid.Digest, rate float64) bool {
	switch {
	case !(rate > 0): // NaN, too
		return false
	case rate >= 1:
		return true
	}
	mac := hmac.New(sha256.New, secret[:])
	mac.Write(job[:]) // never fails
	return float64(binary.BigEndian.Uint64(mac.Sum(nil))) < rate*math.MaxUint64
}

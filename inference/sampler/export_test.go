package sampler

import "github.com/dgrid-network/dgrid"

// The parts that have vectors of their own.
var (
	Philox = philox4x64
	Gumbel = gumbel
	Weight = weightAt
	Bounds = noiseBounds
)

// The bounds' spacing.
const BoundStep = boundStep

// Uniform is token's uniform number at a position.
func Uniform(seed dgrid.Digest, position uint64, token dgrid.TokenID) uint32 {
	return newKeys(seed).at(position).uniform(int(token))
}

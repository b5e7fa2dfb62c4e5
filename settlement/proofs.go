package settlement

import (
	"fmt"

	"github.com/dgrid-network/dgrid"
)

// Proofs is the tree over a batch's leaves with all its nodes, so that each path is read off in logarithmic time: dgrid.Prove hashes
// the whole batch for each leaf.
type Proofs struct {
	levels [][]dgrid.Digest // leaves first; a node without a sibling goes up as it is
}

// NewProofs hashes the tree over leaves, which are at least one.
func NewProofs(leaves []dgrid.Digest) (*Proofs, error) {
	if len(leaves) == 0 || len(leaves) > MaxBatch {
		return nil, fmt.Errorf("make proofs: a batch of %d leaves, want 1 to %d", len(leaves), MaxBatch)
	}
	p := &Proofs{levels: [][]dgrid.Digest{leaves}}
	for level := leaves; len(level) > 1; {
		up := make([]dgrid.Digest, 0, (len(level)+1)/2)
		for i := 0; i+1 < len(level); i += 2 {
			up = append(up, dgrid.Hash([]byte{1}, level[i][:], level[i+1][:]))
		}
		if len(level)%2 == 1 {
			up = append(up, level[len(level)-1])
		}
		p.levels = append(p.levels, up)
		level = up
	}
	return p, nil
}

// Root is what is anchored.
func (p *Proofs) Root() dgrid.Digest { return p.levels[len(p.levels)-1][0] }

// Count is how many leaves there are.
func (p *Proofs) Count() uint64 { return uint64(len(p.levels[0])) }

// Path is the audit path of leaf i, from the leaf upwards.
func (p *Proofs) Path(i uint64) ([]dgrid.Digest, error) {
	if i >= p.Count() {
		return nil, fmt.Errorf("prove leaf %d: the batch has %d", i, p.Count())
	}
	var path []dgrid.Digest
	for _, level := range p.levels[:len(p.levels)-1] {
		if sibling := i ^ 1; sibling < uint64(len(level)) {
			path = append(path, level[sibling])
		}
		i >>= 1
	}
	return path, nil
}

// HashLeaves is the hash of each leaf.
func HashLeaves(leaves []dgrid.BatchLeaf) []dgrid.Digest {
	hashes := make([]dgrid.Digest, len(leaves))
	for i := range leaves {
		hashes[i] = leaves[i].Hash()
	}
	return hashes
}

package dgrid

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// LeafTokens is how many tokens a full leaf holds, and so how often a step is signed and paid.
const LeafTokens = 32

// Sketch is a projection of the model's hidden state behind one token; docs/sketch.md says how it is computed.
type Sketch [8]int16

// Leaf is up to LeafTokens tokens of an answer. Only an answer's last leaf may hold fewer.
type Leaf struct {
	IDs        []TokenID `json:"ids"`
	Text       string    `json:"text"`       // what these tokens released, whole UTF-8 characters only
	SketchHash Digest    `json:"sketchHash"` // HashSketches of the tokens' sketches
}

// Hash is keccak256(0x00 || keccak(ids) || keccak(text) || sketchHash).
func (l *Leaf) Hash() Digest {
	ids, text := HashTokens(l.IDs), Hash([]byte(l.Text))
	return Hash([]byte{0}, ids[:], text[:], l.SketchHash[:])
}

// HashTokens is keccak256 over the ids, 4 bytes each, big endian.
func HashTokens(ids []TokenID) Digest {
	b := make([]byte, 0, 4*len(ids))
	for _, id := range ids {
		b = binary.BigEndian.AppendUint32(b, uint32(id))
	}
	return Hash(b)
}

// HashSketches is keccak256 over the sketches, 8 x 2 bytes each, big endian.
func HashSketches(sketches []Sketch) Digest {
	b := make([]byte, 0, 16*len(sketches))
	for _, s := range sketches {
		for _, v := range s {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		}
	}
	return Hash(b)
}

// OutputHash is keccak256(keccak(ids) || keccak(text)) over a whole answer.
func OutputHash(ids []TokenID, text string) Digest {
	i, t := HashTokens(ids), Hash([]byte(text))
	return Hash(i[:], t[:])
}

// Tree is an append-only Merkle tree of RFC 6962's shape over Keccak-256. Its zero value is empty. Leaves are hashed before
// they are appended (with prefix 0x00); nodes are keccak256(0x01 || left || right). Not safe for concurrent use.
type Tree struct {
	peaks []Digest // roots of the perfect subtrees that the size's binary digits name, largest first
	size  uint64
}

// Append adds a leaf's hash.
func (t *Tree) Append(leaf Digest) {
	t.peaks = append(t.peaks, leaf)
	for n := t.size; n&1 == 1; n >>= 1 {
		last := len(t.peaks) - 1
		t.peaks[last-1] = node(t.peaks[last-1], t.peaks[last])
		t.peaks = t.peaks[:last]
	}
	t.size++
}

// Clone is a copy that grows on its own.
func (t *Tree) Clone() Tree { return Tree{peaks: slices.Clone(t.peaks), size: t.size} }

// Size is the number of leaves.
func (t *Tree) Size() uint64 { return t.size }

// Root commits to all leaves so far. The root of an empty tree is keccak256 of nothing.
func (t *Tree) Root() Digest {
	if t.size == 0 {
		return Hash()
	}
	root := t.peaks[len(t.peaks)-1]
	for i := len(t.peaks) - 2; i >= 0; i-- {
		root = node(t.peaks[i], root)
	}
	return root
}

// RootOf is the root over leaves.
func RootOf(leaves []Digest) Digest {
	var t Tree
	for _, l := range leaves {
		t.Append(l)
	}
	return t.Root()
}

// Prove is the audit path of leaf i, from the leaf upwards.
func Prove(leaves []Digest, i int) ([]Digest, error) {
	if i < 0 || i >= len(leaves) {
		return nil, fmt.Errorf("prove leaf %d: the tree has %d", i, len(leaves))
	}
	var path []Digest
	for len(leaves) > 1 {
		k := split(len(leaves))
		if i < k {
			path = append(path, RootOf(leaves[k:]))
			leaves = leaves[:k]
		} else {
			path = append(path, RootOf(leaves[:k]))
			leaves, i = leaves[k:], i-k
		}
	}
	for l, r := 0, len(path)-1; l < r; l, r = l+1, r-1 {
		path[l], path[r] = path[r], path[l]
	}
	return path, nil
}

// VerifyInclusion fails unless path proves that leaf is number i of the size leaves under root.
func VerifyInclusion(root, leaf Digest, i, size uint64, path []Digest) error {
	if i >= size {
		return fmt.Errorf("verify inclusion: leaf %d of %d", i, size)
	}
	got, last := leaf, size-1
	for _, p := range path {
		if last == 0 {
			return fmt.Errorf("verify inclusion: path of %d is too long for %d leaves", len(path), size)
		}
		if i&1 == 1 || i == last {
			got = node(p, got)
			for i&1 == 0 && i != 0 {
				i, last = i>>1, last>>1
			}
		} else {
			got = node(got, p)
		}
		i, last = i>>1, last>>1
	}
	if last != 0 {
		return fmt.Errorf("verify inclusion: path of %d is too short for %d leaves", len(path), size)
	}
	if got != root {
		return fmt.Errorf("verify inclusion: path leads to root %s, want %s", got, root)
	}
	return nil
}

func node(l, r Digest) Digest { return Hash([]byte{1}, l[:], r[:]) }

// split is the largest power of two below n, n at least 2.
func split(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

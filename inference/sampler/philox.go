package sampler

import (
	"encoding/binary"
	"math/bits"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/dgrid-network/dgrid"
)

// Philox's constants for four words of 64 bits (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3").
const (
	philoxM0 = 0xd2e7470ee14c6c93
	philoxM1 = 0xca5a826395121157
	philoxW0 = 0x9e3779b97f4a7c15
	philoxW1 = 0xbb67ae8584caa73b
)

// key is what a position's noise is drawn under.
type key struct{ k0, k1 uint64 }

const keyDomain = "dgrid/noise/0"

// keys computes the keys of one seed. It keeps its buffers, so that a key costs no allocation.
type keys struct {
	keccak crypto.KeccakState
	input  []byte // domain, seed, position
	digest dgrid.Digest
}

func newKeys(seed dgrid.Digest) *keys {
	input := append([]byte(keyDomain), seed[:]...)
	return &keys{keccak: crypto.NewKeccakState(), input: append(input, make([]byte, 8)...)}
}

// at is the first 16 bytes of keccak256(keyDomain || seed || position), as two words, big endian.
func (k *keys) at(position uint64) key {
	binary.BigEndian.PutUint64(k.input[len(k.input)-8:], position)
	k.keccak.Reset()
	k.keccak.Write(k.input)
	_, _ = k.keccak.Read(k.digest[:]) // never fails
	return key{binary.BigEndian.Uint64(k.digest[:8]), binary.BigEndian.Uint64(k.digest[8:16])}
}

// philox is Philox4x64-10 of the counter (c0, c1, 0, 0).
func (k key) philox(c0, c1 uint64) (uint64, uint64, uint64, uint64) {
	return philox4x64(c0, c1, 0, 0, k.k0, k.k1)
}

func philox4x64(c0, c1, c2, c3, k0, k1 uint64) (uint64, uint64, uint64, uint64) {
	for range 10 {
		h0, l0 := bits.Mul64(philoxM0, c0)
		h1, l1 := bits.Mul64(philoxM1, c2)
		c0, c1, c2, c3 = h1^c1^k0, l1, h0^c3^k1, l0
		k0 += philoxW0
		k1 += philoxW1
	}
	return c0, c1, c2, c3
}

const (
	blockIDs = 32 // ids whose coarse bytes one Philox block holds

	coarseDomain = 0 // second counter word of coarse blocks
	fineDomain   = 1 // and of fine ones
)

// coarse is the block of coarse bytes that id's is in; see coarseByte.
func (k key) coarse(id int) [4]uint64 {
	a, b, c, d := k.philox(uint64(id)/blockIDs, coarseDomain)
	return [4]uint64{a, b, c, d}
}

// coarseByte picks id's byte out of its block: the top 8 bits of its uniform number.
func coarseByte(block *[4]uint64, id int) uint32 {
	return uint32(block[id>>3&3]>>(8*(id&7))) & 0xff
}

// fine is the low 24 bits of id's uniform number.
func (k key) fine(id int) uint32 {
	a, b, c, d := k.philox(uint64(id)>>2, fineDomain)
	return uint32([4]uint64{a, b, c, d}[id&3] >> 40)
}

// uniform is id's uniform number u; it stands for the probability (2u+1)/2^33.
func (k key) uniform(id int) uint32 {
	block := k.coarse(id)
	return coarseByte(&block, id)<<24 | k.fine(id)
}

package sampler

import "github.com/dgrid-network/dgrid"

// Mask says which tokens a grammar allows next. It is asked about every id of the vocabulary, so Allowed must be cheap; a
// Bitset is cheapest.
type Mask interface {
	Allowed(token dgrid.TokenID) bool
}

// Bitset is a Mask of one bit for each token: id i is bit i%64 of word i/64. Ids past its end are not allowed.
type Bitset []uint64

// NewBitset allows none of vocab tokens.
func NewBitset(vocab int) Bitset { return make(Bitset, (vocab+63)/64) }

// Allow allows token, which must be below the size that b was made for.
func (b Bitset) Allow(token dgrid.TokenID) { b[token>>6] |= 1 << (token & 63) }

// Allowed implements Mask.
func (b Bitset) Allowed(token dgrid.TokenID) bool {
	return token >= 0 && int(token>>6) < len(b) && b[token>>6]>>(token&63)&1 == 1
}

package sampler_test

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"slices"
	"sort"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/sampler"
)

// naive is docs/sampler.md word for word: every id's noise is computed, everything is sorted. The fast sampler must agree.
type naive struct {
	params dgrid.Params
	seed   dgrid.Digest
	tokens []dgrid.TokenID // prompt and answer
	read   int             // tokens before the answer

	known    map[dgrid.TokenID]int64 // noise at position
	position uint64
}

func newNaive(p dgrid.Params, seed dgrid.Digest, prompt []dgrid.TokenID, start int) *naive {
	return &naive{params: p, seed: seed, tokens: slices.Clone(prompt), read: len(prompt) - start, known: make(map[dgrid.TokenID]int64)}
}

func (n *naive) advance(t dgrid.TokenID) { n.tokens = append(n.tokens, t) }

type candidate struct {
	id         dgrid.TokenID
	z          int64 // steps, as the filters see it
	raisedFull int64 // score units, as the noise sees it
}

// choose is the choice where the logit of raised, after bias and penalties, is raised by raise score units.
func (n *naive) choose(logits []float32, mask sampler.Mask, raised dgrid.TokenID, raise int64) (dgrid.TokenID, error) {
	var all []candidate
	highest := int64(math.MinInt64)
	for i, x := range logits {
		id := dgrid.TokenID(i)
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 1) {
			return 0, errors.New("not a number")
		}
		if math.IsInf(float64(x), -1) || mask != nil && !mask.Allowed(id) {
			continue
		}
		z := n.changed(id, clamp(int64(math.RoundToEven(math.Max(-1e9, math.Min(1e9, float64(x)*256))))))
		highest = max(highest, z)
		c := candidate{id, z, z * 256}
		if id == raised {
			c.z, c.raisedFull = z+raise/256, z*256+raise
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return 0, errors.New("nothing allowed")
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].z > all[j].z || all[i].z == all[j].z && all[i].id < all[j].id
	})
	if n.params.Temperature > 0 {
		all = n.filter(all, highest)
	}
	position := uint64(len(n.tokens) - n.read)
	best, winner := int64(math.MinInt64), dgrid.TokenID(-1)
	for _, c := range all {
		score := c.raisedFull
		if t := int64(n.params.Temperature); t > 0 {
			score += floor(n.noise(position, c.id)*t, 1_000_000)
		}
		if score > best || score == best && c.id < winner {
			best, winner = score, c.id
		}
	}
	return winner, nil
}

// noise remembers what it computed: a test asks for the same position many times.
func (n *naive) noise(position uint64, id dgrid.TokenID) int64 {
	if n.position != position {
		n.position, n.known = position, make(map[dgrid.TokenID]int64)
	}
	g, ok := n.known[id]
	if !ok {
		g = naiveGumbel(naiveUniform(n.seed, position, id))
		n.known[id] = g
	}
	return g
}

func (n *naive) changed(id dgrid.TokenID, z int64) int64 {
	p := &n.params
	for _, b := range p.LogitBias {
		if b.Token == id {
			z += floor(int64(b.Bias)*256+500_000, 1_000_000)
		}
	}
	window := n.tokens
	if w := p.RepetitionWindow; w != 0 && int(w) < len(window) {
		window = window[len(window)-int(w):]
	}
	if r := int64(p.RepetitionPenalty); r != 0 && r != 1_000_000 && count(window, id) > 0 {
		if z > 0 {
			z = floor(z*1_000_000, r)
		} else {
			z = floor(z*r, 1_000_000)
		}
	}
	if times := count(n.tokens[n.read:], id); times > 0 {
		z -= floor(int64(p.FrequencyPenalty)*times*256+500_000, 1_000_000)
		z -= floor(int64(p.PresencePenalty)*256+500_000, 1_000_000)
	}
	return clamp(z)
}

func (n *naive) filter(all []candidate, highest int64) []candidate {
	p := &n.params
	if k := int(p.TopK); k > 0 && k < len(all) {
		all = all[:k]
	}
	weights, total, greatest := make([]uint64, len(all)), uint64(0), uint64(1<<32)
	for i, c := range all {
		weights[i] = naiveWeight(highest-c.z, int64(p.Temperature))
		total += weights[i]
		greatest = max(greatest, weights[i])
	}
	kept := all
	if p.TopP > 0 && p.TopP < dgrid.One {
		var before uint64
		for i := range all {
			if before >= naiveShare(total, uint64(p.TopP)) {
				kept = all[:i]
				break
			}
			before += weights[i]
		}
	}
	for i := range kept {
		if p.MinP > 0 && weights[i] < naiveShare(greatest, uint64(p.MinP)) {
			return kept[:i]
		}
	}
	return kept
}

func clamp(z int64) int64 { return max(-(1 << 21), min(1<<21, z)) }

func count(tokens []dgrid.TokenID, id dgrid.TokenID) (times int64) {
	for _, t := range tokens {
		if t == id {
			times++
		}
	}
	return times
}

func floor(a, b int64) int64 {
	q := a / b
	if q*b > a {
		q--
	}
	return q
}

func naiveShare(w, p uint64) uint64 {
	hi, lo := bits.Mul64(w, p)
	q, r := bits.Div64(hi, lo, 1_000_000)
	if r > 0 {
		q++
	}
	return q
}

// naiveWeight multiplies one factor for each bit; the factors are computed as docs/sampler.md gives them.
func naiveWeight(gap, t int64) uint64 {
	exp := func(x int64) uint64 {
		if x >= 1<<21 {
			return 0
		}
		w := uint64(1) << 63
		for i, f := range expFactors {
			if x>>i&1 == 1 {
				w, _ = bits.Mul64(w, f)
			}
		}
		return w
	}
	if gap >= 0 {
		w := exp(gap*256*1_000_000/t) >> 31
		if w < 256 {
			w = 0
		}
		return w
	}
	e := exp(-gap * 256 * 1_000_000 / t)
	if e <= 1<<33 {
		return 1 << 62
	}
	q, _ := bits.Div64(1<<31, 0, e)
	return q
}

func naiveUniform(seed dgrid.Digest, position uint64, id dgrid.TokenID) uint32 {
	h := dgrid.Hash([]byte("dgrid/noise/0"), seed[:], binary.BigEndian.AppendUint64(nil, position))
	k0, k1 := binary.BigEndian.Uint64(h[:]), binary.BigEndian.Uint64(h[8:])
	coarse := naivePhilox([4]uint64{uint64(id) / 32}, k0, k1)
	fine := naivePhilox([4]uint64{uint64(id) / 4, 1}, k0, k1)
	var b [32]byte
	for i, w := range coarse {
		binary.LittleEndian.PutUint64(b[8*i:], w)
	}
	return uint32(b[id%32])<<24 | uint32(fine[id%4]>>40)
}

func naivePhilox(c [4]uint64, k0, k1 uint64) [4]uint64 {
	for range 10 {
		h0, l0 := bits.Mul64(0xd2e7470ee14c6c93, c[0])
		h1, l1 := bits.Mul64(0xca5a826395121157, c[2])
		c = [4]uint64{h1 ^ c[1] ^ k0, l1, h0 ^ c[3] ^ k1, l0}
		k0, k1 = k0+0x9e3779b97f4a7c15, k1+0xbb67ae8584caa73b
	}
	return c
}

func naiveGumbel(u uint32) int64 {
	a := 33<<56 - naiveLog2(2*uint64(u)+1, 56)
	b := 56<<32 - naiveLog2(uint64(a), 32)
	return b*11_629_080>>40 + 24_020
}

func naiveLog2(v uint64, places int) int64 {
	whole := 63 - bits.LeadingZeros64(v)
	m, l := v<<(63-whole), int64(whole)
	for range places {
		hi, lo := bits.Mul64(m, m)
		l *= 2
		if hi>>63 == 1 {
			l++
			m = hi
		} else {
			m = hi<<1 | lo>>63
		}
	}
	return l
}

// expFactors[i] is exp(-2^i/65536), 64 places, rounded down.
var expFactors = [21]uint64{
	0xffff00007fffd555, 0xfffe0001fffeaaab, 0xfffc0007fff5555f, 0xfff8001fffaaab55, 0xfff0007ffd555fff, 0xffe001ffeaab5551, 0xffc007ff555fff77,
	0xff801ffaab554445, 0xff007fd55ffdde38, 0xfe01feab551127cb, 0xfc07f55ff77d2493, 0xf81fab5445aebc8a, 0xf07d5fde38151e72, 0xe1eb51276c110c3c,
	0xc75f7cf564105743, 0x9b4597e37cb04ff3, 0x5e2d58d8b3bcdf1a, 0x22a555477f03973f, 0x04b0556e084f3d1d, 0x0015fc21041027ac, 0x000001e355bbaee8,
}

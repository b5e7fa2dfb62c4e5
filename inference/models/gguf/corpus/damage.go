package corpus

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
)

// Damaged is one damaged file.
type Damaged struct {
	Kind string
	Head []byte // instead of the model's own
	Data uint64 // bytes of tensors' data that are left, from their beginning
	Junk []Junk // in the data
}

// Junk replaces bytes of the data.
type Junk struct {
	At    uint64
	Bytes []byte
}

// damage is a kind of it.
type damage struct {
	kind   string
	shares int  // how often it is drawn
	moves  bool // the head's length may change
	do     func(m *Model, rng *rand.Rand, d *Damaged)
}

// kinds is a function, so that nothing is shared.
func kinds() []damage {
	return []damage{
		{"bits of the head", 10, false, flipAnywhere},
		{"bits of a length, count, type or offset", 10, false, flipStructure},
		{"a length or count", 12, false, length},
		{"a type", 10, false, changeType},
		{"a number of the metadata", 10, false, changeNumber},
		{"a tensor's offset", 8, false, moveTensor},
		{"a tensor's dimensions", 8, false, resize},
		{"a text", 8, false, garble},
		{"a text cut or grown, its length with it", 6, true, recut},
		{"a pair twice or none", 6, true, repeatPair},
		{"a tensor's name twice", 4, false, rename},
		{"alignment", 4, true, realign},
		{"head cut off", 6, true, cutHead},
		{"data cut off", 6, false, cutData},
		{"weights", 8, false, poison},
		{"a stretch copied over another", 6, false, splice},
	}
}

// Damage makes file number n of a seed. With fixed, the head keeps its length.
func (m *Model) Damage(seed, n uint64, fixed bool) Damaged {
	rng := rand.New(rand.NewPCG(seed, n))
	all := kinds()
	if fixed {
		all = slices.DeleteFunc(all, func(k damage) bool { return k.moves })
	}
	sum := 0
	for _, k := range all {
		sum += k.shares
	}
	left := rng.IntN(sum)
	i := 0
	for ; left >= all[i].shares; i++ {
		left -= all[i].shares
	}
	d := Damaged{Kind: all[i].kind, Head: bytes.Clone(m.Head), Data: m.Layout.Size - m.Layout.Data}
	all[i].do(m, rng, &d)
	return d
}

// Kinds are the kinds of damage.
func Kinds() []string {
	var all []string
	for _, k := range kinds() {
		all = append(all, k.kind)
	}
	return all
}

func choose[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// hostile are numbers at which arithmetic goes wrong.
var hostile = []uint64{0, 1, 2, 3, 7, 31, 33, 255, 256, 1 << 15, 1<<16 - 1, 1 << 24, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1 << 40, 1 << 48, 1 << 60,
	math.MaxInt64 - 7, math.MaxInt64, 1 << 63, math.MaxUint64 - 31, math.MaxUint64}

// put writes v into a field, as much of it as fits.
func (d *Damaged) put(f field, v uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], v)
	copy(d.Head[f.at:f.at+f.length], b[:])
}

func (m *Model) get(f field) uint64 {
	var b [8]byte
	copy(b[:], m.Head[f.at:f.at+f.length])
	return binary.LittleEndian.Uint64(b[:])
}

// wrong is a value near or far from what the field has.
func (m *Model) wrong(rng *rand.Rand, f field) uint64 {
	v := m.get(f)
	switch rng.IntN(4) {
	case 0:
		return v + 1 + uint64(rng.IntN(16))
	case 1:
		return v - 1 - uint64(rng.IntN(16))
	case 2:
		return v * uint64(2+rng.IntN(8))
	}
	return choose(rng, hostile)
}

func flip(b []byte, rng *rand.Rand) { b[rng.IntN(len(b))] ^= 1 << rng.IntN(8) }

func flipAnywhere(_ *Model, rng *rand.Rand, d *Damaged) {
	for range 1 + rng.IntN(8) {
		flip(d.Head, rng)
	}
}

func flipStructure(m *Model, rng *rand.Rand, d *Damaged) {
	all := m.pick(magic, version, tensorCount, pairCount, keyLength, valueType, textLength, elementType, elementCount, nameLength, dimensions, dimension, tensorType, tensorOffset)
	for range 1 + rng.IntN(2) {
		f := choose(rng, all)
		flip(d.Head[f.at:f.at+f.length], rng)
	}
}

func length(m *Model, rng *rand.Rand, d *Damaged) {
	// There are a thousand times as many texts as counts.
	f := choose(rng, [][]field{m.pick(tensorCount), m.pick(pairCount), m.pick(keyLength), m.pick(textLength), m.pick(elementCount), m.pick(nameLength), m.pick(dimensions)})
	at := choose(rng, f)
	d.put(at, m.wrong(rng, at))
}

func changeType(m *Model, rng *rand.Rand, d *Damaged) {
	f := choose(rng, choose(rng, [][]field{m.pick(valueType), m.pick(elementType), m.pick(tensorType)}))
	if rng.IntN(4) == 0 {
		d.put(f, m.wrong(rng, f))
		return
	}
	d.put(f, uint64(rng.IntN(44)))
}

func changeNumber(m *Model, rng *rand.Rand, d *Damaged) {
	f := choose(rng, m.pick(number))
	if rng.IntN(8) == 0 {
		f = choose(rng, m.pick(elements))
		f.at, f.length = f.at+4*rng.IntN(max(1, f.length/4)), min(4, f.length)
	}
	d.put(f, m.wrong(rng, f))
}

func moveTensor(m *Model, rng *rand.Rand, d *Damaged) {
	all := m.pick(tensorOffset)
	f := choose(rng, all)
	var v uint64
	switch rng.IntN(4) {
	case 0:
		v = m.get(choose(rng, all))
	case 1:
		v = m.get(f) + align*uint64(rng.IntN(64))
	case 2:
		v = align * rng.Uint64N((m.Layout.Size-m.Layout.Data)/align)
	default:
		v = m.wrong(rng, f)
	}
	d.put(f, v)
}

func resize(m *Model, rng *rand.Rand, d *Damaged) {
	all := m.pick(dimension)
	i := rng.IntN(len(all))
	if next := (i + 1) % len(all); rng.IntN(3) == 0 {
		a, b := m.get(all[i]), m.get(all[next])
		d.put(all[i], b)
		d.put(all[next], a)
		return
	}
	d.put(all[i], m.wrong(rng, all[i]))
}

func garble(m *Model, rng *rand.Rand, d *Damaged) {
	f := choose(rng, choose(rng, [][]field{m.pick(key), m.pick(text), m.pick(name)}))
	if f.length == 0 {
		return
	}
	b := d.Head[f.at : f.at+f.length]
	switch rng.IntN(3) {
	case 0:
		flip(b, rng)
	case 1:
		b[rng.IntN(len(b))] = choose(rng, []byte{0, 0xff, '%', '\n', '{', '"'})
	default:
		for i := range b {
			b[i] = byte(rng.IntN(256))
		}
	}
}

// recut changes a text with its length, so that all behind it moves.
func recut(m *Model, rng *rand.Rand, d *Damaged) {
	lengths, texts := m.pick(keyLength, textLength, nameLength), m.pick(key, text, name)
	i := rng.IntN(len(texts))
	f := texts[i]
	n := rng.IntN(f.length + 1)
	if rng.IntN(2) == 0 {
		n = f.length + 1<<rng.IntN(16)
	}
	grown := slices.Concat(m.Head[f.at:f.at+min(n, f.length)], bytes.Repeat([]byte{'x'}, max(0, n-f.length)))
	d.put(lengths[i], uint64(n))
	d.Head = slices.Concat(d.Head[:f.at], grown, d.Head[f.at+f.length:])
	d.pad(m)
}

// pad makes the data begin where the changed head says.
func (d *Damaged) pad(m *Model) {
	last := m.fields[len(m.fields)-1]
	d.Head = d.Head[:len(d.Head)-(len(m.Head)-last.at-last.length)]
	for len(d.Head)%align != 0 {
		d.Head = append(d.Head, 0)
	}
}

func repeatPair(m *Model, rng *rand.Rand, d *Damaged) {
	p, counted := choose(rng, m.pairs), m.pick(pairCount)[0]
	if rng.IntN(2) == 0 {
		d.put(counted, m.get(counted)-1)
		d.Head = slices.Concat(d.Head[:p.at], d.Head[p.end:])
	} else {
		d.put(counted, m.get(counted)+1)
		at := choose(rng, m.pairs).at
		d.Head = slices.Concat(d.Head[:at], m.Head[p.at:p.end], d.Head[at:])
	}
	d.pad(m)
}

func rename(m *Model, rng *rand.Rand, d *Damaged) {
	all := m.pick(name)
	a, b := choose(rng, all), choose(rng, all)
	copy(d.Head[a.at:a.at+a.length], m.Head[b.at:b.at+b.length])
}

func realign(m *Model, rng *rand.Rand, d *Damaged) {
	counted, at := m.pick(pairCount)[0], choose(rng, m.pairs).at
	d.put(counted, m.get(counted)+1)
	p := binary.LittleEndian.AppendUint32(appendText(nil, "general.alignment"), 4)
	p = binary.LittleEndian.AppendUint32(p, uint32(choose(rng, hostile)))
	d.Head = slices.Concat(d.Head[:at], p, d.Head[at:])
	d.pad(m)
}

func cutHead(_ *Model, rng *rand.Rand, d *Damaged) {
	d.Head, d.Data = d.Head[:rng.IntN(len(d.Head))], 0
}

func cutData(_ *Model, rng *rand.Rand, d *Damaged) {
	switch rng.IntN(3) {
	case 0:
		d.Data -= min(d.Data, 1+rng.Uint64N(64))
	default:
		d.Data = rng.Uint64N(d.Data)
	}
}

// poison makes weights that are no numbers, or huge.
func poison(m *Model, rng *rand.Rand, d *Damaged) {
	for range 1 + rng.IntN(4) {
		t := choose(rng, m.Layout.Tensors)
		b := make([]byte, min(t.Size, uint64(1+rng.IntN(1<<12))))
		for i := range b {
			switch {
			case rng.IntN(2) == 0:
				b[i] = 0xff
			default:
				b[i] = byte(rng.IntN(256))
			}
		}
		d.Junk = append(d.Junk, Junk{t.Offset + rng.Uint64N(t.Size-uint64(len(b))+1), b})
	}
}

func splice(_ *Model, rng *rand.Rand, d *Damaged) {
	n := 1 + rng.IntN(min(1<<10, len(d.Head)/4))
	from, to := rng.IntN(len(d.Head)-n), rng.IntN(len(d.Head)-n)
	copy(d.Head[to:to+n], bytes.Clone(d.Head[from:from+n]))
}

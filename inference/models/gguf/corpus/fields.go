package corpus

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

// what a field of a head is.
type what int

const (
	magic what = iota
	version
	tensorCount
	pairCount
	keyLength
	key
	valueType
	number // a value that is no text
	textLength
	text
	elementType
	elementCount
	elements // of numbers
	nameLength
	name
	dimensions
	dimension
	tensorType
	tensorOffset
)

// field is one field of a head.
type field struct {
	what   what
	at     int
	length int // bytes
}

// pair is where one metadata pair lies.
type pair struct {
	key        string
	at, value  int // value begins behind the type
	end        int
	typ        uint32
	elementTyp uint32 // of an array
}

// Model is a sound file: its head in memory, and where its fields are.
type Model struct {
	Layout gguf.Layout
	Head   []byte
	fields []field
	pairs  []pair
	table  int // offset of the first tensor's entry
}

// The numbers of GGUF's types that matter here.
const (
	typeString, typeArray = 8, 9
)

var widths = [...]int{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8}

// Map reads the head of the sound file that l lays out.
func Map(r io.ReaderAt, l gguf.Layout) (*Model, error) {
	m := &Model{Layout: l, Head: make([]byte, l.Data)}
	if _, err := r.ReadAt(m.Head, 0); err != nil {
		return nil, fmt.Errorf("read the head of a model file: %w", err)
	}
	w := &walk{m: m}
	w.take(magic, 4)
	w.take(version, 4)
	tensors, pairs := w.number(tensorCount), w.number(pairCount)
	for range pairs {
		w.pair()
	}
	m.table = w.at
	for range tensors {
		w.take(name, int(w.number(nameLength)))
		for range w.uint32(dimensions) {
			w.number(dimension)
		}
		w.take(tensorType, 4)
		w.take(tensorOffset, 8)
	}
	return m, nil
}

// walk goes over a head that Check found sound, so nothing is held here.
type walk struct {
	m  *Model
	at int
}

func (w *walk) take(what what, length int) []byte {
	w.m.fields = append(w.m.fields, field{what, w.at, length})
	w.at += length
	return w.m.Head[w.at-length : w.at]
}

func (w *walk) number(what what) uint64 { return binary.LittleEndian.Uint64(w.take(what, 8)) }
func (w *walk) uint32(what what) uint32 { return binary.LittleEndian.Uint32(w.take(what, 4)) }

func (w *walk) pair() {
	p := pair{at: w.at}
	p.key = string(w.take(key, int(w.number(keyLength))))
	p.typ = w.uint32(valueType)
	p.value = w.at
	p.elementTyp = w.value(p.typ)
	p.end = w.at
	w.m.pairs = append(w.m.pairs, p)
}

func (w *walk) value(typ uint32) (elementTyp uint32) {
	switch typ {
	case typeString:
		w.take(text, int(w.number(textLength)))
	case typeArray:
		elementTyp = w.uint32(elementType)
		count := int(w.number(elementCount))
		if elementTyp == typeString || elementTyp == typeArray {
			for range count {
				w.value(elementTyp)
			}
			break
		}
		w.take(elements, count*widths[elementTyp])
	default:
		w.take(number, widths[typ])
	}
	return elementTyp
}

// pick are the fields of the given kinds.
func (m *Model) pick(kinds ...what) []field {
	var found []field
	for _, f := range m.fields {
		for _, k := range kinds {
			if f.what == k {
				found = append(found, f)
			}
		}
	}
	return found
}

package gguf

import "strings"

// maxSize bounds each number of a Shape, so that products of some of them cannot overflow. The largest seen in public models is a
// thousandth of it.
const maxSize = 1 << 24

// Shape is how large the parts of a model are that its memory beyond the file follows from. A number that the file does not give, gives
// by layer or gives beyond all reason is zero.
type Shape struct {
	Layers   uint64 // <architecture>.block_count
	Width    uint64 // embedding_length: of the hidden state
	Inner    uint64 // feed_forward_length
	Heads    uint64 // attention.head_count
	KVHeads  uint64 // attention.head_count_kv
	KeyDim   uint64 // attention.key_length, of one head
	ValueDim uint64 // attention.value_length, of one head
}

// sizeKeys are the keys of a Shape behind the architecture's name.
var sizeKeys = []struct {
	suffix string
	in     func(*Shape) *uint64
}{
	{".block_count", func(s *Shape) *uint64 { return &s.Layers }},
	{".embedding_length", func(s *Shape) *uint64 { return &s.Width }},
	{".feed_forward_length", func(s *Shape) *uint64 { return &s.Inner }},
	{".attention.head_count", func(s *Shape) *uint64 { return &s.Heads }},
	{".attention.head_count_kv", func(s *Shape) *uint64 { return &s.KVHeads }},
	{".attention.key_length", func(s *Shape) *uint64 { return &s.KeyDim }},
	{".attention.value_length", func(s *Shape) *uint64 { return &s.ValueDim }},
}

// shapeOf makes no key of the architecture's name, which may be a megabyte of a hostile file: it looks for the name in the keys.
func shapeOf(architecture string, numbers map[string]uint64) (s Shape) {
	for key, n := range numbers {
		suffix, ok := strings.CutPrefix(key, architecture)
		if !ok || n > maxSize {
			continue
		}
		for _, k := range sizeKeys {
			if k.suffix == suffix {
				*k.in(&s) = n
			}
		}
	}
	return s
}

package gguf

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

func shapeOf(architecture string, numbers map[string]uint64) (s Shape) {
	for _, k := range sizeKeys {
		if n := numbers[architecture+k.suffix]; n <= maxSize {
			*k.in(&s) = n
		}
	}
	return s
}

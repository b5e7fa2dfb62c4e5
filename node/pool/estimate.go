package pool

import "github.com/dgrid-network/dgrid/inference/models/gguf"

// Size is what a worker's memory follows from, before it was ever measured.
type Size struct {
	File    uint64 // bytes of the weights
	Header  gguf.Header
	KVCache string // type of the KV cache
	Cells   uint64 // of the KV cache: tokens that it holds
	Batch   uint64 // tokens that are read at once
	Outputs uint64 // of them, those that give logits
}

const (
	process = 64 << 20 // bytes: the program, the libraries and what they keep
	unknown = 4        // share of the file, as its inverse, that is added for a file that does not give its sizes
	float   = 4        // bytes
)

// blockBytes are the bytes of 32 numbers in a KV cache of each type: a quantised block carries a scale of 16 bits.
var blockBytes = map[string]uint64{"f16": 64, "q8_0": 34, "q4_0": 18}

// Cells is the bytes of the KV cache: for each layer and cell the keys and values of all heads.
func (s *Size) cells() uint64 {
	h := s.Header.Shape
	kv, key := h.KVHeads, h.KeyDim
	if kv == 0 {
		kv = h.Heads // given by layer, or not at all: at most so many
	}
	if key == 0 {
		key = h.Width / max(h.Heads, 1)
	}
	value := h.ValueDim
	if value == 0 {
		value = key
	}
	block := blockBytes[s.KVCache]
	if block == 0 {
		block = blockBytes["f16"]
	}
	return s.Cells * h.Layers * kv * (key + value) * block / 32
}

// compute is the bytes of a batch's intermediate results: activations, the scores of one layer's attention, and the logits.
func (s *Size) compute() uint64 {
	h := s.Header.Shape
	activations := s.Batch * (4*h.Width + 2*h.Inner) * float
	scores := s.Batch * h.Heads * s.Cells * float
	logits := 2 * s.Outputs * s.Header.Vocabulary * float
	return activations + scores + logits
}

// Estimate is the bytes that a worker of such a model is expected to need: its file, the KV cache, the buffers of a batch, and the
// process itself. It is rather too much than too little: what the worker really needs is measured once it has answered.
func (s *Size) Estimate() uint64 {
	if s.Header.Shape.Layers == 0 || s.Header.Shape.Width == 0 {
		return s.File + s.File/unknown + process
	}
	return s.File + s.cells() + s.compute() + process
}

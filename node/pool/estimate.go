package pool

import (
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

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

// CellBytes is the bytes of one token in the KV cache: for each layer the keys and values of all heads. It is 0 where the file does not say.
func (s *Size) CellBytes() uint64 {
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
	return h.Layers * kv * (key + value) * block / 32
}

const (
	usualSlots = 8       // jobs that run beside each other where nobody has said how many, and the memory allows it
	leastSlots = 2       // that do in any case: short ones need no more than one context
	mostCache  = 2 << 30 // bytes of a KV cache whose size nobody has set ...
	cacheShare = 8       // ... and of the budget, or of all memory, it takes one in so many parts
)

// Slots says how many jobs of up to context tokens run beside each other on a model, and how many cells of its KV cache they share.
// slots is what the operator has set; 0 is as many as the memory allows. memory is the budget that was set, or else all that the machine has:
// not what is free, so that a node's next start comes to the same numbers, and to what was measured with them.
func (s *Size) Slots(slots int, context uint32, memory uint64) (int, uint32) {
	room := min(memory/cacheShare, mostCache) / max(1, s.CellBytes())
	if slots == 0 {
		slots = int(min(usualSlots, max(leastSlots, room/uint64(max(1, context)))))
	}
	cells := max(uint64(context), min(uint64(slots)*uint64(context), room))
	return slots, uint32((cells + inference.CellBlock - 1) / inference.CellBlock * inference.CellBlock)
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
	return s.File + s.Cells*s.CellBytes() + s.compute() + process
}

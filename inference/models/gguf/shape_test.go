package gguf_test

import (
	"bytes"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

func TestShape(t *testing.T) {
	b := head(9)
	b.text("toy.block_count").u32(tU32).u32(30) // before the architecture is known
	b.text("general.architecture").u32(tString).text("toy")
	b.text("toy.embedding_length").u32(tU64).u64(576)
	b.text("toy.feed_forward_length").u32(tArray).u32(tU32).u64(2).u32(1536).u32(1024) // by layer
	b.text("toy.attention.head_count").u32(tU32).u32(9)
	b.text("toy.attention.head_count_kv").u32(tU32).u32(3)
	b.text("toy.attention.key_length").u32(tU64).u64(1 << 40) // beyond reason
	b.text("other.attention.value_length").u32(tU32).u32(64)
	b.text("toy.attention.value_length").u32(tU32).u32(32)
	h, err := gguf.Read(bytes.NewReader(b.Bytes()))
	if want := (gguf.Shape{Layers: 30, Width: 576, Heads: 9, KVHeads: 3, ValueDim: 32}); err != nil || h.Shape != want {
		t.Errorf("got %+v, %v, want %+v", h.Shape, err, want)
	}
}

// Package gguf reads the metadata at the front of a GGUF model file: what the model is, how long a context it was trained for,
// its chat template, and the text of its begin and end tokens.
//
// The file may come from anybody, so every length is checked before anything is allocated for it, and values that nobody asked
// for are skipped, not stored. Versions 2 and 3 are read, little endian; both have the layout of ggml's docs/gguf.md:
//
//	"GGUF" | version u32 | tensors u64 | pairs u64 | pairs x (key string | type u32 | value)
//
// where a string is a u64 length and its bytes, and an array is an element type u32, a u64 count and the elements.
package gguf

// Package corpus makes damaged GGUF files out of a sound one, to hold against them whatever reads such files: the check in Go, and
// a worker process with libllama in it.
//
// A file's head is all of it before the tensors' data: header, metadata, table of tensors. Map finds each field of it, so that
// damage can be done to lengths, counts, types and offsets and not only to random bits. Small cuts a model of a few MB out of a
// real one, with the same structure, so that thousands of files can be loaded. The same seed makes the same files.
package corpus

package gguf

import (
	"fmt"

	parser "github.com/gpustack/gguf-parser-go"
)

// Confirm reads the file at path with another parser, and fails if that one refuses it or sees other tensors than l has. What
// two parsers understand alike, a third one in native code hardly misunderstands.
//
// That parser makes room by what the file claims, as much as the file is long, and panics at some values. So it comes after
// Check, and belongs into a process with a limit of memory.
func (l Layout) Confirm(path string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("check model file %s: %w: gguf-parser: %v", path, ErrFormat, p)
		}
	}()
	f, err := parser.ParseGGUFFile(path, parser.SkipLargeMetadata())
	if err != nil {
		return fmt.Errorf("check model file %s: %w: gguf-parser: %w", path, ErrFormat, err)
	}
	if err := l.same(f); err != nil {
		return fmt.Errorf("check model file %s: %w: two parsers read it differently: %w", path, ErrFormat, err)
	}
	return nil
}

func (l *Layout) same(f *parser.GGUFFile) error {
	if got := uint64(f.TensorDataStartOffset); got != l.Data {
		return fmt.Errorf("the data begins at %d or at %d", l.Data, got)
	}
	if len(f.TensorInfos) != len(l.Tensors) {
		return fmt.Errorf("it has %d tensors or %d", len(l.Tensors), len(f.TensorInfos))
	}
	for i := range l.Tensors {
		a, b := &l.Tensors[i], &f.TensorInfos[i]
		if a.Name != b.Name || a.Offset != b.Offset || a.Type != uint32(b.Type) || a.Size != b.Bytes() {
			return fmt.Errorf("tensor %d is %.80q, %d bytes of type %d at %d, or %.80q, %d bytes of type %d at %d",
				i, a.Name, a.Size, a.Type, a.Offset, b.Name, b.Bytes(), b.Type, b.Offset)
		}
	}
	return nil
}

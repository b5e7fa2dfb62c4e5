package inference

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/dgrid-network/dgrid/inference/jail"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
)

// plan checks the model's file and says what a worker's child keeps: it reads its runtime and its model, and writes nothing
// but the code that a GPU's driver compiles. The configuration comes back with its sizes filled in.
func (c Config) plan() (Config, jail.Plan, error) {
	layout, err := gguf.Check(c.Model)
	if err != nil {
		return c, jail.Plan{}, unsound(err)
	}
	c = c.sized(&layout)
	memory := c.Memory
	if memory == 0 {
		memory = c.memory(&layout)
	}
	read, err := absolute(c.Runtime, c.Model)
	if err != nil {
		return c, jail.Plan{}, err
	}
	keep, err := c.kernels()
	return c, jail.Plan{Read: read, Keep: keep, Memory: memory}, err
}

// quantizing is what a child that writes a model keeps: also the folder that out goes to.
func quantizing(runtime, in, out string) (jail.Plan, error) {
	layout, err := gguf.Check(in)
	if err != nil {
		return jail.Plan{}, unsound(err)
	}
	read, err := absolute(runtime, in)
	if err != nil {
		return jail.Plan{}, err
	}
	write, err := absolute(filepath.Dir(out))
	return jail.Plan{Read: read, Write: write, Memory: spare + 8*layout.Size}, err // a tensor at a time, as 32-bit numbers
}

// sound reads the model's file in Go, twice, before native code does. It runs in the worker, whose memory is limited.
func sound(path string) (gguf.Layout, error) {
	layout, err := gguf.Check(path)
	if err == nil {
		err = layout.Confirm(path)
	}
	if err != nil {
		return gguf.Layout{}, unsound(err)
	}
	return layout, nil
}

func unsound(err error) error {
	if errors.Is(err, gguf.ErrFormat) {
		return fmt.Errorf("%w; the file is damaged, incomplete or no model: `dgridd pull` fetches it again", err)
	}
	return fmt.Errorf("%w; fetch it with `dgridd pull`", err)
}

const (
	spare      = 2 << 30 // bytes for libraries, Go, threads and what a graph needs beside its largest parts
	mostMemory = 1 << 46 // bytes; no machine has more, and products below stay far from the end of 64 bits
)

// memory is what a model takes at most, in bytes, by what its file says of itself: a copy of the weights (they are repacked for
// some CPUs), the KV cache as if it were neither shared between heads nor compressed, logits and states, and a batch's largest
// intermediate results, all of them twice. A model takes a fraction of it; one that asks for more is broken or hostile.
func (c Config) memory(l *gguf.Layout) uint64 {
	of := func(key string) uint64 { return min(l.Numbers[l.Header.Architecture+"."+key], 1<<24) }
	layers, width, heads, inner := of("block_count"), of("embedding_length"), of("attention.head_count"), of("feed_forward_length")
	head := max(of("attention.key_length"), of("attention.value_length"))
	tokens := uint64(max(c.Context, c.Cells))
	if tokens == 0 {
		tokens = usualContext
	}
	const wide = 4 // bytes of a number in an intermediate result, and two of the KV cache
	total := float64(l.Size) +
		float64(tokens)*float64(layers)*float64(max(width, heads*head))*wide +
		float64(c.Batch+recheckBatch)*wide*(float64(l.Header.Vocabulary)+8*float64(width)+4*float64(inner)+float64(tokens)*float64(heads))
	return spare + uint64(min(2*total, mostMemory))
}

func absolute(paths ...string) ([]string, error) {
	var all []string
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err != nil {
			return nil, fmt.Errorf("close the worker process: %w", err)
		}
		all = append(all, abs)
	}
	return all, nil
}

package inference

import (
	"strconv"
	"strings"

	"github.com/dgrid-network/dgrid/inference/llama"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
	"github.com/dgrid-network/dgrid/inference/workerpb"
)

// Device is something that a worker's runtime can compute on.
type Device struct {
	Name        string // "CUDA0", "CPU"
	Description string // of the maker
	GPU         bool
	Free, Total uint64 // bytes of memory, when the model had been loaded
	Layers      int    // of the model, the output layer among them, that lie on this GPU
	Used        uint64 // bytes that the load took there
}

// What libllama and the placement of layers go by, for those who reckon with it.
const (
	CellBlock  = llama.CellBlock // cells, of which a KV cache has a multiple
	GPUReserve = llama.Reserve   // bytes of each GPU that no layer takes
)

// ForGPU reports whether the libraries in a runtime's folder are for GPUs, and a model that asks for nothing else lies on one.
func ForGPU(runtime string) bool { return llama.ForGPU(runtime) }

// shape reads from the model's file how much memory its parts take. What the file does not say is taken as 0, and the fit is
// then too good: libllama has the last word.
func shape(l *gguf.Layout, c *workerpb.Load) llama.Shape {
	of := func(key string) uint64 { return min(l.Numbers[l.Header.Architecture+"."+key], 1<<24) }
	s := llama.Shape{Blocks: make([]uint64, min(of("block_count"), 1<<12))}
	var embedding uint64
	for _, t := range l.Tensors {
		name, _, _ := strings.Cut(t.Name, ".")
		switch name {
		case "blk":
			i := block(t.Name)
			for i >= 0 && i >= len(s.Blocks) {
				s.Blocks = append(s.Blocks, 0)
			}
			if i >= 0 {
				s.Blocks[i] += t.Size
			}
		case "output", "output_norm":
			s.Output += t.Size
		case "token_embd":
			embedding += t.Size // lies with the CPU
		}
	}
	if !has(l, "output.weight") {
		s.Output += embedding // the output layer is a copy of it
	}
	heads, width := max(1, of("attention.head_count")), of("embedding_length")
	groups := of("attention.head_count_kv")
	if groups == 0 {
		groups = heads // some files give a number for each block, which is not read here
	}
	key, value := of("attention.key_length"), of("attention.value_length")
	if key == 0 {
		key = width / heads
	}
	if value == 0 {
		value = width / heads
	}
	s.Cell = cacheBytes(c.GetKvCache(), groups*(key+value))
	// Logits, and what a batch is between two layers, as 32-bit numbers, with the mask of its attention. Attention itself is
	// computed in pieces ("flash attention") by the GPU backends for the usual widths of a head.
	batch, tokens := uint64(c.GetBatch()), uint64(cells(l, c))
	s.Scratch = 4 * (recheckBatch*l.Header.Vocabulary + batch*(12*width+4*of("feed_forward_length")+tokens))
	return s
}

// block is the number in "blk.12.attn_q.weight", or -1.
func block(name string) int {
	const most = 1 << 12 // blocks; the deepest models have hundreds
	parts := strings.SplitN(name, ".", 3)
	if len(parts) < 2 {
		return -1
	}
	i, err := strconv.Atoi(parts[1])
	if err != nil || i < 0 || i >= most {
		return -1
	}
	return i
}

func has(l *gguf.Layout, name string) bool {
	for _, t := range l.Tensors {
		if t.Name == name {
			return true
		}
	}
	return false
}

// cacheBytes is what n numbers take in a KV cache of the given type.
func cacheBytes(kind string, n uint64) uint64 {
	switch kind {
	case "q8_0":
		return n * 34 / 32
	case "q4_0":
		return n * 18 / 32
	}
	return n * 2
}

// cells is how many tokens the KV cache holds.
func cells(l *gguf.Layout, c *workerpb.Load) uint32 {
	if n := max(c.GetCells(), c.GetContext()); n != 0 {
		return n
	}
	return uint32(min(4096, l.Header.Context))
}

// place decides where the layers of the model in l lie.
func place(rt *llama.Runtime, l *gguf.Layout, c *workerpb.Load) (llama.Placement, error) {
	return rt.Place(shape(l, c), cells(l, c), llama.Ask{Device: c.GetDevice(), Layers: int(c.GetGpuLayers()), Least: c.GetLeastCells()})
}

// devicesToWire are all devices of rt, with the layers that p lays on them, and what those took of what was free when p was made.
func devicesToWire(rt *llama.Runtime, p llama.Placement) (ds []*workerpb.Device) {
	for _, d := range rt.Devices() {
		w := &workerpb.Device{Name: d.Name, Description: d.Description, Gpu: d.GPU, Free: d.Free, Total: d.Total}
		for i, g := range p.GPUs {
			if g.Name == d.Name {
				w.Layers, w.Used = uint32(p.Layers[i]), g.Free-min(g.Free, d.Free)
			}
		}
		ds = append(ds, w)
	}
	return ds
}

func devicesFromWire(ws []*workerpb.Device) (ds []Device) {
	for _, w := range ws {
		ds = append(ds, Device{Name: w.GetName(), Description: w.GetDescription(), GPU: w.GetGpu(), Free: w.GetFree(), Total: w.GetTotal(), Layers: int(w.GetLayers()), Used: w.GetUsed()})
	}
	return ds
}

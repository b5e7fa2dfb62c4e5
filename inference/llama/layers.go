package llama

import (
	"fmt"
	"strings"
)

// Shape is how much memory the parts of a model take, in bytes.
type Shape struct {
	Blocks  []uint64 // weights of each block, the first one first
	Output  uint64   // weights of the output layer
	Cell    uint64   // one token's keys and values in one block, at most
	Scratch uint64   // what a device computes in, at most
}

// Reserve is what stays free on each GPU: for its driver, for what the estimate leaves out, and for others. llama.cpp's own
// programs leave as much.
const Reserve = 1 << 30

// Fit splits a model among GPUs that have free bytes each. The numbers say how many layers each of them holds, and belong to the
// last layers of the model: that is how llama.cpp counts. The output layer counts as one.
//
// cells are the tokens of the KV cache, of which each block's part lies beside the block. want is how many layers are asked for:
// 0 is as many as fit; another number is taken as it is, for who gives it knows more than this estimate. GPUs are filled in
// their order, since a model on fewer devices waits less for what they send each other.
func Fit(s Shape, cells uint32, free []uint64, want int) []int {
	if len(free) == 0 {
		return []int{}
	}
	room := s.rooms(free)
	all := len(s.Blocks) + 1
	if want > 0 {
		split, _ := s.fill(min(want, all), cells, room, true)
		return split
	}
	for n := all; n > 0; n-- {
		if split, ok := s.fill(n, cells, room, false); ok {
			return split
		}
	}
	return make([]int, len(free))
}

// rooms are the bytes that layers may take of GPUs with free bytes each.
func (s *Shape) rooms(free []uint64) []uint64 {
	room := make([]uint64, len(free))
	for i, f := range free {
		if taken := Reserve + s.Scratch; f > taken {
			room[i] = f - taken
		}
	}
	return room
}

// fill lays the last n layers onto devices, each as full as its room allows. With force the last device takes all that is left.
func (s *Shape) fill(n int, cells uint32, room []uint64, force bool) ([]int, bool) {
	split := make([]int, len(room))
	at, used := 0, uint64(0)
	for i := len(s.Blocks) + 1 - n; i <= len(s.Blocks); i++ {
		need := s.layer(i, cells)
		for at < len(room)-1 && used+need > room[at] {
			at, used = at+1, 0
		}
		if used+need > room[at] && !force {
			return nil, false
		}
		used += need
		split[at]++
	}
	return split, true
}

// layer is what layer i takes; the one after the last block is the output.
func (s *Shape) layer(i int, cells uint32) uint64 {
	if i == len(s.Blocks) {
		return s.Output
	}
	return s.Blocks[i] + uint64(cells)*s.Cell
}

// Placement says where a model's layers lie. The zero value is the CPU.
type Placement struct {
	GPUs   []Device // those that hold layers
	Layers []int    // that each of them holds
	All    int      // layers of the model, the output layer among them
	Cells  uint32   // tokens of the KV cache that this holds for
}

// Ask is what the owner of a model wants it to run on.
type Ask struct {
	Device string // "auto", "cpu", or names of devices with commas between them; empty is "auto"
	Layers int    // on GPUs; 0 is as many as fit
	Least  uint32 // tokens of a KV cache that is made smaller if all layers fit then; 0 is as large as it is
}

// Place decides where a model of shape s with a KV cache of cells tokens lies, or says why it can lie nowhere as it was asked.
func (r *Runtime) Place(s Shape, cells uint32, ask Ask) (Placement, error) {
	return place(s, cells, ask, r.Devices(), r.broken)
}

func place(s Shape, cells uint32, ask Ask, have []Device, broken []string) (Placement, error) {
	gpus, err := Pick(ask.Device, have, broken)
	p := Placement{All: len(s.Blocks) + 1, Cells: cells}
	if err == nil && len(gpus) == 0 && ask.Layers > 0 {
		return p, fmt.Errorf("%d layers on GPUs are asked for: there is %s to run on. Set gpu_layers = 0 to compute on the CPU, or `dgridd pull runtime --gpu auto` looks for a runtime for a GPU", ask.Layers, list(have))
	}
	if err != nil || len(gpus) == 0 {
		return p, err
	}
	free := make([]uint64, len(gpus))
	for i, d := range gpus {
		free[i] = d.Free
	}
	if ask.Layers == 0 && ask.Least > 0 {
		p.Cells = s.shrink(cells, ask.Least, free)
	}
	for i, n := range Fit(s, p.Cells, free, ask.Layers) {
		if n > 0 {
			p.GPUs, p.Layers = append(p.GPUs, gpus[i]), append(p.Layers, n)
		}
	}
	if len(p.GPUs) == 0 {
		return Placement{}, fmt.Errorf("no layer of the model fits onto %s: the last block and %d tokens of context need %s, %s to compute and %s to spare. Free memory there, set a shorter context, or set device = \"cpu\"",
			list(gpus), cells, gigabytes(s.layer(len(s.Blocks)-1, cells)), gigabytes(s.Scratch), gigabytes(Reserve))
	}
	return p, nil
}

// CellBlock is what libllama rounds the number of cells up to a multiple of.
const CellBlock = 256

// shrink is the largest KV cache, from least to cells tokens, with which all layers fit; cells where none is. Fewer tokens at once cost
// less than a layer on the CPU.
func (s *Shape) shrink(cells, least uint32, free []uint64) uint32 {
	room := s.rooms(free)
	for n := cells; n >= least && n > 0; n -= min(n, CellBlock) {
		if _, ok := s.fill(len(s.Blocks)+1, n, room, false); ok {
			return n
		}
	}
	return cells
}

// OnGPUs is how many layers lie on GPUs.
func (p Placement) OnGPUs() (n int) {
	for _, l := range p.Layers {
		n += l
	}
	return n
}

func (p Placement) String() string {
	if len(p.GPUs) == 0 {
		return "CPU"
	}
	var parts []string
	for i, d := range p.GPUs {
		parts = append(parts, fmt.Sprintf("%d on %s", p.Layers[i], d.Name))
	}
	if rest := p.All - p.OnGPUs(); rest > 0 {
		parts = append(parts, fmt.Sprintf("%d on CPU", rest))
	}
	return fmt.Sprintf("%d layers: %s", p.All, strings.Join(parts, ", "))
}

// maxClass is how long the name of a kind of arithmetic may be: an advert has room for 64 bytes of it and a variant.
const maxClass = 44

// Class is the kind of arithmetic that a model with this placement runs on, and the CPU variant that has a part in it, or "".
// What is computed on GPUs alone is the same with each CPU.
func (r *Runtime) Class(p Placement) (device, variant string) {
	if len(p.GPUs) == 0 {
		return r.Device, r.Variant
	}
	var kinds []string
	seen := make(map[string]bool)
	for _, d := range p.GPUs {
		kind := d.Backend + " " + d.Description
		if !seen[kind] {
			seen[kind] = true
			kinds = append(kinds, kind)
		}
	}
	if p.OnGPUs() < p.All {
		// Before the name, which may be cut.
		return cut(slug("part " + strings.Join(kinds, " and "))), r.Variant
	}
	return cut(slug(strings.Join(kinds, " and "))), ""
}

func cut(class string) string {
	if len(class) > maxClass {
		class = strings.TrimRight(class[:maxClass], "-")
	}
	return class
}

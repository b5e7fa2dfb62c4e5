package llama_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/llama"
)

const gib = 1 << 30

// Devices of machines.
var (
	host   = llama.Device{Name: "CPU", Description: "AMD EPYC 9654", Backend: "CPU", Free: 60 * gib, Total: 64 * gib}
	cuda0  = llama.Device{Name: "CUDA0", Description: "NVIDIA H100 80GB HBM3", Backend: "CUDA", GPU: true, Free: 30 * gib, Total: 80 * gib}
	cuda1  = llama.Device{Name: "CUDA1", Description: "NVIDIA H100 80GB HBM3", Backend: "CUDA", GPU: true, Free: 70 * gib, Total: 80 * gib}
	radeon = llama.Device{Name: "Vulkan0", Description: "AMD Radeon RX 7900 XTX (RADV NAVI31)", Backend: "Vulkan", GPU: true, Free: 20 * gib, Total: 24 * gib}
	shared = llama.Device{Name: "Vulkan1", Description: "AMD Radeon Graphics", Backend: "Vulkan", GPU: true, Integrated: true, Free: 40 * gib, Total: 64 * gib}
)

var noDriver = []string{"its library libggml-cuda.so does not load: libcuda.so.1: cannot open shared object file: No such file or directory"}

func TestPick(t *testing.T) {
	tests := []struct {
		name, ask string
		have      []llama.Device
		want      string
	}{
		{"auto without a GPU", "auto", []llama.Device{host}, ""},
		{"nothing is auto", "", []llama.Device{host, cuda0}, "CUDA0"},
		{"auto takes the freest first", "auto", []llama.Device{cuda0, cuda1, host}, "CUDA1 CUDA0"},
		{"auto leaves the integrated one", "auto", []llama.Device{shared, radeon, host}, "Vulkan0"},
		{"auto takes the integrated one alone", "auto", []llama.Device{shared, host}, "Vulkan1"},
		{"the CPU in spite of GPUs", "cpu", []llama.Device{cuda0, host}, ""},
		{"the CPU by its device's name", "CPU", []llama.Device{cuda0, host}, ""},
		{"by name", "cuda1", []llama.Device{cuda0, cuda1, host}, "CUDA1"},
		{"several in the order that was asked for", "CUDA0, CUDA1", []llama.Device{cuda0, cuda1, host}, "CUDA0 CUDA1"},
		{"an integrated one by name", "Vulkan1,Vulkan0", []llama.Device{radeon, shared, host}, "Vulkan1 Vulkan0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := llama.Pick(tt.ask, tt.have, nil)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, d := range got {
				names = append(names, d.Name)
			}
			if s := strings.Join(names, " "); s != tt.want {
				t.Errorf("picked %q, want %q", s, tt.want)
			}
		})
	}
}

// TestNeverSilent: whatever cannot be had is an error that names what was asked for, what exists and what to do.
func TestNeverSilent(t *testing.T) {
	tests := []struct {
		name, ask string
		have      []llama.Device
		broken    []string
		says      []string
	}{
		{"no such GPU", "CUDA1", []llama.Device{cuda0, host}, nil, []string{`device "CUDA1"`, "there is CUDA0 (NVIDIA H100 80GB HBM3, 30.0 GiB of 80.0 GiB free), CPU", `"cpu" or to "auto"`}},
		{"no runtime for it", "CUDA0", []llama.Device{host}, nil, []string{`device "CUDA0"`, "there is CPU", "`dgridd pull runtime --gpu cuda` fetches a runtime for it"}},
		{"a runtime of another kind", "Vulkan0", []llama.Device{cuda0, host}, nil, []string{"there is CUDA0", "--gpu vulkan"}},
		{"a broken runtime of another kind", "Vulkan0", []llama.Device{host}, noDriver, []string{"libcuda.so.1: cannot open", "--gpu vulkan"}},
		{"a Mac's", "metal0", []llama.Device{host}, nil, []string{"--gpu metal"}},
		{"neither", "TPU", []llama.Device{host}, nil, []string{`device "TPU"`, "there is CPU", "Set device to one that exists"}},
		{"its driver is missing", "CUDA0", []llama.Device{host}, noDriver, []string{`device "CUDA0"`, "there is CPU", "libcuda.so.1: cannot open"}},
		{"auto, and the driver is missing", "auto", []llama.Device{host}, noDriver, []string{`device "auto"`, "runtime is one for GPUs", "libcuda.so.1: cannot open", "There is CPU", `device = "cpu"`, "--gpu none"}},
		{"twice", "CUDA0,cuda0", []llama.Device{cuda0, host}, nil, []string{"CUDA0 stands twice"}},
		{"GPU and CPU", "CUDA0,cpu", []llama.Device{cuda0, host}, nil, []string{"the CPU stands alone", "gpu_layers"}},
		{"an empty name", "CUDA0,", []llama.Device{cuda0, host}, nil, []string{`device ""`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := llama.Pick(tt.ask, tt.have, tt.broken)
			if err == nil {
				t.Fatalf("picked %v", got)
			}
			for _, s := range tt.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("error %q does not say %q", err, s)
				}
			}
		})
	}
	// Who asks for the CPU gets it, whatever is broken.
	if got, err := llama.Pick("cpu", []llama.Device{host}, noDriver); err != nil || len(got) != 0 {
		t.Errorf("picked %v, %v", got, err)
	}
}

// toy is a model of 8 blocks of 1 GiB, an output layer of 2 GiB, and 1 MiB a token and block, so that 1024 tokens make a block 2 GiB.
var toy = llama.Shape{Blocks: slices.Repeat([]uint64{gib}, 8), Output: 2 * gib, Cell: 1 << 20, Scratch: gib}

func TestFit(t *testing.T) {
	const spare = 2 * gib // what each GPU keeps: 1 GiB to compute in, 1 GiB for others
	tests := []struct {
		name  string
		cells uint32
		free  []uint64
		want  int
		split []int
	}{
		{"all", 1024, []uint64{spare + 18*gib}, 0, []int{9}},
		{"a byte less", 1024, []uint64{spare + 18*gib - 1}, 0, []int{8}},
		{"a shorter context", 0, []uint64{spare + 18*gib - 1}, 0, []int{9}},
		{"half", 1024, []uint64{spare + 9*gib}, 0, []int{4}},
		{"the output alone", 1024, []uint64{spare + 2*gib}, 0, []int{1}},
		{"nothing", 1024, []uint64{spare + 2*gib - 1}, 0, []int{0}},
		{"less than what it computes in", 1024, []uint64{gib / 2}, 0, []int{0}},
		{"two, the first holds all", 1024, []uint64{spare + 18*gib, spare + 18*gib}, 0, []int{9, 0}},
		{"two halves", 1024, []uint64{spare + 10*gib, spare + 8*gib}, 0, []int{5, 4}},
		{"a full one is passed over", 1024, []uint64{gib, spare + 20*gib}, 0, []int{0, 9}},
		{"three, not all", 1024, []uint64{spare + 4*gib, spare + 5*gib, spare + 4*gib}, 0, []int{2, 2, 2}},
		{"a number", 1024, []uint64{spare + 18*gib}, 3, []int{3}},
		{"a number above what fits is taken as it is", 1024, []uint64{spare + 4*gib}, 6, []int{6}},
		{"a number above what there is", 1024, []uint64{spare + 40*gib}, 99, []int{9}},
		{"a number for two", 1024, []uint64{spare + 4*gib, spare + 4*gib}, 6, []int{2, 4}},
		{"no GPU", 1024, nil, 0, []int{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := llama.Fit(toy, tt.cells, tt.free, tt.want); !slices.Equal(got, tt.split) {
				t.Errorf("split %v, want %v", got, tt.split)
			}
		})
	}
}

// TestFitUneven: what counts is the blocks that lie on GPUs, the last ones, not an average.
func TestFitUneven(t *testing.T) {
	s := llama.Shape{Blocks: []uint64{9 * gib, gib, gib}, Output: gib}
	if got := llama.Fit(s, 0, []uint64{4 * gib}, 0); !slices.Equal(got, []int{3}) {
		t.Errorf("split %v, want the three small layers", got)
	}
	s.Blocks = []uint64{gib, gib, 9 * gib}
	if got := llama.Fit(s, 0, []uint64{4 * gib}, 0); !slices.Equal(got, []int{1}) {
		t.Errorf("split %v, want the output alone: the block before it is large", got)
	}
}

func TestPlace(t *testing.T) {
	both := []llama.Device{cuda0, cuda1, host}
	tests := []struct {
		name  string
		ask   llama.Ask
		have  []llama.Device
		cells uint32
		want  string
	}{
		{"CPU", llama.Ask{}, []llama.Device{host}, 1024, "CPU"},
		{"the CPU as asked", llama.Ask{Device: "cpu"}, both, 1024, "CPU"},
		{"all", llama.Ask{}, both, 1024, "9 layers: 9 on CUDA1"},
		{"named", llama.Ask{Device: "CUDA0"}, both, 1024, "9 layers: 9 on CUDA0"},
		{"not all", llama.Ask{Device: "CUDA0"}, both, 6 * 1024, "9 layers: 4 on CUDA0, 5 on CPU"},
		{"on both", llama.Ask{Device: "CUDA0,CUDA1"}, both, 6 * 1024, "9 layers: 4 on CUDA0, 5 on CUDA1"},
		{"all in a smaller cache", llama.Ask{Device: "CUDA0", Least: 1024}, both, 6 * 1024, "9 layers: 9 on CUDA0"},
		{"not all in any cache", llama.Ask{Device: "CUDA0", Least: 5 * 1024}, both, 6 * 1024, "9 layers: 4 on CUDA0, 5 on CPU"},
		{"a number in the cache as it is", llama.Ask{Device: "CUDA0", Least: 1024, Layers: 2}, both, 6 * 1024, "9 layers: 2 on CUDA0, 7 on CPU"},
		{"a number", llama.Ask{Layers: 2}, both, 1024, "9 layers: 2 on CUDA1, 7 on CPU"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := llama.Place(toy, tt.cells, tt.ask, tt.have, nil)
			if err != nil || p.String() != tt.want {
				t.Errorf("placed %q, %v, want %q", p, err, tt.want)
			}
		})
	}
	_, err := llama.Place(toy, 1024, llama.Ask{Layers: 20}, []llama.Device{host}, nil)
	if err == nil || !strings.Contains(err.Error(), "20 layers on GPUs are asked for: there is CPU to run on") {
		t.Errorf("error %v, want one that says that there is no GPU", err)
	}
	full := cuda0
	full.Free = gib
	_, err = llama.Place(toy, 1024, llama.Ask{}, []llama.Device{full, host}, nil)
	if err == nil || !strings.Contains(err.Error(), "no layer of the model fits onto CUDA0 (NVIDIA H100 80GB HBM3, 1.0 GiB of 80.0 GiB free)") || !strings.Contains(err.Error(), `device = "cpu"`) {
		t.Errorf("error %v, want one that says what is free and what to do", err)
	}
}

// TestClass: arithmetic on GPUs is told apart by GPU, and by the CPU only where it has a part in it.
func TestClass(t *testing.T) {
	r := &llama.Runtime{Device: "cpu-x86-avx512", Variant: "zen4"}
	long := radeon
	long.Description = strings.Repeat("very long name ", 10)
	tests := []struct {
		p               llama.Placement
		device, variant string
	}{
		{llama.Placement{All: 9}, "cpu-x86-avx512", "zen4"},
		{llama.Placement{All: 9, GPUs: []llama.Device{cuda0}, Layers: []int{9}}, "cuda-nvidia-h100-80gb-hbm3", ""},
		{llama.Placement{All: 9, GPUs: []llama.Device{cuda0, cuda1}, Layers: []int{4, 5}}, "cuda-nvidia-h100-80gb-hbm3", ""},
		{llama.Placement{All: 9, GPUs: []llama.Device{cuda0}, Layers: []int{8}}, "part-cuda-nvidia-h100-80gb-hbm3", "zen4"},
		{llama.Placement{All: 9, GPUs: []llama.Device{radeon, shared}, Layers: []int{4, 5}}, "vulkan-amd-radeon-rx-7900-xtx-radv-navi31-an", ""},
		{llama.Placement{All: 9, GPUs: []llama.Device{long}, Layers: []int{9}}, "vulkan-very-long-name-very-long-name-very-lo", ""},
	}
	for _, tt := range tests {
		device, variant := r.Class(tt.p)
		if device != tt.device || variant != tt.variant {
			t.Errorf("%s is of class %q/%q, want %q/%q", tt.p, device, variant, tt.device, tt.variant)
		}
		if n := len(fmt.Sprintf("%s/%s", device, "sapphirerapids")); n > 64 {
			t.Errorf("class of %d bytes, an advert holds 64", n)
		}
	}
}

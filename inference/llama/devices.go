package llama

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hybridgroup/yzma/pkg/llama"
	"github.com/hybridgroup/yzma/pkg/loader"
	"github.com/jupiterrider/ffi"
)

// What a model may be asked to run on, besides the names of devices.
const (
	DeviceAuto = "auto" // the GPUs that the runtime can use, else the CPU
	DeviceCPU  = "cpu"  // the CPU alone
)

// Device is something that the loaded runtime can compute on.
type Device struct {
	Name        string // as llama.cpp calls it: "CUDA0", "Vulkan1", "CPU"
	Description string // of the maker: "NVIDIA H100 80GB HBM3"
	Backend     string // what drives it: "CUDA", "Vulkan", "CPU"
	GPU         bool
	Integrated  bool   // a GPU that shares the machine's memory
	Free, Total uint64 // bytes of memory, now

	handle llama.GGMLBackendDevice
}

func (d Device) String() string {
	if !d.GPU {
		return d.Name
	}
	return fmt.Sprintf("%s (%s, %s of %s free)", d.Name, d.Description, gigabytes(d.Free), gigabytes(d.Total))
}

func gigabytes(n uint64) string { return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30)) }

// Devices are what the runtime can compute on, with the memory that is free now.
func (r *Runtime) Devices() []Device {
	var ds []Device
	for i := range llama.GGMLBackendDeviceCount() {
		h := llama.GGMLBackendDeviceGet(i)
		kind := llama.GGMLBackendDevType(h)
		d := Device{Name: llama.GGMLBackendDeviceName(h), Description: strings.TrimSpace(llama.GGMLBackendDeviceDescription(h)),
			Backend: llama.GGMLBackendRegName(llama.GGMLBackendDeviceBackendReg(h)), handle: h}
		switch kind {
		case llama.GGMLBackendDeviceTypeGPU:
			d.GPU = true
		case llama.GGMLBackendDeviceTypeIGPU:
			d.GPU, d.Integrated = true, true
		case llama.GGMLBackendDeviceTypeCPU:
		default:
			continue // helpers of the CPU, such as BLAS: llama.cpp uses them by itself
		}
		d.Free, d.Total = llama.GGMLBackendDeviceMemory(h)
		ds = append(ds, d)
	}
	return ds
}

// helpers are backend libraries that are none of a GPU.
var helpers = []string{"base", "cpu", "blas", "rpc", "zendnn"}

// gpuLibraries are the libraries in dir that drive GPUs, such as libggml-cuda.so. Backends end in .so on a Mac too.
func gpuLibraries(dir string) []string {
	paths, err := filepath.Glob(filepath.Join(dir, "libggml-*.so"))
	if err != nil {
		return nil // the folder's name holds a wildcard
	}
	return slices.DeleteFunc(paths, func(p string) bool {
		kind, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(filepath.Base(p), ".so"), "libggml-"), "-")
		return slices.Contains(helpers, kind)
	})
}

// ForGPU reports whether the runtime in dir is one for GPUs.
func ForGPU(dir string) bool { return dir != "" && len(gpuLibraries(dir)) > 0 }

// broken says of each GPU library in dir why it gives no device; nothing if there is a GPU. llama.cpp itself keeps quiet about
// a library that it cannot load, and would compute on the CPU.
func broken(dir string, have []Device) (reasons []string) {
	if slices.ContainsFunc(have, func(d Device) bool { return d.GPU }) {
		return nil
	}
	for _, p := range gpuLibraries(dir) {
		if _, err := ffi.Load(p); err != nil {
			reasons = append(reasons, fmt.Sprintf("its library %s does not load: %v", filepath.Base(p), err))
			continue
		}
		reasons = append(reasons, fmt.Sprintf("its library %s loads and finds no GPU", filepath.Base(p)))
	}
	return reasons
}

// loadGPUs registers the GPU libraries in dir. One that does not load is no error here: whether a GPU is wanted, a model says.
func loadGPUs(dir string) error {
	for _, p := range gpuLibraries(dir) {
		if _, err := ffi.Load(p); err != nil {
			continue // see broken
		}
		if _, err := os.Stat(loader.GetLibraryFilename(dir, "ggml")); err != nil {
			return err
		}
		_ = loadBackend(dir, p) // finds no GPU; see broken
	}
	return nil
}

// Pick is the GPUs that a model runs on which asks for ask: "auto", "cpu", or names with commas between them. None is the CPU.
// have are the devices that exist, broken says why GPU libraries of the runtime give none.
//
// Nothing falls back unasked: a name that does not exist is an error, and so is "auto" where the runtime is one for a GPU and
// none can be used, because who fetched such a runtime wants a GPU.
func Pick(ask string, have []Device, broken []string) ([]Device, error) {
	switch {
	case strings.EqualFold(ask, DeviceCPU):
		return nil, nil
	case ask == "" || strings.EqualFold(ask, DeviceAuto):
		gpus := automatic(have)
		if len(gpus) == 0 && len(broken) > 0 {
			return nil, fmt.Errorf("device %q: this runtime is one for GPUs and no GPU can be used: %s. There is %s. Mend the driver, or set device = \"cpu\" to compute on the CPU, or fetch the runtime without GPUs with `dgridd pull runtime --gpu none`",
				DeviceAuto, strings.Join(broken, "; "), list(have))
		}
		return gpus, nil
	}
	var gpus []Device
	for name := range strings.SplitSeq(ask, ",") {
		name = strings.TrimSpace(name)
		i := slices.IndexFunc(have, func(d Device) bool { return strings.EqualFold(d.Name, name) })
		switch {
		case i < 0:
			return nil, unknown(name, have, broken)
		case !have[i].GPU:
			return nil, fmt.Errorf("device %q: the CPU stands alone: set device = \"cpu\", or leave it out, and set gpu_layers to leave layers on the CPU", ask)
		case slices.ContainsFunc(gpus, func(d Device) bool { return d.Name == have[i].Name }):
			return nil, fmt.Errorf("device %q: %s stands twice", ask, have[i].Name)
		}
		gpus = append(gpus, have[i])
	}
	return gpus, nil
}

// automatic is the GPUs of have, the one with the most free memory first: a second model goes to another GPU than the first.
// Integrated ones count only where there are no others, as in llama.cpp.
func automatic(have []Device) []Device {
	var own, shared []Device
	for _, d := range have {
		switch {
		case d.Integrated:
			shared = append(shared, d)
		case d.GPU:
			own = append(own, d)
		}
	}
	if len(own) == 0 {
		own = shared
	}
	slices.SortStableFunc(own, func(a, b Device) int {
		switch {
		case a.Free > b.Free:
			return -1
		case a.Free < b.Free:
			return 1
		}
		return 0
	})
	return own
}

// packages are the kinds of runtime that bring devices, by the beginning of the devices' names.
var packages = []struct{ prefix, kind string }{{"cuda", "cuda"}, {"vulkan", "vulkan"}, {"metal", "metal"}, {"mtl", "metal"}}

func unknown(name string, have []Device, broken []string) error {
	text := fmt.Sprintf("device %q: there is no such device here, there is %s", name, list(have))
	if len(broken) > 0 {
		text += "; the runtime is one for GPUs, and " + strings.Join(broken, "; ")
	}
	kind := ""
	for _, p := range packages {
		if strings.HasPrefix(strings.ToLower(name), p.prefix) {
			kind = p.kind
		}
	}
	driven := slices.ContainsFunc(have, func(d Device) bool { return strings.HasPrefix(strings.ToLower(d.Name), kind) })
	tried := slices.ContainsFunc(broken, func(why string) bool { return strings.Contains(why, "libggml-"+kind) })
	if kind != "" && !tried && !driven {
		text += fmt.Sprintf("; `dgridd pull runtime --gpu %s` fetches a runtime for it", kind)
	}
	return fmt.Errorf("%s. Set device to one that exists, to \"cpu\" or to \"auto\"", text)
}

// list names devices for an error.
func list(ds []Device) string {
	names := make([]string, len(ds))
	for i, d := range ds {
		names[i] = d.String()
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

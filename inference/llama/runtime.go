package llama

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unsafe"

	_ "github.com/dgrid-network/dgrid/inference/llama/internal/libffi" // says what is missing before ffi panics
	"github.com/hybridgroup/yzma/pkg/llama"
	"github.com/hybridgroup/yzma/pkg/loader"
	"github.com/hybridgroup/yzma/pkg/utils"
	"github.com/jupiterrider/ffi"
)

// Runtime is the loaded libraries of llama.cpp.
type Runtime struct {
	Version string // of llama.cpp, for example "0.5.0"
	Variant string // CPU variant that is in use, for example "zen4"; empty where the runtime has only one
	Device  string // what kind of arithmetic the CPU does, for example "cpu-x86-avx512"

	broken []string // why GPU libraries of the runtime give no device
}

// loaded holds the one runtime of this process: the libraries keep global state and are never unloaded.
var loaded struct {
	sync.Mutex
	dir, variant string
	runtime      *Runtime
}

// Load loads the libraries in dir, with the named CPU variant or the best that the CPU can run. A second call returns what
// the first loaded, or fails if it asks for something else.
func Load(dir, variant string) (*Runtime, error) {
	// A name without a slash would be looked for in the system's folders.
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("load runtime: %w", err)
	}
	loaded.Lock()
	defer loaded.Unlock()
	if r := loaded.runtime; r != nil {
		if dir != loaded.dir || variant != loaded.variant {
			return nil, fmt.Errorf("load runtime %s variant %q: this process has already loaded %s variant %q", dir, variant, loaded.dir, loaded.variant)
		}
		return r, nil
	}
	r, err := load(dir, variant)
	if err != nil {
		return nil, fmt.Errorf("load runtime %s: %w", dir, err)
	}
	loaded.dir, loaded.variant, loaded.runtime = dir, variant, r
	return r, nil
}

func load(dir, variant string) (*Runtime, error) {
	for _, lib := range []string{"ggml", "ggml-base", "llama"} {
		path := loader.GetLibraryFilename(dir, lib)
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("%w; fetch the runtime with `dgridd pull`", err)
		}
		if _, err := ffi.Load(path); err != nil {
			return nil, fmt.Errorf("%w; llama.cpp needs the C++ libraries libstdc++ and libgcc_s (in Debian: apt install libstdc++6)", err)
		}
	}
	if err := llama.Load(dir); err != nil {
		return nil, fmt.Errorf("%w; this llama.cpp is too old or too new, use the one of `dgridd pull`", err)
	}
	if err := loadBackends(dir, variant); err != nil {
		return nil, err
	}
	llama.BackendInit()
	r := &Runtime{Version: version(dir), Variant: mappedVariant()}
	r.Device = deviceClass(r.Variant)
	r.broken = broken(dir, r.Devices())
	return r, nil
}

const cpuPrefix = "ggml-cpu-"

// loadBackends registers what models run on. With no variant llama.cpp scores them all and takes the best.
func loadBackends(dir, variant string) error {
	if variant == "" {
		if err := llama.GGMLBackendLoadAllFromPath(dir); err != nil {
			return err
		}
	} else {
		path := loader.GetLibraryFilename(dir, cpuPrefix+variant)
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("no CPU variant %q (there are %s): %w", variant, strings.Join(variants(dir), ", "), err)
		}
		if err := loadBackend(dir, path); err != nil {
			return err
		}
		if err := loadGPUs(dir); err != nil {
			return err
		}
	}
	if llama.GGMLBackendDeviceByType(llama.GGMLBackendDeviceTypeCPU) == 0 {
		return fmt.Errorf("none of the CPU variants %s runs on this machine", strings.Join(variants(dir), ", "))
	}
	return nil
}

// loadBackend calls ggml_backend_load, which yzma does not bind. llama.cpp returns nothing when the CPU lacks an instruction
// that the library needs, so that asking for too much is an error and not a crash.
func loadBackend(dir, path string) error {
	lib, err := ffi.Load(loader.GetLibraryFilename(dir, "ggml"))
	if err != nil {
		return err
	}
	fn, err := lib.Prep("ggml_backend_load", &ffi.TypePointer, &ffi.TypePointer)
	if err != nil {
		return err
	}
	name := &append([]byte(path), 0)[0]
	var reg uintptr
	fn.Call(unsafe.Pointer(&reg), unsafe.Pointer(&name))
	runtime.KeepAlive(name)
	if reg == 0 {
		return fmt.Errorf("this machine cannot run what is in %s", filepath.Base(path))
	}
	return nil
}

// variants lists the CPU variants that lie in dir.
func variants(dir string) []string {
	pattern := loader.GetLibraryFilename(dir, cpuPrefix+"*")
	paths, err := filepath.Glob(pattern)
	if err != nil {
		return nil // the folder's name holds a wildcard; only an error message is poorer for it
	}
	var names []string
	for _, p := range paths {
		names = append(names, variantOf(p))
	}
	slices.Sort(names)
	return names
}

// variantOf is "zen4" for ".../libggml-cpu-zen4.so".
func variantOf(path string) string {
	_, name, ok := strings.Cut(filepath.Base(path), cpuPrefix)
	if !ok {
		return ""
	}
	return strings.TrimSuffix(name, filepath.Ext(name))
}

// mappedVariant asks the kernel which variant was loaded, because llama.cpp does not tell. Elsewhere than on Linux there is
// only one to choose from.
func mappedVariant() string {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(maps)) {
		if v := variantOf(strings.TrimSpace(line)); v != "" {
			return v
		}
	}
	return ""
}

// version is what libllama says about itself; before llama.cpp 0.5 it said nothing.
func version(dir string) string {
	lib, err := ffi.Load(loader.GetLibraryFilename(dir, "llama"))
	if err != nil {
		return "unknown"
	}
	fn, err := lib.Prep("llama_version", &ffi.TypePointer)
	if err != nil {
		return "unknown"
	}
	var text *byte
	fn.Call(unsafe.Pointer(&text))
	return utils.BytePtrToString(text)
}

var instructionSets = map[string]string{
	"x64":         "cpu-x86-sse2",
	"sse42":       "cpu-x86-sse42",
	"sandybridge": "cpu-x86-avx", "ivybridge": "cpu-x86-avx", "piledriver": "cpu-x86-avx",
	"haswell": "cpu-x86-avx2", "alderlake": "cpu-x86-avx2",
	"skylakex": "cpu-x86-avx512", "cannonlake": "cpu-x86-avx512", "cascadelake": "cpu-x86-avx512", "cooperlake": "cpu-x86-avx512",
	"icelake": "cpu-x86-avx512", "zen4": "cpu-x86-avx512", "sapphirerapids": "cpu-x86-amx",
}

// deviceClass is the class of a CPU variant.
func deviceClass(variant string) string {
	if class, ok := instructionSets[variant]; ok {
		return class
	}
	if variant != "" {
		return "cpu-" + slug(runtime.GOARCH+" "+variant)
	}
	return "cpu-" + runtime.GOARCH
}

// slug is s in lower case, with one dash for everything between letters and digits.
func slug(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return strings.Join(words, "-")
}

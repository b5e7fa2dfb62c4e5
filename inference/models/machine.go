package models

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// GPU is a way to compute on a GPU, as far as runtimes differ by it.
type GPU string

// The kinds of GPU runtime.
const (
	GPUNone   GPU = ""       // the CPU alone
	GPUCUDA   GPU = "cuda"   // NVIDIA, with the libraries of CUDA 13
	GPUCUDA12 GPU = "cuda12" // NVIDIA, with the libraries of CUDA 12: older drivers and GPUs
	GPUVulkan GPU = "vulkan" // GPUs of all makers
	GPUMetal  GPU = "metal"  // Apple
)

// gpus are the kinds that a catalogue may name, the preferred ones first.
var gpus = []GPU{GPUMetal, GPUCUDA, GPUCUDA12, GPUVulkan}

// What Choose may be asked for besides a kind of GPU.
const (
	ChooseAuto = "auto" // what the machine has
	ChooseNone = "none" // the CPU alone
)

// Choices are the words that Choose knows.
func Choices() []string {
	words := []string{ChooseAuto, ChooseNone}
	for _, g := range gpus {
		words = append(words, string(g))
	}
	return words
}

func join(gs []GPU) string {
	words := make([]string, len(gs))
	for i, g := range gs {
		words[i] = string(g)
	}
	return strings.Join(words, ", ")
}

// Machine is what decides which runtime fits.
type Machine struct {
	OS, Arch string
	Files    func(pattern string) []string // paths that match, as filepath.Glob has them
	Driver   string                        // what NVIDIA's kernel driver says of its version, or empty
	Library  string                        // more folders that the loader looks into, as in LD_LIBRARY_PATH
}

// ThisMachine is the machine that the program runs on.
func ThisMachine() Machine {
	driver, err := os.ReadFile("/proc/driver/nvidia/version")
	if err != nil {
		driver = nil // no driver, or one that does not say
	}
	return Machine{OS: runtime.GOOS, Arch: runtime.GOARCH, Driver: string(driver), Library: os.Getenv("LD_LIBRARY_PATH"), Files: func(pattern string) []string {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			return nil // a folder of LD_LIBRARY_PATH that is no pattern
		}
		return paths
	}}
}

// Finding says whether a machine can run one kind of GPU runtime.
type Finding struct {
	GPU    GPU
	Usable bool
	Says   string // what was found, or what is missing
}

// Findings are all that m shows of GPUs, in the order in which they are preferred; none if there is no sign of one. They come
// from files, so a driver that is broken looks like a sound one: the engine finds out, and says so.
func (m Machine) Findings() []Finding {
	if m.OS == "darwin" && m.Arch == "arm64" {
		return []Finding{{GPU: GPUMetal, Usable: true, Says: "a Mac with Apple silicon has Metal"}}
	}
	if m.OS != "linux" {
		return nil
	}
	return append(m.nvidia(), m.vulkan()...)
}

// libraryDirs are where Linux distributions and drivers put libraries.
var libraryDirs = []string{"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/lib/*-linux-gnu", "/lib/*-linux-gnu", "/usr/local/lib",
	"/usr/local/cuda/lib64", "/usr/local/cuda/targets/*/lib", "/usr/local/nvidia/lib64", "/usr/lib/wsl/lib", "/run/opengl-driver/lib"}

func (m Machine) library(name string) bool {
	dirs := slices.Concat(filepath.SplitList(m.Library), libraryDirs)
	return slices.ContainsFunc(dirs, func(d string) bool { return d != "" && len(m.Files(filepath.Join(d, name))) > 0 })
}

func (m Machine) any(patterns ...string) string {
	for _, p := range patterns {
		if found := m.Files(p); len(found) > 0 {
			return found[0]
		}
	}
	return ""
}

// nvidia looks for NVIDIA's driver and for the two libraries of CUDA that the runtimes do not bring.
func (m Machine) nvidia() []Finding {
	device := m.any("/dev/nvidiactl", "/proc/driver/nvidia/version", "/dev/dxg")
	driver := m.library("libcuda.so.1")
	switch {
	case device == "" && !driver:
		return nil
	case !driver:
		return []Finding{{GPU: GPUCUDA, Says: "NVIDIA's kernel driver is there (" + device + ") and its library libcuda.so.1 is not: install the driver's libraries"}}
	case device == "":
		return []Finding{{GPU: GPUCUDA, Says: "libcuda.so.1 is there and NVIDIA's kernel driver is not (no /dev/nvidiactl): load it, or give this container the GPU"}}
	}
	return m.cuda("NVIDIA's driver (" + device + ")")
}

// newDriver is the first version of NVIDIA's driver that compiles the code of the runtime for CUDA 13 for GPUs that this brings no
// compiled code for: A100, H100 and T4 among them.
const newDriver = 590

// cuda are the runtimes whose libraries of CUDA are there. With an older driver the one for CUDA 12 is preferred, which runs on all GPUs.
func (m Machine) cuda(driver string) (found []Finding) {
	version := driverVersion(m.Driver)
	old := version > 0 && version < newDriver
	for _, v := range []struct {
		gpu     GPU
		version string
	}{{GPUCUDA, "13"}, {GPUCUDA12, "12"}} {
		if !m.library("libcudart.so."+v.version) || !m.library("libcublas.so."+v.version) {
			continue
		}
		f := Finding{GPU: v.gpu, Usable: true, Says: driver + " and the libraries of CUDA " + v.version}
		if v.gpu == GPUCUDA && old {
			f.Says += fmt.Sprintf("; this driver is of version %d, and some GPUs (A100, H100, T4) need %d with them, or the libraries of CUDA 12", version, newDriver)
		}
		found = append(found, f)
	}
	if len(found) == 0 {
		return []Finding{{GPU: GPUCUDA, Says: driver + " is there and the libraries of CUDA are not: install libcudart and libcublas of CUDA 13, or 12 for an older driver"}}
	}
	if old {
		slices.Reverse(found)
	}
	return found
}

// driverPattern finds the version in "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.159.04  Wed ...".
var driverPattern = regexp.MustCompile(`\s([0-9]{3,4})\.[0-9]`)

// driverVersion is the first number of the driver's version, or 0.
func driverVersion(says string) int {
	m := driverPattern.FindStringSubmatch(says)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 0
	}
	return n
}

// vulkan looks for the loader, a driver for it, and a GPU. Mesa's drivers are installed on many machines that have none, and one
// of them, lavapipe, computes on the CPU.
func (m Machine) vulkan() []Finding {
	device := m.any("/dev/dri/renderD*", "/dev/nvidiactl", "/dev/dxg")
	var drivers []string
	for _, dir := range []string{"/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/run/opengl-driver/share/vulkan/icd.d"} {
		for _, p := range m.Files(filepath.Join(dir, "*.json")) {
			if !strings.Contains(filepath.Base(p), "lvp") {
				drivers = append(drivers, p)
			}
		}
	}
	loader := m.library("libvulkan.so.1")
	switch {
	case device == "" || !loader && len(drivers) == 0:
		return nil // nothing that wants a word: most servers look like this
	case !loader:
		return []Finding{{GPU: GPUVulkan, Says: "a GPU (" + device + ") and a Vulkan driver are there and libvulkan.so.1 is not: install the Vulkan loader (in Debian: apt install libvulkan1)"}}
	case len(drivers) == 0:
		return []Finding{{GPU: GPUVulkan, Says: "a GPU (" + device + ") and libvulkan.so.1 are there and no Vulkan driver is: install your GPU's (in Debian: apt install mesa-vulkan-drivers)"}}
	}
	return []Finding{{GPU: GPUVulkan, Usable: true, Says: "a GPU (" + device + "), libvulkan.so.1 and a Vulkan driver (" + drivers[0] + ")"}}
}

// Choice is a runtime, and what spoke for it.
type Choice struct {
	Artifact Artifact
	Why      []string // sentences for people
	Doubt    string   // why an engine may refuse to run with it, or ""
}

// Choose is the runtime of this catalogue for m: of the kind that is asked for, or the best that m can run.
func (c *Catalogue) Choose(m Machine, ask string) (Choice, error) {
	if !slices.Contains(Choices(), ask) {
		return Choice{}, fmt.Errorf("choose runtime: GPU %.80q, want one of %s", ask, strings.Join(Choices(), ", "))
	}
	found := m.Findings()
	if ask == ChooseAuto {
		return c.chooseBest(m, found)
	}
	gpu := GPU(ask)
	if ask == ChooseNone {
		gpu = GPUNone
	}
	a, ok := c.runtimeFor(m.OS, m.Arch, gpu)
	if !ok {
		return Choice{}, fmt.Errorf("choose runtime: the catalogue has none of kind %s for %s/%s; it has %s; take one of these, or add one with a catalogue file",
			ask, m.OS, m.Arch, strings.Join(c.platforms(), ", "))
	}
	choice := Choice{Artifact: a, Why: []string{ask + " was asked for"}}
	if gpu == GPUNone || slices.ContainsFunc(found, func(f Finding) bool { return f.Usable && f.GPU == gpu }) {
		return choice, nil
	}
	choice.Doubt = "this machine shows no sign that it can run " + ask
	for _, f := range found {
		if !f.Usable {
			choice.Doubt = f.Says
		}
	}
	return choice, nil
}

func (c *Catalogue) chooseBest(m Machine, found []Finding) (Choice, error) {
	var choice Choice
	if len(found) == 0 {
		choice.Why = append(choice.Why, "no GPU was found")
	}
	for _, f := range found {
		choice.Why = append(choice.Why, f.Says)
		if !f.Usable {
			continue
		}
		if a, ok := c.runtimeFor(m.OS, m.Arch, f.GPU); ok {
			choice.Artifact = a
			return choice, nil
		}
		choice.Why = append(choice.Why, fmt.Sprintf("the catalogue has no runtime of kind %s for %s/%s", f.GPU, m.OS, m.Arch))
	}
	a, ok := c.runtimeFor(m.OS, m.Arch, GPUNone)
	if !ok {
		return Choice{}, fmt.Errorf("choose runtime: the catalogue has none for %s/%s; it has %s; add one with a catalogue file", m.OS, m.Arch, strings.Join(c.platforms(), ", "))
	}
	choice.Artifact = a
	return choice, nil
}

package models_test

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid/inference/models"
)

// machine is one that has the given files and no others.
func machine(system, arch string, files ...string) models.Machine {
	return models.Machine{OS: system, Arch: arch, Files: func(pattern string) (found []string) {
		for _, f := range files {
			if ok, err := path.Match(pattern, f); err == nil && ok {
				found = append(found, f)
			}
		}
		return found
	}}
}

// Files of machines.
var (
	nvidia = []string{"/dev/nvidiactl", "/proc/driver/nvidia/version", "/usr/lib/x86_64-linux-gnu/libcuda.so.1"}
	cuda13 = []string{"/usr/local/cuda/lib64/libcudart.so.13", "/usr/local/cuda/lib64/libcublas.so.13"}
	cuda12 = []string{"/usr/lib/x86_64-linux-gnu/libcudart.so.12", "/usr/lib/x86_64-linux-gnu/libcublas.so.12"}
	vulkan = []string{"/usr/lib/x86_64-linux-gnu/libvulkan.so.1"}
	radeon = []string{"/dev/dri/renderD128", "/usr/share/vulkan/icd.d/radeon_icd.x86_64.json"}
	mesa   = []string{"/usr/share/vulkan/icd.d/radeon_icd.x86_64.json", "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json"} // no GPU
	soft   = []string{"/dev/dri/renderD128", "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json"}
)

func all(sets ...[]string) (files []string) {
	for _, s := range sets {
		files = append(files, s...)
	}
	return files
}

// driven is a machine whose NVIDIA driver is of a version.
func driven(version string, m models.Machine) models.Machine {
	m.Driver = "NVRM version: NVIDIA UNIX x86_64 Kernel Module  " + version + "  Wed Jul 30 03:26:40 UTC 2025\nGCC version:  gcc version 13.3.0\n"
	return m
}

func TestChoose(t *testing.T) {
	c, err := models.Load("")
	if err != nil {
		t.Fatal(err)
	}
	const prefix = "llama.cpp-v0.5.0-linux-amd64"
	tests := []struct {
		name       string
		m          models.Machine
		ask, want  string
		why, doubt string
	}{
		{"a server", machine("linux", "amd64"), "auto", prefix, "no GPU was found", ""},
		{"mesa without a GPU", machine("linux", "amd64", all(vulkan, mesa)...), "auto", prefix, "no GPU was found", ""},
		{"lavapipe alone", machine("linux", "amd64", all(vulkan, soft)...), "auto", prefix, "no Vulkan driver is", ""},
		{"CUDA 13", machine("linux", "amd64", all(nvidia, cuda13, cuda12)...), "auto", prefix + "-cuda", "CUDA 13", ""},
		{"CUDA 12", machine("linux", "amd64", all(nvidia, cuda12)...), "auto", prefix + "-cuda12", "CUDA 12", ""},
		{"an older driver and both", driven("580.159.04", machine("linux", "amd64", all(nvidia, cuda13, cuda12)...)), "auto", prefix + "-cuda12", "CUDA 12", ""},
		{"an older driver and CUDA 13 alone", driven("580.159.04", machine("linux", "amd64", all(nvidia, cuda13)...)), "auto", prefix + "-cuda", "this driver is of version 580, and some GPUs (A100, H100, T4) need 590", ""},
		{"a newer driver and both", driven("590.44", machine("linux", "amd64", all(nvidia, cuda13, cuda12)...)), "auto", prefix + "-cuda", "CUDA 13", ""},
		{"a driver that says nothing and both", machine("linux", "amd64", all(nvidia, cuda13, cuda12)...), "auto", prefix + "-cuda", "CUDA 13", ""},
		{"CUDA 12 as asked, where both are", machine("linux", "amd64", all(nvidia, cuda13, cuda12)...), "cuda12", prefix + "-cuda12", "asked for", ""},
		{"cuBLAS of another version", machine("linux", "amd64", all(nvidia, cuda13[:1], cuda12[1:])...), "auto", prefix, "libraries of CUDA are not", ""},
		{"NVIDIA by Vulkan", machine("linux", "amd64", all(nvidia, vulkan, []string{"/etc/vulkan/icd.d/nvidia_icd.json"})...), "auto", prefix + "-vulkan", "install libcudart", ""},
		{"no device", machine("linux", "amd64", all(nvidia[2:], cuda13)...), "auto", prefix, "no /dev/nvidiactl", ""},
		{"no library of the driver", machine("linux", "amd64", all(nvidia[:2], cuda13)...), "auto", prefix, "libcuda.so.1 is not", ""},
		{"Radeon", machine("linux", "amd64", all(vulkan, radeon)...), "auto", prefix + "-vulkan", "renderD128", ""},
		{"no loader", machine("linux", "amd64", radeon...), "auto", prefix, "apt install libvulkan1", ""},
		{"arm64 with an NVIDIA GPU", machine("linux", "arm64", all(nvidia, cuda13)...), "auto", "llama.cpp-v0.5.0-linux-arm64", "none of kind cuda|no runtime of kind cuda for linux/arm64", ""},
		{"a Mac", machine("darwin", "arm64"), "auto", "llama.cpp-v0.4.0-darwin-arm64-metal", "Metal", ""},
		{"none in spite of a GPU", machine("linux", "amd64", all(nvidia, cuda13)...), "none", prefix, "none was asked for", ""},
		{"CUDA where there is none", machine("linux", "amd64"), "cuda", prefix + "-cuda", "cuda was asked for", "no sign that it can run cuda"},
		{"CUDA 13 where only 12 is", machine("linux", "amd64", all(nvidia, cuda12)...), "cuda", prefix + "-cuda", "asked for", "no sign that it can run cuda"},
		{"CUDA without its libraries", machine("linux", "amd64", nvidia...), "cuda", prefix + "-cuda", "asked for", "install libcudart"},
		{"CUDA as asked", machine("linux", "amd64", all(nvidia, cuda13)...), "cuda", prefix + "-cuda", "asked for", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := c.Choose(tt.m, tt.ask)
			if err != nil || got.Artifact.Name != tt.want {
				t.Fatalf("chose %q, %v, want %q", got.Artifact.Name, err, tt.want)
			}
			why := strings.Join(got.Why, "; ")
			ok := false
			for part := range strings.SplitSeq(tt.why, "|") {
				ok = ok || strings.Contains(why, part)
			}
			if !ok {
				t.Errorf("because %q, want %q", why, tt.why)
			}
			if (got.Doubt == "") != (tt.doubt == "") || !strings.Contains(got.Doubt, tt.doubt) {
				t.Errorf("doubt %q, want %q", got.Doubt, tt.doubt)
			}
		})
	}
}

// TestLibraryPath: the loader looks into the folders of LD_LIBRARY_PATH too.
func TestLibraryPath(t *testing.T) {
	m := machine("linux", "amd64", all(nvidia, []string{"/opt/cuda/libcudart.so.13", "/opt/cuda/libcublas.so.13"})...)
	if f := m.Findings(); len(f) != 1 || f[0].Usable {
		t.Errorf("found %+v without the folder", f)
	}
	m.Library = "/nowhere:/opt/cuda:"
	if f := m.Findings(); len(f) != 1 || !f[0].Usable || f[0].GPU != models.GPUCUDA {
		t.Errorf("found %+v", f)
	}
}

func TestChooseRefuses(t *testing.T) {
	c, err := models.Load("")
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Choose(machine("linux", "amd64"), "rocm")
	says(t, err, `"rocm"`, "auto, none, metal, cuda, cuda12, vulkan")
	_, err = c.Choose(machine("linux", "arm64"), "cuda")
	says(t, err, "none of kind cuda for linux/arm64", "linux/amd64 with cuda12", "catalogue file")
	_, err = c.Choose(machine("plan9", "mips"), "auto")
	says(t, err, "none for plan9/mips", "catalogue file")
}

// TestSelect: what was selected is what engines get, after the store is opened again too.
func TestSelect(t *testing.T) {
	ctx := context.Background()
	c := extendedCatalogue(t)
	s := open(t, models.WithCatalogue(c))
	base, gpu := artifact(t, c, "toy-runtime"), artifact(t, c, "toy-runtime-cuda12")
	for _, a := range []models.Artifact{base, gpu} {
		if _, err := s.Pull(ctx, a, models.PullOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	full, err := s.Runtime()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Select(gpu); err != nil {
		t.Fatal(err)
	}
	again, err := models.Open(s.Dir(), models.WithCatalogue(c))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := again.Runtime()
	if err != nil || dir == full || !strings.Contains(dir, strings.TrimPrefix(gpu.SHA256.String(), "0x")) {
		t.Fatalf("runtime %s, %v after %s was selected; before it was %s", dir, err, gpu.Name, full)
	}
	if err := again.VerifyRuntime(ctx); err != nil {
		t.Error(err)
	}
	if v, err := again.Variant(ctx, "x64"); err != nil || !strings.HasPrefix(v, dir) {
		t.Errorf("variant in %s, %v", v, err)
	} else if b, err := os.ReadFile(filepath.Join(v, "libggml-cuda.so")); err != nil || string(b) != "the GPU" {
		t.Errorf("the variant's GPU library is %q, %v", b, err)
	}
	leftovers(t, s, 0)
	rewrite(t, filepath.Join(s.Dir(), "runtimes", "selected"), []byte("llama-of-old\n"))
	_, err = s.Runtime()
	if !errors.Is(err, models.ErrMissing) {
		t.Errorf("error %v, want ErrMissing", err)
	}
	says(t, err, `"llama-of-old"`, "dgridd pull runtime --gpu auto")
	foreign := gpu
	foreign.OS = "plan9"
	says(t, s.Select(foreign), "it is for plan9/")
}

// extendedCatalogue is the toy runtime, and one that adds a GPU's library to it.
func extendedCatalogue(t testing.TB) *models.Catalogue {
	t.Helper()
	from := write(t, "runtime.tgz", tarOf(t, runtimeMembers("lib/")...))
	addition := write(t, "gpu.tgz", tarOf(t, member{name: "fallback/libggml-cuda.so", content: "the GPU"}, member{name: "fallback/LICENSE", content: "another"}))
	var files []any
	for name, content := range libraries {
		files = append(files, map[string]any{"name": name, "size": len(content), "sha256": sha([]byte(content))})
	}
	return parse(t, map[string]any{"version": 0, "runtimes": []any{
		map[string]any{"name": "toy-runtime", "os": runtime.GOOS, "arch": runtime.GOARCH, "licence": "MIT", "files": files,
			"sources": []source{{"kind": "path", "address": from, "folder": "lib"}}},
		map[string]any{"name": "toy-runtime-cuda12", "os": runtime.GOOS, "arch": runtime.GOARCH, "gpu": "cuda12", "extends": "toy-runtime", "licence": "MIT",
			"files":   []any{map[string]any{"name": "libggml-cuda.so", "size": 7, "sha256": sha([]byte("the GPU"))}},
			"sources": []source{{"kind": "path", "address": addition, "folder": "fallback"}}},
	}})
}

// TestExtended: a runtime that adds to another holds the other's files as links, under a digest of its own, and is pulled with it.
func TestExtended(t *testing.T) {
	ctx := context.Background()
	c := extendedCatalogue(t)
	s, a := open(t, models.WithCatalogue(c)), artifact(t, c, "toy-runtime-cuda12")
	if len(a.Files) != len(libraries)+1 {
		t.Fatalf("%d files, want all of %d and one", len(a.Files), len(libraries))
	}
	dir, err := s.Pull(ctx, a, models.PullOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if d, err := models.RuntimeDigest(ctx, dir); err != nil || d != a.SHA256 || d == a.Base.SHA256 {
		t.Errorf("digest %s, %v, want %s", d, err, a.SHA256)
	}
	base, ok := s.Path(a.Base.SHA256)
	if !ok {
		t.Fatal("the base is not in the store")
	}
	one, err := os.Stat(filepath.Join(base, "libllama.v1.2.0.so"))
	if err != nil {
		t.Fatal(err)
	}
	if two, err := os.Stat(filepath.Join(dir, "libllama.v1.2.0.so")); err != nil || !os.SameFile(one, two) {
		t.Errorf("the shared library is not the same file: %v", err)
	}
	// Damaged together, mended together.
	rewrite(t, filepath.Join(base, "libggml-base.so"), []byte("THE BASE"))
	if again, err := s.Pull(ctx, a, models.PullOptions{}); err != nil || again != dir {
		t.Fatalf("pulled again: %s, %v", again, err)
	}
	if d, err := models.RuntimeDigest(ctx, dir); err != nil || d != a.SHA256 {
		t.Errorf("digest %s, %v after it was mended, want %s", d, err, a.SHA256)
	}
	leftovers(t, s, 0)
}

// TestVersionedNames: a GPU's runtime has its kind in the names of its libraries; the engine opens them without.
func TestVersionedNames(t *testing.T) {
	names := []string{"libllama.cuda.v0.5.0.so", "libggml.cuda.v0.5.0.so", "libllama.metal.v0.4.0.dylib", "libggml-base.so"}
	var files []any
	var members []member
	for _, n := range names {
		files = append(files, map[string]any{"name": n, "size": len(n), "sha256": sha([]byte(n))})
		members = append(members, member{name: n, content: n})
	}
	c := parse(t, map[string]any{"version": 0, "runtimes": []any{map[string]any{"name": "odd", "os": runtime.GOOS, "arch": runtime.GOARCH, "gpu": "vulkan",
		"files": files, "sources": []source{{"kind": "path", "address": write(t, "r.tgz", tarOf(t, members...))}}}}})
	dir, err := open(t, models.WithCatalogue(c)).Pull(context.Background(), artifact(t, c, "odd"), models.PullOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for link, want := range map[string]string{"libllama.so": names[0], "libggml.so": names[1], "libllama.dylib": names[2]} {
		if b, err := os.ReadFile(filepath.Join(dir, link)); err != nil || string(b) != want {
			t.Errorf("%s leads to %q, %v, want %s", link, b, err, want)
		}
	}
}

func TestParseRefusesRuntime(t *testing.T) {
	entry := func(extra string) string {
		return `{"name": "r` + extra[:1] + `", "os": "linux", "arch": "amd64", ` + extra[1:] + ` "files": [{"name": "a", "size": 1, "sha256": "` + strings.Repeat("ab", 32) + `"}]}`
	}
	tests := []struct{ name, runtimes, says string }{
		{"gpu", entry(`1"gpu": "rocm",`), `gpu "rocm", want one of metal, cuda, cuda12, vulkan`},
		{"extends nothing", entry(`1"extends": "r0",`), `extends "r0": no runtime of that name`},
		{"extends itself", entry(`1"extends": "r1",`), "no runtime of that name"},
		{"extends an extended one", entry(`1`) + "," + entry(`2"extends": "r1",`) + "," + entry(`3"extends": "r2",`), "want a whole runtime"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := models.Parse(strings.NewReader(`{"version": 0, "runtimes": [` + tt.runtimes + `]}`))
			says(t, err, tt.says)
		})
	}
}

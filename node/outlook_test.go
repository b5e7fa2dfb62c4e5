package node_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node"
)

// TestNeedsByWhereLayersLie: with a runtime for GPUs a model is expected to take their memory and little of the machine's; on the CPU, or
// with another runtime, all of it is the machine's; and with some layers on a GPU both have a part.
func TestNeedsByWhereLayersLie(t *testing.T) {
	c := &config.Config{}
	catalogue, files, err := node.OpenModels(c)
	if err != nil {
		t.Fatal(err)
	}
	m, err := catalogue.Resolve("smollm2-135m-instruct-q4_1")
	if err != nil {
		t.Fatal(err)
	}
	path, err := files.Model(m)
	if err != nil {
		t.Fatalf("%v; run `make pull`", err)
	}
	forCPU, forGPU := t.TempDir(), t.TempDir()
	for _, name := range []string{filepath.Join(forCPU, "libggml-cpu-haswell.so"), filepath.Join(forGPU, "libggml-cpu-haswell.so"), filepath.Join(forGPU, "libggml-cuda.so")} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look := func(runtime, device string, layers int) *node.Outlook {
		t.Helper()
		c.Runtime = runtime
		c.Models = []config.ModelConfig{{Name: m.Name, Context: 2048, Threads: 1, Device: device, GPULayers: layers}}
		o, err := node.Look(t.Context(), c, files, m, path)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	cpu := look(forCPU, "auto", 0)
	if cpu.OnGPUs != 0 || cpu.Need < uint64(m.Artifact.Size) {
		t.Errorf("without a runtime for GPUs: %+v", cpu)
	}
	if o := look(forGPU, "cpu", 0); *o != *cpu {
		t.Errorf("on the CPU by a runtime for GPUs: %+v, want %+v", o, cpu)
	}
	if o := look(forGPU, "auto", 0); o.OnGPUs != cpu.Need || o.Need != 1<<30 {
		t.Errorf("on GPUs: %+v, want %d bytes there", o, cpu.Need)
	}
	if o := look(forGPU, "CUDA0", 10); o.OnGPUs != cpu.Need/31*10 || o.Need <= cpu.Need {
		t.Errorf("10 of 31 layers on a GPU: %+v", o)
	}
}

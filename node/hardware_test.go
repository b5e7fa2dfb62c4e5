package node_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/node"
)

// TestHardwareNamesGPUs: an advert names the GPUs that models lie on, each once, and no more than it has room for.
func TestHardwareNamesGPUs(t *testing.T) {
	cpu := dgrid.Hardware{Device: "cpu", Threads: 4, Memory: 8 << 30}
	if got := node.WithGPUs(cpu, []node.Served{{Name: "a"}}); !reflect.DeepEqual(got, cpu) {
		t.Errorf("without GPUs: %+v", got)
	}
	h100 := inference.Device{Name: "CUDA0", Description: "NVIDIA H100 80GB HBM3", GPU: true, Total: 80 << 30, Layers: 9}
	l4 := inference.Device{Name: "CUDA1", Description: "NVIDIA L4", GPU: true, Total: 24 << 30, Layers: 2}
	got := node.WithGPUs(cpu, []node.Served{{Name: "a", GPUs: []inference.Device{h100}}, {Name: "b", GPUs: []inference.Device{l4, h100}}})
	want := dgrid.Hardware{Device: "NVIDIA H100 80GB HBM3", Threads: 4, Memory: 8 << 30,
		GPUs: []dgrid.GPU{{Name: "NVIDIA H100 80GB HBM3", Memory: 80 << 30}, {Name: "NVIDIA L4", Memory: 24 << 30}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	var many []inference.Device
	for i := range 40 {
		many = append(many, inference.Device{Name: strings.Repeat("x", i+1), Description: "\n" + strings.Repeat("é", 100), GPU: true})
	}
	got = node.WithGPUs(cpu, []node.Served{{GPUs: many}})
	if len(got.GPUs) != 16 || got.GPUs[0].Name != strings.Repeat("é", 32) {
		t.Errorf("%d GPUs, the first %q", len(got.GPUs), got.GPUs[0].Name)
	}
}

package llama

import (
	"fmt"
	"runtime"

	"github.com/hybridgroup/yzma/pkg/llama"
)

// splits is how long the list of shares is that libllama is given. It reads as many as there are devices.
const splits = 128

// load loads the model file at path so that its layers lie where p says. Devices are always named: left to itself libllama takes
// every GPU, and with no layers there it still computes long prompts on one.
func (p Placement) load(path string) (llama.Model, error) {
	devices := make([]llama.GGMLBackendDevice, 0, len(p.GPUs)+1)
	shares := make([]float32, max(splits, len(p.GPUs)))
	for i, d := range p.GPUs {
		devices, shares[i] = append(devices, d.handle), float32(p.Layers[i])
	}
	devices = append(devices, 0)
	params := llama.ModelDefaultParams()
	params.NGpuLayers, params.SplitMode = int32(p.OnGPUs()), llama.SplitModeLayer
	if len(p.GPUs) > 0 {
		params.TensorSplit = &shares[0]
	}
	if err := params.SetDevices(devices); err != nil {
		return 0, err
	}
	m, err := llama.ModelLoadFromFile(path, params)
	runtime.KeepAlive(devices)
	runtime.KeepAlive(shares)
	return m, err
}

// hint says what else may be wrong where libllama gives no reason and GPUs have a part in it. Its own last lines, which the
// daemon adds, say which device it was.
func (p Placement) hint() string {
	if len(p.GPUs) == 0 {
		return ""
	}
	return fmt.Sprintf("; or %s has less memory than was estimated: set gpu_layers below %d", list(p.GPUs), p.OnGPUs())
}

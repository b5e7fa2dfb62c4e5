package pool

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/facts"
)

// FileName is the name, in the cache folder, of the file that keeps what loads found.
const FileName = "loads.json"

// Found is what loading a model on this machine has shown.
type Found struct {
	Class  string     `json:"class"`             // runtime class, for example cpu-x86-avx2/haswell
	Memory uint64     `json:"memory"`            // bytes: the most that the worker was seen to have resident
	Worked bool       `json:"worked"`            // some of that was seen after an answer, when all buffers had been used
	GPU    uint64     `json:"gpu,omitempty"`     // bytes that the last load took of GPUs
	Room   uint64     `json:"gpuRoom,omitempty"` // bytes that models could take of GPUs together, when it was loaded
	Millis uint64     `json:"loadMillis"`        // that the last load took
	When   dgrid.Time `json:"when"`              // of the last load, ms since 1970
}

// Check refuses what no load can have shown.
func (f Found) Check() error {
	if f.Class == "" || len(f.Class) > 200 || f.Millis > uint64((24*time.Hour).Milliseconds()) {
		return fmt.Errorf("a load that found class %.200q in %d ms", f.Class, f.Millis)
	}
	return nil
}

// Need is what the model is expected to take, where estimate is what was thought before.
func (f Found) Need(estimate Need) Need {
	n := Need{Memory: max(estimate.Memory, f.Memory), GPU: estimate.GPU}
	if f.Worked && f.Memory > 0 {
		n.Memory = f.Memory
	}
	if f.Class != "" {
		n.GPU = f.GPU
	}
	return n
}

func (f Found) load() time.Duration { return time.Duration(f.Millis) * time.Millisecond }

// Notebook keeps what loads found, by model, settings and machine.
type Notebook struct {
	file    *facts.File[Found]
	machine string
}

// OpenNotebook is the notebook of a cache folder.
func OpenNotebook(dir string) (*Notebook, error) {
	file, err := facts.Open[Found](filepath.Join(dir, FileName))
	if err != nil {
		return nil, err
	}
	return &Notebook{file: file, machine: Processor()}, nil
}

// Key names what is found: it depends on the model, on what settings says of how it is loaded, and on the machine, for a cache folder
// may move.
func (n *Notebook) Key(model dgrid.ModelID, settings string) string {
	sum := sha256.Sum256([]byte(n.machine))
	return fmt.Sprintf("%s/%s/%s", model, settings, hex.EncodeToString(sum[:6]))
}

// Get is what was found under key.
func (n *Notebook) Get(key string) (Found, bool) { return n.file.Get(key) }

// Put writes down what was found last. The most memory that was seen stays.
func (n *Notebook) Put(key string, f Found) error {
	return n.file.Change(key, func(before Found) Found {
		if before.Class == f.Class {
			f.Memory, f.Worked = max(f.Memory, before.Memory), f.Worked || before.Worked
		}
		return f
	})
}

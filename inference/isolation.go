package inference

import (
	"fmt"
	"path/filepath"

	"github.com/dgrid-network/dgrid/inference/jail"
)

// plan is what a worker's child keeps: it reads its runtime and its model, and writes nothing.
func (c Config) plan() (jail.Plan, error) {
	read, err := absolute(c.Runtime, c.Model)
	return jail.Plan{Read: read, Memory: c.Memory}, err
}

// quantizing is what a child that writes a model keeps: also the folder that out goes to.
func quantizing(runtime, in, out string) (jail.Plan, error) {
	read, err := absolute(runtime, in)
	if err != nil {
		return jail.Plan{}, err
	}
	write, err := absolute(filepath.Dir(out))
	return jail.Plan{Read: read, Write: write}, err
}

func absolute(paths ...string) ([]string, error) {
	var all []string
	for _, p := range paths {
		abs, err := filepath.Abs(p)
		if err != nil {
			return nil, fmt.Errorf("close the worker process: %w", err)
		}
		all = append(all, abs)
	}
	return all, nil
}

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models"
)

// gpu holds the runtime that is selected against the GPUs that the machine shows. Whether one works, an engine finds out.
func (e *examination) gpu(files *models.Store) {
	a, err := files.SelectedRuntime()
	if err != nil {
		return // files.Runtime said it
	}
	found := models.ThisMachine().Findings()
	var says []string
	for _, f := range found {
		says = append(says, f.Says)
	}
	usable := slices.IndexFunc(found, func(f models.Finding) bool { return f.Usable })
	switch {
	case a.GPU != models.GPUNone && !slices.ContainsFunc(found, func(f models.Finding) bool { return f.Usable && f.GPU == a.GPU }):
		e.warn("gpu", "dgridd pull runtime --gpu auto", "the runtime %s is for %s, and this machine shows no sign that it can run it: %s", a.Name, a.GPU, either(says, "no GPU was found"))
	case a.GPU == models.GPUNone && usable >= 0:
		e.warn("gpu", "dgridd pull runtime --gpu auto", "models run on the CPU: the runtime %s is one without GPUs, and there is %s", a.Name, found[usable].Says)
	case a.GPU == models.GPUNone:
		e.ok("gpu", "none is used: %s", either(says, "no GPU was found"))
	default:
		e.ok("gpu", "the runtime is for %s: %s", a.GPU, strings.Join(says, "; "))
	}
}

func either(says []string, otherwise string) string {
	if len(says) == 0 {
		return otherwise
	}
	return strings.Join(says, "; ")
}

// devices shows what the runtime has, under the names that the key device takes, and what of the model lies there.
func (e *examination) devices(m *config.ModelConfig, info *inference.Info) {
	var list []string
	for _, d := range info.Devices {
		if !d.GPU {
			list = append(list, fmt.Sprintf("%s (%s)", d.Name, d.Description))
			continue
		}
		list = append(list, fmt.Sprintf("%s (%s, %.1f of %.1f GiB free)", d.Name, d.Description, float64(d.Free)/(1<<30), float64(d.Total)/(1<<30)))
	}
	e.ok("devices", "%s; %s lies on %s", strings.Join(list, ", "), m.Name, info.Placement)
}

package node

import (
	"context"
	"errors"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node/pool"
	"github.com/dgrid-network/dgrid/node/speed"
)

// Outlook is what can be said, without loading it, of how a model would run on this machine.
type Outlook struct {
	Need     uint64 // bytes of memory
	OnGPUs   uint64 // bytes of GPUs
	Measured bool   // Need was measured on this machine
	Class    string // runtime class as an earlier load found it, or ""
	Speed    Speed
}

// Speed is how fast a model ran when it was measured here. It is zero where it never was.
type Speed struct {
	speed.Figures
	Class   string `json:"class"`
	Threads int    `json:"threads"`
}

// usualContext is the context of a model that no section of the configuration sets one for.
const usualContext = 2048

// Look makes the outlook of a model that is on this machine at path, with the settings of its section of the configuration, or with the
// usual ones.
func Look(ctx context.Context, cfg *config.Config, files *models.Store, m models.Model, path string) (*Outlook, error) {
	section := sectionOf(cfg, &m)
	dir, err := runtimeOf(ctx, cfg, section, files)
	if err != nil && !errors.Is(err, models.ErrMissing) {
		return nil, err
	}
	p, err := makePlan(cfg, section, m, path, dir, nil)
	if err != nil {
		return nil, err
	}
	o, need := &Outlook{}, p.needs()
	notebook, err := pool.OpenNotebook(files.Dir())
	if err != nil {
		return nil, err
	}
	if f, ok := notebook.Get(notebook.Key(m.ID, p.settings())); ok {
		o.Class, o.Measured, need = f.Class, f.Worked, f.Need(need)
	}
	o.Need, o.OnGPUs = need.Memory, need.GPU
	book, err := speed.Open(files.Dir())
	if err != nil {
		return nil, err
	}
	o.Speed = speedOf(book.All(), m.ID, o.Class, p.Worker.Threads)
	return o, nil
}

// sectionOf is the section of m, or one that a model without a section would have.
func sectionOf(cfg *config.Config, m *models.Model) *config.ModelConfig {
	names := append([]string{m.Name, m.ID.String()}, m.Aliases...)
	for i := range cfg.Models {
		for _, n := range names {
			if cfg.Models[i].Name == n {
				return &cfg.Models[i]
			}
		}
	}
	return &config.ModelConfig{Name: m.Name, Context: min(usualContext, m.Context), Slots: 1}
}

// speedOf is what was measured of a model on class with threads, else what was measured of it last.
func speedOf(all map[speed.Key]speed.Figures, model dgrid.ModelID, class string, threads int) (best Speed) {
	if f, ok := all[speed.Key{Model: model, Class: class, Threads: threads}]; ok && f.Decode > 0 {
		return Speed{f, class, threads}
	}
	for k, f := range all {
		if k.Model == model && f.Decode > 0 && f.Measured >= best.Measured {
			best = Speed{f, k.Class, k.Threads}
		}
	}
	return best
}

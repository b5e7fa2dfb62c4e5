package node

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/inference/models/gguf"
	"github.com/dgrid-network/dgrid/node/pool"
)

// Engine is one model with the worker that runs it. The caller runs Worker.Run.
type Engine struct {
	Model  models.Model
	Worker *inference.Worker
}

// OpenEngine finds the model's file and its runtime, and checks both. It starts nothing.
func OpenEngine(ctx context.Context, cfg *config.Config, m *config.ModelConfig, worker []string, log *slog.Logger) (*Engine, error) {
	p, err := planEngine(ctx, cfg, m, worker)
	if err != nil {
		return nil, err
	}
	w, err := inference.New(p.Worker, log.With("model", p.Model.Name))
	if err != nil {
		return nil, err
	}
	return &Engine{Model: p.Model, Worker: w}, nil
}

// enginePlan is a model that was found and checked, and how its workers are made.
type enginePlan struct {
	Model  models.Model
	Worker inference.Config
	Slots  int // jobs that run beside each other
	Size   pool.Size
	OnGPU  bool // it is to lie on GPUs, all of it or the layers that are asked for
}

// gpuProcess is the bytes of the machine's memory that a worker takes whose layers lie on GPUs: the driver's part, the libraries, and what
// it computes outside.
const gpuProcess = 1 << 30

// needs is what the model is expected to take before it was ever loaded.
func (p *enginePlan) needs() pool.Need {
	all := p.Size.Estimate()
	layers := p.Size.Header.Shape.Layers + 1
	switch asked := uint64(p.Worker.GPULayers); {
	case !p.OnGPU:
		return pool.Need{Memory: all}
	case asked == 0 || asked >= layers:
		return pool.Need{Memory: gpuProcess, GPU: all}
	default:
		return pool.Need{Memory: all + gpuProcess, GPU: all / layers * asked}
	}
}

func planEngine(ctx context.Context, cfg *config.Config, m *config.ModelConfig, worker []string) (*enginePlan, error) {
	catalogue, files, err := OpenModels(cfg)
	if err != nil {
		return nil, err
	}
	model, path, err := findModel(ctx, catalogue, files, m)
	if err != nil {
		return nil, err
	}
	dir, err := runtimeOf(ctx, cfg, m, files)
	if err != nil {
		return nil, err
	}
	p, err := makePlan(cfg, m, model, path, dir, worker)
	if err != nil {
		return nil, err
	}
	p.Worker.Kernels = files.Kernels(model.Artifact.SHA256, dir)
	return p, nil
}

// What inference takes where nothing is set: the estimate has to know it.
const (
	batchTokens  = 512
	batchOutputs = 64
)

// makePlan says how a model at path is run with the libraries of dir, and how large that will be.
func makePlan(cfg *config.Config, m *config.ModelConfig, model models.Model, path, dir string, worker []string) (*enginePlan, error) {
	h, err := gguf.ReadFile(path)
	if err != nil {
		return nil, err
	}
	p := &enginePlan{Model: model, Size: pool.Size{File: uint64(model.Artifact.Size), Header: h, KVCache: model.Spec.KVCache,
		Batch: batchTokens, Outputs: batchOutputs}}
	memory := uint64(cfg.Engine.Memory)
	if memory == 0 {
		memory = pool.Machine().Total
	}
	var cells uint32
	p.Slots, cells = p.Size.Slots(m.Slots, m.Context, memory)
	p.Size.Cells = uint64(cells)
	p.Worker = inference.Config{
		Command: worker, Runtime: dir, Variant: m.Variant, Model: path, KVCache: model.Spec.KVCache, Context: m.Context, Threads: Threads(m),
		Sequences: p.Slots, Cells: cells, Memory: uint64(m.MemoryLimit),
		Device: m.Device, GPULayers: m.GPULayers,
	}
	if p.OnGPU = !strings.EqualFold(m.Device, "cpu") && inference.ForGPU(dir); p.OnGPU && m.Slots == 0 {
		p.Worker.Least = m.Context // rather a smaller cache than layers on the CPU
	}
	return p, nil
}

// runtimeOf is the folder of the libraries that run m.
func runtimeOf(ctx context.Context, cfg *config.Config, m *config.ModelConfig, files *models.Store) (string, error) {
	switch {
	case cfg.Runtime != "":
		return cfg.Runtime, nil
	case m.Variant != "":
		return files.Variant(ctx, m.Variant)
	}
	return files.Runtime()
}

// OpenModels is the catalogue and the folder of artifacts that a configuration names.
func OpenModels(cfg *config.Config) (*models.Catalogue, *models.Store, error) {
	catalogue, err := models.Load(cfg.Catalogue)
	if err != nil {
		return nil, nil, err
	}
	dir := cfg.Cache
	if dir == "" {
		if dir, err = models.DefaultDir(); err != nil {
			return nil, nil, err
		}
	}
	files, err := models.Open(dir, models.WithCatalogue(catalogue))
	return catalogue, files, err
}

// findModel resolves a configured model. A path that the configuration gives is described from the file itself: its ModelID
// follows from its digest, whatever its name says.
func findModel(ctx context.Context, c *models.Catalogue, files *models.Store, m *config.ModelConfig) (models.Model, string, error) {
	if m.Path != "" {
		model, err := models.Describe(ctx, m.Path) // absolute: the configuration's paths are made so when they are loaded
		if err != nil {
			return models.Model{}, "", fmt.Errorf("open model %s: %w", m.Name, err)
		}
		return model, m.Path, nil
	}
	model, err := c.Resolve(m.Name)
	if err != nil {
		return models.Model{}, "", err
	}
	if err := files.Verify(ctx, model); err != nil {
		return models.Model{}, "", err
	}
	path, err := files.Model(model)
	return model, path, err
}

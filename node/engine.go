package node

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference"
	"github.com/dgrid-network/dgrid/inference/models"
)

// Engine is one model with the worker that runs it. The caller runs Worker.Run.
type Engine struct {
	Model  models.Model
	Worker *inference.Worker
}

// OpenEngine finds the model's file and its runtime, and checks both. It starts nothing.
func OpenEngine(ctx context.Context, cfg *config.Config, m *config.ModelConfig, worker []string, log *slog.Logger) (*Engine, error) {
	catalogue, files, err := OpenModels(cfg)
	if err != nil {
		return nil, err
	}
	model, path, err := findModel(ctx, catalogue, files, m)
	if err != nil {
		return nil, err
	}
	dir := cfg.Runtime
	switch {
	case dir != "":
	case m.Variant != "":
		dir, err = files.Variant(ctx, m.Variant)
	default:
		dir, err = files.Runtime()
	}
	if err != nil {
		return nil, err
	}
	threads := m.Threads
	if threads == 0 {
		threads = max(1, runtime.NumCPU()-1)
	}
	w, err := inference.New(inference.Config{
		Command: worker, Runtime: dir, Variant: m.Variant, Model: path, KVCache: model.Spec.KVCache, Context: m.Context, Threads: threads,
	}, log.With("model", model.Name))
	if err != nil {
		return nil, err
	}
	return &Engine{Model: model, Worker: w}, nil
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

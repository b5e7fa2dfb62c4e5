package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/pool"
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

	Needs    uint64      `json:"needs"`            // bytes of memory while it is loaded, for the configured context
	OnGPUs   uint64      `json:"onGPUs,omitempty"` // bytes of GPUs besides
	Measured bool        `json:"measured"`         // needs was measured on this machine; else it is an estimate
	Fits     bool        `json:"fits"`             // needs is within the budget
	Loaded   bool        `json:"loaded"`           // by the running node
	Class    string      `json:"class,omitempty"`  // runtime class, where it was ever loaded
	Speed    *node.Speed `json:"speed,omitempty"`  // as measured on this machine

	Description string `json:"description,omitempty"`
}

// listedModels is what models prints.
type listedModels struct {
	Runtime string        `json:"runtime,omitempty"` // folder; empty where it is not on this machine
	Budget  uint64        `json:"budget"`            // bytes of memory that loaded models may need together
	From    string        `json:"budgetFrom"`        // where the budget comes from, for people
	Running bool          `json:"running"`           // the node runs, and was asked
	Models  []listedModel `json:"models"`
}

func newModels(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "models",
		Short: "List the models that this node knows and has",
		Long: `List the models of the catalogue and those in the cache, with their ModelID: the hash of weights, chat template, sampler
version and all else that decides which numbers a model computes. Orders, receipts and vouchers name a model by its ModelID
alone; the names are this machine's own.

NEEDS is the memory of a model while it is loaded: estimated from its file and settings ("~"), or measured once it has answered on
this machine. FITS says whether that is within the memory that all loaded models may need together (engine.memory). LOADED is asked
of the running node. READS and ANSWERS are tokens a second of prompt and of one answer, as dgridd bench measured them here.`,
		Example: `  dgridd models
  dgridd models --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			list, err := listModels(cmd.Context(), c)
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

func listModels(ctx context.Context, c *config.Config) (listedModels, error) {
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
	budget := node.MemoryBudget(c)
	list.Budget, list.From = budget.Bytes, budget.From
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
		l := listedModel{Name: m.Name, Aliases: m.Aliases, ID: m.ID, Size: m.Artifact.Size, Context: m.Context,
			Licence: m.Licence, Path: path, Served: served[m.ID], Description: m.Description}
		if path != "" {
			if err := l.look(ctx, c, store, m); err != nil {
				return listedModels{}, err
			}
		}
		list.Models = append(list.Models, l)
	}
	list.askNode(ctx, c)
	for i := range list.Models {
		m := &list.Models[i]
		m.Fits = m.Needs > 0 && m.Needs <= list.Budget
	}
	return list, nil
}

// look fills in what is known of how the model would run here.
func (l *listedModel) look(ctx context.Context, c *config.Config, store *models.Store, m models.Model) error {
	o, err := node.Look(ctx, c, store, m, l.Path)
	if err != nil {
		return fmt.Errorf("look at model %s: %w", l.Name, err)
	}
	l.Needs, l.OnGPUs, l.Measured, l.Class = o.Need, o.OnGPUs, o.Measured, o.Class
	if o.Speed.Decode > 0 {
		l.Speed = &o.Speed
	}
	return nil
}

// askNode takes from the running node what only it knows: its budget, what is loaded, and models that are served from other files than the
// cache's.
func (list *listedModels) askNode(ctx context.Context, c *config.Config) {
	daemon, ok := control.Dial(ctx, c.Home)
	if !ok {
		return
	}
	s, err := daemon.Status(ctx)
	if err != nil {
		return // it is ending
	}
	list.Running = true
	if s.Engine != nil {
		list.Budget, list.From = s.Engine.Budget, s.Engine.From
	}
	for _, m := range s.Models {
		i := slices.IndexFunc(list.Models, func(l listedModel) bool { return l.ID == m.ID })
		if i < 0 {
			i = len(list.Models)
			list.Models = append(list.Models, listedModel{Name: m.Name, ID: m.ID, Context: m.Context, Served: true})
		}
		l := &list.Models[i]
		l.Loaded, l.Needs, l.OnGPUs, l.Measured, l.Class = m.Loaded, m.Memory, m.OnGPUs, m.Measured, m.Device
	}
}

func (a *app) printModels(list listedModels) error {
	w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NAME\tMODEL ID\tSIZE\tCONTEXT\tLICENCE\tHERE\tSERVED\tNEEDS\tFITS\tLOADED\tREADS\tANSWERS")
	for i := range list.Models {
		m := &list.Models[i]
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\t%s", m.Name, m.ID, megabytes(m.Size), m.Context, m.Licence, yes(m.Path != ""), yes(m.Served))
		fmt.Fprintf(w, "\t%s\t%s\t%s\t%s\n", m.needs(), m.fits(), m.loaded(list.Running), m.speed())
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write models: %w", err)
	}
	a.printf("\nLoaded models may need %s together: %s.\n", pool.Text(list.Budget), list.From)
	if list.Runtime == "" {
		a.printf("\nThe runtime is not on this machine. Next: dgridd pull\n")
	}
	return nil
}

// unsaid stands where nothing is known.
const unsaid = "-"

func (l *listedModel) needs() string {
	if l.Needs == 0 {
		return unsaid
	}
	text := pool.Text(l.Needs)
	if l.OnGPUs > 0 {
		text += " + " + pool.Text(l.OnGPUs) + " GPU"
	}
	if !l.Measured {
		return "~" + text
	}
	return text
}

func (l *listedModel) fits() string {
	if l.Needs == 0 {
		return unsaid
	}
	return yes(l.Fits)
}

func (l *listedModel) loaded(running bool) string {
	if !running {
		return unsaid
	}
	return yes(l.Loaded)
}

// speed is two columns.
func (l *listedModel) speed() string {
	if l.Speed == nil {
		return unsaid + "\t" + unsaid
	}
	return fmt.Sprintf("%.0f/s\t%.1f/s", l.Speed.Prefill, l.Speed.Decode)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

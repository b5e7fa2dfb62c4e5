package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/config"
)

// shownConfig is what config show prints.
type shownConfig struct {
	Home   string         `json:"home"`
	Values []config.Value `json:"values"`
}

func newConfig(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show the settings of this node",
		Long: `Show the settings of this node. They are changed in config.toml in the node's folder, which documents each, or for one run by
a variable or flag.`,
		Example: `  dgridd config show`,
		Args:    usage(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newConfigShow(a))
	return cmd
}

func newConfigShow(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print every setting, its value and where that came from",
		Long: `Print every setting, the value that holds, and where it came from: the defaults, the file, an environment variable or a flag.
Paths are absolute. Keys and passwords are no settings but files, so none is shown.`,
		Example: `  dgridd config show
  DGRID_LOG_LEVEL=debug dgridd config show --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, origins, err := a.node(cmd)
			if err != nil {
				return err
			}
			shown := shownConfig{Home: c.Home, Values: c.Values(origins)}
			if a.asJSON {
				return a.printJSON(shown)
			}
			a.printf("home %s\n\n", shown.Home)
			w := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', 0)
			for _, v := range shown.Values {
				fmt.Fprintf(w, "%s\t%s\t%s\n", v.Key, v.Text(), v.Origin)
			}
			return w.Flush()
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

package main

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
)

// version is set by the linker (see Makefile).
var version = ""

// build is what this program says about itself.
type build struct {
	Version  string `json:"version"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
	Protocol int    `json:"protocol"` // dgrid.Version
	Sampler  string `json:"sampler"`
}

func thisBuild() build {
	b := build{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Protocol: dgrid.Version, Sampler: dgrid.SamplerVersion}
	if info, ok := debug.ReadBuildInfo(); ok && b.Version == "" {
		b.Version = info.Main.Version
	}
	return b
}

func newVersion(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of program, protocol and sampler",
		Long: `Print the version of this program, of the protocol that it speaks and of the sampler that it answers with. Nodes of
another protocol version refuse each other; a model under another sampler version is another model.`,
		Example: `  dgridd version
  dgridd version --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			b := thisBuild()
			if a.asJSON {
				return a.printJSON(b)
			}
			a.printf("dgridd %s (%s, %s), protocol %d, sampler %s\n", b.Version, b.Go, b.Platform, b.Protocol, b.Sampler)
			return nil
		},
	}
	a.jsonFlag(cmd)
	return cmd
}

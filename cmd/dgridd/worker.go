package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/inference"
)

// workerConn is the file descriptor of the worker's end of the socket pair.
const workerConn = 3

func newWorker(*app) *cobra.Command {
	return &cobra.Command{
		Use:    "worker",
		Hidden: true,
		Short:  "Run one model for the dgridd that started this process",
		Long: `Run one model for the dgridd that started this process and that talks to it over file descriptor 3. It is not for
people: dgridd up and dgridd audit start it by themselves.`,
		Example: "  dgridd worker",
		Args:    usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inference.ServeWorker(cmd.Context(), os.NewFile(workerConn, "worker"))
		},
	}
}

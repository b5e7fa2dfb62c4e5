//go:build dishonest

package main

import (
	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/inference/llama"
	"github.com/dgrid-network/dgrid/node"
)

// newQuantise makes the cheaper model that a dishonest provider runs. Only the dishonest build has it.
func newQuantise(a *app) *cobra.Command {
	var model, typ, out string
	cmd := &cobra.Command{
		Use:     "quantise",
		Short:   "Write a model in a coarser quantisation",
		Long:    "Write a model in a coarser quantisation, for a provider that sells it under the finer one's name.",
		Example: "  dgridd-dishonest quantise --type Q4_0 --out cheap.gguf",
		Args:    usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, _, err := a.settings(cmd)
			if err != nil {
				return err
			}
			catalogue, files, err := node.OpenModels(c)
			if err != nil {
				return err
			}
			m, err := catalogue.Resolve(model)
			if err != nil {
				return err
			}
			path, err := files.Model(m)
			if err != nil {
				return err
			}
			dir, err := files.Runtime()
			if err != nil {
				return err
			}
			return llama.Quantize(cmd.Context(), dir, path, out, typ)
		},
	}
	cmd.Flags().StringVar(&model, "model", "smollm2-135m-instruct-q4_1", "name or id of the model")
	cmd.Flags().StringVar(&typ, "type", "Q4_0", "quantisation to write")
	cmd.Flags().StringVar(&out, "out", "cheap.gguf", "file to write")
	settingFlags(cmd, "cache")
	return cmd
}

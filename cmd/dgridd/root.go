package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dgrid-network/dgrid/config"
)

// app is what the commands share: where they write, and the node that they act for.
type app struct {
	stdout, stderr io.Writer
	home           string // of --home; empty is the default
	asJSON         bool   // of --json, where a command has it
}

// run executes one command line and returns the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	a := &app{stdout: stdout, stderr: stderr}
	root := newRoot(a)
	root.SetArgs(args)
	return report(stderr, root.ExecuteContext(ctx))
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "dgridd",
		Short: "A node of the dgrid network: ask, serve and check AI answers",
		Long: `dgridd is a node of the dgrid network. It asks models that other nodes run and pays them step by step, runs models for
others, and checks afterwards whether an answer came from the model that was paid for.

Settings come from flags, then DGRID_* variables, then config.toml in the home folder, then defaults.
Exit codes: 0 done, 1 failed, 2 wrong command line or configuration, 3 what was checked does not hold, 4 try again later.`,
		Example: `  dgridd init --network dev
  dgridd pull
  dgridd up`,
		Args:                       knownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError(cmd, err) })
	flags := root.PersistentFlags()
	flags.StringVar(&a.home, "home", "", "folder of the node (default $DGRID_HOME, else ~/.dgrid)")
	flags.String("log-level", "", "debug, info, warn or error (setting log.level)")
	flags.String("log-format", "", "text or json (setting log.format)")
	root.AddCommand(newInit(a), newPull(a), newUp(a), newAsk(a), newModels(a), newReceipt(a), newAudit(a), newCalibrate(a), newBench(a), newVersion(a), newWorker(a))
	root.AddCommand(newStatus(a), newDoctor(a), newPeers(a), newWhy(a), newRoute(a), newAPIKey(a), newConfig(a), newNetwork(a), newChain(a))
	root.AddCommand(newDeposit(a), newWithdraw(a), newStake(a), newUnbond(a), newReserve(a), newRelease(a), newEarnings(a), newDisputes(a), newTx(a), newAudits(a), newRecompute(a))
	root.AddCommand(buildCommands(a)...)
	return root
}

// knownCommand refuses what is no command, and names the one that was probably meant.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hints := []string{"dgridd --help"}
	if near := root.SuggestionsFor(args[0]); len(near) > 0 {
		hints = nil
		for _, name := range near {
			hints = append(hints, "dgridd "+name)
		}
	}
	return withCode(exitUsage, withHint(fmt.Errorf("unknown command %q", args[0]), hints...))
}

// homeDir is the node's folder.
func (a *app) homeDir() (string, error) {
	if a.home != "" {
		return a.home, nil
	}
	return config.DefaultHome()
}

// node is the configuration of the node that the command acts for. It must have been initialised.
func (a *app) node(cmd *cobra.Command) (*config.Config, config.Origins, error) {
	return a.load(cmd, config.Load)
}

// settings is the configuration for a command that needs no node: defaults where there is none.
func (a *app) settings(cmd *cobra.Command) (*config.Config, config.Origins, error) {
	return a.load(cmd, config.LoadOrDefault)
}

func (a *app) load(cmd *cobra.Command, load func(string, *pflag.FlagSet) (*config.Config, config.Origins, error)) (*config.Config, config.Origins, error) {
	home, err := a.homeDir()
	if err != nil {
		return nil, nil, withCode(exitUsage, err)
	}
	c, origins, err := load(home, cmd.Flags())
	if err != nil {
		return nil, nil, withCode(exitUsage, err)
	}
	return c, origins, nil
}

// network is the network that c's node belongs to.
func (a *app) network(c *config.Config) (*config.Network, error) {
	n, err := config.LoadNetwork(c.Network)
	if err == nil {
		err = c.Check(n)
	}
	if err != nil {
		return nil, withCode(exitUsage, err)
	}
	return n, nil
}

// logger writes to standard error as c says.
func (a *app) logger(c *config.Config) *slog.Logger { return newLogger(a.stderr, c.Log) }

// jsonFlag gives cmd the flag --json; a.asJSON then says whether it was set.
func (a *app) jsonFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&a.asJSON, "json", false, "print one JSON object for programs to read")
}

// settingFlags gives cmd a flag for each of these keys of the configuration.
func settingFlags(cmd *cobra.Command, keys ...string) {
	for _, k := range keys {
		cmd.Flags().String(config.FlagName(k), "", "setting "+k+" of the configuration")
	}
}

// printf writes to standard output. A reader that went away is found by the next write, so its error is not of interest here.
func (a *app) printf(format string, args ...any) { fmt.Fprintf(a.stdout, format, args...) }

// printJSON writes v as one indented JSON value.
func (a *app) printJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// Command dgrid-devchain is a chain for development and tests on one machine: go-ethereum's own node at the rules of mainnet, with one
// producer of blocks and no peers. It listens on loopback only, loses no block that anybody saw when it is killed, and can be told to
// reorganise itself or to let time pass. Its money is worth nothing: the key that owns all of it is public. docs/devchain.md says more.
//
// Exit codes: 0 done; 1 failed; 2 wrong command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	gethlog "github.com/ethereum/go-ethereum/log"
	"github.com/spf13/cobra"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// unfinished leaves out what go-ethereum warns of with every block because none is ever final here (chain.go says why).
type unfinished struct{ slog.Handler }

func (h unfinished) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == "Nil finalized block cannot evict old blobs" {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// usageError is a wrong command line.
type usageError struct{ error }

// run executes one command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	logTo(stderr, gethlog.LevelError)
	root := newRoot(stdout, stderr)
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintf(stderr, "error: %v\n", err)
	if errors.As(err, new(usageError)) {
		fmt.Fprintln(stderr, "try: dgrid-devchain --help")
		return 2
	}
	return 1
}

// logTo has go-ethereum, which logs to one place for the whole program, write to w. While it starts it warns of what is meant to be so: a
// chain without blocks, and no peers.
func logTo(w io.Writer, level slog.Level) {
	gethlog.SetDefault(gethlog.NewLogger(unfinished{gethlog.NewTerminalHandlerWithLevel(w, level, false)}))
}

func newRoot(stdout, stderr io.Writer) *cobra.Command {
	var o options
	cmd := &cobra.Command{
		Use:   "dgrid-devchain --dir DIR",
		Short: "A chain for development: real rules, one machine, worthless money",
		Long: `Run a chain for development: go-ethereum's node at the rules of mainnet (Osaka), one producer of blocks, no peers. It prints its
endpoints when it is ready, and ends with Ctrl-C. A chain that was killed goes on where it was: nothing that an endpoint ever told is lost.

All its money belongs at first to one key, which everybody knows:
  address  ` + devAddress.Hex() + `
  key      ` + devKeyHex + `
Never send anything of value to that address on another chain.`,
		Example: `  dgrid-devchain --dir /tmp/chain
  dgrid-devchain --dir /tmp/chain --http 127.0.0.1:0 --ws 127.0.0.1:0 --json
  dgrid-devchain --dir /tmp/chain --period 0 --alloc 0x70997970C51812dc3A010C7d01b50e0d17dc79C8=100
  dgrid-devchain fund --rpc http://127.0.0.1:8545 --ether 10 0x70997970C51812dc3A010C7d01b50e0d17dc79C8`,
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cobra.NoArgs(cmd, args); err != nil {
				return usageError{err}
			}
			return nil
		},
		RunE:              func(cmd *cobra.Command, _ []string) error { return serve(cmd.Context(), &o, stdout, stderr) },
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	flags := cmd.Flags()
	flags.StringVar(&o.dir, "dir", "", "folder of the chain; it is made if it is not there")
	flags.StringVar(&o.http, "http", "127.0.0.1:8545", "loopback host:port of JSON-RPC over HTTP; port 0 takes a free one")
	flags.StringVar(&o.ws, "ws", "127.0.0.1:8546", "loopback host:port of JSON-RPC over WebSocket; port 0 takes a free one")
	flags.Uint64Var(&o.chainID, "chain-id", devChainID, "chain id; fixed when the chain is made")
	flags.DurationVar(&o.period, "period", defaultPeriod, "time between blocks, at least 1s; 0 makes a block when there is a transaction")
	flags.StringArrayVar(&o.alloc, "alloc", nil, "address=ether: coins that an address has from the beginning; fixed when the chain is made")
	flags.BoolVar(&o.json, "json", false, "print one JSON object for programs to read when the chain is ready")
	cmd.AddCommand(newFund(stdout))
	return cmd
}

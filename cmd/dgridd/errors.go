package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/inference/models"
	"github.com/dgrid-network/dgrid/node/keys"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

// Exit codes, as the package comment documents them.
const (
	exitDone = iota
	exitFailed
	exitUsage
	exitFalse // what was checked does not hold
	exitLater // the same command may succeed later
)

// failure is an error with what main needs to know about it.
type failure struct {
	error
	code  int      // exit code; 0 leaves it to the error inside
	hints []string // commands or steps that help
}

func (f *failure) Unwrap() error { return f.error }

// withCode makes err end the program with code.
func withCode(code int, err error) error { return &failure{error: err, code: code} }

// withHint adds what the user can do about err, normally a command.
func withHint(err error, hints ...string) error { return &failure{error: err, hints: hints} }

// usageError is a wrong command line of cmd.
func usageError(cmd *cobra.Command, err error) error {
	return &failure{error: err, code: exitUsage, hints: []string{cmd.CommandPath() + " --help"}}
}

// usage makes the errors of an argument check wrong command lines.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return usageError(cmd, err)
		}
		return nil
	}
}

// known are the errors of the packages below that have one remedy wherever they appear.
var known = []struct {
	err   error
	code  int
	hints []string
}{
	{config.ErrNoConfig, exitUsage, []string{"dgridd init --network dev", "dgridd --home DIR ..., if the node lives elsewhere"}},
	{keys.ErrMissing, exitUsage, []string{"restore the folder keys from a backup, or make a new node with dgridd init --home DIR"}},
	{models.ErrMissing, exitFailed, []string{"dgridd pull"}},
	{models.ErrDamaged, exitFailed, []string{"dgridd pull, which fetches damaged files again"}},
	{models.ErrUnknown, exitUsage, []string{"dgridd models"}},
	{evm.ErrMismatch, exitUsage, wrongChain},
	{evm.ErrDown, exitLater, []string{"the same command again, when an endpoint of chain.rpc answers"}},
	{models.ErrNoSpace, exitFailed, []string{"free some space, or set DGRID_CACHE to a folder on a larger disk"}},
}

// report prints err for a person and returns the exit code.
func report(w io.Writer, err error) int {
	if err == nil {
		return exitDone
	}
	code, hints := exitFailed, []string(nil)
	for _, k := range known {
		if errors.Is(err, k.err) {
			code, hints = k.code, k.hints
			break
		}
	}
	// The outermost word on code and hints wins: it knows the most about what the user wanted.
	var f *failure
	for inner := err; errors.As(inner, &f); inner = f.error {
		if f.code != 0 {
			code = f.code
			break
		}
	}
	for inner := err; errors.As(inner, &f); inner = f.error {
		if f.hints != nil {
			hints = f.hints
			break
		}
	}
	if errors.Is(err, context.Canceled) && code == exitFailed {
		err = fmt.Errorf("interrupted: %w", err)
	}
	fmt.Fprintf(w, "error: %v\n", err)
	for _, h := range hints {
		fmt.Fprintf(w, "try: %s\n", h)
	}
	return code
}

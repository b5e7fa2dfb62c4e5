package main_test

import (
	"errors"
	"maps"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	dgridd "github.com/dgrid-network/dgrid/cmd/dgridd"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"dgridd": dgridd.Main})
}

// The scripts are what a user types and sees. Each has a home and a cache of its own, and no model.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("DGRID_HOME", e.WorkDir+"/home")
			e.Setenv("DGRID_CACHE", e.WorkDir+"/cache")
			e.Setenv("XDG_CACHE_HOME", e.WorkDir+"/user-cache")
			e.Values[chainSlot{}] = new(*scriptChain)
			return nil
		},
		Cmds: scriptCommands(),
	})
}

// scriptCommands are what scripts have besides the program.
func scriptCommands() map[string]func(*testscript.TestScript, bool, []string) {
	all := map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCode, "fakenode": fakenode, "fakechain": fakechain}
	maps.Copy(all, moneyCommands)
	return all
}

// exitCode runs `exitcode N COMMAND ...` and fails unless COMMAND ends with code N.
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode N COMMAND ...")
	}
	got, err := 0, ts.Exec(args[1], args[2:]...)
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if want := args[0]; strconv.Itoa(got) != want {
		ts.Fatalf("exit code %d, want %s", got, want)
	}
}

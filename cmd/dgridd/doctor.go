package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid/node/control"
)

// Results of a check.
const (
	checkOK   = "ok"
	checkWarn = "warn" // the node works, and somebody should look
	checkFail = "fail" // something does not work
)

// checked is one line of doctor.
type checked struct {
	Name   string `json:"name"`
	Result string `json:"result"`
	Says   string `json:"says"`
	Try    string `json:"try,omitempty"`
}

// examined is what doctor prints.
type examined struct {
	Good   bool      `json:"good"` // nothing fails
	Checks []checked `json:"checks"`
}

// examination is one run of doctor. Its checks come in an order in which each can rely on those before.
type examination struct {
	app    *app
	quick  bool
	parts  *parts
	status *control.Status // nil where the node does not run
	done   []checked
	each   func(checked)
}

const (
	checkPatience  = 15 * time.Second // for one that asks the network or the daemon
	enginePatience = 5 * time.Minute  // for a large model to be read from a slow disk
)

func newDoctor(a *app) *cobra.Command {
	var quick bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check whether everything that this node needs is there and works",
		Long: `Check configuration, keys, clock, disk, store, runtime and models, addresses, whether others can reach this node and whether it
reaches the peers that it dials first, what it knows of others, and the HTTP API. What needs a running node is asked of it, if it
runs. A model is loaded and generates one token, unless the node runs it already or --quick is given.

Each line is ok, warn or fail, with what to do. The exit code is 1 if any fails.`,
		Example: `  dgridd doctor
  dgridd doctor --quick --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd, quick) },
	}
	cmd.Flags().BoolVar(&quick, "quick", false, "do not read or load the models")
	a.jsonFlag(cmd)
	return cmd
}

func (a *app) doctor(cmd *cobra.Command, quick bool) error {
	e := &examination{app: a, quick: quick, each: func(c checked) {
		if !a.asJSON {
			a.printf("%-4s  %-9s  %s\n", c.Result, c.Name, c.Says)
			if c.Try != "" {
				a.printf("                 try: %s\n", c.Try)
			}
		}
	}}
	if e.home(cmd) {
		e.run(cmd.Context())
	}
	failed := 0
	for _, c := range e.done {
		if c.Result == checkFail {
			failed++
		}
	}
	if a.asJSON {
		if err := a.printJSON(examined{Good: failed == 0, Checks: e.done}); err != nil {
			return err
		}
	}
	if err := cmd.Context().Err(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("doctor: %d of %d checks failed", failed, len(e.done))
	}
	return nil
}

func (e *examination) run(ctx context.Context) {
	e.daemon(ctx)
	e.clock()
	e.disk()
	e.store()
	e.models(ctx)
	e.addresses(ctx)
	e.reach()
	e.bootstrap(ctx)
	e.mesh()
	e.gateway(ctx)
}

func (e *examination) add(name, result, try, format string, args ...any) {
	c := checked{Name: name, Result: result, Says: fmt.Sprintf(format, args...), Try: try}
	e.done = append(e.done, c)
	e.each(c)
}

func (e *examination) ok(name, format string, args ...any) { e.add(name, checkOK, "", format, args...) }

func (e *examination) warn(name, try, format string, args ...any) {
	e.add(name, checkWarn, try, format, args...)
}

// fail reports err, with what the error itself knows to do or else try.
func (e *examination) fail(name, try string, err error) {
	if hint := firstHint(err); hint != "" {
		try = hint
	}
	e.add(name, checkFail, try, "%v", err)
}

// firstHint is what report would say first.
func firstHint(err error) string {
	for f := (*failure)(nil); errors.As(err, &f); err = f.error {
		if len(f.hints) > 0 {
			return f.hints[0]
		}
	}
	for _, k := range known {
		if errors.Is(err, k.err) {
			return k.hints[0]
		}
	}
	return ""
}

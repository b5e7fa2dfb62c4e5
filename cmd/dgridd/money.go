package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/wallet"
)

// moving is the flags of every command that moves money.
type moving struct {
	yes, dry, noWait bool
	timeout          time.Duration
}

func (f *moving) flags(a *app, cmd *cobra.Command) {
	fl := cmd.Flags()
	fl.BoolVar(&f.yes, "yes", false, "do not ask")
	fl.BoolVar(&f.dry, "dry-run", false, "show what it would do and cost, and do nothing")
	fl.Bool("wait", true, "wait until all of it is final")
	fl.BoolVar(&f.noWait, "no-wait", false, "return when the last transaction is sent")
	fl.DurationVar(&f.timeout, "timeout", 30*time.Minute, "stop waiting after this time; what was sent goes on")
	cmd.MarkFlagsMutuallyExclusive("wait", "no-wait")
	a.jsonFlag(cmd)
}

// wait is what --wait and --no-wait say together.
func (f *moving) wait(cmd *cobra.Command) bool {
	wait, err := cmd.Flags().GetBool("wait")
	return err == nil && wait && !f.noWait
}

// moved is what a command that moves money prints with --json.
type moved struct {
	Plan         *wallet.Plan `json:"plan"`
	Transactions []wallet.Tx  `json:"transactions"`
	Final        bool         `json:"final"` // all of it took effect for good
}

// withMoney runs f on the running daemon's view, or on a node that is opened for its money alone.
func (a *app) withMoney(cmd *cobra.Command, f func(context.Context, *parts, control.View) error) (err error) {
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	ctx, stop := interruptible(cmd.Context())
	defer stop()
	v, closeView, err := p.moneyView(ctx)
	if err != nil {
		return moneyError(err)
	}
	defer func() { err = errors.Join(err, closeView()) }()
	return moneyError(f(ctx, p, v))
}

// moneyView is the running daemon's view, or that of a node which has its chain open.
func (p *parts) moneyView(ctx context.Context) (control.View, func() error, error) {
	if c, ok := control.Dial(ctx, p.config.Home); ok {
		return c, func() error { return nil }, nil
	}
	n, err := node.OpenMoney(ctx, p.options(), p.log)
	if err != nil {
		return nil, nil, inUse(err)
	}
	v, err := n.MoneyView(p.status)
	if err != nil {
		return nil, nil, errors.Join(err, n.Close())
	}
	return v, n.Close, nil
}

// move plans what build asks for, shows what it costs, asks, and carries it out.
func (a *app) move(cmd *cobra.Command, f *moving, build func(context.Context, *parts, control.View) (*wallet.Request, error)) error {
	return a.withMoney(cmd, func(ctx context.Context, p *parts, v control.View) error {
		r, err := build(ctx, p, v)
		if err != nil {
			return err
		}
		plan, err := v.Plan(ctx, *r)
		if err != nil {
			return err
		}
		out := moved{Plan: plan, Transactions: plan.Sent}
		if !a.asJSON {
			a.printPlan(a.stdout, p, plan)
		}
		if f.dry {
			if a.asJSON {
				return a.printJSON(out)
			}
			return nil
		}
		if plan.Open() && !f.yes {
			if err := a.confirm(ctx, cmd, p, plan); err != nil {
				return err
			}
		}
		wait, cancel := context.WithTimeout(ctx, f.timeout)
		defer cancel()
		out.Transactions, err = v.Execute(wait, plan.ID, f.wait(cmd), a.progress)
		if err != nil {
			return err
		}
		return a.printMoved(&out)
	})
}

// progress prints a line for each step of a transaction.
func (a *app) progress(p wallet.Progress) error {
	if a.asJSON {
		return nil
	}
	t := &p.Tx
	a.printf("%d/%d %s: %s", p.Call+1, p.Of, t.Kind, t.State)
	switch {
	case t.Block > 0:
		a.printf(" in block %d, transaction %s, %d gas, %s ether", t.Block, t.Hash, t.GasUsed, wallet.Ether(t.Fee))
	case t.Nonce != nil:
		a.printf(", transaction %s, nonce %d", t.Hash, *t.Nonce)
	}
	if t.Error != "" {
		a.printf(": %s", oneLine(t.Error))
	}
	a.printf("\n")
	return nil
}

func (a *app) printMoved(out *moved) error {
	out.Final = true
	for i := range out.Transactions {
		out.Final = out.Final && out.Transactions[i].Ended()
	}
	switch {
	case a.asJSON:
		return a.printJSON(out)
	case out.Final && !out.Plan.Begun.IsZero() && !out.Plan.Open():
		a.printf("it was done before this command, and nothing was sent again; the same command once more does it anew\n")
	case out.Final:
		a.printf("done: %s\n", out.Plan.Title)
	default:
		a.printf("sent and not final yet: dgridd tx list shows what becomes of it\n")
	}
	return nil
}

// printPlan shows what is about to happen, and what it costs.
func (a *app) printPlan(w io.Writer, p *parts, plan *wallet.Plan) {
	say := func(format string, args ...any) { fmt.Fprintf(w, format, args...) }
	if !plan.Begun.IsZero() {
		say("an earlier command began this at %s and did not say how it ended; it is gone on with, and nothing is sent twice\n", when(plan.Begun))
	}
	say("%s\n", plan.Title)
	say("  account   %s on network %s, chain %d\n", plan.From, p.network.Name, p.network.Domain.ChainID)
	for _, effect := range plan.Effects {
		say("  effect    %s\n", effect)
	}
	for i, call := range plan.Calls {
		if i < len(plan.Sent) {
			say("  sent      %d. %s: %s\n", i+1, call.Note, plan.Sent[i].State)
			continue
		}
		say("  sends     %d. %s, about %d gas\n", i+1, call.Note, call.Gas)
	}
	if plan.Open() {
		say("  gas       about %s ether at %s gwei; the account must hold %s\n", wallet.Ether(plan.Fee), gwei(plan.Price), wallet.Ether(plan.MaxFee))
	}
	if !plan.Pays.IsZero() {
		say("  pays      %s (%s base units)\n", wallet.Tokens(plan.Pays, p.network.Token), plan.Pays)
	}
	if !plan.Gets.IsZero() {
		say("  gets      %s (%s base units)\n", wallet.Tokens(plan.Gets, p.network.Token), plan.Gets)
	}
}

// gwei writes wei in units of 10^9.
func gwei(wei dgrid.Amount) string { return strings.TrimSuffix(wallet.Tokens(wei, gweiToken), " gwei") }

// confirm asks a person. Without one it fails: nothing is spent that nobody agreed to.
func (a *app) confirm(ctx context.Context, cmd *cobra.Command, p *parts, plan *wallet.Plan) error {
	if f, ok := cmd.InOrStdin().(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return usageFailure(fmt.Errorf("%s: nothing was sent: there is no terminal to ask on: pass --yes to go ahead without being asked", plan.Title), "the same command with --yes")
	}
	if a.asJSON { // standard output is for the object
		a.printPlan(a.stderr, p, plan)
	}
	fmt.Fprint(a.stderr, "go ahead? [y/N] ")
	type line struct {
		text string
		err  error
	}
	answered := make(chan line, 1)
	go func() { // ends with the process, should nobody answer
		text, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
		answered <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		return fmt.Errorf("%s: nothing was sent: %w", plan.Title, ctx.Err())
	case l := <-answered:
		if l.err != nil && !errors.Is(l.err, io.EOF) {
			return fmt.Errorf("%s: read the answer: %w", plan.Title, l.err)
		}
		if yes := strings.ToLower(strings.TrimSpace(l.text)); yes != "y" && yes != "yes" {
			return withCode(exitFailed, fmt.Errorf("%s: nothing was sent", plan.Title))
		}
	}
	return nil
}

func usageFailure(err error, hints ...string) error {
	return withCode(exitUsage, withHint(err, hints...))
}

// amountArg reads "12.5", "12.5 DEV" or base units, in one argument or two.
func amountArg(p *parts, args []string) (*dgrid.Amount, error) {
	if len(args) == 0 {
		return nil, nil
	}
	amount, err := wallet.ParseAmount(strings.Join(args, " "), p.network.Token)
	if err != nil {
		return nil, usageFailure(err)
	}
	return &amount, nil
}

const amountHelp = `AMOUNT is base units if it is a plain integer, and tokens if it has a decimal point or the token's symbol behind it: 12.5, 12.5 DEV, 12 DEV.`

const againHelp = `A command that was killed may be repeated: what it sent is not sent again.`

// modelsOf resolves names by this node's catalogue; an id stands for itself.
func (p *parts) modelsOf(ctx context.Context, v control.View, names []string) ([]wallet.Model, error) {
	if len(names) == 0 {
		return nil, nil
	}
	catalogue, files, err := node.OpenModels(p.config)
	if err != nil {
		return nil, err
	}
	classes := map[dgrid.ModelID]dgrid.Digest{}
	s, err := v.Status(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range s.Models {
		classes[m.ID] = dgrid.Hash([]byte(m.Device))
	}
	var out []wallet.Model
	for _, name := range names {
		m := wallet.Model{Name: name}
		if id, err := dgrid.ParseDigest(name); err == nil {
			m.ID = dgrid.ModelID(id)
		} else {
			known, err := node.ResolveModel(catalogue, files, name)
			if err != nil {
				return nil, err
			}
			m.ID, m.Name = known.ID, known.Name
		}
		m.Class = classes[m.ID]
		out = append(out, m)
	}
	return out, nil
}

// configured are the names of the models that the node runs.
func (p *parts) configured() (names []string) {
	for _, m := range p.config.Models {
		names = append(names, m.Name)
	}
	return names
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/settler"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/settlement/evm"
	"github.com/dgrid-network/dgrid/verify"
)

// maxTranscript is the largest transcript file that is read, in bytes.
const maxTranscript = 128 << 20

func newReceipt(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "receipt",
		Short: "Show and verify what a job's provider signed",
		Long: `A receipt is the provider's signed statement of a job: how many tokens, at which fee, and the root of the tree that
commits to them. JOB is the id of one of this node's jobs or its beginning; FILE is a transcript that dgridd ask or
dgridd receipt show wrote, on any machine.`,
		Example: `  dgridd receipt show 3f9a
  dgridd receipt verify answer.json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	show := &cobra.Command{
		Use:   "show [JOB|FILE]",
		Short: "Show a job's receipt, or list the jobs",
		Long: `Show what was asked, answered, signed and paid of a job. Without an argument the newest jobs are listed. With --json the
whole transcript is printed, which is the file that receipt verify and audit read on any machine.`,
		Example: `  dgridd receipt show
  dgridd receipt show 3f9a
  dgridd receipt show 3f9a --json > answer.json`,
		Args: usage(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return a.receiptShow(cmd, args) },
	}
	var rpc []string
	check := &cobra.Command{
		Use:   "verify JOB|FILE",
		Short: "Check every signature and root of a job, without a model; with --rpc also what the chain says",
		Long: `Check a job rung by rung: who signed what, whether the roots commit to the text that was received, whether the fees are
those of the order. Each rung says what it proves. It needs no model: whether the model gave that answer is the question of
dgridd audit. With --rpc it climbs on: the job's leaf in its provider's batch, the batch's anchor on the chain, the provider's signer, what
can be redeemed and what was, whether the chain's randomness drew the job for an audit, and what that found. Verdicts are those that the
running node at this home knows of, or, where none runs, its store; each is proved by the chain. Exit code 3 says that a rung fails, or
that the audit found a wrong answer. A rung that is marked ? was not looked at, and says why; it changes no exit code.`,
		Example: `  dgridd receipt verify 3f9a
  dgridd receipt verify 3f9a --rpc http://127.0.0.1:8545
  dgridd receipt verify answer.json --json`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error { return a.receiptVerify(cmd, args[0], rpc) },
	}
	check.Flags().StringSliceVar(&rpc, "rpc", nil, "endpoint of the network's chain")
	a.jsonFlag(show)
	a.jsonFlag(check)
	cmd.AddCommand(show, check)
	return cmd
}

// transcript is a file's, or that of one of this node's jobs. A name that is a file is one.
func (a *app) transcript(cmd *cobra.Command, p *parts, arg string) (*dgrid.Transcript, error) {
	if info, err := os.Stat(arg); err == nil && info.Mode().IsRegular() {
		return readTranscript(arg)
	}
	f, err := a.find(cmd.Context(), p, arg)
	if err != nil {
		return nil, err
	}
	return f.Transcript, nil
}

func (a *app) find(ctx context.Context, p *parts, prefix string) (_ *control.Found, err error) {
	v, closeView, err := p.view(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeView()) }()
	f, err := v.Find(ctx, prefix)
	if err != nil {
		return nil, withHint(err, "dgridd receipt show, which lists the jobs", "the path of a transcript file")
	}
	return f, nil
}

func readTranscript(path string) (*dgrid.Transcript, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read transcript: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxTranscript+1))
	if err != nil {
		return nil, fmt.Errorf("read transcript: %w", err)
	}
	if len(b) > maxTranscript {
		return nil, fmt.Errorf("read transcript: %s is larger than %d bytes", path, maxTranscript)
	}
	var t dgrid.Transcript
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return nil, fmt.Errorf("read transcript %s: %w: it must be a file that dgridd ask --transcript or dgridd receipt show --json wrote", path, err)
	}
	if t.Version != dgrid.Version {
		return nil, fmt.Errorf("read transcript %s: version %d, this program knows version %d", path, t.Version, dgrid.Version)
	}
	return &t, nil
}

func (a *app) receiptShow(cmd *cobra.Command, args []string) error {
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return a.listJobs(cmd.Context(), p)
	}
	t, err := a.transcript(cmd, p, args[0])
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(t)
	}
	a.printReceipt(p, t)
	return nil
}

func (a *app) printReceipt(p *parts, t *dgrid.Transcript) {
	o := &t.Order.Object
	_, text := t.Output(len(t.Leaves))
	tokens, root, fee := t.Settled()
	a.printf("job       %s\n", dgrid.JobID(p.network.Domain.HashObject(o)))
	a.printf("ordered   %s by %s\n", time.UnixMilli(int64(o.Created)).UTC().Format(time.RFC3339), o.Payer)
	a.printf("provider  %s\n", o.Provider)
	a.printf("model     %s (%s)\n", printable(t.ModelName), o.Model)
	for _, m := range t.Request.Messages {
		a.printf("%-9s %s\n", printable(m.Role), indent(m.Content))
	}
	a.printf("answer    %s\n", indent(text))
	a.printf("tokens    %d of prompt, %d of answer\n", t.Acceptance.Object.PromptTokens, tokens)
	a.printf("fee       %s base units, at %s/%s a million tokens\n", fee, o.Price.Input, o.Price.Output)
	a.printf("root      %s over %d leaves, %d steps\n", root, t.SettledLeaves(), len(t.Steps))
	switch {
	case t.Receipt != nil:
		r := &t.Receipt.Object
		a.printf("receipt   %s, ended %s\n", r.Finish, time.UnixMilli(int64(r.Ended)).UTC().Format(time.RFC3339))
	case len(t.Steps) > 0:
		a.printf("receipt   none: settled by step %d\n", t.Steps[len(t.Steps)-1].Object.Number)
	default:
		a.printf("receipt   none, and no step: nothing is owed\n")
	}
	if i := t.Inclusion; i != nil {
		a.printf("batch     epoch %d of the provider, leaf %d of %d, anchored in block %d, root %s\n", i.Batch.Epoch, i.Index, i.Batch.Count, i.Batch.Block, i.Batch.Root)
	} else if by := t.Acceptance.Object.AnchorBy; by > 0 {
		a.printf("batch     none seen yet: the provider promised one by block %d\n", by)
	}
}

func indent(s string) string {
	return strings.ReplaceAll(strings.TrimSpace(printable(s)), "\n", "\n          ")
}

// printable leaves out control characters but line breaks and tabs: a provider's text must not command the reader's terminal. What
// programs read, JSON and transcripts, has it whole.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

func (a *app) listJobs(ctx context.Context, p *parts) (err error) {
	v, closeView, err := p.view(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeView()) }()
	jobs, err := v.Jobs(ctx, 50)
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.printJSON(jobs)
	}
	if len(jobs) == 0 {
		a.printf("no jobs yet\n")
	}
	for _, j := range jobs {
		finish := j.Finish.String()
		switch {
		case j.Open:
			finish = "open"
		case j.Finish == 0:
			finish = "by its last step"
		}
		a.printf("%s  %s  as %-8s  %-28s %5d + %-5d tokens  fee %-20s %s\n", j.ID.Short(), time.UnixMilli(int64(j.Created)).UTC().Format(time.RFC3339),
			j.Role, j.ModelName, j.PromptTokens, j.OutputTokens, j.Fee, finish)
	}
	return nil
}

// ladderReport is what receipt verify prints with --json.
type ladderReport struct {
	Job   dgrid.JobID   `json:"job"`
	Holds bool          `json:"holds"`
	Rungs []verify.Rung `json:"rungs"`
}

func (a *app) receiptVerify(cmd *cobra.Command, arg string, rpc []string) error {
	p, err := a.parts(cmd)
	if err != nil {
		return err
	}
	t, err := a.transcript(cmd, p, arg)
	if err != nil {
		return err
	}
	r := ladderReport{Job: dgrid.JobID(p.network.Domain.HashObject(&t.Order.Object)), Rungs: verify.Signatures(t, p.network.Domain)}
	if len(rpc) > 0 {
		climbed, err := a.climb(cmd.Context(), p, rpc, t)
		if err != nil {
			return fmt.Errorf("receipt verify: %w", err)
		}
		r.Rungs = append(r.Rungs, climbed...)
	}
	failing := verify.Failing(r.Rungs)
	r.Holds = len(failing) == 0
	if a.asJSON {
		if err := a.printJSON(r); err != nil {
			return err
		}
	} else {
		a.printf("job %s\n", r.Job)
		a.printLadder(r.Rungs)
	}
	if !r.Holds {
		return withCode(exitFalse, fmt.Errorf("the receipt does not hold: %s", strings.Join(failing, ", ")))
	}
	return nil
}

// climb is the rungs of a transcript that need the chain.
func (a *app) climb(ctx context.Context, p *parts, rpc []string, t *dgrid.Transcript) ([]verify.Rung, error) {
	n := p.network
	if !n.HasChain() {
		return nil, withCode(exitUsage, fmt.Errorf("network %s has no chain: leave --rpc out", n.Name))
	}
	ctx, stop := interruptible(ctx)
	defer stop()
	client, err := evm.Dial(ctx, evm.Config{URLs: rpc, ChainID: n.Domain.ChainID, Genesis: n.Genesis, Confirmations: n.Params.Confirmations,
		Timeout: p.config.Chain.Timeout, Errors: node.ContractErrors()}, a.logger(p.config))
	if client != nil {
		defer client.Close()
	}
	if err != nil {
		return nil, err
	}
	if err := node.CheckContracts(ctx, client, n); err != nil {
		return nil, err
	}
	filed := func(ctx context.Context, provider dgrid.Address, epoch uint64, object dgrid.Digest) (*record.Filed, error) {
		return p.filed(ctx, client, control.FiledQuery{Provider: provider, Epoch: epoch, Object: object})
	}
	l := settler.Ladder{Chain: client, Contracts: contract.At(node.ContractsOf(n), client), Domain: n.Domain, Rules: node.RecordRules(n),
		Window: n.Params.Dispute.Duration(), BlockTime: n.Params.Block.Duration(), Filed: filed}
	return l.Climb(ctx, t)
}

// filed asks the running node what its public record knows of an anchored job; where none runs, it looks into what that has stored.
func (p *parts) filed(ctx context.Context, client *evm.Client, q control.FiledQuery) (_ *record.Filed, err error) {
	if c, ok := control.Dial(ctx, p.config.Home); ok {
		f, err := c.Filed(ctx, q)
		if errors.Is(err, control.ErrUnavailable) {
			return nil, fmt.Errorf("%w: the node at this home follows none: ask one that does", record.ErrNotRead)
		}
		return f, err
	}
	st, err := store.Open(p.config.StoreDir(), p.network.Domain, store.Options{MinFree: uint64(p.config.Store.MinFree)}, p.log)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	held, err := node.GlanceRecord(ctx, p.network, client, st, p.log)
	if errors.Is(err, record.ErrNotRead) {
		return nil, fmt.Errorf("%w: no node runs at this home, and its store holds none: start the node (dgridd up), or ask one", record.ErrNotRead)
	}
	if err != nil {
		return nil, err
	}
	f, err := held.Filed(q.Provider, q.Epoch, q.Object)
	if err == nil && !f.Known {
		return nil, fmt.Errorf("%w so far: no node runs at this home, and its store has not got batch %d of the provider: start the node (dgridd up), or ask one", record.ErrNotRead, q.Epoch)
	}
	return f, err
}

// printLadder prints rungs from the ground up.
func (a *app) printLadder(rungs []verify.Rung) {
	marks := map[verify.State]string{verify.Holds: "✓", verify.Fails: "✗", verify.Absent: "·", verify.Skipped: "?"}
	for _, r := range rungs {
		a.printf("  %s %-22s %s\n", marks[r.State], r.Name, r.Detail)
		if r.State == verify.Holds && r.Proves != "" {
			a.printf("    %-22s → %s\n", "", r.Proves)
		}
	}
}

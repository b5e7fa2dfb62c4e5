package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
)

const maxAudits = 1000

func newAudits(a *app) *cobra.Command {
	q := control.AuditQuery{}
	cmd := &cobra.Command{
		Use:   "audits",
		Short: "List audits by the network: drawn jobs, seats, findings, outcomes",
		Long: `List the jobs that the chain's randomness has drawn for an audit, as the public record tells it: why each was drawn, whose seats are
asked, what they found, what followed for the provider. The last that were anchored come first. A validator also sees its own
files: what it committed to, what it spent. PREFIX is the beginning of an owner's address, or of a job's id.`,
		Example: `  dgridd audits
  dgridd audits --open
  dgridd audits --provider 0x8f61 --json`,
		Args: usage(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkAudits(&q); err != nil {
				return usageError(cmd, err)
			}
			return a.withView(cmd, func(v control.View) error {
				out, err := v.Audits(cmd.Context(), q)
				if err != nil {
					return daemonError(err)
				}
				if a.asJSON {
					return a.printJSON(out)
				}
				a.printAudits(out)
				return nil
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&q.Provider, "provider", "", "only of providers whose address begins with `PREFIX`")
	f.StringVar(&q.Job, "job", "", "only jobs whose id begins with `PREFIX`")
	f.BoolVar(&q.Open, "open", false, "only those whose committees are at work")
	f.IntVar(&q.Limit, "limit", 20, "`N` jobs at most")
	a.jsonFlag(cmd)
	return cmd
}

func checkAudits(q *control.AuditQuery) error {
	if q.Limit < 1 || q.Limit > maxAudits {
		return fmt.Errorf("--limit %d: want 1 to %d", q.Limit, maxAudits)
	}
	if err := checkHex("--provider", q.Provider, len(dgrid.Address{})); err != nil {
		return err
	}
	return checkHex("--job", q.Job, len(dgrid.JobID{}))
}

// checkHex fails unless s is the beginning of so many bytes in hex.
func checkHex(what, s string, bytes int) error {
	digits := strings.TrimPrefix(strings.ToLower(s), "0x")
	if len(digits) > 2*bytes || strings.Trim(digits, "0123456789abcdef") != "" {
		return fmt.Errorf("%s %.80q: want 1 to %d hexadecimal digits", what, s, 2*bytes)
	}
	return nil
}

func (a *app) printAudits(out *control.Audits) {
	a.printf("record  up to block %d", out.Final)
	if out.Missing > 0 || out.Waiting > 0 {
		a.printf("; %d batches are missing, %d verdicts wait for theirs", out.Missing, out.Waiting)
	}
	a.printf("\n")
	if len(out.Jobs) == 0 {
		a.printf("no audits\n")
	}
	for i := range out.Jobs {
		a.printAudited(&out.Jobs[i])
	}
	if len(out.Files) > 0 {
		a.printf("\nthis node's own seats\n")
	}
	for i := range out.Files {
		a.printFile(&out.Files[i])
	}
}

func (a *app) printAudited(j *control.AuditedJob) {
	state := j.Outcome
	if j.Open {
		state = "open"
	}
	a.printf("\njob %s  %s: %s\n", j.Job, state, oneLine(j.Reason))
	a.printf("  provider  %s, model %s, fee %s base units\n", j.Provider, j.Model.Short(), j.Fee)
	a.printf("  anchored  in block %d, epoch %d, leaf %d", j.Block, j.Epoch, j.Index)
	if !j.Tx.IsZero() {
		a.printf(", transaction %s", j.Tx)
	}
	a.printf("\n  drawn     at %.6f, below %.6f (rate %.6f)", j.Draw, j.Chance, j.Rate)
	if j.Eligible != nil {
		a.printf("; %d owners could be seated", *j.Eligible)
	}
	a.printf("\n")
	for _, s := range j.Seats {
		finding, figures := s.Finding, ""
		switch {
		case finding == "":
			finding = "at work"
			if !j.Open {
				finding = "nothing"
			}
		case s.S1 != nil && s.S2 != nil && (finding == "pass" || finding == "suspect" || finding == "fail"):
			figures = fmt.Sprintf("  S1 %.4f, S2 %.4f", *s.S1, *s.S2)
		}
		a.printf("  seat %-4d %s  %s%s\n", s.Seat, s.Owner, finding, figures)
	}
	if j.Value != nil {
		a.printf("  then      evidence %.4g, %s\n", *j.Value, j.Standing)
	}
}

func (a *app) printFile(f *control.SeatFile) {
	state := f.Finding
	if state == "" {
		state = "at work"
	}
	a.printf("\njob %s  seat %d: %s", f.Job, f.Seat, state)
	if f.Reason != "" {
		a.printf(": %s", oneLine(f.Reason))
	}
	a.printf("\n  begun     %s", when(time.UnixMilli(int64(f.Begun))))
	if f.Done != 0 {
		a.printf(", verdict handed over %s", when(time.UnixMilli(int64(f.Done))))
	}
	a.printf("\n")
	for _, o := range []struct {
		name string
		hash dgrid.Digest
	}{{"commit", f.Commit}, {"opening", f.Opening}, {"reveal", f.Reveal}, {"verdict", f.Verdict}} {
		if !o.hash.IsZero() {
			a.printf("  %-9s %s\n", o.name, o.hash)
		}
	}
	if f.S1 != nil && f.S1Window != nil && f.S2 != nil && f.S2Window != nil {
		a.printf("  figures   S1 %.4f, worst window %.4f; S2 %.4f, worst window %.4f\n", *f.S1, *f.S1Window, *f.S2, *f.S2Window)
	}
	if f.Others > 0 {
		a.printf("  others    %d revealed theirs, %d of them not what was committed to\n", f.Others, f.Broken)
	}
	a.printf("  spent     %.2f s to re-compute, %.2f s for controls, %.2f s in all; %d bytes sent, %d received\n",
		f.RecomputeSeconds, f.ControlSeconds, f.TookSeconds, f.SentBytes, f.ReceivedBytes)
}

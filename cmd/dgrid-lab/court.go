package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dgrid-network/dgrid"
)

// publicRecord is what the lab reads of `dgridd audits`.
type publicRecord struct {
	Final uint64       `json:"final"`
	Jobs  []auditedJob `json:"jobs"`
	Files []seatFile   `json:"files"`
}

// auditedJob is a job that the randomness picked.
type auditedJob struct {
	Job      dgrid.JobID   `json:"job"`
	Provider dgrid.Address `json:"provider"`
	Epoch    uint64        `json:"epoch"`
	Block    uint64        `json:"block"`
	Chance   float64       `json:"chance"`
	Draw     float64       `json:"draw"`
	Eligible int           `json:"eligible"`
	Seats    []struct {
		Seat    int           `json:"seat"`
		Owner   dgrid.Address `json:"owner"`
		Asked   bool          `json:"asked"`
		Finding string        `json:"finding"`
		S1      float64       `json:"s1"`
		S2      float64       `json:"s2"`
	} `json:"seats"`
	Outcome  string  `json:"outcome"`
	Reason   string  `json:"reason"`
	Value    float64 `json:"value"`
	Standing string  `json:"standing"`
}

// seatFile is what a validator did in one of its seats.
type seatFile struct {
	Job       dgrid.JobID  `json:"job"`
	Commit    dgrid.Digest `json:"commit"`
	Opening   dgrid.Digest `json:"opening"`
	Reveal    dgrid.Digest `json:"reveal"`
	Others    int          `json:"others"`
	Recompute float64      `json:"recomputeSeconds"`
	Control   float64      `json:"controlSeconds"`
	Took      float64      `json:"tookSeconds"`
	Sent      int          `json:"sentBytes"`
	Received  int          `json:"receivedBytes"`
}

func (l *lab) audits(ctx context.Context, name string) (*publicRecord, error) {
	out, err := run(ctx, nil, l.honest, "audits", "--limit", "200", "--home", l.home(name), "--json")
	if err != nil {
		return nil, err
	}
	var r publicRecord
	if err := json.Unmarshal(out, &r); err != nil {
		return nil, fmt.Errorf("read dgridd audits: %w", err)
	}
	return &r, nil
}

// of are the jobs of a provider, the oldest first.
func (r *publicRecord) of(provider dgrid.Address) (jobs []auditedJob) {
	for _, j := range r.Jobs {
		if j.Provider == provider {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// judged waits until the public record has decided a job of each given provider, and shows how.
func judged(ctx context.Context, l *lab, names ...string) error {
	for _, name := range names {
		var decided *auditedJob
		err := until(ctx, verdictTime, "the committee's decision on "+name, func() (bool, error) {
			r, err := l.audits(ctx, "gateway")
			if err != nil {
				return false, err
			}
			for _, j := range r.of(l.nodes[name].Owner) {
				if j.Outcome == "passed" || j.Outcome == "failed" {
					decided = &j
					return true, nil
				}
			}
			return false, nil
		})
		if err != nil {
			return err
		}
		if decided.Outcome != "passed" {
			return fmt.Errorf("honest %s: job %s %s: %s", name, decided.Job.Short(), decided.Outcome, decided.Reason)
		}
		if err := l.showAudit(ctx, decided); err != nil {
			return err
		}
	}
	return nil
}

// showAudit tells how a job was drawn, by whom it was audited and what they found.
func (l *lab) showAudit(ctx context.Context, j *auditedJob) error {
	done("%s's job %s, anchored in its epoch %d in block %d: drew %.3f, below its chance of %.3f, so it is audited; %d could have a seat",
		l.nameOf(j.Provider), j.Job.Short(), j.Epoch, j.Block, j.Draw, j.Chance, j.Eligible)
	for _, s := range j.Seats {
		if !s.Asked || s.Owner == (dgrid.Address{}) {
			continue
		}
		name := l.nameOf(s.Owner)
		fmt.Printf("    seat %d: %s says %s, S1 %.4f nats, S2 %.2f\n", s.Seat, name, s.Finding, s.S1, s.S2)
		if l.nodes[name] == nil {
			continue
		}
		if err := l.showFile(ctx, name, j.Job); err != nil {
			return err
		}
	}
	fmt.Printf("    %s: %s; evidence %.4g, %s\n", j.Outcome, j.Reason, j.Value, j.Standing)
	return nil
}

// showFile tells of the exchange behind a verdict.
func (l *lab) showFile(ctx context.Context, name string, job dgrid.JobID) error {
	r, err := l.audits(ctx, name)
	if err != nil {
		return err
	}
	for _, f := range r.Files {
		if f.Job != job || f.Commit.IsZero() || f.Opening.IsZero() || f.Reveal.IsZero() {
			continue
		}
		fmt.Printf("      commit %s, then the provider opened %s, then the reveal %s; saw %d others'; %.1f s of engine in %.1f s, %d bytes sent, %d received\n",
			f.Commit.Short(), f.Opening.Short(), f.Reveal.Short(), f.Others, f.Recompute+f.Control, f.Took, f.Sent, f.Received)
	}
	return nil
}

const (
	cheatJobs   = 12 // answers that the cheat may give until it is out
	cheatAnswer = 72 // tokens of each: a little more than the least that its figures can be told by
)

// convicted asks the cheat until the public record suspends it, and waits until the chain took a part of its stake.
func convicted(ctx context.Context, l *lab) error {
	if err := l.joinCheat(ctx, "cheat"); err != nil {
		return err
	}
	cheat := l.nodes["cheat"]
	before, err := l.earnings(ctx, "cheat")
	if err != nil {
		return err
	}
	asked, err := l.askUntilSuspended(ctx, cheat)
	if err != nil {
		return err
	}
	r, err := l.audits(ctx, "gateway")
	if err != nil {
		return err
	}
	var last *auditedJob
	for _, j := range r.of(cheat.Owner) {
		if j.Outcome == "failed" {
			last = &j
			if err := l.showAudit(ctx, &j); err != nil {
				return err
			}
		}
	}
	if last == nil {
		return errors.New("the cheat is suspended, but no job of it failed")
	}
	done("suspended by the public record after %d answers: no honest node asks it any more", asked)
	return l.slashed(ctx, before)
}

// askUntilSuspended is how many answers the cheat gave until the gateway asks it no more. Decisions are waited for after every second
// answer: as many failures as it takes to suspend go through the network together.
func (l *lab) askUntilSuspended(ctx context.Context, cheat *daemon) (int, error) {
	var waiting []dgrid.JobID
	for n := range cheatJobs {
		a, err := askShown(ctx, l, question, cheatAnswer, nil)
		if err != nil {
			return n, err
		}
		if a.Parts[0].Provider != cheat.Owner {
			showWhy(l, &a.Parts[0].Decision)
			return n, nil
		}
		if n == 0 {
			fmt.Println("  its signatures are in order, for signatures say who answered, not what with")
			if err := verifyParts(ctx, l, a); err != nil {
				return n, err
			}
		}
		if waiting = append(waiting, a.Parts[0].Job); len(waiting) < 2 {
			continue
		}
		for _, job := range waiting {
			if err := l.awaitDecision(ctx, cheat, job); err != nil {
				return n, err
			}
		}
		waiting = nil
	}
	return cheatJobs, fmt.Errorf("the cheat gave %d answers and is still asked", cheatJobs)
}

// awaitDecision waits until a job is decided, or known not to be drawn.
func (l *lab) awaitDecision(ctx context.Context, provider *daemon, job dgrid.JobID) error {
	return until(ctx, verdictTime, "the committee's decision on job "+job.Short(), func() (bool, error) {
		r, err := l.audits(ctx, "gateway")
		if err != nil {
			return false, err
		}
		for _, j := range r.of(provider.Owner) {
			if j.Job == job {
				return j.Outcome != "undecided" && j.Outcome != "", nil
			}
		}
		return false, nil
	})
}

// slashed waits until the cheat has less stake than before.
func (l *lab) slashed(ctx context.Context, before *earnings) error {
	var now *earnings
	err := until(ctx, settleTime, "the chain to take a part of the cheat's stake", func() (_ bool, err error) {
		now, err = l.earnings(ctx, "cheat")
		return err == nil && now.Money.Stake.Cmp(before.Money.Stake) < 0, err
	})
	if err != nil {
		return err
	}
	done("slashed: its stake fell from %s to %s", inTokens(before.Money.Stake), inTokens(now.Money.Stake))
	for _, name := range validators {
		list, err := l.transactions(ctx, name)
		if err != nil {
			return err
		}
		for _, t := range list {
			if strings.HasPrefix(t.ID, "dispute/") && t.Block != 0 {
				fmt.Printf("    %s: %s in block %d, %d gas\n", name, t.Kind, t.Block, t.Gas)
			}
		}
	}
	return nil
}

// records checks that honest providers have clean records, and that whoever recomputes the public record has the same.
func records(ctx context.Context, l *lab) error {
	a, err := askShown(ctx, l, question, 48, nil)
	if err != nil {
		return err
	}
	for _, p := range a.Parts {
		if p.Provider == l.nodes["cheat"].Owner {
			return errors.New("the cheat answered again")
		}
	}
	done("the next job went to %s, however cheap the cheat is", l.nameOf(a.Parts[0].Provider))
	r, err := l.audits(ctx, "gateway")
	if err != nil {
		return err
	}
	for _, name := range []string{"provider-a", "provider-b"} {
		passed := 0
		for _, j := range r.of(l.nodes[name].Owner) {
			switch j.Outcome {
			case "passed":
				passed++
			case "failed":
				return fmt.Errorf("an honest provider, %s, failed job %s: %s", name, j.Job.Short(), j.Reason)
			}
		}
		done("%s: %d audits passed, none failed", name, passed)
	}
	if _, err := run(ctx, nil, l.honest, "recompute", "--home", l.home("provider-a"), "--json"); err != nil {
		return err
	}
	done("provider-a recomputed the public record from the chain and its peers' batches: it is the same")
	return nil
}

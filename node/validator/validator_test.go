package validator_test

import (
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/validator"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/verify"
)

func subject(p *party) verify.Subject { return verify.Subject{Provider: p.owner, Model: modelID} }

// TestCheatIsSlashed: from anchored answers to taken stake, with everybody's record the same, and the honest provider's clean.
func TestCheatIsSlashed(t *testing.T) {
	w := newWorld(t, "honest", "cheat", "v0", "v1", "v2")
	honest, cheat := w.party("honest", false), w.party("cheat", false)
	validators := []*party{w.party("v0", true), w.party("v1", true), w.party("v2", true)}
	for _, p := range append(validators, honest, cheat) {
		p.follow()
		p.anchoring()
	}
	for i, p := range validators {
		p.validate(machine{rounding: int16(20 + 3*i)})
	}
	honest.answers(4, true)
	cheat.answers(3, false)
	for _, p := range append(validators, honest, cheat) {
		view := p.await("the verdicts", func(v *record.View) bool {
			return v.Record.Standing(subject(cheat)).Process.Status == verify.StatusSlashed && v.Record.Standing(subject(honest)).Process.Audits == 4
		})
		if s := view.Record.Standing(subject(honest)); s.Process.Failures != 0 || s.Process.Status != verify.StatusOK || view.Suspended(honest.owner, modelID) != "" {
			t.Errorf("%s holds of the honest provider: %+v", p.name, s)
		}
		if view.Suspended(cheat.owner, modelID) == "" {
			t.Errorf("%s would ask the cheat", p.name)
		}
	}
	contracts := contract.At(contract.Addresses{Staking: w.Staking.Address, Disputes: w.Disputes.Address}, honest.client)
	honest.await("the slash", func(*record.View) bool {
		final, err := honest.client.Final(w.ctx)
		if err != nil {
			return false
		}
		stake, err := contracts.Stake(w.ctx, final.Number, cheat.owner)
		return err == nil && stake == dgrid.NewAmount(500)
	})
	var spent []validator.Spent
	for _, p := range validators {
		files, err := validator.Files(p.store)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has %d files (%v)", p.name, len(files), err)
		}
		for _, f := range files {
			if f.Done == 0 {
				continue
			}
			o := f.Verdict.Object
			want := dgrid.FindingPass
			if o.Provider == cheat.owner {
				want = dgrid.FindingFail
			}
			if o.Finding != want || f.Commit == nil || f.Opening == nil || f.Reveal == nil || f.Spent.Received == 0 || f.Spent.Sent == 0 {
				t.Errorf("%s says %s of a job of %s (%s); spent %+v", p.name, o.Finding, o.Provider, f.Reason, f.Spent)
			}
			spent = append(spent, f.Spent)
			for _, other := range f.Others {
				if !other.Kept {
					t.Errorf("%s saw a reveal that is not what was committed to", p.name)
				}
			}
		}
	}
	logSpent(t, spent)
}

// logSpent says what an audited job of this length costs a validator, but for the engine, which is none here.
func logSpent(t *testing.T, spent []validator.Spent) {
	t.Helper()
	var sent, received, asked int
	for _, s := range spent {
		sent, received, asked = sent+s.Sent, received+s.Received, asked+s.Asked
	}
	if n := len(spent); n > 0 {
		t.Logf("an audit of %d tokens: %d requests, %d bytes sent, %d received (mean of %d)", answerTokens, asked/n, sent/n, received/n, n)
	}
}

// TestSilentProvider: one that hands over its batch and answers nobody is convicted by silence.
func TestSilentProvider(t *testing.T) {
	w := newWorld(t, "provider", "v0", "v1", "v2")
	provider := w.party("provider", false)
	validators := []*party{w.party("v0", true), w.party("v1", true), w.party("v2", true)}
	for _, p := range validators {
		p.follow()
		p.anchoring()
		p.validate(machine{})
	}
	provider.anchoring() // it has no desk
	provider.answers(1, true)
	view := validators[0].await("the verdict", func(v *record.View) bool { return v.Record.Standing(subject(provider)).Process.Audits == 1 })
	if s := view.Record.Standing(subject(provider)); s.Process.Failures != 1 {
		t.Errorf("%+v", s)
	}
}

// TestTooFewValidators: with one validator nothing is decided, whatever it says.
func TestTooFewValidators(t *testing.T) {
	w := newWorld(t, "cheat", "v0", "v1")
	cheat, alone := w.party("cheat", false), w.party("v0", true)
	for _, p := range []*party{cheat, alone} {
		p.follow()
		p.anchoring()
	}
	alone.validate(machine{})
	cheat.answers(2, false)
	view := alone.await("the batch", func(v *record.View) bool { return v.Batches == 1 && len(v.Pins) == 0 })
	if len(view.Open) != 0 || len(view.Record.Standings()) != 0 {
		t.Errorf("open %+v, standings %+v", view.Open, view.Record.Standings())
	}
}

// TestKilledValidator: a validator that is ended again and again, wherever it stands, signs one verdict on each job.
func TestKilledValidator(t *testing.T) {
	w := newWorld(t, "provider", "v0", "v1", "v2")
	provider := w.party("provider", false)
	validators := []*party{w.party("v0", true), w.party("v1", true), w.party("v2", true)}
	for _, p := range append(validators, provider) {
		p.follow()
		p.anchoring()
	}
	for _, p := range validators[1:] {
		p.validate(machine{rounding: 20})
	}
	const jobs = 6
	provider.answers(jobs, true)
	fallible := validators[0]
	done := func(v *record.View) bool { return v.Record.Standing(subject(provider)).Process.Audits == jobs }
	for n := 0; !done(fallible.public.View()); n++ {
		_, stop := fallible.validate(machine{rounding: 23})
		fallible.pause(30 + 70*n)
		stop()
	}
	signed := map[dgrid.JobID]int{}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, entries := range w.batches[fallible.owner] {
		for _, e := range entries {
			signed[e.Verdict.Object.Job]++
			if e.Verdict.Object.Finding != dgrid.FindingPass {
				t.Errorf("job %s: %s", e.Verdict.Object.Job.Short(), e.Verdict.Object.Finding)
			}
		}
	}
	if len(signed) != jobs {
		t.Errorf("verdicts on %d jobs, want %d", len(signed), jobs)
	}
	for job, n := range signed {
		if n != 1 {
			t.Errorf("%d verdicts on job %s", n, job.Short())
		}
	}
}

// TestHiddenBatch: who anchors a batch and shows it to nobody gets no jobs, until it does.
func TestHiddenBatch(t *testing.T) {
	w := newWorld(t, "provider", "v0")
	provider, v0 := w.party("provider", false), w.party("v0", true)
	w.hide(provider, true)
	v0.follow(func(c *record.Config) {
		c.Patience = time.Second
		c.Now = func() time.Time { return time.Now().Add(5 * time.Minute) } // the chain's clock runs ahead here, a second a block
	})
	provider.anchoring()
	provider.answers(1, true)
	v0.await("the batch to be overdue", func(v *record.View) bool { return v.Suspended(provider.owner, modelID) != "" })
	w.hide(provider, false)
	v0.await("the batch", func(v *record.View) bool { return v.Suspended(provider.owner, modelID) == "" && v.Batches == 1 })
}

// TestRecordIsTheSameForAll: a node that comes late, and one that could not fetch some batches for a while, have the record of the others.
func TestRecordIsTheSameForAll(t *testing.T) {
	w := newWorld(t, "cheat", "v0", "v1", "v2", "late")
	cheat := w.party("cheat", false)
	validators := []*party{w.party("v0", true), w.party("v1", true), w.party("v2", true)}
	for _, p := range append(validators, cheat) {
		p.follow()
		p.anchoring()
	}
	for _, p := range validators {
		p.validate(machine{})
	}
	cheat.answers(2, false)
	slashed := func(v *record.View) bool { return v.Record.Standing(subject(cheat)).Process.Failures == 2 }
	validators[0].await("the verdicts", slashed)
	late := w.party("late", false)
	w.hide(validators[1], true)
	late.follow()
	late.await("what can be fetched", func(v *record.View) bool { return v.Batches >= 2 && len(v.Missing) > 0 })
	w.hide(validators[1], false)
	var want, got *verify.Record
	late.await("the missing batches", func(v *record.View) bool {
		other := validators[0].public.View()
		want, got = other.Record, v.Record
		return slashed(v) && len(v.Missing)+len(other.Missing) == 0 && v.Batches == other.Batches
	})
	for _, s := range want.Standings() {
		if got.Standing(s.Subject) != s {
			t.Errorf("late: %+v, want %+v", got.Standing(s.Subject), s)
		}
	}
	again, err := record.Recompute(w.ctx, record.Config{Domain: w.domain, Rules: rules(), Window: time.Minute}, late.chain, w, quiet())
	if err != nil || again.Batches != late.public.View().Batches {
		t.Fatalf("recomputed from %d batches (%v)", again.Batches, err)
	}
	for _, s := range want.Standings() {
		if again.Record.Standing(s.Subject) != s {
			t.Errorf("recomputed: %+v, want %+v", again.Record.Standing(s.Subject), s)
		}
	}
	if a, b := want.Explain(subject(cheat), 10), got.Explain(subject(cheat), 10); len(a) < 4 || len(a) != len(b) {
		t.Errorf("explained by\n%q\nand by\n%q", a, b)
	}
}

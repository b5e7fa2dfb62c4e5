package validator_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/node/settler"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/settlement/contract"
	"github.com/dgrid-network/dgrid/verify"
)

// proven is a provider's transcript of a job with its inclusion, as a payer has it.
func (p *party) proven(t *testing.T, node *party, job dgrid.JobID) *dgrid.Transcript {
	t.Helper()
	tr, err := p.Transcript(store.AsPayer, job)
	must(t, err)
	x := node.public.View().Exhibit(p.domain.HashObject(&tr.Receipt.Object), jobEpoch(t, node, job))
	if x == nil {
		t.Fatalf("job %s is not in the record", job.Short())
	}
	i, _, err := node.public.Proof(x)
	must(t, err)
	tr.Inclusion = &i
	return tr
}

func jobEpoch(t *testing.T, node *party, job dgrid.JobID) uint64 {
	t.Helper()
	a, err := node.docket().Audits(t.Context(), control.AuditQuery{Job: job.String(), Limit: 1})
	must(t, err)
	if len(a.Jobs) != 1 {
		t.Fatalf("%d audits of job %s", len(a.Jobs), job.Short())
	}
	return a.Jobs[0].Epoch
}

// ladder climbs by a node's chain and by what filed knows.
func (p *party) ladder(filed func(context.Context, dgrid.Address, uint64, dgrid.Digest) (*record.Filed, error)) *settler.Ladder {
	see := contract.At(contract.Addresses{Token: p.Token.Address, Staking: p.Staking.Address, Anchors: p.Anchors.Address, Escrow: p.Escrow.Address, Disputes: p.Disputes.Address}, p.client)
	return &settler.Ladder{Chain: p.client, Contracts: see, Domain: p.domain, Rules: rules(), Window: 10 * time.Minute, BlockTime: time.Second, Filed: filed}
}

// climbed are the rungs of the audit.
func climbed(t *testing.T, l *settler.Ladder, tr *dgrid.Transcript) map[string]verify.Rung {
	t.Helper()
	rungs, err := l.Climb(t.Context(), tr)
	must(t, err)
	out := map[string]verify.Rung{}
	for _, r := range rungs {
		out[r.Name] = r
		t.Log(r.Name, r.State, r.Detail)
	}
	return out
}

// checkLadder climbs to the verdicts on a job that passed and on one that failed, by the record of a node that runs, by what it has
// stored, and by less than that.
func checkLadder(t *testing.T, node, cheat *party, good, bad dgrid.JobID) {
	t.Helper()
	asked := func(ctx context.Context, provider dgrid.Address, epoch uint64, object dgrid.Digest) (*record.Filed, error) {
		return node.docket().Filed(ctx, control.FiledQuery{Provider: provider, Epoch: epoch, Object: object})
	}
	cfg := record.Config{Domain: node.domain, Rules: rules(), Window: 10 * time.Minute}
	stored, err := record.Glance(t.Context(), cfg, node.chain, node.store, quiet())
	must(t, err)
	glanced := func(_ context.Context, provider dgrid.Address, epoch uint64, object dgrid.Digest) (*record.Filed, error) {
		return stored.Filed(provider, epoch, object)
	}
	trGood, trBad := cheat.proven(t, node, good), cheat.proven(t, node, bad)
	for name, filed := range map[string]func(context.Context, dgrid.Address, uint64, dgrid.Digest) (*record.Filed, error){"asked": asked, "stored": glanced} {
		passed, failed := climbed(t, node.ladder(filed), trGood), climbed(t, node.ladder(filed), trBad)
		for _, rung := range []string{settler.RungAnchor, settler.RungRandomness, settler.RungDraw, settler.RungSeats} {
			if passed[rung].State != verify.Holds || failed[rung].State != verify.Holds {
				t.Errorf("%s: %s: %+v, %+v", name, rung, passed[rung], failed[rung])
			}
		}
		if r := passed[settler.RungVerdicts]; r.State != verify.Holds || !strings.Contains(r.Detail, ": pass") {
			t.Errorf("%s: the honest answer: %+v", name, r)
		}
		if r := failed[settler.RungVerdicts]; r.State != verify.Fails || !strings.Contains(r.Detail, ": fail") {
			t.Errorf("%s: the false answer: %+v", name, r)
		}
	}
	checkShortRecords(t, node, trBad, asked)
	if _, err := record.Glance(t.Context(), cfg, node.chain, emptyNotes{}, quiet()); !errors.Is(err, record.ErrNotRead) {
		t.Errorf("a store without a record: %v", err)
	}
}

// checkShortRecords climbs by records that hold less than the chain, or something else: none of them makes a verdict.
func checkShortRecords(t *testing.T, node *party, tr *dgrid.Transcript, asked func(context.Context, dgrid.Address, uint64, dgrid.Digest) (*record.Filed, error)) {
	t.Helper()
	without := func(change func(*record.Filed)) func(context.Context, dgrid.Address, uint64, dgrid.Digest) (*record.Filed, error) {
		return func(ctx context.Context, provider dgrid.Address, epoch uint64, object dgrid.Digest) (*record.Filed, error) {
			f, err := asked(ctx, provider, epoch, object)
			if err == nil {
				change(f)
			}
			return f, err
		}
	}
	for name, test := range map[string]struct {
		change func(*record.Filed)
		window time.Duration
		state  verify.State
		says   string
	}{
		"the batch is missing": {func(f *record.Filed) { *f = record.Filed{} }, time.Hour, verify.Skipped, "not looked at: "},
		"no verdicts yet":      {func(f *record.Filed) { f.Verdicts = nil }, time.Hour, verify.Absent, "open until about block "},
		"no verdicts in time":  {func(f *record.Filed) { f.Verdicts = nil }, 1, verify.Absent, "unverified: the committee's time ended"},
		"verdicts are missing": {func(f *record.Filed) { f.Verdicts, f.Later = nil, 2 }, 1, verify.Skipped, "not looked at: 2 later batches"},
		"verdicts are changed": {func(f *record.Filed) {
			for i := range f.Verdicts {
				f.Verdicts[i].Verdict.Finding = dgrid.FindingPass
			}
		}, time.Hour, verify.Absent, "verdicts in the node's record are not on this chain"},
		"verdicts are in no anchored batch": {func(f *record.Filed) {
			for i := range f.Verdicts {
				f.Verdicts[i].Inclusion = dgrid.Inclusion{Batch: f.Verdicts[i].Inclusion.Batch, Leaf: f.Verdicts[i].Inclusion.Leaf}
				b := &f.Verdicts[i].Inclusion.Batch
				b.Root, b.Count = f.Verdicts[i].Inclusion.Leaf.Hash(), 1
				b.Epoch += 1000
			}
		}, time.Hour, verify.Absent, "verdicts in the node's record are not on this chain"},
	} {
		l := node.ladder(without(test.change))
		l.Window = test.window
		if r := climbed(t, l, tr)[settler.RungVerdicts]; r.State != test.state || !strings.Contains(r.Detail, test.says) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}

// emptyNotes is a store that holds nothing.
type emptyNotes struct{}

func (emptyNotes) PutNotes(context.Context, ...store.Note) error { return nil }
func (emptyNotes) Notes(string) ([]store.Note, error)            { return nil, nil }
func (emptyNotes) Note(string, string) ([]byte, error)           { return nil, store.ErrNotFound }

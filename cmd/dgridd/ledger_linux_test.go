package main_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/config"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/verify"
)

// ledger is what was ever seen signed, apart from the stores: in transcripts that the asker wrote, and in either store when it
// was looked into. Nothing of it may get lost or get a second version.
type ledger struct {
	steps    map[dgrid.JobID]map[uint32]dgrid.Signed[dgrid.Step]
	receipts map[dgrid.JobID]dgrid.Signed[dgrid.Receipt]
	voucher  dgrid.Amount // the highest
}

func newLedger() *ledger {
	return &ledger{steps: make(map[dgrid.JobID]map[uint32]dgrid.Signed[dgrid.Step]), receipts: make(map[dgrid.JobID]dgrid.Signed[dgrid.Receipt])}
}

// note takes in what somebody has of a job, and says where it contradicts what was seen before.
func (l *ledger) note(id dgrid.JobID, steps []dgrid.Signed[dgrid.Step], receipt *dgrid.Signed[dgrid.Receipt]) error {
	if l.steps[id] == nil {
		l.steps[id] = make(map[uint32]dgrid.Signed[dgrid.Step])
	}
	for _, s := range steps {
		if before, ok := l.steps[id][s.Object.Number]; ok && before != s {
			return fmt.Errorf("job %s has two steps %d: %+v and %+v", id.Short(), s.Object.Number, before, s)
		}
		l.steps[id][s.Object.Number] = s
	}
	if receipt == nil {
		return nil
	}
	if before, ok := l.receipts[id]; ok && before != *receipt {
		return fmt.Errorf("job %s has two receipts: %+v and %+v", id.Short(), before, *receipt)
	}
	l.receipts[id] = *receipt
	return nil
}

// missing says what of a job was seen and is not in what somebody has.
func (l *ledger) missing(id dgrid.JobID, steps []dgrid.Signed[dgrid.Step], receipt *dgrid.Signed[dgrid.Receipt]) error {
	if got, want := len(steps), len(l.steps[id]); got < want {
		return fmt.Errorf("job %s has lost steps: %d of %d are left", id.Short(), got, want)
	}
	if _, ok := l.receipts[id]; ok && receipt == nil {
		return fmt.Errorf("job %s has lost its receipt", id.Short())
	}
	return nil
}

func (l *ledger) pay(amount dgrid.Amount) {
	if amount.Cmp(l.voucher) > 0 {
		l.voucher = amount
	}
}

// books is what one side has at one moment: every job, and its one account.
type books struct {
	jobs              map[dgrid.JobID]*dgrid.Transcript
	open              map[dgrid.JobID]bool
	promised, settled dgrid.Amount
}

// atAsker reads the asker's store, which no process may have open.
func (w *world) atAsker() *books {
	w.t.Helper()
	return w.read(w.asker, store.AsPayer)
}

func (w *world) read(home string, role store.Role) *books {
	w.t.Helper()
	n, err := config.LoadNetwork(filepath.Join(home, "network.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := store.Open(filepath.Join(home, "store"), n.Domain, store.Options{MinFree: 1}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			w.t.Error(err)
		}
	}()
	b, err := readBooks(s, role)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func readBooks(s *store.Store, role store.Role) (*books, error) {
	b := newBooks()
	accounts, err := s.Accounts(role)
	if err != nil {
		return nil, err
	}
	if len(accounts) > 1 {
		return nil, fmt.Errorf("%d accounts, there is one pair and one model", len(accounts))
	}
	for _, a := range accounts {
		if b.settled = a.Settled; a.Voucher != nil {
			b.promised = a.Voucher.Object.Amount
		}
	}
	jobs, err := s.Jobs(role, 0)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if b.jobs[j.ID], err = s.Transcript(role, j.ID); err != nil {
			return nil, err
		}
		b.open[j.ID] = j.Open
		r, err := s.Record(role, j.ID)
		if err != nil {
			return nil, err
		}
		if t := b.jobs[j.ID]; len(t.Steps) != len(r.Steps) || (t.Receipt == nil) != (r.Receipt == nil) {
			return nil, fmt.Errorf("job %s: its transcript and its record differ", j.ID.Short())
		}
	}
	return b, nil
}

func newBooks() *books {
	return &books{jobs: make(map[dgrid.JobID]*dgrid.Transcript), open: make(map[dgrid.JobID]bool)}
}

// atProvider asks the running provider for the jobs that want holds, and for its account.
func (w *world) atProvider(want func(dgrid.JobID) bool) *books {
	w.t.Helper()
	ctx, view, b := context.WithoutCancel(w.t.Context()), w.view(), newBooks()
	s, err := view.Status(ctx)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, a := range s.Accounts {
		b.promised, b.settled = a.Promised, a.Settled
	}
	jobs, err := view.Jobs(ctx, 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, j := range jobs {
		if !want(j.ID) {
			continue
		}
		f, err := view.Find(ctx, j.ID.String())
		if err != nil {
			w.t.Fatal(err)
		}
		b.jobs[j.ID], b.open[j.ID] = f.Transcript, j.Open
	}
	return b
}

// check holds both books against each other and against the ledger. Before the two met the asker may know less than the
// provider of a job, and the provider less of the vouchers; never the other way round, for each stores before it sends.
func (l *ledger) check(asker, provider *books, met bool) error {
	var errs []error
	for _, b := range []*books{asker, provider} {
		for id, t := range b.jobs {
			errs = append(errs, l.note(id, t.Steps, t.Receipt))
			if failing := verify.Failing(verify.Signatures(t, t.Domain)); failing != nil && t.Acceptance.Object.Job == id {
				errs = append(errs, fmt.Errorf("job %s does not verify: %s", id.Short(), strings.Join(failing, ", ")))
			}
		}
		l.pay(b.promised)
	}
	for id, mine := range asker.jobs {
		errs = append(errs, l.checkJob(id, mine, provider.jobs[id], met))
	}
	for id := range provider.jobs {
		if asker.jobs[id] == nil {
			errs = append(errs, fmt.Errorf("the provider has job %s, the asker never ordered it", id.Short()))
		}
	}
	if asker.promised != l.voucher || met && provider.promised != l.voucher {
		errs = append(errs, fmt.Errorf("a voucher was lost: the highest was %s, now it is %s at the asker and %s at the provider", l.voucher, asker.promised, provider.promised))
	}
	if met && asker.settled != provider.settled {
		errs = append(errs, fmt.Errorf("settled is %s at the asker and %s at the provider", asker.settled, provider.settled))
	}
	if met && asker.promised.Cmp(asker.settled) < 0 {
		errs = append(errs, fmt.Errorf("promised %s does not cover settled %s", asker.promised, asker.settled))
	}
	if met {
		for _, b := range []*books{asker, provider} {
			for id, open := range b.open {
				if open {
					errs = append(errs, fmt.Errorf("job %s is still open", id.Short()))
				}
			}
		}
	}
	return errors.Join(errs...)
}

func (l *ledger) checkJob(id dgrid.JobID, mine, theirs *dgrid.Transcript, met bool) error {
	if theirs == nil {
		if len(l.steps[id]) > 0 || mine.Receipt != nil || mine.Acceptance.Object.Job == id {
			return fmt.Errorf("the provider has lost job %s", id.Short())
		}
		return nil // the order never arrived
	}
	if err := l.missing(id, theirs.Steps, theirs.Receipt); err != nil {
		return fmt.Errorf("at the provider: %w", err)
	}
	if !met {
		return nil
	}
	if err := l.missing(id, mine.Steps, mine.Receipt); err != nil {
		return fmt.Errorf("at the asker: %w", err)
	}
	_, _, a := mine.Settled()
	if _, _, b := theirs.Settled(); a != b {
		return fmt.Errorf("job %s is settled by %s at the asker and %s at the provider", id.Short(), a, b)
	}
	return nil
}

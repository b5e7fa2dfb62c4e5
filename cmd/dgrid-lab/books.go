package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/control"
	"github.com/dgrid-network/dgrid/node/store"
)

// ledger is what was ever seen signed, apart from anybody's store. Nothing of it may get lost or get a second version.
type ledger struct {
	steps    map[dgrid.JobID]map[uint32]dgrid.Signed[dgrid.Step]
	receipts map[dgrid.JobID]dgrid.Signed[dgrid.Receipt]
	vouchers map[dgrid.Address]dgrid.Amount // the highest, by provider
}

func newLedger() *ledger {
	return &ledger{map[dgrid.JobID]map[uint32]dgrid.Signed[dgrid.Step]{}, map[dgrid.JobID]dgrid.Signed[dgrid.Receipt]{}, map[dgrid.Address]dgrid.Amount{}}
}

// note takes in what somebody has of a job, and says where it contradicts what was seen before.
func (l *ledger) note(id dgrid.JobID, t *dgrid.Transcript) error {
	if l.steps[id] == nil {
		l.steps[id] = map[uint32]dgrid.Signed[dgrid.Step]{}
	}
	for _, s := range t.Steps {
		if before, ok := l.steps[id][s.Object.Number]; ok && before != s {
			return fmt.Errorf("job %s has two steps %d: %+v and %+v", id.Short(), s.Object.Number, before, s)
		}
		l.steps[id][s.Object.Number] = s
	}
	if t.Receipt == nil {
		return nil
	}
	if before, ok := l.receipts[id]; ok && before != *t.Receipt {
		return fmt.Errorf("job %s has two receipts: %+v and %+v", id.Short(), before, *t.Receipt)
	}
	l.receipts[id] = *t.Receipt
	return nil
}

// missing says what of a job was seen and is not in what somebody has.
func (l *ledger) missing(id dgrid.JobID, t *dgrid.Transcript) error {
	if got, want := len(t.Steps), len(l.steps[id]); got < want {
		return fmt.Errorf("job %s has lost steps: %d of %d are left", id.Short(), got, want)
	}
	if _, ok := l.receipts[id]; ok && t.Receipt == nil {
		return fmt.Errorf("job %s has lost its receipt", id.Short())
	}
	return nil
}

// account is the money between the gateway and one provider, as one of them has it.
type account struct {
	promised, settled dgrid.Amount
	open              int
}

// books is what one node has at one moment, in one role: every job, and its account with each other side.
type books struct {
	jobs     map[dgrid.JobID]*dgrid.Transcript
	accounts map[dgrid.Address]account
}

const mostJobs = 1000 // of one node; the socket lists no more

// readBooks reads a node's books in a role, running or not.
func readBooks(ctx context.Context, v control.View, role store.Role) (*books, error) {
	b := &books{map[dgrid.JobID]*dgrid.Transcript{}, map[dgrid.Address]account{}}
	s, err := v.Status(ctx)
	if err != nil {
		return nil, err
	}
	for _, a := range s.Accounts {
		if a.Role == role.String() {
			b.accounts[a.Other] = account{a.Promised, a.Settled, a.Open}
		}
	}
	jobs, err := v.Jobs(ctx, mostJobs)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if j.Role != role {
			continue
		}
		f, err := v.Find(ctx, j.ID.String())
		if err != nil {
			return nil, err
		}
		b.jobs[j.ID] = f.Transcript
	}
	if len(b.jobs) >= mostJobs {
		return nil, errors.New("there are more jobs than can be compared: make fewer kills in one network")
	}
	return b, nil
}

// compare holds the payer's books against each provider's, which it has met since they last worked together, and both against
// what was seen before.
func (l *ledger) compare(payer *books, providers map[dgrid.Address]*books) error {
	var errs []error
	for id, t := range payer.jobs {
		errs = append(errs, l.note(id, t))
	}
	for who, b := range providers {
		for id, t := range b.jobs {
			errs = append(errs, l.note(id, t))
			if payer.jobs[id] == nil {
				errs = append(errs, fmt.Errorf("%s has job %s, which the gateway never ordered", who, id.Short()))
			}
		}
		errs = append(errs, l.compareAccounts(who, payer.accounts[who], b))
	}
	for id, mine := range payer.jobs {
		theirs := providers[mine.Order.Object.Provider]
		if theirs == nil {
			errs = append(errs, fmt.Errorf("job %s is of %s, whose books are not here", id.Short(), mine.Order.Object.Provider))
			continue
		}
		errs = append(errs, l.compareJob(id, mine, theirs.jobs[id]))
	}
	return errors.Join(errs...)
}

func (l *ledger) compareAccounts(who dgrid.Address, mine account, provider *books) error {
	var theirs account
	for _, a := range provider.accounts { // the gateway is its only payer
		theirs = a
	}
	if highest := l.vouchers[who]; mine.promised.Cmp(highest) < 0 || theirs.promised != mine.promised {
		return fmt.Errorf("a voucher for %s is lost: the highest was %s, now it is %s at the gateway and %s at the provider", who, highest, mine.promised, theirs.promised)
	}
	l.vouchers[who] = mine.promised
	switch {
	case len(provider.accounts) > 1:
		return fmt.Errorf("%s has %d payers, the gateway is the only one", who, len(provider.accounts))
	case mine.settled != theirs.settled:
		return fmt.Errorf("settled with %s is %s at the gateway and %s at the provider", who, mine.settled, theirs.settled)
	case mine.promised.Cmp(mine.settled) < 0:
		return fmt.Errorf("promised %s to %s does not cover settled %s", mine.promised, who, mine.settled)
	case mine.open+theirs.open > 0:
		return fmt.Errorf("jobs with %s are open: %d at the gateway, %d at the provider", who, mine.open, theirs.open)
	}
	return nil
}

func (l *ledger) compareJob(id dgrid.JobID, mine, theirs *dgrid.Transcript) error {
	if theirs == nil {
		if len(l.steps[id]) > 0 || mine.Receipt != nil || mine.Acceptance.Object.Job == id {
			return fmt.Errorf("the provider has lost job %s", id.Short())
		}
		return nil // the order never arrived
	}
	if err := l.missing(id, theirs); err != nil {
		return fmt.Errorf("at the provider: %w", err)
	}
	if err := l.missing(id, mine); err != nil {
		return fmt.Errorf("at the gateway: %w", err)
	}
	_, _, a := mine.Settled()
	if _, _, b := theirs.Settled(); a != b {
		return fmt.Errorf("job %s is settled by %s at the gateway and %s at the provider", id.Short(), a, b)
	}
	return nil
}

package settler

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/store"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/settlement"
	"github.com/dgrid-network/dgrid/settlement/evm"
)

const (
	collectJobs = 4096 // waiting jobs that one round looks at
	lineEnds    = 64   // leaves of a pair that the next one may follow
	maxFaults   = 1024 // that are remembered
)

// MissingJob is a job that its provider should have included by now.
type MissingJob struct {
	Job      dgrid.JobID   `json:"job"`
	Provider dgrid.Address `json:"provider"`
	AnchorBy uint64        `json:"anchorBy"` // block
}

// Fault is an inclusion that does not agree with this node's books.
type Fault struct {
	Job       dgrid.JobID     `json:"job"`
	Inclusion dgrid.Inclusion `json:"inclusion"`
	Why       string          `json:"why"`
}

// placeNote is the kind of the notes that say up to where a provider's inclusions were taken in; the key is its address. A note that is lost
// is a history that is read again.
const placeNote = "included"

// place is such a note's value.
type place struct {
	Epoch uint64 `json:"epoch"`
	Index uint64 `json:"index"`
}

func (s *Settler) placeOf(owner dgrid.Address) (p place, err error) {
	b, err := s.store.Note(placeNote, owner.Hex())
	if errors.Is(err, store.ErrNotFound) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	return p, err
}

func (s *Settler) putPlace(ctx context.Context, owner dgrid.Address, p place) error {
	b, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("encode place: %w", err)
	}
	return s.store.PutNote(ctx, placeNote, owner.Hex(), b)
}

// signerCache remembers whose keys sign for owners.
type signerCache struct {
	mu    sync.Mutex // guards what follows
	block uint64     // for which it holds
	stake map[dgrid.Address]dgrid.Address
}

// Missing lists jobs of this node as a payer that are in no batch although the block of their acceptance has passed.
func (s *Settler) Missing() (list []MissingJob) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.missed {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b MissingJob) int { return bytes.Compare(a.Job[:], b.Job[:]) })
	return list
}

// Faults lists inclusions that were handed to this node and do not agree with its books.
func (s *Settler) Faults() (list []Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b Fault) int { return bytes.Compare(a.Job[:], b.Job[:]) })
	return list
}

// collect asks the providers of jobs that are in no batch yet where they are included.
func (s *Settler) collect(ctx context.Context, final evm.Block) error {
	if err := s.goBack(ctx, final); err != nil {
		return err
	}
	waiting, err := s.store.Waiting(store.AsPayer, collectJobs)
	if err != nil {
		return err
	}
	providers := map[dgrid.Address][]MissingJob{}
	for _, job := range waiting {
		r, err := s.store.Record(store.AsPayer, job)
		if err != nil {
			return err
		}
		m := MissingJob{Job: job, Provider: r.Order.Object.Provider}
		if r.Acceptance != nil {
			m.AnchorBy = r.Acceptance.Object.AnchorBy
		}
		providers[m.Provider] = append(providers[m.Provider], m)
	}
	s.mu.Lock()
	for owner := range s.again {
		providers[owner] = append([]MissingJob{}, providers[owner]...)
	}
	s.mu.Unlock()
	var errs []error
	for owner, jobs := range providers {
		if err := s.collectFrom(ctx, owner, final); err != nil {
			errs = append(errs, fmt.Errorf("from %s: %w", owner, err))
		}
		errs = append(errs, s.overdue(jobs, final))
	}
	s.forgetFound()
	return errors.Join(errs...)
}

// collectFrom takes in what one provider has to hand over, if it is time to ask it.
func (s *Settler) collectFrom(ctx context.Context, owner dgrid.Address, final evm.Block) error {
	now := s.cfg.Now()
	s.mu.Lock()
	last, ok := s.asked[owner]
	if ok && now.Sub(last) < s.cfg.Collect {
		s.mu.Unlock()
		return nil
	}
	s.asked[owner] = now
	s.mu.Unlock()
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = s.collectSome(ctx, owner, final); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.again, owner)
	return nil
}

// collectSome asks once. It says that there is more to ask for where everything so far could be judged.
func (s *Settler) collectSome(ctx context.Context, owner dgrid.Address, final evm.Block) (more bool, err error) {
	at, err := s.placeOf(owner)
	if err != nil {
		return false, err
	}
	q := p2p.InclusionQuery{AfterEpoch: at.Epoch, AfterIndex: at.Index}
	if q.Shown, err = s.shownTo(owner); err != nil {
		return false, err
	}
	list, more, err := s.ask(ctx, owner, q)
	if err != nil {
		return false, err
	}
	before, stopped := at, false
	for i := range list {
		done, err := s.takeIn(ctx, &list[i], final)
		if err != nil {
			return false, err
		}
		// Behind one that cannot be judged yet the others are taken in all the same, and asked for again with it.
		if stopped = stopped || !done; !stopped {
			at = place{list[i].Batch.Epoch, list[i].Index}
		}
	}
	if at != before {
		err = s.putPlace(ctx, owner, at)
	}
	return more && !stopped, err
}

// ask asks a provider, which may be this node itself, under each of its addresses until one answers.
func (s *Settler) ask(ctx context.Context, owner dgrid.Address, q p2p.InclusionQuery) ([]p2p.Included, bool, error) {
	if owner == s.cfg.Owner && s.cfg.Serves {
		return s.Own(ctx, p2p.Hello{Owner: owner}, &q)
	}
	err := errors.New("no address of it is known")
	for _, addr := range s.peers(owner) {
		list, more, askErr := s.fetcher.FetchInclusions(ctx, addr, q)
		if askErr == nil {
			return list, more, nil
		}
		err = askErr
	}
	return nil, false, err
}

// shownTo is the last inclusion of each pair with a provider.
func (s *Settler) shownTo(owner dgrid.Address) (list []p2p.Included, err error) {
	accounts, err := s.store.Accounts(store.AsPayer)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Pair.Provider != owner || len(list) == p2p.MaxShown {
			continue
		}
		last, job, err := s.store.LastShown(store.AsPayer, a.Pair)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		r, err := s.store.Record(store.AsPayer, job)
		if err != nil {
			return nil, err
		}
		x := p2p.Included{Inclusion: *last, Receipt: r.Receipt}
		if n := len(r.Steps); r.Receipt == nil && n > 0 {
			x.Step = &r.Steps[n-1]
		}
		list = append(list, x)
	}
	return list, nil
}

// takeIn checks one inclusion and stores it. It is not done where the inclusion cannot be judged yet.
func (s *Settler) takeIn(ctx context.Context, x *p2p.Included, final evm.Block) (done bool, err error) {
	job := x.Job()
	anchored, err := s.isAnchored(ctx, x.Batch, final)
	if err != nil {
		return false, err
	}
	if !anchored {
		return false, fmt.Errorf("epoch %d, in which job %s is said to be, is not on the chain", x.Batch.Epoch, job.Short())
	}
	if err := s.signed(ctx, x, final); err != nil {
		return true, s.fault(job, x, err)
	}
	held, err := s.store.Held(job, lineEnds)
	if errors.Is(err, store.ErrNotFound) {
		return true, s.fault(job, x, errors.New("this node never ordered the job, or its records were lost"))
	}
	if err != nil {
		return false, err
	}
	have, err := s.store.Inclusion(store.AsPayer, job)
	known := err == nil && sameLeaf(have, &x.Inclusion) && x.Verify() == nil
	if known && have.Batch == x.Batch {
		return true, nil
	}
	if err := settlement.CheckInclusion(held, &x.Inclusion); err != nil && !known {
		return !errors.Is(err, settlement.ErrGap) && x.Leaf.Object == held.Object, s.fault(job, x, err)
	}
	if err := s.store.PutInclusion(ctx, store.AsPayer, job, x.Inclusion); err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.faults, job)
	delete(s.missed, job)
	s.log.Info("a job is included", "job", job.Short(), "provider", x.Batch.Node, "epoch", x.Batch.Epoch, "block", x.Batch.Block)
	return true, nil
}

// signed fails unless the provider, or the signer that it has set, signed what the leaf stands for.
func (s *Settler) signed(ctx context.Context, x *p2p.Included, final evm.Block) error {
	signer, err := s.signerOf(ctx, x.Batch.Node, final)
	if err != nil {
		return err
	}
	check := func(o dgrid.Object, sig dgrid.Signature) error {
		got, err := s.cfg.Domain.Recover(o, sig)
		if err == nil && got != x.Batch.Node && got != signer {
			err = fmt.Errorf("the %s is signed by %s, want %s or its signer %s", o.Kind(), got, x.Batch.Node, signer)
		}
		return err
	}
	if x.Receipt != nil {
		return check(&x.Receipt.Object, x.Receipt.Signature)
	}
	if x.Step != nil {
		return check(&x.Step.Object, x.Step.Signature)
	}
	return errors.New("it comes without a receipt or step")
}

func (s *Settler) signerOf(ctx context.Context, owner dgrid.Address, final evm.Block) (dgrid.Address, error) {
	c := &s.signers
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.block != final.Number || c.stake == nil {
		c.block, c.stake = final.Number, map[dgrid.Address]dgrid.Address{}
	}
	if a, ok := c.stake[owner]; ok {
		return a, nil
	}
	a, err := s.see.StakeSigner(ctx, final.Number, owner)
	if err == nil {
		c.stake[owner] = a
	}
	return a, err
}

// fault notes what does not agree. It is said once.
func (s *Settler) fault(job dgrid.JobID, x *p2p.Included, why error) error {
	if errors.Is(why, evm.ErrDown) || errors.Is(why, context.Canceled) || errors.Is(why, context.DeadlineExceeded) {
		return why
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.faults[job]; (ok && f.Why == why.Error()) || (!ok && len(s.faults) >= maxFaults) {
		return nil
	}
	s.faults[job] = Fault{job, x.Inclusion, why.Error()}
	s.log.Error("an inclusion does not agree with this node's books", "job", job.Short(), "provider", x.Batch.Node, "epoch", x.Batch.Epoch, "err", why)
	return nil
}

// overdue notes jobs whose block has passed.
func (s *Settler) overdue(jobs []MissingJob, final evm.Block) error {
	for _, m := range jobs {
		if m.AnchorBy == 0 || final.Number <= m.AnchorBy {
			continue
		}
		if _, err := s.store.Inclusion(store.AsPayer, m.Job); err == nil {
			continue
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		s.mu.Lock()
		_, known := s.missed[m.Job]
		s.missed[m.Job] = m
		s.mu.Unlock()
		if !known {
			s.log.Warn("a job is in no batch although it is due: its provider can be challenged on the chain", "job", m.Job.Short(), "provider", m.Provider, "anchorBy", m.AnchorBy)
		}
	}
	return nil
}

// forgetFound removes jobs that are included by now.
func (s *Settler) forgetFound() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for job := range s.missed {
		if _, err := s.store.Inclusion(store.AsPayer, job); err == nil {
			delete(s.missed, job)
		}
	}
}

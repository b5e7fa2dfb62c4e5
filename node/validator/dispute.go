package validator

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

// DisputeState is how far a dispute on the chain has come.
type DisputeState uint8

// The states.
const (
	NoDispute DisputeState = iota
	DisputeOpen
	DisputeConvicted
	DisputeAcquitted
	DisputeExecuted
)

// Dispute is a dispute as the chain has it.
type Dispute struct {
	State DisputeState
	Due   bool // a conviction may be executed, by the chain's clock
}

// Court is the contract that takes a convicted provider's stake. Each method that sends a transaction returns once it is certain to be
// sent, and sends it once, however often it is called for an object. A dispute that is refused for good is ErrNoCourt.
type Court interface {
	// Dispute is the state of the dispute over an object.
	Dispute(ctx context.Context, object dgrid.Digest) (Dispute, error)
	Open(ctx context.Context, proof dgrid.Inclusion, receipt dgrid.Signed[dgrid.Receipt]) error
	// Decide hands in ballots; drawn are the seats that the contract drew for the object, empty ones included.
	Decide(ctx context.Context, object dgrid.Digest, drawn []dgrid.Address, ballots []dgrid.Signed[dgrid.Ballot]) error
	// Execute takes the stake, and Collect the bonds that came back to this node; round tells one collection from the next.
	Execute(ctx context.Context, object dgrid.Digest) error
	Collect(ctx context.Context, round string) error
}

// ErrNoCourt says that the contract does not take a dispute, and will not.
var ErrNoCourt = errors.New("the contract does not take this dispute")

var errFewVotes = errors.New("too few votes")

const (
	attendEvery = 2 * time.Second
	pinSpread   = 8                // blocks over which validators pin
	ballotTime  = 10 * time.Second // for the ballots of all seats
)

// attend pins randomness that nobody pins, and takes slashed providers to the court, until ctx ends.
func (v *Validator) attend(ctx context.Context) {
	tick := time.NewTicker(attendEvery)
	defer tick.Stop()
	due := map[dgrid.Digest]time.Time{} // when a dispute became due; zero where it is over
	for {
		view := v.deps.Record.View()
		if v.deps.Pinner != nil {
			v.pin(ctx, view)
		}
		if v.deps.Court != nil {
			v.accuse(ctx, view, due)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// accuse does what the disputes over slashed providers need next.
func (v *Validator) accuse(ctx context.Context, view *record.View, due map[dgrid.Digest]time.Time) {
	for _, x := range convicted(view) {
		at, known := due[x.Object]
		if !known {
			at = v.cfg.Now()
			due[x.Object] = at
		}
		if at.IsZero() {
			continue
		}
		over, err := v.prosecute(ctx, view, x, at)
		if over || errors.Is(err, ErrNoCourt) {
			due[x.Object] = time.Time{}
		}
		switch {
		case err == nil || ctx.Err() != nil:
		case errors.Is(err, errFewVotes):
			v.log.Debug("a dispute waits for votes", "provider", x.Provider, "object", x.Object.Short(), "err", err)
		default:
			v.log.Warn("a dispute does not go on", "provider", x.Provider, "object", x.Object.Short(), "err", err)
		}
	}
}

// pin fixes the randomness of batches that their node, and everybody else, has left without for too long.
func (v *Validator) pin(ctx context.Context, view *record.View) {
	for i := range view.Pins {
		b := &view.Pins[i].Batch
		// Not all at once: all but the first would pay for nothing.
		turn := dgrid.Hash(v.cfg.Owner[:], b.Root[:])
		if view.Final < b.Block+v.cfg.PinDelay+v.cfg.PinAfter+uint64(turn[0])%pinSpread {
			continue
		}
		if err := v.deps.Pinner.Pin(ctx, *b); err != nil && ctx.Err() == nil {
			v.log.Warn("a batch's randomness is not pinned", "node", b.Node, "epoch", b.Epoch, "err", err)
		}
	}
}

// convicted is, for each provider and model that the record calls slashed, the failed audit that the chain is shown: the last one that
// ended by a receipt.
func convicted(view *record.View) (out []*verify.Exhibit) {
	for _, s := range view.Record.Standings() {
		if s.Process.Status != verify.StatusSlashed {
			continue
		}
		if x := exhibitA(view, s.Subject); x != nil {
			out = append(out, x)
		}
	}
	return out
}

// exhibitA is the failed audit by which a provider became slashed: everybody picks the same one.
func exhibitA(view *record.View, s verify.Subject) *verify.Exhibit {
	var last *verify.Exhibit
	for _, e := range view.Record.Events(s) {
		if e.Decision.Outcome == verify.Convicted && view.Receipt(e.Exhibit) {
			last = e.Exhibit
		}
		if e.Standing.Process.Status == verify.StatusSlashed && last != nil {
			break
		}
	}
	return last
}

// prosecute does the next thing that a dispute needs, if it is this node's turn, and reports whether there is nothing more to do.
func (v *Validator) prosecute(ctx context.Context, view *record.View, x *verify.Exhibit, due time.Time) (over bool, err error) {
	rank := v.rank(x)
	if rank < 0 {
		return true, nil // who has no seat cannot vote, and leaves it to those who have
	}
	if v.cfg.Now().Before(due.Add(time.Duration(rank) * v.cfg.Stagger)) {
		return false, nil
	}
	d, err := v.deps.Court.Dispute(ctx, x.Object)
	if err != nil {
		return false, err
	}
	switch d.State {
	case NoDispute:
		return false, v.openDispute(ctx, x)
	case DisputeOpen:
		return false, v.decide(ctx, view, x)
	case DisputeConvicted:
		if !d.Due {
			return false, nil
		}
		v.log.Info("executing a conviction on the chain", "provider", x.Provider, "object", x.Object.Short())
		return false, v.deps.Court.Execute(ctx, x.Object)
	case DisputeExecuted:
		err := v.deps.Court.Collect(ctx, x.Object.String())
		return err == nil, err
	}
	return true, nil
}

func (v *Validator) openDispute(ctx context.Context, x *verify.Exhibit) error {
	proof, entry, err := v.deps.Record.Proof(x)
	if err != nil {
		return err
	}
	if entry.Receipt == nil {
		return fmt.Errorf("%w: object %s is no receipt", ErrNoCourt, x.Object.Short())
	}
	v.log.Info("opening a dispute on the chain", "provider", x.Provider, "job", x.Job.Short(), "object", x.Object.Short())
	return v.deps.Court.Open(ctx, proof, *entry.Receipt)
}

// drawn are the seats that a dispute over x counts: the contract draws fewer than there are for an audit, but the same.
func (v *Validator) drawn(x *verify.Exhibit) []dgrid.Address {
	return x.Seats[:min(len(x.Seats), v.cfg.Committee)]
}

// jurors are the filled ones of these.
func (v *Validator) jurors(x *verify.Exhibit) (seats []int) {
	for seat, owner := range v.drawn(x) {
		if owner != (dgrid.Address{}) {
			seats = append(seats, seat)
		}
	}
	return seats
}

// rank is this node's place among the jurors of x, or -1.
func (v *Validator) rank(x *verify.Exhibit) int {
	return slices.IndexFunc(v.jurors(x), func(seat int) bool { return x.Seats[seat] == v.cfg.Owner })
}

// decide gathers the jurors' ballots and hands them to the court once two thirds convict.
func (v *Validator) decide(ctx context.Context, view *record.View, x *verify.Exhibit) error {
	gather, cancel := context.WithTimeout(ctx, ballotTime)
	defer cancel()
	jurors := v.jurors(x)
	ballots := make(chan *dgrid.Signed[dgrid.Ballot], len(jurors))
	for _, seat := range jurors {
		go func() { ballots <- v.ballotOf(gather, view, x, seat) }()
	}
	var guilty []dgrid.Signed[dgrid.Ballot]
	for range jurors {
		if b := <-ballots; b != nil && b.Object.Guilty == 1 {
			guilty = append(guilty, *b)
		}
	}
	if 3*len(guilty) < 2*len(jurors) {
		return fmt.Errorf("%w: %d of %d seats vote guilty, two thirds are needed", errFewVotes, len(guilty), len(jurors))
	}
	slices.SortFunc(guilty, func(a, b dgrid.Signed[dgrid.Ballot]) int { return int(a.Object.Seat) - int(b.Object.Seat) })
	v.log.Info("deciding a dispute on the chain", "provider", x.Provider, "object", x.Object.Short(), "guilty", len(guilty), "seats", len(jurors))
	return v.deps.Court.Decide(ctx, x.Object, v.drawn(x), guilty)
}

// ballotOf is a juror's vote, or nil.
func (v *Validator) ballotOf(ctx context.Context, view *record.View, x *verify.Exhibit, seat int) *dgrid.Signed[dgrid.Ballot] {
	owner := x.Seats[seat]
	if owner == v.cfg.Owner {
		b, err := signBallot(v.cfg.Domain, v.cfg.Key, view, x, owner, seat)
		if err != nil {
			v.log.Warn("this node does not vote", "object", x.Object.Short(), "err", err)
			return nil
		}
		return b
	}
	reply, _, err := v.deps.Network.Seat(ctx, owner, &p2p.SeatRequest{Ask: p2p.AskBallot, Object: x.Object, Epoch: x.Epoch, Seat: uint32(seat)})
	if err != nil || reply.Ballot == nil {
		v.log.Debug("a seat does not vote", "object", x.Object.Short(), "validator", owner, "err", err)
		return nil
	}
	if b := &reply.Ballot.Object; b.Provider != x.Provider || b.Object != x.Object || b.Validator != owner || int(b.Seat) != seat {
		return nil // the contract would refuse it, and the others with it
	}
	return reply.Ballot
}

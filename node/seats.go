package node

import (
	"context"
	"time"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/validator"
	"github.com/dgrid-network/dgrid/p2p"
)

// pinAfter is how many blocks a batch's own node has to pin its randomness before validators do.
const pinAfter = 3

// openSeats makes what answers seats of committees, and, on a validator, what fills them.
func (n *Node) openSeats() (err error) {
	if n.public == nil || !n.opt.Serve {
		return nil
	}
	p := &n.opt.Network.Params
	votes := n.opt.Config.Validator.Enabled
	n.desk, err = validator.NewDesk(validator.DeskConfig{
		Owner: n.opt.Keys.Address(), Key: n.opt.Keys.Owner, Domain: n.opt.Network.Domain, Signer: n.opt.Network.Domain.Owners,
		CommitWait: n.within(15, 2*time.Minute), Keep: p.Keep.Duration(), Votes: votes,
	}, n.public, n.store, n.store, n.log)
	if err != nil || !votes {
		return err
	}
	n.validator, err = validator.New(validator.Config{
		Owner: n.opt.Keys.Address(), Key: n.opt.Keys.Owner, Domain: n.opt.Network.Domain, Cells: n.cells,
		AdviceCounts: n.opt.Network.Dev(), // whose money is worth nothing, and whose calibrations are small
		// Three times that must fit the window: for the first seats, for those that replace them, and for the larger committee.
		Silence: n.within(4, 12*time.Hour), Reveals: n.within(30, time.Minute), Keep: p.Keep.Duration(), Stagger: n.within(20, 10*time.Minute),
		PinDelay: p.PinDelay, PinAfter: pinAfter, Committee: int(p.Committee),
	}, validator.Deps{
		Record: n.public, Network: seatNetwork{n}, Engines: n.auditEngine, Settler: n.store, Notes: n.store, Pinner: n.onchain, Court: n.onchain,
		Meter: n.metrics.Seat,
	}, n.log)
	return err
}

// joinSeats lets them work.
func (n *Node) joinSeats() {
	if n.public != nil {
		n.goRun("public record", func() error { return n.public.Run(n.run) })
	}
	if n.desk != nil {
		n.host.ServeSeats(func(ctx context.Context, remote p2p.Hello, req *p2p.SeatRequest) (*p2p.SeatReply, error) {
			return n.desk.Serve(ctx, remote, req)
		})
	}
	if n.validator != nil {
		n.goRun("validator", func() error { return n.validator.Run(n.run) })
	}
}

// Seats is how many verdicts of each finding this node has signed since it started, and what they cost. It is empty where it is no
// validator.
func (n *Node) Seats() (map[dgrid.Finding]uint64, validator.Spent) {
	if n.validator == nil {
		return nil, validator.Spent{}
	}
	return n.validator.Totals()
}

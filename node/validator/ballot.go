package validator

import (
	"crypto/ecdsa"
	"fmt"

	"github.com/dgrid-network/dgrid"
	"github.com/dgrid-network/dgrid/node/record"
	"github.com/dgrid-network/dgrid/p2p"
	"github.com/dgrid-network/dgrid/verify"
)

// signBallot votes as the record says: guilty where it calls the provider slashed for the model.
func signBallot(d dgrid.Domain, key *ecdsa.PrivateKey, view *record.View, x *verify.Exhibit, owner dgrid.Address, seat int) (*dgrid.Signed[dgrid.Ballot], error) {
	b := dgrid.Ballot{Provider: x.Provider, Object: x.Object, Validator: owner, Seat: uint32(seat)}
	if view.Standing(x.Provider, x.Model).Process.Status == verify.StatusSlashed {
		b.Guilty = 1
	}
	sig, err := d.Sign(&b, key)
	return &dgrid.Signed[dgrid.Ballot]{Object: b, Signature: sig}, err
}

// ballot votes, for whoever asks: a ballot is no secret. Where this node's record has not come to the job yet, it does not vote.
func (d *Desk) ballot(req *p2p.SeatRequest) (*p2p.SeatReply, error) {
	if !d.cfg.Votes {
		return nil, p2p.ErrNoSeat
	}
	view := d.record.View()
	x := view.Exhibit(req.Object, req.Epoch)
	if x == nil || !view.Record.Decided(x.Job) {
		return nil, fmt.Errorf("the job is not decided, as far as the chain is read here up to block %d: %w", view.Final, p2p.ErrNotYet)
	}
	seat := int(req.Seat)
	if seat >= len(x.Seats) || x.Seats[seat] != d.cfg.Owner {
		return nil, p2p.ErrNoSeat
	}
	b, err := signBallot(d.cfg.Domain, d.cfg.Key, view, x, d.cfg.Owner, seat)
	return &p2p.SeatReply{Ballot: b}, err
}
